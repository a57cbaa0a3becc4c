"""What is typed when a paper is added."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.models.document import DocumentKind
from lao_cai_support.web.scanned import ACCEPT


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=DocumentKind.choices)
    title = forms.CharField(
        label=_("Tên, số giấy tờ"), max_length=120, required=False, help_text=_("Ví dụ: Giấy khai sinh số 12/2016.")
    )
    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("PDF tối đa 20 MB, ảnh tối đa 12 MB. Nơi chụp, máy chụp và ngày chụp trong ảnh được xóa."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
