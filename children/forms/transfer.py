"""What is typed when a file goes to another commune, and a child to a service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput
from children.models import Child
from children.models.transfer import ServiceKind
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.web.forms import offer


class UnitChoiceField(forms.ModelChoiceField):
    """A commune with its district before it: two may bear one name."""

    def label_from_instance(self, unit: Any) -> str:
        return f"{unit.title} ({unit.parent.title})" if unit.parent else unit.title


class TransferForm(forms.Form):
    receiver = UnitChoiceField(label=_("Xã nhận"), queryset=AdministrativeUnit.objects.none())
    on = forms.DateField(label=_("Trẻ ở đó từ ngày"), widget=DateInput())
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    siblings = forms.ModelMultipleChoiceField(
        label=_("Trẻ cùng hộ chuyển cùng"),
        queryset=Child.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Any, siblings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "receiver", units)
        if siblings:
            offer(self, "siblings", siblings)
        else:
            del self.fields["siblings"]


class AcceptForm(forms.Form):
    village = forms.ModelChoiceField(
        label=_("Thôn, bản nơi trẻ đến ở"), queryset=Village.objects.none(), required=False
    )

    def __init__(self, *args: Any, unit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "village", Village.objects.filter(unit=unit))


class ReferralForm(forms.Form):
    kind = forms.ChoiceField(label=_("Dịch vụ"), choices=ServiceKind.choices)
    provider = forms.CharField(label=_("Cơ sở tiếp nhận"), max_length=160)
    handed_to = forms.CharField(label=_("Người nhận bàn giao"), max_length=120)
    on = forms.DateField(label=_("Ngày giới thiệu"), widget=DateInput())
    note = forms.CharField(
        label=_("Nội dung bàn giao"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Trẻ cần gì, đã làm gì, ai theo dõi. Nội dung niêm phong không ghi ở đây."),
    )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("Kết quả"), max_length=300)
    on = forms.DateField(label=_("Ngày"), widget=DateInput())
