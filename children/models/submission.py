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
            )
        ]


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
