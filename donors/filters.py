"""The filters of the donors' lists."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from children.models import SupportArea
from donors.models import (
    Activity,
    Allocation,
    Approach,
    Campaign,
    Donor,
    Establishment,
    ForeignApproval,
    ForeignState,
    MatchRun,
    MobilisationPlan,
    PlanState,
    Pledge,
    PublicOffer,
    Sponsorship,
)
from donors.models.activity import ActivityKind, ActivityState
from donors.models.allocation import MatchState
from donors.models.donor import DonorKind
from donors.models.pledge import PledgeForm, PledgeState
from donors.models.register import ESTABLISHMENT_KINDS
from donors.models.sponsorship import Route, SponsorshipState
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.web.clock import today


class ActivityFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Loại"), choices=ActivityKind.choices)
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=ActivityState.choices)
    past = filters.BooleanFilter(label=_("Đã qua, chưa ghi kết quả"), method="waiting")

    class Meta:
        model = Activity
        fields: list[str] = []

    def waiting(self, rows: Any, name: str, value: bool) -> Any:
        return rows.to_tell() if value else rows


class DonorFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Loại"), choices=DonorKind.choices)
    in_network = filters.BooleanFilter(label=_("Trong mạng lưới"))
    asked = filters.BooleanFilter(label=_("Đã vận động"), field_name="asked_on", lookup_expr="isnull", exclude=True)
    archived = filters.BooleanFilter(label=_("Ngừng theo dõi"))

    class Meta:
        model = Donor
        fields: list[str] = []


class EstablishmentFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Loại"), choices=ESTABLISHMENT_KINDS)
    active = filters.BooleanFilter(label=_("Đang hoạt động"), method="standing_today")
    donor = filters.BooleanFilter(
        label=_("Có hồ sơ nhà tài trợ"), field_name="donor", lookup_expr="isnull", exclude=True
    )
    unit = filters.ModelChoiceFilter(
        label=_("Thuộc đơn vị"),
        queryset=lambda request: AdministrativeUnit.objects.as_of(today()).order_by("path"),
        method="below",
    )

    class Meta:
        model = Establishment
        fields: list[str] = []

    def standing_today(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.active(today()) if value else rows.exclude(valid__contains=today())

    def below(self, rows: Any, _name: str, unit: AdministrativeUnit) -> Any:
        return rows.filter(unit__in=covered_units(unit.pk, today()))


class ApproachFilter(filters.FilterSet):
    due = filters.BooleanFilter(label=_("Việc hẹn đã đến ngày"), method="waits")
    outcome = filters.ChoiceFilter(label=_("Kết quả"), choices=Approach.Outcome.choices)
    channel = filters.ChoiceFilter(label=_("Cách thức"), choices=Approach.Channel.choices)
    unit = filters.ModelChoiceFilter(
        label=_("Vận động cho"),
        queryset=lambda request: (
            AdministrativeUnit.objects.as_of(today()).filter(pk__in=request.user.covered_units()).order_by("path")
        ),
        method="below",
    )

    class Meta:
        model = Approach
        fields: list[str] = []

    def waits(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.waiting(today()) if value else rows

    def below(self, rows: Any, _name: str, unit: AdministrativeUnit) -> Any:
        return rows.filter(unit__in=covered_units(unit.pk, today()))


class ForeignFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=ForeignState.choices)

    class Meta:
        model = ForeignApproval
        fields: list[str] = []


class PlanFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=PlanState.choices)
    kind = filters.ChoiceFilter(label=_("Loại"), choices=MobilisationPlan.Kind.choices)

    class Meta:
        model = MobilisationPlan
        fields: list[str] = []


class PledgeFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=PledgeState.choices)
    form = filters.ChoiceFilter(label=_("Hình thức"), choices=PledgeForm.choices)
    due = filters.ChoiceFilter(
        label=_("Hạn"),
        choices=[
            ("late", _("quá hạn")),
            ("soon", _("đến hạn trong 14 ngày")),
            ("write_off", _("chờ duyệt ghi không thực hiện")),
        ],
        method="by_due",
    )
    # A donor does not learn of campaigns that are not published yet.
    campaign = filters.ModelChoiceFilter(
        label=pgettext_lazy("một", "Chiến dịch"), queryset=lambda request: Campaign.objects.visible_to(request.user)
    )

    class Meta:
        model = Pledge
        fields: list[str] = []

    def by_due(self, rows: Any, name: str, value: str) -> Any:
        return rows.awaiting_write_off(self.request.user) if value == "write_off" else rows.due(value)


class OfferFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=PublicOffer.State.choices[1:])

    class Meta:
        model = PublicOffer
        fields: list[str] = []


class RunFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=MatchState.choices)

    class Meta:
        model = MatchRun
        fields: list[str] = []


class SponsorshipFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=SponsorshipState.choices)
    route = filters.ChoiceFilter(label=_("Cách trao"), choices=Route.choices)
    news = filters.BooleanFilter(label=_("Có tin chờ xem"), method="with_news")

    class Meta:
        model = Sponsorship
        fields: list[str] = []

    def with_news(self, rows: Any, name: str, value: bool) -> Any:
        waiting = rows.filter(notes__state="written").values("pk")
        return rows.filter(pk__in=waiting) if value else rows.exclude(pk__in=waiting)


class DueFilter(filters.FilterSet):
    """The month is asked by the view, which counts up to its end."""

    month = filters.ChoiceFilter(label=_("Đến hết tháng"), choices=lambda: DueFilter.months(), method="counted")
    late = filters.BooleanFilter(label=_("Còn thiếu"), method="of_late")

    class Meta:
        model = Sponsorship
        fields: list[str] = []

    @staticmethod
    def months() -> list[tuple[str, str]]:
        """This month, the next one and the eleven before it."""
        day = today()
        numbers = [day.year * 12 + day.month - 1 + step for step in range(1, -12, -1)]
        return [(f"{n // 12}-{n % 12 + 1:02d}", f"{n % 12 + 1:02d}/{n // 12}") for n in numbers]

    def counted(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def of_late(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(late__gt=0) if value else rows.filter(late=0)


class LineFilter(filters.FilterSet):
    area = filters.ModelChoiceFilter(
        label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), field_name="need__item__area"
    )
    locked = filters.BooleanFilter(label=_("Đã khóa"))

    class Meta:
        model = Allocation
        fields: list[str] = []
