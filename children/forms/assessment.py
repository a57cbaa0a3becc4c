"""What the province types to make an area's next assessment form, and what a reviewer or leader says of a need."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput
from children.models import AssessmentForm
from children.scoring import CHOICE, FACTS, NUMBER, YES_NO, kind_of, shown
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class VersionForm(forms.Form):
    """The version's own facts: limits, decision, day of effect."""

    first = forms.IntegerField(label=_("Ưu tiên 1 từ (điểm)"), min_value=1, max_value=100)
    second = forms.IntegerField(label=_("Ưu tiên 2 từ (điểm)"), min_value=1, max_value=100)
    needs_opinion = forms.BooleanField(
        label=_("Cần ý kiến của ngành trước khi công bố"),
        required=False,
        help_text=_("Ví dụ y tế với dinh dưỡng, giáo dục với danh sách của trường."),
    )
    decision = forms.CharField(
        label=_("Quyết định số"), max_length=80, help_text=_("Của UBND tỉnh; ghi cả số và ký hiệu.")
    )
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput())
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=DateInput())


class QuestionForm(forms.Form):
    """One question; a row without words is left out."""

    key = forms.CharField(required=False, max_length=31, widget=forms.HiddenInput())
    text = forms.CharField(label=_("Câu hỏi"), required=False, max_length=200, help_text=_("Xóa trắng để bỏ câu này."))
    kind = forms.ChoiceField(label=_("Kiểu trả lời"))
    known = forms.ChoiceField(label=_("Tự điền từ sổ"), required=False)
    points = forms.IntegerField(
        label=_("Điểm khi trả lời có"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )
    options = forms.CharField(
        label=_("Lựa chọn hoặc mức số"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Mỗi dòng một lựa chọn, ví dụ “Không có áo ấm = 25”; với câu hỏi số, “5 = 10” là từ 5 trở lên được 10 điểm."
        ),
    )
    help = forms.CharField(label=_("Lời hướng dẫn"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(YES_NO, _("có hoặc không")), (CHOICE, _("chọn một")), (NUMBER, _("số"))])
        offer(self, "known", [("", "–"), *((fact, shown(words)) for fact, words in FACTS.items())])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text"):
            return data
        kind = data.get("kind")
        if kind == YES_NO:
            if data.get("points") is None:
                self.add_error("points", _("Hãy ghi điểm của câu này."))
        elif kind in (CHOICE, NUMBER):
            data["pairs"] = self._pairs(data.get("options", ""), number=kind == NUMBER)
        return data

    def _pairs(self, text: str, *, number: bool) -> list[tuple[Any, int]]:
        pairs: list[tuple[Any, int]] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            words, _sign, points = (part.strip() for part in line.rpartition("="))
            if number:
                words = words.split()[-1] if words.split() else ""
            if not words or not points.isdecimal() or (number and not words.isdecimal()):
                self.add_error(
                    "options", gettext("Dòng “%(line)s” chưa đúng: cần lời, dấu = và số điểm.") % {"line": line}
                )
                continue
            pairs.append((int(words) if number else words, int(points)))
        return pairs

    def question(self) -> dict[str, Any]:
        """What the service takes (services/assessment_form.py)."""
        data = self.cleaned_data
        return {
            "key": data.get("key", ""),
            "text": data["text"],
            "kind": data["kind"],
            "known": data.get("known", "") if data["kind"] == YES_NO else "",
            "points": data.get("points"),
            "choices": data.get("pairs", ()) if data["kind"] == CHOICE else (),
            "bands": data.get("pairs", ()) if data["kind"] == NUMBER else (),
            "help": data.get("help", ""),
        }


QuestionFormSet = forms.formset_factory(QuestionForm, extra=3, max_num=30)


def initial_of(form: AssessmentForm | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The version to begin with: the limits and questions of the last one."""
    if form is None:
        return {"first": 60, "second": 35, "valid_from": today()}, []
    limits = form.scoring["limits"]
    version = {
        "first": limits[0][0],
        "second": limits[1][0],
        "needs_opinion": form.needs_opinion,
        "valid_from": max(today(), form.valid_from),
    }
    return version, [_row(question) for question in form.questions]


def _row(question: dict[str, Any]) -> dict[str, Any]:
    lines = [f"{one['text']} = {one['points']}" for one in question.get("choices", ())]
    lines += [f"{one['from']} = {one['points']}" for one in question.get("bands", ())]
    return {
        "key": question["key"],
        "text": question["text"],
        "kind": kind_of(question),
        "known": question.get("known", question["key"] if question["key"] in FACTS else ""),
        "points": question.get("points"),
        "options": "\n".join(lines),
        "help": question.get("help", ""),
    }


class OpinionForm(forms.Form):
    agrees = forms.TypedChoiceField(
        label=_("Ý kiến"),
        choices=[("yes", _("đồng ý")), ("no", _("không đồng ý"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Lý do, đề nghị"), max_length=500, required=False)


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(label=_("Mức ưu tiên mới"), coerce=int, choices=[(1, "1"), (2, "2"), (3, "3")])
    reason = forms.CharField(label=_("Lý do"), max_length=300)
