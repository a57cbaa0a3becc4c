"""Questions about reports."""

from typing import Any, Self

from django.db import models


class ReportQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state="published")

    def visible_to(self, user: Any) -> Self:
        """Published reports are everyone's; drafts belong to those who see the fund."""
        from funds.models import Fund
        from lao_cai_support.accounts.rights import can

        if not can(user, "reports.view"):
            return self.published()
        own = models.Q(fund__in=Fund.objects.visible_to(user)) if can(user, "funds.view") else models.Q(pk__in=[])
        return self.filter(~models.Q(state="draft") | own)
