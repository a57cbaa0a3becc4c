"""Questions about counts of cash and stock."""

from typing import Any, Self

from django.db import models


class CountQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        from funds.models import Fund

        return self.filter(fund__in=Fund.objects.visible_to(user, "ledger.view"))

    def signed(self) -> Self:
        """Those that a second person has confirmed."""
        return self.filter(confirmed_on__isnull=False)
