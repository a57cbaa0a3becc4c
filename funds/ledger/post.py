"""The only writer of journal entries."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funds.ledger.earmarks import refusal
from funds.models import Fund, JournalEntry, Posting, Voucher
from lao_cai_support.web.errors import Refusal

# Budget money (T12 to T15) has a book of its own, direct support (T99) is only remembered (I13, I15).
NOT_OF_THE_FUND = frozenset({"T12", "T13", "T14", "T15", "T99"})


@dataclass(frozen=True)
class Line:
    """One side of an entry: debit positive, credit negative, in đồng; goods with lot and signed pieces."""

    account: str
    amount: int
    lot: Any = None
    quantity: int = 0
    earmark: Any = None
    income: str | None = None
    expenditure: str | None = None
    campaign: Any = None
    commune: Any = None
    pledge: Any = None
    place: Any = None


def fingerprint(
    *,
    previous: str,
    fund_code: str,
    sequence: int,
    day: datetime.date,
    event: str,
    text: str,
    voucher_code: str,
    key: str,
    reverses: int,
    poster: str,
    lines: Iterable[Sequence[Any]],
) -> str:
    """The SHA-256 of an entry with the hash before it; ``lines`` are tuples of plain values, in posting order.

    ``reverses`` is the sequence of the entry that this one corrects (0: none), ``poster`` the code of who posted.
    """
    head = [fund_code, sequence, day.isoformat(), event, text, voucher_code, key, reverses, poster]
    body = [*head, [list(line) for line in lines]]
    return hashlib.sha256((previous + json.dumps(body, ensure_ascii=False, separators=(",", ":"))).encode()).hexdigest()


def plain(line: Line) -> tuple[Any, ...]:
    """A line in the plain values that the hash covers."""
    return (
        line.account,
        line.amount,
        line.lot.code if line.lot else "",
        line.quantity,
        line.earmark.code if line.earmark else "",
        line.income or "",
        line.expenditure or "",
        line.campaign.code if line.campaign else "",
        line.commune.code if line.commune else "",
        line.pledge.code if line.pledge else "",
    )


def compact(lines: Iterable[Line]) -> list[Line]:
    """Join lines that differ only in amount and quantity; drop those that come to nothing.

    Goods without value move in pieces; beside them the side of the fund of goods stays, which says what they were for.
    """
    lines = list(lines)
    unvalued = any(line.quantity and not line.amount for line in lines)
    sums: dict[tuple[Any, ...], list[Any]] = {}
    for line in lines:
        account, _amount, lot, _quantity, *about = plain(line)
        key = (line.amount > 0, line.quantity > 0, account, lot, line.place and line.place.pk, *about)
        if key in sums:
            sums[key][1] += line.amount
            sums[key][2] += line.quantity
        else:
            sums[key] = [line, line.amount, line.quantity]
    return [
        Line(
            account=line.account,
            amount=amount,
            lot=line.lot,
            quantity=quantity,
            earmark=line.earmark,
            income=line.income,
            expenditure=line.expenditure,
            campaign=line.campaign,
            commune=line.commune,
            pledge=line.pledge,
            place=line.place,
        )
        for line, amount, quantity in sums.values()
        if amount or quantity or (unvalued and line.account == "F3")
    ]


@transaction.atomic
def post(
    *,
    fund: Fund,
    day: datetime.date,
    event: str,
    text: str,
    key: str,
    lines: Iterable[Line],
    voucher: Voucher | None = None,
    user: Any = None,
    reverses: JournalEntry | None = None,
) -> JournalEntry:
    """Write an entry at the end of the fund's chain. The same key again gives the entry already written (F4).

    Raises Refusal when debit and credit differ, when cash, bank, a lot or an earmark would fall below zero on any
    day, or when the year is closed; the database refuses the same by itself.
    """
    locked = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    held = JournalEntry.objects.filter(key=key).first()  # asked with the fund locked: two at once write one entry
    if held:
        return held
    lines = compact(_placed(locked, list(lines)))
    if sum(line.amount for line in lines) != 0 or len(lines) < 2:
        raise Refusal(_("Bút toán không cân: tổng nợ phải bằng tổng có."), code="unbalanced")
    if any(line.income in NOT_OF_THE_FUND or (line.expenditure or "").startswith("N") for line in lines):
        raise Refusal(_("Tiền ngân sách và khoản ghi nhớ không vào sổ của Quỹ."), code="budget")
    head = JournalEntry.objects.filter(fund=locked).order_by("-sequence").first()
    sequence, previous = (head.sequence + 1, head.hash) if head else (1, "")
    if locked.closings.filter(year__gte=day.year).exists():
        raise Refusal(
            _("Năm %(year)s đã khóa sổ. Hãy ghi vào năm sau kèm lý do điều chỉnh.") % {"year": day.year}, code="closed"
        )
    if locked.month_closings.filter(month__gte=day.replace(day=1)).exists():
        raise Refusal(
            _("Tháng %(month)s đã khóa sổ. Hãy ghi vào tháng sau kèm lý do.") % {"month": f"{day:%m/%Y}"}, code="closed"
        )
    if day not in locked.valid:
        raise Refusal(_("Quỹ không hoạt động vào ngày này."), field="day", code="not_open")
    text = text[:300]
    try:
        with transaction.atomic():
            entry = JournalEntry.objects.create(
                fund=locked,
                sequence=sequence,
                day=day,
                event=event,
                text=text,
                voucher=voucher,
                key=key,
                reverses=reverses,
                posted_by=user,
                previous_hash=previous,
                hash=fingerprint(
                    previous=previous,
                    fund_code=locked.code,
                    sequence=sequence,
                    day=day,
                    event=event,
                    text=text,
                    voucher_code=voucher.code if voucher else "",
                    key=key,
                    reverses=reverses.sequence if reverses else 0,
                    poster=user.code if user else "",
                    lines=[plain(line) for line in lines],
                ),
            )
            Posting.objects.bulk_create(_postings(entry, lines))
    except IntegrityError as error:
        if "never_below_zero" in str(error):
            raise Refusal(
                _(
                    "Không đủ số dư: tiền, hàng trong lô hoặc khoản có địa chỉ sẽ âm ở một ngày. Hãy kiểm tra số dư rồi lập lại."
                ),
                code="overdraft",
            ) from None
        if "earmark rule: " in str(error):
            raise refusal(str(error).split("earmark rule: ", 1)[1].split()[0]) from None
        if "management costs stay within the decided level" in str(error):
            raise Refusal(_("Vượt mức chi quản lý còn lại của năm."), field="amount") from None
        raise
    return entry


def _placed(fund: Fund, lines: list[Line]) -> list[Line]:
    """Money of which nobody said where it lies is in the fund's first cash box or account."""
    kinds = {"A1": "cash", "A2": "bank"}
    if all(line.place or line.account not in kinds for line in lines):
        return lines
    first: dict[str, Any] = {}
    for place in fund.places.filter(kind__in=kinds.values()).order_by("pk"):
        first.setdefault(place.account, place)
    return [replace(line, place=line.place or first.get(line.account)) for line in lines]


