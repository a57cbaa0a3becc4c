"""What is typed about donors, pledges, campaigns and matching."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.forms.child import DateInput
from children.models import CircumstanceKind, Item, SupportArea
from donors.models import Campaign, Donor
from donors.models.donor import Approach, DonorKind
from donors.models.pledge import Pledge, PledgeForm
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


def places() -> QuerySet:
    """What a donor or a proposal may be narrowed to: the districts and communes of today."""
    return AdministrativeUnit.objects.as_of(today()).exclude(level="province").order_by("path")


class DonorForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại"), choices=DonorKind.choices)
    name = forms.CharField(label=_("Tên"), max_length=200)
    tax_code = forms.RegexField(
        label=_("Mã số thuế"),
        regex=r"^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$",
        required=False,
        help_text=_("10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số."),
        error_messages={"invalid": _("Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số.")},
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    name_public = forms.BooleanField(label=_("Nhà tài trợ đồng ý nêu tên công khai"), required=False)
    note = forms.CharField(label=_("Ghi chú"), widget=forms.Textarea, required=False)


class ApproachForm(forms.Form):
    on = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)
    channel = forms.CharField(
        label=_("Cách thức"), max_length=60, required=False, help_text=_("Gọi điện, thư, gặp trực tiếp …")
    )
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=Approach.Outcome.choices)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class PledgeEntryForm(forms.Form):
    """A promise of money or goods, with what the donor restricts."""

    donor = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Nhà tài trợ"), queryset=Donor.objects.filter(archived=False)
    )
    campaign = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Chiến dịch"), queryset=Campaign.objects.filter(state="published"), required=False
    )
    form = forms.ChoiceField(label=_("Hình thức"), choices=PledgeForm.choices)
    value = VndFormField(label=_("Số tiền"), required=False, min_value=1000, help_text=_("Với cam kết bằng tiền."))
    item = forms.ModelChoiceField(
        label=_("Mặt hàng"),
        queryset=Item.objects.filter(is_money=False),
        required=False,
        help_text=_("Với cam kết hiện vật."),
    )
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=10_000_000, required=False)
    unit_value = VndFormField(label=_("Đơn giá"), required=False, min_value=1)
    sizes = forms.CharField(label=_("Cỡ"), required=False, help_text=_("Cách nhau bằng dấu phẩy, ví dụ 110, 120."))
    available_from = forms.DateField(label=_("Có từ ngày"), widget=DateInput(), initial=today)
    route = forms.ChoiceField(label=_("Cách trao"), choices=Pledge.Route.choices)
    only_areas = forms.ModelMultipleChoiceField(
        label=_("Chỉ cho lĩnh vực"),
        queryset=SupportArea.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    only_place = forms.ModelChoiceField(
        label=_("Chỉ cho nơi"), queryset=AdministrativeUnit.objects.none(), required=False, empty_label=_("Toàn tỉnh")
    )
    only_circumstance = forms.ModelChoiceField(
        label=_("Chỉ cho hoàn cảnh"),
        queryset=CircumstanceKind.objects.filter(sealed=False, parent__isnull=True).exclude(code="NC00"),
        required=False,
    )
    age_from = forms.IntegerField(label=_("Từ tuổi"), min_value=0, max_value=16, required=False)
    age_to = forms.IntegerField(label=_("Đến tuổi"), min_value=0, max_value=16, required=False)
    purpose = forms.CharField(label=_("Mục đích ghi trong thỏa thuận"), max_length=300, required=False)

    def __init__(self, *args: Any, donors: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "only_place", places())
        if donors is not None:
            offer(self, "donor", donors)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("form") == "money" and (data.get("item") or data.get("quantity")):
            self.add_error("form", _("Đã ghi mặt hàng hoặc số lượng: hãy chọn hiện vật, hoặc bỏ trống hai ô đó."))
        return data

    def typed(self) -> dict[str, Any]:
        """The cleaned values as ``record_pledge`` takes them."""
        data = dict(self.cleaned_data)
        place, circumstance = data.pop("only_place"), data.pop("only_circumstance")
        data["earmark"] = {
            "areas": [area.pk for area in data.pop("only_areas")],
            "places": [place.path] if place else [],
            "circumstances": [circumstance.pk] if circumstance else [],
            "age_from": data.pop("age_from"),
            "age_to": data.pop("age_to"),
            "purpose": data.pop("purpose"),
        }
        data["sizes"] = [size.strip() for size in data["sizes"].split(",") if size.strip()]
        return data


class AcceptForm(forms.Form):
    agreement_no = forms.CharField(label=_("Số thỏa thuận"), max_length=60)
    accepted_on = forms.DateField(label=_("Ngày ký"), widget=DateInput(), initial=today)


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Tên chiến dịch"), max_length=160)
    area = forms.ModelChoiceField(label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), required=False)
    target = VndFormField(label=_("Mục tiêu"), min_value=1)
    first_day = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    last_day = forms.DateField(label=_("Đến ngày"), widget=DateInput())
    summary = forms.CharField(label=_("Giới thiệu"), widget=forms.Textarea)
