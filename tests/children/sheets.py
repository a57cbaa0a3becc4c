"""Small lists as bytes, and what the reader makes of them."""

import csv
import datetime
import io
from types import SimpleNamespace
from typing import Any

from openpyxl import Workbook

from children.lists.pipeline import ParsedList, read_list
from children.lists.rows import CleanRow

DAY = datetime.date(2024, 11, 15)
HEADER = ["STT", "Họ và tên trẻ", "Giới tính", "Ngày sinh", "Dân tộc", "Thôn", "Cha", "Mẹ", "Hoàn cảnh", "Số định danh"]

PEOPLES = [
    SimpleNamespace(code="01", name_vi="Kinh", other_names=["Việt"]),
    SimpleNamespace(code="08", name_vi="Hmông", other_names=["Mông", "Mèo"]),
    SimpleNamespace(code="09", name_vi="Dao", other_names=["Mán"]),
]
KINDS = [
    SimpleNamespace(code=code, sealed=code in ("HC05", "HC09", "HC11"))
    for code in (
        *("HC01", "HC02", "HC03", "HC04", "HC04.01", "HC04.02", "HC04.03", "HC05", "HC08", "HC09", "HC11", "HC13"),
        *("NC04", "NC05", "NC06", "NC08", "NC09", "NC10"),
    )
]


def xlsx(*rows: list[Any], sheet: str = "Sheet1", more: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook with these rows, and further sheets by name."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for name, its_rows in (more or {}).items():
        page = book.create_sheet(name)
        for row in its_rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows: list[Any], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def child_row(number: int = 1, name: str = "Giàng A Páo", born: Any = "05/06/2016", **more: Any) -> list[Any]:
    """A row under HEADER; keywords ``sex``, ``people``, ``village``, ``father``, ``mother``, ``what``, ``id``."""
    told = {
        "sex": "Nam",
        "people": "Mông",
        "village": "Bản Phố 2",
        "father": "Giàng A Sử",
        "mother": "Sùng Thị Ly",
        "what": "",
        "id": "",
    } | more
    return [
        number,
        name,
        told["sex"],
        born,
        *(told[key] for key in ("people", "village", "father", "mother", "what", "id")),
    ]


def parsed(data: bytes, file_name: str = "danh_sach.xlsx") -> ParsedList:
    return read_list(data, file_name, today=DAY, ethnic_groups=PEOPLES, circumstance_kinds=KINDS)


def children_of(data: bytes, file_name: str = "danh_sach.xlsx") -> list[CleanRow]:
    """The rows that are children."""
    return [row for row in parsed(data, file_name).rows if not row.skipped]


def only(data: bytes, file_name: str = "danh_sach.xlsx") -> CleanRow:
    rows = children_of(data, file_name)
    assert len(rows) == 1, [row.raw for row in rows]
    return rows[0]


def codes(row: CleanRow) -> list[str]:
    return [problem["code"] for problem in row.problems]
