"""Questions about the directory of services."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q


class ProviderQuerySet(models.QuerySet):
    def working_on(self, day: datetime.date) -> Self:
        """Those not ended by the day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def serving(self, unit: Any) -> Self:
        """Those for the unit or a unit above it."""
        above, each = [], unit
        while each is not None:
            above.append(each.pk)
            each = each.parent
        return self.filter(unit__in=above)
