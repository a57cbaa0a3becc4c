"""Questions about private papers."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.accounts.rights import ACTS


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Papers of the children whose papers the person reads; those of the sealed file not among them."""
        return self.filter(child__unit__in=user.covered_units(ACTS["children.papers"]), grant__isnull=True)

    def kept(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def sealed_under(self, grants: list[Any]) -> Self:
        """The sealed papers that these grants open: those written under a grant for a group they open."""
        if not grants:
            return self.none()
        if any(grant.kind_id is None for grant in grants):
            return self.filter(grant__isnull=False)
        return self.filter(Q(grant__in=grants) | Q(grant__kind__in=[grant.kind_id for grant in grants]))
