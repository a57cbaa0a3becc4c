"""What is typed about a sponsorship. A form knows one child, the one in its address, and begins empty for each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from children.models import Child
from donors.models import Donor
from donors.models.sponsorship import Route
from lao_cai_support.web.clock import today
from lao_cai_support.web.money import VndFormField


class SponsorshipForm(forms.Form):
    """``child`` and ``others_seen`` go along hidden: a page filled in for another child, or before another sponsor came,
    is told so."""

    donor = forms.ModelChoiceField(label=_("Nhà đỡ đầu"), queryset=Donor.objects.filter(archived=False))
    monthly = VndFormField(label=_("Số tiền mỗi tháng"), min_value=10_000)
    due_day = forms.IntegerField(
        label=_("Góp vào ngày mấy hằng tháng"), min_value=1, max_value=28, help_text=_("Từ 1 đến 28.")
    )
    first_day = forms.DateField(label=_("Từ ngày"), widget=DateInput(), initial=today)
    last_day = forms.DateField(
        label=_("Đến ngày"), widget=DateInput(), required=False, help_text=_("Để trống nếu chưa định ngày kết thúc.")
    )
    route = forms.ChoiceField(label=_("Cách trao"), choices=Route.choices)
    terms = forms.CharField(
        label=_("Dùng vào việc"), max_length=300, help_text=_("Ghi trong thỏa thuận; không ghi tên trẻ, trường, thôn.")
    )
    seen = forms.BooleanField(label=_("Tôi đã xem những người đỡ đầu hiện có và chế độ của Nhà nước ở trên"))
    child = forms.CharField(widget=forms.HiddenInput)
    others_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=999)

    def __init__(self, *args: Any, of: Child, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_child(self) -> Child:
        if self.cleaned_data["child"] != self.of.code:
            raise forms.ValidationError(_("Tờ này được mở cho một trẻ khác. Hãy mở lại từ hồ sơ của trẻ."))
        return self.of

    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class SignForm(forms.Form):
    agreement_no = forms.CharField(label=_("Số thỏa thuận"), max_length=60)
    signed_on = forms.DateField(label=_("Ngày ký"), widget=DateInput(), initial=today)


class TellForm(forms.Form):
    told = forms.CharField(
        label=_("Lời báo cho nhà đỡ đầu"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nhà đỡ đầu chỉ đọc đúng lời này. Không ghi tên trẻ, trường, thôn, xã."),
    )


class EndForm(TellForm):
    ended_on = forms.DateField(label=_("Kết thúc ngày"), widget=DateInput(), initial=today)
    reason = forms.CharField(label=_("Lý do (lưu nội bộ)"), max_length=300)
    field_order = ("ended_on", "reason", "told")

    def __init__(self, *args: Any, signed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not signed:  # whoever was never bound has nothing to be told
            del self.fields["told"]


class DirectForm(forms.Form):
    day = forms.DateField(label=_("Ngày trao"), widget=DateInput(), initial=today)
    amount = VndFormField(label=_("Số tiền"), min_value=1000)
    paper = forms.CharField(label=_("Giấy tờ"), max_length=120, help_text=_("Biên nhận, sao kê, biên bản trao."))


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Tình hình của trẻ"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Cán bộ khác xem và sửa lời trước khi nhà đỡ đầu đọc."),
    )
