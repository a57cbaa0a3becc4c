"""Pages of mobilisation plans."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from donors.filters import PlanFilter
from donors.forms.plan import ApprovePlanForm, EvaluationForm, PlanForm, TargetsForm
from donors.models import MobilisationPlan
from donors.models.plan import PLAN_MOVES
from donors.services import plan as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.pdf import print_template

TONES = {"draft": "act", "submitted": "act", "approved": "brand-t", "published": "ok", "evaluated": ""}


def plan_url(plan: MobilisationPlan) -> str:
    return reverse("donors:plan_detail", args=[plan.code])


COLUMNS = [
    Column("title", gettext_lazy("Tên kế hoạch"), "title", sort=("title",), link=plan_url),
    Column("unit", gettext_lazy("Đơn vị"), "unit.title", sort=("unit__path",)),
    Column("kind", gettext_lazy("Loại"), "get_kind_display", sort=("kind",), opt=True),
    Column("from", gettext_lazy("Từ ngày"), lambda p: p.valid.lower, kind="date", sort=("valid",)),
    Column("until", gettext_lazy("Đến ngày"), "last_day", kind="date", opt=True),
    Column("document", gettext_lazy("Số văn bản"), "document_no", opt=True),
    Column("state", gettext_lazy("Trạng thái"), lambda p: Tag(p.get_state_display(), TONES[p.state]), kind="tag", sort=("state",)),
]  # fmt: skip


@office_page("plans.view")
def plan_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        MobilisationPlan.objects.visible_to(request.user).select_related("unit"),
        key="plans",
        columns=COLUMNS,
        filterset=PlanFilter,
        default_sort="-from",
        noun=ngettext_lazy("%(n)s kế hoạch", "%(n)s kế hoạch", "count"),
    )
    links = []
    if can(request.user, acts.DRAFT):
        links.append({"label": _("Soạn kế hoạch"), "url": reverse("donors:plan_new"), "primary": True})
    return listing.response("components/list_page.html", {"title": _("Kế hoạch vận động"), "acts": links})


def _own(request: OfficeRequest, code: str) -> MobilisationPlan:
    rows = MobilisationPlan.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("unit", "drafted_by", "approved_by", "published_by"), code=code)


def _page(request: OfficeRequest, form: Any, title: Any, back: str, submit: Any = "") -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit": submit or _("Lưu"),
        "cancel_url": back,
        "crumbs": [(_("Kế hoạch vận động"), reverse("donors:plan_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("plans.draft")
def plan_edit(request: OfficeRequest, code: str = "") -> HttpResponse:
    plan = _own(request, code) if code else None
    covered = request.user.covered_units(ACTS[acts.DRAFT])
    units = AdministrativeUnit.objects.as_of(today()).filter(pk__in=covered).order_by("path")
    if plan:
        units = AdministrativeUnit.objects.filter(pk=plan.unit_id)
        initial = {
            "unit": plan.unit,
            "kind": plan.kind,
            "title": plan.title,
            "summary": plan.summary,
            "first_day": plan.valid.lower,
            "last_day": plan.last_day,
        }
    else:
        year = today().year + 1
        initial = {
            "unit": units.first(),
            "title": _("Kế hoạch vận động nguồn lực hỗ trợ trẻ em năm %(year)d") % {"year": year},
            "first_day": today().replace(year=year, month=1, day=1),
            "last_day": today().replace(year=year, month=12, day=31),
        }
    form = PlanForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.draft_plan, user=request.user, plan=plan, **form.cleaned_data)
        if row:
            return redirect(plan_url(row))
    back = plan_url(plan) if plan else reverse("donors:plan_list")
    return _page(request, form, _("Sửa kế hoạch") if plan else _("Soạn kế hoạch"), back)


@office_page("plans.view")
def plan_detail(request: OfficeRequest, code: str) -> HttpResponse:
    plan = _own(request, code)
    context = {
        "plan": plan,
        "tone": TONES[plan.state],
        **acts.figures_of(plan),
        **_may(request, plan),
        "history": history_of(plan)[:20],
    }
    return render(request, "donors/plan_detail.html", context)


def _may(request: OfficeRequest, plan: MobilisationPlan) -> dict[str, bool]:
    user, moves = request.user, PLAN_MOVES[plan.state]
    decides = can(user, acts.APPROVE, unit=plan.unit_id)
    another = user.pk != plan.drafted_by_id
    return {
        "may_draft": plan.state == "draft" and can(user, acts.DRAFT, unit=plan.unit_id),
        "may_return": plan.state == "submitted" and decides,
        "may_approve": "approved" in moves and decides and another,
        "may_publish": "published" in moves and decides and another,
        "may_evaluate": "evaluated" in moves
        and another
        and can(user, acts.EVALUATE, unit=plan.unit_id)
        and today() > plan.last_day,
    }


@office_page("plans.draft")
def plan_targets(request: OfficeRequest, code: str) -> HttpResponse:
    plan = _own(request, code)
    form = TargetsForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.set_targets, user=request.user, plan=plan, targets=form.targets()):
            return redirect(plan_url(plan))
    return _page(request, form, _("Mục tiêu theo lĩnh vực"), plan_url(plan))


@office_page("plans.approve")
def plan_approve(request: OfficeRequest, code: str) -> HttpResponse:
    plan = _own(request, code)
    form = ApprovePlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.approve_plan, user=request.user, plan=plan, **form.cleaned_data):
            return redirect(plan_url(plan))
    return _page(request, form, _("Duyệt kế hoạch"), plan_url(plan), _("Duyệt"))


@office_page("plans.evaluate")
def plan_evaluate(request: OfficeRequest, code: str) -> HttpResponse:
    plan = _own(request, code)
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.evaluate_plan, user=request.user, plan=plan, **form.cleaned_data):
            return redirect(plan_url(plan))
    return _page(request, form, _("Đánh giá kế hoạch"), plan_url(plan))


@office_page("plans.draft", "plans.approve")
@require_POST
def plan_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    plan = _own(request, code)
    if act == "refill":
        do(request, acts.refill, _("Đã lấy lại số liệu nhu cầu."), plan=plan)
    elif act == "submit":
        do(request, acts.submit_plan, _("Đã trình duyệt."), plan=plan)
    elif act == "return":
        do(request, acts.return_plan, _("Đã trả lại kế hoạch."), plan=plan, reason=request.POST.get("reason", ""))
    elif act == "publish":
        do(request, acts.publish_plan, _("Đã công bố kế hoạch."), plan=plan)
    else:
        raise Http404
    return redirect(plan_url(plan))


@office_page("plans.view")
def plan_print(request: OfficeRequest, code: str) -> HttpResponse:
    """The plan as a paper; a draft says on its face that it is one."""
    plan = _own(request, code)
    data = print_template("donors/print/plan.html", {"plan": plan, **acts.figures_of(plan)}, title=plan.title)
    return bytes_response(data, file_name=f"ke-hoach-{plan.code}.pdf", inline=True)
