"""The ground floor's own lists: units, successions, difficult communes, villages."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from psycopg2.extras import DateRange

from lao_cai_support.areas.models import AdministrativeUnit, DifficultyStatus, Succession, Village
from lao_cai_support.areas.reference_lists import Counts, day, day_after, read_csv, upsert
from lao_cai_support.areas.unitmap import units_changed
from lao_cai_support.web.text import fold, nfc, sort_key

WINDOW = datetime.date(2019, 1, 1)
_LEVELS = ("province", "district", "commune")


def load_units() -> Counts:
    """Units by level, so that parents exist first. A unit is known by code and first day, not by code."""
    rows = read_csv("admin_units.csv")
    total = Counts()
    for level in _LEVELS:
        parents = list(AdministrativeUnit.objects.all())
        total += upsert(
            AdministrativeUnit,
            [_unit(row, parents) for row in rows if row["level"] == level],
            key=("code", "valid__lower"),
        )
    if total.created or total.changed:
        units_changed()
    return total


def _unit(row: dict[str, str], parents: list[AdministrativeUnit]) -> dict[str, Any]:
    valid = DateRange(day(row["valid_from"]), day_after(row["valid_to"]))
    parent = None
    if row["parent_code"]:
        parent = _holder(parents, row["parent_code"], valid)
        if parent is None:
            raise ValidationError(f"{row['code']} ({row['valid_from']}): no parent {row['parent_code']} in its time")
    name = nfc(row["name_vi"])
    return {
        "code": row["code"],
        "valid": valid,
        "level": row["level"],
        "kind": row["kind_vi"],
        "name": name,
        "folded": fold(name),
        "sort_key": sort_key(name),
        "parent_id": parent.pk if parent else None,
        "path": f"{parent.path}.{row['code']}" if parent else row["code"],
        "source": row["source"],
    }


def _holder(units: list[AdministrativeUnit], code: str, valid: DateRange) -> AdministrativeUnit | None:
    """The last unit of this code that stood in the range.

    A parent may change its kind in a child's life (huyện Sa Pa became a town in 2020): one code, two rows.
    The path holds codes, so it stays right for the whole time.
    """
    holders = [
        unit
        for unit in units
        if unit.code == code
        and (valid.upper is None or unit.valid.lower < valid.upper)
        and (unit.valid.upper is None or valid.lower < unit.valid.upper)
    ]
    return max(holders, key=lambda unit: unit.valid.lower, default=None)


def load_successions() -> Counts:
    units = {(unit.code, unit.valid.lower): unit.pk for unit in AdministrativeUnit.objects.all()}
    rows = [
        {
            "predecessor_id": units[row["predecessor_code"], day(row["predecessor_valid_from"])],
            "successor_id": units[row["successor_code"], day(row["successor_valid_from"])],
            "effective_on": day(row["effective_on"]),
            "whole": row["part"] == "whole",
            "legal_basis": row["legal_basis"],
        }
        for row in read_csv("admin_unit_successions.csv")
    ]
    counts = upsert(Succession, rows, key=("predecessor", "successor"))
    if counts.created or counts.changed:
        units_changed()
    return counts


def load_difficulty() -> Counts:
    """A list may run over a re-arrangement: the row goes to the unit that stood when the list began."""
    communes = list(AdministrativeUnit.objects.communes())
    rows = []
    for row in read_csv("difficult_communes.csv"):
        begin = datetime.date.fromisoformat(row["valid_from"])
        # A list older than the units' window (2019-01-01) goes to the unit that stood when the window opened.
        unit = next(u for u in communes if u.code == row["commune_code"] and max(begin, WINDOW) in _span(u))
        rows.append(
            {
                "unit_id": unit.pk,
                "category": row["category"],
                "legal_basis": row["list_legal_basis"],
                "valid": DateRange(begin, day_after(row["valid_to"])),
                "source": row["source"],
            }
        )
    return upsert(DifficultyStatus, rows, key=("unit", "legal_basis", "valid__lower"))


class _span:
    """Whether a day lies in a unit's validity."""

    def __init__(self, unit: AdministrativeUnit) -> None:
        self.lower, self.upper = unit.valid.lower, unit.valid.upper

    def __contains__(self, moment: Any) -> bool:
        return self.lower <= moment and (self.upper is None or moment < self.upper)


def load_villages() -> Counts:
    units = {(unit.code, unit.valid.lower): unit.pk for unit in AdministrativeUnit.objects.communes()}
    rows: dict[tuple[int, str], dict[str, Any]] = {}  # by the name as written: Bô and Bơ are two villages
    for row in read_csv("villages.csv"):
        name = nfc(row["name_vi"])
        unit = units[row["commune_code"], day(row["commune_valid_from"])]
        rows[unit, name] = {
            "unit_id": unit,
            "name": name,
            "folded": fold(name),
            "sort_key": sort_key(name),
            "special_difficulty": row["special_difficulty"] == "true",
            "source": row["source"],
        }
    return upsert(Village, rows.values(), key=("unit", "name"))
