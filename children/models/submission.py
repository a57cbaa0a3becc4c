"""A commune's list for a period: submitted, returned with comments, or verified and locked."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.querysets.submission import SubmissionQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class SubmissionState(models.TextChoices):
    SUBMITTED = "submitted", _("Chờ huyện thẩm định")
    RETURNED = "returned", _("Bị trả lại")
    VERIFIED = "verified", _("Đã thẩm định")


class Submission(models.Model):
    """One handing-in of the commune's list for a year; after a return a new one is handed in."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="submissions")
    year = models.PositiveSmallIntegerField(_("năm"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=SubmissionState.choices, default="submitted")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_on = models.DateField(_("ngày nộp"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("ngày thẩm định"), null=True)
    comment = models.TextField(_("ý kiến"), blank=True)
    number = models.PositiveSmallIntegerField(_("số"), null=True)  # of the document, given when it is verified
    rows_hash = models.CharField(max_length=64, blank=True)

    objects: ClassVar = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("danh sách đã nộp")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(state="submitted"),
                name="submission_one_open",
                violation_error_message=_("Danh sách của năm này đang chờ thẩm định."),
            ),
            models.UniqueConstraint(fields=["unit", "year", "number"], name="submission_number_once"),
            models.CheckConstraint(name="submission_state_value", condition=Q(state__in=SubmissionState.values)),
            models.CheckConstraint(
                name="submission_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("submitted_by")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="verified_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="verified"),
            ),
            pgtrigger.Trigger(
                name="verified_once_unless_reopened",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM children_submission s
                               WHERE s.unit_id = NEW.unit_id AND s.year = NEW.year AND s.state = 'verified'
                                 AND NOT EXISTS (SELECT 1 FROM children_reopening r WHERE r.submission_id = s.id)) THEN
                        RAISE EXCEPTION 'the list of this year is verified; it is reopened by a decision';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    @property
    def document_number(self) -> str:
        """What stands on the paper: 01/2024/DSTE-02866; nothing before it is verified."""
        return f"{self.number:02d}/{self.year}/DSTE-{self.unit.code}" if self.number else ""


_STAYS = pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)


class Reopening(models.Model):
    """The decision by which a verified list is opened again: a new one may be handed in, the old document stays."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="reopening")
    number = models.CharField(_("số quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    reason = models.CharField(_("lý do"), max_length=500)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("ngày ghi"))

    class Meta:
        verbose_name = _("quyết định mở lại danh sách")
        constraints = [
            models.CheckConstraint(name="reopening_complete", condition=~Q(number="") & ~Q(reason="")),
            models.CheckConstraint(
                name="reopening_decided_before", condition=Q(decided_on__lte=models.F("recorded_on"))
            ),
        ]
        triggers = [_STAYS]


class SubmissionDocument(models.Model):
    """The verified list as a signed-off paper: made once, kept privately, the same bytes for ever."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="document")
    stored = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_on = models.DateField(_("ngày lập"))

    class Meta:
        verbose_name = _("tài liệu danh sách")
        triggers = [_STAYS]


class SubmissionRow(models.Model):
    """A child as it stood on the list that was handed in."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rows")
    child = models.ForeignKey(Child, models.PROTECT, related_name="submission_rows")
    frozen = models.JSONField()
    comment = models.CharField(_("ý kiến"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dòng danh sách đã nộp")
        constraints = [models.UniqueConstraint(fields=["submission", "child"], name="submission_row_once")]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.frozen IS DISTINCT FROM OLD.frozen OR NEW.child_id <> OLD.child_id THEN
                        RAISE EXCEPTION 'a submitted row stays as it was submitted';
                    END IF;
                    IF (SELECT state FROM children_submission WHERE id = OLD.submission_id) = 'verified' THEN
                        RAISE EXCEPTION 'a verified list is final';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="verified_stays_whole",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func="""
                    IF (SELECT state FROM children_submission
                        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.submission_id ELSE NEW.submission_id END) = 'verified'
                    THEN
                        RAISE EXCEPTION 'a verified list is final';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
