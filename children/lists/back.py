"""The list as a workbook that goes back to its office: the same sheets, the reason beside each row, bad cells marked.

Re-uploaded, it is a list like any other: the two columns written here are known by their headings, and a row that
is in the register already carries its record's code.
"""

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from children.lists.columns import CODE_HEADING, RESULT_HEADING, field_of
from children.lists.legacy import Scripts
from children.lists.reader import Sheet, read_sheets, short_names
from lao_cai_support.web.export import neutral, plain

# openpyxl keeps a kilobyte for each cell of a workbook it changes: longer lists are written anew, row by row.
MOST_CELLS = 150_000
_BAD = PatternFill("solid", fgColor="FFF4CCCC")
_DOUBTFUL = PatternFill("solid", fgColor="FFFCE5CD")
_NOTE = Alignment(wrap_text=True, vertical="top")
_AUTHOR = "Cổng bảo trợ trẻ em"


@dataclass
class Told:
    """What goes beside a row: the reason or result, its bad cells (address → is it an error), the record's code."""

    result: str
    cells: dict[str, bool] = field(default_factory=dict)
    code: str = ""


def workbook_back(
    data: bytes, file_name: str, mapping: Mapping[str, Any], told: Mapping[tuple[str, int], Told]
) -> bytes:
    """The workbook with ``told`` beside its rows; ``mapping`` is how each sheet was read (lists/pipeline).

    An .xlsx keeps its sheets as they are. Of other kinds, and of very long lists, the values are written into a new
    workbook at the same rows and columns.
    """
    sheets = read_sheets(data, file_name)
    cells = sum(len(sheet.rows) * max(map(len, sheet.rows)) for sheet in sheets)
    if data.startswith(b"PK\x03\x04") and file_name.lower().endswith(".xlsx") and cells <= MOST_CELLS:
        try:
            return _in_place(data, mapping, told)
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile):
            pass  # a workbook that openpyxl does not understand although it was read: its values still go back
    return _anew(sheets, mapping, told)


def _in_place(data: bytes, mapping: Mapping[str, Any], told: Mapping[tuple[str, int], Told]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    names = dict(zip(short_names(book.sheetnames), book.sheetnames, strict=True))
    for name, how in mapping.items():
        sheet = book[names[name]]
        if not isinstance(sheet, Worksheet):
            continue
        result, code = _own_columns(sheet, how)
        for (of, row), one in told.items():
            if of != name:
                continue
            beside = sheet.cell(row, result)
            beside.value, beside.alignment = neutral(one.result), _NOTE
            if one.code:
                sheet.cell(row, code).value = one.code
            for address, error in one.cells.items():
                sheet[address].fill = _BAD if error else _DOUBTFUL
                if not isinstance(getattr(sheet[address], "comment", None), Comment) and hasattr(
                    sheet[address], "comment"
                ):
                    note = Comment(one.result[:300], _AUTHOR)
                    note.width, note.height = 320, 120
                    sheet[address].comment = note
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _own_columns(sheet: Worksheet, how: Mapping[str, Any]) -> tuple[int, int]:
    """The numbers of our two columns: those of a list given back before, else the next free ones, with headings."""
    heading = how["header_row"] if how["first"] > how["header_row"] else how["first"] - 1
    held = {field_of(str(cell.value or "")): cell.column for cell in sheet[heading]} if heading else {}
    result = held.get("reason") or max(sheet.max_column, len(how["titles"])) + 1
    code = held.get("code") or max(result, sheet.max_column) + 1
    if heading:
        for column, words in ((result, RESULT_HEADING), (code, CODE_HEADING)):
            sheet.cell(heading, column).value = words
            sheet.cell(heading, column).font = Font(bold=True)
    if "reason" not in held:
        sheet.column_dimensions[get_column_letter(result)].width = 60
        sheet.column_dimensions[get_column_letter(code)].width = 14
    else:
        for row in range(how["first"], sheet.max_row + 1):
            sheet.cell(row, result).value = None
    return result, code


def _anew(sheets: list[Sheet], mapping: Mapping[str, Any], told: Mapping[tuple[str, int], Told]) -> bytes:
    """Values only, written row by row: the memory is that of the sheets as read."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        how = mapping.get(sheet.name)
        scripts = Scripts.of(sheet.rows, (how or {}).get("script", ""))
        width = max(max(map(len, sheet.rows)), len(how["titles"]) if how else 0)
        page.column_dimensions[get_column_letter(width + 1)].width = 60
        heading = how and (how["header_row"] if how["first"] > how["header_row"] else how["first"] - 1)
        for index, row in enumerate(sheet.rows, start=sheet.first):
            values = list(row if scripts.plain else scripts.restore(row))
            one = told.get((sheet.name, index))
            if not how or (not one and index != heading):
                page.append([_value(value) for value in values])
                continue
            values += [None] * (width - len(values))
            beside = [RESULT_HEADING, CODE_HEADING] if index == heading else [one.result, one.code] if one else []
            page.append(_marked(page, [*map(_value, values), *map(neutral, beside)], one, index))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _marked(page: Any, values: list[Any], one: Told | None, row: int) -> list[Any]:
    marks = one.cells if one else {}
    made = []
    for number, value in enumerate(values, start=1):
        error = marks.get(f"{get_column_letter(number)}{row}")
        if error is None:
            made.append(value)
            continue
        cell = WriteOnlyCell(page, value)
        cell.fill = _BAD if error else _DOUBTFUL
        made.append(cell)
    return made


def _value(value: Any) -> Any:
    """A cell's value as it is written anew; what could run as a formula is text."""
    if isinstance(value, float | datetime.date):
        return value
    return None if value is None else neutral(plain(value))


def result_of(status: str, decision: str, written: bool, sentences: list[str]) -> str:
    """What stands beside a row: written, left out by a person, or what is wrong with it."""
    if written:
        return _("Đã ghi vào sổ.")
    if decision == "skip":
        return " ".join([_("Người nhập đã chọn không ghi dòng này."), *sentences])
    if status in ("error", "duplicate"):
        return " ".join(sentences)
    return ""
