"""A returned workbook against the register: what each child's cells said, say now, and are said to be."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from children.lists.entry import circumstance_label, clean_entry, poverty_word
from children.lists.rows import CleanRow, Lookups, formula_sentence
from children.lists.values import NOTE_LENGTH, is_sealed
from children.lists.workbook import FIELDS, LIST, ReturnedRow, typed
from children.models import Child, CircumstanceKind, CircumstanceSpell, EthnicGroup, Guardian, PovertyRecord
from children.models.workbook import CellKind
from lao_cai_support.areas.models import Village
from lao_cai_support.web.clock import today
from lao_cai_support.web.text import fold, nfc

SEXES = {"male": "Nam", "female": "Nữ"}
POVERTIES = {"poor": "Nghèo", "near_poor": "Cận nghèo", "none": "Không"}
ADULTS = ("father", "mother", "carer")
OF_THE_HOUSEHOLD = (*ADULTS, "poverty")
# A child without these is none: an emptied cell changes nothing and is not even asked about.
_NEVER_BLANK = ("full_name", "born", "sex")
_CODE = re.compile(r"^\s*((?:HC|NC)\d\d(?:\.\d\d)?)\b", re.IGNORECASE)


def masked(personal_id: str | None) -> str:
    """First three and last three digits (domain/children A3): enough to know a number by, too little to use it."""
    return f"{personal_id[:3]}******{personal_id[-3:]}" if personal_id else ""


def showable(kind: CircumstanceKind) -> bool:
    """Whether a workbook may name the circumstance: it is not sealed, nor told in words of the sealed groups."""
    return not (kind.sealed or is_sealed(kind.name_vi))


def shown_of(children: Iterable[Child]) -> dict[int, dict[str, str]]:
    """Each child's cells as the workbook shows them, by the child's id; blank ones are left out. Six queries."""
    held = {child.pk: child for child in children}
    households = {child.household_id for child in held.values() if child.household_id}
    peoples = dict(EthnicGroup.objects.values_list("code", "name_vi"))
    villages = dict(
        Village.objects.filter(pk__in={child.village_id for child in held.values()}).values_list("pk", "name")
    )
    adults: dict[tuple[int, str], str] = {}
    for household, relation, name in (
        Guardian.objects.filter(household__in=households, relation__in=ADULTS)
        .order_by("pk")
        .values_list("household_id", "relation", "full_name")
    ):
        adults.setdefault((household, relation), name)
    records = PovertyRecord.objects.filter(household__in=households, year=today().year).select_related("category")
    poverty = {record.household_id: _poverty_of(record.category) for record in records}
    spells: dict[int, list[str]] = defaultdict(list)
    for child_id, kind in _open_spells(held).items():
        spells[child_id] = [circumstance_label(one) for one in kind]
    found = {}
    for pk, child in held.items():
        cells = {
            "full_name": child.full_name,
            "born": child.born,
            "sex": SEXES.get(child.sex, ""),
            "ethnic_group": peoples.get(child.ethnic_group_id or "", ""),
            "village": villages.get(child.village_id or 0, ""),
            **{relation: adults.get((child.household_id or 0, relation), "") for relation in ADULTS},
            "circumstances": "; ".join(spells[pk]),
            "poverty": poverty.get(child.household_id or 0, ""),
            "class_name": child.class_name,
            "personal_id": masked(child.personal_id),
            "note": child.note,
        }
        found[pk] = {field: typed(text) for field, text in cells.items() if text}
    return found


def _poverty_of(category: Any) -> str:
    if category.poor or category.near_poor:
        return POVERTIES["poor" if category.poor else "near_poor"]
    return POVERTIES["none"] if category.code == "KN" else ""


def _open_spells(children: Iterable[int]) -> dict[int, list[CircumstanceKind]]:
    """The circumstances open today that a workbook may name, by child."""
    found: dict[int, list[CircumstanceKind]] = defaultdict(list)
    spells = CircumstanceSpell.objects.filter(child__in=list(children), valid__contains=today(), kind__sealed=False)
    for spell in spells.select_related("kind").order_by("kind_id"):
        if showable(spell.kind):
            found[spell.child_id].append(spell.kind)
    return found


@dataclass
class Cell:
    """A cell that came back different from what was handed out (see models.CellChange)."""

    row: int
    child: Child
    field: str
    kind: str
    base: str
    ours: str
    theirs: str
    value: Any = None
    problem: str = ""


@dataclass(frozen=True)
class Said:
    """What a filled cell says: as shown, as it would be written, and why it cannot be."""

    shown: str
    value: Any
    problem: str = ""


class Differ:
    """Compares returned rows with what was handed out and with the register as it is."""

    def __init__(
        self,
        *,
        known: Lookups,
        kinds: Mapping[str, CircumstanceKind],
        villages: Iterable[str],
        ours: Mapping[int, dict[str, str]],
    ) -> None:
        self.known, self.kinds, self.ours = known, kinds, ours
        self.villages = {fold(name): name for name in villages} | {name: name for name in villages}
        self.peoples = dict(EthnicGroup.objects.values_list("code", "name_vi"))

    def cells_of(self, row: ReturnedRow, child: Child, base: dict[str, str]) -> list[Cell]:
        """The cells of a child's row that differ, in the order of the workbook."""
        told = row.typed
        fields = [field.key for field in FIELDS if told.get(field.key, "") != base.get(field.key, "")]
        if not fields:
            return []
        ours = self.ours[child.pk]
        held = _codes(base.get("circumstances", ""))
        kept, rest = _kept_codes(told.get("circumstances", ""), held)
        clean = clean_entry({**row.cells, "circumstances": rest}, self.known, sheet=LIST, row=row.row)
        found: list[Cell] = []
        for field in fields:
            if field == "circumstances":
                found += self._circumstances(row, child, base, kept, clean)
            elif not told.get(field):
                if field not in _NEVER_BLANK and ours.get(field):
                    found.append(
                        Cell(row.row, child, field, CellKind.BLANK, base.get(field, ""), ours.get(field, ""), "")
                    )
            elif cell := self._filled(row, child, field, base.get(field, ""), self._said(field, told[field], clean)):
                found.append(cell)
        return found

    def _filled(self, row: ReturnedRow, child: Child, field: str, base: str, said: Said) -> Cell | None:
        ours = self.ours[child.pk].get(field, "")
        if said.value is None:
            return Cell(row.row, child, field, CellKind.PROBLEM, base, ours, said.shown, None, said.problem)
        same = child.personal_id == said.value if field == "personal_id" else said.shown in (ours, base)
        if same:
            return None
        kind = CellKind.CHANGE if ours == base else CellKind.CONFLICT
        return Cell(row.row, child, field, kind, base, ours, said.shown, said.value, said.problem)

    def _said(self, field: str, text: str, clean: CleanRow) -> Said:
        """The cleaned value of one filled cell; None with a sentence when it cannot be taken."""
        if text.startswith("="):
            return Said(text, None, formula_sentence())
        fields = clean.fields
        trouble = _trouble(clean, field)
        if field == "full_name":
            return Said(fields["full_name"] or text, None if trouble else fields["full_name"] or None, trouble)
        if field == "born":
            born, year = fields["date_of_birth"], fields["birth_year"]
            shown = "/".join(reversed(born.split("-"))) if born else str(year or text)
            return Said(shown, [born, year] if year else None, trouble)
        if field == "sex":
            return Said(SEXES.get(fields["sex"] or "", text), fields["sex"], trouble)
        if field == "ethnic_group":
            return Said(self.peoples.get(fields["ethnic_group"] or "", text), fields["ethnic_group"], trouble)
        if field == "village":
            name = fields["village"]
            known = self.villages.get(name) or self.villages.get(fold(name))
            if known:
                return Said(known, known)
            if trouble or not name:
                return Said(text, None, trouble or _("Không đọc được tên thôn này."))
            return Said(name, name, _("Thôn này chưa có trong danh mục của xã; khi ghi sẽ được thêm mới."))
        if field in ADULTS:
            name = fields["adults"].get(field, "")
            return Said(name or text, name or None, "" if name else _("Không đọc được họ tên này."))
        if field == "poverty":
            word = poverty_word(text)
            return Said(POVERTIES.get(word or "", text), word or None, trouble)
        if field == "class_name":
            return Said(fields["class_name"], fields["class_name"], trouble)
        if field == "personal_id":
            return Said(fields["personal_id"] or text, fields["personal_id"], trouble)
        if is_sealed(text):
            return Said("", None, _trouble(clean, "note") or _("Ô này nói đến hoàn cảnh được giữ kín nên không nhận."))
        return Said(nfc(text)[:NOTE_LENGTH], nfc(text)[:NOTE_LENGTH])

    def _circumstances(
        self, row: ReturnedRow, child: Child, base: dict[str, str], kept: list[str], clean: CleanRow
    ) -> list[Cell]:
        """Circumstances are added one by one, and those no longer told may be ended: two cells of the preview."""
        before, now = base.get("circumstances", ""), self.ours[child.pk].get("circumstances", "")
        held, open_now = _codes(before), _codes(now)
        text = row.typed.get("circumstances", "")
        trouble = _trouble(clean, "circumstances")
        if trouble:
            shown = "" if is_sealed(text) else text
            return [Cell(row.row, child, "circumstances", CellKind.PROBLEM, before, now, shown, None, trouble)]
        found = []
        told = kept + [code for code in clean.fields["circumstances"] if code not in kept]
        added = [code for code in told if code not in held and code not in open_now]
        if added:
            found.append(
                Cell(row.row, child, "circumstances", CellKind.CHANGE, before, now, self._labels(added), added)
            )
        ended = [code for code in held if code not in told and code in open_now]
        if ended:
            found.append(
                Cell(row.row, child, "circumstances_end", CellKind.BLANK, before, self._labels(ended), "", ended)
            )
        return found

    def _labels(self, codes: Iterable[str]) -> str:
        return "; ".join(circumstance_label(self.kinds[code]) for code in codes if code in self.kinds)


