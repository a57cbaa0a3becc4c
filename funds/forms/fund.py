"""What is typed about a fund itself: transfers, the management share, the closing of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from funds.forms.voucher import EarmarkField, FundForm
from funds.models import Fund, FundPlace
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField


class TransferForm(FundForm):
    receiver = forms.ModelChoiceField(label=_("Quỹ nhận"), queryset=Fund.objects.none())
    place = forms.ModelChoiceField(label=_("Chuyển từ"), queryset=FundPlace.objects.none())
    earmark = EarmarkField()
    amount = VndFormField(label=_("Số tiền"), min_value=1000)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
    day = forms.DateField(label=_("Ngày gửi"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "receiver", Fund.objects.as_of(today()).exclude(pk=self.fund.pk).order_by("unit__path"))


class ReceivedForm(FundForm):
    place = forms.ModelChoiceField(label=_("Nhận vào"), queryset=FundPlace.objects.none())
    day = forms.DateField(label=_("Ngày nhận"), widget=DateInput())


class ShareForm(FundForm):
    year = forms.TypedChoiceField(label=_("Năm"), coerce=int)
    amount = VndFormField(label=_("Mức chi quản lý"), min_value=0)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=60)
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput(), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = today().year
        offer(self, "year", [(year, str(year)), (year - 1, str(year - 1))])


class ClosingForm(FundForm):
    year = forms.TypedChoiceField(
        label=_("Năm khóa sổ"), coerce=int, help_text=_("Sau khi khóa, không ghi thêm vào năm đó và các năm trước.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.fund.closings.order_by("-year").first()
        first = last.year + 1 if last else self.fund.valid.lower.year
        offer(self, "year", [(year, str(year)) for year in range(first, today().year)])
