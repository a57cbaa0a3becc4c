"""Questions about submitted lists."""

from typing import Any, Self

from django.db import models

from lao_cai_support.accounts.rights import ACTS


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(unit__in=user.covered_units(ACTS["lists.view"]))

    def waiting(self) -> Self:
        return self.filter(state="submitted")
