"""What is typed about a need."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import AssessmentForm, Item
from lao_cai_support.areas.models import School, Village
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


class NeedForm(forms.Form):
    """One need; the area's questions stand below it, answered from the register where it knows."""

    item = forms.ModelChoiceField(label=_("Mặt hàng"), queryset=Item.objects.filter(is_money=False))
    size = forms.CharField(
        label=_("Cỡ"),
        max_length=10,
        required=False,
        help_text=_("Áo quần theo chiều cao (80–170), giày 20–42, mũ khăn S/M/L."),
    )
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=100_000, initial=1)
    unit_value = VndFormField(
        label=_("Đơn giá ước tính"),
        required=False,
        min_value=1,
        help_text=_("Để trống để lấy đơn giá danh mục của năm."),
    )
    needed_by = forms.DateField(
        label=_("Cần trước ngày"),
        required=False,
        widget=DateInput(),
        help_text=_("Để trống: đồ ấm trước 15/11, khoản khác sau 3 tháng."),
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(
        self, *args: Any, area: str | None = None, answers: dict[str, bool] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[str] = []
        if area:
            offer(self, "item", Item.objects.filter(area=area, is_money=False))
            form = AssessmentForm.objects.filter(area=area).order_by("-version").first()
            for question in form.questions if form else []:
                name = f"q_{question['key']}"
                self.questions.append(question["key"])
                self.fields[name] = forms.BooleanField(
                    label=_now(question["text"]), required=False, initial=(answers or {}).get(question["key"], False)
                )

    def answers(self) -> dict[str, bool]:
        return {key: bool(self.cleaned_data.get(f"q_{key}")) for key in self.questions}


class GroupNeedForm(NeedForm):
    """A need of a class, school point or village, with its head count."""

    group_name = forms.CharField(label=_("Nhóm"), max_length=120, help_text=_("Ví dụ: Lớp 2A, điểm trường Bản Phố 2."))
    head_count = forms.IntegerField(label=_("Số trẻ trong nhóm"), min_value=2, max_value=5000)
    school = forms.ModelChoiceField(label=_("Trường"), queryset=School.objects.none(), required=False)
    village = forms.ModelChoiceField(label=_("Thôn, bản"), queryset=Village.objects.none(), required=False)
    field_order = ["group_name", "head_count", "school", "village", "item"]

    def __init__(self, *args: Any, unit: Any, school: Any = None, **kwargs: Any) -> None:
        """``school`` is the one whose focal point types; other people choose one of the commune, or none."""
        super().__init__(*args, **kwargs)
        offer(self, "school", School.objects.filter(pk=school) if school else School.objects.filter(unit=unit))
        if school:
            self.fields["school"].required, self.fields["school"].initial = True, school
        offer(self, "village", Village.objects.filter(unit=unit))
