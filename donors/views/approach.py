"""The contact log as a list: who asked whom for which unit, what comes next, and how far the plan's targets are met."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from donors.filters import ApproachFilter
from donors.models import Approach
from donors.reach import reach
from donors.services import donor as acts
from donors.views.donor import donor_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do

TONES = {"waiting": "act", "agreed": "ok", "declined": ""}


def _next(row: Approach) -> str:
    if not row.next_on or row.next_done_on:
        return ""
    return f"{row.next_step} ({row.next_on:%d/%m/%Y})"


COLUMNS = [
    Column("donor", pgettext_lazy("một", "Nhà tài trợ"), "donor.name", sort=("donor__sort_key",), link=lambda a: donor_url(a.donor)),
    Column("on", gettext_lazy("Ngày"), "on", kind="date", sort=("on",), run=True),
    Column("who", gettext_lazy("Người vận động"), "mobiliser", sort=("mobiliser",)),
    Column("whom", gettext_lazy("Đã gặp"), "contact.full_name", opt=True),
    Column("channel", gettext_lazy("Cách thức"), "get_channel_display", sort=("channel",), opt=True),
    Column("unit", gettext_lazy("Vận động cho"), "unit.title", sort=("unit__path",), opt=True),
    Column("outcome", gettext_lazy("Kết quả"), lambda a: Tag(a.get_outcome_display(), TONES[a.outcome]), kind="tag", sort=("outcome",)),
    Column("next", gettext_lazy("Việc tiếp theo"), _next, sort=("next_on",)),
]  # fmt: skip


@office_page("donors.view")
def approach_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        Approach.objects.visible_to(request.user).select_related("donor", "contact", "unit"),
        key="approaches",
        columns=COLUMNS,
        filterset=ApproachFilter,
        default_sort="-on",
        noun=ngettext_lazy("%(n)s lần vận động", "%(n)s lần vận động", "count"),
        search_label=_("Tên nhà tài trợ"),
    )
    links = [{"label": _("Nhà tài trợ"), "url": reverse("donors:donor_list")}]
    context = {"title": _("Vận động nhà tài trợ"), "acts": links, "reach": _reach(request), "day": today()}
    return listing.response("donors/approach_list.html", context)


def _reach(request: OfficeRequest) -> Any:
    """The targets where the person's units reach; who answers for the province sees all of it."""
    roles = ACTS["donors.view"]
    province = any(m.role in roles and m.unit.level == "province" for m in request.user.current_memberships())
    return reach(today(), None if province else request.user.covered_units(roles))


@office_page("donors.approach")
@require_POST
def approach_done(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Approach.objects.visible_to(request.user).select_related("donor"), code=code)
    if can(request.user, acts.LOG, unit=row.unit_id):
        do(request, acts.finish_step, _("Đã ghi là làm xong."), approach=row)
    return redirect(donor_url(row.donor))
