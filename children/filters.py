"""The filters of the register's lists."""

import datetime
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from children.models import (
    Child,
    ChildTransfer,
    CircumstanceKind,
    EthnicGroup,
    Item,
    Need,
    SealedGrant,
    Submission,
    SupportArea,
)
from children.models.child import ChildState, Sex
from children.models.need import NeedState
from children.models.submission import SubmissionState
from children.models.transfer import TransferState
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.web.clock import now, today

AHEAD = datetime.timedelta(days=60)  # how long before a birthday that changes something it is told


def commune_choices(request: Any) -> QuerySet:
    """The communes in force today that the person covers."""
    units = request.user.covered_units() if request else []
    return AdministrativeUnit.objects.communes().as_of(today()).filter(pk__in=units).order_by("sort_key")


def village_choices(request: Any) -> QuerySet:
    """Villages only where one commune is covered: a province's thousands are no help in a drop-down."""
    communes = list(commune_choices(request)[:2]) if request else []
    return Village.objects.filter(unit=communes[0]) if len(communes) == 1 else Village.objects.none()


class ScopedFilterSet(filters.FilterSet):
    """Drop the place filters that offer no choice to this person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "unit" in self.form.fields and commune_choices(self.request).count() < 2:
            del self.form.fields["unit"]
        if "village" in self.form.fields and not village_choices(self.request).exists():
            del self.form.fields["village"]


class ChildFilter(ScopedFilterSet):
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices)
    village = filters.ModelChoiceFilter(label=_("Thôn, bản"), queryset=village_choices)
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=ChildState.choices)
    sex = filters.ChoiceFilter(label=_("Giới tính"), choices=Sex.choices)
    ethnic_group = filters.ModelChoiceFilter(label=_("Dân tộc"), queryset=EthnicGroup.objects.all())
    circumstance = filters.ModelChoiceFilter(
        label=_("Hoàn cảnh"),
        queryset=CircumstanceKind.objects.filter(sealed=False, parent__isnull=True),
        method="with_circumstance",
    )
    age = filters.ChoiceFilter(
        label=_("Tuổi"), choices=[("0-5", _("dưới 6")), ("6-10", "6–10"), ("11-15", "11–15")], method="in_age"
    )
    turning = filters.ChoiceFilter(
        label=_("Đến tuổi"),
        choices=[
            ("16", _("đủ 16 tuổi trong 60 ngày tới")),
            ("16-past", _("đã đủ 16 tuổi, hồ sơ còn mở")),
            ("consent", _("sự đồng ý phải hỏi lại vì đủ 7 hoặc 16 tuổi")),
        ],
        method="in_turning",
    )

    class Meta:
        model = Child
        fields: list[str] = []

    def in_turning(self, rows: Any, _name: str, which: str) -> Any:
        rows = rows.on_register()
        if which == "consent":
            return rows.lapsing_consents(today() + AHEAD)
        past = rows.aged(16, today())
        return past if which == "16-past" else rows.aged(16, today() + AHEAD).exclude(pk__in=past.values("pk"))

    def with_circumstance(self, rows: QuerySet, _name: str, kind: CircumstanceKind) -> QuerySet:
        return rows.filter(
            circumstances__kind__code__startswith=kind.code, circumstances__valid__contains=today()
        ).distinct()

    def in_age(self, rows: QuerySet, _name: str, band: str) -> QuerySet:
        least, most = (int(part) for part in band.split("-"))
        year = today().year
        return rows.filter(birth_year__gte=year - most, birth_year__lte=year - least)


class NeedFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=NeedState.choices)
    area = filters.ModelChoiceFilter(label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), field_name="item__area")
    item = filters.ModelChoiceFilter(label=_("Mặt hàng"), queryset=Item.objects.all())
    priority = filters.ChoiceFilter(label=_("Ưu tiên"), choices=[(1, "1"), (2, "2"), (3, "3")])
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices)
    unmet = filters.BooleanFilter(label=_("Còn thiếu"), method="only_unmet")
    late = filters.BooleanFilter(label=_("Quá hạn"), method="only_late")

    class Meta:
        model = Need
        fields: list[str] = []

    def only_unmet(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.unmet() if wanted else rows

    def only_late(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.filter(needed_by__lt=today()) if wanted else rows


class SubmissionFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=SubmissionState.choices)
    year = filters.NumberFilter(label=_("Năm"))
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices)
    returned = filters.BooleanFilter(label=_("Bị trả lại, chưa nộp lại"), method="only_returned")

    reopened = filters.BooleanFilter(label=_("Đã mở lại, chưa nộp lại"), method="only_reopened")

    class Meta:
        model = Submission
        fields: list[str] = []

    def only_returned(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.returned_open() if wanted else rows

    def only_reopened(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.reopened_open() if wanted else rows


class GrantFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[
            ("active", _("đang mở")),
            ("review", _("mở khẩn cấp, chờ xem lại")),
            ("over", _("đã hết hoặc thu hồi")),
        ],
        method="in_state",
    )
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices)

    class Meta:
        model = SealedGrant
        fields: list[str] = []

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        if state == "review":
            # One's own is for another person to review.
            return rows.to_review().exclude(user=self.request.user) if self.request else rows.to_review()
        return rows.active(now()) if state == "active" else rows.over(now())


class TransferFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=TransferState.choices)
    way = filters.ChoiceFilter(
        label=_("Chiều"),
        choices=[("in", _("chuyển đến, chờ trả lời")), ("out", _("chuyển đi, chờ trả lời"))],
        method="in_way",
    )

    class Meta:
        model = ChildTransfer
        fields: list[str] = []

    def in_way(self, rows: Any, _name: str, way: str) -> Any:
        if not self.request:
            return rows
        return rows.waiting_for(self.request.user) if way == "in" else rows.sent_by(self.request.user)
