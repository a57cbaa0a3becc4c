"""Office pages of campaigns."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from donors.forms.campaign import CampaignForm, PictureForm, ResultsForm
from donors.models import Campaign
from donors.services import campaign as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import file_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

TONES = {"draft": "act", "published": "ok", "closed": "", "settled": ""}


def campaign_url(campaign: Campaign) -> str:
    return reverse("donors:campaign_detail", args=[campaign.code])


COLUMNS = [
    Column("name", pgettext_lazy("một", "Chiến dịch"), "name", sort=("name",), link=campaign_url),
    Column("target", gettext_lazy("Mục tiêu"), "target", kind="vnd", sort=("target",)),
    Column("raised", gettext_lazy("Đã hứa"), "raised", kind="vnd", sort=("raised",)),
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
    listing = Listing(
        request,
        Campaign.objects.visible_to(request.user).with_raised(),
        key="campaigns",
        columns=COLUMNS,
        default_sort="-from",
        noun=ngettext_lazy("%(n)s chiến dịch", "%(n)s chiến dịch", "count"),
    )
    links = [{"label": _("Lập chiến dịch"), "url": reverse("donors:campaign_new"), "primary": True}]
    return listing.response("components/list_page.html", {"title": _("Chiến dịch"), "acts": links})


def _own(request: OfficeRequest, code: str) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).select_related("unit", "area"), code=code)


@office_page("campaigns.edit")
def campaign_detail(request: OfficeRequest, code: str) -> HttpResponse:
    campaign = _own(request, code)
    context = {
        "campaign": campaign,
        "tone": TONES[campaign.state],
        "missing": campaign.missing_blocks if campaign.state == "draft" else [],
        **acts.figures_of(campaign),
        "history": history_of(campaign)[:20],
    }
    return render(request, "donors/campaign_detail.html", context)


@office_page("campaigns.edit")
def campaign_edit(request: OfficeRequest, code: str = "") -> HttpResponse:
    campaign: Any = _own(request, code) if code else None
    initial = {}
    if campaign:
        initial = {
            name: getattr(campaign, name) for name in ("name", "kind", "area", "target", "summary", *acts.BLOCKS)
        }
        initial |= {"first_day": campaign.valid.lower, "last_day": campaign.last_day}
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        unit = (
            campaign.unit
            if campaign
            else AdministrativeUnit.objects.filter(level="province", pk__in=request.user.covered_units())
            .as_of(today())
            .first()
        )
        row = try_form(form, acts.save_campaign, user=request.user, campaign=campaign, unit=unit, **form.cleaned_data)
        if row:
            return redirect(campaign_url(row))
    back = campaign_url(campaign) if campaign else reverse("donors:campaign_list")
    return _page(request, form, campaign.name if campaign else _("Lập chiến dịch"), back)


def _page(request: OfficeRequest, form: Any, title: Any, back: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": back,
        "crumbs": [(_("Chiến dịch"), reverse("donors:campaign_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("campaigns.edit")
def campaign_settle(request: OfficeRequest, code: str) -> HttpResponse:
    """Tell the results of a campaign that is over."""
    campaign = _own(request, code)
    form = ResultsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"state": "settled", **form.cleaned_data}
        if try_form(form, acts.move_campaign, user=request.user, campaign=campaign, **told):
            return redirect(campaign_url(campaign))
    return _page(request, form, _("Công khai kết quả"), campaign_url(campaign))


@office_page("campaigns.edit")
def campaign_picture(request: OfficeRequest, code: str) -> HttpResponse:
    campaign = _own(request, code)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.show_picture, user=request.user, campaign=campaign, **form.cleaned_data):
            return redirect(campaign_url(campaign))
    return _page(request, form, _("Ảnh của chiến dịch"), campaign_url(campaign))


@office_page("campaigns.edit")
def campaign_picture_file(request: OfficeRequest, code: str) -> HttpResponseBase:
    return file_response(_own(request, code).picture, file_name="anh.jpg", inline=True)


@office_page("campaigns.edit")
@require_POST
def campaign_move(request: OfficeRequest, code: str, state: str) -> HttpResponse:
    campaign = _own(request, code)
    if state == "no-picture":
        do(request, acts.remove_picture, _("Đã bỏ ảnh."), campaign=campaign)
    elif state in ("published", "closed"):
        do(request, acts.move_campaign, _("Đã ghi."), campaign=campaign, state=state)
    else:
        raise Http404
    return redirect(campaign_url(campaign))
