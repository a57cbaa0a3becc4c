"""Questions about lots."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


class LotQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        from funds.models import Fund

        return self.filter(fund__in=Fund.objects.visible_to(user))

    def with_left(self) -> Self:
        """With ``left``, the pieces in store by the book."""
        from funds.models import Posting

        held = Posting.objects.filter(account="A3", lot=OuterRef("pk")).order_by().values("lot")
        return self.annotate(left=Coalesce(Subquery(held.annotate(total=Sum("quantity")).values("total")), 0))
