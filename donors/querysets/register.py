"""Questions about the frame register."""

import datetime
from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import can
from lao_cai_support.web.text import fold


class EstablishmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff with ``donors.view`` see the whole register."""
        return self if can(user, "donors.view") else self.none()

    def active(self, day: datetime.date) -> Self:
        return self.filter(valid__contains=day)

    def search(self, text: str) -> Self:
        needle = fold(text)
        if needle.replace("-", "").isdigit():
            return self.filter(tax_code__startswith=needle)
        return self.filter(folded__contains=needle)
