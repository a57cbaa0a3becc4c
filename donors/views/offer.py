"""The public form of a promise, its confirmation, and the office's page of what came in by it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from donors.filters import OfferFilter
from donors.forms.offer import OfferForm, TakeForm
from donors.models import Campaign, Donor, PublicOffer
from donors.services import offer as acts
from donors.views.pledge import pledge_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page, public_page
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.money import format_number, format_vnd
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.visitor import visitor

TONES = {"sent": "", "confirmed": "act", "taken": "ok", "dropped": "bad"}


@csrf_exempt  # no cookie on public pages; the signed mark of the form stands in its place
@public_page
@never_cache
def offer_new(request: HttpRequest) -> HttpResponse:
    """Promise something without an account. Whoever sends is answered alike, known to the office or not."""
    if request.method != "POST":
        asked = Campaign.objects.public().filter(code=request.GET.get("chien-dich", "")).first()
        given = {"kind": "person", "form": "money", "campaign": asked and asked.pk, "mark": acts.form_mark()}
        form = OfferForm(initial=given)
        return render(request, "donors/offer_form.html", {"form": form})
    form = OfferForm(request.POST)
    valid = form.is_valid()
    if request.POST.get("website"):
        return redirect("donors:offer_sent")  # a machine learns nothing from it
    status = 422
    if valid:
        try:
            acts.check_mark(form.cleaned_data["mark"])
            acts.send_offer(visitor=visitor(request), **form.typed())
            return redirect("donors:offer_sent")
        except Refusal as refusal:
            if refusal.code == "often":
                status = 429
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    again = request.POST.copy()  # what was typed stays, the mark is a fresh one
    again["mark"] = acts.form_mark()
    form.data = again
    return render(request, "donors/offer_form.html", {"form": form}, status=status)


@public_page
def offer_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "donors/offer_told.html", {"title": _("Hãy mở thư để xác nhận"), "sent": True})


@csrf_exempt  # the signed token of the letter stands in its place
@public_page
@never_cache
def offer_confirm(request: HttpRequest) -> HttpResponse:
    """Where the letter leads: reading it confirms nothing, so that a mail scanner does not; the button does, once."""
    token = (request.POST if request.method == "POST" else request.GET).get("k", "")
    try:
        offer = acts.offer_of(token)
        if offer is None:
            raise Http404
        if request.method == "POST":
            acts.confirm_offer(offer=offer)
            told = _("Đã xác nhận. Cảm ơn bạn, cán bộ Quỹ sẽ liên hệ trong vài ngày làm việc.")
            return render(request, "donors/offer_told.html", {"title": _("Cảm ơn bạn"), "told": told})
    except Refusal as refusal:
        context = {"title": _("Xác nhận lời hứa"), "told": str(refusal)}
        return render(request, "donors/offer_told.html", context, status=410)
    return render(
        request,
        "donors/offer_told.html",
        {"title": _("Xác nhận lời hứa"), "token": token, "offer": offer, "what": what(offer)},
    )


# The office


def what(offer: PublicOffer) -> str:
    """Money, or pieces of an item."""
    if offer.item:
        return f"{format_number(offer.quantity)} {offer.item.unit} {offer.item}"
    return format_vnd(offer.value)


def offer_url(offer: PublicOffer) -> str:
    return reverse("donors:offer_detail", args=[offer.code])


COLUMNS = [
    Column("name", gettext_lazy("Tên"), "name", sort=("name",), link=offer_url),
    Column("what", gettext_lazy("Lời hứa"), what),
    Column("confirmed", gettext_lazy("Xác nhận lúc"), "confirmed_at", kind="date", sort=("confirmed_at",)),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda row: Tag(row.get_state_display(), TONES[row.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("pledges.edit")
def offer_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        PublicOffer.objects.visible_to(request.user).select_related("item"),
        key="offers",
        columns=COLUMNS,
        filterset=OfferFilter,
        default_sort="-confirmed",
        noun=ngettext_lazy("%(n)s lời hứa", "%(n)s lời hứa", "count"),
        export=False,
    )
    lede = _("Gửi từ trang công khai và đã xác nhận bằng thư; cán bộ tiếp nhận thành cam kết.")
    return listing.response("components/list_page.html", {"title": _("Lời hứa từ trang công khai"), "lede": lede})


@office_page("pledges.edit")
def offer_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """Read a promise and take it over: as one of a donor known already, or of a new one."""
    offer = get_object_or_404(
        PublicOffer.objects.visible_to(request.user).select_related("item", "campaign", "pledge", "handled_by"),
        code=code,
    )
    likely = acts.likely_donors(offer)
    form = TakeForm(
        request.POST or None,
        donors=Donor.objects.visible_to(request.user).filter(archived=False),
        initial={"donor": likely[0].pk if likely else None},
    )
    if request.method == "POST" and form.is_valid():
        units = request.user.covered_units(ACTS["pledges.edit"])
        unit = AdministrativeUnit.objects.filter(level="province", pk__in=units).as_of(today()).first()
        pledge = try_form(form, acts.take_offer, user=request.user, offer=offer, unit=unit, **form.cleaned_data)
        if pledge:
            return redirect(pledge_url(pledge))
    context = {"offer": offer, "what": what(offer), "tone": TONES[offer.state], "likely": likely, "form": form}
    return render(request, "donors/offer_detail.html", context, status=422 if form.errors else 200)


@office_page("pledges.edit")
@require_POST
def offer_drop(request: OfficeRequest, code: str) -> HttpResponse:
    offer = get_object_or_404(PublicOffer.objects.visible_to(request.user), code=code)
    do(request, acts.drop_offer, _("Đã ghi không tiếp nhận."), offer=offer, reason=request.POST.get("reason", ""))
    return redirect(offer_url(offer))
