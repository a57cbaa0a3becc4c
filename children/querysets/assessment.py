"""Questions about assessments."""

import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role

TYPED_WITHIN = 60  # days after its printing in which a grid filled by hand is typed in


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Assessments of the user's units or school; a sector reviewer sees those of the own area of support."""
        return self.filter(needs_scope(user, area_path="form__area"))

    def lapsing(self, until: datetime.date) -> Self:
        """Assessments of children on the register that end by the day, and that no newer one of the area replaces."""
        newer = self.model._default_manager.filter(
            child=OuterRef("child"), form__area=OuterRef("form__area"), pk__gt=OuterRef("pk")
        )
        return self.filter(
            ~Exists(newer), child__isnull=False, valid__endswith__lte=until + datetime.timedelta(days=1)
        ).exclude(child__state="ended")


def needs_scope(user: Any, *, area_path: str) -> Q:
    """The condition shared by assessments and needs: units, one school, or one area of support in the units."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    roles = set(ACTS["needs.view"]) - {Role.SCHOOL_OFFICER, Role.SECTOR_REVIEWER}
    scope = Q(unit__in=user.covered_units(roles))
    for membership in user.current_memberships():
        if membership.role == Role.SCHOOL_OFFICER:
            scope |= Q(school=membership.school_id) | Q(child__school=membership.school_id)
        elif membership.role == Role.SECTOR_REVIEWER:
            units = user.covered_units({Role.SECTOR_REVIEWER})
            scope |= Q(unit__in=units, **{area_path: membership.support_area})
    return scope


class AssessmentSheetQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Printed grids on which the user may know every child."""
        lines: Any = apps.get_model("children", "SheetLine")
        known = apps.get_model("children", "Child").objects.reached_by(user)
        return self.filter(~Exists(lines.objects.filter(sheet=OuterRef("pk")).exclude(child__in=known)))


class AssessmentScanQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Scans of assessments the user sees and whose child the user may know; of grids where that holds for all."""
        assessments: Any = apps.get_model("children", "Assessment")
        sheets: Any = apps.get_model("children", "AssessmentSheet")
        known = apps.get_model("children", "Child").objects.reached_by(user)
        named = Q(assessment__child__isnull=True) | Q(assessment__child__in=known)
        return self.filter(
            (Q(assessment__in=assessments.objects.visible_to(user)) & named)
            | Q(sheet__in=sheets.objects.visible_to(user))
        )

    def telling_of(self, row: Any) -> Self:
        """Scans of an assessment: its own, and those of a grid printed at most ``TYPED_WITHIN`` days before it."""
        sheets = Q(
            sheet__form__area=row.form.area_id,
            sheet__lines__child=row.child_id,
            sheet__printed_on__range=(row.assessed_on - datetime.timedelta(days=TYPED_WITHIN), row.assessed_on),
        )
        return self.filter(Q(assessment=row) | sheets if row.child_id else Q(assessment=row)).distinct()


class AssessmentFormQuerySet(models.QuerySet):
    def in_force(self, day: datetime.date) -> Self:
        """The newest version of each area that had taken effect by the day."""
        newer = self.model._default_manager.filter(
            area=OuterRef("area"), valid_from__lte=day, version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer), valid_from__lte=day)


class AssessmentDraftQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own alone."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        return self.filter(saved_as__isnull=True)
