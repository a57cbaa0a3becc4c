"""Which column of a bank's file is what: by the words of its head, Vietnamese, English or both in one cell."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lao_cai_support.web.text import fold, nfc

LOOKED_AT = 40  # rows from the top in which a head may stand

# A head's cell is what its longest phrase says: "số tiền ghi nợ" is no plain "số tiền".
_WORDS: dict[str, tuple[str, ...]] = {
    "day": ("ngay giao dich", "ngay gd", "ngay hach toan", "ngay ghi so", "transaction date", "posting date", "ngay", "date"),
    "other_day": ("ngay hieu luc", "ngay gia tri", "value date", "effective date"),
    "debit": ("so tien ghi no", "phat sinh no", "ghi no", "tien ra", "rut ra", "chi ra", "debit", "withdrawal", "no"),
    "credit": ("so tien ghi co", "phat sinh co", "ghi co", "tien vao", "gui vao", "nop vao", "credit", "deposit", "co"),
    "amount": ("so tien giao dich", "phat sinh trong ky", "so tien", "gia tri", "amount"),
    "sign": ("loai giao dich", "no/co", "co/no", "d/c", "dr/cr", "loai gd", "loai", "dau"),
    "text": ("noi dung chi tiet", "noi dung giao dich", "noi dung", "dien giai", "mo ta", "description", "transaction detail",
             "details", "remark", "remarks", "narrative"),
    "party": ("ten tai khoan doi ung", "ten nguoi chuyen", "nguoi chuyen", "don vi chuyen", "ten doi ung", "doi tac",
              "nguoi gui", "nguoi huong", "beneficiary", "remitter", "counterparty"),
    "reference": ("so tham chieu", "ma tham chieu", "ma giao dich", "so but toan", "so chung tu", "so gd", "so ct",
                  "transaction no", "reference", "ref no", "doc no", "ref"),
    "balance": ("so du cuoi", "so du", "balance"),
    "ignored": ("stt", "tai khoan doi ung", "so tai khoan doi ung", "ngan hang doi ung", "chi nhanh", "loai tien", "currency",
                "kenh giao dich", "phi"),
}  # fmt: skip
ROLES = ("day", "debit", "credit", "amount", "sign", "text", "party", "reference", "balance")
_PHRASES = sorted(
    ((phrase, role) for role, phrases in _WORDS.items() for phrase in phrases), key=lambda found: -len(found[0])
)


@dataclass(frozen=True)
class Head:
    """Where the head stands (index of its last row), what its cells say, and which column is what."""

    row: int
    cells: tuple[str, ...]
    columns: dict[str, int]

    @property
    def complete(self) -> bool:
        return usable(self.columns)

    @property
    def signature(self) -> str:
        return hashlib.sha256("|".join(self.cells).encode()).hexdigest()


def usable(columns: dict[str, int]) -> bool:
    """A day, and amounts in one way or the other."""
    return "day" in columns and ("amount" in columns or ("debit" in columns and "credit" in columns))


def plain(cell: Any) -> str:
    """A cell's words as they are compared."""
    return re.sub(r"\s+", " ", fold(nfc(str(cell)))).strip(" .:*()") if cell is not None else ""


def role_of(cell: str) -> str:
    """What a head's cell says; nothing when it is no head's word. Short words count only when they stand alone."""
    parts = {part.strip(" ().") for part in re.split(r"[/|\n]", cell)} | {cell}
    for phrase, role in _PHRASES:
        if phrase in parts or (len(phrase) > 4 and re.search(rf"\b{re.escape(phrase)}\b", cell)):
            return role
    return ""


def find_head(rows: Sequence[Sequence[Any]]) -> Head | None:
    """The head of a sheet: the row, or the two rows under each other, that name most columns. None: no head at all."""
    best: Head | None = None
    most = 1
    for at in range(min(len(rows), LOOKED_AT)):
        single = [plain(cell) for cell in rows[at]]
        for cells, last in ((single, at), (_joined(rows, at), at + 1)):
            if cells is None:
                continue
            columns = _columns(cells)
            told = len(columns) + (2 if usable(columns) else 0)
            if told > most:
                best, most = Head(last, tuple(cells), columns), told
    return best


def _joined(rows: Sequence[Sequence[Any]], at: int) -> list[str] | None:
    """Two rows as one head: "Số tiền" merged over "Nợ" and "Có"."""
    if at + 1 >= len(rows) or not any(rows[at]) or not any(rows[at + 1]):
        return None
    width = max(len(rows[at]), len(rows[at + 1]))
    upper = [plain(cell) for cell in rows[at]] + [""] * (width - len(rows[at]))
    lower = [plain(cell) for cell in rows[at + 1]] + [""] * (width - len(rows[at + 1]))
    if sum(1 for cell in lower if role_of(cell)) < 1 or any(re.fullmatch(r"[\d./: -]{6,}", cell) for cell in lower):
        return None
    return [low if low and role_of(low) else high for high, low in zip(upper, lower, strict=True)]


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        role = role_of(cell) if cell and len(cell) < 80 else ""
        if role in ROLES and role not in found:
            found[role] = column
        elif role == "other_day" and "day" not in found:
            found.setdefault("other_day", column)
    other = found.pop("other_day", None)
    if other is not None and "day" not in found:
        found["day"] = other
    if "debit" in found and "credit" in found:
        found.pop("amount", None)
        found.pop("sign", None)
    return found
