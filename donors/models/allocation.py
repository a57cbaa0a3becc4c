"""What was matched to what: runs of the engine and the shares of pledges given to needs."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import Need
from donors.models.pledge import Pledge
from donors.models.policy import MatchPolicy
from donors.querysets.allocation import AllocationQuerySet, MatchRunQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class MatchState(models.TextChoices):
    SOLVING = "solving", _("Đang tính")
    PROPOSED = "proposed", _("Đề xuất")
    SUBMITTED = "submitted", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    DISCARDED = "discarded", _("Đã bỏ")
    FAILED = "failed", _("Không tính được")


class MatchRun(models.Model):
    """One proposal: its scope and policy, the problem's fingerprint, the plan, its score and proven bound."""

    code = CodeField(unique=True)
    name = models.CharField(_("tên phương án"), max_length=120)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="match_runs")
    scope = models.JSONField(default=dict)
    policy = models.JSONField(default=dict)
    policy_version = models.ForeignKey(
        MatchPolicy, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name=_("chính sách")
    )
    problem_hash = models.CharField(max_length=64, blank=True)
    summary = models.JSONField(default=dict)
    # What solving again would give: a plan and its summary, kept or thrown away by a person.
    trial = models.JSONField(null=True)
    score = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=MatchState.choices, default=MatchState.SOLVING)
    failure = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects: ClassVar = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("phương án điều phối")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="match_state_value", condition=Q(state__in=MatchState.values)),
            models.CheckConstraint(
                name="match_two_people", condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="match_approved_complete",
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]


class AllocationState(models.TextChoices):
    PROPOSED = "proposed", _("Đề xuất")
    RESERVED = "reserved", _("Đã giữ chỗ")
    FULFILLED = "fulfilled", _("Đã trao")
    RELEASED = "released", _("Đã hủy")


# One statement keeps three sums; the checks on need and pledge refuse what goes beyond, with the rows locked.
_SUMS = """
    old_live := TG_OP <> 'INSERT' AND OLD.state IN ('reserved', 'fulfilled');
    new_live := TG_OP <> 'DELETE' AND NEW.state IN ('reserved', 'fulfilled');
    IF TG_OP = 'UPDATE' AND (OLD.need_id, OLD.pledge_id) IS DISTINCT FROM (NEW.need_id, NEW.pledge_id) THEN
        RAISE EXCEPTION 'an allocation stays with its need and its pledge';
    END IF;
    IF NOT (old_live OR new_live) THEN
        RETURN NULL;
    END IF;
    UPDATE donors_pledge SET
        allocated_quantity = allocated_quantity
            - CASE WHEN old_live AND form = 'goods' THEN OLD.quantity ELSE 0 END
            + CASE WHEN new_live AND form = 'goods' THEN NEW.quantity ELSE 0 END,
        allocated_value = allocated_value
            - CASE WHEN old_live THEN OLD.value ELSE 0 END
            + CASE WHEN new_live THEN NEW.value ELSE 0 END
    WHERE id = COALESCE(NEW.pledge_id, OLD.pledge_id);
    UPDATE children_need SET
        reserved = reserved
            - CASE WHEN old_live THEN OLD.quantity - OLD.delivered ELSE 0 END
            + CASE WHEN new_live THEN NEW.quantity - NEW.delivered ELSE 0 END,
        delivered = children_need.delivered
            - CASE WHEN old_live THEN OLD.delivered ELSE 0 END
            + CASE WHEN new_live THEN NEW.delivered ELSE 0 END,
        confirmed = children_need.confirmed
            - CASE WHEN old_live THEN OLD.confirmed ELSE 0 END
            + CASE WHEN new_live THEN NEW.confirmed ELSE 0 END
    WHERE id = COALESCE(NEW.need_id, OLD.need_id);
    RETURN NULL;
"""


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="AllocationEvent")
class Allocation(models.Model):
    """A share of a pledge for a need: ``quantity`` whole units (0 for a money share of a pooled unit, see ``value``).

    Several money pledges may pool for one unit (design: matching format): the share that completes the unit carries
    the quantity, the others carry value only, so that the need's sums stay whole numbers.
    """

    code = CodeField(unique=True)
    run = models.ForeignKey(MatchRun, models.PROTECT, null=True, blank=True, related_name="allocations")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="allocations")
    need = models.ForeignKey(Need, models.PROTECT, related_name="allocations")
    quantity = models.PositiveIntegerField(_("số lượng"))
    value = VndField(_("giá trị"))
    delivered = models.PositiveIntegerField(_("đã trao"), default=0)
    confirmed = models.PositiveIntegerField(_("đã xác nhận"), default=0)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=AllocationState.choices, default=AllocationState.PROPOSED
    )
    reasons = models.JSONField(default=list)
    locked = models.BooleanField(_("đã khóa"), default=False)

    objects: ClassVar = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân bổ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "pledge", "need"], name="allocation_once_per_run"),
            models.CheckConstraint(name="allocation_value_positive", condition=Q(value__gt=0)),
            models.CheckConstraint(
                name="allocation_delivered_within",
                condition=Q(quantity__gte=F("delivered")) & Q(delivered__gte=F("confirmed")),
            ),
            models.CheckConstraint(name="allocation_state_value", condition=Q(state__in=AllocationState.values)),
        ]
        indexes = [
            models.Index(fields=["need", "state"], name="allocation_need_state"),
            models.Index(fields=["pledge", "state"], name="allocation_pledge_state"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_sums",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("old_live", "boolean"), ("new_live", "boolean")],
                func=_SUMS,
            )
        ]
