"""A fund, its cash box, bank account and store, the yearly management share, and the closing of a year."""

import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funds.querysets.fund import FundQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField

# Update and delete are refused row by row; a whole table is emptied by another command.
NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION 'the books are never emptied' USING ERRCODE = 'check_violation';",
)
IMMUTABLE = pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)


class Fund(models.Model):
    """The Child Protection Fund of one unit; there is at most one at a time."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="funds", verbose_name=_("đơn vị"))
    short_code = models.CharField(_("ký hiệu"), max_length=24, unique=True)
    name = models.CharField(_("tên quỹ"), max_length=160)
    manager = models.CharField(_("cơ quan quản lý"), max_length=160, blank=True)
    decision_no = models.CharField(_("quyết định thành lập"), max_length=60, blank=True)
    # Whether a second accountant checks each voucher before the chair sees it; small funds have one accountant only.
    check_required = models.BooleanField(_("chứng từ phải có người kiểm tra"), default=False, db_default=False)
    valid = DateRangeField(_("hoạt động"))

    objects: ClassVar = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("quỹ")
        ordering = ["unit__path", "pk"]
        constraints = [
            ExclusionConstraint(
                name="fund_one_per_unit",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.name


class FundPlace(models.Model):
    """Where a fund's money and goods lie."""

    class Kind(models.TextChoices):
        CASH = "cash", _("Tiền mặt")
        BANK = "bank", _("Tiền gửi")
        STORE = "store", _("Kho")
        BUDGET = "state", _("Kinh phí ngân sách")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="places")
    kind = models.CharField(_("loại"), max_length=5, choices=Kind.choices)
    name = models.CharField(_("tên"), max_length=120)
    account_no = models.CharField(_("số tài khoản"), max_length=30, blank=True)
    # Six digits by which VietQR knows the bank.
    bank_code = models.CharField(_("mã ngân hàng"), max_length=6, blank=True, default="", db_default="")
    holder = models.CharField(_("chủ tài khoản"), max_length=160, blank=True, default="", db_default="")
    opened_on = models.DateField(_("mở ngày"), null=True, blank=True)
    closed_on = models.DateField(_("đóng ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("nơi giữ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "name"], name="fund_place_name"),
            models.CheckConstraint(
                name="fund_place_days_in_order",
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
            ),
            models.CheckConstraint(
                name="fund_place_kind_value", condition=Q(kind__in=["cash", "bank", "store", "state"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def open_on(self, day: datetime.date) -> bool:
        """Whether money may move here on the day; the day of closing is the first on which it may not."""
        return not (self.opened_on and day < self.opened_on) and not (self.closed_on and day >= self.closed_on)

    @property
    def account(self) -> str:
        """The ledger account of what lies here; budget money stands in its own book as B3, what is left of it."""
        return {"cash": "A1", "bank": "A2", "store": "A3", "state": "B3"}[self.kind]


class ManagementShare(models.Model):
    """The decided level of management costs of a year, within 10 % of the reduced base (TT 87/2008)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="shares")
    year = models.PositiveSmallIntegerField(_("năm"))
    amount = VndField(_("mức chi quản lý"))
    decision_no = models.CharField(_("số quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))

    class Meta:
        verbose_name = _("mức chi quản lý")
        constraints = [
            models.UniqueConstraint(fields=["fund", "year"], name="share_once_a_year"),
            models.CheckConstraint(name="share_not_negative", condition=Q(amount__gte=0)),
        ]
        triggers = [
            IMMUTABLE,
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="within_the_ceiling",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.amount * 10 > management_base(NEW.fund_id, NEW.year) THEN
                        RAISE EXCEPTION 'management costs stay within 10 percent of the reduced base' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Decider(models.TextChoices):
    """Who decides on a payment. Who signs the voucher is another question: that is the fund's chair."""

    HEAD = "head", _("Người đứng đầu Quỹ")
    COMMITTEE = "committee", _("Chủ tịch UBND cùng cấp")
    COUNCIL = "council", _("Hội đồng bảo trợ Quỹ, Ban vận động")
    UPPER = "upper", _("Cơ quan quản lý Quỹ cấp trên")


class ApprovalLimit(models.Model):
    """Up to which amount somebody may decide on a payment, while the decision that says so holds (I7).

    ``amount_to`` in đồng, nothing: without limit. Where a fund has no limit in force its head decides on everything
    (no readable rule of the province was found: domain/funds 1.4). An end is the only thing that is written later.
    """

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="limits")
    decider = models.CharField(_("người quyết định"), max_length=10, choices=Decider.choices)
    amount_to = VndField(_("đến số tiền"), null=True, blank=True)
    decision_no = models.CharField(_("số quyết định"), max_length=60)
    valid = DateRangeField(_("áp dụng"))

    class Meta:
        verbose_name = _("hạn mức quyết định chi")
        ordering = ["decider", "-valid"]
        constraints = [
            models.CheckConstraint(name="limit_decider_value", condition=Q(decider__in=Decider.values)),
            models.CheckConstraint(name="limit_positive", condition=Q(amount_to__isnull=True) | Q(amount_to__gt=0)),
            ExclusionConstraint(
                name="limit_one_at_a_time",
                expressions=[
                    ("fund", RangeOperators.EQUAL),
                    ("decider", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_ended",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.fund_id, OLD.decider, OLD.decision_no, lower(OLD.valid)) IS DISTINCT FROM
                       (NEW.fund_id, NEW.decider, NEW.decision_no, lower(NEW.valid))
                       OR OLD.amount_to IS DISTINCT FROM NEW.amount_to OR upper(OLD.valid) IS NOT NULL THEN
                        RAISE EXCEPTION 'a limit is ended, never changed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Closing(models.Model):
    """A closed year of a fund: nothing is posted into it any more; the head of the chain is written down."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="closings")
    year = models.PositiveSmallIntegerField(_("năm"))
    head_hash = models.CharField(max_length=64)
    last_sequence = models.PositiveIntegerField()
    closed_on = models.DateField(_("ngày khóa sổ"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("khóa sổ năm")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["fund", "year"], name="closing_once_a_year")]
        triggers = [IMMUTABLE, NO_TRUNCATE]
