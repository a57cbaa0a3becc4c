"""Questions about what is promised on the public form."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import can


class OfferQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Who registers pledges sees what was confirmed; what nobody has confirmed does not exist yet."""
        return self.exclude(state="sent") if can(user, "pledges.edit") else self.none()
