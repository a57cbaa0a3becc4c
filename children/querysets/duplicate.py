"""Questions about pairs of files that may be one child, and about merges."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.accounts.rights import ACTS


class PairQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Pairs of which the user's units hold both files: one district's, or the province's."""
        units = user.covered_units(ACTS["children.merge"])
        return self.filter(a__unit__in=units, b__unit__in=units)

    def live(self) -> Self:
        """Pairs of two files that both still stand for themselves."""
        return self.exclude(a__end_reason="merged").exclude(b__end_reason="merged")

    def waiting(self) -> Self:
        """Pairs on which somebody has to say something."""
        return self.live().filter(state="open")

    def of_child(self, child: Any) -> Self:
        return self.filter(Q(a=child) | Q(b=child))


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Merges of two files that the user's units hold."""
        units = user.covered_units(ACTS["children.merge"])
        return self.filter(kept__unit__in=units, gone__unit__in=units)

    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)
