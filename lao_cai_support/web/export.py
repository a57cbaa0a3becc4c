"""Lists as files: CSV and XLSX of exactly the rows and columns the person sees."""

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe (ASVS 1.2.10)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class _Echo:
    def write(self, value: str) -> str:
        return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else value


def csv_response(header: Sequence[str], rows: Iterable[Sequence[Any]], file_name: str) -> StreamingHttpResponse:
    """UTF-8 with a mark that spreadsheets need, streamed row by row."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow([neutral(str(label)) for label in header])
        for row in rows:
            yield writer.writerow([neutral(_plain(value)) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    return _attachment(response, f"{file_name}.csv")


def xlsx_response(header: Sequence[str], rows: Iterable[Sequence[Any]], file_name: str) -> HttpResponse:
    """A workbook with real numbers and dates; text never becomes a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for index, label in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(12, min(40, len(str(label)) + 6))
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, value=str(label)) for label in header]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    data = BytesIO()
    book.save(data)
    return _attachment(HttpResponse(data.getvalue(), content_type=XLSX), f"{file_name}.xlsx")


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"
        return cell
    if isinstance(value, datetime.date):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "dd/mm/yyyy"
        return cell
    return value if isinstance(value, int | float | None) else str(value)


def _attachment(response: Any, file_name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "no-store"
    return response
