"""The round-trip workbook as a file: made with drop-downs and locked keys, read again whatever program saved it.

Its words are Vietnamese whatever the reader's language, as on paper.
"""

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from children.lists.reader import Sheet, read_sheets
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, nfc

MARK = "lao_cai_support/so-cam-tay/1"
LIST, HELP, WORDS, SIGNED = "Danh sách", "Hướng dẫn", "Danh mục", "Ký hiệu"
KEY_HEAD = "Khóa (không sửa)"
NEW_ROWS = 200
_SMALL = 1_000_000  # bytes
HEAD_ROW = 4


@dataclass(frozen=True)
class Field:
    """A column of the workbook: its heading, what to write there, its width in characters, its drop-down.

    ``strict`` drop-downs refuse other words, the others only ask whether one is sure.
    """

    key: str
    head: str
    hint: str
    width: int
    offers: str = ""
    strict: bool = False


FIELDS: tuple[Field, ...] = (
    Field("full_name", "Họ và tên", "Viết như giấy khai sinh.", 26),
    Field("born", "Ngày hoặc năm sinh", "Ngày/tháng/năm, ví dụ 05/06/2014; không rõ ngày thì chỉ ghi năm.", 14),
    Field("sex", "Giới tính", "Chọn Nam hoặc Nữ.", 9, "sexes", strict=True),
    Field("ethnic_group", "Dân tộc", "Chọn trong danh mục.", 12, "peoples"),
    Field("village", "Thôn, bản", "Chọn thôn có sẵn; thôn chưa có thì ghi tên.", 20, "villages"),
    Field("father", "Họ tên cha", "Để trống nếu không rõ.", 24),
    Field("mother", "Họ tên mẹ", "Để trống nếu không rõ.", 24),
    Field("carer", "Người chăm sóc", "Khi trẻ không ở với cha mẹ.", 24),
    Field("circumstances", "Hoàn cảnh", "Chọn một; nhiều hoàn cảnh cách nhau bằng dấu chấm phẩy.", 34, "circumstances"),
    Field("poverty", "Diện hộ năm nay", "Nghèo, Cận nghèo hoặc Không.", 12, "poverties", strict=True),
    Field("class_name", "Lớp", "Ví dụ 2A.", 8),
    Field("personal_id", "Số định danh", "12 chữ số; số đã có được che bớt, không cần ghi lại.", 16),
    Field("note", "Ghi chú", "", 30),
)
_GUIDE = (
    "Sổ này dùng để bổ sung danh sách trẻ em khi không có mạng, rồi tải trả lên cổng ở mục Danh sách, Sổ cầm tay.",
    "Sửa thẳng vào các ô trắng. Ghi trẻ mới vào các dòng trống ở cuối.",
    "Cột khóa bị ẩn và được bảo vệ: cổng dựa vào đó để biết dòng nào của trẻ nào. Không bỏ bảo vệ trang, không chèn hay xóa dòng.",
    "Ô để trống không xóa gì trong sổ; muốn xóa thật, hãy chọn xóa ở bước xem thay đổi sau khi tải trả.",
    "Số định danh đã có được che bớt (010******123); giữ nguyên ô ấy nếu số không đổi.",
    "Hoàn cảnh được giữ kín không có trong sổ này. Hãy báo riêng người phụ trách.",
    "Sổ có thông tin riêng của trẻ em: không gửi qua mạng xã hội, không để trên máy dùng chung; trả xong thì xóa tệp.",
)


@dataclass(frozen=True)
class ReturnedRow:
    """A filled row as it came back: its number in the sheet, its key (or nothing), its filled cells by field."""

    row: int
    key: str
    cells: dict[str, Any]

    @property
    def typed(self) -> dict[str, str]:
        return {key: typed(value) for key, value in self.cells.items()}


@dataclass(frozen=True)
class Returned:
    """A workbook read again: who signed it (code of the workbook, code of the unit, digest) and its rows."""

    signature: tuple[str, str, str]
    rows: list[ReturnedRow]


