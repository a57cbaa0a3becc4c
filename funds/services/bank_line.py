"""Acts on a bank's line: make a giấy báo Có of it, pair it with a paper that stands, explain it, take that back."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Campaign, Donor, Pledge
from funds.models import Fund, StatementLine, Transfer, Voucher
from funds.models.voucher import VoucherKind
from funds.services.bank_match import INTEREST
from funds.services.voucher import draft_receipt
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

UNKNOWN_PAYER = "Không rõ người chuyển"  # written on papers, which are Vietnamese


def _locked(user: Any, line: StatementLine) -> StatementLine:
    row = (
        StatementLine.objects.select_for_update(of=("self",), no_key=True).select_related("place__fund").get(pk=line.pk)
    )
    require(user, "vouchers.draft", unit=row.place.fund.unit_id)
    return row


def _open(user: Any, line: StatementLine) -> StatementLine:
    row = _locked(user, line)
    if row.settled:
        raise Refusal(_("Dòng sao kê này đã được đối chiếu. Hãy tải lại trang."), code="settled")
    return row


def _settle(user: Any, row: StatementLine, act: str, **what: Any) -> StatementLine:
    for name, value in what.items():
        setattr(row, name, value)
    row.settled_by, row.settled_on = user, today()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(_("Chứng từ này đã khớp với một dòng sao kê khác."), code="taken") from None
    record(user, act, row.place.fund, right="vouchers.draft", unit=row.place.fund.unit_id, amount=abs(row.amount))
    return row


def _closed(fund: Fund, day: datetime.date) -> bool:
    months = fund.month_closings.filter(month__gte=day.replace(day=1))
    return fund.closings.filter(year__gte=day.year).exists() or months.exists()


def receipt_day(line: StatementLine) -> datetime.date:
    """The bank's day, unless the month or year is closed by now or a later giấy báo Có has its number: then today."""
    fund = line.place.fund
    last = (
        Voucher.objects.filter(fund=fund, kind=VoucherKind.BANK_CREDIT, year=line.day.year, number__isnull=False)
        .order_by("-number")
        .first()
    )
    return today() if _closed(fund, line.day) or (last and last.day > line.day) else line.day


@transaction.atomic
def draft_credit(
    *,
    user: Any,
    line: StatementLine,
    pledge: Pledge | None = None,
    donor: Donor | None = None,
    campaign: Campaign | None = None,
    party: str = "",
    reason: str = "",
    interest: bool = False,
    foreign_approval: str = "",
    party_address: str = "",
) -> Voucher:
    """Draft the giấy báo Có of a credit line: one line, one receipt (I10). Interest is income of its own (T16).

    Raises Refusal when the line is another paper's already, or the money went out.
    """
    row = _open(user, line)
    if row.amount < 0:
        raise Refusal(_("Dòng này là tiền ra, không lập giấy báo Có."), code="debit")
    giver = pledge.donor if pledge else donor
    party = party.strip() or (giver.name if giver else "") or row.party or UNKNOWN_PAYER
    if interest:
        party, reason = party if row.party else row.place.name, reason or "Lãi tiền gửi"
    voucher = draft_receipt(
        user=user,
        fund=row.place.fund,
        place=row.place,
        day=receipt_day(row),
        amount=row.amount,
        party=party[:200],
        party_address=party_address,
        reason=(reason.strip() or row.text or "Ủng hộ Quỹ")[:300],  # of papers, which are Vietnamese
        donor=donor,
        pledge=pledge,
        campaign=campaign,
        income=INTEREST if interest else "",
        foreign_approval=foreign_approval,
        kind=VoucherKind.BANK_CREDIT,
    )
    _settle(user, row, "bank.draft", voucher=voucher)
    return voucher


@transaction.atomic
def pair_voucher(*, user: Any, line: StatementLine, voucher: Voucher) -> StatementLine:
    """Say that the line is a receipt or payment that stands already, whatever its day: a receipt of 31/12 may reach
    the bank on 02/01. Raises Refusal when account, direction or amount differ."""
    row = _open(user, line)
    paper = Voucher.objects.select_for_update(of=("self",), no_key=True).get(pk=voucher.pk)
    kinds = (VoucherKind.RECEIPT, VoucherKind.BANK_CREDIT) if row.amount > 0 else (VoucherKind.PAYMENT,)
    if paper.place_id != row.place_id or paper.kind not in kinds or paper.amount != abs(row.amount):
        raise Refusal(_("Chứng từ phải cùng tài khoản, cùng chiều và đúng số tiền của dòng sao kê."), code="differs")
    if paper.state == "cancelled":
        raise Refusal(_("Chứng từ này đã hủy."), code="cancelled")
    return _settle(user, row, "bank.pair", voucher=paper)


@transaction.atomic
def pair_transfer(*, user: Any, line: StatementLine, transfer: Transfer) -> StatementLine:
    """Say that the line is a transfer between funds, at its sender's or its receiver's bank."""
    row = _open(user, line)
    place = transfer.from_place_id if row.amount < 0 else transfer.to_place_id
    if place != row.place_id or transfer.amount != abs(row.amount):
        raise Refusal(_("Khoản điều chuyển phải cùng tài khoản và đúng số tiền của dòng sao kê."), code="differs")
    return _settle(user, row, "bank.pair", transfer=transfer)


@transaction.atomic
def explain_line(*, user: Any, line: StatementLine, note: str) -> StatementLine:
    """Say why a line has no paper here, such as money sent to the account by mistake and sent back."""
    row = _open(user, line)
    if len(note.strip()) < 10:
        raise Refusal(_("Hãy giải thích rõ dòng này là gì (ít nhất 10 chữ cái)."), field="note")
    return _settle(user, row, "bank.explain", note=note.strip()[:300])


@transaction.atomic
def free_line(*, user: Any, line: StatementLine) -> StatementLine:
    """Take a pairing or explanation back. A paper that was drafted of the line is cancelled instead."""
    row = _locked(user, line)
    if not row.settled:
        raise Refusal(_("Dòng này chưa được đối chiếu."), code="open")
    if row.voucher_id and row.voucher and row.voucher.kind == VoucherKind.BANK_CREDIT:
        raise Refusal(_("Giấy báo Có được lập từ dòng này. Hãy hủy giấy báo Có nếu chưa ghi sổ."), code="drafted")
    if _closed(row.place.fund, row.day):  # the month was closed because every line of it was settled (I11)
        raise Refusal(_("Tháng %(month)s đã khóa sổ.") % {"month": f"{row.day:%m/%Y}"}, code="closed")
    row.voucher, row.transfer, row.note, row.settled_by, row.settled_on = None, None, "", None, None
    row.save()
    record(user, "bank.free", row.place.fund, right="vouchers.draft", unit=row.place.fund.unit_id)
    return row
