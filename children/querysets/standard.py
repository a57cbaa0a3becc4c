"""Questions about standards of items."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef


class ItemStandardQuerySet(models.QuerySet):
    def in_force(self, day: datetime.date) -> Self:
        """The newest version of each item that had taken effect by the day."""
        newer = self.model._default_manager.filter(
            item=OuterRef("item"), valid_from__lte=day, version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer), valid_from__lte=day)
