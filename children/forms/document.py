"""What is typed when a paper is added."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.models.document import DocumentKind

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"


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


class ScanForm(forms.Form):
    """A scanned file whose pages say by their codes where they belong."""

    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("PDF hoặc ảnh chụp, thấy rõ góc dưới bên phải của mỗi trang."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    code = forms.CharField(
        label=_("Mã in cạnh hình QR"),
        required=False,
        max_length=32,
        help_text=_("Chỉ khi hình QR bị nhòe."),
    )
