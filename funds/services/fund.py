"""Acts on a fund itself: transfers, the management share, closing a year."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds.ledger import rules
from funds.ledger.figures import management_base
from funds.ledger.post import post
from funds.models import Closing, Fund, FundPlace, JournalEntry, ManagementShare, Transfer
from funds.services.closing import checklist, refuse_open
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import format_vnd


@transaction.atomic
def set_share(
    *, user: Any, fund: Fund, year: int, amount: int, decision_no: str, decided_on: datetime.date
) -> ManagementShare:
    """Decide the year's management costs, at most 10 % of the base received so far (TT 87/2008; I12)."""
    require(user, "vouchers.approve", unit=fund.unit_id)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if fund.shares.filter(year=year).exists():
        raise Refusal(_("Mức chi quản lý năm %(year)s đã được quyết định.") % {"year": year}, field="year")
    if decided_on > today():
        raise Refusal(_("Ngày quyết định không thể sau hôm nay."), field="decided_on")
    if amount < 0:
        raise Refusal(_("Mức chi quản lý không thể âm."), field="amount")
    ceiling = management_base(fund, year) // 10
    if amount > ceiling:
        raise Refusal(
            _("Mức chi quản lý tối đa là %(most)s (10 %% phần thu được tính).") % {"most": format_vnd(ceiling)},
            field="amount",
        )
    share = ManagementShare.objects.create(
        fund=fund, year=year, amount=amount, decision_no=decision_no, decided_on=decided_on
    )
    if amount:
        post(
            fund=fund,
            day=decided_on,
            event="share",
            text=decision_no,
            key=f"share-{fund.code}-{year}",
            lines=rules.share_set(amount=amount),
            user=user,
        )
    record(user, "fund.share", fund, right="vouchers.approve", unit=fund.unit_id, year=year, amount=amount)
    return share


def _check_place(place: FundPlace, fund: Fund, day: datetime.date) -> None:
    if place.fund_id != fund.pk or place.account not in ("A1", "A2"):
        raise Refusal(_("Nơi giữ tiền không thuộc quỹ này."), field="place")
    if not place.open_on(day):
        raise Refusal(_("Tài khoản này chưa mở hoặc đã đóng vào ngày này."), field="place", code="closed_place")


@transaction.atomic
def send_transfer(
    *,
    user: Any,
    sender: Fund,
    receiver: Fund,
    place: FundPlace,
    amount: int,
    decision_no: str,
    earmark: Any = None,
    day: datetime.date | None = None,
) -> Transfer:
    """Send money to a fund of another level; it is in transit until the other side confirms."""
    require(user, "transfers.confirm", unit=sender.unit_id)
    day = day or today()
    if sender.pk == receiver.pk:
        raise Refusal(_("Quỹ gửi và quỹ nhận phải là hai quỹ."), field="receiver")
    if amount <= 0:
        raise Refusal(_("Số tiền phải lớn hơn 0."), field="amount")
    if day > today():
        raise Refusal(_("Ngày gửi không thể sau hôm nay."), field="day")
    _check_place(place, sender, day)
    if not receiver.valid.lower <= day or (receiver.valid.upper and day >= receiver.valid.upper):
        raise Refusal(_("Quỹ nhận không hoạt động vào ngày này."), field="receiver")
    row = Transfer.objects.create(
        sender=sender,
        receiver=receiver,
        from_place=place,
        amount=amount,
        earmark=earmark,
        decision_no=decision_no,
        sent_on=day,
        sent_by=user,
    )
    post(
        fund=sender,
        day=day,
        event="transfer_sent",
        text=f"{decision_no}: {receiver.name}",
        key=f"transfer-{row.code}-sent",
        lines=rules.transfer_sent(place=place, amount=amount, earmark=earmark),
        user=user,
    )
    record(user, "transfer.send", sender, right="transfers.confirm", unit=sender.unit_id, amount=amount)
    return row


@transaction.atomic
def confirm_transfer(*, user: Any, transfer: Transfer, place: FundPlace, day: datetime.date | None = None) -> Transfer:
    """The receiving fund confirms; both books settle in one transaction (I14)."""
    row = (
        Transfer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sender", "receiver", "earmark")
        .get(pk=transfer.pk)
    )
    require(user, "transfers.confirm", unit=row.receiver.unit_id)
    if row.state != Transfer.State.SENT:
        raise Refusal(_("Khoản điều chuyển này đã được xác nhận."))
    day = day or today()
    if not row.sent_on <= day <= today():
        raise Refusal(_("Ngày nhận phải từ ngày gửi đến hôm nay."), field="day")
    _check_place(place, row.receiver, day)
    # Both books in one order, so that two funds confirming each other's money do not wait for each other.
    list(Fund.objects.select_for_update(no_key=True).filter(pk__in=(row.sender_id, row.receiver_id)).order_by("pk"))
    down = row.receiver.unit.path.startswith(row.sender.unit.path)
    row.state, row.received_on, row.received_by, row.to_place = Transfer.State.RECEIVED, day, user, place
    row.save()
    post(
        fund=row.sender,
        day=day,
        event="transfer_settled",
        text=row.decision_no,
        key=f"transfer-{row.code}-settled",
        lines=rules.transfer_settled(amount=row.amount, earmark=row.earmark, down=down),
        user=user,
    )
    post(
        fund=row.receiver,
        day=day,
        event="transfer_received",
        text=f"{row.decision_no}: {row.sender.name}",
        key=f"transfer-{row.code}-received",
        lines=rules.transfer_received(place=place, amount=row.amount, earmark=row.earmark, down=down),
        user=user,
    )
    record(
        user, "transfer.confirm", row.receiver, right="transfers.confirm", unit=row.receiver.unit_id, amount=row.amount
    )
    return row


@transaction.atomic
def close_year(*, user: Any, fund: Fund, year: int) -> Closing:
    """Close a past year: nothing is posted into it any more. Raises Refusal that says
    what is still open: papers, bank lines, counts."""
    require(user, "vouchers.approve", unit=fund.unit_id)
    locked = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if year >= today().year:
        raise Refusal(_("Chỉ khóa sổ được năm đã qua."))
    if locked.closings.filter(year__gte=year).exists():
        raise Refusal(_("Năm %(year)s đã khóa sổ.") % {"year": year}, code="closed")
    refuse_open(checklist(locked, datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
    head = JournalEntry.objects.filter(fund=locked, day__year__lte=year).order_by("-sequence").first()
    closing = Closing.objects.create(
        fund=locked,
        year=year,
        head_hash=head.hash if head else "",
        last_sequence=head.sequence if head else 0,
        closed_on=today(),
        closed_by=user,
    )
    record(user, "fund.close", fund, right="vouchers.approve", unit=fund.unit_id, year=year)
    return closing
