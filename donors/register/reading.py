"""A workbook's rows as establishments, each with what is wrong with it in a sentence."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.lists.layout import letter_of
from children.lists.reader import Sheet
from donors.register.columns import Header, header_of
from donors.register.values import Communes, day_of, has_stopped, kind_of, tax_code_of, text_of
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, nfc, sort_key


@dataclass
class Read:
    """One row; ``problems`` are (field, cell, sentence). With any of them it is not written until put right."""

    sheet: str
    row: int
    raw: list[str]
    name: str = ""
    kind: str = ""
    tax_code: str = ""
    address: str = ""
    unit_id: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def folded(self) -> str:
        return fold(self.name)

    @property
    def sort_key(self) -> str:
        return sort_key(self.name)

    def wrong(self, name: str, cell: str, sentence: str) -> None:
        self.problems.append({"field": name, "cell": cell, "message": sentence})


def read_rows(
    sheets: list[Sheet], communes: Communes, list_day: datetime.date
) -> tuple[list[dict[str, Any]], list[Read]]:
    """How each sheet was read, and its rows. Raises Refusal when no sheet has the headings of such a list."""
    told, rows = [], []
    seen: dict[Any, int] = {}
    for sheet in sheets:
        header = header_of(sheet.rows)
        if header is None:
            continue
        columns = [
            {"field": name, "letter": letter_of(at), "title": header.titles[name]}
            for name, at in sorted(header.columns.items(), key=lambda pair: pair[1])
        ]
        told.append({"sheet": sheet.name, "columns": columns})
        for read in _rows(sheet, header, communes, list_day):
            if read.tax_code and read.tax_code in seen:
                sentence = _("Mã số thuế này đã có ở dòng %(row)s của tệp. Hãy xóa một trong hai dòng hoặc sửa mã.")
                read.wrong("tax_code", "", sentence % {"row": seen[read.tax_code]})
            elif not read.tax_code and (same := (read.folded, fold(read.address))) in seen:
                sentence = _("Tên và địa chỉ này đã có ở dòng %(row)s của tệp. Hãy xóa một dòng hoặc ghi mã số thuế.")
                read.wrong("name", "", sentence % {"row": seen[same]})
            else:
                seen[read.tax_code or (read.folded, fold(read.address))] = read.row
            rows.append(read)
    if not told:
        raise Refusal(
            _(
                "Không thấy dòng tiêu đề có cột tên cơ sở (ví dụ “Tên doanh nghiệp”) và ít nhất một cột khác như "
                "“Mã số thuế” hoặc “Địa chỉ”. Hãy kiểm tra tiêu đề rồi tải lên lại."
            ),
            field="file",
        )
    if not rows:
        raise Refusal(_("Dưới dòng tiêu đề không có cơ sở nào. Hãy kiểm tra lại tệp."), field="file")
    return told, rows


def _rows(sheet: Sheet, header: Header, communes: Communes, list_day: datetime.date) -> Iterator[Read]:
    for index in range(header.index + 1, len(sheet.rows)):
        cells = sheet.rows[index]

        def at(name: str, cells: list[Any] = cells) -> Any:
            place = header.columns.get(name)
            return cells[place] if place is not None and place < len(cells) else None

        name = nfc(text_of(at("name")))
        # Numbers of columns, section titles and signatures stand in a list too: below the name's heading they have no
        # words, or nothing else tells of them, not even a number before the name.
        others = [text_of(at(column)) for column in header.columns if column != "name"]
        others += [said for said in map(text_of, cells[: header.columns["name"]]) if said.isdigit()]
        if not name or name.isdigit() or not any(others):
            if text_of(at("tax_code")) and not name:
                yield _nameless(sheet, index, cells, header)
            continue
        yield _read(sheet, index, at, name, header, communes, list_day)


def _cell(header: Header, name: str, row: int) -> str:
    return f"{letter_of(header.columns[name])}{row}" if name in header.columns else ""


def _nameless(sheet: Sheet, index: int, cells: list[Any], header: Header) -> Read:
    row = index + sheet.first
    read = Read(sheet.name, row, [text_of(cell) for cell in cells][:30])
    read.wrong("name", _cell(header, "name", row), _("Dòng này không có tên cơ sở. Hãy ghi tên."))
    return read


def _read(
    sheet: Sheet, index: int, at: Any, name: str, header: Header, communes: Communes, list_day: datetime.date
) -> Read:
    row = index + sheet.first
    read = Read(sheet.name, row, [text_of(cell) for cell in sheet.rows[index]][:30], name=name[:200])
    read.address = nfc(text_of(at("address")))[:200]
    read.unit_id = communes.find(text_of(at("commune")), read.address)
    if len(name) > 200:
        read.wrong("name", _cell(header, "name", row), _("Tên dài quá 200 ký tự. Hãy rút gọn."))
    code = tax_code_of(at("tax_code"))
    if code is None:
        sentence = _("“%(said)s” không phải mã số thuế: cần 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số.")
        read.wrong("tax_code", _cell(header, "tax_code", row), sentence % {"said": text_of(at("tax_code"))[:40]})
    read.tax_code = code or ""
    said = text_of(at("kind"))
    read.kind = kind_of(said, name)
    if not read.kind:
        sentence = _("Không nhận ra loại hình của cơ sở này. Hãy chọn loại ở dòng này.")
        read.wrong("kind", _cell(header, "kind", row), sentence)
    for label, column in (("since", "since"), ("until", "until")):
        try:
            setattr(read, label, day_of(at(column)))
        except ValueError:
            sentence = _("“%(said)s” không phải một ngày. Hãy ghi theo dạng 05/11/2020.")
            read.wrong(label, _cell(header, column, row), sentence % {"said": text_of(at(column))[:40]})
    if not read.until and has_stopped(text_of(at("status"))):
        read.until = list_day
    if read.since and read.until and read.until <= read.since:
        read.wrong(
            "until",
            _cell(header, "until", row),
            _("Ngày ngừng hoạt động không sau ngày thành lập. Hãy sửa một trong hai."),
        )
    return read
