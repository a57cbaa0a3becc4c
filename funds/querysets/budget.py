"""Questions about budget estimates."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Sum


class EstimateQuerySet(models.QuerySet):
    def visible_to(self, user: Any, act: str = "budgets.view") -> Self:
        from funds.models import Fund

        return self.filter(fund__in=Fund.objects.visible_to(user, act))

    def with_sums(self) -> Self:
        """``requested``, ``assigned`` and ``used`` of each estimate, in đồng."""
        return self.annotate(
            requested=Sum(F("lines__quantity") * F("lines__unit_price"), default=0),
            assigned=Sum("lines__assigned", default=0),
            used=Sum("lines__used", default=0),
        )
