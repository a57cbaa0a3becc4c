"""Pages of the stores and their lots."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funds.filters import LotFilter
from funds.forms.lot import RecallForm, WriteOffForm
from funds.models import Fund, Lot
from funds.services.lot import deliveries_of, reached_by, recall_lot
from funds.services.stock import in_store
from funds.services.write_off import draft_write_off
from funds.views.fund import fund_url
from funds.views.voucher import voucher_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import try_form


def lot_url(lot: Lot) -> str:
    return reverse("funds:lot_detail", args=[lot.code])


def _state(lot: Any) -> Tag:
    if lot.recalled_on:
        return Tag(_("Thu hồi"), "bad")
    if not lot.left:
        return Tag(_("Đã hết"), "")
    if lot.expires_on and lot.expires_on <= today():
        return Tag(_("Hết hạn"), "bad")
    return Tag(_("Dùng được"), "ok")


COLUMNS = [
    Column("item", gettext_lazy("Mặt hàng"), lambda lot: str(lot), sort=("item__name_vi", "size", "pk"), link=lot_url),
    Column("donor", gettext_lazy("Người tặng"), lambda lot: lot.donor, opt=True),
    Column("store", gettext_lazy("Kho"), "store.name", sort=("store__name",), opt=True),
    Column("left", gettext_lazy("Còn"), lambda lot: lot.left or 0, kind="number", sort=("left",)),
    Column("value", gettext_lazy("Đơn giá"), lambda lot: lot.unit_value or None, kind="vnd", sort=("unit_value",)),
    Column("expires", gettext_lazy("Hạn dùng"), "expires_on", kind="date", sort=("expires_on",)),
    Column("state", gettext_lazy("Tình trạng"), _state, kind="tag"),
]


@office_page("funds.view")
def stock(request: OfficeRequest, code: str) -> HttpResponse:
    """The stores of a fund, lot by lot."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user), code=code)
    rows = Lot.objects.with_left().filter(fund=fund).select_related("item", "donor", "store")
    listing = Listing(
        request,
        rows,
        key="lots",
        columns=COLUMNS,
        filterset=LotFilter,
        default_sort="expires",
        noun=ngettext_lazy("%(n)s lô hàng", "%(n)s lô hàng", "count"),
    )
    links = [{"label": _("Về quỹ"), "url": fund_url(fund)}]
    if can(request.user, "ledger.view", unit=fund.unit_id):
        links.append({"label": _("Kiểm kê"), "url": reverse("funds:count_list", args=[fund.code])})
    return listing.response("components/list_page.html", {"title": _("Kho hàng"), "lede": fund.name, "acts": links})


@office_page("funds.view")
def lot_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """One lot: what it is worth and why, where it lies, whom it reached; recall and write-off."""
    lot = get_object_or_404(
        Lot.objects.visible_to(request.user).select_related(
            "fund__unit", "store", "item", "donor", "pledge", "earmark"
        ),
        code=code,
    )
    user, unit = request.user, lot.fund.unit_id
    lot.left = left = in_store(lot.fund).get(lot.pk, 0)  # type: ignore[attr-defined]  # as Lot.with_left() tells it
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    recall = write_off = None
    if not lot.recalled_on and any(can(user, act, unit=unit) for act in ("vouchers.pay", "vouchers.approve")):
        recall = RecallForm(request.POST if asked == "recall" else None)
    if left and can(user, "vouchers.draft", unit=unit):
        write_off = WriteOffForm(request.POST if asked == "write_off" else None)
    if request.method == "POST":
        form = {"recall": recall, "write_off": write_off}.get(asked)
        if form is None:
            raise Http404
        done = form.is_valid() and _done(request, lot, asked, form)
        if done:
            return redirect(done)
    context = {
        "lot": lot,
        "left": left,
        "tag": _state(lot),
        "recall": recall,
        "write_off": write_off,
        "deliveries": deliveries_of(lot),
        "papers": lot.lines.select_related("voucher__fund").order_by("voucher__day", "pk"),
        "history": history_of(lot.fund).filter(act="lot.recall", detail__list=lot.code)[:5],
    }
    return render(request, "funds/lot_detail.html", context, status=422 if asked else 200)


def _done(request: OfficeRequest, lot: Lot, asked: str, form: Any) -> str:
    if asked == "recall":
        if try_form(form, recall_lot, user=request.user, lot=lot, **form.cleaned_data):
            messages.success(request, _("Đã thu hồi lô hàng. Danh sách nơi đã trao ở dưới."))
            return lot_url(lot)
        return ""
    data = form.cleaned_data
    quantity = data.pop("quantity")
    voucher = try_form(
        form, draft_write_off, user=request.user, store=lot.store, day=today(), lots=[(lot, quantity)], **data
    )
    return voucher_url(voucher) if voucher else ""


@office_page("distributions.view")
def lot_reached(request: OfficeRequest, code: str) -> HttpResponse:
    """Everybody who received something of a lot, to be gone round: a page that prints."""
    lot = get_object_or_404(Lot.objects.select_related("fund", "item"), code=code)
    lines = list(reached_by(request.user, lot)[:5000])
    if not lines and not Lot.objects.visible_to(request.user).filter(pk=lot.pk).exists():
        raise Http404
    return render(request, "funds/lot_reached.html", {"lot": lot, "lines": lines})
