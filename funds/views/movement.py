"""Pages of a fund's own acts: transfers between funds, the management share, closing a year."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funds.filters import TransferFilter
from funds.forms.fund import CheckRuleForm, ClosingForm, ReceivedForm, ShareForm, TransferForm
from funds.ledger.figures import management_base
from funds.models import Fund, Transfer
from funds.services import fund as acts
from funds.services.voucher import require_check
from funds.views.fund import fund_for, fund_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.money import format_vnd
from lao_cai_support.web.pages import try_form

TONES = {"sent": "act", "received": "ok"}


def transfer_url(row: Transfer) -> str:
    return reverse("funds:transfer_detail", args=[row.code])


COLUMNS = [
    Column("decision", gettext_lazy("Quyết định"), "decision_no", sort=("decision_no",), link=transfer_url),
    Column("sender", gettext_lazy("Quỹ gửi"), "sender.name", sort=("sender__unit__path",)),
    Column("receiver", gettext_lazy("Quỹ nhận"), "receiver.name", sort=("receiver__unit__path",)),
    Column("sent", gettext_lazy("Ngày gửi"), "sent_on", kind="date", sort=("sent_on",)),
    Column("amount", gettext_lazy("Số tiền"), "amount", kind="vnd", sort=("amount",)),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda row: Tag(row.get_state_display(), TONES[row.state]),
        kind="tag",
        sort=("state",),
    ),
]


def _page(request: OfficeRequest, fund: Fund, form: Any, title: str, submit: str, lede: str = "") -> HttpResponse:
    context = {
        "title": title,
        "lede": lede or fund.name,
        "form": form,
        "submit": submit,
        "cancel_url": fund_url(fund),
        "crumbs": [(_("Quỹ"), reverse("funds:fund_list")), (fund.name, fund_url(fund))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("funds.view")
def transfer_list(request: OfficeRequest) -> HttpResponse:
    rows = Transfer.objects.visible_to(request.user).select_related("sender", "receiver")
    listing = Listing(
        request,
        rows,
        key="transfers",
        columns=COLUMNS,
        filterset=TransferFilter,
        default_sort="-sent",
        noun=ngettext_lazy("%(n)s khoản điều chuyển", "%(n)s khoản điều chuyển", "count"),
    )
    return listing.response("components/list_page.html", {"title": _("Điều chuyển giữa các quỹ")})


@office_page("transfers.confirm")
def transfer_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "transfers.confirm")
    form = TransferForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.send_transfer, user=request.user, sender=fund, **form.cleaned_data)
        if row:
            return redirect(transfer_url(row))
    return _page(request, fund, form, _("Điều chuyển sang quỹ khác"), _("Chuyển"))


@office_page("funds.view")
def transfer_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """What was sent; the receiving fund's chair confirms it here."""
    row = get_object_or_404(
        Transfer.objects.visible_to(request.user).select_related(
            "sender", "receiver__unit", "from_place", "to_place", "earmark", "sent_by", "received_by"
        ),
        code=code,
    )
    may_confirm = row.state == Transfer.State.SENT and can(request.user, "transfers.confirm", unit=row.receiver.unit_id)
    form = ReceivedForm(request.POST or None, fund=row.receiver) if may_confirm else None
    if request.method == "POST" and form is None:
        raise Http404
    if form and request.method == "POST" and form.is_valid():
        if try_form(form, acts.confirm_transfer, user=request.user, transfer=row, **form.cleaned_data):
            return redirect(transfer_url(row))
    context = {"transfer": row, "tone": TONES[row.state], "form": form}
    return render(request, "funds/transfer_detail.html", context, status=422 if form and form.errors else 200)


@office_page("vouchers.approve")
def share_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.approve")
    form = ShareForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.set_share, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(fund_url(fund))
    year = today().year
    lede = _("Tối đa 10 %% phần thu được tính; năm %(year)s đến nay: %(most)s.") % {
        "year": year,
        "most": format_vnd(management_base(fund, year) // 10),
    }
    return _page(request, fund, form, _("Quyết định mức chi quản lý"), _("Ghi mức chi quản lý"), lede)


@office_page("vouchers.approve")
def year_close(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.approve")
    form = ClosingForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.close_year, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(fund_url(fund))
    return _page(request, fund, form, _("Khóa sổ năm"), _("Khóa sổ"))


@office_page("vouchers.approve")
def check_rule(request: OfficeRequest, code: str) -> HttpResponse:
    """The chair says whether vouchers are checked by a second accountant."""
    fund = fund_for(request, code, "vouchers.approve")
    form = CheckRuleForm(request.POST or None, initial={"required": fund.check_required})
    if request.method == "POST" and form.is_valid():
        if try_form(form, require_check, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(fund_url(fund))
    return _page(request, fund, form, _("Quy định kiểm tra chứng từ"), _("Ghi quy định"))
