"""What is typed about a list handed in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReopeningForm(forms.Form):
    """The decision by which a verified list is opened again."""

    number = forms.CharField(label=_("Số quyết định"), max_length=60, help_text=_("Ví dụ: 12/QĐ-PLĐTBXH."))
    decided_on = forms.DateField(
        label=_("Ngày quyết định"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
