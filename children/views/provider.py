"""The directory of services of the province: read by everybody in the office, kept by who works with children."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.filters import ProviderFilter
from children.forms.provider import ProviderForm
from children.models import ServiceProvider
from children.services import provider as acts
from children.views.child import own_unit
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form


def _tag(row: ServiceProvider) -> Tag:
    return Tag(_("đã ngừng")) if row.ended_on and row.ended_on <= today() else Tag(_("đang nhận trẻ"), "ok")


def _link(row: ServiceProvider) -> str:
    return reverse("children:provider_edit", args=[row.code])


COLUMNS = [
    Column("name", gettext_lazy("Cơ sở"), "name", sort=("name",), link=_link, sub=lambda p: p.note),
    Column("kind", gettext_lazy("Dịch vụ"), "get_kind_display", sort=("kind",), run=True),
    Column("unit", gettext_lazy("Phục vụ trẻ em của"), "unit.title", sort=("unit__path",), run=True),
    Column("phone", gettext_lazy("Điện thoại"), "phone"),
    Column("address", gettext_lazy("Địa chỉ"), "address", opt=True),
    Column("hours", gettext_lazy("Giờ làm việc"), "hours", opt=True),
    Column("checked", gettext_lazy("Kiểm tra lại"), "checked_on", kind="date", sort=("checked_on",), opt=True),
    Column("state", gettext_lazy("Trạng thái"), _tag, kind="tag"),
]


@office_page("services.view")
def provider_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        ServiceProvider.objects.select_related("unit"),
        key="providers",
        columns=COLUMNS,
        filterset=ProviderFilter,
        default_sort="name",
        noun=ngettext_lazy("%(n)s cơ sở dịch vụ", "%(n)s cơ sở dịch vụ", "count"),
    )
    links = []
    if can(request.user, "services.edit"):
        links.append({"label": _("Thêm cơ sở"), "url": reverse("children:provider_new"), "primary": True})
    context = {
        "title": _("Danh bạ dịch vụ"),
        "lede": _("Nơi trẻ được khám, học, tư vấn, trợ giúp pháp lý: kế hoạch và phiếu giới thiệu chọn từ đây."),
        "acts": links,
    }
    return listing.response("components/list_page.html", context)


@office_page("services.view")
def provider_edit(request: OfficeRequest, code: str = "") -> HttpResponse:
    """One service; who keeps the directory there corrects it on the same page."""
    row = get_object_or_404(ServiceProvider.objects.select_related("unit"), code=code) if code else None
    if not can(request.user, "services.edit", unit=row.unit_id if row else None):
        return _reading(request, row)
    units = AdministrativeUnit.objects.as_of(today()).filter(pk__in=request.user.covered_units(ACTS["services.edit"]))
    first: dict[str, Any] = {"unit": own_unit(request, "services.edit")}
    if row:
        first = {name: getattr(row, name) for name in acts.FIELDS}
    form = ProviderForm(request.POST or None, units=units.order_by("path"), initial=first)
    if request.method == "POST" and form.is_valid():
        told = {"user": request.user, **form.cleaned_data}
        if (
            try_form(form, acts.edit_provider, provider=row, **told)
            if row
            else try_form(form, acts.add_provider, **told)
        ):
            return redirect("children:provider_list")
    context = {
        "title": row.name if row else _("Thêm cơ sở dịch vụ"),
        "provider": row,
        "form": form,
        "submit": _("Lưu, đã kiểm tra hôm nay") if row else _("Thêm"),
        "cancel_url": reverse("children:provider_list"),
        "crumbs": [(_("Danh bạ dịch vụ"), reverse("children:provider_list"))],
    }
    return render(request, "children/provider_form.html", context, status=422 if form.errors else 200)


def _reading(request: OfficeRequest, row: ServiceProvider | None) -> HttpResponse:
    if row is None or request.method != "GET":
        return redirect("children:provider_list")
    return render(request, "children/provider_detail.html", {"provider": row, "state": _tag(row)})


@office_page("services.edit")
@require_POST
def provider_end(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(ServiceProvider, code=code)
    do(request, acts.end_provider, _("Đã ghi: cơ sở ngừng nhận trẻ từ hôm nay."), provider=row)
    return redirect("children:provider_list")
