"""The price list: what one unit of an item costs in a year, and from where one knows."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from children.forms.price import PriceForm, SubstituteForm
from children.models import Item, ItemPrice, Need
from children.services import substitute as acts
from children.views.need import need_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.pages import try_form


@office_page("needs.view", "prices.edit")
def price_list(request: OfficeRequest) -> HttpResponse:
    """Items by area with the prices of last year, this year and the next."""
    year = today().year
    years = [year - 1, year, year + 1]
    held = {(row.item_id, row.year): row for row in ItemPrice.objects.filter(year__in=years)}
    items = Item.objects.filter(is_money=False).select_related("area").prefetch_related("substitutes__substitute")
    rows: list[dict[str, Any]] = [
        {"item": item, "prices": [(one, held.get((item.pk, one))) for one in years], "now": held.get((item.pk, year))}
        for item in items.order_by("area", "code")
    ]
    context = {"years": years, "rows": rows, "may_edit": can(request.user, "prices.edit")}
    return render(request, "children/price_list.html", context)


@office_page("prices.edit")
def price_edit(request: OfficeRequest, item: str) -> HttpResponse:
    row = get_object_or_404(Item.objects.filter(is_money=False), pk=item)
    year = today().year
    last = row.prices.filter(year__lte=year).order_by("-year").first()
    initial = {"year": year, "unit_value": last.unit_value if last else None}
    form = PriceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.set_price, user=request.user, item=row, **form.cleaned_data):
            messages.success(request, _("Đã ghi đơn giá."))
            return redirect("children:price_list")
    context = {
        "title": _("Đơn giá: %(item)s") % {"item": row},
        "lede": _("Một %(unit)s.") % {"unit": row.unit},
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": reverse("children:price_list"),
        "crumbs": [(_("Nhu cầu"), reverse("children:need_list")), (_("Đơn giá"), reverse("children:price_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("needs.substitute")
def need_substitute(request: OfficeRequest, code: str) -> HttpResponse:
    need = get_object_or_404(Need.objects.visible_to(request.user).select_related("item", "unit"), code=code)
    form = SubstituteForm(request.POST or None, need=need)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.substitute, user=request.user, need=need, **form.cleaned_data):
            return redirect(need_url(need))
    up = acts.size_up(need)
    context = {
        "title": _("Đổi cỡ hoặc mặt hàng tương đương"),
        "lede": _("Cỡ lớn hơn kế tiếp: %(size)s.") % {"size": up} if up else "",
        "form": form,
        "submit": _("Lưu"),
        "cancel_url": need_url(need),
        "crumbs": [(_("Nhu cầu"), reverse("children:need_list")), (str(need.item), need_url(need))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)
