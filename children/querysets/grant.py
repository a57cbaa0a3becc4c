"""Questions about grants."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.web.clock import today


class GrantQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """A person's own grants, and those of the units in which the person gives and reviews them."""
        return self.filter(Q(user=user) | Q(unit__in=user.covered_units(ACTS["sealed.grant"])))

    def active(self, moment: datetime.datetime) -> Self:
        return self.filter(revoked_at__isnull=True, begins_at__lte=moment, ends_at__gt=moment)

    def over(self, moment: datetime.datetime) -> Self:
        return self.filter(Q(revoked_at__isnull=False) | Q(ends_at__lte=moment))

    def to_review(self) -> Self:
        """Doors broken open that no other person has looked into yet."""
        return self.filter(emergency=True, reviewed_at__isnull=True)

    def opening(self, *, user: Any, child: Any, moment: datetime.datetime) -> list[Any]:
        """The person's active grants that open the child's sealed file, or a group of it."""
        held: Any = (
            self.filter(user=user).active(moment).filter(Q(child=child) | Q(child__isnull=True)).select_related("kind")
        )
        return [grant for grant in held if grant.child_id or child.unit_id in covered_units(grant.unit_id, today())]
