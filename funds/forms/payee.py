"""The list of a payment to children as it is typed or pasted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    text = forms.CharField(
        label=_("Danh sách trẻ nhận tiền"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=80_000,
        help_text=_("Mỗi dòng một trẻ: mã trẻ, dấu chấm phẩy, số tiền. Có thể dán từ bảng tính."),
    )
