"""Questions about commendations."""

from typing import Any, Self

from django.db import models
from django.db.models import F

from lao_cai_support.accounts.rights import ACTS


class CommendationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(unit__in=user.covered_units(ACTS["commendations.view"]))

    def live(self) -> Self:
        return self.exclude(state__in=["dropped", "cancelled"])

    def honour_roll(self) -> Self:
        """What the public reads: decided, of givers who agreed on a paper to be named here and in reports."""
        rows = self.filter(state="decided", donor__name_public=True).exclude(consent_paper="")
        return rows.select_related("donor", "level").order_by("-decided_on", F("donor__sort_key"))
