"""A row beside the record it would update, field by field: what it fills, and where the two differ.

A blank cell never erases. What the record lacks is filled; what it says otherwise stays unless a person takes the
list's word for it, row by row. services/list_write does the same in SQL.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import Child, CircumstanceKind, EthnicGroup, Guardian, PovertyRecord, Sex
from children.models.circumstance import CircumstanceSpell
from lao_cai_support.web.text import fold

FILL, DIFFERS = "fill", "differs"
LABELS: dict[str, Any] = {
    "full_name": gettext_lazy("Họ và tên"),
    "sex": gettext_lazy("Giới tính"),
    "date_of_birth": gettext_lazy("Ngày sinh"),
    "personal_id": gettext_lazy("Số định danh"),
    "ethnic_group_id": gettext_lazy("Dân tộc"),
    "village_id": gettext_lazy("Thôn, bản"),
    "class_name": gettext_lazy("Lớp"),
    "note": gettext_lazy("Ghi chú"),
    "father": gettext_lazy("Cha"),
    "mother": gettext_lazy("Mẹ"),
    "carer": gettext_lazy("Người chăm sóc"),
    "poverty": gettext_lazy("Diện hộ"),
}
ADULTS = ("father", "mother", "carer")


@dataclass(frozen=True)
class Difference:
    """One field: ``seen`` is the record's value as commit compares it, ``old`` and ``new`` are for people."""

    name: str
    label: str
    kind: str
    old: str
    new: str
    seen: str = ""
    takeable: bool = True


def masked(personal_id: str) -> str:
    """A personal id as lists show it: the first three and the last three digits."""
    return f"{personal_id[:3]}******{personal_id[-3:]}" if personal_id else ""


@dataclass
class Record:
    """A child of the register with what a list can say about it."""

    child: Child
    adults: dict[str, str] = field(default_factory=dict)
    open_kinds: set[str] = field(default_factory=set)
    ended_kinds: set[str] = field(default_factory=set)
    poverty: Any = None


def records_of(codes: Iterable[str], day: datetime.date) -> dict[str, Record]:
    """The records of these codes, in a fixed number of queries; sealed circumstances are not among them."""
    children = Child.objects.filter(code__in=set(codes)).select_related("village", "ethnic_group")
    found = {child.pk: Record(child) for child in children}
    by_household: dict[int, list[Record]] = defaultdict(list)
    for record in found.values():
        if record.child.household_id:
            by_household[record.child.household_id].append(record)
    for adult in Guardian.objects.filter(household__in=by_household).order_by("-pk"):
        for record in by_household[adult.household_id]:
            record.adults[adult.relation] = adult.full_name
    for poverty in PovertyRecord.objects.filter(household__in=by_household, year=day.year).select_related("category"):
        for record in by_household[poverty.household_id]:
            record.poverty = poverty.category
    for spell in CircumstanceSpell.objects.filter(child__in=found, kind__sealed=False):
        is_open = spell.valid.upper is None or spell.valid.upper > day
        (found[spell.child_id].open_kinds if is_open else found[spell.child_id].ended_kinds).add(spell.kind_id)
    return {record.child.code: record for record in found.values()}


def names_of_lists() -> tuple[dict[str, str], dict[str, str]]:
    """Names of peoples and of circumstances by code, as the page shows them."""
    kinds = CircumstanceKind.objects.filter(sealed=False)
    return {one.pk: str(one) for one in EthnicGroup.objects.all()}, {one.pk: str(one) for one in kinds}


