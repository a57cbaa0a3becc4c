"""What two files say, field by field: what is asked when they are merged, and what one simply fills in for the other."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import Child, Guardian
from children.models.household import Relation

KEPT, GONE = "kept", "gone"

# Columns that a merge decides by rule, never by choice.
_BY_RULE = {"unit", "village", "household", "note", "state", "ended_on", "end_reason", "end_note"}
# Columns chosen together, by the one they are shown under: apart they would make no sense, or break a constraint.
_WITH: dict[str, tuple[str, ...]] = {
    "full_name": ("sort_key",),
    "date_of_birth": ("birth_year", "birth_estimated"),
    "school": ("class_name",),
    "schooling": ("left_school_on",),
    "birth_registered": ("birth_certificate_no",),
    "insured": ("health_insurance_no",),
}
_WITHIN = {name for others in _WITH.values() for name in others}
PARENTS = (Relation.FATHER, Relation.MOTHER)


@dataclass(frozen=True)
class Choice:
    """A field of which the two files say different things, in words; ``default`` is the side that knows more."""

    key: str
    label: Any
    kept: str
    gone: str
    default: str = KEPT


@dataclass(frozen=True)
class OwnField:
    """A field of the child's own row with the columns that go with it."""

    name: str
    label: Any
    show: Callable[[Child], str]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name, *_WITH.get(self.name, ()))

    def values(self, child: Child) -> dict[str, Any]:
        """Column → value, by the names the database has (``school_id``)."""
        names = [field.attname for field in Child._meta.concrete_fields if field.name in self.columns]
        return {name: getattr(child, name) for name in names}


def _shown(names: tuple[str, ...]) -> Callable[[Child], str]:
    """The columns' values in words, those that say something."""
    fields = [field for field in Child._meta.concrete_fields if field.name in names]

    def show(child: Child) -> str:
        return ", ".join(word for field in fields if (word := _word(field, getattr(child, field.name))))

    return show


def _word(field: models.Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else str(value)


def _school(child: Child) -> str:
    return ", ".join(str(part) for part in (child.school, child.class_name) if part)


def _personal_id(child: Child) -> str:
    return f"{child.personal_id[:3]}******{child.personal_id[9:]}" if child.personal_id else ""


_SHOWN: dict[str, Callable[[Child], str]] = {
    "full_name": lambda child: child.full_name,
    "date_of_birth": lambda child: child.born,
    "school": _school,
    "personal_id": _personal_id,
}


def own_fields() -> list[OwnField]:
    """Every field of the child's row that a merge chooses, those that were added to the register later among them."""
    return [
        OwnField(
            field.name, field.verbose_name, _SHOWN.get(field.name) or _shown((field.name, *_WITH.get(field.name, ())))
        )
        for field in Child._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in _BY_RULE | _WITHIN
    ]


def home(child: Child) -> str:
    return ", ".join(str(part) for part in (child.village, child.unit.title) if part)


def adults(child: Child) -> list[Guardian]:
    return list(child.household.guardians.all()) if child.household else []


def _knows_more(field: OwnField, kept: Child, gone: Child) -> str:
    """The side to propose: a full birth date before a year or 1 January, a known sex before an unknown one."""
    if field.name == "date_of_birth":
        exact = [bool(c.date_of_birth and (c.date_of_birth.day, c.date_of_birth.month) != (1, 1)) for c in (kept, gone)]
        full = [bool(c.date_of_birth) for c in (kept, gone)]
        return GONE if (exact[1], full[1]) > (exact[0], full[0]) else KEPT
    if field.name == "sex":
        return GONE if kept.sex == "unknown" else KEPT
    return KEPT


def choices(kept: Child, gone: Child) -> list[Choice]:
    """What has to be chosen: fields that both files fill, differently."""
    asked = []
    for field in own_fields():
        mine, theirs = field.show(kept), field.show(gone)
        if mine and theirs and mine != theirs:
            asked.append(Choice(field.name, capfirst(field.label), mine, theirs, _knows_more(field, kept, gone)))
    if (kept.unit_id, kept.village_id) != (gone.unit_id, gone.village_id):
        default = GONE if _closed(kept) and not _closed(gone) else KEPT
        asked.append(Choice("home", gettext_lazy("Nơi ở hiện nay"), home(kept), home(gone), default))
    if kept.household_id and gone.household_id and kept.household_id != gone.household_id:
        asked.append(Choice("household", gettext_lazy("Hộ gia đình"), _household(kept), _household(gone)))
        ours, others = ({adult.relation: adult.full_name for adult in adults(child)} for child in (kept, gone))
        for who in PARENTS:
            if who in ours and who in others and ours[who] != others[who]:
                asked.append(Choice(str(who), who.label.capitalize(), ours[who], others[who]))
    if _shared_assistance(kept, gone):
        asked.append(
            Choice("assistance", gettext_lazy("Trợ cấp hằng tháng"), assistance_words(kept), assistance_words(gone))
        )
    return asked


def _shared_assistance(kept: Child, gone: Child) -> bool:
    """Whether both files have a decision on the State's assistance for the same time: only one can stand."""
    spans = list(gone.assistance.values_list("valid", flat=True))
    return bool(spans) and kept.assistance.filter(reduce(or_, (Q(valid__overlap=span) for span in spans))).exists()


def assistance_words(child: Child) -> str:
    return "; ".join(
        _("%(clause)s, hệ số %(factor)s, %(span)s")
        % {"clause": row.get_clause_display(), "factor": row.factor, "span": span_words(row.valid)}
        for row in child.assistance.all()
    )


def span_words(valid: Any) -> str:
    """A time in words: "từ 01/01/2024 đến trước 01/06/2024"."""
    since = _("từ %(day)s") % {"day": f"{valid.lower:%d/%m/%Y}"}
    until = _("đến trước %(day)s") % {"day": f"{valid.upper:%d/%m/%Y}"} if valid.upper else ""
    return f"{since} {until}".rstrip()


def _closed(child: Child) -> bool:
    """Whether the file knows no place where the child lives now."""
    return not child.residences.filter(valid__endswith=None).exists()


def _household(child: Child) -> str:
    """The household in words: its adults, and how many other children it has."""
    names = ", ".join(str(adult) for adult in adults(child)) or _("chưa ghi người lớn")
    others = child.household.children.exclude(pk=child.pk).count() if child.household else 0
    return _("%(names)s (và %(n)s trẻ khác)") % {"names": names, "n": others} if others else names


def filled_in(kept: Child, gone: Child) -> Iterable[tuple[Any, str]]:
    """What the kept file lacks and takes from the other without asking: (label, value)."""
    for field in own_fields():
        if not field.show(kept) and field.show(gone):
            yield field.label, field.show(gone)
