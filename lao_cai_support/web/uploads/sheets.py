"""Counting what a sheet would become in memory, while its XML streams past."""

import re
import xml.parsers.expat
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.receive import MB

MAX_ROWS = 120_000
MAX_CELLS = 8_000_000  # readers build the whole rectangle between the first and the last cell
MAX_TEXT = 32_767  # what a spreadsheet itself allows in one cell
MAX_ALL_TEXT = 200 * MB  # a shared text counts each time a cell names it
_REF = re.compile(r"^\$?([A-Za-z]{1,4})\$?(\d{1,9})$")


def too_many_rows() -> Refusal:
    return Refusal(
        _("Tệp có quá %(limit)s dòng. Hãy chia thành nhiều tệp.") % {"limit": f"{MAX_ROWS:,}".replace(",", ".")},
        code="rows",
    )


def too_wide() -> Refusal:
    return Refusal(
        _("Trang tính trải quá rộng: có ô ghi ở rất xa danh sách. Hãy chép danh sách sang một tệp mới."),
        code="area",
    )


def too_much_text(sheet: str = "", cell: str = "") -> Refusal:
    limit = {"limit": f"{MAX_TEXT:,}".replace(",", ".")}
    if cell:
        sentence = _(
            "Trang “%(sheet)s”, ô %(cell)s chứa quá nhiều chữ (tối đa %(limit)s ký tự mỗi ô). Hãy rút gọn ô này."
        )
        return Refusal(sentence % {**limit, "sheet": sheet, "cell": cell}, code="text")
    return Refusal(_("Tệp có ô chứa quá nhiều chữ (tối đa %(limit)s ký tự mỗi ô).") % limit, code="text")


