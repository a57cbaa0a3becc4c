"""What is typed about donors, pledges, campaigns and matching."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from donors.models import Contact
from donors.models.donor import Approach, DonorKind
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


def places() -> QuerySet:
    """What a donor or a proposal may be narrowed to: the districts and communes of today."""
    return AdministrativeUnit.objects.as_of(today()).exclude(level="province").order_by("path")


def tax_code_field() -> forms.RegexField:
    return forms.RegexField(
        label=_("Mã số thuế"),
        regex=r"^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$",
        required=False,
        help_text=_("10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số."),
        error_messages={"invalid": _("Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số.")},
    )


class DonorForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại"), choices=DonorKind.choices)
    name = forms.CharField(label=_("Tên"), max_length=200)
    tax_code = tax_code_field()
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    name_public = forms.BooleanField(label=_("Nhà tài trợ đồng ý nêu tên công khai"), required=False)
    note = forms.CharField(label=_("Ghi chú"), widget=forms.Textarea, required=False)


class ApproachForm(forms.Form):
    """Who asked whom, when, how, with what outcome, and what comes next."""

    unit = forms.ModelChoiceField(label=_("Vận động cho"), queryset=AdministrativeUnit.objects.none())
    on = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)
    mobiliser = forms.CharField(
        label=_("Người vận động"),
        max_length=120,
        required=False,
        help_text=_("Họ tên người đi vận động. Để trống nếu là bạn."),
    )
    contact = forms.ModelChoiceField(
        label=_("Đã gặp"), queryset=Contact.objects.none(), required=False, empty_label=_("không ghi")
    )
    channel = forms.ChoiceField(label=_("Cách thức"), choices=Approach.Channel.choices)
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=Approach.Outcome.choices)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    next_step = forms.CharField(
        label=_("Việc tiếp theo"),
        max_length=200,
        required=False,
        help_text=_("Đến ngày hẹn, việc này hiện trong “Việc cần làm”."),
    )
    next_on = forms.DateField(label=_("Hẹn ngày"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, units: QuerySet, contacts: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "contact", contacts)


class ContactForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    position = forms.CharField(label=_("Chức vụ"), max_length=80, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)


class NetworkForm(forms.Form):
    terms = forms.CharField(
        label=_("Cam kết"),
        max_length=300,
        help_text=_("Làm gì, cho ai, bao lâu một lần. Ví dụ: mỗi mùa đông 200 áo ấm cho trẻ Bắc Hà."),
    )
    agreement_no = forms.CharField(label=_("Số thỏa thuận"), max_length=60, required=False)
    yearly_value = VndFormField(label=_("Giá trị hằng năm"), min_value=1, required=False)
    valid_from = forms.DateField(label=_("Từ ngày"), widget=DateInput(), initial=today)
    last_day = forms.DateField(
        label=_("Đến hết ngày"),
        widget=DateInput(),
        required=False,
        help_text=_("Để trống nếu không định ngày kết thúc. Từ hai năm trở lên mới tính là bền vững."),
    )


class LeaveForm(forms.Form):
    last_day = forms.DateField(label=_("Ngày cuối tham gia"), widget=DateInput(), initial=today)
    reason = forms.CharField(label=_("Lý do"), max_length=300)
