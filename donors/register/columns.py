"""Which column of an official list holds what, by its heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lao_cai_support.web.text import fold

SEARCHED = 40  # rows in which the heading must stand
# Headings as offices write them, folded; the first column that begins with one of them is taken.
HEADINGS: dict[str, tuple[str, ...]] = {
    "tax_code": ("ma so thue", "mst", "ma so doanh nghiep", "ma so dn", "ma dn", "ma so hop tac xa"),
    "name": ("ten doanh nghiep", "ten co so", "ten don vi", "ten to chuc", "ten co quan", "ten hop tac xa",
             "ten nguoi nop thue", "ten ho kinh doanh", "ten day du", "ten goi", "ten"),
    "kind": ("loai hinh", "loai", "hinh thuc phap ly"),
    "commune": ("xa phuong", "xa", "phuong xa", "don vi hanh chinh cap xa"),
    "address": ("dia chi", "tru so", "dia diem"),
    "since": ("ngay thanh lap", "nam thanh lap", "ngay cap", "ngay dang ky", "ngay hoat dong", "ngay bat dau"),
    "until": ("ngay ngung", "ngay giai the", "ngay cham dut", "ngay dong"),
    "status": ("tinh trang", "trang thai"),
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Header:
    """``index`` is the heading's place among the rows, ``columns`` field → column from 0, ``titles`` what they say."""

    index: int
    columns: dict[str, int]
    titles: dict[str, str]


def plain(text: Any) -> str:
    """A heading as one compares it: folded, words only."""
    return _NOT_LETTERS.sub(" ", fold(str(text or ""))).strip()


def header_of(rows: Sequence[Sequence[Any]]) -> Header | None:
    """The row that names a column for the name and at least one more; None when there is none."""
    for index, row in enumerate(rows[:SEARCHED]):
        words = [plain(cell) for cell in row]
        columns: dict[str, int] = {}
        for field, known in HEADINGS.items():
            for heading in known:
                place = next(
                    (
                        at
                        for at, said in enumerate(words)
                        if at not in columns.values() and (said == heading or said.startswith(f"{heading} "))
                    ),
                    None,
                )
                if place is not None:
                    columns[field] = place
                    break
        if "name" in columns and len(columns) > 1:
            return Header(index, columns, {field: str(row[at]).strip() for field, at in columns.items()})
    return None
