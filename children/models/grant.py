"""Named grants: who may see and write which sealed circumstances, why, until when, given by whom (domain/children A1)."""

import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.reference import CircumstanceKind
from children.querysets.grant import GrantQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField

EMERGENCY_HOURS = 4  # a door broken open shuts by itself
LONGEST = datetime.timedelta(days=366)


class SealedGrant(models.Model):
    """One person may open the sealed file of one child, or one sealed group within a unit, for a while.

    Given by another person; or taken in an emergency by the person alone, for a few hours, and then reviewed by
    another. What a grant opens is never changed: it is revoked, and another one given.
    """

    code = CodeField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sealed_grants")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="sealed_grants")
    kind = models.ForeignKey(CircumstanceKind, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("lý do"), max_length=300)
    begins_at = models.DateTimeField(_("từ"))
    ends_at = models.DateTimeField(_("đến"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    emergency = models.BooleanField(_("mở khẩn cấp"), default=False)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    justified = models.BooleanField(_("có lý do chính đáng"), null=True)
    review_note = models.CharField(_("ý kiến xem lại"), max_length=300, blank=True)

    objects: ClassVar = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyền xem hồ sơ niêm phong")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="grant_child_or_kind", condition=Q(child__isnull=False) | Q(kind__isnull=False)
            ),
            models.CheckConstraint(
                name="grant_by_another",
                condition=Q(emergency=True, granted_by__isnull=True, child__isnull=False)
                | (Q(emergency=False, granted_by__isnull=False) & ~Q(granted_by=F("user"))),
            ),
            models.CheckConstraint(
                name="grant_ends",
                condition=Q(ends_at__gt=F("begins_at"))
                & Q(ends_at__lte=ExpressionWrapper(F("begins_at") + LONGEST, models.DateTimeField())),
            ),
            models.CheckConstraint(
                name="grant_emergency_is_short",
                condition=Q(emergency=False)
                | Q(
                    ends_at__lte=ExpressionWrapper(
                        F("begins_at") + datetime.timedelta(hours=EMERGENCY_HOURS), models.DateTimeField()
                    )
                ),
            ),
            models.CheckConstraint(name="grant_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="grant_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, justified__isnull=True)
                | (
                    Q(reviewed_by__isnull=False, reviewed_at__isnull=False, justified__isnull=False, emergency=True)
                    & ~Q(reviewed_by=F("user"))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_given",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "user_id",
                    "unit_id",
                    "child_id",
                    "kind_id",
                    "reason",
                    "begins_at",
                    "ends_at",
                    "granted_by_id",
                    "emergency",
                ),
                func="""
                    RAISE EXCEPTION 'a grant is revoked, never changed';
                """,
            ),
            pgtrigger.Trigger(
                name="only_sealed_groups",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.kind_id IS NOT NULL"),
                func="""
                    IF NOT (SELECT sealed FROM children_circumstancekind WHERE code = NEW.kind_id) THEN
                        RAISE EXCEPTION 'a grant opens sealed groups' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'grant_only_sealed_groups';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code

    def opens(self, kind_code: str) -> bool:
        """Whether a sealed circumstance of this kind stands under the grant."""
        return self.kind_id is None or kind_code == self.kind_id or kind_code.startswith(f"{self.kind_id}.")

    def active_at(self, moment: datetime.datetime) -> bool:
        return self.revoked_at is None and self.begins_at <= moment < self.ends_at
