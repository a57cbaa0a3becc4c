"""The committee's policies of matching, and what is short: the appeal to donors."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from donors import workbench
from donors.forms.matching import PolicyForm
from donors.models import MatchPolicy, MatchRun
from donors.services.policy import adopt_policy
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.export import export_response
from lao_cai_support.web.listing import Column, Listing
from lao_cai_support.web.pages import try_form

POLICIES = [
    Column("version", gettext_lazy("Phiên bản"), "version", kind="number", sort=("version",)),
    Column("weights", gettext_lazy("Trọng số"), lambda p: " – ".join(str(p.weights[key]) for key in ("1", "2", "3"))),
    Column("fairness", gettext_lazy("Thứ tự mục tiêu"), "get_fairness_display"),
    Column("committee", gettext_lazy("Hội đồng quyết định"), "committee", sub=lambda p: p.note),
    Column("document", gettext_lazy("Số văn bản"), "document_no"),
    Column("day", gettext_lazy("Ngày quyết định"), "decided_on", kind="date", sort=("decided_on",)),
]
APPEALS = [
    Column("item", gettext_lazy("Mặt hàng"), "item"),
    Column("size", gettext_lazy("Cỡ"), "size"),
    Column("short", gettext_lazy("Còn thiếu"), "short", kind="number"),
    Column("places", gettext_lazy("Số xã"), "places", kind="number"),
    Column("unit", gettext_lazy("Đơn giá"), "unit_value", kind="vnd"),
    Column("words", gettext_lazy("Thêm một đơn vị thì sao"), "words"),
]


@office_page("matching.view")
def policy_list(request: OfficeRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        MatchPolicy.objects.all(),
        key="policies",
        columns=POLICIES,
        default_sort="-version",
        noun=ngettext_lazy("%(n)s phiên bản", "%(n)s phiên bản", "count"),
    )
    links = []
    if can(request.user, "matching.policy"):
        links.append({"label": _("Ghi quyết định mới"), "url": reverse("donors:policy_new"), "primary": True})
    context = {
        "title": _("Chính sách điều phối"),
        "lede": _("Mỗi quyết định của hội đồng là một phiên bản; phiên bản đã ghi không sửa được."),
        "acts": links,
    }
    return listing.response("components/list_page.html", context)


@office_page("matching.policy")
def policy_new(request: OfficeRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, adopt_policy, user=request.user, **form.typed()):
            return redirect("donors:policy_list")
    context = {
        "title": _("Ghi quyết định về chính sách điều phối"),
        "lede": _("Mức ưu tiên cao hơn không được nhẹ hơn mức thấp hơn."),
        "form": form,
        "submit": _("Ghi thành phiên bản mới"),
        "cancel_url": reverse("donors:policy_list"),
        "crumbs": [
            (_("Điều phối"), reverse("donors:matching_list")),
            (_("Chính sách điều phối"), reverse("donors:policy_list")),
        ],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("matching.appeal")
def appeal(request: OfficeRequest) -> HttpResponseBase:
    """What is short after the newest proposal, and what one more would do. Outside the office small numbers are hidden."""
    run = (
        MatchRun.objects.filter(state__in=["proposed", "submitted", "approved"], summary__has_key="more")
        .select_related("unit")
        .order_by("-proposed_at")
        .first()
    )
    rows = workbench.appeals(run) if run else []
    office = can(request.user, "matching.view")
    if not office:
        rows = [row for row in rows if row.priority is not None and not row.few]
    kind = request.GET.get("export", "")
    if kind in ("csv", "xlsx"):
        return export_response(rows, APPEALS, f"keu-goi-{today():%Y-%m-%d}", kind)
    context: dict[str, Any] = {"run": run, "rows": rows, "office": office, "few": workbench.FEW}
    return render(request, "donors/appeal.html", context)
