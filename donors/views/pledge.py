"""Pages of pledges; a donor's account meets its own here."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from children.views.need import whom_anonymous
from donors.filters import PledgeFilter
from donors.forms.donor import AcceptForm, PledgeEntryForm
from donors.models import Donor, Pledge
from donors.services import pledge as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"offered": "act", "accepted": "brand-t", "fulfilled": "ok", "withdrawn": "", "written_off": "bad"}


def pledge_url(pledge: Pledge) -> str:
    return reverse("donors:pledge_detail", args=[pledge.code])


def what(pledge: Pledge) -> str:
    """Money, or pieces of an item."""
    if pledge.item:
        return f"{pledge.quantity} {pledge.item.unit} {pledge.item}"
    return str(pledge.get_form_display())


COLUMNS = [
    Column("donor", pgettext_lazy("một", "Nhà tài trợ"), "donor.name", sort=("donor__sort_key",), link=pledge_url),
    Column("what", pgettext_lazy("một", "Cam kết"), what, sort=("form", "item__name_vi")),
    Column("value", gettext_lazy("Giá trị"), "value", kind="vnd", sort=("value",)),
    Column("allocated", gettext_lazy("Đã phân bổ"), "allocated_value", kind="vnd", sort=("allocated_value",), opt=True),
    Column("from", gettext_lazy("Có từ"), "available_from", kind="date", sort=("available_from",)),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda p: Tag(p.get_state_display(), TONES[p.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("pledges.view", "pledges.own")
def pledge_list(request: OfficeRequest) -> HttpResponse:
    rows = Pledge.objects.visible_to(request.user).select_related("donor", "item")
    listing = Listing(
        request,
        rows,
        key="pledges",
        columns=COLUMNS,
        filterset=PledgeFilter,
        default_sort="-from",
        noun=ngettext_lazy("%(n)s cam kết", "%(n)s cam kết", "count"),
    )
    links = []
    if can(request.user, "pledges.edit") or can(request.user, "pledges.own"):
        links.append({"label": _("Ghi cam kết"), "url": reverse("donors:pledge_new"), "primary": True})
    if can(request.user, "campaigns.edit"):
        links.append({"label": _("Chiến dịch"), "url": reverse("donors:campaign_list")})
    if can(request.user, "matching.appeal"):
        links.append({"label": _("Đang cần nhất"), "url": reverse("donors:appeal")})
    return listing.response("components/list_page.html", {"title": _("Cam kết"), "acts": links})


@office_page("pledges.view", "pledges.own")
def pledge_detail(request: OfficeRequest, code: str) -> HttpResponse:
    pledge = get_object_or_404(
        Pledge.objects.visible_to(request.user).select_related("donor", "item", "campaign", "earmark", "unit"),
        code=code,
    )
    allocations = pledge.allocations.filter(state__in=["reserved", "fulfilled"]).select_related(
        "need__item", "need__unit__parent", "need__child"
    )
    # Donors never meet a child's name; staff find it on the need.
    lines = [(allocation, whom_anonymous(allocation.need)) for allocation in allocations[:200]]
    may_edit = can(request.user, "pledges.edit", unit=pledge.unit_id)
    context = {
        "pledge": pledge,
        "what": what(pledge),
        "tone": TONES[pledge.state],
        "lines": lines,
        "staff": can(request.user, "pledges.view"),
        "sees_needs": can(request.user, "needs.view"),
        "may_accept": pledge.state == "offered" and may_edit,
        "may_end": pledge.state in ("offered", "accepted") and may_edit,
        "history": history_of(pledge)[:20],
    }
    return render(request, "donors/pledge_detail.html", context)


def _province(request: OfficeRequest) -> Any:
    units = request.user.covered_units(ACTS["pledges.edit"] | ACTS["pledges.own"])
    return AdministrativeUnit.objects.filter(level="province", pk__in=units).as_of(today()).first()


@office_page("pledges.edit", "pledges.own")
def pledge_new(request: OfficeRequest) -> HttpResponse:
    unit = _province(request)
    if unit is None:
        raise Http404
    donors = Donor.objects.visible_to(request.user).filter(archived=False)
    form = PledgeEntryForm(request.POST or None, donors=donors, initial={"donor": request.GET.get("donor")})
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.record_pledge, user=request.user, unit=unit, **form.typed())
        if row:
            return redirect(pledge_url(row))
    context = {
        "title": _("Ghi cam kết hỗ trợ"),
        "form": form,
        "submit": _("Lưu cam kết"),
        "cancel_url": reverse("donors:pledge_list"),
        "crumbs": [(_("Cam kết"), reverse("donors:pledge_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("pledges.edit")
def pledge_accept(request: OfficeRequest, code: str) -> HttpResponse:
    pledge = get_object_or_404(Pledge.objects.visible_to(request.user), code=code)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.accept_pledge, user=request.user, pledge=pledge, **form.cleaned_data):
            return redirect(pledge_url(pledge))
    context = {
        "title": _("Ký thỏa thuận"),
        "lede": str(pledge.donor),
        "form": form,
        "submit": _("Ghi đã ký"),
        "cancel_url": pledge_url(pledge),
        "crumbs": [(_("Cam kết"), reverse("donors:pledge_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("pledges.edit")
@require_POST
def pledge_end(request: OfficeRequest, code: str, state: str) -> HttpResponse:
    pledge = get_object_or_404(Pledge.objects.visible_to(request.user), code=code)
    if state not in ("withdrawn", "written_off"):
        raise Http404
    do(
        request,
        acts.end_pledge,
        _("Đã kết thúc cam kết."),
        pledge=pledge,
        state=state,
        reason=request.POST.get("reason", ""),
    )
    return redirect(pledge_url(pledge))
