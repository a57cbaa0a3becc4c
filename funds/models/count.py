"""Counts of what lies in a fund's cash box and store, beside the book (I11)."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funds.models.fund import NO_TRUNCATE, Fund, FundPlace
from funds.models.lot import Lot
from funds.models.voucher import Voucher
from funds.querysets.count import CountQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField

# Notes and coins in use; whoever counts may write any number of each.
DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
_EVERYONE = settings.AUTH_USER_MODEL
# A signed count is a paper: what it says stays.
SIGNED_STAYS = pgtrigger.Protect(
    name="signed_stays",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.confirmed_on IS NOT NULL"),
)


class CashCount(models.Model):
    """A count of one cash box: ``notes`` says how many of each denomination, ``book`` what the ledger showed that day."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="cash_counts")
    place = models.ForeignKey(FundPlace, models.PROTECT, related_name="cash_counts", verbose_name=_("két"))
    on = models.DateField(_("ngày kiểm kê"))
    notes = models.JSONField(_("mệnh giá"), default=dict)
    counted = VndField(_("kiểm đếm được"))
    book = VndField(_("theo sổ"))
    difference = models.BigIntegerField(_("chênh lệch"))
    cause = models.CharField(_("nguyên nhân"), max_length=300, blank=True)
    handling = models.CharField(_("cách xử lý"), max_length=300, blank=True)
    committee = models.CharField(_("thành phần kiểm kê"), max_length=300, blank=True)
    counted_by = models.ForeignKey(_EVERYONE, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(_EVERYONE, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)

    objects: ClassVar = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("biên bản kiểm kê quỹ")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="cash_count_adds_up", condition=Q(difference=F("counted") - F("book"))),
            models.CheckConstraint(name="cash_count_not_negative", condition=Q(counted__gte=0)),
            models.CheckConstraint(
                name="cash_count_explained", condition=Q(difference=0) | (~Q(cause="") & ~Q(handling=""))
            ),
            models.CheckConstraint(
                name="cash_count_two_people",
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_on__isnull=False) & ~Q(confirmed_by=F("counted_by"))),
            ),
        ]
        triggers = [NO_TRUNCATE, SIGNED_STAYS]

    def __str__(self) -> str:
        return str(_("Kiểm kê %(place)s ngày %(day)s") % {"place": self.place, "day": f"{self.on:%d/%m/%Y}"})

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """(denomination, how many, đồng), the largest first, those that there were."""
        pieces = sorted(((int(note), n) for note, n in self.notes.items() if n), reverse=True)
        return [(note, n, note * n) for note, n in pieces]


class Reason(models.TextChoices):
    """Why a lot has less than its book: what a write-off's minutes must say."""

    DAMAGED = "damaged", _("Hỏng, vỡ")
    EXPIRED = "expired", _("Hết hạn")
    LOST = "lost", _("Thiếu, mất")
    VERMIN = "vermin", _("Mối, chuột, ẩm mốc")
    RECALLED = "recalled", _("Thu hồi theo thông báo")
    MISCOUNT = "miscount", _("Đếm nhầm khi nhập")


class StockCount(models.Model):
    """A count of one store, lot by lot."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="stock_counts")
    store = models.ForeignKey(FundPlace, models.PROTECT, related_name="stock_counts", verbose_name=_("kho"))
    on = models.DateField(_("ngày kiểm kê"))
    committee = models.CharField(_("thành phần kiểm kê"), max_length=300, blank=True)
    counted_by = models.ForeignKey(_EVERYONE, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(_EVERYONE, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)

    objects: ClassVar = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("biên bản kiểm kê kho")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="stock_count_two_people",
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_on__isnull=False) & ~Q(confirmed_by=F("counted_by"))),
            )
        ]
        triggers = [NO_TRUNCATE, SIGNED_STAYS]

    def __str__(self) -> str:
        return str(_("Kiểm kê %(place)s ngày %(day)s") % {"place": self.store, "day": f"{self.on:%d/%m/%Y}"})


class StockCountLine(models.Model):
    """One lot: pieces by book and as counted; less is a reason's, more is told in words."""

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="count_lines")
    book = models.PositiveIntegerField(_("theo sổ"))
    counted = models.PositiveIntegerField(_("kiểm đếm được"))
    reason = models.CharField(_("lý do"), max_length=10, choices=Reason.choices, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # the write-off that followed
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="count_lines")

    class Meta:
        verbose_name = _("dòng kiểm kê")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["count", "lot"], name="stock_count_lot_once"),
            models.CheckConstraint(
                name="stock_count_line_explained",
                condition=Q(counted=F("book"))
                | (Q(counted__lt=F("book")) & ~Q(reason=""))
                | (Q(counted__gt=F("book")) & ~Q(note="")),
            ),
        ]

    @property
    def difference(self) -> int:
        return self.counted - self.book

    @property
    def value(self) -> int:
        """What the difference is worth, in đồng."""
        return int(self.difference * self.lot.unit_value)
