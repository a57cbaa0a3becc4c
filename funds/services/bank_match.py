"""What a bank's line could be: guesses with their reasons, best first. A person decides; nothing is written here."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from donors.models import Campaign, Donor, Pledge
from funds.bank.columns import plain
from funds.models import StatementLine, Transfer, Voucher
from lao_cai_support.web.codes import ALPHABET, LENGTH

NEAR = datetime.timedelta(days=15)  # between a paper's day and the bank's: a holiday of Tết lies within
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_INTEREST = re.compile(r"\b(lai tien gui|tra lai|lai nhap von|nhap lai|interest)\b")
_SHORT = (("cty", "cong ty"), ("ct", "cong ty"), ("cp", "co phan"), ("dn", "doanh nghiep"))
INTEREST = "T16"


@dataclass(frozen=True)
class Guess:
    """``key`` is what a button sends: kind and code; ``why`` the reasons in words."""

    kind: str
    target: Any
    score: int
    why: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.target.code}" if self.target is not None else self.kind

    @property
    def words(self) -> str:
        return {
            "voucher": _("Khớp với %(what)s"),
            "transfer": _("Là khoản điều chuyển %(what)s"),
            "pledge": _("Lập giấy báo Có theo cam kết của %(what)s"),
            "donor": _("Lập giấy báo Có cho %(what)s"),
            "campaign": _("Lập giấy báo Có cho chiến dịch %(what)s"),
            "interest": _("Lập giấy báo Có: lãi tiền gửi"),
        }[self.kind] % {"what": self._what}

    @property
    def _what(self) -> str:
        if self.kind == "voucher":
            return f"{self.target.full_number}, {self.target.party}"
        if self.kind == "transfer":
            return str(self.target.decision_no)
        return str(self.target.donor if self.kind == "pledge" else self.target or "")


def told_text(line: StatementLine) -> str:
    """The line's words as they are compared, with banks' short forms written out."""
    text = plain(f"{line.text} {line.party}")
    for short, long in _SHORT:
        text = re.sub(rf"\b{short}\b", long, text)
    return text


def codes_in(line: StatementLine) -> set[str]:
    """Codes of ours in a line, as VietQR carries them; banks cut and space what they are given."""
    letters = re.sub(r"[^0-9a-z]", "", told_text(line))
    return {match for at in range(len(letters)) if (match := letters[at : at + LENGTH]) and _CODE.fullmatch(match)}


def guesses(lines: Sequence[StatementLine]) -> dict[int, list[Guess]]:
    """Line id → guesses. The number of queries does not grow with the lines."""
    found: dict[int, list[Guess]] = {line.pk: [] for line in lines}
    if not lines:
        return found
    credits = [line for line in lines if line.amount > 0]
    _papers(lines, found)
    _transfers(lines, found)
    _pledges(credits, found)
    _campaigns(credits, found)
    for line in credits:
        if _INTEREST.search(told_text(line)):
            found[line.pk].append(Guess("interest", None, 60, (_("nội dung nói về lãi"),)))
    for each in found.values():
        each.sort(key=lambda guess: -guess.score)
    return found


def _papers(lines: Sequence[StatementLine], found: dict[int, list[Guess]]) -> None:
    """Receipts and payments of the same account and amount that no line has yet."""
    wanted = Q(pk__in=[])
    for line in lines:
        kinds = ("PT", "BC") if line.amount > 0 else ("PC",)
        wanted |= Q(
            place=line.place_id, kind__in=kinds, amount=abs(line.amount), day__range=(line.day - NEAR, line.day + NEAR)
        )
    papers = Voucher.objects.filter(wanted, bank_line__isnull=True).exclude(state="cancelled").select_related("fund")
    for voucher in papers:
        for line in lines:
            if _fits(line, voucher):
                apart = abs((line.day - voucher.day).days)
                named = plain(voucher.party) in told_text(line)
                why = [_("cùng số tiền"), _("cùng ngày") if not apart else _("cách %(n)s ngày") % {"n": apart}]
                if named:
                    why.append(_("đúng tên"))
                found[line.pk].append(Guess("voucher", voucher, 80 - apart + (15 if named else 0), tuple(why)))


def _fits(line: StatementLine, voucher: Voucher) -> bool:
    return (
        voucher.place_id == line.place_id
        and voucher.amount == abs(line.amount)
        and (voucher.kind == "PC") == (line.amount < 0)
        and abs(line.day - voucher.day) <= NEAR
    )


def _transfers(lines: Sequence[StatementLine], found: dict[int, list[Guess]]) -> None:
    places = {line.place_id for line in lines}
    rows = Transfer.objects.filter(
        Q(from_place__in=places) | Q(to_place__in=places), amount__in={abs(line.amount) for line in lines}
    )
    used = set(StatementLine.objects.filter(place__in=places, transfer__in=rows).values_list("place_id", "transfer_id"))
    for row in rows:
        for line in lines:
            place, day = (row.from_place_id, row.sent_on) if line.amount < 0 else (row.to_place_id, row.received_on)
            if (
                place == line.place_id
                and day
                and row.amount == abs(line.amount)
                and abs(line.day - day) <= NEAR
                and (place, row.pk) not in used
            ):
                found[line.pk].append(Guess("transfer", row, 75, (_("cùng số tiền"), _("gần ngày điều chuyển"))))


def _pledges(lines: Sequence[StatementLine], found: dict[int, list[Guess]]) -> None:
    """Promises of money that a line could be: by the code it carries, else by the giver's name and the amount."""
    if not lines:
        return
    codes = {line.pk: codes_in(line) for line in lines}
    names = _names(lines)
    every = {code for of in codes.values() for code in of}
    givers = {donor for of in names.values() for donor in of}
    pledges = (
        Pledge.objects.filter(state="accepted", form="money", route="fund")
        .filter(Q(code__in=every) | Q(donor__in=givers))
        .select_related("donor")
        .prefetch_related("instalments", "vouchers")
    )
    by_code, by_donor = {}, defaultdict(list)
    for pledge in pledges:
        by_code[pledge.code] = pledge
        by_donor[pledge.donor_id].append(pledge)
    donors = Donor.objects.in_bulk(givers)
    for line in lines:
        told: set[int] = set()
        for code in codes[line.pk] & by_code.keys():
            pledge = by_code[code]
            told.add(pledge.pk)
            found[line.pk].append(Guess("pledge", pledge, 100, (_("có mã cam kết"), *_amount_why(line, pledge))))
        for donor in names[line.pk]:
            for pledge in by_donor[donor]:
                if pledge.pk not in told and line.amount <= _left(pledge):
                    why = _amount_why(line, pledge)
                    found[line.pk].append(Guess("pledge", pledge, 70 if why else 45, (_("đúng tên"), *why)))
            if donor in donors:
                found[line.pk].append(Guess("donor", donors[donor], 40, (_("đúng tên"),)))


