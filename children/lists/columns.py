"""Finding the header of a sheet and what each column holds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lao_cai_support.web.text import fold

# What a column may be taken for, in the order the officer is offered it.
FIELDS: dict[str, Any] = {
    "full_name": _("Họ và tên trẻ"),
    "born": _("Ngày sinh hoặc năm sinh"),
    "born_male": _("Ngày sinh (cột Nam)"),
    "born_female": _("Ngày sinh (cột Nữ)"),
    "sex": _("Giới tính"),
    "ethnic_group": _("Dân tộc"),
    "village": _("Thôn, bản"),
    "commune": _("Xã"),
    "district": _("Huyện"),
    "father": _("Họ tên cha"),
    "mother": _("Họ tên mẹ"),
    "carer": _("Người chăm sóc"),
    "adults": _("Cha, mẹ chung một cột"),
    "circumstances": _("Hoàn cảnh"),
    "poor": _("Hộ nghèo (đánh dấu hoặc ghi chữ)"),
    "near_poor": _("Hộ cận nghèo (đánh dấu)"),
    "personal_id": _("Số định danh"),
    "class_name": _("Lớp"),
    "note": _("Ghi chú"),
    "order": _("Số thứ tự"),
}

# The headings of the two columns that the portal writes into a list it gives back (lists/back).
RESULT_HEADING, CODE_HEADING = "Kết quả của cổng", "Mã hồ sơ"
# Field → what headers call it, folded; the first field that fits wins, so the narrower words stand first.
_SYNONYMS: list[tuple[str, tuple[str, ...]]] = [
    ("order", ("stt", "tt", "so tt", "so thu tu")),
    ("reason", (fold(RESULT_HEADING),)),
    ("code", (fold(CODE_HEADING),)),
    ("born_male", ("ngay sinh nam", "nam sinh nam", "ngay thang nam sinh nam")),
    ("born_female", ("ngay sinh nu", "nam sinh nu", "ngay thang nam sinh nu")),
    ("personal_id", ("so dinh danh", "ma dinh danh", "cccd", "so cccd", "so can cuoc")),
    (
        "adults",
        ("cha/me", "bo/me", "cha me", "bo me", "ho ten cha me", "ho ten bo me", "phu huynh", "nguoi nuoi duong"),
    ),
    ("father", ("ho ten cha", "ho ten bo", "ho va ten cha", "ho va ten bo", "cha", "bo", "ten cha", "ten bo")),
    ("mother", ("ho ten me", "ho va ten me", "me", "ten me")),
    ("carer", ("nguoi cham soc", "ho ten nguoi cham soc", "nguoi giam ho")),
    (
        "full_name",
        ("ho va ten tre", "ho ten tre", "ho va ten", "ho ten", "ten tre", "ho va ten tre em", "ho ten tre em"),
    ),
    ("sex", ("gioi tinh", "gioi", "nam/nu", "phai")),
    ("born", ("ngay thang nam sinh", "ngay sinh", "nam sinh", "sinh ngay", "ntns", "ngay/thang/nam sinh")),
    ("ethnic_group", ("dan toc", "dt")),
    (
        "commune",
        (
            "xa",
            "ten xa",
            "xa phuong",
            "xa/phuong",
            "phuong xa",
            "xa phuong thi tran",
            "xa/phuong/thi tran",
            "xa thi tran",
            "xa/thi tran",
            "ma xa",
            "ubnd xa",
        ),
    ),
    (
        "district",
        ("huyen", "ten huyen", "quan huyen", "quan/huyen", "huyen thi xa", "huyen/thi xa", "huyen/thi xa/thanh pho"),
    ),
    ("village", ("thon ban", "thon", "ban", "thon/ban", "dia chi", "cho o", "noi o", "to dan pho", "noi cu tru")),
    (
        "circumstances",
        ("hoan canh", "doi tuong", "nhom hoan canh", "hoan canh dac biet", "dien doi tuong", "tinh trang"),
    ),
    ("near_poor", ("ho can ngheo", "can ngheo")),
    ("poor", ("ho ngheo", "ngheo", "dien ho")),
    ("school", ("truong", "truong hoc")),
    ("class_name", ("lop", "lop hoc")),
    ("note", ("ghi chu", "chu thich")),
]
SUB_HEADS = {"nam", "nu", "cha", "bo", "me"}


@dataclass(frozen=True)
class Header:
    """Where the header is (0-based row index), how many rows it takes, and column index → field."""

    index: int
    height: int
    columns: dict[int, str]
    titles: list[str]

    @property
    def fingerprint(self) -> str:
        """The same headings give the same fingerprint: what a remembered mapping is kept under."""
        return fingerprint_of(self.titles)


def fingerprint_of(titles: Iterable[str]) -> str:
    """A short mark of these headings, whatever empty columns or columns of the portal's own follow them."""
    folded = "|".join("" if field_of(title) in ("reason", "code") else fold(title) for title in titles).rstrip("|")
    return hashlib.sha256(folded.encode()).hexdigest()[:32]


def _plain(title: Any) -> str:
    text = fold(str(title or "")).replace(",", " ").replace(".", " ").replace("\n", " ")
    text = text.split("(")[0]
    return " ".join(text.split())


def field_of(title: str) -> str | None:
    """The field a heading names: the same words first, then words inside it."""
    text = _plain(title)
    if not text:
        return None
    for name, words in _SYNONYMS:
        if text in words:
            return name
    for name, words in _SYNONYMS:
        if any(len(word) > 3 and (text.startswith(word + " ") or f" {word} " in f" {text} ") for word in words):
            return name
    return None


def find_header(rows: list[list[Any]]) -> Header | None:
    """The first row in which at least three columns are recognised, a child's name among them.

    A second header row (Nam | Nữ, Cha | Mẹ) is read together with the merged cell above it.
    """
    for index, row in enumerate(rows[:60]):
        found = {column: name for column, cell in enumerate(row) if (name := field_of(str(cell or "")))}
        if len(found) >= 3 and "full_name" in found.values():
            return header_at(rows, index)
    return None


def header_at(rows: list[list[Any]], index: int) -> Header:
    """The header whose first row is this one, its second row (Nam | Nữ) joined when there is one."""
    titles = [str(cell or "") for cell in rows[index]]
    below = rows[index + 1] if index + 1 < len(rows) else []
    subs = {column: fold(str(cell)) for column, cell in enumerate(below) if cell not in (None, "")}
    if subs and set(subs.values()) <= SUB_HEADS:
        titles = _join(titles, subs)
        return Header(index, 2, _columns(titles), titles)
    return Header(index, 1, _columns(titles), titles)


def _join(titles: list[str], subs: dict[int, str]) -> list[str]:
    """A sub heading takes the nearest heading to its left (the merged cell) in front of it."""
    joined = titles + [""] * (max(subs) + 1 - len(titles))
    for column, sub in subs.items():
        over = next((joined[left] for left in range(column, -1, -1) if left < len(titles) and titles[left].strip()), "")
        if sub in {"nam", "nu"}:
            joined[column] = "ngay sinh " + sub
        else:
            joined[column] = sub if field_of(over) in {"adults", "father", "mother", "carer"} else over
    return joined


def _columns(titles: list[str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for column, title in enumerate(titles):
        name = field_of(title)
        if name and name not in columns.values():
            columns[column] = name
    return columns
