"""Rows typed cell by cell (entry grid, round-trip workbook): the same cleaning and check as a list in a file."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.lists.check import Register, check_row
from children.lists.rows import CleanRow, Lookups, clean_cells
from children.lists.values import Peoples, is_sealed, problem
from children.models import Child, CircumstanceKind, EthnicGroup
from children.models.list_import import RowStatus
from lao_cai_support.areas.models import Village
from lao_cai_support.web.clock import today
from lao_cai_support.web.text import fold, nfc

CELL_LENGTH = 1000
SHEET = "Nhập nhanh"
_CODE = re.compile(r"^\s*((?:HC|NC)\d\d(?:\.\d\d)?)\b", re.IGNORECASE)
# The field a problem speaks of → the column it is shown at.
_COLUMN_OF = {"date_of_birth": "born", "birth_year": "born", "guardians": "father", "note": "circumstances"}


@dataclass(frozen=True)
class EntryColumn:
    """A column of the grid. ``heads`` are the headings, folded, by which a pasted table finds it."""

    key: str
    label: Any
    heads: str = ""
    offers: str = ""


COLUMNS: tuple[EntryColumn, ...] = (
    EntryColumn(
        "full_name", gettext_lazy("Họ và tên"), "ho va ten|ho ten|ten tre|ho va ten tre|ho ten tre|ho va ten tre em"
    ),
    EntryColumn(
        "born",
        gettext_lazy("Ngày hoặc năm sinh"),
        "ngay sinh|ngay thang nam sinh|nam sinh|sinh ngay|ntns|ngay, thang, nam sinh|ngay/thang/nam sinh",
    ),
    EntryColumn("sex", gettext_lazy("Giới"), "gioi|gioi tinh|nam/nu|phai", "sexes"),
    EntryColumn("ethnic_group", gettext_lazy("Dân tộc"), "dan toc|dt", "peoples"),
    EntryColumn(
        "village",
        gettext_lazy("Thôn, bản"),
        "thon|ban|thon ban|thon/ban|thon, ban|dia chi|cho o|noi o|to dan pho",
        "villages",
    ),
    EntryColumn("father", gettext_lazy("Cha"), "cha|bo|ho ten cha|ho ten bo|ho va ten cha|ho va ten bo|ten cha|ten bo"),
    EntryColumn("mother", gettext_lazy("Mẹ"), "me|ho ten me|ho va ten me|ten me"),
    EntryColumn(
        "circumstances",
        gettext_lazy("Hoàn cảnh"),
        "hoan canh|doi tuong|hoan canh dac biet|nhom hoan canh|tinh trang",
        "circumstances",
    ),
    EntryColumn("poverty", gettext_lazy("Diện hộ"), "dien ho|ho ngheo|ngheo|ho ngheo, can ngheo", "poverties"),
    EntryColumn("class_name", gettext_lazy("Lớp"), "lop|lop hoc"),
    EntryColumn(
        "personal_id",
        gettext_lazy("Số định danh"),
        "so dinh danh|ma dinh danh|cccd|so cccd|so dinh danh ca nhan|so can cuoc",
    ),
)
KEYS = tuple(column.key for column in COLUMNS)


def lookups() -> tuple[Lookups, dict[str, CircumstanceKind]]:
    """The register's own lists for the cleaning, and the kinds of circumstances a list may name, by code."""
    kinds = {kind.code: kind for kind in CircumstanceKind.objects.all() if not kind.sealed}
    return Lookups(today=today(), peoples=Peoples(EthnicGroup.objects.all()), circumstances=set(kinds)), kinds


def tellable(kind: CircumstanceKind) -> bool:
    """Whether a circumstance may be offered and shown in a list: neither sealed, nor in words of the sealed groups,
    nor one that needs a certificate (HC04)."""
    return not (kind.sealed or is_sealed(kind.name_vi) or kind.code == "NC00" or kind.code.startswith("HC04"))


def poverty_word(text: str) -> str | None:
    """poor, near_poor, none (told to be neither), "" (nothing told), or None when the word is not understood."""
    word = fold(text)
    if not word:
        return ""
    if word in {"x", "v", "co", "1", "n", "hn"}:
        return "poor"
    if word in {"cn", "hcn"}:
        return "near_poor"
    if word in {"0", "-", "khong", "k"} or word.startswith(
        ("khong", "thoat", "trung binh", "kha", "ho khong", "ho thoat")
    ):
        return "none"
    if "ngheo" in word:
        return "near_poor" if "can ngheo" in word else "poor"
    return None


