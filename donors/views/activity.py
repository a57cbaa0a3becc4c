"""Pages of activities: month and list, plan and invite, attendance with findings in one grid, heads by day."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.models import Child, Item
from donors import calendar
from donors.filters import ActivityFilter
from donors.forms.activity import ActivityForm, HeadsForm, InviteForm, ResultForm
from donors.models import Activity, ActivityInvite
from donors.models.activity import Finding
from donors.services import activity as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of, seen_many
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form, typed

TONES = {"planned": "act", "published": "brand-t", "held": "ok", "cancelled": ""}
MOST = 80  # children in one grid


def activity_url(row: Activity) -> str:
    return reverse("donors:activity_detail", args=[row.code])


COLUMNS = [
    Column("name", gettext_lazy("Hoạt động"), "name", sort=("name",), link=activity_url, sub=lambda a: a.venue),
    Column("kind", gettext_lazy("Loại"), "get_kind_display", sort=("kind",)),
    Column("from", gettext_lazy("Từ ngày"), "valid.lower", kind="date", sort=("valid", "pk")),
    Column("to", gettext_lazy("Đến ngày"), "last_day", kind="date", opt=True),
    Column("unit", gettext_lazy("Đơn vị tổ chức"), "unit.title", sort=("unit__sort_key",), opt=True),
    Column("came", gettext_lazy("Trẻ có mặt"), "came", kind="number"),
    Column("portions", gettext_lazy("Lượt theo ngày"), "portions", kind="number"),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda a: Tag(a.get_state_display(), TONES[a.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("activities.view")
def activity_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        Activity.objects.visible_to(request.user).select_related("unit").with_heads(),
        key="activities",
        columns=COLUMNS,
        filterset=ActivityFilter,
        default_sort="-from",
        noun=ngettext_lazy("%(n)s hoạt động", "%(n)s hoạt động", "count"),
    )
    links: list[dict[str, Any]] = [{"label": _("Lịch tháng"), "url": reverse("donors:activity_month")}]
    if can(request.user, "activities.edit"):
        links.insert(0, {"label": _("Lập hoạt động"), "url": reverse("donors:activity_new"), "primary": True})
    return listing.response("components/list_page.html", {"title": _("Hoạt động"), "acts": links})


@office_page("activities.view")
def activity_month(request: OfficeRequest) -> HttpResponse:
    month = calendar.month_of(request.GET.get("thang", ""), today())
    rows = Activity.objects.visible_to(request.user).exclude(state="cancelled").during(*calendar.span(month))
    rows = rows.select_related("unit").order_by("valid", "pk")
    before, after = calendar.beside(month)
    context = {
        "month": month,
        "rows": rows,
        "weeks": calendar.weeks(month, rows),
        "before": before,
        "after": after,
        "link": "donors:activity_detail",
    }
    return render(request, "donors/activity_month.html", context)


def _own(request: OfficeRequest, code: str) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related("unit", "school", "partner").with_heads()
    return get_object_or_404(rows, code=code)


@office_page("activities.view")
def activity_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    user = request.user
    edit, publish = (can(user, act, unit=row.unit_id) for act in ("activities.edit", "activities.publish"))
    open_ = row.state in ("planned", "published")
    attended = row.attendances.all() if can(user, "children.papers") else row.attendances.none()
    context = {
        "row": row,
        "tone": TONES[row.state],
        "invites": row.invites.select_related("school", "village"),
        "counts": row.head_counts.select_related("group__school", "group__village").order_by("-day")[:40],
        "needs": attended.filter(finding="need").count(),
        "referrals": attended.filter(finding="referral").count(),
        "findings": acts.may_find(user, row),
        "may_edit": edit and open_,
        "may_publish": publish and row.state == "planned",
        "may_hold": publish and row.state == "published",
        "may_cancel": publish and open_,
        "may_record": can(user, "activities.record") and row.state in ("published", "held"),
        "history": history_of(row)[:20],
    }
    return render(request, "donors/activity_detail.html", context)


def _page(request: OfficeRequest, form: Form, title: Any, submit: Any, back: str, lede: str = "") -> HttpResponse:
    context = {
        "title": title,
        "lede": lede,
        "form": form,
        "submit": submit,
        "cancel_url": back,
        "crumbs": [(_("Hoạt động"), reverse("donors:activity_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _unit(request: OfficeRequest) -> AdministrativeUnit:
    """The person's own unit, which organises."""
    memberships = [m for m in request.user.current_memberships() if m.role in ACTS["activities.edit"]]
    return memberships[0].unit


@office_page("activities.edit")
def activity_edit(request: OfficeRequest, code: str = "") -> HttpResponse:
    row = _own(request, code) if code else None
    initial: dict[str, Any] = {}
    if row:
        names = ("kind", "name", "about", "venue", "school", "lent_paper", "partner", "cost_paper")
        initial |= {name: getattr(row, name) for name in names}
        initial |= {"first_day": row.valid.lower, "last_day": row.last_day, "cost_memo": row.cost_memo or None}
    units = request.user.covered_units(ACTS["activities.edit"])
    form = ActivityForm(request.POST or None, units=units, initial=initial)
    unit = row.unit if row else _unit(request)
    if request.method == "POST" and form.is_valid():
        made = try_form(form, acts.save_activity, user=request.user, activity=row, unit=unit, **form.cleaned_data)
        if made:
            return redirect(activity_url(made))
    back = activity_url(row) if row else reverse("donors:activity_list")
    return _page(request, form, _("Sửa hoạt động") if row else _("Lập hoạt động"), _("Lưu"), back)


