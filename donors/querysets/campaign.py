"""Questions about campaigns."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import can


class CampaignQuerySet(models.QuerySet):
    def public(self) -> Self:
        return self.filter(state__in=["published", "closed"])

    def visible_to(self, user: Any) -> Self:
        return self if can(user, "campaigns.edit") else self.public()
