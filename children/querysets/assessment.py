"""Questions about assessments."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Assessments of the user's units or school; a sector reviewer sees those of the own area of support."""
        return self.filter(needs_scope(user, area_path="form__area"))


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
