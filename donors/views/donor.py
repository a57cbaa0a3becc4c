"""Pages of donors."""

import datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from donors.filters import DonorFilter
from donors.forms.donor import ApproachForm, ContactForm, DonorForm, LeaveForm, NetworkForm
from donors.models import Donor
from donors.services import donor as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing
from lao_cai_support.web.pages import do, try_form


def donor_url(donor: Donor) -> str:
    return reverse("donors:donor_detail", args=[donor.code])


def _network(donor: Any) -> str:
    return _("có") if donor.in_network else ""


COLUMNS = [
    Column("name", gettext_lazy("Tên"), "name", sort=("sort_key",), link=donor_url),
    Column("kind", gettext_lazy("Loại"), "get_kind_display", sort=("kind",)),
    Column("tax", gettext_lazy("Mã số thuế"), "tax_code", sort=("tax_code",), run=True, opt=True),
    Column("address", gettext_lazy("Địa chỉ"), "address", opt=True),
    Column("asked", gettext_lazy("Vận động gần nhất"), "asked_on", kind="date", sort=("asked_on",), run=True),
    Column("signed", gettext_lazy("Đã ký"), "signed_value", kind="vnd", sort=("signed_value",)),
    Column("network", gettext_lazy("Mạng lưới"), _network, opt=True),
    Column("since", gettext_lazy("Từ ngày"), "since", kind="date", sort=("since",), opt=True),
]


@office_page("donors.view")
def donor_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        Donor.objects.visible_to(request.user).standing().with_what_stands(today()),
        key="donors",
        columns=COLUMNS,
        filterset=DonorFilter,
        default_sort="name",
        noun=ngettext_lazy("%(n)s nhà tài trợ", "%(n)s nhà tài trợ", "count"),
        search_label=_("Tên hoặc mã số thuế"),
    )
    links = []
    if can(request.user, "donors.edit"):
        links.append({"label": _("Thêm nhà tài trợ"), "url": reverse("donors:donor_new"), "primary": True})
        links.append({"label": _("Hồ sơ giống nhau"), "url": reverse("donors:donor_pairs")})
    links.append({"label": _("Các lần vận động"), "url": reverse("donors:approach_list")})
    if can(request.user, "foreign.view"):
        links.append({"label": _("Phê duyệt viện trợ"), "url": reverse("donors:foreign_list")})
    links.append({"label": _("Kế hoạch vận động"), "url": reverse("donors:plan_list")})
    links.append({"label": _("Sổ cơ sở"), "url": reverse("donors:establishment_list")})
    return listing.response("components/list_page.html", {"title": _("Nhà tài trợ"), "acts": links})


@office_page("donors.view")
def donor_detail(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user), code=code)
    if donor.merged_into:
        messages.info(
            request, _("Hồ sơ “%(name)s” đã được gộp; đây là hồ sơ đang dùng của nhà tài trợ.") % {"name": donor.name}
        )
        return redirect(donor_url(donor.merged_into))
    context = {
        "donor": donor,
        "establishments": donor.establishments.select_related("unit"),
        "merges": donor.merges.filter(undone_on=None).select_related("gone", "by"),
        "contacts": donor.contacts.all(),
        "approaches": donor.approaches.select_related("by", "contact", "unit")[:20],
        "may_ask": can(request.user, acts.LOG),
        "foreign_pledges": _foreign_pledges(request, donor),
        "network": donor.network.all(),
        "pledges": donor.pledges.visible_to(request.user).select_related("item", "campaign")[:20],
        "may_edit": can(request.user, "donors.edit"),
        "history": history_of(donor)[:20],
    }
    return render(request, "donors/donor_detail.html", context)


def _foreign_pledges(request: OfficeRequest, donor: Donor) -> Any:
    """A foreign donor's pledges that still wait for something: the page tells the state of each one's approval."""
    if not donor.foreign:
        return []
    rows = donor.pledges.visible_to(request.user).filter(state__in=["offered", "accepted"])
    return rows.select_related("donor", "item")[:10]


def _page(request: OfficeRequest, form: BaseForm, title: str, back: str, **more: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": back,
        "crumbs": [(_("Nhà tài trợ"), reverse("donors:donor_list"))],
        **more,
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("donors.edit")
def donor_new(request: OfficeRequest) -> HttpResponse:
    form = DonorForm(request.POST or None)
    lede = ""
    if request.method == "POST" and form.is_valid():
        doubles = acts.likely_doubles(form.cleaned_data["name"])
        if doubles and "again" not in request.POST:
            form.add_error(
                "name",
                _("Đã có nhà tài trợ tên này (%(name)s). Nếu là nơi khác, hãy ghi thêm địa chỉ vào tên.")
                % {"name": doubles[0].name},
            )
        else:
            donor = try_form(form, acts.register_donor, user=request.user, **form.cleaned_data)
            if donor:
                return redirect(donor_url(donor))
    return _page(request, form, _("Thêm nhà tài trợ"), reverse("donors:donor_list"), lede=lede)


@office_page("donors.edit")
def donor_edit(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user).standing(), code=code)
    initial = {name: getattr(donor, name) for name in acts.EDITABLE}
    form = DonorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.edit_donor, user=request.user, donor=donor, **form.cleaned_data):
            return redirect(donor_url(donor))
    return _page(request, form, _("Sửa %(name)s") % {"name": donor.name}, donor_url(donor))


def _units(request: OfficeRequest) -> Any:
    """The units of today for which the person asks givers: the own ones first, then those below."""
    covered = request.user.covered_units(ACTS[acts.LOG])
    return AdministrativeUnit.objects.as_of(today()).filter(pk__in=covered).order_by("path")


@office_page("donors.edit")
def contact_new(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user).standing(), code=code)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.add_contact, user=request.user, donor=donor, **form.cleaned_data):
            return redirect(donor_url(donor))
    return _page(request, form, _("Thêm người liên hệ"), donor_url(donor), lede=donor.name)


@office_page("donors.edit")
def network_new(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user).standing(), code=code)
    form = NetworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        last_day = told.pop("last_day")
        until = last_day + datetime.timedelta(days=1) if last_day else None
        if try_form(form, acts.join_network, user=request.user, donor=donor, valid_until=until, **told):
            return redirect(donor_url(donor))
    return _page(request, form, _("Vào mạng lưới"), donor_url(donor), lede=donor.name)


@office_page("donors.edit")
def network_end(request: OfficeRequest, code: str, membership: int) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user).standing(), code=code)
    held = get_object_or_404(donor.network, pk=membership)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.leave_network, user=request.user, membership=held, **form.cleaned_data):
            return redirect(donor_url(donor))
    return _page(request, form, _("Kết thúc tham gia mạng lưới"), donor_url(donor), lede=held.terms)


@office_page("donors.approach")
def approach_new(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user).standing(), code=code)
    units = _units(request)
    contacts = donor.contacts.all()
    form = ApproachForm(request.POST or None, units=units, contacts=contacts, initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.log_approach, user=request.user, donor=donor, **form.cleaned_data):
            return redirect(donor_url(donor))
    return _page(request, form, _("Ghi lần vận động"), donor_url(donor), lede=donor.name)


@office_page("donors.edit")
@require_POST
def donor_archive(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user).standing(), code=code)
    do(
        request,
        acts.archive_donor,
        _("Đã ghi."),
        donor=donor,
        archived=not donor.archived,
        reason=request.POST.get("reason", ""),
    )
    return redirect(donor_url(donor))
