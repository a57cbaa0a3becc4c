"""Questions about sheets of the entry grid."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class EntryDraftQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The person's own sheets, of the communes where the person keeps lists."""
        return self.filter(user=user, unit__in=user.covered_units(ACTS["children.import"]))

    def open(self) -> Self:
        """Sheets not yet written into the register."""
        return self.filter(list_import=None)
