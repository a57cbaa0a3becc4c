"""Pages of donors."""

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from donors.filters import DonorFilter
from donors.forms.donor import ApproachForm, DonorForm
from donors.models import Donor
from donors.services import donor as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.listing import Column, Listing
from lao_cai_support.web.pages import do, try_form


def donor_url(donor: Donor) -> str:
    return reverse("donors:donor_detail", args=[donor.code])


COLUMNS = [
    Column("name", gettext_lazy("Tên"), "name", sort=("sort_key",), link=donor_url),
    Column("kind", gettext_lazy("Loại"), "get_kind_display", sort=("kind",)),
    Column("tax", gettext_lazy("Mã số thuế"), "tax_code", sort=("tax_code",), opt=True),
    Column("since", gettext_lazy("Từ ngày"), "since", kind="date", sort=("since",), opt=True),
]


@office_page("donors.view")
def donor_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        Donor.objects.visible_to(request.user),
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
    return listing.response("components/list_page.html", {"title": _("Nhà tài trợ"), "acts": links})


@office_page("donors.view")
def donor_detail(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user), code=code)
    context = {
        "donor": donor,
        "contacts": donor.contacts.all(),
        "approaches": donor.approaches.select_related("by")[:10],
        "network": donor.network.all(),
        "pledges": donor.pledges.visible_to(request.user).select_related("item", "campaign")[:20],
        "may_edit": can(request.user, "donors.edit"),
        "history": history_of(donor)[:20],
    }
    return render(request, "donors/donor_detail.html", context)


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
    donor = get_object_or_404(Donor.objects.visible_to(request.user), code=code)
    initial = {name: getattr(donor, name) for name in acts.EDITABLE}
    form = DonorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.edit_donor, user=request.user, donor=donor, **form.cleaned_data):
            return redirect(donor_url(donor))
    return _page(request, form, _("Sửa %(name)s") % {"name": donor.name}, donor_url(donor))


@office_page("donors.edit")
def approach_new(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user), code=code)
    form = ApproachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = request.user.current_memberships()[0].unit
        if try_form(form, acts.log_approach, user=request.user, donor=donor, unit=unit, **form.cleaned_data):
            return redirect(donor_url(donor))
    return _page(request, form, _("Ghi lần vận động"), donor_url(donor), lede=donor.name)


@office_page("donors.edit")
@require_POST
def donor_archive(request: OfficeRequest, code: str) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.visible_to(request.user), code=code)
    do(
        request,
        acts.archive_donor,
        _("Đã ghi."),
        donor=donor,
        archived=not donor.archived,
        reason=request.POST.get("reason", ""),
    )
    return redirect(donor_url(donor))
