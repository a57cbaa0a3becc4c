"""What the cells of an official list mean."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from donors.register.columns import plain

TAX_CODE = re.compile(r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$")
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_STOPPED = ("giai the", "ngung", "dong cua", "pha san", "cham dut", "khong hoat dong", "thu hoi", "bo dia chi")
_COMMUNE = re.compile(r"\b(?:xa|phuong|thi tran) ([a-z0-9 ]+)")
# Kind ← words of its legal form or of its name, the first that is met.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("household", ("ho kinh doanh", "hkd")),
    ("union", ("cong doan", "lien doan lao dong", "hoi lien hiep", "hoi nong dan", "hoi cuu chien binh", "doan thanh nien",
               "hoi chu thap do", "hoi khuyen hoc", "mat tran", "hiep hoi", "hoi")),
    ("fund", ("quy tin dung", "quy")),
    ("enterprise", ("hop tac xa", "htx", "doanh nghiep tu nhan", "dntn", "doanh nghiep")),
    ("company", ("cong ty", "cty", "tnhh", "co phan", "tong cong ty", "tap doan", "ngan hang", "chi nhanh")),
    ("producer", ("co so san xuat", "co so", "xuong", "nha may")),
    ("unit", ("truong", "benh vien", "trung tam", "don vi su nghiep", "su nghiep", "ban quan ly", "vien", "tram")),
    ("agency", ("uy ban", "ubnd", "so", "phong", "chi cuc", "cuc", "ban", "toa an", "vien kiem sat", "co quan", "kho bac")),
)  # fmt: skip


def text_of(cell: Any) -> str:
    """A cell's words, single spaced; a whole number without its ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\x00", "").split())


def tax_code_of(cell: Any) -> str | None:
    """The tax code; "" for an empty cell, None for what is none. A number has lost its leading zero: it gets it back."""
    said = text_of(cell).replace(" ", "").replace(".", "")
    if not said:
        return ""
    if not isinstance(cell, str) and said.isdigit() and len(said) in (9, 11):
        said = f"0{said}"
    if said.isdigit() and len(said) == 13:
        said = f"{said[:10]}-{said[10:]}"
    return said if TAX_CODE.match(said) else None


def kind_of(said: str, name: str) -> str:
    """The kind by the legal form, else by the name; "" when neither tells."""
    for words in (plain(said), plain(name)):
        padded = f"{words} "
        for kind, marks in _KINDS:
            if any(padded.startswith(f"{mark} ") for mark in marks):
                return kind
    named = f" {plain(said)} "
    return next((kind for kind, marks in _KINDS if any(len(m) > 3 and f" {m} " in named for m in marks)), "")


def day_of(cell: Any) -> datetime.date | None:
    """A day, or the first of a bare year; None for an empty cell. Raises ValueError for what is no day."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    said = text_of(cell)
    if not said:
        return None
    if said.isdigit() and 1900 <= int(said) <= 2100:
        return datetime.date(int(said), 1, 1)
    if found := _DAY.match(said):
        day, month, year = (int(part) for part in found.groups())
        return datetime.date(year, month, day)
    if found := _ISO.match(said):
        return datetime.date.fromisoformat(found[0])
    raise ValueError(said)


def has_stopped(said: str) -> bool:
    return any(mark in plain(said) for mark in _STOPPED)


class Communes:
    """The communes of the list's day by name; a name that two of them bear tells nothing by itself."""

    def __init__(self, units: Iterable[tuple[int, str, str]]) -> None:
        """``units``: (id, folded name, folded name of the district)."""
        self.by_name: dict[str, list[tuple[int, str]]] = {}
        for pk, name, district in units:
            self.by_name.setdefault(plain(name), []).append((pk, plain(district)))

    def find(self, said: str, address: str) -> int | None:
        """By the commune's own column, else by "xã …, huyện …" in the address."""
        where = plain(address)
        own = re.sub(r"^(xa|phuong|thi tran) ", "", plain(said))
        names = [own] if own else []
        # The words after "xã" go on into the district's: the longest beginning that is a commune is meant.
        for rest in _COMMUNE.findall(where):
            words = rest.split()
            names += [" ".join(words[:length]) for length in range(min(4, len(words)), 0, -1)]
        for name in names:
            found = self.by_name.get(name, [])
            if len(found) > 1:
                found = [one for one in found if one[1] and one[1] in where]
            if len(found) == 1:
                return found[0][0]
        return None
