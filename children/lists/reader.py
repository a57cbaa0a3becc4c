"""A file's bytes as sheets of cells; rows are counted as the sheet shows them, from 1."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from children.lists.formulas import unfinished_formulas
from children.lists.layout import letter_of
from children.lists.legacy import best_decoding
from lao_cai_support.web.errors import Refusal

MAX_ROWS = 120_000
MAX_COLUMNS = 100  # with something in them; a list of children has a dozen
NAME_LENGTH = 60
Cell = str | int | float | datetime.date | datetime.datetime | None


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its rows; ``rows[0]`` is what the sheet shows as row ``first``."""

    name: str
    rows: list[list[Cell]]
    first: int = 1


def read_sheets(data: bytes, file_name: str) -> list[Sheet]:
    """All sheets with something in them. Raises Refusal, with what to do, when the file cannot be read."""
    sheets = _csv(data) if file_name.lower().endswith((".csv", ".txt")) else _workbook(data)
    sheets = [
        sheet for sheet in _short_names(sheets) if any(cell not in (None, "") for row in sheet.rows for cell in row)
    ]
    if not sheets:
        raise Refusal(_("Tệp không có dòng nào. Hãy kiểm tra lại rồi tải tệp khác lên."), field="file")
    if sum(len(sheet.rows) for sheet in sheets) > MAX_ROWS:
        raise Refusal(_("Tệp có quá nhiều dòng. Hãy chia thành nhiều tệp dưới 120.000 dòng."), field="file")
    for sheet in sheets:
        _refuse_wide(sheet)
    return sheets


def _refuse_wide(sheet: Sheet) -> None:
    if max(map(len, sheet.rows)) <= MAX_COLUMNS:
        return
    used = {column for row in sheet.rows for column, cell in enumerate(row) if cell not in (None, "")}
    if len(used) > MAX_COLUMNS:
        sentence = _(
            "Trang “%(sheet)s” có %(n)s cột có chữ, đến cột %(last)s; danh sách chỉ được nhiều nhất %(most)s cột. "
            "Hãy xóa các cột không cần rồi tải lên lại."
        )
        told = {"sheet": sheet.name, "n": len(used), "last": letter_of(max(used)), "most": MAX_COLUMNS}
        raise Refusal(sentence % told, field="file", code="columns")


def _short_names(sheets: list[Sheet]) -> list[Sheet]:
    """Names as the preview keeps them (60 characters), still different from each other."""
    names = short_names([sheet.name for sheet in sheets])
    return [Sheet(name, sheet.rows, sheet.first) for name, sheet in zip(names, sheets, strict=True)]


def short_names(names: Iterable[str]) -> list[str]:
    """The same for the names alone."""
    found: list[str] = []
    for long in names:
        name, number = long[:NAME_LENGTH], 2
        while name in found:
            name, number = f"{long[: NAME_LENGTH - 5]} ({number})", number + 1
        found.append(name)
    return found


def _workbook(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        formulas = unfinished_formulas(data)
        sheets = []
        for name in book.sheet_names:
            found = [list(map(_value, row)) for row in book.get_sheet_by_name(name).iter_rows()]
            for (row, column), formula in formulas.get(name, {}).items():
                found += [[] for _more in range(row + 1 - len(found))]
                found[row] += [None] * (column + 1 - len(found[row]))
                found[row][column] = found[row][column] or formula
            sheets.append(Sheet(name, found))
        return sheets
    except PasswordError:
        raise Refusal(_("Tệp có mật khẩu nên không đọc được. Hãy gỡ mật khẩu rồi tải lại."), field="file") from None
    except (CalamineError, OSError, ValueError):
        raise Refusal(
            _("Không đọc được tệp này như một bảng tính. Hãy mở tệp, lưu lại dưới dạng .xlsx rồi tải lên."),
            field="file",
        ) from None


def _value(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, bool):
        return "x" if cell else None
    if isinstance(cell, int | float | datetime.date | datetime.datetime):
        return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return None if cell is None else str(cell)


def _csv(data: bytes) -> list[Sheet]:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeError:
        text = best_decoding(data)
    if "\x00" in text:
        raise Refusal(_("Đây không phải tệp CSV. Hãy lưu lại dưới dạng .xlsx rồi tải lên."), field="file")
    delimiter = max(",;\t|", key=text[:20_000].count)
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append([cell or None for cell in row])
            # A cell of several lines: the file is counted by its lines, so the next row keeps its line's number.
            rows += [[]] * (reader.line_num - len(rows))
    except csv.Error:
        raise Refusal(
            _("Không đọc được tệp CSV này. Hãy mở tệp, lưu lại dưới dạng .xlsx rồi tải lên."), field="file"
        ) from None
    return [Sheet("CSV", rows)]
