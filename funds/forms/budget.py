"""What is typed about the state budget's management money."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from children.forms.child import DateInput
from funds.models import BudgetEstimate, BudgetLine, IncomeSource
from funds.models.budget import SOURCES, BudgetItem
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer
from lao_cai_support.web.money import VndFormField, format_vnd


class EstimateForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Năm ngân sách"), coerce=int)
    source = forms.ModelChoiceField(
        label=_("Nguồn kinh phí"), queryset=IncomeSource.objects.filter(code__in=SOURCES).order_by("code")
    )
    grounds = forms.CharField(
        label=_("Căn cứ lập dự toán"),
        max_length=300,
        help_text=_("Kế hoạch, nghị quyết, văn bản hướng dẫn lập dự toán."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = today().year
        offer(self, "year", [(year + 1, str(year + 1)), (year, str(year))])


class BudgetLineForm(forms.Form):
    item = forms.ChoiceField(label=_("Mục chi"), choices=BudgetItem.choices)
    content = forms.CharField(label=_("Nội dung chi"), max_length=200)
    norm = forms.CharField(
        label=_("Định mức, căn cứ"), max_length=200, help_text=_("Văn bản quy định mức chi hoặc báo giá.")
    )
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=40)
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=1_000_000)
    unit_price = VndFormField(label=_("Mức chi"), min_value=1)


class _PerLine(forms.Form):
    """An amount for each line of the estimate; ``amounts`` gives them by line id."""

    least: int | None = 0
    label = _("%(line)s (đề nghị %(requested)s)")

    def __init__(self, *args: Any, estimate: BudgetEstimate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(estimate.lines.all())
        for row in self.rows:
            self.fields[f"amount_{row.pk}"] = VndFormField(
                label=self.told(row), min_value=self.least, initial=self.first(row)
            )

    def told(self, row: BudgetLine) -> str:
        return self.label % {"line": str(row), "requested": format_vnd(row.requested)}

    def first(self, row: BudgetLine) -> int:
        return row.requested

    def amounts(self) -> dict[int, Any]:
        return {row.pk: self.cleaned_data[f"amount_{row.pk}"] for row in self.rows}


class AppraisalForm(_PerLine):
    number = forms.CharField(label=_("Số văn bản thẩm định"), max_length=60)
    appraised_on = forms.DateField(label=_("Ngày thẩm định"), widget=DateInput(), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = ["number", "appraised_on"]
        for row in self.rows:
            self.fields[f"reason_{row.pk}"] = forms.CharField(
                label=gettext("Lý do giảm: %(line)s") % {"line": row.content}, max_length=300, required=False
            )
            order += [f"amount_{row.pk}", f"reason_{row.pk}"]
        self.order_fields(order)

    def amounts(self) -> dict[int, Any]:
        return {
            row.pk: (self.cleaned_data[f"amount_{row.pk}"], self.cleaned_data[f"reason_{row.pk}"]) for row in self.rows
        }


class AssignForm(_PerLine):
    label = _("%(line)s (thẩm định %(requested)s)")
    number = forms.CharField(label=_("Số quyết định giao dự toán"), max_length=60)
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput(), initial=today)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=160)

    def told(self, row: BudgetLine) -> str:
        return self.label % {"line": str(row), "requested": format_vnd(row.appraised or 0)}

    def first(self, row: BudgetLine) -> int:
        return row.appraised or 0


class AdjustForm(_PerLine):
    least = None
    label = _("Tăng (+) hoặc giảm (−): %(line)s (được giao %(requested)s)")
    number = forms.CharField(label=_("Số quyết định điều chỉnh"), max_length=60)
    decided_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput(), initial=today)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=160)

    def told(self, row: BudgetLine) -> str:
        return self.label % {"line": str(row), "requested": format_vnd(row.assigned)}

    def first(self, row: BudgetLine) -> int:
        return 0


class _LineField(forms.ModelChoiceField):
    """A line of the estimate, told with what may still be withdrawn or spent of it."""

    spend = False

    def label_from_instance(self, line: Any) -> str:
        told = gettext("%(line)s, còn chi được %(left)s") if self.spend else gettext("%(line)s, còn rút được %(left)s")
        return told % {"line": str(line), "left": format_vnd(line.in_hand if self.spend else line.not_withdrawn)}


class _SpendField(_LineField):
    spend = True


class WithdrawalForm(forms.Form):
    line = _LineField(label=_("Dòng dự toán"), queryset=BudgetLine.objects.none())
    day = forms.DateField(label=_("Ngày"), widget=DateInput(), initial=today)
    amount = VndFormField(label=_("Số tiền"), min_value=1000)
    reason = forms.CharField(label=_("Nội dung rút"), max_length=300)

    def __init__(self, *args: Any, estimate: BudgetEstimate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "line", estimate.lines.all())


class SpendingForm(WithdrawalForm):
    line = _SpendField(label=_("Dòng dự toán"), queryset=BudgetLine.objects.none())
    party = forms.CharField(label=_("Họ tên người nhận"), max_length=200)
    party_address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    decision_no = forms.CharField(label=_("Số quyết định chi"), max_length=60)
    decision_on = forms.DateField(label=_("Ngày quyết định"), widget=DateInput())
    field_order = ("line", "party", "party_address", "day", "amount", "reason", "decision_no", "decision_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Lý do chi")


class SettleForm(forms.Form):
    number = forms.CharField(label=_("Số văn bản quyết toán"), max_length=60)
