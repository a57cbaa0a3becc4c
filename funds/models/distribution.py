"""Handing out: a distribution, its signed sheets by commune, a line for each child or group."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Allocation, Campaign
from funds.models.fund import NO_TRUNCATE, Decider, Fund, FundPlace
from funds.models.lot import Lot
from funds.models.voucher import Voucher
from funds.querysets.distribution import DistributionQuerySet, SheetLineQuerySet, SheetQuerySet
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
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
    decided_by = models.CharField(
        _("người quyết định chi"), max_length=10, choices=Decider.choices, default=Decider.HEAD, db_default=Decider.HEAD
    )
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


class Grouping(models.TextChoices):
    """For whom a sheet is printed."""

    COMMUNE = "commune", _("theo xã")
    SCHOOL = "school", _("theo trường")
    CLASS = "class", _("theo lớp")
    VILLAGE = "village", _("theo thôn, bản")


ONCE_PER_CHILD = """
    IF EXISTS (
        SELECT 1 FROM donors_allocation a JOIN children_need n ON n.id = a.need_id
        JOIN children_need other ON other.child_id = n.child_id AND other.item_id = n.item_id AND other.id <> n.id
        JOIN donors_allocation b ON b.need_id = other.id
        JOIN funds_sheetline l ON l.allocation_id = b.id AND l.received IS DISTINCT FROM 0
        JOIN funds_sheet s ON s.id = l.sheet_id
        JOIN funds_distribution d ON d.id = s.distribution_id AND d.state <> 'cancelled'
        JOIN funds_sheet own ON own.id = NEW.sheet_id
        JOIN funds_distribution here ON here.id = own.distribution_id
        WHERE a.id = NEW.allocation_id AND (d.id = here.id OR d.campaign_id = here.campaign_id)
    ) THEN
        RAISE EXCEPTION 'one line per child, item and campaign' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Sheet(models.Model):
    """The signed sheet of one commune, or of one school, class or village in it; its code stands as a QR picture on
    the paper. Children without a school or village stand on the commune's own sheet."""

    code = CodeField(unique=True)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="sheets")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="sheets", verbose_name=_("trường"))
    class_name = models.CharField(_("lớp"), max_length=20, blank=True)
    village = models.ForeignKey(Village, models.PROTECT, null=True, related_name="sheets", verbose_name=_("thôn, bản"))
    recorded_on = models.DateField(_("ngày ghi kết quả"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng ký nhận")
        ordering = ["unit__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "unit", "school", "class_name", "village"],
                name="sheet_once_per_place",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="sheet_of_one_kind",
                condition=Q(school__isnull=True, class_name="") | Q(school__isnull=False, village__isnull=True),
            ),
        ]

    @property
    def place_name(self) -> str:
        """The class, school or village, and always the commune."""
        parts = [_("lớp %(name)s") % {"name": self.class_name}] if self.class_name else []
        parts += [str(place) for place in (self.school, self.village) if place]
        parts.append(self.unit.title)
        named = ", ".join(map(str, parts))
        return named[:1].upper() + named[1:]


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

    objects: ClassVar = SheetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng ký nhận")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sheet_line_adds_up",
                condition=Q(received__isnull=True) | Q(issued=F("received") + F("returned") + F("missing")),
            ),
            models.CheckConstraint(
                name="sheet_line_issued_positive",
                condition=Q(issued__gt=0) & (Q(value__gt=0) | Q(value=0, lot__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["sheet", "allocation", "lot"], name="sheet_line_once", nulls_distinct=False
            ),
        ]
        triggers = [
            # One line per child, item and campaign (I8). Two lots, or a part now and a part later, are one need's.
            pgtrigger.Trigger(
                name="once_per_child_and_campaign",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=ONCE_PER_CHILD,
            )
        ]


class SchoolConfirmation(models.Model):
    """What a school saw of a delivery to one of its pupils, beside what the sheet says. Never edited: who errs, tells it
    again to the fund, which finds both."""

    line = models.OneToOneField(SheetLine, models.PROTECT, related_name="confirmation")
    school = models.ForeignKey(School, models.PROTECT, related_name="confirmations")
    received = models.PositiveIntegerField(_("thực nhận"))
    returned = models.PositiveIntegerField(_("trả lại"), default=0)
    missing = models.PositiveIntegerField(_("thiếu, hỏng"), default=0)
    signer = models.CharField(_("người ký nhận"), max_length=120, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_on = models.DateField(_("ngày xác nhận"))

    class Meta:
        verbose_name = _("xác nhận của nhà trường")
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete), NO_TRUNCATE]

    def agrees(self) -> bool:
        """Whether the sheet says the same."""
        told = (self.line.received, self.line.returned, self.line.missing)
        return told == (self.received, self.returned, self.missing)
