"""Questions about matching runs and allocations."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class MatchRunQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(unit__in=user.covered_units(ACTS["matching.view"]))


class AllocationQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(state__in=["reserved", "fulfilled"])

    def visible_to(self, user: Any) -> Self:
        return self.filter(need__unit__in=user.covered_units(ACTS["matching.view"]))
