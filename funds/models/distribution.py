"""Handing out: a distribution, its signed sheets by commune, a line for each child or group."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Allocation, Campaign
from funds.models.fund import Fund, FundPlace
from funds.models.lot import Lot
from funds.models.voucher import Voucher
from funds.querysets.distribution import DistributionQuerySet, SheetQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class DistributionState(models.TextChoices):
    PLANNED = "planned", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, chờ xuất")
    ISSUED = "issued", _("Đang trao")
    RECORDED = "recorded", _("Đã ghi kết quả")
    CANCELLED = "cancelled", _("Đã hủy")


DISTRIBUTION_MOVES: dict[str, set[str]] = {
    "planned": {"approved", "cancelled"},
    "approved": {"issued", "cancelled"},
    "issued": {"recorded"},
    "recorded": set(),
    "cancelled": set(),
}


class Distribution(models.Model):
    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="distributions", verbose_name=_("quỹ"))
    name = models.CharField(_("tên đợt"), max_length=160)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="distributions")
    decision_no = models.CharField(_("số quyết định"), max_length=60)
    decision_on = models.DateField(_("ngày quyết định"))
    hand_out_on = models.DateField(_("ngày trao"))
    place = models.ForeignKey(FundPlace, models.PROTECT, null=True, related_name="+", verbose_name=_("chi tiền từ"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=DistributionState.choices, default="planned")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(_("ngày xuất"), null=True)
    goods_voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="+")
    money_voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt cấp phát")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="distribution_state_value", condition=Q(state__in=DistributionState.values)),
            models.CheckConstraint(
                name="distribution_two_people", condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("planned_by"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sheet(models.Model):
    """The signed sheet of one commune; its code stands as a QR picture on the paper."""

    code = CodeField(unique=True)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="sheets")
    recorded_on = models.DateField(_("ngày ghi kết quả"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng ký nhận")
        ordering = ["unit__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["distribution", "unit"], name="sheet_once_per_unit")]


class SheetLine(models.Model):
    """What one child or group was to get and really got. Money lines have no lot; ``value`` is in đồng."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="lines")
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="sheet_lines")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="sheet_lines")
    issued = models.PositiveIntegerField(_("xuất"))
    value = VndField(_("giá trị"))
    received = models.PositiveIntegerField(_("thực nhận"), null=True)
    returned = models.PositiveIntegerField(_("trả lại"), default=0)
    missing = models.PositiveIntegerField(_("thiếu, hỏng"), default=0)
    signer = models.CharField(_("người ký nhận"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("dòng ký nhận")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sheet_line_adds_up",
                condition=Q(received__isnull=True) | Q(issued=F("received") + F("returned") + F("missing")),
            ),
            models.CheckConstraint(name="sheet_line_issued_positive", condition=Q(issued__gt=0, value__gt=0)),
            models.UniqueConstraint(
                fields=["sheet", "allocation", "lot"], name="sheet_line_once", nulls_distinct=False
            ),
        ]
