"""Questions about needs."""

from typing import Any, Self

from django.db import models
from django.db.models import F

from children.querysets.assessment import needs_scope


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(needs_scope(user, area_path="item__area"))

    def live(self) -> Self:
        """Approved or published, and not yet closed."""
        return self.filter(state__in=["approved", "published"])

    def unmet(self) -> Self:
        """Live needs with units that nobody has promised yet."""
        return self.live().filter(quantity__gt=F("reserved") + F("delivered"))

    def awaiting_opinion(self) -> Self:
        """Not yet published, the form asks for the sector's opinion, and none is given."""
        return self.filter(state__in=["open", "approved"], assessment__form__needs_opinion=True, opinions__isnull=True)
