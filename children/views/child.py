"""Pages of the register."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.duplicates.aliases import stands_for, whole_history
from children.duplicates.hints import hints
from children.filters import ChildFilter
from children.forms.child import ChildForm, CircumstanceForm, EndForm, ReopenForm
from children.models import Child, Household
from children.personal_id import doubts, masked
from children.services import child as acts
from children.services import circumstance
from children.services.as_of import file_then
from children.services.consent import consents_shown
from children.services.health import current_sizes, fitting_sizes
from children.services.household import siblings_of
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, acting_membership, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import seen, views_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.export_files import Contents, asked_again, exportable
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"draft": "act", "submitted": "", "active": "ok", "ended": ""}


def child_url(child: Child) -> str:
    return reverse("children:child_detail", args=[child.code])


COLUMNS = [
    Column("name", gettext_lazy("Họ và tên"), "full_name", sort=("sort_key",), link=child_url),
    Column("born", gettext_lazy("Ngày sinh"), "born", sort=("birth_year", "date_of_birth")),
    Column("sex", gettext_lazy("Giới"), "get_sex_display", opt=True, run=True),
    Column("personal_id", gettext_lazy("Số định danh"), lambda c: masked(c.personal_id), opt=True, run=True),
    Column("ethnic", gettext_lazy("Dân tộc"), "ethnic_group", sort=("ethnic_group__name_vi",), opt=True, run=True),
    Column("village", gettext_lazy("Thôn, bản"), "village.name", sort=("village__sort_key",), run=True),
    Column("unit", gettext_lazy("Xã"), "unit.title", sort=("unit__sort_key",), run=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda c: Tag(c.get_state_display(), TONES[c.state]),
        kind="tag",
        sort=("state",),
    ),
]


def own_commune(request: OfficeRequest, act: str) -> Any:
    """The commune in force in which the person may do the act; the first when there are several."""
    units = request.user.covered_units(ACTS[act])
    return AdministrativeUnit.objects.communes().as_of(today()).filter(pk__in=units).order_by("sort_key").first()


def own_unit(request: OfficeRequest, act: str) -> Any:
    """The unit in which the person may do the act, of any level."""
    membership = acting_membership(request.user, act)
    return membership.unit if membership else None


def open_child(request: OfficeRequest, code: str) -> Child:
    """A child the person may open, with what most pages say of it; 404 otherwise."""
    return get_object_or_404(
        Child.objects.visible_to(request.user).select_related("unit", "village", "household"), code=code
    )


def readable_child(request: OfficeRequest, code: str) -> Child:
    """A child whose papers, family and consents the person reads; 404 otherwise (a school does not)."""
    rows = Child.objects.visible_to(request.user).filter(unit__in=request.user.covered_units(ACTS["children.papers"]))
    return get_object_or_404(rows.select_related("unit", "village", "household"), code=code)


def child_listing(request: OfficeRequest) -> Listing:
    """The register as the person sees it, filtered and searched as asked."""
    rows = Child.objects.visible_to(request.user).select_related("unit", "village", "ethnic_group")
    return Listing(
        request,
        rows,
        key="children",
        columns=COLUMNS,
        filterset=ChildFilter,
        default_sort="name",
        noun=ngettext_lazy("%(n)s trẻ em", "%(n)s trẻ em", "count"),
        search_label=_("Tên, số định danh, cha mẹ hoặc thôn"),
        export=can(request.user, "children.export"),
        large=True,
        title=_("Trẻ em"),
        reasoned=True,
    )


@exportable("children")
def children_to_export(user: Any, query: Any, search: str) -> Contents:
    return child_listing(asked_again(user, query, "search.children", search)).contents()


@office_page("children.view")
def child_list(request: OfficeRequest) -> HttpResponse:
    listing = child_listing(request)
    links = []
    if can(request.user, "children.edit"):
        links = [
            {"label": _("Thêm trẻ em"), "url": reverse("children:child_new"), "primary": True},
            {"label": _("Nhập nhanh"), "url": reverse("children:entry_grid")},
            {"label": _("Nhập danh sách"), "url": reverse("children:import_new")},
            {"label": _("Sổ cầm tay"), "url": reverse("children:workbook_list")},
        ]
    elif can(request.user, "needs.assess"):
        links = [{"label": _("Đánh giá cả lớp, cả thôn"), "url": reverse("children:assess_pick"), "primary": True}]
    if can(request.user, "children.papers"):
        links.append({"label": _("Chuyển giữa các xã"), "url": reverse("children:transfer_list")})
    if can(request.user, "sealed.grant"):
        links.append({"label": _("Quyền xem niêm phong"), "url": reverse("children:grant_list")})
    if can(request.user, "children.merge"):
        links.append({"label": _("Hồ sơ có thể trùng"), "url": reverse("children:duplicate_list") + "?state=open"})
    return listing.response("components/list_page.html", {"title": _("Trẻ em"), "acts": links})


def _asked_day(request: OfficeRequest, child: Child) -> datetime.date | None:
    """The day of ``?ngay=YYYY-MM-DD`` when the file of an earlier day is asked; a day that is none is told."""
    asked = request.GET.get("ngay", "")
    if not asked:
        return None
    try:
        day = datetime.date.fromisoformat(asked)
    except ValueError:
        messages.error(request, _("Ngày phải viết như 2024-05-31. Dưới đây là hồ sơ hôm nay."))
        return None
    if day > today():
        messages.error(request, _("Ngày này chưa đến. Dưới đây là hồ sơ hôm nay."))
        return None
    return None if day == today() else day


@office_page("children.view")
def child_detail(request: OfficeRequest, code: str) -> HttpResponse:
    found = Child.objects.visible_to(request.user).select_related(
        "unit", "village", "ethnic_group", "household", "school"
    )
    child = found.filter(code=code).first()
    if child is None:
        return _merged(request, code)
    day = _asked_day(request, child)
    if day:
        seen(request.user, child, f"child {day}", right="children.view")
        context = {"child": child, "then": file_then(child, day, user=request.user), "today": today()}
        return render(request, "children/child_as_of.html", context)
    seen(request.user, child, "child", right="children.view")
    return _child_page(request, child)


def _child_page(request: OfficeRequest, child: Child, *, whole_id: bool = False) -> HttpResponse:
    """The child's page; ``whole_id`` shows the personal ids unmasked, once."""
    household = child.household
    context = {
        "child": child,
        "age": child.age_on(today()),
        "tone": TONES[child.state],
        "spells": child.circumstances.unsealed_for(request.user).select_related("kind").order_by("-valid"),
        "household": household,
        "guardians": household.guardians.all() if household else [],
        "siblings": siblings_of(child),
        "poverty": household.poverty.select_related("category").order_by("-year") if household else [],
        "residences": child.residences.select_related("unit", "village").order_by("-valid"),
        "needs": child.needs.select_related("item").order_by("-pk"),
        "history": whole_history(child)[:20],
        "doubles": hints(child, request.user),
        "aliases": child.aliases.select_related("merge"),
        "may_merge": can(request.user, "children.merge", unit=child.unit_id),
        "may_edit": can(request.user, "children.edit", unit=child.unit_id),
        "may_assess": can(request.user, "needs.assess", unit=child.unit_id) and child.state != "ended",
        "may_sponsor": can(request.user, "sponsorships.edit", unit=child.unit_id) and child.state == "active",
        "today": today(),
    }
    if can(request.user, "children.papers", unit=child.unit_id):
        context |= _papers(request, child) | {"whole_id": whole_id}
    if can(request.user, "children.history", unit=child.unit_id):
        context["views"] = views_of(child)[:10]
    return render(request, "children/child_detail.html", context)


