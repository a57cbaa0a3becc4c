"""Questions about uploaded lists."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class ListImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Uploads of the communes where the user keeps lists."""
        return self.filter(unit__in=user.covered_units(ACTS["children.import"]))