def _trouble(clean: CleanRow, field: str) -> str:
    """The first sentence the cleaning has for a column."""
    names = {"born": ("date_of_birth", "birth_year")}.get(field, (field,))
    return next((told["message"] for told in clean.problems if told["field"] in names), "")


def _codes(shown: str) -> list[str]:
    """The codes of a cell of circumstances as shown."""
    return [match[1].upper() for part in shown.split(";") if (match := _CODE.match(part))]


def _kept_codes(text: str, held: list[str]) -> tuple[list[str], str | None]:
    """(codes that stood in the cell and still do, the rest of the text)."""
    kept: list[str] = []
    rest: list[str] = []
    for part in text.split(";"):
        match = _CODE.match(part)
        if match and match[1].upper() in held:
            kept.append(match[1].upper())
        else:
            rest.append(part)
    return kept, "; ".join(part.strip() for part in rest if part.strip()) or None


def ask_households(cells: Iterable[Cell]) -> None:
    """Children of one household told apart (another father, another poverty): each of those cells is asked about."""
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    found = [cell for cell in cells if cell.field in OF_THE_HOUSEHOLD and cell.child.household_id]
    for cell in found:
        if cell.kind in (CellKind.CHANGE, CellKind.CONFLICT):
            told[cell.child.household_id or 0, cell.field].add(cell.theirs)
    for cell in found:
        if cell.kind == CellKind.CHANGE and len(told[cell.child.household_id or 0, cell.field]) > 1:
            cell.kind = CellKind.CONFLICT
            cell.problem = _("Các trẻ cùng một hộ được ghi khác nhau.")
