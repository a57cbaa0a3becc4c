"""Questions about bank statements."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

OPEN = Q(voucher__isnull=True, transfer__isnull=True, note="")


class StatementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Statements of the funds whose ledger the person reads: they name givers who may wish to stay unnamed."""
        from funds.models import Fund

        return self.filter(place__fund__in=Fund.objects.visible_to(user, "ledger.view"))


class StatementLineQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        from funds.models import Fund

        return self.filter(place__fund__in=Fund.objects.visible_to(user, "ledger.view"))

    def unmatched(self) -> Self:
        """Lines that are no paper's yet and that nobody has explained."""
        return self.filter(OPEN)
