"""What became of pledges: promised, received, delivered. Three figures that are never added up (domain/funds 0.7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, Value, When

from donors.models import Allocation

Received = Callable[[Iterable[int]], dict[int, int]]
_books: dict[str, Received] = {}


def tell_received(*, of_pledges: Received, of_campaigns: Received) -> None:
    """Called in the funds' ``ready()``: what the books have received, id → đồng. Books are above donors."""
    _books.update(pledges=of_pledges, campaigns=of_campaigns)


def received_by_campaign(campaigns: Iterable[int]) -> dict[int, int]:
    """What the books have received for these campaigns, with a pledge or without, id → đồng."""
    return _books["campaigns"](campaigns) if "campaigns" in _books else {}


@dataclass
class Progress:
    pledged: int = 0
    received: int = 0
    delivered: int = 0


def by_area(pledges: QuerySet) -> dict[str, Progress]:
    """The figures of the pledges by code of the area of support ("" where a pledge names none or several).

    A pledge belongs to the area of its item, its campaign, or the one it is restricted to; a delivery to that of what was
    delivered. Three queries and what the books ask.
    """
    found: dict[str, Progress] = {}
    area_of: dict[int, str] = {}
    rows = pledges.order_by().values_list("pk", "value", "item__area", "campaign__area", "earmark__areas")
    for pk, value, item, campaign, only in rows:
        area = item or campaign or (only[0] if only and len(only) == 1 else "")
        area_of[pk] = area
        found.setdefault(area, Progress()).pledged += value
    received = _books["pledges"](area_of) if "pledges" in _books else {}
    for pk, value in received.items():
        found.setdefault(area_of[pk], Progress()).received += value
    for area, value in _delivered(area_of):
        found.setdefault(area, Progress()).delivered += value
    return found


def _delivered(pledges: Iterable[int]) -> Any:
    """What of the pledges was handed over, by area; a money share of a pooled unit counts when its unit has."""
    share = Case(
        When(quantity__gt=0, then=F("value") * F("delivered") / F("quantity")),
        When(state="fulfilled", then=F("value")),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    rows = Allocation.objects.filter(pledge__in=list(pledges), state__in=["reserved", "fulfilled"]).order_by()
    return rows.values_list("need__item__area").annotate(sum=Sum(share))


def total(figures: dict[str, Progress]) -> Progress:
    """All areas together, figure by figure."""
    return Progress(
        *(sum(getattr(one, name) for one in figures.values()) for name in ("pledged", "received", "delivered"))
    )
