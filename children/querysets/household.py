"""Questions about households and the categories they fall under."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.web.text import fold


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Households of the communes whose families the person reads; a school reads a child, not the family's record."""
        return self.filter(unit__in=user.covered_units(ACTS["children.papers"]))

    def lived_in(self) -> Self:
        """Households with a child on the register."""
        from children.models import Child

        return self.filter(Exists(Child.objects.filter(household=OuterRef("pk")).on_register()))

    def search(self, text: str) -> Self:
        """By an adult's name, the village's name (marks or not), or the household's own number."""
        from children.models import Guardian

        needle = fold(text)
        if not needle:
            return self
        adults = Guardian.objects.filter(household=OuterRef("pk"), folded__contains=needle)
        return self.filter(Exists(adults) | Q(village__folded__contains=needle) | Q(number=text.strip()))


class PovertyCategoryQuerySet(models.QuerySet):
    def standing(self, unit: Any, day: datetime.date) -> Self:
        """The categories of the day's standard for the unit's kind, town or country."""
        area = "urban" if unit.kind in ("phường", "thị trấn") else "rural"
        return self.filter(area=area, valid_from__lte=day, valid_to__gte=day)

    def by_word(self, unit: Any, day: datetime.date) -> dict[str, str | None]:
        """The codes of what lists call "poor" and "near_poor", on the day in the unit."""
        standing = self.standing(unit, day)
        return {
            "poor": standing.filter(poor=True).values_list("pk", flat=True).first(),
            "near_poor": standing.filter(near_poor=True).values_list("pk", flat=True).first(),
        }
