"""What is typed when two files are made one, when a pair is made by hand, and when doubles are looked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from children.duplicates.fields import GONE, KEPT, Choice
from children.forms.child import DateInput
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.forms import offer


class MergeForm(forms.Form):
    """For each field of which the two files say different things: whose value stands."""

    versions = forms.CharField(widget=forms.HiddenInput)
    moved_on = forms.DateField(
        label=_("Chuyển đến nơi ở này từ ngày"),
        required=False,
        widget=DateInput(),
        help_text=_("Để trống nếu không rõ: nơi ở của hồ sơ được chọn giữ nguyên, nơi ở kia chỉ lấp khoảng trống."),
    )

    def __init__(self, *args: Any, asked: list[Choice], versions: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.initial["versions"] = "-".join(map(str, versions))
        for choice in asked:
            self.fields[choice.key] = forms.ChoiceField(
                label=choice.label,
                choices=[
                    (KEPT, gettext("%(value)s (hồ sơ thứ nhất)") % {"value": choice.kept}),
                    (GONE, gettext("%(value)s (hồ sơ thứ hai)") % {"value": choice.gone}),
                ],
                initial=choice.default,
                widget=forms.RadioSelect,
            )
        if not any(choice.key == "home" for choice in asked):
            del self.fields["moved_on"]
        else:
            self.order_fields(
                ["versions", *(choice.key for choice in asked if choice.key != "home"), "home", "moved_on"]
            )

    def chosen(self) -> dict[str, str]:
        return {choice.key: self.cleaned_data[choice.key] for choice in self.asked}

    def clean_versions(self) -> tuple[int, int]:
        parts = self.cleaned_data["versions"].split("-")
        if len(parts) != 2 or not all(part.isdigit() for part in parts):
            raise forms.ValidationError(gettext("Hãy mở lại trang này rồi gộp."))
        return int(parts[0]), int(parts[1])


class PairForm(forms.Form):
    """Two files by their codes."""

    first = forms.CharField(label=_("Mã hồ sơ thứ nhất"), max_length=16, help_text=_("Mã ở địa chỉ trang của hồ sơ."))
    second = forms.CharField(label=_("Mã hồ sơ thứ hai"), max_length=16)


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class SearchForm(forms.Form):
    """Where doubles are looked for: a district or the province."""

    unit = UnitField(
        label=_("Phạm vi"), queryset=AdministrativeUnit.objects.none(), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
