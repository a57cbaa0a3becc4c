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
        """Sheets of the covered communes, and all of one's own fund."""
        own = [m.unit_id for m in user.current_memberships() if m.role in _FUND]
        wide = user.covered_units(ACTS["distributions.view"] - _FUND - {Role.SCHOOL_OFFICER})
        return self.filter(Q(unit__in=wide) | Q(distribution__fund__unit__in=own))
