"""A sample of deliveries looked at again by somebody who had no part in them."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.distribution import Distribution, SheetLine
from funds.models.fund import NO_TRUNCATE
from lao_cai_support.web.codes import CodeField


class Finding(models.TextChoices):
    AS_WRITTEN = "yes", _("Đúng như bảng ký")
    LESS = "less", _("Nhận ít hơn hoặc hàng kém")
    NOTHING = "no", _("Không nhận được")
    UNREACHED = "away", _("Không gặp được")


class Verification(models.Model):
    """One drawing: ``population`` lines could be drawn, chance chose ``size`` of them. Never drawn anew for the same
    person's liking: each drawing stays."""

    code = CodeField(unique=True)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="verifications")
    population = models.PositiveIntegerField(_("số dòng có thể chọn"))
    size = models.PositiveIntegerField(_("số dòng được chọn"))
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_on = models.DateField(_("ngày chọn"))

    class Meta:
        verbose_name = _("kiểm tra mẫu")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="verification_size", condition=Q(size__gt=0) & Q(size__lte=models.F("population"))
            )
        ]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class VerificationLine(models.Model):
    """A line that was drawn, and what was found at the family's or the school's."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="lines")
    line = models.ForeignKey(SheetLine, models.PROTECT, related_name="verifications")
    finding = models.CharField(_("kết quả"), max_length=4, choices=Finding.choices, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(_("ngày kiểm tra"), null=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("dòng kiểm tra mẫu")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verification", "line"], name="verification_line_once"),
            models.CheckConstraint(
                name="verification_line_told",
                condition=Q(finding="", checked_by__isnull=True)
                | (Q(finding__in=Finding.values, checked_by__isnull=False, checked_on__isnull=False)),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(
                name="told_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.finding <> ''"),
            ),
        ]
