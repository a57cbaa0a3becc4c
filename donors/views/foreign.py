"""Pages of approvals of foreign gifts."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from donors.filters import ForeignFilter
from donors.forms import foreign as forms
from donors.models import Pledge
from donors.models.foreign import FOREIGN_MOVES, ForeignApproval
from donors.services import foreign as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import file_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import try_form

TONES = {
    "requested": "act", "appraising": "act", "appraised": "act", "approved": "brand-t", "received": "ok",
    "reported": "ok", "refused": "bad", "lapsed": "bad",
}  # fmt: skip
# What the page offers: the act in the address, the state it leads to, its right, form, service and words.
STEPS: dict[str, tuple[str, str, type[Form], Callable[..., Any], Any]] = {
    "du-ho-so": ("appraising", "foreign.request", forms.DayForm, acts.complete_dossier, gettext_lazy("Hồ sơ đã đủ")),
    "tham-dinh": ("appraised", "foreign.appraise", forms.OpinionForm, acts.appraise, gettext_lazy("Ghi thẩm định")),
    "phe-duyet": ("approved", "foreign.decide", forms.DecisionForm, acts.approve, gettext_lazy("Ghi quyết định phê duyệt")),
    "tiep-nhan": ("received", "foreign.request", forms.DayForm, acts.receive, gettext_lazy("Ghi đã tiếp nhận")),
    "bao-cao": ("reported", "foreign.request", forms.DayForm, acts.report, gettext_lazy("Ghi đã báo cáo")),
    "tu-choi": ("refused", "foreign.decide", forms.WhyForm, acts.refuse, gettext_lazy("Không phê duyệt")),
    "het-hieu-luc": ("lapsed", "foreign.decide", forms.WhyForm, acts.lapse, gettext_lazy("Phê duyệt hết hiệu lực")),
}  # fmt: skip


def foreign_url(row: ForeignApproval) -> str:
    return reverse("donors:foreign_detail", args=[row.code])


COLUMNS = [
    Column("donor", pgettext_lazy("một", "Nhà tài trợ"), "pledge.donor.name", sort=("pledge__donor__sort_key",), link=foreign_url),
    Column("value", gettext_lazy("Giá trị"), "pledge.value", kind="vnd", sort=("pledge__value",)),
    Column("asked", gettext_lazy("Ngày đề nghị"), "requested_on", kind="date", sort=("requested_on",)),
    Column("due", gettext_lazy("Hạn của bước này"), "due_on", kind="date"),
    Column("decision", gettext_lazy("Số quyết định"), "decision_no", opt=True),
    Column("state", gettext_lazy("Trạng thái"), lambda a: Tag(a.get_state_display(), TONES[a.state]), kind="tag", sort=("state",)),
]  # fmt: skip


@office_page("foreign.view")
def foreign_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        ForeignApproval.objects.visible_to(request.user).select_related("pledge__donor"),
        key="foreign",
        columns=COLUMNS,
        filterset=ForeignFilter,
        default_sort="-asked",
        noun=ngettext_lazy("%(n)s hồ sơ", "%(n)s hồ sơ", "count"),
    )
    links = []
    if can(request.user, "foreign.request"):
        links.append({"label": _("Đề nghị phê duyệt"), "url": reverse("donors:foreign_new"), "primary": True})
    lede = _(
        "Khoản của tổ chức nước ngoài chỉ được tiếp nhận và sử dụng sau khi cấp có thẩm quyền phê duyệt (NĐ 80/2020)."
    )
    return listing.response(
        "components/list_page.html", {"title": _("Phê duyệt viện trợ"), "lede": lede, "acts": links}
    )


def _foreign_pledges(request: OfficeRequest) -> Any:
    rows = Pledge.objects.visible_to(request.user).filter(donor__kind="foreign", state__in=["offered", "accepted"])
    return rows.select_related("donor", "item").order_by("donor__sort_key", "pk")


@office_page("foreign.request")
def foreign_new(request: OfficeRequest) -> HttpResponse:
    pledges = _foreign_pledges(request)
    asked = pledges.filter(code=request.GET.get("cam-ket", "")).first()
    form = forms.ForeignForm(request.POST or None, pledges=pledges, initial={"pledge": asked})
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.request_approval, user=request.user, **form.cleaned_data)
        if row:
            return redirect(foreign_url(row))
    return _page(request, form, _("Đề nghị phê duyệt viện trợ"), reverse("donors:foreign_list"))


def _page(request: OfficeRequest, form: Any, title: Any, back: str, lede: str = "") -> HttpResponse:
    context = {
        "title": title,
        "lede": lede,
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": back,
        "crumbs": [(_("Phê duyệt viện trợ"), reverse("donors:foreign_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _own(request: OfficeRequest, code: str) -> ForeignApproval:
    rows = ForeignApproval.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("pledge__donor", "pledge__item", "requested_by", "appraised_by", "decided_by"), code=code
    )


@office_page("foreign.view")
def foreign_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    unit = row.pledge.unit_id
    steps = [
        (reverse("donors:foreign_step", args=[row.code, name]), words)
        for name, (target, right, _form, _act, words) in STEPS.items()
        if target in FOREIGN_MOVES[row.state] and can(request.user, right, unit=unit)
    ]
    context = {
        "row": row,
        "tone": TONES[row.state],
        "late": bool(row.due_on and row.due_on < today()),
        "papers": row.papers.select_related("added_by"),
        "missing": acts.missing_papers(row) if row.state == "requested" else [],
        "steps": steps,
        "may_add": can(request.user, "foreign.paper", unit=unit),
        "history": history_of(row)[:20],
    }
    return render(request, "donors/foreign_detail.html", context)


@office_page("foreign.view")
def foreign_step(request: OfficeRequest, code: str, step: str) -> HttpResponse:
    row = _own(request, code)
    if step not in STEPS:
        raise Http404
    _target, _right, kind, act, words = STEPS[step]
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, act, user=request.user, approval=row, **form.cleaned_data):
            return redirect(foreign_url(row))
    return _page(request, form, words, foreign_url(row), lede=str(row.pledge.donor))


@office_page("foreign.paper")
def foreign_paper(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = forms.ForeignPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.add_paper, user=request.user, approval=row, **form.cleaned_data):
            return redirect(foreign_url(row))
    return _page(request, form, _("Thêm giấy tờ"), foreign_url(row), lede=str(row.pledge.donor))


@office_page("foreign.view")
def foreign_file(request: OfficeRequest, code: str, paper: str) -> HttpResponseBase:
    held = get_object_or_404(_own(request, code).papers, code=paper)
    return file_response(held.stored, file_name=f"{held.code}.{held.ending}", inline=True)
