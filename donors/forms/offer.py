"""What is typed on the public form, and by who takes it over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.forms.child import DateInput
from children.models import Item
from donors.models import Campaign, Donor
from donors.models.donor import DonorKind
from donors.models.pledge import PledgeForm
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


class OfferForm(forms.Form):
    """``website`` is a field that nobody sees: what fills it is no person."""

    form = forms.ChoiceField(label=_("Bạn muốn giúp bằng"), choices=PledgeForm.choices, widget=forms.RadioSelect)
    value = VndFormField(label=_("Số tiền"), required=False, min_value=1000, help_text=_("Nếu giúp bằng tiền."))
    item = forms.ModelChoiceField(
        label=_("Mặt hàng"),
        queryset=Item.objects.filter(is_money=False).select_related("area"),
        required=False,
        help_text=_("Nếu giúp bằng hiện vật."),
    )
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=1_000_000, required=False)
    campaign = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Chiến dịch"), queryset=Campaign.objects.none(), required=False
    )
    kind = forms.ChoiceField(label=_("Bạn là"), choices=DonorKind.choices, initial=DonorKind.PERSON)
    name = forms.CharField(label=_("Tên người hoặc đơn vị"), max_length=200)
    email = forms.EmailField(label=_("Thư điện tử"), help_text=_("Chúng tôi gửi một thư để bạn xác nhận."))
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    words = forms.CharField(
        label=_("Lời nhắn"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    anonymous = forms.BooleanField(label=_("Đừng nêu tên tôi"), required=False)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Campaign.objects.public().filter(state="published", valid__contains=today())
        offer(self, "campaign", running.order_by("name"))

    def typed(self) -> dict[str, Any]:
        """The cleaned values as ``send_offer`` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("website", "mark")}


class TakeForm(forms.Form):
    donor = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Nhà tài trợ"),
        queryset=Donor.objects.none(),
        required=False,
        empty_label=_("Nhà tài trợ mới, theo tên và thư đã ghi"),
    )
    available_from = forms.DateField(label=_("Có từ ngày"), widget=DateInput(), initial=today)

    def __init__(self, *args: Any, donors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "donor", donors)
