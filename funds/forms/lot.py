"""What is typed about a lot: a recall, a write-off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from funds.models.count import Reason
from lao_cai_support.web.clock import today


class RecallForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do thu hồi"), max_length=300, help_text=_("Ví dụ: thông báo số 12 của Sở Y tế về lô sữa này.")
    )


class WriteOffForm(forms.Form):
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1)
    reason = forms.ChoiceField(label=_("Lý do"), choices=Reason.choices)
    words = forms.CharField(label=_("Diễn giải"), max_length=200, required=False)
    decision_no = forms.CharField(label=_("Số biên bản thanh lý, tiêu hủy"), max_length=60)
    decision_on = forms.DateField(label=_("Ngày biên bản"), widget=DateInput(), initial=today)
