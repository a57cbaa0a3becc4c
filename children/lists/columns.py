"""Finding the header of a sheet and what each column holds."""

import hashlib
from dataclasses import dataclass
from typing import Any

from lao_cai_support.web.text import fold

# Field → what headers call it, folded; the first field that fits wins, so the narrower words stand first.
_SYNONYMS: list[tuple[str, tuple[str, ...]]] = [
    ("order", ("stt", "tt", "so tt", "so thu tu")),
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
        return hashlib.sha256("|".join(fold(title) for title in self.titles).encode()).hexdigest()[:32]


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
        titles = [str(cell or "") for cell in row]
        found = {column: name for column, title in enumerate(titles) if (name := field_of(title))}
        if len(found) < 3 or "full_name" not in found.values():
            continue
        below = rows[index + 1] if index + 1 < len(rows) else []
        subs = {column: fold(str(cell)) for column, cell in enumerate(below) if cell not in (None, "")}
        if subs and set(subs.values()) <= SUB_HEADS:
            titles = _join(titles, subs)
            return Header(index, 2, _columns(titles), titles)
        return Header(index, 1, _columns(titles), titles)
    return None


def _join(titles: list[str], subs: dict[int, str]) -> list[str]:
    """A sub heading takes the nearest heading to its left (the merged cell) in front of it."""
    joined = list(titles)
    for column, sub in subs.items():
        over = next((titles[left] for left in range(column, -1, -1) if titles[left].strip()), "")
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
