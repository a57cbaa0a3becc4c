"""A role in a unit from a day to a day."""

import datetime
from typing import ClassVar, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.models.user import User
from lao_cai_support.accounts.roles import FORBIDDEN_PAIRS, FUND_ROLES, Role
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.areas.unitmap import covered_units, unit_itself
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import CodeField

_PAIRS = ", ".join("('{}', '{}')".format(*sorted(pair)) for pair in sorted(FORBIDDEN_PAIRS, key=sorted))


class MembershipQuerySet(models.QuerySet):
    def current(self, day: datetime.date) -> Self:
        return self.filter(valid__contains=day)


class Membership(models.Model):
    """What a person is: role, unit, narrower scope (school, area of support), dates, and who granted it."""

    code = CodeField(unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, verbose_name=_("đơn vị"), related_name="memberships")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, verbose_name=_("trường"))
    support_area = models.CharField(_("lĩnh vực"), max_length=5, blank=True)
    valid = DateRangeField(_("hiệu lực"))
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="memberships_granted")

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò của người dùng")
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("support_area", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Người này đã có vai trò này ở đơn vị này trong cùng thời gian."),
            ),
            models.CheckConstraint(name="membership_role_value", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_school_scope",
                condition=Q(role=Role.SCHOOL_OFFICER, school__isnull=False)
                | (~Q(role=Role.SCHOOL_OFFICER) & Q(school__isnull=True)),
            ),
            models.CheckConstraint(
                name="membership_area_scope",
                condition=(Q(role=Role.SECTOR_REVIEWER) & ~Q(support_area=""))
                | (~Q(role=Role.SECTOR_REVIEWER) & Q(support_area="")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_forbidden_pair",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                # One lock per person, so that two grants at once cannot slip past each other.
                func=f"""
                    PERFORM pg_advisory_xact_lock(7401, NEW.user_id::int);
                    IF EXISTS (
                        SELECT 1 FROM accounts_membership m
                        WHERE m.user_id = NEW.user_id AND m.unit_id = NEW.unit_id AND m.id <> NEW.id
                          AND m.valid && NEW.valid
                          AND (LEAST(m.role::text COLLATE "C", NEW.role::text COLLATE "C"),
                               GREATEST(m.role::text COLLATE "C", NEW.role::text COLLATE "C")) IN ({_PAIRS})
                    ) THEN
                        RAISE EXCEPTION 'forbidden pair of roles' USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_no_forbidden_pair';
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501, S608 - our own words, no data
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.unit.title}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of the role (the range's end is exclusive), or None while it has none."""
        return self.valid.upper - datetime.timedelta(days=1) if self.valid.upper else None

    def covers(self, unit_pk: int) -> bool:
        """Whether the membership's unit answers for the unit today, successions followed.

        Who works in a fund answers for that one fund, not for the funds below it: a transfer between two levels
        has two sides (domain/funds 7.2, I14, I22).
        """
        reach = unit_itself if self.role in FUND_ROLES else covered_units
        return unit_pk in reach(self.unit_id, today())
