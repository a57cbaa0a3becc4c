"""Questions about campaigns."""

from typing import Any, Self

from django.db import models
from django.db.models import Q, Sum

from lao_cai_support.accounts.rights import can


class CampaignQuerySet(models.QuerySet):
    def public(self) -> Self:
        return self.filter(state__in=["published", "closed", "settled"])

    def with_raised(self) -> Self:
        """Adds ``raised``: the đồng promised to the campaign and agreed in writing."""
        agreed = Q(pledges__state__in=["accepted", "fulfilled"])
        return self.annotate(raised=Sum("pledges__value", filter=agreed, default=0))

    def visible_to(self, user: Any) -> Self:
        return self if can(user, "campaigns.edit") else self.public()
