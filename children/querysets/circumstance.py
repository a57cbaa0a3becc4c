"""Questions about circumstances."""

import datetime
from typing import Any, Self

from django.db import models


class SpellQuerySet(models.QuerySet):
    def as_of(self, day: datetime.date) -> Self:
        return self.filter(valid__contains=day)

    def unsealed_for(self, user: Any) -> Self:
        """Without the sealed groups (domain/children 1.2): they need a named grant that no role carries by itself."""
        return self.filter(kind__sealed=False)
