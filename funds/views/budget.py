"""Pages of the state budget's management money: five steps of a yearly estimate."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from funds.filters import EstimateFilter
from funds.forms.budget import (
    AdjustForm,
    AppraisalForm,
    AssignForm,
    BudgetLineForm,
    EstimateForm,
    SettleForm,
    SpendingForm,
    WithdrawalForm,
)
from funds.models import BudgetEntry, BudgetEstimate, Fund
from funds.models.budget import WRITABLE
from funds.services import budget as acts
from funds.services.budget_figures import steps, totals
from funds.services.print import estimate_pdf
from funds.views.fund import fund_for, fund_url
from funds.views.voucher import voucher_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"draft": "", "submitted": "act", "returned": "act", "appraised": "brand-t", "assigned": "ok", "settled": ""}


def budget_url(fund: Fund) -> str:
    return reverse("funds:budget_list", args=[fund.code])


def estimate_url(estimate: BudgetEstimate) -> str:
    return reverse("funds:budget", args=[estimate.code])


def _estimate(request: OfficeRequest, code: str, act: str = "budgets.view") -> BudgetEstimate:
    """The estimate, when the person may do the act in its fund; 404 otherwise."""
    rows = BudgetEstimate.objects.visible_to(request.user).select_related("fund__unit", "source")
    row = get_object_or_404(rows, code=code)
    if act != "budgets.view" and not can(request.user, act, unit=row.fund.unit_id):
        raise Http404
    return row


COLUMNS = [
    Column("fund", pgettext_lazy("một", "Quỹ"), "fund.name", sort=("fund__unit__path",), link=estimate_url),
    Column("year", gettext_lazy("Năm"), lambda row: str(row.year), sort=("year",)),
    Column("source", gettext_lazy("Nguồn kinh phí"), "source", opt=True),
    Column("requested", gettext_lazy("Đề nghị"), "requested", kind="vnd"),
    Column("assigned", gettext_lazy("Được giao"), "assigned", kind="vnd"),
    Column("used", gettext_lazy("Đã chi"), "used", kind="vnd"),
    Column("state", gettext_lazy("Trạng thái"), lambda row: Tag(row.get_state_display(), TONES[row.state]), kind="tag"),
]


@office_page("budgets.view")
def estimate_list(request: OfficeRequest) -> HttpResponse:
    """Estimates of all funds in reach: what the finance office has to appraise."""
    listing = Listing(
        request,
        BudgetEstimate.objects.visible_to(request.user).with_sums().select_related("fund", "source"),
        key="estimates",
        columns=COLUMNS,
        filterset=EstimateFilter,
        default_sort="-year",
        noun=ngettext_lazy("%(n)s dự toán", "%(n)s dự toán", "count"),
    )
    return listing.response("components/list_page.html", {"title": _("Dự toán ngân sách")})


@office_page("budgets.view")
def budget_list(request: OfficeRequest, code: str) -> HttpResponse:
    """The fund's estimates, each with its step and its figures."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user, "budgets.view").select_related("unit"), code=code)
    rows = [
        {"estimate": row, "tone": TONES[row.state], "sum": totals(row.lines.all())}
        for row in fund.estimates.select_related("source").prefetch_related("lines")
    ]
    may_draft = can(request.user, "vouchers.draft", unit=fund.unit_id)
    return render(request, "funds/budget_list.html", {"fund": fund, "rows": rows, "may_draft": may_draft})


def _page(
    request: OfficeRequest, fund: Fund, form: Any, title: str, submit: str, *, lede: str = "", back: str = ""
) -> HttpResponse:
    context = {
        "title": title,
        "lede": lede or fund.name,
        "form": form,
        "submit": submit,
        "cancel_url": back or budget_url(fund),
        "crumbs": [(fund.name, fund_url(fund)), (_("Kinh phí ngân sách"), budget_url(fund))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("vouchers.draft")
def budget_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = fund_for(request, code, "vouchers.draft")
    form = EstimateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.draft_estimate, user=request.user, fund=fund, **form.cleaned_data)
        if row:
            return redirect(estimate_url(row))
    return _page(request, fund, form, _("Lập dự toán ngân sách"), _("Lập dự toán"))


@office_page("budgets.view")
def budget(request: OfficeRequest, code: str) -> HttpResponse:
    """One estimate: where it stands, its lines with all figures, what was decided, withdrawn and spent."""
    row = _estimate(request, code)
    user, unit = request.user, row.fund.unit_id
    drafts, decides = can(user, "vouchers.draft", unit=unit), can(user, "vouchers.approve", unit=unit)
    form = None
    if row.state in WRITABLE and drafts:
        form = BudgetLineForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if try_form(form, acts.add_line, user=user, estimate=row, **form.cleaned_data):
                return redirect(estimate_url(row))
    lines = list(row.lines.all())
    entries = BudgetEntry.objects.filter(line__estimate=row).select_related(
        "line", "voucher__fund", "decision", "posted_by", "corrected_by"
    )
    context = {
        "estimate": row,
        "fund": row.fund,
        "tone": TONES[row.state],
        "steps": steps(row),
        "lines": lines,
        "sum": totals(lines),
        "form": form,
        "decisions": row.decisions.all(),
        "entries": entries.order_by("-sequence")[:50],
        "waiting": row.fund.vouchers.filter(budget_line__estimate=row, state__in=["draft", "approved"])
        .select_related("fund")
        .order_by("pk"),
        "may_draft": drafts,
        "may_submit": row.state in WRITABLE and decides and row.drafted_by_id != user.pk and lines,
        "may_appraise": row.state == "submitted" and can(user, "budgets.appraise", unit=unit),
        "may_assign": row.state == "appraised" and decides,
        "may_decide": row.state == "assigned" and decides,
        "may_spend": row.state == "assigned" and drafts,
        "history": history_of(row)[:20],
    }
    return render(request, "funds/budget.html", context, status=422 if form and form.errors else 200)


@office_page("vouchers.draft")
@require_POST
def budget_line_remove(request: OfficeRequest, code: str, line: int) -> HttpResponse:
    row = _estimate(request, code, "vouchers.draft")
    found = get_object_or_404(row.lines.select_related("estimate"), pk=line)
    do(request, acts.remove_line, _("Đã bỏ dòng dự toán."), line=found)
    return redirect(estimate_url(row))


@office_page("vouchers.approve", "budgets.appraise")
@require_POST
def budget_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = _estimate(request, code)
    if act == "trinh":
        do(request, acts.submit_estimate, _("Đã trình dự toán."), estimate=row)
    elif act == "tra-lai":
        reason = request.POST.get("reason", "")
        do(request, acts.return_estimate, _("Đã yêu cầu bổ sung."), estimate=row, reason=reason)
    else:
        raise Http404
    return redirect(estimate_url(row))


def _step(
    request: OfficeRequest, row: BudgetEstimate, form: Any, act: Callable[..., Any], words: tuple[str, str]
) -> HttpResponse:
    """A form with an amount for each line."""
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if not name.startswith(("amount_", "reason_"))}
        if try_form(form, act, user=request.user, estimate=row, amounts=form.amounts(), **data):
            return redirect(estimate_url(row))
    lede = _("Năm %(year)s, %(source)s") % {"year": row.year, "source": row.source}
    return _page(request, row.fund, form, words[0], words[1], lede=lede, back=estimate_url(row))


