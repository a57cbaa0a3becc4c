"""Questions to the ledger."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Sum


class PostingQuerySet(models.QuerySet):
    def of(self, fund: Any) -> Self:
        return self.filter(fund=fund)

    def until(self, day: datetime.date) -> Self:
        return self.filter(day__lte=day)

    def in_year(self, year: int) -> Self:
        return self.filter(day__year=year)

    def total(self) -> int:
        """The sum of amounts in đồng."""
        return self.aggregate(total=Sum("amount"))["total"] or 0