def letters_of(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class SheetCount:
    """An Office Open XML workbook: rows, rectangles and texts over all its parts."""

    def __init__(self) -> None:
        self.rows = 0
        self.all_text = 0
        self.shared: list[int] = []
        self.used: Counter[str] = Counter()
        self.bounds: Counter[int] = Counter()

    def takes(self, quick: Any) -> bool:
        """Count a sheet by its bounds (see quick.QuickSheet); False when they are beyond the limits."""
        if self.rows + quick.rows > MAX_ROWS or self.all_text + quick.text > MAX_ALL_TEXT:
            return False
        self.rows += quick.rows
        self.all_text += quick.text
        self.bounds.update(quick.used)
        return True

    def listen(self, parser: xml.parsers.expat.XMLParserType) -> None:
        self._depth = 0
        self._root = ""
        self._row = self._column = 0
        self._box: list[int] = []
        self._cell_type = ""
        self._text: list[str] | None = None
        self._counting = False  # inside a cell or a shared text; the white space between them is nobody's
        self._length = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._depth += 1
        if self._depth == 1:
            self._root = name
        if self._root == "sst":
            if name == "si":
                self._length, self._counting = 0, True
        elif self._root == "worksheet":
            self._start_in_sheet(name, attributes)
        elif self._root == "Types" and "macroenabled" in attributes.get("ContentType", "").lower():
            from lao_cai_support.web.uploads.package import macros

            raise macros()

    def _start_in_sheet(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            match = _REF.match(attributes.get("r", ""))
            if match:
                self._column, self._row = column_number(match[1]), int(match[2])
            else:
                self._column += 1
            self._cell_type = attributes.get("t", "")
            self._length, self._counting = 0, True
        elif name in ("v", "is", "f"):
            self._wrote()
            self._text = [] if name == "v" and self._cell_type == "s" else None
        elif name == "row":
            self.rows += 1
            if self.rows > MAX_ROWS:
                raise too_many_rows()
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() and len(number) < 10 else self._row + 1
            self._column = 0

    def _wrote(self) -> None:
        """A cell with something in it stretches the sheet's rectangle."""
        row, column = self._row, self._column
        if not self._box:
            self._box = [row, row, column, column]
            return
        box = self._box
        if box[0] <= row <= box[1] and box[2] <= column <= box[3]:
            return
        box[0], box[1] = min(box[0], row), max(box[1], row)
        box[2], box[3] = min(box[2], column), max(box[3], column)
        if (box[1] - box[0] + 1) * (box[3] - box[2] + 1) > MAX_CELLS:
            raise too_wide()

    def _end(self, name: str) -> None:
        self._depth -= 1
        name = name.rpartition(":")[2]
        if self._root == "sst" and name == "si":
            self.shared.append(self._length)
            self._counting = False
        elif self._root == "worksheet" and name == "v" and self._text is not None:
            self.used["".join(self._text).strip()[:12]] += 1
            self._text = None
        elif self._root == "worksheet" and name == "c":
            self.all_text += self._length
            self._counting = False

    def _characters(self, text: str) -> None:
        if not self._counting:
            return
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise too_much_text()
        if self._text is not None:
            self._text.append(text)

    def settle(self) -> None:
        """After the last part: what would all cells hold together?"""
        for index, times in self.used.items():
            if index.isdigit() and int(index) < len(self.shared):
                self.all_text += self.shared[int(index)] * times
        # A number that stands for itself is taken for a shared text here: at worst the sum is too high.
        self.all_text += sum(
            self.shared[index] * times for index, times in self.bounds.items() if index < len(self.shared)
        )
        if self.all_text > MAX_ALL_TEXT:
            raise too_much_text()


class OpenDocumentCount:
    """An OpenDocument sheet: rows and cells repeat by an attribute, so a few bytes can mean millions."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self.all_text = 0
        self._sheet = ""

    def listen(self, parser: xml.parsers.expat.XMLParserType) -> None:
        self._in_row = self._in_cell = False
        self._row_times = self._cell_times = 1
        self._width = self._filled = self._row_text = self._length = 0
        self._empty_before = self._above = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    @staticmethod
    def _times(attributes: dict[str, str], what: str) -> int:
        for name, value in attributes.items():
            if name.endswith(what):
                return max(1, int(value)) if value.isdigit() and len(value) < 10 else 10**9
        return 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "table-row":
            self._in_row = True
            self._row_times = self._times(attributes, "number-rows-repeated")
            self._width = self._filled = self._row_text = 0
        elif name in ("table-cell", "covered-table-cell") and self._in_row:
            self._in_cell = True
            self._length = 0
            self._cell_times = self._times(attributes, "number-columns-repeated")
            self._has_value = any(key.endswith((":value", "-value", ":formula")) for key in attributes)
        elif name == "table":
            self._empty_before = self._above = 0
            self._sheet = next((value for key, value in attributes.items() if key.endswith(":name")), "")

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("table-cell", "covered-table-cell") and self._in_cell:
            self._in_cell = False
            self._width += self._cell_times
            if self._length or self._has_value:
                self._filled = self._width
                self._row_text += self._length * self._cell_times
        elif name == "table-row" and self._in_row:
            self._in_row = False
            self._above += self._row_times
            self._count_row()

    def _count_row(self) -> None:
        if not self._filled:  # empty rows cost nothing unless a filled one follows
            self._empty_before += self._row_times
            return
        self.rows += self._row_times + self._empty_before
        self._empty_before = 0
        self.cells += self._filled * self._row_times
        self.all_text += self._row_text * self._row_times
        if self.rows > MAX_ROWS:
            raise too_many_rows()
        if self.cells > MAX_CELLS:
            raise too_wide()
        if self.all_text > MAX_ALL_TEXT:
            raise too_much_text()

    def _characters(self, text: str) -> None:
        if self._in_cell:
            self._length += len(text)
            if self._length > MAX_TEXT:
                raise too_much_text(self._sheet, f"{letters_of(self._width + 1)}{self._above + 1}")

    def settle(self) -> None:
        """Everything was counted row by row."""
