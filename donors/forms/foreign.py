"""What is typed about approvals of foreign gifts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.forms.child import DateInput
from donors.models import Pledge
from donors.models.foreign import ForeignApproval, ForeignPaper
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class ForeignForm(forms.Form):
    pledge = forms.ModelChoiceField(label=pgettext_lazy("một", "Cam kết"), queryset=Pledge.objects.none())
    authority = forms.ChoiceField(
        label=_("Cấp phê duyệt"),
        choices=ForeignApproval.Authority.choices,
        help_text=_("Phần lớn khoản viện trợ cho tỉnh do Ủy ban nhân dân tỉnh phê duyệt (NĐ 80/2020, Điều 7)."),
    )
    purpose = forms.CharField(label=_("Mục đích"), max_length=300)
    lawful_source = forms.CharField(
        label=_("Nguồn gốc hợp pháp"),
        max_length=300,
        help_text=_("Tiền từ đâu; hàng không thuộc diện cấm nhập khẩu."),
    )

    def __init__(self, *args: Any, pledges: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pledge", pledges)


class ForeignPaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=ForeignPaper.Kind.choices)
    number = forms.CharField(label=_("Số"), max_length=60, required=False)
    on = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)
    upload = forms.FileField(
        label=_("Bản chụp"),
        help_text=_("Tệp .pdf, .jpg, .png hoặc .webp, tối đa 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
    )


class DayForm(forms.Form):
    on = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)


class OpinionForm(DayForm):
    opinion = forms.CharField(label=_("Ý kiến thẩm định"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(DayForm):
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)

    field_order = ("decision_no", "on")


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
