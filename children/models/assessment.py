"""A needs assessment: versioned questions, answers, a score that explains itself, and a validity period."""

import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.item import Item, SupportArea
from children.querysets.assessment import AssessmentDraftQuerySet, AssessmentFormQuerySet, AssessmentQuerySet
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.web.codes import CodeField

FIRST_DAY = datetime.date(2019, 1, 1)  # the plan's first year: the day the first forms took effect


class AssessmentForm(models.Model):
    """Questions, points and limits of one area of support, as one version: a new version is a new row.

    A question is ``{"key", "text", "kind": yes_no | choice | number, "points", "choices": [{"value", "text",
    "points"}], "bands": [{"from", "points"}], "help"}`` (see children/scoring.py). Nothing is ever edited: old
    answers keep the form they were given on.
    """

    area = models.ForeignKey(SupportArea, models.PROTECT, related_name="forms")
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    questions = models.JSONField()
    scoring = models.JSONField()
    valid_from = models.DateField(_("áp dụng từ ngày"), default=FIRST_DAY)
    decision = models.CharField(_("quyết định số"), max_length=80, blank=True, default="")
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    needs_opinion = models.BooleanField(_("cần ý kiến của ngành"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = AssessmentFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("mẫu đánh giá nhu cầu")
        constraints = [
            models.UniqueConstraint(fields=["area", "version"], name="assessment_form_version"),
            models.CheckConstraint(
                name="assessment_form_decided",
                condition=Q(made_by__isnull=True)
                | (~Q(decision="") & Q(decided_on__isnull=False, decided_on__lte=F("valid_from"))),
            ),
        ]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]


class Assessment(models.Model):
    """What was found for a child, or for a group of children of a class or village."""

    code = CodeField(unique=True)
    form = models.ForeignKey(AssessmentForm, models.PROTECT, related_name="assessments")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="assessments")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="assessments")
    group_name = models.CharField(_("nhóm"), max_length=120, blank=True)
    head_count = models.PositiveIntegerField(_("số trẻ"), default=1)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True)
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(_("điểm"))
    priority = models.PositiveSmallIntegerField(_("mức ưu tiên"))
    reasons = models.JSONField(default=list)
    valid = DateRangeField(_("hiệu lực"))
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assessed_on = models.DateField(_("ngày đánh giá"))

    objects: ClassVar = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("đánh giá nhu cầu")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="assessment_child_or_group",
                condition=Q(child__isnull=False, group_name="", head_count=1)
                | (Q(child__isnull=True) & ~Q(group_name="")),
            ),
            models.CheckConstraint(name="assessment_priority_range", condition=Q(priority__gte=1, priority__lte=3)),
            models.CheckConstraint(name="assessment_head_count", condition=Q(head_count__gte=1)),
        ]
        indexes = [models.Index(fields=["child", "-id"], name="assessment_child_newest")]

    @property
    def until(self) -> datetime.date:
        """The last day it holds."""
        return self.valid.upper - datetime.timedelta(days=1)


class AssessmentDraft(models.Model):
    """What is typed in the assessment grid of a class or village before it is saved: one open draft a person and grid.

    ``rows`` is ``{child's code: {column: text}}`` as typed; only who types sees it. Saving sets ``saved_as`` (how many
    assessments it became), so that one grid is never saved twice.
    """

    code = CodeField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    area = models.ForeignKey(SupportArea, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="+")
    scope = models.CharField(max_length=80)
    rows = models.JSONField(default=dict)
    kept_at = models.DateTimeField(_("lưu lúc"))
    saved_as = models.PositiveIntegerField(null=True)

    objects: ClassVar = AssessmentDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng đánh giá đang nhập")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "area", "item", "scope"],
                condition=Q(saved_as__isnull=True),
                nulls_distinct=False,
                name="assessment_draft_one_open",
            ),
        ]
