"""Pages of a fund's people and papers, and of the acts that rest on a written decision."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funds.forms.fund import BoardForm, PaperForm, RepurposeForm, SuccessionForm
from funds.models import BoardMember, Fund
from funds.services import paper as acts
from funds.services.succession import close_fund, what_is_open
from funds.views.fund import fund_for, fund_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import file_response
from lao_cai_support.web.pages import do, try_form


def people_url(fund: Fund) -> str:
    return reverse("funds:people", args=[fund.code])


def _page(request: OfficeRequest, fund: Fund, form: Any, title: str, submit: str, lede: str = "") -> HttpResponse:
    context = {
        "title": title,
        "lede": lede or fund.name,
        "form": form,
        "submit": submit,
        "cancel_url": people_url(fund),
        "crumbs": [(fund.name, fund_url(fund)), (_("Ban quản lý và văn bản"), people_url(fund))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("ledger.view")
def people(request: OfficeRequest, code: str) -> HttpResponse:
    """The board with its terms, former members too, and the papers the fund keeps."""
    fund = fund_for(request, code, "ledger.view")
    day = today()
    members = [
        {"member": one, "now": day in one.valid, "last": one.last_day} for one in fund.board.select_related("paper")
    ]
    context = {
        "fund": fund,
        "members": sorted(members, key=lambda row: not row["now"]),
        "papers": fund.papers.select_related("kept_by"),
        "may_keep": can(request.user, "vouchers.draft", unit=fund.unit_id),
        "may_decide": can(request.user, "vouchers.approve", unit=fund.unit_id),
    }
    return render(request, "funds/people.html", context)


@office_page("vouchers.draft")
def paper_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.draft")
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.keep_paper, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(people_url(fund))
    return _page(request, fund, form, _("Lưu văn bản"), _("Lưu"))


@office_page("ledger.view")
def paper_file(request: OfficeRequest, code: str, paper: str) -> HttpResponseBase:
    row = get_object_or_404(fund_for(request, code, "ledger.view").papers, code=paper)
    return file_response(row.stored, file_name=f"{row.code}.{row.ending}", inline=True)


@office_page("vouchers.approve")
def member_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.approve")
    form = BoardForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.appoint, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(people_url(fund))
    return _page(request, fund, form, _("Thêm người vào Ban quản lý"), _("Thêm"))


@office_page("vouchers.approve")
@require_POST
def member_end(request: OfficeRequest, code: str, member: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.approve")
    row = get_object_or_404(BoardMember.objects.select_related("fund"), fund=fund, code=member)
    do(request, acts.relieve, _("Đã kết thúc nhiệm kỳ."), member=row)
    return redirect(people_url(fund))


@office_page("vouchers.approve")
def repurpose_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.approve")
    form = RepurposeForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.repurpose, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(fund_url(fund))
    lede = _("Chỉ đổi mục đích phần còn lại khi nhà tài trợ đồng ý bằng văn bản; kế toán lưu văn bản trước.")
    return _page(request, fund, form, _("Đổi mục đích khoản có địa chỉ"), _("Đổi mục đích"), lede)


@office_page("vouchers.approve")
def succession_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.approve")
    form = SuccessionForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        if try_form(form, close_fund, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(fund_url(fund))
    still = what_is_open(fund)
    lede = _("Toàn bộ tiền và hiện vật chuyển sang quỹ nhận; sau hôm nay quỹ này không ghi sổ nữa.")
    if still:
        lede = _("Còn %(what)s. Hãy xử lý xong rồi bàn giao.") % {"what": ", ".join(still)}
    return _page(request, fund, form, _("Đóng Quỹ và bàn giao"), _("Đóng Quỹ và bàn giao"), lede)
