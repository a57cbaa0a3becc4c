"""Lists as files: CSV and XLSX of exactly the rows and columns the person sees."""

import csv
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.dispatch import Signal
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from lao_cai_support.web.files import plain_name, private

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_MAX_CELL = 32_767

# A list has left the portal: sent with request or user, key (which list), kind (csv, xlsx …) and count (rows); with
# what was asked of it where children stand on it: reason, unit and detail (code and fingerprint of the file).
exported = Signal()


def neutral(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe (ASVS 1.2.10)."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA) else value


def plain(value: Any) -> Any:
    """What a cell may hold: text, whole numbers, days, moments of the office's clock, or nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int):
        return value
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, datetime.date):
        return value
    return _NOT_XML.sub("", str(value))[:_MAX_CELL]


class _Echo:
    def write(self, value: str) -> str:
        return value


def _as_text(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return neutral(value)


def export_response(
    rows: Iterable[Any], columns: Sequence[Any], file_name: str, kind: str
) -> HttpResponse | StreamingHttpResponse:
    """Rows as a CSV or XLSX file; each column has ``label`` and ``of(row)`` (or ``value(row)``).

    ``file_name`` has no ending. The caller has narrowed the rows to what the person may see.
    """
    header = [str(column.label) for column in columns]
    readers = [getattr(column, "of", None) or column.value for column in columns]
    values = ([read(row) for read in readers] for row in rows)
    return (csv_response if kind == "csv" else xlsx_response)(header, values, file_name)


def csv_response(header: Sequence[str], rows: Iterable[Sequence[Any]], file_name: str) -> StreamingHttpResponse:
    """UTF-8 with a mark that spreadsheets need, streamed row by row."""
    lines = csv_lines(header, rows)
    return _attachment(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{file_name}.csv")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]], mark: str = "") -> Iterator[str]:
    """The file's lines; ``mark`` (whose file it is) is the last one."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([_as_text(label) for label in header])
    for row in rows:
        yield writer.writerow([_as_text(value) for value in row])
    if mark:
        yield writer.writerow([_as_text(mark)])


def xlsx_response(header: Sequence[str], rows: Iterable[Sequence[Any]], file_name: str) -> HttpResponse:
    """A workbook with real numbers and dates; text never becomes a formula."""
    return _attachment(HttpResponse(xlsx_bytes(header, rows), content_type=XLSX), f"{file_name}.xlsx")


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]], mark: str = "") -> bytes:
    """The workbook; ``mark`` (whose file it is) stands below the rows and at the foot of each printed page."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Danh sách"))
    fill_sheet(sheet, header, rows)
    if mark:
        sheet.append([])
        cell = _cell(sheet, mark)
        cell.font = Font(italic=True, color="A8442A")
        sheet.append([cell])
        sheet.oddFooter.left.text = mark.replace("&", "&&")
        sheet.oddFooter.right.text = "&P/&N"
        sheet.print_title_rows = "1:1"
        book.properties.description = mark
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def fill_sheet(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Heads and rows of a sheet of a write-only workbook."""
    for index, label in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(12, min(40, len(str(label)) + 6))
    sheet.freeze_panes = "A2"
    heads = [_cell(sheet, str(label)) for label in header]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    value = plain(value)
    if value == "":
        return None
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # after the value: text that starts with "=" would have made it a formula
    elif isinstance(value, datetime.datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, datetime.date):
        cell.number_format = "dd/mm/yyyy"
    elif abs(value) >= 10_000:
        cell.number_format = "#,##0"
    return cell


def _attachment(response: Any, file_name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{plain_name(file_name)}"'
    return private(response)
