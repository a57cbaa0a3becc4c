"""A bank's file as movements: days day-first, whole đồng, credit positive; what cannot be read is told row by row."""

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.lists.layout import letter_of
from children.lists.reader import Sheet
from funds.bank.columns import Head, plain
from lao_cai_support.web.money import MAX_VND
from lao_cai_support.web.text import fold, nfc

_DAY = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[ T,].*)?$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$")
_MONEY = re.compile(r"^([+-]?)\s*(\d{1,3}(?:([., ])\d{3}(?:\3\d{3})*)?|\d+)(?:[.,](\d{1,2}))?$")
_ACCOUNT = re.compile(r"(?:so tai khoan|so tk|tai khoan|account(?: no| number)?)[^0-9]{0,40}([0-9][0-9 .-]{4,24}[0-9])")
_CREDIT = {"c", "cr", "co", "+", "ghi co", "credit"}
_DEBIT = {"d", "dr", "no", "-", "ghi no", "debit"}


@dataclass(frozen=True)
class Move:
    """One movement; ``amount`` in đồng, credit positive. ``row`` is the row of the sheet, from 1."""

    row: int
    day: datetime.date
    amount: int
    text: str = ""
    party: str = ""
    reference: str = ""
    balance: int | None = None


@dataclass
class Reading:
    """What a file says: movements in its own order, sentences about rows that cannot be read."""

    moves: list[Move] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    gaps: int = 0

    @property
    def closing(self) -> int | None:
        """The balance after the newest movement, when the file tells balances."""
        return self._in_order[-1].balance if self.moves else None

    @property
    def _in_order(self) -> list[Move]:
        return self.moves[::-1] if _newest_first(self.moves) else self.moves


def account_numbers(rows: Sequence[Sequence[Any]], head: Head) -> set[str]:
    """Account numbers that stand above the head, digits alone."""
    above = " ".join(plain(cell) for row in rows[: head.row] for cell in row if cell is not None)
    return {re.sub(r"\D", "", number) for number in _ACCOUNT.findall(above)}


