"""What is typed of an item's price, and of what takes a need's place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.models import Item, Need
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


class PriceForm(forms.Form):
    year = forms.IntegerField(label=_("Năm"), min_value=2019, max_value=2100, localize=False)
    unit_value = VndFormField(label=_("Đơn giá"), min_value=1)
    source = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Báo giá, hợp đồng hoặc quyết định, kèm ngày.")
    )


class SubstituteForm(forms.Form):
    """Another size, or an item that serves as well."""

    item = forms.ModelChoiceField(label=_("Mặt hàng"), queryset=Item.objects.none(), empty_label=None)
    size = forms.ChoiceField(label=_("Cỡ"), required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = need.item.substitutes.values("substitute")
        items = Item.objects.filter(pk=need.item_id) | Item.objects.filter(pk__in=others)
        offer(self, "item", items)
        sizes = dict.fromkeys(size for item in items for size in item.sizes)
        offer(self, "size", [("", "–"), *((size, size) for size in sizes)])
        self.initial = {"item": need.item_id, "size": need.size}
