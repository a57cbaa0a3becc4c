"""Pages of vouchers."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from funds.filters import VoucherFilter
from funds.forms.voucher import GoodsReceiptForm, PaymentForm, ReceiptForm
from funds.models import Fund, Voucher
from funds.services import voucher as acts
from funds.services.print import handover_pdf, voucher_pdf
from funds.views.fund import fund_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"draft": "act", "approved": "brand-t", "posted": "ok", "cancelled": ""}


def voucher_url(voucher: Voucher) -> str:
    return reverse("funds:voucher_detail", args=[voucher.code])


COLUMNS = [
    Column("number", gettext_lazy("Số"), "full_number", sort=("kind", "year", "number"), link=voucher_url),
    Column("day", gettext_lazy("Ngày"), "day", kind="date", sort=("day",)),
    Column("party", gettext_lazy("Người nộp, nhận"), "party", sort=("party",)),
    Column("reason", gettext_lazy("Lý do"), "reason", opt=True),
    Column("amount", gettext_lazy("Số tiền"), "amount", kind="vnd", sort=("amount",)),
    Column("fund", pgettext_lazy("một", "Quỹ"), "fund.short_code", sort=("fund__short_code",), opt=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda v: Tag(v.get_state_display(), TONES[v.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("funds.view")
def voucher_list(request: OfficeRequest) -> HttpResponse:
    rows = Voucher.objects.visible_to(request.user).select_related("fund")
    listing = Listing(
        request,
        rows,
        key="vouchers",
        columns=COLUMNS,
        filterset=VoucherFilter,
        default_sort="-day",
        noun=ngettext_lazy("%(n)s chứng từ", "%(n)s chứng từ", "count"),
        search_label=_("Tên người nộp, người nhận"),
    )
    return listing.response("components/list_page.html", {"title": _("Chứng từ")})


@office_page("funds.view")
def voucher_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(
        Voucher.objects.visible_to(request.user).select_related(
            "fund__unit",
            "place",
            "donor",
            "pledge",
            "earmark",
            "income",
            "expenditure",
            "budget_line__estimate",
            "drafted_by",
            "checked_by",
            "approved_by",
            "posted_by",
        ),
        code=code,
    )
    user, unit = request.user, row.fund.unit_id
    context = {
        "voucher": row,
        "tone": TONES[row.state],
        "lines": row.lines.select_related("item"),
        "may_trace": row.kind in ("PT", "BC", "NK") and can(user, "ledger.view", unit=unit),
        "listed": row.payees.aggregate(n=Count("pk")),
        "may_list": can(user, "distributions.view", unit=unit),
        "scans": row.scans.select_related("uploaded_by"),
        "may_check": row.state == "draft"
        and row.checked_by_id is None
        and row.drafted_by_id != user.pk
        and can(user, "vouchers.draft", unit=unit),
        "may_approve": row.state == "draft"
        and can(user, "vouchers.approve", unit=unit)
        and row.drafted_by_id != user.pk,
        "may_post": row.state == "approved"
        and (row.kind != "XK" or row.expenditure_id)
        and can(user, "vouchers.pay", unit=unit),
        "may_cancel": (row.state == "draft" and can(user, "vouchers.draft", unit=unit))
        or (row.state == "approved" and can(user, "vouchers.approve", unit=unit)),
        "history": history_of(row)[:20],
    }
    return render(request, "funds/voucher_detail.html", context)


@office_page("funds.view")
def voucher_paper(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(
        Voucher.objects.visible_to(request.user).select_related(
            "fund__unit",
            "place",
            "donor",
            "earmark",
            "bank_line",
            "budget_line",
            "drafted_by",
            "checked_by",
            "approved_by",
            "posted_by",
        ),
        code=code,
    )
    return bytes_response(voucher_pdf(row), file_name=f"{row.kind}-{row.year}-{row.number or 0:06d}.pdf", inline=True)


@office_page("funds.view")
def handover(request: OfficeRequest, code: str) -> HttpResponse:
    """The minutes of goods handed over, of a voucher that moves goods."""
    row = get_object_or_404(
        Voucher.objects.visible_to(request.user)
        .filter(kind__in=["NK", "XK"])
        .select_related("fund__unit", "place", "donor", "earmark", "posted_by"),
        code=code,
    )
    return bytes_response(handover_pdf(row), file_name=f"ban-giao-{row.code}.pdf", inline=True)


def _draftable(request: OfficeRequest, code: str) -> Fund:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), code=code)
    if not can(request.user, "vouchers.draft", unit=fund.unit_id):
        raise Http404
    return fund


def _page(request: OfficeRequest, fund: Fund, form: Any, title: str) -> HttpResponse:
    context = {
        "title": title,
        "lede": _("Người khác sẽ duyệt, thủ quỹ thực hiện rồi mới ghi sổ."),
        "form": form,
        "submit": _("Lưu và trình duyệt"),
        "cancel_url": fund_url(fund),
        "crumbs": [(_("Quỹ"), reverse("funds:fund_list")), (fund.name, fund_url(fund))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("vouchers.draft")
def receipt_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = _draftable(request, code)
    form = ReceiptForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.draft_receipt, user=request.user, fund=fund, **form.cleaned_data)
        if row:
            return redirect(voucher_url(row))
    return _page(request, fund, form, _("Lập phiếu thu"))


@office_page("vouchers.draft")
def goods_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = _draftable(request, code)
    form = GoodsReceiptForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        data = {
            name: form.cleaned_data[name]
            for name in (
                "pledge",
                "donor",
                "party",
                "day",
                "place",
                "reason",
                "foreign_approval",
                "foreign_approved_on",
            )
        }
        row = try_form(form, acts.draft_goods_receipt, user=request.user, fund=fund, lines=[form.line()], **data)
        if row:
            return redirect(voucher_url(row))
    return _page(request, fund, form, _("Lập phiếu nhập kho"))


@office_page("vouchers.draft")
def payment_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = _draftable(request, code)
    form = PaymentForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "expenditure": form.cleaned_data["expenditure"].pk}
        row = try_form(form, acts.draft_payment, user=request.user, fund=fund, **data)
        if row:
            return redirect(reverse("funds:payees", args=[row.code]) if row.by_list else voucher_url(row))
    return _page(request, fund, form, _("Lập phiếu chi"))


@office_page("vouchers.draft", "vouchers.approve", "vouchers.pay")
@require_POST
def voucher_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = get_object_or_404(Voucher.objects.visible_to(request.user), code=code)
    if act == "check":
        do(request, acts.check_voucher, _("Đã kiểm tra chứng từ."), voucher=row)
    elif act == "approve":
        do(request, acts.approve_voucher, _("Đã duyệt chứng từ và cấp số."), voucher=row)
    elif act == "post":
        do(request, acts.post_voucher, _("Đã thực hiện và ghi sổ."), voucher=row)
    elif act == "cancel":
        do(request, acts.cancel_voucher, _("Đã hủy chứng từ."), voucher=row, reason=request.POST.get("reason", ""))
    else:
        raise Http404
    return redirect(voucher_url(row))
