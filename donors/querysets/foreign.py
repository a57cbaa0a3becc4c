"""Questions about approvals of foreign gifts."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class ForeignApprovalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of pledges in the units that the person's memberships cover."""
        return self.filter(pledge__unit__in=user.covered_units(ACTS["foreign.view"]))

    def open(self) -> Self:
        return self.exclude(state__in=["reported", "refused", "lapsed"])
