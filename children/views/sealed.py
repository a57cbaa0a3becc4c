"""Pages of sealed files and of the grants that open them. Each look at an open one is logged under its grant."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.filters import GrantFilter
from children.forms.document import DocumentForm
from children.forms.sealed import BreakForm, GrantForm, ReviewGrantForm, SealedForm
from children.models import Child, CircumstanceKind, SealedGrant
from children.models.grant import EMERGENCY_HOURS
from children.services import sealed as acts
from children.views.child import child_url, own_unit
from children.views.document import kept
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.audit.services import history_of, seen, views_of
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

DEFAULT_DAYS = 30


def sealed_child(request: OfficeRequest, code: str) -> Child:
    """A child whose sealed page the person may open at all, with or without a grant; 404 otherwise."""
    rows = Child.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(rows.filter(unit__in=request.user.covered_units(ACTS["sealed.view"])), code=code)


@office_page("sealed.view")
def sealed_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The sealed file under a grant; without one the same page for every child: a closed door and how to open it."""
    child = sealed_child(request, code)
    grants = acts.grants_for(request.user, child)
    for grant in grants:
        seen(request.user, child, f"sealed {grant.code}", right="sealed.view")
    context: dict[str, Any] = {
        "child": child,
        "grants": grants,
        "hours": EMERGENCY_HOURS,
        "may_break": can(request.user, "sealed.break", unit=child.unit_id),
        "may_grant": can(request.user, "sealed.grant", unit=child.unit_id),
        "may_edit": can(request.user, "children.edit", unit=child.unit_id),
        "form": BreakForm(),
    }
    if grants:
        context["spells"] = child.circumstances.sealed_under(grants).select_related("kind").order_by("-valid")
        context["documents"] = child.documents.kept().sealed_under(grants)
    return render(request, "children/sealed_detail.html", context)


@office_page("sealed.break")
@require_POST
def sealed_break(request: OfficeRequest, code: str) -> HttpResponse:
    child = sealed_child(request, code)
    form = BreakForm(request.POST)
    if form.is_valid() and try_form(form, acts.break_seal, user=request.user, child=child, **form.cleaned_data):
        return redirect("children:sealed_detail", code=child.code)
    context = {
        "child": child,
        "grants": [],
        "hours": EMERGENCY_HOURS,
        "may_break": True,
        "may_grant": can(request.user, "sealed.grant", unit=child.unit_id),
        "form": form,
    }
    return render(request, "children/sealed_detail.html", context, status=422)


def _under_grant(request: OfficeRequest, code: str) -> tuple[Child, list[SealedGrant]]:
    """A child whose sealed file is open to the person now; without a grant there is no such page."""
    child = sealed_child(request, code)
    grants = acts.grants_for(request.user, child)
    if not grants:
        raise Http404
    return child, grants


