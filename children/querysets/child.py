"""Questions about children."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from children.ages import END_OF_CHILDHOOD, born_after
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.text import fold


class ChildQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Children whose file the user may open: those of the covered units, or of the user's school.

        Memberships that do not carry ``children.view`` (donors, cashiers, administrators, sector reviewers) open none.
        """
        if not user.is_authenticated:
            return self.none()
        roles = set(ACTS["children.view"]) - {Role.SCHOOL_OFFICER}
        scope = Q(unit__in=user.covered_units(roles))
        schools = [m.school_id for m in user.current_memberships() if m.role == Role.SCHOOL_OFFICER]
        if schools:
            scope |= Q(school__in=schools)
        return self.filter(scope)

    def on_register(self) -> Self:
        """Children whose file is not ended."""
        return self.exclude(state="ended")

    def resident_on(self, day: datetime.date, units: Any) -> Self:
        """Children who lived in one of the units on the day."""
        from children.models import Residence

        return self.filter(Exists(Residence.objects.filter(child=OuterRef("pk"), unit__in=units, valid__contains=day)))

    def under_16(self, day: datetime.date) -> Self:
        """Children on the day (Luật Trẻ em Art. 1): before the 16th birthday; year-only births until the year's end."""
        return self.filter(
            Q(date_of_birth__gt=born_after(day))
            | Q(date_of_birth__isnull=True, birth_year__gte=day.year - END_OF_CHILDHOOD)
        )

    def search(self, text: str) -> Self:
        """By part of the name without marks, by personal id, or by a parent's name."""
        from children.models import Guardian

        needle = fold(text)
        if not needle:
            return self
        if needle.isdigit():
            return self.filter(personal_id__startswith=needle)
        parents = Guardian.objects.filter(household=OuterRef("household"), folded__contains=needle)
        return self.filter(Q(folded__contains=needle) | Exists(parents))
