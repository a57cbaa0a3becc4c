"""Questions about round-trip workbooks."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class WorkbookQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Workbooks of the communes where the user keeps lists."""
        return self.filter(unit__in=user.covered_units(ACTS["children.import"]))


class WorkbookReturnQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Returned workbooks of the communes where the user keeps lists, or approves those of others."""
        return self.filter(workbook__unit__in=user.covered_units(ACTS["children.import"] | ACTS["imports.approve"]))

    def to_approve(self, user: Any) -> Self:
        """Those that wait for this person as the second one: handed in and returned by others."""
        units = user.covered_units(ACTS["imports.approve"])
        rows = self.filter(state="waiting", workbook__unit__in=units)
        return rows.exclude(requested_by=user).exclude(returned_by=user)
