"""Questions about donors."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.text import fold


class DonorQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff with ``donors.view`` see the whole registry; a donor's account sees its own donor."""
        if can(user, "donors.view"):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(access__user=user, access__valid__contains=today())

    def search(self, text: str) -> Self:
        needle = fold(text)
        if needle.replace("-", "").isdigit():
            return self.filter(tax_code__startswith=needle)
        return self.filter(folded__contains=needle)