def day_of(cell: Any) -> datetime.date | None:
    """The day of a cell, day before month; None when it holds none."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = str(cell or "").strip()
    iso, found = _ISO.match(text), _DAY.match(text)
    try:
        if iso:
            return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if found:
            year = int(found[3])
            return datetime.date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def amount_of(cell: Any) -> int | None:
    """Whole đồng of a cell; None when empty. Raises ValueError for anything else, parts of a đồng too."""
    if cell is None or (isinstance(cell, str) and not cell.strip(" -")):
        return None
    if isinstance(cell, bool | datetime.date):
        raise ValueError(cell)
    if isinstance(cell, int | float):
        if cell != int(cell):
            raise ValueError(cell)
        return int(cell)
    text = re.sub(r"(vnd|vnđ|đồng|đ)\s*$", "", str(cell).strip().replace("\u00a0", " "), flags=re.IGNORECASE).strip()
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()").strip()
    if text.endswith(("+", "-")):
        text = text[-1] + text[:-1]
    found = _MONEY.match(text)
    # "1.000.000" has dots between thousands; what follows the last sign in twos is a part of a đồng and must be zero.
    if not found or int(found[4] or 0):
        raise ValueError(cell)
    return int(re.sub(r"\D", "", found[2])) * (-1 if found[1] == "-" or negative else 1)


def read_moves(sheet: Sheet, head: Head, columns: dict[str, int]) -> Reading:
    """The movements below the head. Rows without a day (opening, sums, signatures) are passed over when no movement
    stands in them; a day without a readable amount is told."""
    reading = Reading()
    for at, row in enumerate(sheet.rows[head.row + 1 :], start=head.row + 1):
        number = sheet.first + at
        if not any(cell not in (None, "") for cell in row):
            continue
        day = day_of(_cell(row, columns.get("day")))
        try:
            amount = _amount(row, columns)
            balance = amount_of(_cell(row, columns.get("balance")))
        except ValueError as wrong:
            if day:
                sentence = _("Dòng %(row)s: “%(text)s” không phải số tiền nguyên đồng.")
                reading.problems.append(sentence % {"row": number, "text": str(wrong)[:40]})
            continue
        if day is None:
            if amount and not _is_sum(row):
                sentence = _("Dòng %(row)s: không đọc được ngày ở cột %(column)s.")
                reading.problems.append(sentence % {"row": number, "column": letter_of(columns["day"])})
            continue
        if not amount:
            if not _is_sum(row):
                reading.problems.append(_("Dòng %(row)s: không có số tiền.") % {"row": number})
            continue
        if abs(amount) > MAX_VND:
            reading.problems.append(_("Dòng %(row)s: số tiền quá lớn.") % {"row": number})
            continue
        reading.moves.append(
            Move(
                row=number,
                day=day,
                amount=amount,
                text=_words(row, columns.get("text"), 500),
                party=_words(row, columns.get("party"), 200),
                reference=_words(row, columns.get("reference"), 60),
                balance=balance,
            )
        )
    reading.gaps = _gaps(reading.moves)
    return reading


def _cell(row: Sequence[Any], column: int | None) -> Any:
    return row[column] if column is not None and column < len(row) else None


def _words(row: Sequence[Any], column: int | None, most: int) -> str:
    cell = _cell(row, column)
    return "" if cell is None else re.sub(r"\s+", " ", nfc(str(cell))).strip()[:most]


def _amount(row: Sequence[Any], columns: dict[str, int]) -> int | None:
    if "amount" not in columns:
        credit = amount_of(_cell(row, columns["credit"])) or 0
        debit = amount_of(_cell(row, columns["debit"])) or 0
        if credit and debit:
            raise ValueError(f"{debit} / {credit}")
        return credit or -abs(debit) or None  # some banks write debits with a minus, some without
    amount = amount_of(_cell(row, columns["amount"]))
    if amount is None or "sign" not in columns:
        return amount
    sign = plain(_cell(row, columns["sign"]))
    if sign in _CREDIT or any(sign.startswith(f"{word} ") for word in ("ghi co", "co", "credit")):
        return abs(amount)
    if sign in _DEBIT or any(sign.startswith(f"{word} ") for word in ("ghi no", "no", "debit")):
        return -abs(amount)
    return amount


def _is_sum(row: Sequence[Any]) -> bool:
    words = " ".join(plain(cell) for cell in row if isinstance(cell, str))
    return bool(re.search(r"\b(cong|tong|total|so du|balance|phat sinh)\b", words))


def _newest_first(moves: Sequence[Move]) -> bool:
    if len(moves) < 2:
        return False
    if moves[0].day != moves[-1].day:
        return moves[0].day > moves[-1].day
    # Within one day the balances tell: each is the one before it and its own amount.
    return _breaks(moves) > _breaks(moves[::-1])


def _breaks(moves: Sequence[Move]) -> int:
    told = [move for move in moves if move.balance is not None]
    return sum(
        1 for before, move in zip(told, told[1:], strict=False) if (before.balance or 0) + move.amount != move.balance
    )


def _gaps(moves: Sequence[Move]) -> int:
    """How often a balance is not the one before it and the movement: rows are missing there."""
    return _breaks(moves[::-1] if _newest_first(moves) else moves)


def digests(moves: Sequence[Move]) -> list[tuple[str, int]]:
    """(digest, nth) of each movement, the same whatever file of the bank it stands in.

    The bank's own reference names it where there is one, otherwise its words; two that are equal in all are the first
    and the second of the day.
    """
    seen: Counter[str] = Counter()
    named = []
    for move in moves:
        about = plain(move.reference) or f"{fold(move.text)}|{fold(move.party)}"
        digest = hashlib.sha256(f"{move.day}|{move.amount}|{about}".encode()).hexdigest()
        seen[digest] += 1
        named.append((digest, seen[digest]))
    return named
