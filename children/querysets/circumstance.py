"""Questions about circumstances."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q


class SpellQuerySet(models.QuerySet):
    def as_of(self, day: datetime.date) -> Self:
        return self.filter(valid__contains=day)

    def unsealed_for(self, user: Any) -> Self:
        """Without the sealed groups (domain/children 1.2): they need a named grant that no role carries by itself."""
        return self.filter(kind__sealed=False)

    def sealed_under(self, grants: Iterable[Any]) -> Self:
        """The sealed circumstances that these grants open; nothing without a grant."""
        reach = Q(pk__in=[])
        for grant in grants:
            scope = Q() if grant.child_id is None else Q(child=grant.child_id)
            if grant.kind_id:
                scope &= Q(kind=grant.kind_id) | Q(kind__code__startswith=f"{grant.kind_id}.")
            reach |= Q(kind__sealed=True) & scope
        return self.filter(reach)
