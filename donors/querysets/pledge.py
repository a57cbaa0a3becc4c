"""Questions about pledges."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.web.clock import today


class PledgeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see the pledges of their units; a donor's account sees its own donor's."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(pk__in=[])
        if can(user, "pledges.view"):
            scope |= Q(unit__in=user.covered_units(ACTS["pledges.view"]))
        if can(user, "pledges.own"):
            scope |= Q(donor__access__user=user, donor__access__valid__contains=today())
        return self.filter(scope)

    def open(self) -> Self:
        """Signed pledges, received or not yet, with something left to allocate."""
        return self.filter(state__in=["accepted", "fulfilled"], value__gt=F("allocated_value"))