@office_page("budgets.appraise")
def budget_appraise(request: OfficeRequest, code: str) -> HttpResponse:
    row = _estimate(request, code, "budgets.appraise")
    form = AppraisalForm(request.POST or None, estimate=row)
    return _step(request, row, form, acts.appraise_estimate, (_("Thẩm định dự toán"), _("Ghi kết quả thẩm định")))


@office_page("vouchers.approve")
def budget_assign(request: OfficeRequest, code: str) -> HttpResponse:
    row = _estimate(request, code, "vouchers.approve")
    form = AssignForm(request.POST or None, estimate=row)
    return _step(request, row, form, acts.assign_estimate, (_("Giao dự toán"), _("Ghi quyết định giao")))


@office_page("vouchers.approve")
def budget_adjust(request: OfficeRequest, code: str) -> HttpResponse:
    row = _estimate(request, code, "vouchers.approve")
    form = AdjustForm(request.POST or None, estimate=row)
    return _step(request, row, form, acts.adjust_estimate, (_("Điều chỉnh dự toán"), _("Ghi quyết định điều chỉnh")))


def _paper_page(
    request: OfficeRequest, row: BudgetEstimate, form: Any, act: Callable[..., Any], title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        voucher = try_form(form, act, user=request.user, **form.cleaned_data)
        if voucher:
            return redirect(voucher_url(voucher))
    lede = _("Người khác sẽ duyệt, thủ quỹ thực hiện rồi mới ghi sổ.")
    return _page(request, row.fund, form, title, _("Lưu và trình duyệt"), lede=lede, back=estimate_url(row))


@office_page("vouchers.draft")
def budget_withdraw(request: OfficeRequest, code: str) -> HttpResponse:
    row = _estimate(request, code, "vouchers.draft")
    form = WithdrawalForm(request.POST or None, estimate=row)
    return _paper_page(request, row, form, acts.draft_withdrawal, _("Rút dự toán"))


@office_page("vouchers.draft")
def budget_spend(request: OfficeRequest, code: str) -> HttpResponse:
    row = _estimate(request, code, "vouchers.draft")
    form = SpendingForm(request.POST or None, estimate=row)
    return _paper_page(request, row, form, acts.draft_spending, _("Chi kinh phí ngân sách"))


@office_page("vouchers.approve")
def budget_settle(request: OfficeRequest, code: str) -> HttpResponse:
    row = _estimate(request, code, "vouchers.approve")
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.settle_estimate, user=request.user, estimate=row, **form.cleaned_data):
            return redirect(estimate_url(row))
    lede = _("Tiền đã rút mà chưa chi được nộp trả, phần chưa rút bị hủy; sau đó không ghi thêm.")
    return _page(request, row.fund, form, _("Quyết toán"), _("Quyết toán"), lede=lede, back=estimate_url(row))


@office_page("vouchers.approve")
@require_POST
def budget_correct(request: OfficeRequest, code: str, sequence: int) -> HttpResponse:
    row = _estimate(request, code, "vouchers.approve")
    entry = get_object_or_404(
        BudgetEntry.objects.select_related("line__estimate", "voucher").filter(line__estimate=row), sequence=sequence
    )
    do(request, acts.correct_entry, _("Đã đảo bút toán."), entry=entry, reason=request.POST.get("reason", ""))
    return redirect(estimate_url(row))


@office_page("budgets.view")
def budget_pdf(request: OfficeRequest, code: str, paper: str) -> HttpResponse:
    """The estimate as it is handed in, or the settlement of the year."""
    row = _estimate(request, code)
    if paper not in ("du-toan", "quyet-toan") or (paper == "quyet-toan" and row.state != "settled"):
        raise Http404
    name = f"{'DT' if paper == 'du-toan' else 'QT'}-{row.year}-N-{row.fund.short_code}-{row.source_id}.pdf"
    return bytes_response(estimate_pdf(row, settled=paper == "quyet-toan"), file_name=name, inline=True)
