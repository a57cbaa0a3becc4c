"""A mobilisation plan of a unit for a period or a year: what is sought by area of support, and what became of it."""

import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import SupportArea
from donors.querysets.plan import PlanQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    SUBMITTED = "submitted", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    PUBLISHED = "published", _("Đã công bố")
    EVALUATED = "evaluated", _("Đã đánh giá")


PLAN_MOVES: dict[str, set[str]] = {
    "draft": {"submitted"},
    "submitted": {"draft", "approved"},
    "approved": {"published"},
    "published": {"evaluated"},
    "evaluated": set(),
}
_DECIDED = ["approved", "published", "evaluated"]


class MobilisationPlan(models.Model):
    class Kind(models.TextChoices):
        YEAR = "year", _("Kế hoạch năm")
        PERIOD = "period", _("Kế hoạch giai đoạn")

    code = CodeField(unique=True)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="mobilisation_plans", verbose_name=_("đơn vị")
    )
    kind = models.CharField(_("loại"), max_length=6, choices=Kind.choices)
    title = models.CharField(_("tên kế hoạch"), max_length=200)
    summary = models.TextField(_("nội dung"), blank=True)
    valid = DateRangeField(_("thời gian"))
    state = models.CharField(_("trạng thái"), max_length=9, choices=PlanState.choices, default=PlanState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_on = models.DateField(_("ngày soạn"))
    return_reason = models.CharField(_("lý do trả lại"), max_length=300, blank=True)
    document_no = models.CharField(_("số văn bản"), max_length=60, blank=True)
    approved_on = models.DateField(_("ngày duyệt"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(_("ngày công bố"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    evaluation = models.TextField(_("đánh giá"), blank=True)
    evaluated_on = models.DateField(_("ngày đánh giá"), null=True, blank=True)
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế hoạch vận động")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="plan_state_value", condition=Q(state__in=PlanState.values)),
            models.CheckConstraint(name="plan_kind_value", condition=Q(kind__in=["year", "period"])),
            models.CheckConstraint(
                name="plan_has_its_time",
                condition=Q(valid__isempty=False, valid__startswith__isnull=False, valid__endswith__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_approved_in_writing",
                condition=~Q(state__in=_DECIDED)
                | (~Q(document_no="") & Q(approved_on__isnull=False, approved_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="plan_published_by_someone",
                condition=~Q(state__in=["published", "evaluated"])
                | Q(published_on__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_evaluated_by_someone",
                condition=~Q(state="evaluated")
                | (~Q(evaluation="") & Q(evaluated_on__isnull=False, evaluated_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="plan_not_by_its_drafter",
                condition=(Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")))
                & (Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")))
                & (Q(evaluated_by__isnull=True) | ~Q(evaluated_by=F("drafted_by"))),
            ),
            ExclusionConstraint(
                name="plan_one_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=_DECIDED),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> datetime.date:
        return self.valid.upper - datetime.timedelta(days=1)


class PlanTarget(models.Model):
    """What is sought in one area of support. ``need_value`` and ``need_children`` are what was assessed when the plan was
    pre-filled; ``target`` is what the plan decides to seek."""

    plan = models.ForeignKey(MobilisationPlan, models.CASCADE, related_name="targets")
    area = models.ForeignKey(SupportArea, models.PROTECT, related_name="+", verbose_name=_("lĩnh vực"))
    need_value = VndField(_("nhu cầu đã rà soát"), default=0)
    need_children = models.PositiveIntegerField(_("số trẻ"), default=0)
    target = VndField(_("mục tiêu vận động"), default=0)

    class Meta:
        verbose_name = _("mục tiêu của kế hoạch")
        ordering = ["area"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "area"], name="plan_target_once_an_area"),
            models.CheckConstraint(name="plan_target_not_negative", condition=Q(target__gte=0, need_value__gte=0)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_while_drafted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM donors_mobilisationplan
                               WHERE id = COALESCE(NEW.plan_id, OLD.plan_id) AND state <> 'draft') THEN
                        RAISE EXCEPTION 'targets change while the plan is drafted' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]