@office_page("activities.edit")
def activity_invite(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = InviteForm(request.POST or None, units=request.user.covered_units(ACTS["activities.edit"]))
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.invite, user=request.user, activity=row, **form.cleaned_data):
            return redirect(activity_url(row))
    return _page(request, form, _("Mời lớp, thôn"), _("Mời"), activity_url(row), row.name)


@office_page("activities.publish")
@require_POST
def activity_move(request: OfficeRequest, code: str, state: str) -> HttpResponse:
    row = _own(request, code)
    if state not in ("published", "cancelled"):
        raise Http404
    words = request.POST.get("reason", "")
    do(request, acts.move_activity, _("Đã ghi."), activity=row, state=state, words=words)
    return redirect(activity_url(row))


@office_page("activities.publish")
def activity_result(request: OfficeRequest, code: str) -> HttpResponse:
    """The activity was held: what came of it, in words for everybody."""
    row = _own(request, code)
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if try_form(form, acts.move_activity, user=request.user, activity=row, state="held", words=words):
            return redirect(activity_url(row))
    return _page(request, form, _("Ghi đã tổ chức"), _("Lưu"), activity_url(row), row.name)


@office_page("activities.record")
def activity_heads(request: OfficeRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form = HeadsForm(request.POST or None, groups=acts.countable(request.user, row))
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.count_heads, user=request.user, activity=row, **form.cleaned_data):
            messages.success(request, _("Đã ghi."))
            return redirect(activity_url(row))
    return _page(request, form, _("Ghi số trẻ trong ngày"), _("Lưu"), activity_url(row), row.name)


def _invited(request: OfficeRequest, group: ActivityInvite) -> list[Child]:
    rows = Child.objects.assessable_by(request.user).filter(group.members)
    return list(rows.select_related("unit", "village", "school").order_by("sort_key", "pk")[:MOST])


@office_page("activities.record")
def activity_grid(request: OfficeRequest, code: str, group: int) -> HttpResponse:
    """One invited class or village: who came, and of a check-up what was found, line by line."""
    row = _own(request, code)
    invited = get_object_or_404(row.invites.select_related("school", "village"), pk=group)
    children = _invited(request, invited)
    if not children:
        raise Http404
    findings = acts.may_find(request.user, row)
    items = list(Item.objects.filter(is_money=False, size_kind="").order_by("area", "name_vi")) if findings else []
    held = {one.child_id: one for one in row.attendances.filter(child__in=children)}
    wrong: dict[int, str] = {}
    shown = request.POST if request.method == "POST" else None
    if shown is not None:
        by_code = {str(item.pk): item for item in items}
        lines = [
            acts.Said(
                child,
                came=typed(request, f"came_{child.code}") == "1",
                finding=typed(request, f"finding_{child.code}") if findings else "",
                item=by_code.get(typed(request, f"item_{child.code}")),
            )
            for child in children
            if typed(request, f"came_{child.code}") in ("0", "1")
        ]
        lines = [line for line in lines if line.finding in Finding.values]
        told = {"provider": typed(request, "provider"), "handed_to": typed(request, "handed_to")}
        result = do(request, _saving(wrong), _("Đã ghi các dòng đã điền."), activity=row, lines=lines, **told)
        if result and not wrong:
            return redirect(activity_url(row))
    elif findings:
        seen_many(request.user, children, "activity_grid", right="activities.record")
    context = {
        "row": row,
        "group": invited,
        "lines": [_line(child, held.get(child.pk), shown, wrong) for child in children],
        "findings": findings,
        "choices": Finding.choices,
        "items": items,
        "provider": shown.get("provider", "") if shown else "",
        "handed_to": shown.get("handed_to", "") if shown else "",
        "full": len(children) == MOST,
    }
    return render(request, "donors/activity_grid.html", context, status=422 if wrong else 200)


def _saving(wrong: dict[int, str]) -> Any:
    """The act, with the sentences of unwritten lines told to the page."""

    def act(**kwargs: Any) -> bool:
        wrong.update(acts.save_attendance(**kwargs))
        return True

    return act


def _line(child: Child, one: Any, shown: Any, wrong: dict[int, str]) -> dict[str, Any]:
    came = "" if one is None else str(int(one.came))
    finding = one.finding if one else ""
    if shown is not None and child.pk in wrong:  # what was typed stays where it is
        came, finding = shown.get(f"came_{child.code}", ""), shown.get(f"finding_{child.code}", "")
    return {
        "child": child,
        "came": came,
        "finding": finding,
        "item": shown.get(f"item_{child.code}", "") if shown is not None else "",
        "fixed": bool(one and (one.need_id or one.referral_id)),
        "wrong": wrong.get(child.pk, ""),
    }