def _postings(entry: JournalEntry, lines: Iterable[Line]) -> list[Posting]:
    return [
        Posting(
            entry=entry,
            fund=entry.fund,
            day=entry.day,
            account=line.account,
            amount=line.amount,
            lot=line.lot,
            quantity=line.quantity,
            earmark=line.earmark,
            income_id=line.income,
            expenditure_id=line.expenditure,
            campaign=line.campaign,
            commune=line.commune,
            pledge=line.pledge,
            place=line.place,
        )
        for line in lines
    ]


def reverse(*, entry: JournalEntry, day: datetime.date, reason: str, user: Any = None) -> JournalEntry:
    """Correct an entry by its mirror image (I23); an entry is reversed once, a reversal never.

    Raises Refusal otherwise: what was reversed by mistake is written anew, on a paper of its own.
    """
    if entry.reverses_id:
        raise Refusal(_("Bút toán đảo không đảo lại được. Hãy lập chứng từ mới."), code="reversal")
    if day < entry.day:
        raise Refusal(_("Ngày đảo không thể trước ngày của bút toán được đảo."), field="day")
    if JournalEntry.objects.filter(reverses=entry).exists():
        raise Refusal(_("Bút toán này đã được đảo."), code="reversed")
    lines = [
        Line(
            account=p.account,
            amount=-p.amount,
            lot=p.lot,
            quantity=-p.quantity,
            earmark=p.earmark,
            income=p.income_id,
            expenditure=p.expenditure_id,
            campaign=p.campaign,
            commune=p.commune,
            pledge=p.pledge,
            place=p.place,
        )
        for p in entry.postings.select_related("lot", "earmark", "campaign", "commune", "pledge", "place")
    ]
    return post(
        fund=entry.fund,
        day=day,
        event="reversal",
        text=f"{reason} (đảo bút toán {entry.sequence})",
        key=f"reverse-{entry.pk}",
        lines=lines,
        user=user,
        reverses=entry,
    )