def plain_cell(value: Any) -> str:
    """What was typed, as it is kept: composed, in one line, at most 1,000 characters."""
    text = "".join(char if char.isprintable() else " " for char in str(value if value is not None else ""))
    return nfc(text)[:CELL_LENGTH]


def kept_cells(cells: dict[str, Any]) -> dict[str, str]:
    """The filled cells of a row as a draft keeps them; what speaks of a sealed group is kept nowhere."""
    plain = {key: plain_cell(cells.get(key)) for key in KEYS}
    return {key: text for key, text in plain.items() if text and not (key == "circumstances" and is_sealed(text))}


def clean_entry(cells: dict[str, Any], known: Lookups, *, sheet: str, row: int) -> CleanRow:
    """One row of typed cells, cleaned. Circumstances may be told by code ("NC06 …"), poverty in one column."""
    told = {key: value for key, value in cells.items() if value not in (None, "")}
    codes, rest = _codes_told(str(told.get("circumstances", "")), known.circumstances)
    poverty = poverty_word(str(told.pop("poverty", "")))
    clean = clean_cells(
        {
            **told,
            "circumstances": rest,
            "poor": "x" if poverty == "poor" else None,
            "near_poor": "x" if poverty == "near_poor" else None,
        },
        known,
        sheet=sheet,
        row=row,
    )
    clean.raw = ["" if is_sealed(text) else text for text in (plain_cell(cells.get(key)) for key in cells)]
    clean.fields["circumstances"] = codes + [code for code in clean.fields["circumstances"] if code not in codes]
    if poverty is None:
        sentence = _("Không rõ diện hộ “%(text)s”. Hãy ghi Nghèo, Cận nghèo hoặc Không.")
        clean.problems.append(
            problem("poverty", "unknown_poverty", sentence % {"text": str(cells["poverty"])[:30]}, "warning")
        )
    for key, value in told.items():
        if len(str(value)) >= CELL_LENGTH:
            clean.problems.append(problem(key, "too_long", _("Ô này quá dài. Hãy kiểm tra lại.")))
    return clean


def _codes_told(text: str, known: set[str]) -> tuple[list[str], str | None]:
    """(codes written in front of the words, the rest of the text); parts stand between semicolons."""
    codes: list[str] = []
    rest: list[str] = []
    for part in text.split(";"):
        match = _CODE.match(part)
        code = match[1].upper() if match else ""
        if code in known and not code.startswith("HC04"):
            codes.append(code)
        else:
            rest.append(part)
    left = ";".join(rest).strip()
    return list(dict.fromkeys(codes)), left or None


@dataclass
class Entry:
    """A row of the grid: its key, what was typed, what was decided about a possible duplicate."""

    key: str
    cells: dict[str, str]
    decision: str = ""

    @property
    def blank(self) -> bool:
        return not self.cells


@dataclass
class Told:
    """What is said of a row: its status, the sentence at each cell, and the choices where one must be made."""

    entry: Entry
    number: int
    row: CleanRow | None = None
    status: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)
    matches: list[dict[str, Any]] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    decision: str = ""

    @property
    def word(self) -> str:
        return str(RowStatus(self.status).label) if self.status else ""

    @cached_property
    def cells(self) -> dict[str, dict[str, str]]:
        """Column → {message, severity, code} of the first thing wrong with it; an error goes before a warning."""
        found: dict[str, dict[str, str]] = {}
        for told in sorted(self.problems, key=lambda one: one.get("severity", "error") != "error"):
            column = told.get("column") or _COLUMN_OF.get(told["field"], told["field"])
            if told["code"] != "possible_duplicate":
                found.setdefault(column, {"severity": "error", **told})
        return found

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """What is wrong with the row: (column in words, sentence), in the order of the columns."""
        return [
            (str(column.label), self.cells[column.key]["message"]) for column in COLUMNS if column.key in self.cells
        ]

    @property
    def repeated(self) -> bool:
        """Whether another row of the sheet says the same child or number."""
        return any(told["code"].startswith("repeated") for told in self.problems)

    @property
    def question(self) -> str:
        """Why a person is asked about the row."""
        return next((told["message"] for told in self.problems if told["code"] == "possible_duplicate"), "")

    @property
    def open(self) -> bool:
        """Whether a person still has to put the row right or to choose."""
        if self.decision == "skip":
            return False
        return self.status == RowStatus.ERROR or (self.status == RowStatus.DUPLICATE and not self.decision)


