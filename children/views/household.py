"""Pages of a household: what its children share, and which one a child joins."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from children.forms.household import HouseholdForm, HouseholdSearchForm, adult_forms
from children.models import Child, Household
from children.services import household as acts
from children.views.child import child_url, open_child, own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of, seen
from lao_cai_support.web.pages import do, try_form

FOUND = 20  # more than these is no answer: the officer types more


def household_url(household: Household) -> str:
    return reverse("children:household_detail", args=[household.code])


def _open(request: OfficeRequest, code: str) -> Household:
    rows = Household.objects.visible_to(request.user).select_related("unit", "village")
    return get_object_or_404(rows, code=code)


@office_page("children.papers")
def household_detail(request: OfficeRequest, code: str) -> HttpResponse:
    household = _open(request, code)
    seen(request.user, household, "household", right="children.papers")
    context = {
        "household": household,
        "adults": household.guardians.all(),
        "children": Child.objects.visible_to(request.user).filter(household=household).select_related("unit"),
        "poverty": household.poverty.select_related("category").order_by("-year"),
        "history": history_of(household)[:20],
        "may_edit": can(request.user, "children.edit", unit=household.unit_id),
    }
    return render(request, "children/household_detail.html", context)


@office_page("children.edit")
def household_edit(request: OfficeRequest, code: str) -> HttpResponse:
    household = _open(request, code)
    posted = request.POST or None
    form, adults = HouseholdForm(posted, household=household), adult_forms(household, posted)
    if request.method == "POST" and form.is_valid() and adults.is_valid():
        data = form.cleaned_data
        data["version"] = data["version"] or 0
        if try_form(form, acts.edit_household, user=request.user, household=household, adults=adults.adults(), **data):
            messages.success(request, _("Đã lưu hộ gia đình cho mọi trẻ trong hộ."))
            return redirect(household_url(household))
        # Someone saved meanwhile, and the page says so: saving again now is this person's informed choice.
        form.data = request.POST.copy()
        form.data["version"] = str(Household.objects.values_list("version", flat=True).get(pk=household.pk))
    if request.method == "GET":
        seen(request.user, household, "household_edit", right="children.edit")
    context = {
        "form": form,
        "adults": adults,
        "household": household,
        "children": Child.objects.visible_to(request.user).filter(household=household).on_register(),
    }
    wrong = form.errors or (adults.is_bound and not adults.is_valid())
    return render(request, "children/household_form.html", context, status=422 if wrong else 200)


@office_page("children.edit")
def household_join(request: OfficeRequest, code: str) -> HttpResponse:
    """Find a household of the commune by an adult or a village, and let the child join it. The typed name stays in
    the body of the request: no address holds it."""
    child = open_child(request, code)
    if request.method == "POST" and "household" in request.POST:
        target = get_object_or_404(
            Household.objects.visible_to(request.user), code=request.POST["household"].replace("\0", "")
        )
        if do(request, acts.join_household, _("Trẻ đã vào hộ này."), child=child, household=target):
            return redirect(child_url(child))
        return redirect("children:household_join", code=child.code)
    found = _found(request, child.unit, besides=child.household_id or 0)
    context = found | {"child": child, "siblings": acts.siblings_of(child)}
    return render(request, "children/household_join.html", context, status=422 if found["form"].errors else 200)


@office_page("children.edit")
def household_find(request: OfficeRequest) -> HttpResponse:
    """Find the household that a new child joins: brothers and sisters are on the register already."""
    found = _found(request, own_commune(request, "children.edit"))
    return render(request, "children/household_join.html", found, status=422 if found["form"].errors else 200)


def _found(request: OfficeRequest, unit: Any, *, besides: int = 0) -> dict[str, Any]:
    """The search form and the households of the commune it finds; ``more`` says that there are others."""
    form = HouseholdSearchForm(request.POST if request.method == "POST" else None)
    found: list[Household] = []
    if form.is_bound and form.is_valid():
        rows = (
            Household.objects.visible_to(request.user)
            .filter(unit=unit)
            .lived_in()
            .exclude(pk=besides)
            .search(form.cleaned_data["search"])
            .select_related("village")
            .prefetch_related("guardians", "children")
            .order_by("village__sort_key", "pk")
        )
        found = list(rows[: FOUND + 1])
    return {"form": form, "found": found[:FOUND], "more": len(found) > FOUND}


@office_page("children.edit")
@require_POST
def household_split(request: OfficeRequest, code: str) -> HttpResponse:
    child = open_child(request, code)
    do(request, acts.split_household, _("Trẻ đã có hộ riêng; hộ cũ không đổi."), child=child)
    return redirect(child_url(child))
