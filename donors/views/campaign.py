"""Office pages of campaigns."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from donors.forms.donor import CampaignForm
from donors.models import Campaign
from donors.services import campaign as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"draft": "act", "published": "ok", "closed": ""}
COLUMNS = [
    Column(
        "name",
        pgettext_lazy("một", "Chiến dịch"),
        "name",
        sort=("name",),
        link=lambda c: reverse("donors:campaign_edit", args=[c.code]),
    ),
    Column("target", gettext_lazy("Mục tiêu"), "target", kind="vnd", sort=("target",)),
    Column("from", gettext_lazy("Từ ngày"), lambda c: c.valid.lower, kind="date", sort=("valid",)),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda c: Tag(c.get_state_display(), TONES[c.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("campaigns.edit")
def campaign_list(request: OfficeRequest) -> HttpResponse:
    rows = Campaign.objects.visible_to(request.user)
    listing = Listing(
        request,
        rows,
        key="campaigns",
        columns=COLUMNS,
        default_sort="-from",
        noun=ngettext_lazy("%(n)s chiến dịch", "%(n)s chiến dịch", "count"),
    )
    links = [{"label": _("Lập chiến dịch"), "url": reverse("donors:campaign_new"), "primary": True}]
    return listing.response("components/list_page.html", {"title": _("Chiến dịch"), "acts": links})


@office_page("campaigns.edit")
def campaign_edit(request: OfficeRequest, code: str = "") -> HttpResponse:
    campaign: Any = get_object_or_404(Campaign.objects.visible_to(request.user), code=code) if code else None
    initial = {}
    if campaign:
        initial = {
            "name": campaign.name,
            "area": campaign.area,
            "target": campaign.target,
            "summary": campaign.summary,
            "first_day": campaign.valid.lower,
            "last_day": campaign.last_day,
        }
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        unit = (
            campaign.unit
            if campaign
            else AdministrativeUnit.objects.filter(level="province", pk__in=request.user.covered_units())
            .as_of(today())
            .first()
        )
        if try_form(form, acts.save_campaign, user=request.user, campaign=campaign, unit=unit, **form.cleaned_data):
            return redirect("donors:campaign_list")
    context = {
        "title": campaign.name if campaign else _("Lập chiến dịch"),
        "form": form,
        "submit": _("Lưu"),
        "campaign": campaign,
        "cancel_url": reverse("donors:campaign_list"),
        "crumbs": [(_("Chiến dịch"), reverse("donors:campaign_list"))],
    }
    return render(request, "donors/campaign_form.html", context, status=422 if form.errors else 200)


@office_page("campaigns.edit")
@require_POST
def campaign_move(request: OfficeRequest, code: str, state: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), code=code)
    if state not in ("published", "closed"):
        raise Http404
    do(request, acts.move_campaign, _("Đã ghi."), campaign=campaign, state=state)
    return redirect("donors:campaign_list")
