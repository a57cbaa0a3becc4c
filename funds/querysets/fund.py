"""Questions about funds."""

import datetime
from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role

_OWN = frozenset({Role.FUND_ACCOUNTANT, Role.FUND_CASHIER, Role.FUND_CHAIR, Role.COMMUNE_LEADER})


class FundQuerySet(models.QuerySet):
    def as_of(self, day: datetime.date) -> Self:
        return self.filter(valid__contains=day)

    def visible_to(self, user: Any, act: str = "funds.view") -> Self:
        """Who works in a fund sees that unit's fund; district, province, inspectors see all funds below them."""
        own = [m.unit_id for m in user.current_memberships() if m.role in ACTS[act] & _OWN]
        wide = user.covered_units(ACTS[act] - _OWN)
        return self.filter(models.Q(unit__in=wide) | models.Q(unit__in=own))
