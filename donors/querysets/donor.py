"""Questions about donors."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from lao_cai_support.accounts.rights import ACTS, can
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

    def standing(self) -> Self:
        """Without the records that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_what_stands(self, day: datetime.date) -> Self:
        """Adds ``asked_on`` (last approach), ``signed_value`` (đồng agreed in writing) and ``in_network`` on the day."""
        from donors.models import Approach, NetworkMembership, Pledge

        mine = {"donor": OuterRef("pk")}
        asked = Approach.objects.filter(**mine).order_by("-on", "-pk").values("on")[:1]
        signed = Pledge.objects.filter(**mine, state__in=["accepted", "fulfilled"]).order_by().values("donor")
        return self.annotate(
            asked_on=Subquery(asked),
            signed_value=Coalesce(Subquery(signed.annotate(sum=Sum("value")).values("sum")), Value(0)),
            in_network=Exists(NetworkMembership.objects.filter(**mine, valid__contains=day)),
        )

    def search(self, text: str) -> Self:
        needle = fold(text)
        if needle.replace("-", "").isdigit():
            return self.filter(tax_code__startswith=needle)
        return self.filter(folded__contains=needle)


class ApproachQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Approaches made for the units that the person's memberships cover."""
        return self.filter(unit__in=user.covered_units(ACTS["donors.view"]))

    def waiting(self, day: datetime.date) -> Self:
        """Next steps that are due by the day and not done."""
        return self.filter(next_on__lte=day, next_done_on__isnull=True)

    def search(self, text: str) -> Self:
        return self.filter(donor__folded__contains=fold(text))
