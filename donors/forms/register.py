"""What is typed about the frame register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from donors.forms.donor import tax_code_field
from donors.models.register import ESTABLISHMENT_KINDS, RegisterRow
from lao_cai_support.web.clock import today


class RegisterForm(forms.Form):
    issuer = forms.CharField(
        label=_("Nơi lập danh sách"),
        max_length=160,
        help_text=_("Ví dụ: Cục Thống kê, Sở Kế hoạch và Đầu tư, Chi cục Thuế."),
    )
    list_day = forms.DateField(
        label=_("Danh sách tính đến ngày"),
        widget=DateInput(),
        initial=today,
        help_text=_("Cơ sở ghi “ngừng hoạt động” mà không có ngày được tính ngừng từ ngày này."),
    )
    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_(
            "Tệp Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv, tối đa 10 MB, có cột tên cơ sở và các cột như "
            "mã số thuế, loại hình, địa chỉ, tình trạng."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class RegisterRowForm(forms.Form):
    """The cells of one row, for putting it right in place."""

    name = forms.CharField(label=_("Tên"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại"), choices=ESTABLISHMENT_KINDS)
    tax_code = tax_code_field()
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Dòng này"),
        choices=[choice for choice in RegisterRow.Decision.choices if choice[0]],
        widget=forms.RadioSelect,
    )
