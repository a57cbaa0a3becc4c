"""Questions about the log."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.web.text import fold

# Kinds of record whose very existence is a secret (app_label.model): their acts stand on their own pages alone.
_secret: set[str] = set()


def keep_secret(*labels: str) -> None:
    """Called in an app's ``ready()``: the office's log never shows acts on these kinds of record."""
    _secret.update(labels)


class ActQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Acts in the units that the person's log-reading roles cover.

        Acts that belong to no unit (accounts, donors) are read at the province alone. Acts on secret records are not
        among them: the log would tell that there is one.
        """
        roles = ACTS["audit.view"]
        reach = Q(unit__in=user.covered_units(roles))
        if any(m.role in roles and m.unit.level == "province" for m in user.current_memberships()):
            reach |= Q(unit__isnull=True)
        return self.filter(reach).exclude(object_type__in=sorted(_secret))

    def search(self, text: str) -> Self:
        """Acts of a person found by name (marks or not) or user name, or on the record with this code."""
        folded = Func(F("user__full_name"), function="vn_fold", output_field=models.TextField())
        return self.annotate(folded_name=folded).filter(
            Q(folded_name__contains=fold(text)) | Q(user__username__istartswith=text) | Q(object_code=text)
        )
