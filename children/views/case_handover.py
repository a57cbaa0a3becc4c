"""Pages of cases that go to another commune."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.forms.case import HandoverForm
from children.models import CaseHandover, ProtectionCase
from children.services import case_handover as acts
from children.views.case import case_form, case_url, known_case
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form


def _tag(row: CaseHandover) -> Tag:
    if row.accepted is None:
        return Tag(_("chờ trả lời"), "act")
    return Tag(_("đã nhận"), "ok") if row.accepted else Tag(_("không nhận"), "bad")


def _link(row: CaseHandover) -> str:
    return reverse("children:handover_detail", args=[row.code])


COLUMNS = [
    Column("offered", gettext_lazy("Gửi lúc"), "offered_at", kind="date", sort=("offered_at",), link=_link),
    Column("sender", gettext_lazy("Xã chuyển"), "sender.title", run=True),
    Column("receiver", gettext_lazy("Xã nhận"), "receiver.title", run=True),
    Column("state", gettext_lazy("Trạng thái"), _tag, kind="tag"),
]


@office_page("cases.decide")
def handover_list(request: OfficeRequest) -> HttpResponse:
    """``?cho=1`` shows those that wait for one's own answer."""
    rows = CaseHandover.objects.visible_to(request.user).select_related("sender", "receiver")
    if request.GET.get("cho"):
        rows = rows.waiting_for(request.user)
    listing = Listing(
        request,
        rows,
        key="handovers",
        columns=COLUMNS,
        default_sort="-offered",
        noun=ngettext_lazy("%(n)s lần chuyển", "%(n)s lần chuyển", "count"),
        export=False,
    )
    context = {
        "title": _("Vụ việc chuyển giữa các xã"),
        "lede": _("Xã gửi giữ vụ việc cho đến khi xã nhận đồng ý."),
    }
    return listing.response("components/list_page.html", context)


@office_page("cases.decide")
def handover_new(request: OfficeRequest, code: str) -> HttpResponse:
    case = known_case(request, code)
    units = (
        AdministrativeUnit.objects.communes()
        .as_of(today())
        .exclude(pk=case.unit_id)
        .select_related("parent")
        .order_by("sort_key")
    )
    form = HandoverForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.offer_case, user=request.user, case=case, **form.cleaned_data):
            return redirect(case_url(case))
    return case_form(request, case, form, _("Chuyển vụ việc cho xã khác"), _("Gửi đề nghị"))


def _known(request: OfficeRequest, code: str) -> CaseHandover:
    rows = CaseHandover.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("sender", "receiver", "offered_by", "answered_by", "case"), code=code)


@office_page("cases.decide")
def handover_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The offer; the case itself opens to the receiver only once it is accepted."""
    row = _known(request, code)
    opened = ProtectionCase.objects.visible_to(request.user).filter(pk=row.case_id).exists()
    context: dict[str, Any] = {
        "handover": row,
        "state": _tag(row),
        "case_url": case_url(row.case) if opened else "",
        "may_answer": row.open and can(request.user, "cases.decide", unit=row.receiver_id),
        "may_withdraw": row.open and row.offered_by_id == request.user.pk,
    }
    return render(request, "children/handover_detail.html", context)


@office_page("cases.decide")
@require_POST
def handover_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = _known(request, code)
    if act == "nhan":
        if do(request, acts.accept_case, _("Đã nhận vụ việc. Hãy nêu tên người phụ trách."), handover=row):
            return redirect(case_url(row.case))
    elif act == "khong-nhan":
        reason = request.POST.get("reason", "")[:300]
        do(request, acts.refuse_case, _("Đã ghi. Vụ việc ở lại xã gửi."), handover=row, reason=reason)
    else:
        raise Http404
    return redirect(_link(row))
