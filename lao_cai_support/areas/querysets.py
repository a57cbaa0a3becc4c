"""Questions about places on a day, and which units a person's units cover through time."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from lao_cai_support.web.text import fold


class UnitQuerySet(models.QuerySet):
    def as_of(self, day: datetime.date) -> Self:
        """Units in force on the day."""
        return self.filter(valid__contains=day)

    def under(self, unit: Any) -> Self:
        """The unit itself and everything below it, by path."""
        return self.filter(Q(path=unit.path) | Q(path__startswith=f"{unit.path}."))

    def communes(self) -> Self:
        return self.filter(level="commune")

    def search(self, text: str) -> Self:
        """Units whose name holds the typed text, marks or not."""
        return self.filter(folded__contains=fold(text))


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Places in the units that the user's memberships cover."""
        return self.filter(unit__in=user.covered_units())

    def search(self, text: str) -> Self:
        return self.filter(folded__contains=fold(text))
