"""The matching workbench."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from children.models import Need
from donors import workbench
from donors.filters import LineFilter, RunFilter
from donors.forms.matching import RunForm
from donors.models import Allocation, MatchRun, Pledge
from donors.services import matching as acts
from donors.services.decline import decline_pledge
from donors.services.policy import policy_in_force
from donors.tasks import solve_match_run
from donors.views.pledge import what
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.jobs import start_job
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do
from lao_cai_support.web.pdf import print_template

SHOWN = 15  # rows of a side panel
TONES = {
    "solving": "act",
    "proposed": "act",
    "submitted": "brand-t",
    "approved": "ok",
    "discarded": "",
    "failed": "bad",
}


def run_url(run: MatchRun) -> str:
    return reverse("donors:matching_detail", args=[run.code])


COLUMNS = [
    Column("name", gettext_lazy("Phương án"), "name", sort=("name",), link=run_url),
    Column("by", gettext_lazy("Người lập"), "proposed_by.full_name", sort=("proposed_by__full_name",)),
    Column("at", gettext_lazy("Lập lúc"), "proposed_at", kind="date", sort=("proposed_at",)),
    Column("met", gettext_lazy("Giá trị đáp ứng"), lambda r: r.summary.get("value_met"), kind="vnd"),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda r: Tag(r.get_state_display(), TONES[r.state]),
        kind="tag",
        sort=("state",),
    ),
]
LINES = [
    Column(
        "need",
        pgettext_lazy("một", "Nhu cầu"),
        lambda a: f"{a.need.item}{', ' + a.need.size if a.need.size else ''}",
        sort=("need__item__name_vi",),
        sub=lambda a: a.need.unit.title,
    ),
    Column(
        "pledge",
        pgettext_lazy("một", "Cam kết"),
        lambda a: a.pledge.donor.name,
        sort=("pledge__donor__sort_key",),
        sub=lambda a: what(a.pledge),
    ),
    Column("quantity", gettext_lazy("Số lượng"), "quantity", kind="number", sort=("quantity",)),
    Column("value", gettext_lazy("Giá trị"), "value", kind="vnd", sort=("value",)),
]


@office_page("matching.view")
def matching_list(request: OfficeRequest) -> HttpResponse:
    rows = MatchRun.objects.visible_to(request.user).select_related("proposed_by")
    listing = Listing(
        request,
        rows,
        key="matching",
        columns=COLUMNS,
        filterset=RunFilter,
        default_sort="-at",
        noun=ngettext_lazy("%(n)s phương án", "%(n)s phương án", "count"),
    )
    links = []
    if can(request.user, "matching.propose"):
        links.append({"label": _("Lập phương án"), "url": reverse("donors:matching_new"), "primary": True})
    links += [
        {"label": _("Đang cần nhất"), "url": reverse("donors:appeal")},
        {"label": _("Chính sách"), "url": reverse("donors:policy_list")},
    ]
    return listing.response("components/list_page.html", {"title": _("Điều phối"), "acts": links})


def _send(request: OfficeRequest, run: MatchRun) -> Any:
    return start_job(
        kind="matching",
        title=_("Đang tính phương án"),
        owner=request.user,
        task=solve_match_run,
        result_url=run_url(run),
        run_code=run.code,
    )


@office_page("matching.propose")
def matching_new(request: OfficeRequest) -> HttpResponse:
    day = today()
    unit = (
        AdministrativeUnit.objects.filter(level="province", pk__in=request.user.covered_units(ACTS["matching.propose"]))
        .as_of(day)
        .first()
    )
    form = RunForm(
        request.POST or None,
        initial={
            "name": _("Phương án ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"},
            "version": policy_in_force(day),
        },
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            run = acts.propose(
                user=request.user,
                unit=unit,
                name=form.cleaned_data["name"],
                scope=form.scope(),
                policy=form.policy(),
                version=form.cleaned_data["version"],
            )
            job = _send(request, run)
        return redirect("web:job", code=job.code)
    unmet = Need.objects.unmet().filter(needed_by__gte=day).count()
    pledges = Pledge.objects.open().filter(route="fund").count()
    context = {
        "title": _("Lập phương án điều phối"),
        "lede": _("%(needs)s nhu cầu còn thiếu, %(pledges)s cam kết còn phần chưa phân bổ.")
        % {"needs": unmet, "pledges": pledges},
        "form": form,
        "submit": _("Tính phương án"),
        "cancel_url": reverse("donors:matching_list"),
        "crumbs": [(_("Điều phối"), reverse("donors:matching_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _own(request: OfficeRequest, code: str) -> MatchRun:
    return get_object_or_404(
        MatchRun.objects.visible_to(request.user).select_related("proposed_by", "approved_by", "policy_version"),
        code=code,
    )


@office_page("matching.view")
def matching_detail(request: OfficeRequest, code: str) -> HttpResponse:
    run = _own(request, code)
    rows = run.allocations.select_related("need__item", "need__unit", "pledge__donor", "pledge__item")
    listing = Listing(
        request,
        rows,
        key="lines",
        columns=LINES,
        filterset=LineFilter,
        default_sort="-value",
        noun=ngettext_lazy("%(n)s dòng", "%(n)s dòng", "count"),
    )
    user = request.user
    own = run.proposed_by_id == user.pk
    editable = own and run.state == "proposed" and can(user, "matching.propose", unit=run.unit_id)
    context = {
        "run": run,
        "tone": TONES[run.state],
        **_beside(request, run),
        "editable": editable,
        "may_submit": editable and run.trial is None,
        "may_solve": run.state in ("proposed", "failed") and can(user, "matching.propose", unit=run.unit_id),
        "may_approve": run.state == "submitted" and can(user, "matching.approve", unit=run.unit_id) and not own,
        "may_discard": run.state in ("solving", "proposed", "submitted", "failed")
        and can(user, "matching.propose", unit=run.unit_id),
        "unmet": run.summary.get("unmet", [])[:20],
        "sees_needs": can(user, "needs.view"),
        "unmet_count": len(run.summary.get("unmet", [])),
        "unused_count": len(run.summary.get("unused", [])),
        "history": history_of(run)[:20],
    }
    return listing.response("donors/matching_detail.html", context)


def _beside(request: OfficeRequest, run: MatchRun) -> dict[str, Any]:
    """What stands beside the lines: scenarios to compare, coverage by commune, the map, the pledges."""
    day = today()
    names = {unit.path: unit.title for unit in AdministrativeUnit.objects.as_of(day)}
    others = MatchRun.objects.visible_to(request.user).exclude(pk=run.pk).exclude(summary={}).order_by("-pk")
    other = others.filter(code=request.GET.get("voi", "")).first()
    rows = []
    if run.summary:
        rows.append(workbench.figures(run.summary, names, name=run.name, current=True))
        if run.trial:
            rows.append(workbench.figures(run.trial["summary"], names, name=_("Kết quả tính lại, chưa giữ")))
        if other:
            rows.append(workbench.figures(other.summary, names, name=other.name, url=run_url(other)))
    cover = workbench.coverage(run, day)
    return {
        "scenarios": rows,
        "others": [] if other else others.filter(state__in=["proposed", "submitted", "approved"])[:10],
        "other": other,
        "change": workbench.difference(run) if run.trial else None,
        "coverage": cover[:SHOWN],
        "coverage_rest": cover[SHOWN:],
        "map": workbench.coverage_map(cover) if cover else None,
        "uses": workbench.uses(run)[:SHOWN],
        "dropped": len(run.summary.get("dropped", [])),
        "ordered": [row for row in cover if row.new] if run.state == "approved" else [],
    }


@office_page("matching.view")
def matching_order(request: OfficeRequest, code: str, unit: str) -> HttpResponse:
    """The order of goods and money to one commune by an approved proposal."""
    run = _own(request, code)
    commune = AdministrativeUnit.objects.filter(code=unit, pk__in=run.allocations.values("need__unit")).first()
    if commune is None or run.state != "approved":
        raise Http404
    lines = workbench.order_lines(run, commune)
    context = {"run": run, "unit": commune, "lines": lines, "total": sum(line.value for line in lines)}
    data = print_template("donors/print/order.html", context, title=f"Lệnh điều phối {commune.title}")
    return bytes_response(data, file_name=f"dieu-phoi-{run.code}-{commune.code}.pdf", inline=True)


@office_page("matching.propose", "matching.approve")
@require_POST
def matching_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    run = _own(request, code)
    if act == "solve":
        with transaction.atomic():
            if do(request, acts.solve_again, _("Đang tính lại."), run=run):
                return redirect("web:job", code=_send(request, run).code)
    elif act == "submit":
        do(request, acts.submit_run, _("Đã trình duyệt."), run=run)
    elif act == "return":
        do(request, acts.return_run, _("Đã trả lại phương án."), run=run, reason=request.POST.get("reason", ""))
    elif act == "approve":
        do(request, acts.approve_run, _("Đã duyệt: nhu cầu và cam kết được giữ chỗ cho nhau."), run=run)
    elif act == "keep":
        do(request, acts.keep_trial, _("Đã giữ kết quả tính lại."), run=run)
    elif act == "drop":
        do(request, acts.drop_trial, _("Đã bỏ kết quả tính lại; phương án còn nguyên."), run=run)
    elif act == "discard":
        do(request, acts.discard_run, _("Đã bỏ phương án."), run=run)
    else:
        raise Http404
    return redirect(run_url(run))


@office_page("matching.propose")
@require_POST
def matching_line(request: OfficeRequest, code: str, line: str) -> HttpResponse:
    """Lock, let go, forbid, or set a line's quantity."""
    run = _own(request, code)
    row: Allocation = get_object_or_404(run.allocations.select_related("need__unit", "pledge"), code=line)
    act = request.POST.get("act", "")
    if act in ("lock", "unlock"):
        do(request, acts.lock_line, _("Đã ghi."), allocation=row, locked=act == "lock")
    elif act == "forbid":
        do(
            request,
            acts.forbid_line,
            _("Đã bỏ dòng này; lần tính lại sẽ không đề xuất nữa."),
            allocation=row,
            reason=request.POST.get("reason", ""),
        )
    elif act == "decline":
        do(
            request,
            decline_pledge,
            _("Đã ghi xã từ chối. Nhu cầu của xã giữ nguyên thứ tự chờ; hãy tính lại."),
            pledge=row.pledge,
            unit=row.need.unit,
            reason=request.POST.get("reason", ""),
        )
    elif act == "change":
        text = request.POST.get("quantity", "")
        do(
            request,
            acts.change_quantity,
            _("Đã sửa số lượng và khóa dòng."),
            allocation=row,
            quantity=int(text) if text.isdecimal() and len(text) < 10 else 0,
        )
    else:
        raise Http404
    return redirect(run_url(run))