def typed(value: Any) -> str:
    """A cell as the workbook writes it: days day first, whole numbers without a point, words composed."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nfc(str(value)) if value is not None else ""


_LINE = Side(style="thin", color="BFC4D6")
_CELL_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN, _LOCKED = Protection(locked=False), Protection(locked=True, hidden=True)


def make_workbook(
    *,
    title: str,
    issued: str,
    signature: Sequence[str],
    rows: Iterable[tuple[str, dict[str, str]]],
    offers: dict[str, list[str]],
) -> bytes:
    """The file: ``rows`` are (key, cells as shown by field); ``issued`` says who took it, when and why."""
    book = Book(write_only=True)
    sheet = book.create_sheet(LIST)
    _frame(sheet)
    given = list(rows)
    last = HEAD_ROW + len(given) + NEW_ROWS
    _offer(sheet, offers, last)
    sheet.append([None, _styled(sheet, title, font=Font(bold=True, size=14))])
    sheet.append([None, _styled(sheet, issued, font=Font(italic=True, color="555555"))])
    sheet.append([None, *(_hint(sheet, field.hint) for field in FIELDS)])
    sheet.append([_head(sheet, KEY_HEAD), *(_head(sheet, field.head) for field in FIELDS)])
    for key, cells in given:
        sheet.append([_key(sheet, key), *(_open(sheet, cells.get(field.key, "")) for field in FIELDS)])
    for _number in range(NEW_ROWS):
        sheet.append([_key(sheet, ""), *(_open(sheet, "") for _field in FIELDS)])
    guide = book.create_sheet(HELP)
    guide.column_dimensions["A"].width = 110
    guide.append([_styled(guide, "Cách dùng sổ cầm tay", font=Font(bold=True, size=14))])
    for number, sentence in enumerate(_GUIDE, start=1):
        guide.append([_styled(guide, f"{number}. {sentence}", alignment=Alignment(wrap_text=True, vertical="top"))])
    _words(book, offers)
    signed = book.create_sheet(SIGNED)
    signed.sheet_state = "hidden"
    signed.protection.sheet = True
    signed.append([MARK])
    for word in signature:
        signed.append([_styled(signed, word)])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _frame(sheet: Any) -> None:
    """Widths, the hidden key column, frozen heads, protection under which cells can be filled and columns widened."""
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    sheet.column_dimensions["A"].width = 4
    sheet.column_dimensions["A"].hidden = True
    for column, field in enumerate(FIELDS, start=2):
        sheet.column_dimensions[get_column_letter(column)].width = field.width
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _offer(sheet: Any, offers: dict[str, list[str]], last: int) -> None:
    names = list(offers)
    for column, field in enumerate(FIELDS, start=2):
        span = f"{get_column_letter(column)}{HEAD_ROW + 1}:{get_column_letter(column)}{last}"
        if field.offers and offers[field.offers]:
            letter = get_column_letter(names.index(field.offers) + 1)
            rule = DataValidation(
                type="list",
                formula1=f"'{WORDS}'!${letter}$1:${letter}${len(offers[field.offers])}",
                allow_blank=True,
                errorStyle="stop" if field.strict else "warning",
                errorTitle=field.head,
                error="Hãy chọn trong danh mục." if field.strict else "Không có trong danh mục. Vẫn ghi?",
            )
            rule.showErrorMessage = True
        else:
            rule = DataValidation(allow_blank=True)
        if field.hint:
            rule.promptTitle, rule.prompt, rule.showInputMessage = field.head[:32], field.hint, True
        rule.add(span)
        sheet.data_validations.append(rule)


def _words(book: Any, offers: dict[str, list[str]]) -> None:
    """The hidden sheet the drop-downs read, a column each."""
    sheet = book.create_sheet(WORDS)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    columns = list(offers.values())
    for number in range(max(map(len, columns), default=0)):
        sheet.append([_styled(sheet, column[number]) if number < len(column) else None for column in columns])


def _styled(sheet: Any, text: str, **style: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # whatever it begins with, it is text
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _hint(sheet: Any, text: str) -> Any:
    return _styled(sheet, text, font=Font(italic=True, size=9, color="555555"), alignment=_WRAP)


def _head(sheet: Any, text: str) -> Any:
    return _styled(sheet, text, font=Font(bold=True), fill=_SHADE, border=_CELL_BORDER, alignment=_WRAP)


_WRAP = Alignment(wrap_text=True, vertical="top")
_SHADE = PatternFill("solid", fgColor="ECEEF9")


def _key(sheet: Any, text: str) -> Any:
    return _styled(sheet, text, protection=_LOCKED) if text else None


def _open(sheet: Any, text: str) -> Any:
    """A cell to write in. It is text: a day typed as 05/06/2014 stays so in any country's settings."""
    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        cell.data_type = "s"
    cell.number_format, cell.protection, cell.border = "@", _OPEN, _CELL_BORDER
    return cell


def is_workbook(data: bytes, file_name: str) -> bool:
    """Whether a list just uploaded is a round-trip workbook of the portal, told by its signature sheet.

    A long list of another kind is told apart by the names of its sheets, without reading them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" in package.namelist():
                if SIGNED not in package.read("xl/workbook.xml").decode("utf-8", "replace"):
                    return False
            elif len(data) > _SMALL:
                return False
        return _signed(read_sheets(data, file_name)) is not None
    except (Refusal, zipfile.BadZipFile):
        return False


def read_workbook(data: bytes, file_name: str) -> Returned:
    """A returned workbook. Raises Refusal when it is none of ours, or its heading was changed."""
    sheets = read_sheets(data, file_name)
    signed = _signed(sheets)
    if signed is None:
        raise Refusal(
            _("Tệp này không phải sổ cầm tay của cổng. Danh sách khác hãy đưa vào ở mục Nhập danh sách."),
            field="file",
            code="not_a_workbook",
        )
    words = [typed(row[0]) if row else "" for row in signed.rows[1:4]]
    code, unit, digest = (*words, "", "", "")[:3]
    for sheet in sheets:
        if sheet is not signed and (found := _rows(sheet)) is not None:
            return Returned((code, unit, digest), found)
    raise Refusal(
        _("Không thấy dòng tiêu đề của sổ cầm tay. Hãy chép phần đã ghi sang một sổ mới tải về rồi trả lại."),
        field="file",
        code="no_header",
    )


def _signed(sheets: Iterable[Sheet]) -> Sheet | None:
    return next((s for s in sheets if s.rows and s.rows[0] and typed(s.rows[0][0]) == MARK), None)


def _rows(sheet: Sheet) -> list[ReturnedRow] | None:
    """The filled rows below the heading, wherever it stands by now; None where there is no such heading."""
    heads = {fold(field.head): field.key for field in FIELDS}
    for index, cells in enumerate(sheet.rows[:60]):
        named = {heads.get(fold(typed(cell)), ""): column for column, cell in enumerate(cells)}
        key_column = next((n for n, cell in enumerate(cells) if fold(typed(cell)) == fold(KEY_HEAD)), None)
        if key_column is None or "full_name" not in named or "born" not in named:
            continue
        named.pop("", None)
        found = []
        for below in range(index + 1, len(sheet.rows)):
            row = sheet.rows[below]
            key = typed(row[key_column]) if key_column < len(row) else ""
            filled = {field: row[column] for field, column in named.items() if column < len(row) and typed(row[column])}
            if key or filled:
                found.append(ReturnedRow(below + sheet.first, key, filled))
        return found
    return None
