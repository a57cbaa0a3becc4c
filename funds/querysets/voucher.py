"""Questions about vouchers."""

from typing import Any, Self

from django.db import models


class VoucherQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        from funds.models import Fund

        return self.filter(fund__in=Fund.objects.visible_to(user))

    def search(self, text: str) -> Self:
        return self.filter(party__icontains=text)
