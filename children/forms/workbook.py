"""What is typed when a workbook is taken along, and when it comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class IssueForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do tải sổ"),
        max_length=300,
        help_text=_("Ví dụ: rà soát trẻ em ở thôn Bản Phố 2. Lý do được ghi vào nhật ký và in trên sổ."),
    )


class ReturnForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp sổ"),
        help_text=_("Tệp sổ cầm tay đã điền, lưu dưới dạng .xlsx hoặc .ods, tối đa 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.xls"}),
    )
