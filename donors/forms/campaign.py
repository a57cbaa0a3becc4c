"""What is typed about campaigns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import SupportArea
from donors.models import Campaign
from lao_cai_support.web.money import VndFormField

_SHORT = {"rows": 3}


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Tên chiến dịch"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=Campaign.Kind.choices,
        initial=Campaign.Kind.ORDINARY,
        required=False,
        help_text=_("Vận động khẩn cấp tiếp nhận nhiều nhất 90 ngày và trao xong trong 20 ngày sau đó."),
    )
    area = forms.ModelChoiceField(label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), required=False)
    target = VndFormField(label=_("Mục tiêu"), min_value=1)
    first_day = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    last_day = forms.DateField(label=_("Đến ngày"), widget=DateInput())
    summary = forms.CharField(label=_("Giới thiệu"), widget=forms.Textarea)
    call_no = forms.CharField(
        label=_("Số văn bản kêu gọi"), max_length=60, required=False, help_text=_("Cần có trước khi công bố.")
    )
    call_on = forms.DateField(label=_("Ngày văn bản kêu gọi"), widget=DateInput(), required=False)
    beneficiaries = forms.CharField(
        label=_("Đối tượng thụ hưởng"),
        required=False,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Nhóm trẻ em nào, ở đâu; không nêu tên em nào."),
    )
    support_level = forms.CharField(
        label=_("Chính sách, mức hỗ trợ"), required=False, widget=forms.Textarea(attrs=_SHORT)
    )
    receiver = forms.CharField(label=_("Nơi tiếp nhận"), max_length=300, required=False)
    receive_time = forms.CharField(label=_("Thời gian tiếp nhận"), max_length=200, required=False)
    receive_place = forms.CharField(label=_("Địa điểm tiếp nhận"), max_length=300, required=False)
    receive_way = forms.CharField(
        label=_("Cách tiếp nhận"), max_length=300, required=False, help_text=_("Chuyển khoản, tiền mặt, hiện vật.")
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Campaign.Kind.ORDINARY


class PictureForm(forms.Form):
    upload = forms.FileField(
        label=_("Ảnh"),
        help_text=_(
            "Tệp .jpg, .png hoặc .webp, tối đa 12 MB. Ảnh được vẽ lại: nơi chụp, ngày chụp, máy chụp đều bị bỏ."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
    )
    alt = forms.CharField(label=_("Mô tả ảnh"), max_length=200, help_text=_("Ảnh có gì, cho người không nhìn được."))
    no_face = forms.BooleanField(label=_("Tôi đã xem kỹ: ảnh không thấy mặt trẻ em nào"), required=False)


class ResultsForm(forms.Form):
    results = forms.CharField(
        label=_("Kết quả"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Đã nhận gì, trao cho ai, phần còn lại thế nào. Các con số lấy từ sổ, đứng bên cạnh."),
    )
