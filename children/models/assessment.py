"""A needs assessment: versioned questions, answers, a score that explains itself, and a validity period."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.item import SupportArea
from children.querysets.assessment import AssessmentQuerySet
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.web.codes import CodeField


class AssessmentForm(models.Model):
    """Questions and scoring of one area of support, as one version. A new version is a new row."""

    area = models.ForeignKey(SupportArea, models.PROTECT, related_name="forms")
    version = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    scoring = models.JSONField()

    class Meta:
        verbose_name = _("mẫu đánh giá nhu cầu")
        constraints = [models.UniqueConstraint(fields=["area", "version"], name="assessment_form_version")]
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
