"""Questions about the log."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.web.text import fold


class ActQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Acts in the units that the person's log-reading roles cover.

        Acts that belong to no unit (accounts, donors) are read at the province alone.
        """
        roles = ACTS["audit.view"]
        reach = Q(unit__in=user.covered_units(roles))
        if any(m.role in roles and m.unit.level == "province" for m in user.current_memberships()):
            reach |= Q(unit__isnull=True)
        return self.filter(reach)

    def search(self, text: str) -> Self:
        """Acts of a person found by name (marks or not) or user name, or on the record with this code."""
        folded = Func(F("user__full_name"), function="vn_fold", output_field=models.TextField())
        return self.annotate(folded_name=folded).filter(
            Q(folded_name__contains=fold(text)) | Q(user__username__istartswith=text) | Q(object_code=text)
        )
