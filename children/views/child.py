"""Pages of the register."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.filters import ChildFilter
from children.forms.child import ChildForm, CircumstanceForm, EndForm
from children.models import Child
from children.services import child as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of, seen, views_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"draft": "act", "submitted": "", "active": "ok", "ended": ""}


def child_url(child: Child) -> str:
    return reverse("children:child_detail", args=[child.code])


COLUMNS = [
    Column("name", gettext_lazy("Họ và tên"), "full_name", sort=("sort_key",), link=child_url),
    Column("born", gettext_lazy("Ngày sinh"), "born", sort=("birth_year", "date_of_birth")),
    Column("sex", gettext_lazy("Giới"), "get_sex_display", opt=True, run=True),
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


@office_page("children.view")
def child_list(request: OfficeRequest) -> HttpResponse:
    rows = Child.objects.visible_to(request.user).select_related("unit", "village", "ethnic_group")
    listing = Listing(
        request,
        rows,
        key="children",
        columns=COLUMNS,
        filterset=ChildFilter,
        default_sort="name",
        noun=ngettext_lazy("%(n)s trẻ em", "%(n)s trẻ em", "count"),
        search_label=_("Tên, số định danh hoặc cha mẹ"),
        export=can(request.user, "children.export"),
    )
    links = []
    if can(request.user, "children.edit"):
        links = [
            {"label": _("Thêm trẻ em"), "url": reverse("children:child_new"), "primary": True},
            {"label": _("Nhập danh sách"), "url": reverse("children:import_new")},
        ]
    return listing.response("components/list_page.html", {"title": _("Trẻ em"), "acts": links})


@office_page("children.view")
def child_detail(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(
        Child.objects.visible_to(request.user).select_related("unit", "village", "ethnic_group", "household", "school"),
        code=code,
    )
    seen(request.user, child, "child", right="children.view")
    context = {
        "child": child,
        "age": child.age_on(today()),
        "tone": TONES[child.state],
        "spells": child.circumstances.unsealed_for(request.user).select_related("kind").order_by("-valid"),
        "guardians": child.household.guardians.all() if child.household else [],
        "poverty": child.household.poverty.select_related("category").order_by("-year") if child.household else [],
        "residences": child.residences.select_related("unit", "village").order_by("-valid"),
        "needs": child.needs.select_related("item").order_by("-pk"),
        "history": history_of(child)[:20],
        "may_edit": can(request.user, "children.edit", unit=child.unit_id),
        "may_assess": can(request.user, "needs.assess", unit=child.unit_id) and child.state != "ended",
    }
    if can(request.user, "children.history", unit=child.unit_id):
        context["views"] = views_of(child)[:10]
    return render(request, "children/child_detail.html", context)


@office_page("children.edit")
def child_new(request: OfficeRequest) -> HttpResponse:
    unit = own_commune(request, "children.edit")
    form = ChildForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        child = try_form(form, acts.register_child, user=request.user, unit=unit, **form.typed())
        if child:
            return redirect(child_url(child))
    return _form_page(request, form, _("Thêm trẻ em"), reverse("children:child_list"))


@office_page("children.edit")
def child_edit(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    form = ChildForm(request.POST or None, instance=child, unit=child.unit)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version") or 0
        if try_form(form, acts.edit_child, user=request.user, child=child, version=version, **form.typed()):
            return redirect(child_url(child))
        # Someone saved meanwhile, and the page says so: saving again now is this person's informed choice.
        form.data = request.POST.copy()
        form.data["version"] = str(Child.objects.values_list("version", flat=True).get(pk=child.pk))
    return _form_page(request, form, _("Sửa hồ sơ %(name)s") % {"name": child.full_name}, child_url(child))


def _form_page(request: OfficeRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": back,
        "crumbs": [(_("Trẻ em"), reverse("children:child_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("children.edit")
def child_end(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    form = EndForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.end_child, user=request.user, child=child, **form.cleaned_data):
            return redirect(child_url(child))
    return _form_page(request, form, _("Kết thúc hồ sơ %(name)s") % {"name": child.full_name}, child_url(child))


@office_page("children.edit")
def circumstance_new(request: OfficeRequest, code: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    form = CircumstanceForm(request.POST or None, initial={"since": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.open_circumstance, user=request.user, child=child, **form.cleaned_data):
            return redirect(child_url(child))
    return _form_page(request, form, _("Thêm hoàn cảnh cho %(name)s") % {"name": child.full_name}, child_url(child))


@office_page("children.edit")
@require_POST
def circumstance_end(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    child = get_object_or_404(Child.objects.visible_to(request.user), code=code)
    spell = get_object_or_404(child.circumstances.unsealed_for(request.user).as_of(today()), kind=kind)
    do(request, acts.end_circumstance, _("Đã ghi hoàn cảnh kết thúc hôm nay."), spell=spell, last_day=today())
    return redirect(child_url(child))
