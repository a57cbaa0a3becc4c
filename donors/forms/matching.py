"""What is typed on the workbench."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import SupportArea
from donors.forms.donor import places
from donors.models import MatchPolicy
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class RunForm(forms.Form):
    name = forms.CharField(label=_("Tên phương án"), max_length=120)
    areas = forms.ModelMultipleChoiceField(
        label=_("Lĩnh vực"),
        queryset=SupportArea.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không đánh dấu ô nào là mọi lĩnh vực."),
    )
    place = forms.ModelChoiceField(
        label=_("Phạm vi"), queryset=AdministrativeUnit.objects.none(), required=False, empty_label=_("Toàn tỉnh")
    )
    version = forms.ModelChoiceField(
        label=_("Chính sách"),
        queryset=MatchPolicy.objects.all(),
        required=False,
        empty_label=_("Chưa có quyết định: trọng số 9, 3, 1"),
        help_text=_("Trọng số của ba mức ưu tiên, do hội đồng quyết định."),
    )
    fairness = forms.ChoiceField(
        label=_("Thứ tự mục tiêu"),
        choices=[("", _("theo chính sách đã chọn")), *MatchPolicy.Fairness.choices],
        required=False,
        help_text=_("Chọn khác với chính sách là lập một phương án để so sánh."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", places())

    def scope(self) -> dict[str, Any]:
        place = self.cleaned_data["place"]
        return {"areas": [area.pk for area in self.cleaned_data["areas"]], "places": [place.path] if place else []}

    def policy(self) -> dict[str, Any]:
        return {"fairness": self.cleaned_data["fairness"]} if self.cleaned_data["fairness"] else {}


class PolicyForm(forms.Form):
    weight_1 = forms.IntegerField(label=_("Trọng số ưu tiên 1"), min_value=1, max_value=1000, initial=9)
    weight_2 = forms.IntegerField(label=_("Trọng số ưu tiên 2"), min_value=1, max_value=1000, initial=3)
    weight_3 = forms.IntegerField(label=_("Trọng số ưu tiên 3"), min_value=1, max_value=1000, initial=1)
    fairness = forms.ChoiceField(label=_("Thứ tự mục tiêu"), choices=MatchPolicy.Fairness.choices)
    committee = forms.CharField(
        label=_("Hội đồng quyết định"), max_length=160, help_text=_("Ví dụ: Hội đồng bảo trợ Quỹ Bảo trợ trẻ em tỉnh.")
    )
    document_no = forms.CharField(label=_("Số văn bản"), max_length=60)
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput(), initial=today)
    note = forms.CharField(label=_("Lý do, ghi chú"), max_length=300, required=False)

    def typed(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["weights"] = {str(n): data.pop(f"weight_{n}") for n in (1, 2, 3)}
        return data
