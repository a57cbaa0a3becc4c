"""Questions about pledges and their instalments."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.web.clock import today

SOON = datetime.timedelta(days=14)
# What has come in, in đồng of the promise (Pledge.come_in).
COME_IN = Case(
    When(form="goods", then=F("received_quantity") * F("unit_value")),
    default=F("received_value"),
    output_field=models.BigIntegerField(),
)


def _rows_of(rows: models.QuerySet, name: str) -> Any:
    """The rows that belong to these, whose model is of a module that knows this one."""
    related: Any = rows.model._meta.get_field(name).related_model
    return related.objects


class InstalmentQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Those of each pledge's present plan."""
        return self.filter(plan=F("pledge__plan"))


class PledgeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see the pledges of their units; a donor's account sees its own donor's."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(pk__in=[])
        if can(user, "pledges.view"):
            scope |= Q(unit__in=user.covered_units(ACTS["pledges.view"]))
        if can(user, "pledges.own"):
            scope |= Q(donor__access__user=user, donor__access__valid__contains=today())
        return self.filter(scope)

    def open(self) -> Self:
        """Signed pledges, received or not yet, with something left to allocate."""
        return self.filter(state__in=["accepted", "fulfilled"], value__gt=F("allocated_value"))

    def behind(self, day: datetime.date) -> Self:
        """Signed pledges through the fund of which less has come than was due by the day (its day included)."""
        of_plan = _rows_of(self, "instalments").filter(pledge=OuterRef("pk"), plan=OuterRef("plan"))
        due = of_plan.filter(due_on__lte=day).order_by().values("pledge").annotate(total=Sum("value")).values("total")
        rows = self.filter(state="accepted", route="fund").annotate(
            due_by=Case(
                When(Exists(of_plan), then=Coalesce(Subquery(due), Value(0))),
                When(available_from__lte=day, then=F("value")),
                default=Value(0),
                output_field=models.BigIntegerField(),
            ),
            come=COME_IN,
        )
        return rows.filter(due_by__gt=F("come"))

    def due(self, when: str) -> Self:
        """``late``: something should have come before today; ``soon``: nothing is late, something is due within two
        weeks."""
        late = self.behind(today() - datetime.timedelta(days=1))
        if when == "late":
            return late
        return self.behind(today() + SOON).exclude(pk__in=late.values("pk"))

    def awaiting_write_off(self, user: Any) -> Self:
        """Of which somebody else asks that the rest be written off."""
        asked = _rows_of(self, "write_offs").filter(state="asked")
        return self.filter(Exists(asked.filter(pledge=OuterRef("pk")).exclude(asked_by=user)))
