"""Pages of needs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from children.filters import NeedFilter
from children.forms.need import GroupNeedForm, NeedForm
from children.models import Child, ItemStandard, Need, SupportArea
from children.services import need as acts
from children.services.state_support import state_support
from children.services.substitute import size_up
from children.views.child import child_url, own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.export_files import Contents, asked_again, exportable
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"open": "act", "approved": "", "published": "brand-t", "closed": "ok", "withdrawn": ""}


def need_url(need: Need) -> str:
    return reverse("children:need_detail", args=[need.code])


def whom(need: Need) -> str:
    """Name of the child or the group; only for those who may open the file."""
    return need.child.full_name if need.child else f"{need.group_name} ({need.head_count})"


def whom_anonymous(need: Need) -> str:
    """Sex and age, or "a group": for those who see the need without the file."""
    if need.child is None:
        return _("nhóm %(count)s trẻ") % {"count": need.head_count}
    return f"{need.child.get_sex_display()}, {need.child.age_on(today())} {_('tuổi')}"


def sees_names(user: Any) -> bool:
    """A sector reviewer alone gives an opinion without knowing the child (design: who may do what)."""
    return can(user, "children.view")


def columns(named: bool) -> list[Column]:
    return [
        Column(
            "item",
            pgettext_lazy("một", "Nhu cầu"),
            lambda n: f"{n.item}{', ' + n.size if n.size else ''}",
            sort=("item__name_vi", "size"),
            link=need_url,
        ),
        Column(
            "whom", gettext_lazy("Cho"), whom if named else whom_anonymous, sort=("child__sort_key",) if named else ()
        ),
        Column("unit", gettext_lazy("Xã"), "unit.title", sort=("unit__sort_key",), run=True),
        Column("quantity", gettext_lazy("Số lượng"), "quantity", kind="number", sort=("quantity",)),
        Column("value", gettext_lazy("Giá trị"), "value", kind="vnd", opt=True),
        Column("priority", gettext_lazy("Ưu tiên"), "priority", kind="number", sort=("priority",)),
        Column("needed_by", gettext_lazy("Cần trước"), "needed_by", kind="date", sort=("needed_by",)),
        Column("missing", gettext_lazy("Còn thiếu"), "missing", kind="number"),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            lambda n: Tag(n.get_state_display(), TONES[n.state]),
            kind="tag",
            sort=("state",),
        ),
    ]


def need_listing(request: OfficeRequest) -> Listing:
    """The needs the person sees, filtered as asked."""
    rows = Need.objects.visible_to(request.user).select_related("item", "unit", "child")
    return Listing(
        request,
        rows,
        key="needs",
        columns=columns(sees_names(request.user)),
        filterset=NeedFilter,
        default_sort="needed_by",
        noun=ngettext_lazy("%(n)s nhu cầu", "%(n)s nhu cầu", "count"),
        title=_("Nhu cầu"),
        reasoned=True,
    )


@exportable("needs")
def needs_to_export(user: Any, query: Any, search: str) -> Contents:
    return need_listing(asked_again(user, query, "search.needs", search)).contents()


@office_page("needs.view")
def need_list(request: OfficeRequest) -> HttpResponse:
    listing = need_listing(request)
    bulk = []
    if can(request.user, "needs.approve"):
        bulk.append(
            {"label": _("Duyệt"), "url": reverse("children:need_bulk", args=["approve"]), "tone": "btn-primary"}
        )
    if can(request.user, "needs.publish"):
        bulk.append({"label": _("Công bố"), "url": reverse("children:need_bulk", args=["publish"]), "tone": ""})
    links = []
    if can(request.user, "needs.assess"):
        links.append({"label": _("Đánh giá cả lớp, cả thôn"), "url": reverse("children:assess_pick"), "primary": True})
        links.append({"label": _("Ghi nhu cầu của nhóm"), "url": reverse("children:need_group")})
    if sees_names(request.user):
        links.append({"label": _("Theo trường và cỡ"), "url": reverse("children:need_names")})
    links.append({"label": _("Các đánh giá"), "url": reverse("children:assessment_list")})
    links.append({"label": _("Đơn giá"), "url": reverse("children:price_list")})
    links.append({"label": _("Tiêu chuẩn"), "url": reverse("children:standard_list")})
    return listing.response("components/list_page.html", {"title": _("Nhu cầu"), "acts": links, "bulk": bulk})


@office_page("needs.view")
def need_detail(request: OfficeRequest, code: str) -> HttpResponse:
    need = get_object_or_404(
        Need.objects.visible_to(request.user).select_related(
            "item__area",
            "unit",
            "child__unit",
            "child__village",
            "assessment__form",
            "village",
            "school",
            "overridden_by",
        ),
        code=code,
    )
    context = {
        "need": need,
        "named": sees_names(request.user),
        "whom": whom(need) if sees_names(request.user) else whom_anonymous(need),
        "child_url": child_url(need.child) if need.child and sees_names(request.user) else "",
        "history": history_of(need)[:20],
        "opinions": need.opinions.select_related("given_by"),
        "asks_opinion": bool(need.assessment and need.assessment.form.needs_opinion),
        "may_opinion": need.state in ("open", "approved")
        and any(
            m.role == Role.SECTOR_REVIEWER and m.support_area == need.item.area_id and m.covers(need.unit_id)
            for m in request.user.current_memberships()
        ),
        "given": state_support(need.child, need.item, today())
        if need.child and can(request.user, "children.papers", unit=need.unit_id)
        else None,
        "up": size_up(need),
        "standard": ItemStandard.objects.in_force(today()).filter(item=need.item_id).first(),
        "substitutes": need.item.substitutes.select_related("substitute"),
        "may_substitute": need.state in ("open", "approved", "published")
        and not (need.reserved or need.delivered)
        and (need.item.sizes or need.item.substitutes.exists())
        and can(request.user, "needs.substitute", unit=need.unit_id),
        "may_override": need.state in ("open", "approved", "published")
        and need.delivered < need.quantity
        and can(request.user, "needs.override", unit=need.unit_id),
        "may_approve": need.state == "open"
        and can(request.user, "needs.approve", unit=need.unit_id)
        and need.assessed_by_id != request.user.pk,
        "may_publish": need.state == "approved" and can(request.user, "needs.publish", unit=need.unit_id),
        "may_withdraw": need.state in ("open", "approved", "published")
        and not (need.reserved or need.delivered)
        and (
            can(request.user, "needs.approve", unit=need.unit_id)
            or can(request.user, "needs.assess", unit=need.unit_id)
        ),
        "may_close": need.state in ("approved", "published")
        and not need.reserved
        and can(request.user, "needs.approve", unit=need.unit_id),
    }
    return render(request, "children/need_detail.html", context)


@office_page("needs.assess")
def need_new(request: OfficeRequest, code: str) -> HttpResponse:
    """First the area of support, then the need with the area's questions."""
    child = get_object_or_404(
        Child.objects.visible_to(request.user).select_related("unit", "village", "household"), code=code
    )
    area = SupportArea.objects.filter(code=request.GET.get("area", "")).first()
    if area is None:
        return render(request, "children/need_area.html", {"child": child, "areas": SupportArea.objects.all()})
    item = area.items.filter(is_money=False).first()
    if item is None:
        raise Http404
    health = can(request.user, "children.papers", unit=child.unit_id)
    facts = acts.known_answers(child, item, today(), health=health)
    form = NeedForm(request.POST or None, area=area.code, facts=facts)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        need = try_form(
            form,
            acts.assess_need,
            user=request.user,
            unit=child.unit,
            child=child,
            item=data["item"],
            size=data["size"],
            quantity=data["quantity"],
            value=data["unit_value"],
            needed_by=data["needed_by"],
            note=data["note"],
            answers=form.answers(),
        )
        if need:
            return redirect(need_url(need))
    context = {
        "title": _("Ghi nhu cầu cho %(name)s") % {"name": child.full_name},
        "lede": str(area),
        "form": form,
        "submit": _("Lưu và chờ duyệt"),
        "cancel_url": child_url(child),
        "crumbs": [(_("Trẻ em"), reverse("children:child_list")), (child.full_name, child_url(child))],
        "here": _("Ghi nhu cầu"),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _only_school(user: Any) -> int | None:
    """The school of a focal point who keeps no commune's register: its needs are those of its own pupils."""
    if can(user, "children.edit"):
        return None
    return next((m.school_id for m in user.current_memberships() if m.school_id), None)


@office_page("needs.assess")
def need_group(request: OfficeRequest) -> HttpResponse:
    unit = own_commune(request, "needs.assess")
    area = SupportArea.objects.filter(code=request.GET.get("area", "")).first()
    if area is None:
        return render(request, "children/need_area.html", {"areas": SupportArea.objects.all()})
    form = GroupNeedForm(request.POST or None, unit=unit, area=area.code, school=_only_school(request.user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        need = try_form(
            form,
            acts.assess_need,
            user=request.user,
            unit=unit,
            group_name=data["group_name"],
            head_count=data["head_count"],
            school=data["school"],
            village=data["village"],
            item=data["item"],
            size=data["size"],
            sizes=data["sizes"],
            quantity=data["quantity"],
            value=data["unit_value"],
            needed_by=data["needed_by"],
            note=data["note"],
            answers=form.answers(),
        )
        if need:
            return redirect(need_url(need))
    context = {
        "title": _("Ghi nhu cầu của một nhóm"),
        "lede": str(area),
        "form": form,
        "submit": _("Lưu và chờ duyệt"),
        "cancel_url": reverse("children:need_list"),
        "crumbs": [(_("Nhu cầu"), reverse("children:need_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("needs.approve", "needs.publish", "needs.assess")
@require_POST
def need_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    need = get_object_or_404(Need.objects.visible_to(request.user), code=code)
    if act == "approve":
        do(request, acts.approve_need, _("Đã duyệt nhu cầu."), need=need)
    elif act == "publish":
        do(request, acts.publish_need, _("Đã công bố nhu cầu, không nêu tên trẻ."), need=need)
    elif act == "withdraw":
        do(request, acts.withdraw_need, _("Đã rút nhu cầu."), need=need, reason=request.POST.get("reason", ""))
    elif act == "close":
        do(request, acts.close_need, _("Đã đóng nhu cầu."), need=need)
    else:
        raise Http404
    return redirect(need_url(need))


@office_page("needs.approve", "needs.publish")
@require_POST
def need_bulk(request: OfficeRequest, act: str) -> HttpResponse:
    """Approve or publish the ticked needs; what is refused is said, the rest goes through."""
    chosen = {"approve": acts.approve_need, "publish": acts.publish_need}.get(act)
    if chosen is None:
        raise Http404
    needs = Need.objects.visible_to(request.user).filter(code__in=request.POST.getlist("pick")[:500])
    done, refusals = acts.each(chosen, user=request.user, needs=needs)
    if done:
        messages.success(request, ngettext("Đã xong %(n)s nhu cầu.", "Đã xong %(n)s nhu cầu.", done) % {"n": done})
    for sentence in refusals:
        messages.error(request, sentence)
    if not done and not refusals:
        messages.warning(request, _("Chưa chọn dòng nào. Hãy đánh dấu các dòng rồi bấm lại."))
    return redirect("children:need_list")
