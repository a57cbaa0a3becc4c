"""What is typed at a count and at a closing."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from funds.forms.voucher import FundForm
from funds.models import Fund, FundPlace
from funds.models.count import DENOMINATIONS
from funds.services.closing import open_months
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import format_vnd


class CashCountForm(FundForm):
    """How many of each note, what a difference comes from."""

    kinds = ("cash",)
    place = forms.ModelChoiceField(label=_("Két"), queryset=FundPlace.objects.none())
    on = forms.DateField(label=_("Ngày kiểm kê"), widget=DateInput(), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(FundPlace.objects.filter(fund=self.fund, kind="cash")[:2])
        if len(places) == 1:
            self.fields["place"].initial = places[0]
        for note in DENOMINATIONS:
            self.fields[f"n{note}"] = forms.IntegerField(
                label=_("Số tờ %(note)s") % {"note": format_vnd(note)},
                min_value=0,
                max_value=1_000_000,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
            )
        self.fields["committee"] = forms.CharField(
            label=_("Thành phần kiểm kê"), max_length=300, required=False, help_text=_("Họ tên, chức vụ từng người.")
        )
        self.fields["cause"] = forms.CharField(
            label=_("Nguyên nhân chênh lệch"), max_length=300, required=False, help_text=_("Chỉ khi khác sổ.")
        )
        self.fields["handling"] = forms.CharField(label=_("Cách xử lý"), max_length=300, required=False)

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        notes = {note: data[f"n{note}"] or 0 for note in DENOMINATIONS}
        return {"notes": notes, **{name: data[name] for name in ("place", "on", "committee", "cause", "handling")}}


class StockCountDayForm(FundForm):
    kinds = ("store",)
    place = forms.ModelChoiceField(label=_("Kho"), queryset=FundPlace.objects.none())
    on = forms.DateField(label=_("Ngày kiểm kê"), widget=DateInput(), initial=today)
    committee = forms.CharField(label=_("Thành phần kiểm kê"), max_length=300, required=False)


class WriteOffCountForm(forms.Form):
    decision_no = forms.CharField(label=_("Số biên bản thanh lý"), max_length=60)
    decision_on = forms.DateField(label=_("Ngày biên bản"), widget=DateInput(), initial=today)


class MonthForm(forms.Form):
    month = forms.TypedChoiceField(label=_("Tháng khóa sổ"), coerce=datetime.date.fromisoformat)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "month", [(f"{month}", f"{month:%m/%Y}") for month in open_months(fund)])
