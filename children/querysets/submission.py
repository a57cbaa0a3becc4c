"""Questions about submitted lists."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from lao_cai_support.accounts.rights import ACTS


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(unit__in=user.covered_units(ACTS["lists.view"]))

    def waiting(self) -> Self:
        return self.filter(state="submitted")

    def returned_open(self) -> Self:
        """Returned lists after which the commune has not handed in a new one."""
        newer = self.model._default_manager.filter(unit=OuterRef("unit"), year=OuterRef("year"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer), state="returned")