def _campaigns(lines: Sequence[StatementLine], found: dict[int, list[Guess]]) -> None:
    """Campaigns whose code a line carries, as their public page and notice print it; a closed one still gets its money."""
    codes = {line.pk: codes_in(line) for line in lines}
    told = Campaign.objects.exclude(state="draft").filter(code__in={code for of in codes.values() for code in of})
    by_code = {campaign.code: campaign for campaign in told}
    for line in lines:
        for code in codes[line.pk] & by_code.keys():
            found[line.pk].append(Guess("campaign", by_code[code], 90, (_("có mã chiến dịch"),)))


def _left(pledge: Pledge) -> int:
    received = sum(v.amount for v in pledge.vouchers.all() if v.state == "posted" and v.kind in ("PT", "BC"))
    return int(pledge.value) - received


def _amount_why(line: StatementLine, pledge: Pledge) -> tuple[str, ...]:
    left = _left(pledge)
    if line.amount == left:
        return (_("đúng số còn lại"),)
    if any(line.amount == part.value for part in pledge.instalments.all()):
        return (_("đúng một đợt"),)
    return ()


def _names(lines: Iterable[StatementLine]) -> dict[int, set[int]]:
    """Line id → ids of donors whose whole name stands in it."""
    told = {line.pk: told_text(line) for line in lines}
    found: dict[int, set[int]] = {pk: set() for pk in told}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.id, d.id FROM unnest(%s::bigint[], %s::text[]) AS t(id, words)
            JOIN donors_donor d ON NOT d.archived AND length(d.folded) >= 6 AND strpos(t.words, d.folded) > 0
            """,
            [list(told), list(told.values())],
        )
        for line, donor in cursor.fetchall():
            found[line].add(donor)
    return found


def days_open(line: StatementLine, on: datetime.date) -> int:
    """How many days a line has waited."""
    return (on - line.day).days


def unpaired_papers(place: Any) -> Any:
    """Posted receipts and payments of an account that no bank line shows yet, oldest first."""
    return (
        Voucher.objects.filter(place=place, state="posted", kind__in=("PT", "BC", "PC"), bank_line__isnull=True)
        .select_related("fund")
        .order_by("day", "pk")
    )
