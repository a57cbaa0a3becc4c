"""Pages of a fund's settings: who may decide on which amount."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funds.forms.fund import LimitForm
from funds.models import ApprovalLimit, Fund
from funds.services import limit as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.pages import do, try_form


def limits_url(fund: Fund) -> str:
    return reverse("funds:limits", args=[fund.code])


@office_page("ledger.view")
def limits(request: OfficeRequest, code: str) -> HttpResponse:
    """The fund's limits with their days; its chair sets them, others of the books read them."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user, "ledger.view").select_related("unit"), code=code)
    may_set = can(request.user, "vouchers.approve", unit=fund.unit_id)
    form = LimitForm(request.POST or None) if may_set else None
    if form and request.method == "POST" and form.is_valid():
        if try_form(form, acts.set_limit, user=request.user, fund=fund, **form.cleaned_data):
            return redirect(limits_url(fund))
    day = today()
    rows = [
        {"limit": row, "now": day in row.valid, "to": row.valid.upper, "may_end": may_set and row.valid.upper is None}
        for row in fund.limits.all()
    ]
    context = {"fund": fund, "rows": rows, "form": form}
    return render(request, "funds/limits.html", context, status=422 if form and form.errors else 200)


@office_page("vouchers.approve")
@require_POST
def limit_end(request: OfficeRequest, code: str, limit: str) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user, "vouchers.approve"), code=code)
    row = get_object_or_404(ApprovalLimit.objects.select_related("fund"), fund=fund, code=limit)
    do(request, acts.end_limit, _("Đã kết thúc hạn mức."), limit=row)
    return redirect(limits_url(fund))
