"""Questions about uploaded lists."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class ListImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Uploads of the communes where the user keeps lists, or approves those of others."""
        return self.filter(unit__in=user.covered_units(ACTS["children.import"] | ACTS["imports.approve"]))

    def to_approve(self, user: Any) -> Self:
        """Those that wait for this person as the second one: handed in and uploaded by others."""
        units = user.covered_units(ACTS["imports.approve"])
        return self.filter(state="waiting", unit__in=units).exclude(requested_by=user).exclude(created_by=user)