def _sealed_form(request: OfficeRequest, child: Child, form: Any, title: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": reverse("children:sealed_detail", args=[child.code]),
        "crumbs": [
            (_("Trẻ em"), reverse("children:child_list")),
            (child.full_name, child_url(child)),
            (_("Hồ sơ niêm phong"), reverse("children:sealed_detail", args=[child.code])),
        ],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("children.edit")
def sealed_new(request: OfficeRequest, code: str) -> HttpResponse:
    child, grants = _under_grant(request, code)
    kinds = CircumstanceKind.objects.filter(sealed=True)
    opened = [kind.pk for kind in kinds if any(grant.opens(kind.pk) for grant in grants)]
    form = SealedForm(request.POST or None, kinds=kinds.filter(pk__in=opened), initial={"since": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.open_sealed, user=request.user, child=child, **form.cleaned_data):
            return redirect("children:sealed_detail", code=child.code)
    return _sealed_form(request, child, form, _("Ghi vào hồ sơ niêm phong"))


@office_page("children.edit")
@require_POST
def sealed_end(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    child, grants = _under_grant(request, code)
    spell = get_object_or_404(child.circumstances.sealed_under(grants).as_of(today()), kind=kind)
    do(request, acts.end_sealed, _("Đã ghi kết thúc hôm nay."), spell=spell, last_day=today())
    return redirect("children:sealed_detail", code=child.code)


@office_page("children.edit")
def sealed_paper(request: OfficeRequest, code: str) -> HttpResponse:
    child, grants = _under_grant(request, code)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and kept(request, form, child, grant=grants[0]):
        return redirect("children:sealed_detail", code=child.code)
    return _sealed_form(request, child, form, _("Thêm giấy tờ vào hồ sơ niêm phong"))


# Grants


def grant_url(grant: SealedGrant) -> str:
    return reverse("children:grant_detail", args=[grant.code])


def state_of(grant: SealedGrant) -> Tag:
    moment = now()
    if grant.emergency and not grant.reviewed_at and not grant.active_at(moment):
        return Tag(_("chờ xem lại"), "act")
    if grant.active_at(moment):
        return Tag(_("đang mở"), "bad" if grant.emergency else "brand-t")
    if grant.revoked_at:
        return Tag(_("đã thu hồi"))
    return Tag(_("chưa đến ngày")) if grant.begins_at > moment else Tag(_("đã hết hạn"))


GRANT_COLUMNS = [
    Column("person", gettext_lazy("Người được xem"), "user.full_name", sort=("user__full_name",), link=grant_url),
    Column(
        "reach",
        gettext_lazy("Xem được"),
        lambda g: (
            _("một trẻ, mọi nhóm")
            if g.child_id and not g.kind_id
            else g.kind
            if not g.child_id
            else _("một trẻ, một nhóm")
        ),
    ),
    Column("unit", gettext_lazy("Đơn vị"), "unit.title", sort=("unit__sort_key",), run=True),
    Column("begins", gettext_lazy("Từ"), "begins_at", kind="date", sort=("begins_at",), run=True),
    Column("ends", gettext_lazy("Đến"), "ends_at", kind="date", sort=("ends_at",), run=True),
    Column("by", gettext_lazy("Người cấp"), lambda g: g.granted_by or _("tự mở khẩn cấp"), opt=True),
    Column("state", gettext_lazy("Trạng thái"), state_of, kind="tag"),
]


@office_page("sealed.view", "sealed.grant")
def grant_list(request: OfficeRequest) -> HttpResponse:
    """One's own grants, and those of the units in which one gives and reviews them."""
    rows = SealedGrant.objects.visible_to(request.user).select_related("user", "granted_by", "unit", "kind")
    listing = Listing(
        request,
        rows,
        key="grants",
        columns=GRANT_COLUMNS,
        filterset=GrantFilter,
        default_sort="-begins",
        noun=ngettext_lazy("%(n)s quyền xem", "%(n)s quyền xem", "count"),
        export=False,
    )
    links = []
    if can(request.user, "sealed.grant"):
        links.append({"label": _("Cấp quyền theo nhóm"), "url": reverse("children:grant_new"), "primary": True})
    context = {
        "title": _("Quyền xem hồ sơ niêm phong"),
        "lede": _("Không vai trò nào tự xem được hồ sơ niêm phong: mỗi người cần một quyền có lý do và có ngày hết."),
        "acts": links,
    }
    return listing.response("components/list_page.html", context)


@office_page("sealed.grant")
def grant_new(request: OfficeRequest, code: str = "") -> HttpResponse:
    """A grant for the child whose page it was opened from, or for a sealed group in one's own unit."""
    child = sealed_child(request, code) if code else None
    if child and not can(request.user, "sealed.grant", unit=child.unit_id):
        raise Http404
    unit = child.unit if child else own_unit(request, "sealed.grant")
    people = acts.people_for(unit, besides=request.user) if unit else []
    initial = {"since": today(), "last_day": today() + datetime.timedelta(days=DEFAULT_DAYS)}
    form = GrantForm(request.POST or None, people=people, for_child=child is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = try_form(form, acts.give_grant, user=request.user, unit=unit, child=child, **form.cleaned_data)
        if made:
            return redirect(grant_url(made))
    context = {
        "title": _("Cấp quyền xem hồ sơ niêm phong"),
        "lede": child.full_name if child else unit.title if unit else "",
        "form": form,
        "submit": _("Cấp quyền"),
        "cancel_url": reverse("children:sealed_detail", args=[child.code]) if child else reverse("children:grant_list"),
        "crumbs": [(_("Quyền xem hồ sơ niêm phong"), reverse("children:grant_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


def _grant(request: OfficeRequest, code: str) -> SealedGrant:
    rows = SealedGrant.objects.visible_to(request.user).select_related(
        "user", "granted_by", "unit", "kind", "child", "reviewed_by", "revoked_by"
    )
    return get_object_or_404(rows, code=code)


def _looks(grant: SealedGrant) -> Any:
    """What the holder opened under a grant for one child, newest first: what a reviewer judges by."""
    if grant.child is None:
        return []
    looks = views_of(grant.child).filter(user=grant.user, page__startswith="sealed", at__gte=grant.begins_at)
    return looks.filter(at__lte=grant.revoked_at or grant.ends_at)[:50]


def _grant_context(request: OfficeRequest, grant: SealedGrant, form: Any) -> dict[str, Any]:
    decides = can(request.user, "sealed.grant", unit=grant.unit_id)
    active = grant.active_at(now())
    return {
        "grant": grant,
        "state": state_of(grant),
        "child_visible": grant.child and Child.objects.visible_to(request.user).filter(pk=grant.child_id or 0).exists(),
        "history": history_of(grant)[:20],
        "looks": _looks(grant),
        "may_revoke": active and (decides or grant.user_id == request.user.pk),
        "may_review": decides and grant.emergency and not grant.reviewed_at and grant.user_id != request.user.pk,
        "form": form,
    }


@office_page("sealed.view", "sealed.grant")
def grant_detail(request: OfficeRequest, code: str) -> HttpResponse:
    grant = _grant(request, code)
    return render(request, "children/grant_detail.html", _grant_context(request, grant, ReviewGrantForm()))


@office_page("sealed.view", "sealed.grant")
@require_POST
def grant_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    grant = _grant(request, code)
    if act == "thu-hoi":
        do(request, acts.revoke_grant, _("Đã thu hồi quyền xem."), grant=grant)
    elif act == "xem-lai":
        form = ReviewGrantForm(request.POST)
        if not form.is_valid() or not try_form(
            form, acts.review_grant, user=request.user, grant=grant, **form.cleaned_data
        ):
            return render(request, "children/grant_detail.html", _grant_context(request, grant, form), status=422)
    else:
        raise Http404
    return redirect(grant_url(grant))
