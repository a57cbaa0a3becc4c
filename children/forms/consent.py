"""What is typed when a consent is given, refused or withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.ages import OWN_ANSWER
from children.forms.fields import DateInput
from children.models import Child
from children.models.consent import NAMED_RECIPIENT, Channel, DataKind, Representative


class ConsentForm(forms.Form):
    """One answer to one purpose. Nothing is ticked beforehand, and no answer is no consent."""

    answer = forms.TypedChoiceField(
        label=_("Trả lời của người đại diện"),
        choices=[("yes", _("đồng ý")), ("no", _("không đồng ý"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    representative = forms.CharField(label=_("Người đại diện"), max_length=120)
    relation = forms.ChoiceField(label=_("Quan hệ với trẻ"), choices=[("", "–"), *Representative.choices])
    child_agrees = forms.ChoiceField(
        label=_("Trả lời của chính trẻ"),
        choices=[("yes", _("đồng ý")), ("no", _("không đồng ý"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Trẻ từ đủ 7 tuổi vào ngày ký thì phải hỏi."),
    )
    recipient = forms.CharField(label=_("Nhà tài trợ, tổ chức được biết"), max_length=160, required=False)
    donor_code = forms.RegexField(
        label=_("Mã nhà tài trợ trên cổng"),
        regex=r"^[0-9A-Za-z]{10}$",
        required=False,
        help_text=_("Mười chữ và số ở trang của nhà tài trợ, nếu đã có; chỉ người đó được biết."),
    )
    data_kinds = forms.MultipleChoiceField(
        label=_("Dữ liệu được dùng"), choices=DataKind.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    sensitive_told = forms.BooleanField(
        label=_("Đã đọc lời văn trên và báo đây là dữ liệu nhạy cảm, được rút lại bất cứ lúc nào"), required=False
    )
    not_suspected = forms.BooleanField(label=_("Người đại diện không bị nghi xâm hại trẻ"), required=False)
    channel = forms.ChoiceField(label=_("Cách trả lời"), choices=Channel.choices)
    on = forms.DateField(label=_("Ngày ký"), widget=DateInput())
    until = forms.DateField(
        label=_("Hết hạn ngày"), widget=DateInput(), required=False, help_text=_("Để trống khi không định hạn.")
    )
    evidence = forms.CharField(label=_("Số, ngày của phiếu hoặc biên bản"), max_length=200, required=False)
    scan = forms.FileField(
        label=_("Bản chụp phiếu đã ký"), required=False, help_text=_("Tệp .pdf, .jpg hoặc .png, tối đa 20 MB.")
    )

    def __init__(self, *args: Any, child: Child, purpose: str, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if purpose not in NAMED_RECIPIENT:
            del self.fields["recipient"]
            del self.fields["donor_code"]
        if child.age_on(day) < OWN_ANSWER:
            del self.fields["child_agrees"]
        household = child.household
        adults = [str(guardian) for guardian in household.guardians.all()] if household else []
        if adults:
            offer_names(self.fields["representative"], adults)

    def clean_child_agrees(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["child_agrees"])


def offer_names(field: forms.Field, names: list[str]) -> None:
    """The household's adults as a hint: any other name may be typed."""
    field.help_text = _("Trong hộ có: %(names)s.") % {"names": ", ".join(names)}


class WithdrawForm(forms.Form):
    """The representative takes a yes back; from 7 years on the child may as well (Luật 91/2025 Art. 24)."""

    representative = forms.CharField(label=_("Người rút lại"), max_length=120)
    relation = forms.ChoiceField(
        label=_("Quan hệ với trẻ"),
        choices=[("", "–"), ("child", _("chính trẻ (từ đủ 7 tuổi)")), *Representative.choices],
    )
    on = forms.DateField(label=_("Ngày rút"), widget=DateInput())
    evidence = forms.CharField(label=_("Giấy tờ"), max_length=200, required=False)
