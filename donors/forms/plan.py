"""What is typed about mobilisation plans."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import SupportArea
from donors.models import MobilisationPlan
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


class PlanForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Đơn vị"), queryset=AdministrativeUnit.objects.none())
    kind = forms.ChoiceField(label=_("Loại"), choices=MobilisationPlan.Kind.choices)
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=200)
    first_day = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    last_day = forms.DateField(label=_("Đến ngày"), widget=DateInput())
    summary = forms.CharField(
        label=_("Nội dung"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Mục đích, đối tượng, cách vận động, ai làm gì."),
    )

    def __init__(self, *args: Any, units: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class TargetsForm(forms.Form):
    """One amount an area."""

    def __init__(self, *args: Any, plan: MobilisationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {target.area_id: target for target in plan.targets.all()}
        for area in SupportArea.objects.all():
            target = self.held.get(area.pk)
            if target or area.in_plan:
                self.fields[area.pk] = VndFormField(
                    label=str(area), required=False, min_value=0, initial=target.target if target else 0
                )

    def targets(self) -> dict[str, int]:
        return {area: value or 0 for area, value in self.cleaned_data.items()}


class ApprovePlanForm(forms.Form):
    document_no = forms.CharField(label=_("Số văn bản duyệt"), max_length=60)
    approved_on = forms.DateField(label=_("Ngày duyệt"), widget=DateInput(), initial=today)


class EvaluationForm(forms.Form):
    evaluation = forms.CharField(
        label=_("Đánh giá"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Đạt đến đâu, vì sao, cần làm gì cho kỳ sau. Các con số đứng ở bảng bên cạnh."),
    )
