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

    def pooled_with(self, line: Any) -> Self:
        """The money shares, the line among them, that make up one unit together; none when the line is of whole units.

        A run knows one price of a need's item, so what its money shares are worth together tells that price.
        """
        if line.run_id is None:
            return self.none()
        shares = self.filter(run=line.run_id, need=line.need_id, pledge__form="money").exclude(state="released")
        rows = list(shares.values_list("pk", "quantity", "value"))
        price = sum(value for _pk, _units, value in rows) // max(sum(units for _pk, units, _value in rows), 1)
        pooled = {pk for pk, units, value in rows if units * price != value}
        return self.filter(pk__in=pooled) if line.pk in pooled else self.none()

    def visible_to(self, user: Any) -> Self:
        return self.filter(need__unit__in=user.covered_units(ACTS["matching.view"]))
