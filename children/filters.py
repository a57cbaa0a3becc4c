"""The filters of the register's lists."""

import datetime
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from children.casework.due import waiting_for
from children.models import (
    Assessment,
    Child,
    ChildTransfer,
    CircumstanceKind,
    EthnicGroup,
    Item,
    Need,
    ProtectionCase,
    SealedGrant,
    ServiceProvider,
    Submission,
    SupportArea,
)
from children.models.case import CaseKind
from children.models.child import ChildState, Sex
from children.models.need import NeedState
from children.models.submission import SubmissionState
from children.models.transfer import ServiceKind, TransferState
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.clock import now, today

LAPSING = datetime.timedelta(days=30)  # how long before its end an assessment is told
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


class AssessmentFilter(ScopedFilterSet):
    area = filters.ModelChoiceFilter(label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), field_name="form__area")
    priority = filters.ChoiceFilter(label=_("Ưu tiên"), choices=[(1, "1"), (2, "2"), (3, "3")])
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices)
    lapsing = filters.BooleanFilter(label=_("Hết hiệu lực trong 30 ngày hoặc đã hết"), method="only_lapsing")

    class Meta:
        model = Assessment
        fields: list[str] = []

    def only_lapsing(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.lapsing(today() + LAPSING) if wanted else rows


def school_choices(request: Any) -> QuerySet:
    """Schools of the communes the person covers, or the own school."""
    units = request.user.covered_units() if request else []
    return School.objects.filter(unit__in=units).order_by("sort_key")


class NeedFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=NeedState.choices)
    area = filters.ModelChoiceFilter(label=_("Lĩnh vực"), queryset=SupportArea.objects.all(), field_name="item__area")
    item = filters.ModelChoiceFilter(label=_("Mặt hàng"), queryset=Item.objects.all())
    priority = filters.ChoiceFilter(label=_("Ưu tiên"), choices=[(1, "1"), (2, "2"), (3, "3")])
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices)
    unmet = filters.BooleanFilter(label=_("Còn thiếu"), method="only_unmet")
    late = filters.BooleanFilter(label=_("Quá hạn"), method="only_late")
    opinion = filters.BooleanFilter(label=_("Chờ ý kiến của ngành"), method="only_opinion")

    class Meta:
        model = Need
        fields: list[str] = []

    def only_unmet(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.unmet() if wanted else rows

    def only_opinion(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.awaiting_opinion() if wanted else rows

    def only_late(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.filter(needed_by__lt=today()) if wanted else rows


class NeedNamesFilter(NeedFilter):
    school = filters.ModelChoiceFilter(label=_("Trường"), queryset=school_choices, field_name="child__school")


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


class CaseFilter(ScopedFilterSet):
    what = filters.ChoiceFilter(
        label=_("Việc chờ bạn"),
        choices=[
            ("late", _("quá hạn")),
            ("soon", _("sắp đến hạn")),
            ("sign", _("chờ bạn ký")),
            ("returned", _("bị trả lại")),
            ("review", _("mở khẩn cấp, chờ xem lại")),
            ("file", _("đã đóng, chờ lưu hồ sơ")),
        ],
        method="that_wait",
    )
    kind = filters.ChoiceFilter(label=_("Loại"), choices=CaseKind.choices)

    class Meta:
        model = ProtectionCase
        fields: list[str] = []

    def that_wait(self, rows: Any, _name: str, what: str) -> Any:
        return rows.filter(pk__in=waiting_for(self.request.user)[what]) if self.request else rows


class ProviderFilter(ScopedFilterSet):
    kind = filters.ChoiceFilter(label=_("Dịch vụ"), choices=ServiceKind.choices)
    state = filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[("open", _("đang nhận trẻ")), ("ended", _("đã ngừng"))],
        method="in_state",
    )

    class Meta:
        model = ServiceProvider
        fields: list[str] = []

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        return rows.working_on(today()) if state == "open" else rows.filter(ended_on__lte=today())


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
