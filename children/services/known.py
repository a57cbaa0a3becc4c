"""What the register answers by itself in a needs assessment, for one child or many with a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from children.models import Child, CircumstanceSpell, CommuneBand, Measurement, Need, PovertyRecord
from children.models.health import Nutrition
from children.scoring import fact_of
from lao_cai_support.areas.models import DifficultyStatus

A_YEAR = datetime.timedelta(days=365)
_UNDER = (Nutrition.UNDERWEIGHT, Nutrition.STUNTED, Nutrition.WASTED)


def measurements_of(children: Iterable[Child]) -> dict[int, list[Measurement]]:
    """The measurements of each child, the newest first, with the child at hand."""
    by_pk = {child.pk: child for child in children}
    found: dict[int, list[Measurement]] = defaultdict(list)
    for row in Measurement.objects.filter(child__in=by_pk, withdrawn=False):
        row.child = by_pk[row.child_id]
        found[row.child_id].append(row)
    return found


def undernourished(measurements: Iterable[Measurement], day: datetime.date) -> bool | None:
    """Whether the last measurement of the last twelve months says so, by the tables or a health worker; None: none."""
    for row in measurements:
        if row.on > day or row.on <= day - A_YEAR or not (row.weight_g or row.height_mm or row.nutrition):
            continue
        if row.nutrition:
            return row.nutrition in _UNDER
        return row.growth.undernourished if row.growth.scores and not row.growth.implausible else None
    return None


def known_facts(
    children: Iterable[Child],
    area: str,
    day: datetime.date,
    *,
    measurements: dict[int, list[Measurement]] | None = None,
    health: bool = True,
) -> dict[int, dict[str, bool]]:
    """child's id → fact → yes or no; what the register does not know is missing. Children come with their village.

    Sealed circumstances are not among them. Without ``health`` nothing is told of measurements and insurance: a
    school does not read them.
    """
    children = list(children)
    ids, units = [child.pk for child in children], {child.unit_id for child in children}
    households = {child.household_id for child in children if child.household_id}
    poverty = {
        row.household_id: row.category
        for row in PovertyRecord.objects.filter(household__in=households, year=day.year).select_related("category")
    }
    hard = set(
        DifficultyStatus.objects.filter(unit__in=units, valid__contains=day, category__contains="III").values_list(
            "unit", flat=True
        )
    )
    open_spells = CircumstanceSpell.objects.as_of(day).filter(child__in=ids)
    special = set(open_spells.filter(kind__code__startswith="HC", kind__sealed=False).values_list("child", flat=True))
    former = Need.objects.filter(child__in=ids, item__area=area, delivered__gt=0, needed_by__gte=day - A_YEAR)
    helped = set(former.values_list("child", flat=True))
    cold = dict(CommuneBand.objects.filter(unit__in=units).values_list("unit", "band__frost"))
    if measurements is None and health:
        measurements = measurements_of(children)
    measurements = measurements or {}
    told = {}
    for child in children:
        category = poverty.get(child.household_id or 0)
        facts: dict[str, Any] = {
            "difficult": bool(child.village and child.village.special_difficulty) or child.unit_id in hard,
            "poor": bool(category and category.poor),
            "near_poor": bool(category and category.near_poor),
            "special": child.pk in special,
            "no_support": child.pk not in helped,
            "no_insurance": None if child.insured is None or not health else not child.insured,
            "underweight": undernourished(measurements.get(child.pk, ()), day) if health else None,
            "cold": cold.get(child.unit_id),
        }
        told[child.pk] = {fact: value for fact, value in facts.items() if value is not None}
    return told


def answers_known(questions: Iterable[dict[str, Any]], facts: dict[str, bool]) -> dict[str, bool]:
    """The questions that the facts answer: key → yes or no."""
    return {
        question["key"]: facts[fact_of(question)] for question in questions if facts.get(fact_of(question)) is not None
    }