def _papers(request: OfficeRequest, child: Child) -> dict[str, Any]:
    """What a school does not see: health, papers, consents, assistance, referrals, a transfer under way."""
    return {
        "may_papers": True,
        "doubts": doubts(child.personal_id, sex=child.sex, birth_year=child.birth_year),
        "measurements": child.measurements.filter(withdrawn=False)[:5],
        "sizes": current_sizes(child, today()),
        "fitting": fitting_sizes(child, child.measurements.filter(withdrawn=False)[:20], today()),
        "disabilities": child.disabilities.filter(withdrawn=False).select_related("degree"),
        "assistance": child.assistance.all(),
        "review": child.reviews.select_related("reviewed_by").first(),
        "documents": child.documents.kept().filter(grant__isnull=True).select_related("uploaded_by"),
        "consents": consents_shown(child, today()),
        "referrals": child.referrals.all(),
        "transfer": child.transfers.filter(state="proposed").select_related("receiver").first(),
        "may_sealed": can(request.user, "sealed.view", unit=child.unit_id),
    }


@office_page("children.papers")
@require_POST
def personal_id_show(request: OfficeRequest, code: str) -> HttpResponse:
    """The page once more with the whole personal ids: asked for by a press, and logged as such."""
    child = get_object_or_404(
        Child.objects.visible_to(request.user)
        .filter(unit__in=request.user.covered_units(ACTS["children.papers"]))
        .select_related("unit", "village", "ethnic_group", "household", "school"),
        code=code,
    )
    seen(request.user, child, "personal id", right="children.papers")
    return _child_page(request, child, whole_id=True)


