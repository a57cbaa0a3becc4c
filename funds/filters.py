"""The filters of the funds' lists."""

import datetime
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funds.models import BudgetEstimate, Commendation, Distribution, Fund, Lot, Sheet, StatementLine, Transfer, Voucher
from funds.models.budget import EstimateState
from funds.models.commendation import CommendationState, HonourKind
from funds.models.distribution import DistributionState
from funds.models.ledger import Account, Posting
from funds.models.voucher import VoucherKind, VoucherState
from funds.services.school_confirmation import differing, unconfirmed
from lao_cai_support.web.clock import today

# A year outside the calendar is left out of the filter, as other nonsense is.
YEARS = {"min_value": 1900, "max_value": 9999}


def fund_choices(request: Any) -> Any:
    return Fund.objects.visible_to(request.user) if request else Fund.objects.none()


class CommendationFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=CommendationState.choices)
    level = filters.ChoiceFilter(label=_("Hình thức"), choices=HonourKind.choices, field_name="level__kind")
    year = filters.NumberFilter(label=_("Năm xét"), **YEARS)

    class Meta:
        model = Commendation
        fields: list[str] = []


class VoucherFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=VoucherState.choices)
    kind = filters.ChoiceFilter(label=_("Loại"), choices=VoucherKind.choices)
    year = filters.NumberFilter(label=_("Năm"), **YEARS)
    fund = filters.ModelChoiceFilter(label=pgettext_lazy("một", "Quỹ"), queryset=fund_choices)

    class Meta:
        model = Voucher
        fields: list[str] = []


class EstimateFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=EstimateState.choices)
    year = filters.NumberFilter(label=_("Năm"), **YEARS)

    class Meta:
        model = BudgetEstimate
        fields: list[str] = []


class PostingFilter(filters.FilterSet):
    account = filters.ChoiceFilter(label=_("Tài khoản"), choices=Account.choices)
    year = filters.NumberFilter(label=_("Năm"), field_name="day", lookup_expr="year", **YEARS)

    class Meta:
        model = Posting
        fields: list[str] = []


class BankLineFilter(filters.FilterSet):
    open = filters.BooleanFilter(label=_("Chưa đối chiếu"), method="by_open")
    year = filters.NumberFilter(label=_("Năm"), field_name="day", lookup_expr="year", **YEARS)
    fund = filters.ModelChoiceFilter(label=pgettext_lazy("một", "Quỹ"), field_name="place__fund", queryset=fund_choices)

    class Meta:
        model = StatementLine
        fields: list[str] = []

    def by_open(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.unmatched() if wanted else rows.exclude(pk__in=rows.unmatched().values("pk"))


class LotFilter(filters.FilterSet):
    in_store = filters.BooleanFilter(label=_("Còn trong kho"), method="by_in_store")
    expiring = filters.BooleanFilter(label=_("Hết hạn trong 60 ngày"), method="by_expiring")
    recalled = filters.BooleanFilter(
        label=_("Bị thu hồi"), field_name="recalled_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Lot
        fields: list[str] = []

    def by_in_store(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.filter(left__gt=0) if wanted else rows.filter(left=0)

    def by_expiring(self, rows: Any, _name: str, wanted: bool) -> Any:
        soon = today() + datetime.timedelta(days=60)
        return rows.filter(left__gt=0, expires_on__lte=soon) if wanted else rows


class TransferFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=Transfer.State.choices)
    waiting = filters.BooleanFilter(label=_("Chờ quỹ của tôi xác nhận"), method="by_waiting")

    class Meta:
        model = Transfer
        fields: list[str] = []

    def by_waiting(self, rows: Any, _name: str, wanted: bool) -> Any:
        own = Fund.objects.visible_to(self.request.user, "transfers.confirm")
        return rows.waiting().filter(receiver__in=own) if wanted else rows


class DistributionFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=DistributionState.choices)
    fund = filters.ModelChoiceFilter(label=pgettext_lazy("một", "Quỹ"), queryset=fund_choices)

    class Meta:
        model = Distribution
        fields: list[str] = []


class SheetFilter(filters.FilterSet):
    late = filters.BooleanFilter(label=_("Đã trao, chưa ghi"), method="by_late")
    unconfirmed = filters.BooleanFilter(label=_("Chờ nhà trường xác nhận"), method="by_unconfirmed")
    differs = filters.BooleanFilter(label=_("Nhà trường báo khác"), method="by_differs")

    class Meta:
        model = Sheet
        fields: list[str] = []

    def by_late(self, rows: Any, _name: str, wanted: bool) -> Any:
        waiting = rows.filter(recorded_on=None, distribution__state="issued")
        if wanted:
            return waiting.filter(distribution__hand_out_on__lt=today())
        return waiting.filter(distribution__hand_out_on__gte=today())

    def by_unconfirmed(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.filter(pk__in=unconfirmed(self.request.user)) if wanted else rows

    def by_differs(self, rows: Any, _name: str, wanted: bool) -> Any:
        return differing(rows) if wanted else rows
