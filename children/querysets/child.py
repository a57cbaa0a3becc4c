"""Questions about children."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from children.ages import END_OF_CHILDHOOD, OWN_ANSWER, born_after
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.clock import today
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

    def aged(self, age: int, on: datetime.date) -> Self:
        """Children who have reached the age by the day; with only the year known, when that year's end has passed."""
        return self.filter(
            Q(date_of_birth__lte=born_after(on, age)) | Q(date_of_birth__isnull=True, birth_year__lt=on.year - age)
        )

    def lapsing_consents(self, on: datetime.date) -> Self:
        """Children of whom a yes in force was signed before an age that they reach by the day: 7, when they answer
        themselves, or 16 (domain/children 4.2 C3). With only the year known, from the year's first day on."""
        from children.models import Consent

        unexpired = Q(until__isnull=True) | Q(until__gte=today())
        standing = Consent.objects.filter(unexpired, child=OuterRef("pk"), given=True, withdrawal__isnull=True)
        newer = Consent.objects.filter(
            child=OuterRef("child"),
            purpose=OuterRef("purpose"),
            donor_code=OuterRef("donor_code"),
            recipient=OuterRef("recipient"),
            pk__gt=OuterRef("pk"),
        )
        reach: Any = Q()
        for age in (OWN_ANSWER, END_OF_CHILDHOOD):
            old_enough = Q(date_of_birth__lte=born_after(on, age)) | Q(
                date_of_birth__isnull=True, birth_year__lte=on.year - age
            )
            reach |= old_enough & Q(Exists(standing.filter(~Exists(newer), age__lt=age)))
        return self.filter(reach)

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
