"""Pages of counts and of closing a month."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funds.forms.count import CashCountForm, MonthForm, StockCountDayForm, WriteOffCountForm
from funds.models import CashCount, Fund, FundPlace, Lot, StockCount
from funds.models.count import Reason
from funds.services import count as acts
from funds.services.closing import checklist, close_month, open_months
from funds.services.print import count_pdf
from funds.services.write_off import write_off_count
from funds.views.fund import fund_for, fund_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.pages import do, try_form

KINDS: dict[str, type[CashCount] | type[StockCount]] = {"quy": CashCount, "kho": StockCount}


def count_url(count: CashCount | StockCount) -> str:
    kind = "quy" if isinstance(count, CashCount) else "kho"
    return reverse("funds:count_detail", args=[kind, count.code])


def _crumbs(fund: Fund) -> list[tuple[str, str]]:
    return [(fund.name, fund_url(fund)), (_("Kiểm kê"), reverse("funds:count_list", args=[fund.code]))]


@office_page("ledger.view")
def count_list(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "ledger.view")
    context = {
        "fund": fund,
        "cash": CashCount.objects.filter(fund=fund).select_related("place", "confirmed_by")[:24],
        "stock": StockCount.objects.filter(fund=fund).select_related("store", "confirmed_by")[:24],
        "may_count": can(request.user, "vouchers.pay", unit=fund.unit_id),
    }
    return render(request, "funds/count_list.html", context)


@office_page("vouchers.pay")
def count_new(request: OfficeRequest, code: str) -> HttpResponse:
    """The cashier counts the cash box."""
    fund = fund_for(request, code, "vouchers.pay")
    form = CashCountForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.count_cash, user=request.user, **form.told())
        if row:
            return redirect(count_url(row))
    context = {
        "title": _("Kiểm kê quỹ tiền mặt"),
        "lede": _("Người khác sẽ ký biên bản. Chênh lệch với sổ phải có nguyên nhân."),
        "form": form,
        "submit": _("Lập biên bản"),
        "cancel_url": reverse("funds:count_list", args=[fund.code]),
        "crumbs": _crumbs(fund),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("vouchers.pay")
def stock_count_new(request: OfficeRequest, code: str) -> HttpResponse:
    """The storekeeper counts a store lot by lot; first which store and day, then its lots."""
    fund = fund_for(request, code, "vouchers.pay")
    stores = FundPlace.objects.filter(fund=fund, kind="store")
    given = request.POST if request.method == "POST" else request.GET
    start = {"on": today(), "place": stores.first()}
    form = StockCountDayForm(given if "on" in given else None, fund=fund, initial=start)
    lots: list[Any] = []
    failed = ""
    if form.is_bound and form.is_valid():
        store, on = form.cleaned_data["place"], form.cleaned_data["on"]
        held = acts.stock_of(store, on)
        lots = list(Lot.objects.filter(pk__in=held).select_related("item"))
        for lot in lots:
            lot.book = held[lot.pk]
            lot.typed = {
                name: given.get(f"{name}-{lot.pk}", "").replace("\0", "") for name in ("counted", "reason", "note")
            }
        if request.method == "POST":
            try:
                row = acts.count_stock(
                    user=request.user,
                    store=store,
                    on=on,
                    lines={lot.pk: _line(lot) for lot in lots},
                    committee=form.cleaned_data["committee"],
                )
                return redirect(count_url(row))
            except Refusal as refusal:
                failed = str(refusal)
        elif not lots:
            failed = _("Kho này không có hàng theo sổ vào ngày đó.")
    context = {"fund": fund, "form": form, "lots": lots, "reasons": Reason.choices, "failed": failed}
    return render(
        request, "funds/stock_count_new.html", context, status=422 if failed and request.method == "POST" else 200
    )


def _line(lot: Any) -> dict[str, Any]:
    text = str(lot.typed["counted"]).strip()
    if text and not (text.isdecimal() and len(text) < 10):
        raise Refusal(_("“%(text)s” không phải là một số lượng. Hãy ghi số, ví dụ 2.") % {"text": text[:20]})
    reason = lot.typed["reason"] if lot.typed["reason"] in Reason.values else ""
    return {"counted": int(text) if text else None, "reason": reason, "note": lot.typed["note"]}


def _count(request: OfficeRequest, kind: str, code: str) -> CashCount | StockCount:
    if kind not in KINDS:
        raise Http404
    place = "place" if kind == "quy" else "store"
    rows: Any = (
        KINDS[kind].objects.visible_to(request.user).select_related("fund__unit", place, "counted_by", "confirmed_by")
    )
    row: CashCount | StockCount = get_object_or_404(rows, code=code)
    return row


def _lines(row: CashCount | StockCount) -> list[Any]:
    if isinstance(row, CashCount):
        return []
    return list(row.lines.select_related("lot__item", "voucher__fund").order_by("lot__item_id", "lot__size", "pk"))


@office_page("ledger.view")
def count_detail(request: OfficeRequest, kind: str, code: str) -> HttpResponse:
    """The minutes of a count; of a signed one of a store, the write-offs of what is missing."""
    row = _count(request, kind, code)
    lines = _lines(row)
    missing = [line for line in lines if line.difference < 0 and not line.voucher_id]
    form = None
    if missing and row.confirmed_on and can(request.user, "vouchers.draft", unit=row.fund.unit_id):
        form = WriteOffCountForm(request.POST or None)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and try_form(form, write_off_count, user=request.user, count=row, **form.cleaned_data):
            messages.success(request, _("Đã lập phiếu xuất thanh lý, chờ duyệt."))
            return redirect(count_url(row))
    context = {
        "count": row,
        "kind": kind,
        "lines": lines,
        "scans": row.scans.select_related("uploaded_by"),
        "form": form,
        "may_confirm": acts.may_confirm(request.user, row),
    }
    return render(request, f"funds/count_{kind}.html", context, status=422 if form and form.errors else 200)


@office_page("vouchers.draft", "vouchers.approve")
@require_POST
def count_confirm(request: OfficeRequest, kind: str, code: str) -> HttpResponse:
    row = _count(request, kind, code)
    do(request, acts.confirm_count, _("Đã ký biên bản kiểm kê."), count=row)
    return redirect(count_url(row))


@office_page("ledger.view")
def count_print(request: OfficeRequest, kind: str, code: str) -> HttpResponse:
    row = _count(request, kind, code)
    return bytes_response(count_pdf(row, _lines(row)), file_name=f"kiem-ke-{row.code}.pdf", inline=True)


@office_page("ledger.view")
def month_close(request: OfficeRequest, code: str) -> HttpResponse:
    """The checklist of a month, and closing it."""
    fund = fund_for(request, code, "ledger.view")
    may_close = can(request.user, "vouchers.approve", unit=fund.unit_id)
    form = MonthForm(request.POST or None, fund=fund) if may_close else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and try_form(form, close_month, user=request.user, fund=fund, **form.cleaned_data):
            messages.success(request, _("Đã khóa sổ tháng."))
            return redirect(reverse("funds:month_close", args=[fund.code]))
    months = open_months(fund)
    asked = next((month for month in months if f"{month:%Y-%m}" == request.GET.get("thang")), None)
    month = asked or (months[0] if months else None)
    checks = []
    if month:
        last = (month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        checks = checklist(fund, month, last)
        if form and not form.is_bound:
            form.initial["month"] = f"{month}"
    context = {
        "fund": fund,
        "months": months,
        "month": month,
        "checks": checks,
        "form": form if months else None,
        "closed": fund.month_closings.select_related("closed_by")[:12],
    }
    return render(request, "funds/month_close.html", context, status=422 if form and form.errors else 200)
