"""Assessments on paper: grids handed out to be filled by hand, and the scanned pages that came back by their code."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.assessment import Assessment, AssessmentForm
from children.models.child import Child
from children.models.item import Item
from children.querysets.assessment import AssessmentScanQuerySet, AssessmentSheetQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.scanned import ScannedFile


class AssessmentSheet(models.Model):
    """One printing of a grid: of whom it is, on which form and day. ``address`` is the grid's own query string."""

    code = CodeField(unique=True)
    form = models.ForeignKey(AssessmentForm, models.PROTECT, related_name="sheets")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_on = models.DateField(_("ngày in"))

    objects: ClassVar = AssessmentSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng đánh giá in ra")
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.label}, {self.form.area}"


class SheetLine(models.Model):
    """A child on a printed grid. (Two lines may come to name one child, when two files turn out to be one.)"""

    sheet = models.ForeignKey(AssessmentSheet, models.PROTECT, related_name="lines")
    child = models.ForeignKey(Child, models.PROTECT, related_name="sheet_lines")

    class Meta:
        verbose_name = _("dòng của bảng đánh giá in ra")


class AssessmentScan(ScannedFile):
    """A scanned file of one assessment, or of a grid; read by those who may read every line that stands on it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="scans")
    sheet = models.ForeignKey(AssessmentSheet, models.PROTECT, null=True, related_name="scans")

    objects: ClassVar = AssessmentScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản chụp phiếu đánh giá")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="assessment_scan_of_one",
                condition=Q(assessment__isnull=False, sheet__isnull=True)
                | Q(assessment__isnull=True, sheet__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["assessment", "sheet", "sha256"], nulls_distinct=False, name="assessment_scan_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]
