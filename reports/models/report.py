"""A fund's report of a year, by version, and its files."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.models import Fund
from lao_cai_support.web.codes import CodeField
from reports.querysets.report import ReportQuerySet


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    PUBLISHED = "published", _("Đã công bố")
    SUPERSEDED = "superseded", _("Đã thay bằng bản sau")


class YearReport(models.Model):
    """Frozen figures of a fund and year. A published one never changes; a correction is the next version (E5)."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="reports", verbose_name=_("quỹ"))
    year = models.PositiveSmallIntegerField(_("năm"))
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    reason = models.CharField(_("lý do đính chính"), max_length=300, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    figures = models.JSONField()
    figures_hash = models.CharField(max_length=64)
    ledger_head = models.CharField(max_length=64, blank=True)
    compiled_on = models.DateField(_("ngày lập"))
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(_("ngày công bố"), null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo năm")
        ordering = ["-year", "fund__unit__path", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "year", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["fund", "year"], condition=Q(state="published"), name="report_one_published"
            ),
            models.UniqueConstraint(fields=["fund", "year"], condition=Q(state="draft"), name="report_one_draft"),
            models.CheckConstraint(name="report_state_value", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(
                name="report_published_complete", condition=Q(state="draft") | Q(published_on__isnull=False)
            ),
            models.CheckConstraint(name="report_correction_has_reason", condition=Q(version=1) | ~Q(reason="")),
            models.CheckConstraint(
                name="report_two_people",
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("compiled_by")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'draft'"),
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'superseded'
                       AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state') THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'a published report never changes' USING ERRCODE = 'check_violation';
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund.name} {self.year}"

    @property
    def number(self) -> str:
        """As it is printed: BC-QBTTE-LC-2023-v1."""
        return f"BC-{self.fund.short_code}-{self.year}-v{self.version}"

    @property
    def address(self) -> str:
        """Where this version stands on the public site, below the site's own address."""
        named = {"year": self.year, "unit": self.fund.unit.code}
        if self.state == ReportState.SUPERSEDED:
            return reverse("public:report_version", kwargs={**named, "version": self.version})
        return reverse("public:report", kwargs=named)


class ReportFile(models.Model):
    """A file of a report: PDF, CSV or JSON, with its SHA-256."""

    report = models.ForeignKey(YearReport, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("csv", "CSV"), ("json", "JSON")])
    stored = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("tệp báo cáo")
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["report", "kind"], name="report_file_once")]
        indexes = [models.Index(fields=["sha256"], name="report_file_sha256")]
        triggers = [
            pgtrigger.Trigger(
                name="files_of_a_draft_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("published", "boolean")],
                func="""
                    SELECT EXISTS (SELECT 1 FROM reports_yearreport
                        WHERE state <> 'draft' AND id IN (OLD.report_id, NEW.report_id)) INTO published;
                    IF published THEN
                        RAISE EXCEPTION 'files of a published report never change' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]
