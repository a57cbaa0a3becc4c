"""Questions about sponsorships."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Func, Q, Sum
from django.db.models.functions import Coalesce, Greatest

from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.web.clock import today


class MonthsDue(Func):
    """How many monthly days of an agreement have come by the day, from its first to the day it stands still."""

    function = "sponsorship_months"
    output_field = models.IntegerField()


class SponsorshipQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see those of children in their units; a donor's account its own donor's, once signed."""
        from donors.models import DonorAccess

        if not user.is_authenticated:
            return self.none()
        scope = Q(pk__in=[])
        if can(user, "sponsorships.view"):
            scope |= Q(child__unit__in=user.covered_units(ACTS["sponsorships.view"]))
        if can(user, "sponsorships.own"):
            own = DonorAccess.objects.filter(user=user, valid__contains=today())
            scope |= Q(donor__in=own.values("donor"), signed_on__isnull=False)
        return self.filter(scope)

    def live(self) -> Self:
        """Not ended: proposed, running, or standing still until somebody decides."""
        return self.exclude(state="ended")

    def with_money(self, by: datetime.date) -> Self:
        """Adds what should have come by the day (``expected``), what came (``came``), what the fund paid out
        (``paid``), what is ``late`` and what ``waits`` in the fund for the child; đồng."""

        def kinds(*names: str) -> Any:
            return Coalesce(Sum("payments__amount", filter=Q(payments__day__lte=by, payments__kind__in=names)), 0)

        months = MonthsDue("valid", "due_day", "stopped_on", "ended_on", models.Value(by, models.DateField()))
        expected = Greatest(months - F("skipped_months"), 0) * F("monthly")
        return (
            self.filter(signed_on__isnull=False)
            .annotate(expected=models.ExpressionWrapper(expected, models.BigIntegerField()))
            .annotate(came=kinds("received", "direct"), through=kinds("received"), paid=kinds("paid"))
            .annotate(late=Greatest(F("expected") - F("came"), 0), waits=F("through") - F("paid"))
        )


class NoteQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """What a sponsor may read."""
        return self.filter(state="cleared")
