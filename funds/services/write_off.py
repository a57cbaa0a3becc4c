"""Goods written off: damaged, expired, lost or recalled; by minutes, by three people, at the lot's own entry value."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds.models import FundPlace, Lot, StockCount, Voucher, VoucherLine
from funds.models.count import Reason
from funds.models.voucher import VoucherKind
from funds.services.stock import in_store
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

WRITE_OFF = "X05"


@transaction.atomic
def draft_write_off(
    *,
    user: Any,
    store: FundPlace,
    day: datetime.date,
    lots: Sequence[tuple[Lot, int]],
    reason: str,
    words: str,
    decision_no: str,
    decision_on: datetime.date,
) -> Voucher:
    """Draft the phiếu xuất kho of a write-off: (lot, pieces), a reason code, what happened, the minutes' number and day.

    Raises Refusal for more than lies in the store, or without minutes. The chair approves, the storekeeper carries out.
    """
    fund = store.fund
    require(user, "vouchers.draft", unit=fund.unit_id)
    if reason not in Reason.values:
        raise Refusal(_("Hãy chọn lý do."), field="reason")
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số biên bản thanh lý, tiêu hủy."), field="decision_no")
    if max(decision_on, day) > today():
        raise Refusal(_("Ngày biên bản không thể sau hôm nay."), field="decision_on")
    if decision_on > day:
        raise Refusal(_("Biên bản phải có trước hoặc trong ngày xuất."), field="decision_on")
    if not lots or any(quantity <= 0 for _lot, quantity in lots):
        raise Refusal(_("Số lượng phải lớn hơn 0."), field="quantity")
    held = in_store(fund)
    for lot, quantity in lots:
        if lot.store_id != store.pk or quantity > held.get(lot.pk, 0):
            left = held.get(lot.pk, 0) if lot.store_id == store.pk else 0
            raise Refusal(_("Lô “%(lot)s” trong kho chỉ còn %(left)s.") % {"lot": lot, "left": left}, field="quantity")
    label = Reason(reason).label
    voucher = Voucher.objects.create(
        fund=fund,
        kind=VoucherKind.GOODS_OUT,
        year=day.year,
        day=day,
        place=store,
        party="Hội đồng thanh lý",  # of a paper, and papers are Vietnamese
        reason=f"{label}: {words.strip()}"[:300] if words.strip() else str(label),
        amount=sum(quantity * lot.unit_value for lot, quantity in lots),
        expenditure_id=WRITE_OFF,
        decision_no=decision_no.strip(),
        decision_on=decision_on,
        drafted_by=user,
    )
    VoucherLine.objects.bulk_create(
        VoucherLine(
            voucher=voucher,
            item_id=lot.item_id,
            size=lot.size,
            quantity=quantity,
            unit_value=lot.unit_value,
            lot=lot,
            expires_on=lot.expires_on,
        )
        for lot, quantity in lots
    )
    record(user, "voucher.draft", voucher, right="vouchers.draft", unit=fund.unit_id, amount=voucher.amount)
    return voucher


@transaction.atomic
def write_off_count(*, user: Any, count: StockCount, decision_no: str, decision_on: datetime.date) -> list[Voucher]:
    """Draft the write-offs of what a signed count found missing, one paper for each reason."""
    row = StockCount.objects.select_for_update(of=("self",), no_key=True).select_related("store__fund").get(pk=count.pk)
    if row.confirmed_on is None:
        raise Refusal(_("Biên bản kiểm kê cần được ký trước."), code="unsigned")
    short = [
        line
        for line in row.lines.filter(voucher__isnull=True).select_related("lot__item", "lot__store")
        if line.difference < 0
    ]
    if not short:
        raise Refusal(_("Biên bản này không còn lô nào thiếu chưa xử lý."), code="none")
    made = []
    for reason in sorted({line.reason for line in short}):
        lines = [line for line in short if line.reason == reason]
        voucher = draft_write_off(
            user=user,
            store=row.store,
            day=max(row.on, decision_on),
            lots=[(line.lot, -line.difference) for line in lines],
            reason=reason,
            words=f"kiểm kê ngày {row.on:%d/%m/%Y}",
            decision_no=decision_no,
            decision_on=decision_on,
        )
        for line in lines:
            line.voucher = voucher
            line.save(update_fields=["voucher"])
        made.append(voucher)
    return made
