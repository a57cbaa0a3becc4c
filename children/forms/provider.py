"""What is typed of a service in the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.fields import PhoneField
from children.models.transfer import ServiceKind
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.forms import offer


class ProviderForm(forms.Form):
    name = forms.CharField(label=_("Tên cơ sở"), max_length=160)
    kind = forms.ChoiceField(label=_("Dịch vụ"), choices=ServiceKind.choices)
    unit = forms.ModelChoiceField(label=_("Phục vụ trẻ em của"), queryset=AdministrativeUnit.objects.none())
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    phone = PhoneField(label=_("Điện thoại"), required=False)
    hours = forms.CharField(label=_("Giờ làm việc"), max_length=120, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
