"""What is typed about a need."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import AssessmentForm, Item
from children.scoring import CHOICE, NUMBER, kind_of, shown
from children.services.known import answers_known
from lao_cai_support.areas.models import School, Village
from lao_cai_support.web.clock import today
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
        help_text=_("Để trống: đồ ấm theo vùng rét của xã, khoản khác sau 3 tháng."),
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(
        self, *args: Any, area: str | None = None, facts: dict[str, bool] | None = None, **kwargs: Any
    ) -> None:
        """``facts`` is what the register knows of the child (services/known.py)."""
        super().__init__(*args, **kwargs)
        self.questions: list[dict[str, Any]] = []
        if area:
            offer(self, "item", Item.objects.filter(area=area, is_money=False))
            form = AssessmentForm.objects.in_force(today()).filter(area=area).first()
            self.questions = form.questions if form else []
            known = answers_known(self.questions, facts or {})
            for question in self.questions:
                self.fields[f"q_{question['key']}"] = question_field(question, initial=known.get(question["key"]))

    def answers(self) -> dict[str, Any]:
        """Question's key → yes or no, the value chosen, or the number; what was left empty is missing."""
        told = {question["key"]: self.cleaned_data.get(f"q_{question['key']}") for question in self.questions}
        return {key: value for key, value in told.items() if value not in (None, "")}


def question_field(question: dict[str, Any], *, initial: Any = None) -> forms.Field:
    """The field that asks a question of an assessment form."""
    words: dict[str, Any] = {
        "label": shown(question["text"]),
        "required": False,
        "help_text": shown(question.get("help", "")),
    }
    kind = kind_of(question)
    if kind == CHOICE:
        choices = [("", "–"), *((one["value"], shown(one["text"])) for one in question["choices"])]
        return forms.ChoiceField(choices=choices, **words)
    if kind == NUMBER:
        return forms.IntegerField(min_value=0, max_value=1_000_000, **words)
    return forms.BooleanField(initial=bool(initial), **words)


class GroupNeedForm(NeedForm):
    """A need of a class, school point or village, with its head count."""

    group_name = forms.CharField(label=_("Nhóm"), max_length=120, help_text=_("Ví dụ: Lớp 2A, điểm trường Bản Phố 2."))
    head_count = forms.IntegerField(label=_("Số trẻ trong nhóm"), min_value=2, max_value=5000)
    school = forms.ModelChoiceField(label=_("Trường"), queryset=School.objects.none(), required=False)
    village = forms.ModelChoiceField(label=_("Thôn, bản"), queryset=Village.objects.none(), required=False)
    sizes = forms.CharField(
        label=_("Số lượng theo cỡ"),
        required=False,
        max_length=300,
        help_text=_("Ví dụ 110: 5; 120: 8. Tổng phải bằng số lượng."),
    )
    field_order = ["group_name", "head_count", "school", "village", "item", "size", "sizes", "quantity"]

    def __init__(self, *args: Any, unit: Any, school: Any = None, **kwargs: Any) -> None:
        """``school`` is the one whose focal point types; other people choose one of the commune, or none."""
        super().__init__(*args, **kwargs)
        offer(self, "school", School.objects.filter(pk=school) if school else School.objects.filter(unit=unit))
        if school:
            self.fields["school"].required, self.fields["school"].initial = True, school
        offer(self, "village", Village.objects.filter(unit=unit))

    def clean_sizes(self) -> dict[str, int]:
        """ "110: 5; 120: 8" → {"110": 5, "120": 8}"""
        told: dict[str, int] = {}
        for part in filter(str.strip, self.cleaned_data["sizes"].replace(",", ";").split(";")):
            size, _sign, pieces = (word.strip() for word in part.partition(":"))
            if not size or not pieces.isdecimal() or not int(pieces) or size in told:
                raise forms.ValidationError(gettext("Hãy ghi từng cỡ và số lượng như 110: 5; 120: 8."), code="sizes")
            told[size] = int(pieces)
        return told