def _merged(request: OfficeRequest, code: str) -> HttpResponse:
    """An old code leads to the file it is part of now; who may not open that one is told where it went."""
    alias = stands_for(code)
    if alias is None:
        raise Http404
    if Child.objects.visible_to(request.user).filter(pk=alias.child_id).exists():
        return redirect(child_url(alias.child))
    if not Child.objects.reached_by(request.user).filter(pk=alias.former_id).exists():
        raise Http404
    return render(request, "children/child_merged.html", {"alias": alias, "unit": alias.child.unit})


@office_page("children.edit")
def child_new(request: OfficeRequest) -> HttpResponse:
    """A new file; ``?ho=`` is the code of the household that the child joins."""
    unit = own_commune(request, "children.edit")
    household = None
    if "ho" in request.GET:
        rows = Household.objects.visible_to(request.user).filter(unit=unit)
        household = get_object_or_404(rows, code=request.GET["ho"].replace("\0", ""))
    form = ChildForm(request.POST or None, unit=unit, household=household)
    if request.method == "POST" and form.is_valid():
        child = try_form(form, acts.register_child, user=request.user, unit=unit, household=household, **form.typed())
        if child:
            return redirect(child_url(child))
        if household:
            form.data = request.POST.copy()
            form.data["household_version"] = str(
                Household.objects.values_list("version", flat=True).get(pk=household.pk)
            )
    return child_form_page(request, form, _("Thêm trẻ em"), reverse("children:child_list"))


@office_page("children.edit")
def child_edit(request: OfficeRequest, code: str) -> HttpResponse:
    child = open_child(request, code)
    form = ChildForm(request.POST or None, instance=child, unit=child.unit)
    if request.method == "GET":
        seen(request.user, child, "edit", right="children.edit")
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version") or 0
        if try_form(form, acts.edit_child, user=request.user, child=child, version=version, **form.typed()):
            return redirect(child_url(child))
        # Someone saved meanwhile, and the page says so: saving again now is this person's informed choice.
        form.data = request.POST.copy()
        now_held = Child.objects.values_list("version", "household__version").get(pk=child.pk)
        form.data["version"], form.data["household_version"] = (str(held or "") for held in now_held)
    return child_form_page(request, form, _("Sửa hồ sơ %(name)s") % {"name": child.full_name}, child_url(child))


def child_form_page(request: OfficeRequest, form: ChildForm, title: str, back: str) -> HttpResponse:
    """The child's form in its short parts."""
    household = form.household
    context = {
        "title": title,
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": back,
        "crumbs": [(_("Trẻ em"), reverse("children:child_list"))],
        "shared": Child.objects.filter(household=household).on_register().exclude(pk=form.instance.pk)
        if household
        else [],
    }
    return render(request, "children/child_form.html", context, status=422 if form.errors else 200)


def form_page(
    request: OfficeRequest, form: Any, title: str, child: Child, *, back: str = "", submit: Any = ""
) -> HttpResponse:
    """A form about the child, with the way back to it."""
    context = {
        "title": title,
        "form": form,
        "submit": submit or _("Lưu"),
        "cancel_url": back or child_url(child),
        "crumbs": [(_("Trẻ em"), reverse("children:child_list")), (child.full_name, child_url(child))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("children.edit")
def child_end(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    form = EndForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.end_child, user=request.user, child=child, **form.cleaned_data):
            return redirect(child_url(child))
    return form_page(request, form, _("Kết thúc hồ sơ %(name)s") % {"name": child.full_name}, child)


@office_page("children.edit")
def child_reopen(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.reopen_child, user=request.user, child=child, **form.cleaned_data):
            messages.success(request, _("Đã mở lại hồ sơ. Hãy ghi lại những hoàn cảnh còn đúng."))
            return redirect(child_url(child))
    return form_page(request, form, _("Mở lại hồ sơ %(name)s") % {"name": child.full_name}, child)


@office_page("children.edit")
def circumstance_new(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    form = CircumstanceForm(request.POST or None, initial={"since": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, circumstance.open_circumstance, user=request.user, child=child, **form.cleaned_data):
            return redirect(child_url(child))
    return form_page(request, form, _("Thêm hoàn cảnh cho %(name)s") % {"name": child.full_name}, child)


@office_page("children.edit")
@require_POST
def circumstance_end(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    spell = get_object_or_404(child.circumstances.unsealed_for(request.user).as_of(today()), kind=kind)
    do(request, circumstance.end_circumstance, _("Đã ghi hoàn cảnh kết thúc hôm nay."), spell=spell, last_day=today())
    return redirect(child_url(child))
