"""Questions about transfers."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Transfers of which the user sees one of the two funds."""
        from funds.models import Fund

        funds = Fund.objects.visible_to(user)
        return self.filter(Q(sender__in=funds) | Q(receiver__in=funds))

    def waiting(self) -> Self:
        """Sent, and not confirmed by the other side."""
        return self.filter(state="sent")
