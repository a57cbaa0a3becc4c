"""Acts on counts: the cashier counts, another person confirms; what a store lacks is written off by a voucher."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funds.ledger.figures import balance
from funds.models import CashCount, Fund, FundPlace, Lot, Posting, StockCount, StockCountLine
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import MAX_VND, format_vnd


def _check_day(fund: Fund, on: datetime.date) -> None:
    if on > today():
        raise Refusal(_("Ngày kiểm kê không thể sau hôm nay."), field="on")
    if on not in fund.valid:
        raise Refusal(_("Quỹ không hoạt động vào ngày này."), field="on")


@transaction.atomic
def count_cash(
    *,
    user: Any,
    place: FundPlace,
    on: datetime.date,
    notes: dict[int, int],
    cause: str = "",
    handling: str = "",
    committee: str = "",
) -> CashCount:
    """Write a count of the cash box: ``notes`` denomination → how many. The book's figure is that day's end.

    Raises Refusal when there is a difference and nobody says why and what is done about it.
    """
    fund = place.fund
    require(user, "vouchers.pay", unit=fund.unit_id)
    if place.kind != FundPlace.Kind.CASH:
        raise Refusal(_("Chỉ kiểm kê tiền mặt ở két."), field="place")
    _check_day(fund, on)
    if any(n < 0 for n in notes.values()):
        raise Refusal(_("Số tờ không thể âm."))
    counted = sum(note * n for note, n in notes.items())
    if counted > MAX_VND:
        raise Refusal(_("Số tiền quá lớn. Hãy kiểm tra lại số tờ."))
    book = balance(fund, "A1", day=on)
    if counted != book and not (cause.strip() and handling.strip()):
        sentence = _("Kiểm đếm %(counted)s, sổ %(book)s: hãy ghi nguyên nhân và cách xử lý chênh lệch.")
        raise Refusal(
            sentence % {"counted": format_vnd(counted), "book": format_vnd(book)}, field="cause", code="difference"
        )
    row = CashCount.objects.create(
        fund=fund,
        place=place,
        on=on,
        notes={str(note): n for note, n in notes.items() if n},
        counted=counted,
        book=book,
        difference=counted - book,
        cause=cause.strip(),
        handling=handling.strip(),
        committee=committee.strip(),
        counted_by=user,
    )
    record(user, "count.cash", fund, right="vouchers.pay", unit=fund.unit_id, amount=counted)
    return row


def stock_of(store: FundPlace, on: datetime.date) -> dict[int, int]:
    """Pieces by lot id that the book says lie in the store at the end of the day."""
    rows = (
        Posting.objects.filter(fund=store.fund_id, account="A3", lot__store=store, day__lte=on)
        .order_by()
        .values_list("lot")
        .annotate(total=Sum("quantity"))
    )
    return {lot: total for lot, total in rows if total}


@transaction.atomic
def count_stock(
    *, user: Any, store: FundPlace, on: datetime.date, lines: dict[int, dict[str, Any]], committee: str = ""
) -> StockCount:
    """Write a count of a store: lot id → counted, reason, note. Every lot that the book holds there must be counted.

    Raises Refusal at the first lot that is not counted, or whose difference nobody explains.
    """
    fund = store.fund
    require(user, "vouchers.pay", unit=fund.unit_id)
    if store.kind != FundPlace.Kind.STORE:
        raise Refusal(_("Chỉ kiểm kê hàng ở kho."), field="store")
    _check_day(fund, on)
    held = stock_of(store, on)
    if not held:
        raise Refusal(_("Kho này không có hàng theo sổ vào ngày đó."), field="on")
    count = StockCount.objects.create(fund=fund, store=store, on=on, committee=committee.strip(), counted_by=user)
    made = []
    for lot in Lot.objects.filter(pk__in=held).select_related("item"):
        line = lines.get(lot.pk)
        if line is None or line.get("counted") is None:
            raise Refusal(_("Chưa đếm “%(lot)s”.") % {"lot": lot}, code="uncounted")
        counted, book = int(line["counted"]), held[lot.pk]
        if counted < book and not line.get("reason"):
            raise Refusal(_("“%(lot)s” thiếu so với sổ: hãy chọn lý do.") % {"lot": lot}, code="reason")
        if counted > book and not str(line.get("note", "")).strip():
            raise Refusal(_("“%(lot)s” thừa so với sổ: hãy ghi chú vì sao.") % {"lot": lot}, code="note")
        made.append(
            StockCountLine(
                count=count,
                lot=lot,
                book=book,
                counted=counted,
                reason=line.get("reason", "") if counted < book else "",
                note=str(line.get("note", "")).strip()[:300],
            )
        )
    StockCountLine.objects.bulk_create(made)
    record(user, "count.stock", fund, right="vouchers.pay", unit=fund.unit_id, lines=len(made))
    return count


def may_confirm(user: Any, count: CashCount | StockCount) -> bool:
    """The accountant or the chair, never who counted."""
    return (
        count.confirmed_on is None
        and count.counted_by_id != user.pk
        and any(can(user, act, unit=count.fund.unit_id) for act in ("vouchers.draft", "vouchers.approve"))
    )


@transaction.atomic
def confirm_count(*, user: Any, count: CashCount | StockCount) -> CashCount | StockCount:
    """The accountant or the chair signs a count that another person made; afterwards it stays as it is."""
    row = type(count).objects.select_for_update(of=("self",), no_key=True).select_related("fund").get(pk=count.pk)
    if row.confirmed_on:
        raise Refusal(_("Biên bản này đã được ký."), code="signed")
    if not may_confirm(user, row):
        raise Refusal(_("Kế toán hoặc chủ tài khoản ký biên bản, và không phải người đã đếm."), code="two_people")
    row.confirmed_by, row.confirmed_on = user, today()
    row.save(update_fields=["confirmed_by", "confirmed_on"])
    record(user, "count.confirm", row.fund, unit=row.fund.unit_id)
    return row
