"""Questions about what the State gives already."""

import datetime
from typing import Self

from django.db import models


class StateSupportQuerySet(models.QuerySet):
    def running(self, day: datetime.date) -> Self:
        """Entitlements given on the day or promised from a later one, by area."""
        return self.exclude(valid__fully_lt=(day, None)).order_by("area", "code")