def differences(
    fields: dict[str, Any], record: Record, peoples: dict[str, str], kinds: dict[str, str]
) -> list[Difference]:
    """What the row adds to the record and where they differ, in the order of the form."""
    child = record.child
    found: list[Difference] = []

    def compare(name: str, old: Any, new: Any, *, seen: Any = None, blank: Any = "", same: bool | None = None) -> None:
        if not new or (same if same is not None else str(new) == str(old)):
            return
        empty = old in (None, "", blank)
        found.append(
            Difference(
                name,
                str(LABELS[name]),
                FILL if empty else DIFFERS,
                "" if empty else str(old),
                str(new),
                str(old if seen is None else seen),
            )
        )

    compare("full_name", child.full_name, fields.get("full_name"))
    sexes = dict(Sex.choices)
    if fields.get("sex") in ("male", "female") and fields["sex"] != child.sex:
        old = "" if child.sex == Sex.UNKNOWN else sexes[child.sex]
        compare("sex", old, sexes[fields["sex"]], seen=child.sex)
    found += _birth(fields, child)
    held_id, told_id = child.personal_id or "", fields.get("personal_id")
    compare("personal_id", masked(held_id), told_id, seen=held_id, same=told_id == held_id)
    people = fields.get("ethnic_group")
    compare(
        "ethnic_group_id",
        peoples.get(child.ethnic_group_id or "", ""),
        peoples.get(people or ""),
        seen=child.ethnic_group_id or "",
        same=people == child.ethnic_group_id,
    )
    village = fields.get("village") or ""
    held = child.village.name if child.village else ""
    compare("village_id", held, village, seen=child.village_id or "", same=fold(village) == fold(held))
    for relation in ADULTS:
        compare(relation, record.adults.get(relation, ""), fields.get("adults", {}).get(relation))
    compare("class_name", child.class_name, fields.get("class_name"))
    if not child.note:
        compare("note", "", fields.get("note"))
    poverty = fields.get("poverty")
    if poverty and not (record.poverty and getattr(record.poverty, poverty)):
        new = {"poor": _("hộ nghèo"), "near_poor": _("hộ cận nghèo")}[poverty]
        compare("poverty", str(record.poverty or ""), new, seen=record.poverty.pk if record.poverty else "")
    for code in fields.get("circumstances", []):
        if code.startswith("HC04") or code in record.open_kinds or code not in kinds:
            continue
        ended = code in record.ended_kinds
        found.append(
            Difference(
                f"circumstance:{code}",
                _("Hoàn cảnh"),
                DIFFERS if ended else FILL,
                _("đã kết thúc: %(kind)s") % {"kind": kinds[code]} if ended else "",
                kinds[code],
                "ended" if ended else "",
            )
        )
    return found


@dataclass(frozen=True)
class Compared:
    """One line of a row beside its record; ``difference`` is None where both say the same or the list says nothing."""

    label: str
    in_file: str
    in_register: str
    difference: Difference | None


def comparison(
    fields: dict[str, Any], record: Record, peoples: dict[str, str], kinds: dict[str, str]
) -> list[Compared]:
    """All fields side by side, equal ones too: what a person looks at to tell whether it is the same child."""
    child, told = record.child, differences(fields, record, peoples, kinds)
    by_name = {one.name: one for one in told}
    held = {
        "full_name": child.full_name,
        "sex": child.get_sex_display(),
        "date_of_birth": child.born,
        "village_id": child.village.name if child.village else "",
        **{relation: record.adults.get(relation, "") for relation in ADULTS},
        "ethnic_group_id": peoples.get(child.ethnic_group_id or "", ""),
        "personal_id": masked(child.personal_id or ""),
        "class_name": child.class_name,
        "poverty": str(record.poverty or ""),
    }
    born = fields.get("date_of_birth")
    said = {
        "full_name": fields.get("full_name"),
        "sex": dict(Sex.choices).get(fields.get("sex") or ""),
        "date_of_birth": f"{datetime.date.fromisoformat(born):%d/%m/%Y}"
        if born
        else str(fields.get("birth_year") or ""),
        "village_id": fields.get("village"),
        **{relation: fields.get("adults", {}).get(relation) for relation in ADULTS},
        "ethnic_group_id": peoples.get(fields.get("ethnic_group") or ""),
        "personal_id": fields.get("personal_id"),
        "class_name": fields.get("class_name"),
    }
    lines = []
    for name, in_register in held.items():
        one = by_name.pop(name, None)
        in_file = str(said.get(name) or "") or (one.new if one else "")
        if in_file or in_register:
            lines.append(Compared(str(LABELS[name]), in_file, in_register, one))
    return lines + [Compared(one.label, one.new, one.old, one) for one in by_name.values()]


def _birth(fields: dict[str, Any], child: Child) -> list[Difference]:
    born, year = fields.get("date_of_birth"), fields.get("birth_year")
    label = str(LABELS["date_of_birth"])
    seen = child.date_of_birth.isoformat() if child.date_of_birth else str(child.birth_year)
    if born:
        new = datetime.date.fromisoformat(born)
        if new == child.date_of_birth:
            return []
        fills = child.date_of_birth is None and new.year == child.birth_year
        return [Difference("date_of_birth", label, FILL if fills else DIFFERS, child.born, f"{new:%d/%m/%Y}", seen)]
    if year and year != child.birth_year:
        # A year alone never takes the place of a full date.
        takeable = child.date_of_birth is None
        return [Difference("date_of_birth", label, DIFFERS, child.born, str(year), seen, takeable)]
    return []
