"""Questions about files on their way to another commune."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.accounts.rights import ACTS


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Transfers from or to the communes whose families the person reads."""
        units = user.covered_units(ACTS["children.papers"])
        return self.filter(Q(sender__in=units) | Q(receiver__in=units))

    def waiting_for(self, user: Any) -> Self:
        """Transfers that the person's own commune has to answer."""
        return self.filter(state="proposed", receiver__in=user.covered_units(ACTS["children.edit"]))

    def sent_by(self, user: Any) -> Self:
        return self.filter(state="proposed", sender__in=user.covered_units(ACTS["children.edit"]))
