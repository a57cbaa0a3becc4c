"""How a sheet is laid out: where its table begins and what each column holds, and how sure that is.

A person's own answer goes first, then a mapping that the office has confirmed for the same headings, then the
headings, then the values. What stays doubtful is asked (``doubts``); what is nobody's business is only told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.lists.columns import Header, field_of, find_header, fingerprint_of, header_at
from children.lists.guess import DOUBTFUL, LOOK_AT, SURE, Knowledge, is_birth, is_name, kind_of
from lao_cai_support.web.text import fold

HEADINGS, VALUES, REMEMBERED, ANSWERED = "headings", "values", "remembered", "answered"
SEARCHED = 60  # rows in which a header must stand
BIRTHS = ("born", "born_male", "born_female")
ADULTS = ("father", "mother", "carer", "adults")
_CHECKED = {"full_name", "sex", "personal_id", *BIRTHS}
_BY_VALUE = ("sex", "ethnic_group", "personal_id", "commune", "village", "circumstances", "class_name", "order")


@dataclass
class Layout:
    """``header`` with its columns; ``source`` says who told; ``doubts`` are (column or None, sentence)."""

    header: Header
    source: str
    fingerprint: str
    shown: list[str]
    doubts: list[tuple[int | None, str]] = field(default_factory=list)
    guessed: set[int] = field(default_factory=set)

    @property
    def first(self) -> int:
        """The index of the first row below the header."""
        return self.header.index + self.header.height

    @property
    def sure(self) -> bool:
        return not self.doubts


def layout_of(
    rows: list[list[Any]],
    knowledge: Knowledge,
    *,
    remembered: Mapping[str, dict[str, Any]] | None = None,
    answer: dict[str, Any] | None = None,
) -> Layout | None:
    """The sheet's layout, or None when nothing in it looks like a list of children.

    ``remembered`` is fingerprint → {"columns": {field: column number}}; ``answer`` the same for this sheet, with
    "first" (the row number of the first child).
    """
    found = _known(rows, remembered or {}) or _by_headings(rows, knowledge) or _by_values(rows, knowledge)
    if found and found.source == VALUES and found.fingerprint in (remembered or {}):
        found = _as_told(found, (remembered or {})[found.fingerprint], REMEMBERED)
    if answer:
        found = _as_told(found or _bare(rows), answer, ANSWERED)
    return found


def _as_told(found: Layout, told: dict[str, Any], source: str) -> Layout:
    """The layout with the columns that a person has chosen."""
    columns = {number - 1: name for name, number in told["columns"].items()}
    header = Header(found.header.index, found.header.height, columns, found.header.titles)
    first = told.get("first")
    if source == ANSWERED and first and first - 1 != found.first:
        header = Header(first - 1, 0, columns, found.header.titles)
    return Layout(header, source, found.fingerprint, found.shown)


def _bare(rows: list[list[Any]]) -> Layout:
    return Layout(Header(0, 0, {}, []), VALUES, fingerprint_of([]), [])


def _known(rows: list[list[Any]], remembered: Mapping[str, dict[str, Any]]) -> Layout | None:
    """A header that this office has confirmed before."""
    if not remembered:
        return None
    for index, row in enumerate(rows[:SEARCHED]):
        if not any(isinstance(cell, str) and cell.strip() for cell in row):
            continue
        header = header_at(rows, index)
        told = remembered.get(header.fingerprint)
        if told:
            return _as_told(Layout(header, REMEMBERED, header.fingerprint, _shown(rows, header)), told, REMEMBERED)
    return None


def _by_headings(rows: list[list[Any]], knowledge: Knowledge) -> Layout | None:
    header = find_header(rows)
    if header is None:
        return None
    layout = Layout(header, HEADINGS, header.fingerprint, _shown(rows, header))
    _doubt_headings(layout, rows)
    _fill_by_values(layout, rows, knowledge)
    return layout


def _shown(rows: list[list[Any]], header: Header) -> list[str]:
    """The headings as the sheet shows them, two rows in one line."""
    lines = rows[header.index : header.index + header.height]
    width = max((len(line) for line in lines), default=0)
    parts = [
        [str(line[column]) for line in lines if column < len(line) and line[column] not in (None, "")]
        for column in range(width)
    ]
    return [" / ".join(" ".join(part.split()) for part in found) for found in parts]


def _sample(rows: list[list[Any]], first: int, column: int) -> list[Any]:
    """Values of a column below the header, as they are; rows of a single text (sections) are left out."""
    found = []
    for row in rows[first : first + 2 * LOOK_AT]:
        if column < len(row) and row[column] not in (None, "") and sum(cell not in (None, "") for cell in row) > 1:
            found.append(row[column])
            if len(found) == LOOK_AT:
                break
    return found


def _doubt_headings(layout: Layout, rows: list[list[Any]]) -> None:
    """A heading whose values are plainly something else is asked about."""
    tests = {"full_name": lambda cell: isinstance(cell, str) and not cell.strip().isdigit() and not is_birth(cell)}
    tests |= dict.fromkeys(BIRTHS, is_birth)
    for column, name in layout.header.columns.items():
        test = tests.get(name)
        if test is None:
            continue
        cells = _sample(rows, layout.first, column)
        if len(cells) >= 5 and sum(map(test, cells)) / len(cells) < DOUBTFUL:
            sentence = _("Cột có tiêu đề “%(title)s” nhưng phần lớn ô không phải %(what)s.")
            what = _("họ tên") if name == "full_name" else _("ngày sinh")
            layout.doubts.append((column, sentence % {"title": _title(layout, column), "what": what}))


def _title(layout: Layout, column: int) -> str:
    return layout.shown[column] if column < len(layout.shown) else ""


def _fill_by_values(layout: Layout, rows: list[list[Any]], knowledge: Knowledge) -> None:
    """Columns with unknown headings: taken where the values leave no doubt, asked about where they matter."""
    columns = layout.header.columns
    width = max((len(row) for row in rows[: layout.first + LOOK_AT]), default=0)
    unknown = [column for column in range(width) if column not in columns]
    kinds = {column: kind_of(_sample(rows, layout.first, column), knowledge) for column in unknown}
    held = set(columns.values())
    for column, (kind, share) in kinds.items():
        if kind == "born" and not held & set(BIRTHS):
            _take(layout, column, "born", share)
            held.add("born")
        elif kind in _BY_VALUE and kind not in held and not (kind == "sex" and {"born_male", "born_female"} <= held):
            if share >= SURE or kind not in ("class_name", "order", "circumstances"):
                _take(layout, column, kind, share)
                held.add(kind)
    names = [column for column, (kind, _share) in kinds.items() if kind == "name"]
    if names and not held & set(ADULTS):
        _take_adults(layout, rows, names)
    if not held & set(BIRTHS) and any(_sample(rows, layout.first, column) for column in unknown):
        layout.doubts.append((None, _("Không thấy cột ngày sinh. Hãy chọn cột ghi ngày sinh hoặc năm sinh.")))


def _take(layout: Layout, column: int, name: str, share: float) -> None:
    layout.header.columns[column] = name
    layout.guessed.add(column)
    if share < SURE:
        sentence = _("Cột “%(title)s” có vẻ là %(field)s, nhưng không phải ô nào cũng vậy.")
        layout.doubts.append((column, sentence % {"title": _title(layout, column), "field": _label(name)}))


def _label(name: str) -> str:
    from children.lists.columns import FIELDS

    return str(FIELDS[name]).lower()


def _take_adults(layout: Layout, rows: list[list[Any]], names: list[int]) -> None:
    """Columns of names beside the child's are likely the parents': taken so, and asked about."""
    for column in names[:2]:
        cells = [fold(str(cell)) for cell in _sample(rows, layout.first, column)]
        women = sum(" thi " in f" {cell} " for cell in cells) / max(len(cells), 1)
        name = "mother" if women >= 0.5 else "father"
        if name not in layout.header.columns.values():
            layout.header.columns[column] = name
            layout.guessed.add(column)
        sentence = _("Cột “%(title)s” ghi họ tên người lớn. Đó là cha, mẹ hay người chăm sóc?")
        layout.doubts.append((column, sentence % {"title": _title(layout, column)}))


def _by_values(rows: list[list[Any]], knowledge: Knowledge) -> Layout | None:
    """A table without a heading of ours: it begins where rows hold a person's name and a birth date."""
    start = _first_child(rows)
    if start is None:
        return None
    header = _heading_above(rows, start)
    width = max(len(row) for row in rows[start : start + LOOK_AT])
    kinds = [kind_of(_sample(rows, start, column), knowledge) for column in range(width)]
    names = [column for column, (kind, _share) in enumerate(kinds) if kind == "name"]
    births = [column for column, (kind, _share) in enumerate(kinds) if kind == "born"]
    if not names or not births:
        return None
    shown = _shown(rows, header)
    mark = fingerprint_of(header.titles) if header.height else fingerprint_of([f"={kind}" for kind, _share in kinds])
    layout = Layout(header, VALUES, mark, shown)
    columns = header.columns
    columns.clear()
    # Headings that are known still go before values; the first names are the children's.
    columns |= header_at(rows, header.index).columns if header.height else {}
    held = set(columns.values())
    if "full_name" not in held:
        own = next((column for column in names if column not in columns), None)
        if own is None:
            return None
        columns[own] = "full_name"
        layout.guessed.add(own)
        if len(names) > 1 or kinds[own][1] < SURE:
            sentence = _("Tiêu đề không cho biết cột nào ghi họ tên trẻ. Cổng đoán là cột %(letter)s.")
            layout.doubts.append((own, sentence % {"letter": letter_of(own)}))
    if len(births) > 1 and not held & set(BIRTHS):
        layout.doubts.append((None, _("Có %(n)s cột ghi ngày. Hãy chọn cột ngày sinh.") % {"n": len(births)}))
    _fill_by_values(layout, rows, knowledge)
    return layout


def _first_child(rows: list[list[Any]]) -> int | None:
    """The first row of a run of rows that hold a name and a birth date, three in the next six at least."""
    like = [any(map(is_name, row)) and any(map(is_birth, row)) for row in rows[: SEARCHED + 6]]
    for index, is_child in enumerate(like[:SEARCHED]):
        if is_child and sum(like[index : index + 6]) >= 3:
            return index
    return None


def _heading_above(rows: list[list[Any]], start: int) -> Header:
    """The heading right above the first child: up to three rows up, past sections and the row of column numbers."""
    for index in range(start - 1, max(start - 4, -1), -1):
        texts = [cell for cell in rows[index] if isinstance(cell, str) and cell.strip()]
        texts = [text for text in texts if field_of(text) not in ("reason", "code")]
        if len(texts) >= 2 and sum(len(fold(text)) > 3 for text in texts) >= 1 and not any(map(is_birth, rows[index])):
            top = header_at(rows, index)
            above = header_at(rows, index - 1) if index else top
            header = above if index and above.height == 2 else top
            return Header(header.index, start - header.index, dict(header.columns), header.titles)
    return Header(start, 0, {}, [])


def letter_of(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA: the column's letter in a sheet."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
