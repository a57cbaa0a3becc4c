"""Questions about mobilisation plans."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Plans of the units that the person's memberships cover."""
        return self.filter(unit__in=user.covered_units(ACTS["plans.view"]))

    def public(self) -> Self:
        return self.filter(state__in=["published", "evaluated"])
