"""What is typed of the bases of needs: a commune's cold band, what the State gives."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput
from children.models import ColdBand, SupportArea
from children.models.state_support import CONDITIONS


class BandForm(forms.Form):
    band = forms.ModelChoiceField(
        label=_("Vùng rét"), queryset=ColdBand.objects.all(), empty_label=None, widget=forms.RadioSelect
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Độ cao, văn bản hoặc ý kiến của xã, kèm ngày.")
    )


class SupportForm(forms.Form):
    """An entitlement; its law says the ages and circumstances."""

    area = forms.ModelChoiceField(label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), empty_label=None)
    name_vi = forms.CharField(label=_("Tên chế độ"), max_length=255)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=255)
    law = forms.CharField(label=_("Căn cứ pháp lý"), max_length=120, help_text=_("Số văn bản và điều khoản."))
    least_age = forms.IntegerField(label=_("Từ tuổi"), min_value=0, max_value=15, initial=0)
    most_age = forms.IntegerField(label=_("Đến hết tuổi"), min_value=0, max_value=15, initial=15)
    any_of = forms.MultipleChoiceField(
        label=_("Dành cho"),
        choices=list(CONDITIONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ cần một trong các điều kiện. Không chọn: mọi trẻ em trong độ tuổi."),
    )
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=DateInput())


class SupportEndForm(forms.Form):
    last_day = forms.DateField(label=_("Ngày cuối còn hưởng"), widget=DateInput())
    reason = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản thay thế hoặc bãi bỏ."))