def check_entries(unit: Any, entries: Sequence[Entry]) -> list[Told]:
    """Clean all rows and ask the register about them, in a fixed number of queries."""
    filled = [entry for entry in entries if not entry.blank]
    if not filled:
        return [Told(entry, number) for number, entry in enumerate(entries, start=1)]
    known, _kinds = lookups()
    told: list[Told] = []
    for number, entry in enumerate(entries, start=1):
        row = None if entry.blank else clean_entry(entry.cells, known, sheet=SHEET, row=number)
        told.append(Told(entry, number, row))
    rows = [one for one in told if one.row]
    register = Register.for_rows(unit, [one.row for one in rows])
    villages = set(Village.objects.filter(unit=unit).values_list("folded", flat=True))
    for one in rows:
        assert one.row  # noqa: S101 - for the type checker
        _tell_new_village(one.row, villages)
        if one.entry.decision == "skip":  # a row left out says nothing to the others
            one.status, one.problems = RowStatus.SKIPPED, list(one.row.problems)
        else:
            one.status, one.problems, one.matches = check_row(one.row, register)
    _offer(rows)
    return told


def _tell_new_village(row: CleanRow, villages: set[str]) -> None:
    name = row.fields.get("village")
    if name and villages and fold(name) not in villages:
        sentence = _("“%(name)s” chưa có trong danh mục thôn của xã; khi ghi sẽ được thêm mới.")
        row.problems.append(problem("village", "new_village", sentence % {"name": name[:60]}, "warning"))


def _offer(rows: Iterable[Told]) -> None:
    """The choices of each row that may be a child already known; a choice made for another child is asked again."""
    rows = list(rows)
    words = _words_of({match["child"] for one in rows for match in one.matches})
    for one in rows:
        if one.status not in (RowStatus.UPDATE, RowStatus.DUPLICATE, RowStatus.SKIPPED, RowStatus.ERROR):
            continue
        found = [match["child"] for match in one.matches if match["child"] in words]
        choices = [(f"update:{code}", _("Cập nhật hồ sơ %(child)s") % {"child": words[code]}) for code in found]
        if one.status in (RowStatus.UPDATE, RowStatus.DUPLICATE):
            choices.append((f"create:{found[0] if found else ''}", _("Ghi thành trẻ mới")))
        choices.append(("skip", _("Không ghi dòng này")))
        one.options = choices
        if one.entry.decision in {value for value, _word in choices}:
            one.decision = one.entry.decision


def _words_of(codes: set[str]) -> dict[str, str]:
    """Each child in a few words that tell it from its namesakes."""
    if not codes:
        return {}
    children = Child.objects.filter(code__in=codes).select_related("village", "household")
    adults: dict[int, list[str]] = defaultdict(list)
    for household, name in children.filter(household__guardians__isnull=False).values_list(
        "household_id", "household__guardians__full_name"
    ):
        adults[household].append(name)
    return {
        child.code: ", ".join(
            part
            for part in (
                child.full_name,
                child.born,
                child.village.name if child.village else "",
                *adults.get(child.household_id or 0, [])[:2],
            )
            if part
        )
        for child in children
    }


def circumstance_label(kind: CircumstanceKind) -> str:
    """A circumstance as lists offer it: its code, then its words."""
    return f"{kind.code} {kind.name_vi}"


def offers(unit: Any) -> dict[str, list[str]]:
    """The words each column offers while one types, in Vietnamese as lists have them."""
    return {
        "sexes": ["Nam", "Nữ"],
        "peoples": list(EthnicGroup.objects.values_list("name_vi", flat=True)),
        "villages": list(Village.objects.filter(unit=unit).values_list("name", flat=True)),
        "circumstances": [
            circumstance_label(kind)
            for kind in CircumstanceKind.objects.all()
            if tellable(kind) and "." not in kind.code
        ],
        "poverties": ["Nghèo", "Cận nghèo", "Không"],
    }
