"""Questions about distributions and their sheets."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role

_FUND = frozenset({Role.FUND_ACCOUNTANT, Role.FUND_CASHIER, Role.FUND_CHAIR})


class DistributionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The fund's own people see its distributions; communes and schools those with a sheet for them."""
        from funds.models import Fund, Sheet

        return self.filter(
            Q(fund__in=Fund.objects.visible_to(user, "funds.view")) | Q(sheets__in=Sheet.objects.visible_to(user))
        ).distinct()


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Sheets of the covered communes, all of one's own fund, and those on which pupils of one's school stand."""
        from funds.models import SheetLine

        own = [m.unit_id for m in user.current_memberships() if m.role in _FUND]
        scope = Q(unit__in=_wide(user)) | Q(distribution__fund__unit__in=own)
        schools = schools_of(user)
        if schools:
            scope |= Q(school__in=schools) | Q(pk__in=SheetLine.objects.of_schools(schools).values("sheet"))
        return self.filter(scope)


class SheetLineQuerySet(models.QuerySet):
    def of_schools(self, schools: list[int]) -> Self:
        """Lines of the schools' pupils and groups, on whatever sheet they stand."""
        return self.filter(
            Q(sheet__school__in=schools)
            | Q(allocation__need__school__in=schools)
            | Q(allocation__need__child__school__in=schools)
        )

    def visible_to(self, user: Any) -> Self:
        """Whole sheets for the fund and the commune; for a school the own pupils alone."""
        own = [m.unit_id for m in user.current_memberships() if m.role in _FUND]
        scope = Q(sheet__unit__in=_wide(user)) | Q(sheet__distribution__fund__unit__in=own)
        schools = schools_of(user)
        if schools:
            from funds.models import SheetLine

            scope |= Q(pk__in=SheetLine.objects.of_schools(schools).values("pk"))
        return self.filter(scope)


def schools_of(user: Any) -> list[int]:
    """The schools for which the person is the focal point."""
    return [m.school_id for m in user.current_memberships() if m.role == Role.SCHOOL_OFFICER and m.school_id]


def _wide(user: Any) -> Any:
    return user.covered_units(ACTS["distributions.view"] - _FUND - {Role.SCHOOL_OFFICER})
