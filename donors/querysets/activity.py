"""Questions about activities and who came."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from psycopg2.extras import DateRange

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.clock import today


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Activities of the person's units and those that a class or village of theirs is invited to; a school's focal
        point sees what its school is invited to or lends its ground for."""
        from donors.models import ActivityInvite

        if not user.is_authenticated:
            return self.none()
        units = user.covered_units(set(ACTS["activities.view"]) - {Role.SCHOOL_OFFICER})
        invited = Q(school__unit__in=units) | Q(village__unit__in=units)
        schools = [m.school_id for m in user.current_memberships() if m.role == Role.SCHOOL_OFFICER]
        if schools:
            invited |= Q(school__in=schools)
        rows = ActivityInvite.objects.filter(invited).values("activity")
        scope = Q(unit__in=units) | Q(pk__in=rows)
        if schools:
            scope |= Q(school__in=schools)
        return self.filter(scope)

    def public(self) -> Self:
        return self.filter(state__in=["published", "held"])

    def to_tell(self) -> Self:
        """Published, over, and nobody has said how it went."""
        return self.filter(state="published", valid__endswith__lte=today())

    def during(self, first: datetime.date, last: datetime.date) -> Self:
        """With a day from ``first`` to ``last``, both inside."""
        return self.filter(valid__overlap=DateRange(first, last, "[]"))

    def with_heads(self) -> Self:
        """Adds ``came`` (children by name), ``portions`` (heads of all days) and ``days`` (days that were counted)."""
        from donors.models import Attendance, HeadCount

        came = Attendance.objects.filter(activity=OuterRef("pk"), came=True).order_by().values("activity")
        counts = HeadCount.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
        return self.annotate(
            came=Coalesce(Subquery(came.annotate(n=Count("pk")).values("n")), 0),
            portions=Coalesce(Subquery(counts.annotate(n=Sum("heads")).values("n")), 0),
            days=Coalesce(Subquery(counts.annotate(n=Count("day", distinct=True)).values("n")), 0),
        )


class AttendanceQuerySet(models.QuerySet):
    def helped(self, year: int) -> Self:
        """Children who came to an activity that was held in the year: help by a service (K2)."""
        span = DateRange(datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1))
        return self.filter(came=True, activity__state="held", activity__valid__overlap=span)

    def figures(self, year: int, units: Any) -> list[dict[str, Any]]:
        """By kind of activity, for the children who live in the units: activities, distinct children, instances, and
        what a check-up found. These feed the indicators; whoever shows them hides counts below five."""
        rows = self.helped(year).filter(child__unit__in=units).order_by().values(kind=F("activity__kind"))
        return list(
            rows.annotate(
                activities=Count("activity", distinct=True),
                children=Count("child", distinct=True),
                instances=Count("pk"),
                needs=Count("need"),
                referrals=Count("referral"),
            ).order_by("kind")
        )
