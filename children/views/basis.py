"""Pages of what needs are weighed with: each commune's cold band, what the State gives already."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from children.forms.basis import BandForm, SupportEndForm, SupportForm
from children.models import ColdBand, CommuneBand, StateSupport
from children.services.climate import set_band
from children.services.state_support import add_support, end_support
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.pages import try_form


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Nhu cầu"), reverse("children:need_list")),
        (_("Quy tắc ưu tiên"), reverse("children:rule_list")),
        *more,
    ]


def _communes(request: OfficeRequest, *acts: str) -> QuerySet:
    """Today's communes of the units in which the person has one of the rights."""
    units = request.user.covered_units(set().union(*(ACTS[act] for act in acts)))
    return AdministrativeUnit.objects.communes().as_of(today()).filter(pk__in=units)


@office_page("needs.view", "forms.edit")
def band_list(request: OfficeRequest) -> HttpResponse:
    """The communes of one's units under their bands, those without one first."""
    held = {row.unit_id: row for row in CommuneBand.objects.all()}
    communes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for unit in _communes(request, "needs.view", "forms.edit").order_by("sort_key", "pk"):
        row = held.get(unit.pk)
        communes[row.band_id if row else ""].append({"unit": unit, "basis": row.basis if row else ""})
    bands: list[tuple[Any, list[dict[str, Any]]]] = [(band, communes[band.pk]) for band in ColdBand.objects.all()]
    context = {"without": communes[""], "bands": bands, "may_edit": can(request.user, "forms.edit")}
    return render(request, "children/band_list.html", context)


@office_page("forms.edit")
def band_edit(request: OfficeRequest, unit: str) -> HttpResponse:
    row = get_object_or_404(_communes(request, "forms.edit"), code=unit)
    held = CommuneBand.objects.filter(unit=row).select_related("band").first()
    form = BandForm(request.POST or None, initial={"band": held.band_id if held else None})
    if request.method == "POST" and form.is_valid():
        if try_form(form, set_band, user=request.user, unit=row, **form.cleaned_data):
            messages.success(request, _("Đã ghi vùng rét của %(unit)s.") % {"unit": row.title})
            return redirect("children:band_list")
    list_url = reverse("children:band_list")
    context = {
        "title": _("Vùng rét: %(unit)s") % {"unit": row.title},
        "lede": held.basis if held else "",
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": list_url,
        "crumbs": _crumbs((_("Vùng rét của từng xã"), list_url)),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("forms.edit")
def support_new(request: OfficeRequest) -> HttpResponse:
    form = SupportForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, add_support, user=request.user, **form.cleaned_data):
            messages.success(request, _("Đã thêm chế độ của Nhà nước."))
            return redirect(reverse("children:rule_list") + "#h-che-do")
    context = {
        "title": _("Thêm chế độ của Nhà nước"),
        "lede": _("Chế độ được nêu bên cạnh nhu cầu, không trừ vào nhu cầu."),
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": reverse("children:rule_list"),
        "crumbs": _crumbs(),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("forms.edit")
def support_end(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(StateSupport, pk=code)
    form = SupportEndForm(request.POST or None, initial={"last_day": row.last_day or today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, end_support, user=request.user, row=row, **form.cleaned_data):
            messages.success(request, _("Đã ghi ngày kết thúc."))
            return redirect(reverse("children:rule_list") + "#h-che-do")
    context = {
        "title": _("Kết thúc chế độ"),
        "lede": str(row),
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": reverse("children:rule_list"),
        "crumbs": _crumbs(),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)
