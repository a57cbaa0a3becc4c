"""Sums that vouchers, pages and reports share."""

import datetime
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum

from donors.models import Earmark
from funds.models import Fund, Posting

BUDGET = ("T12", "T13", "T14", "T15")
NOT_IN_BASE = (*BUDGET, "T03", "T04", "T06", "T08", "T09", "T10", "T11", "T18")


def balance(fund: Fund, account: str, *, day: datetime.date | None = None, earmark: Any = "any") -> int:
    """The account's balance in đồng at the end of the day (now when None); funds as a positive number."""
    rows = Posting.objects.filter(fund=fund, account=account)
    if day:
        rows = rows.filter(day__lte=day)
    if earmark != "any":
        rows = rows.filter(earmark=earmark)
    total = rows.aggregate(total=Sum("amount"))["total"] or 0
    return total if account.startswith("A") else -total


def balances(fund: Fund, *, day: datetime.date | None = None) -> dict[str, int]:
    """All accounts of a fund at once, in their own sign."""
    rows = Posting.objects.filter(fund=fund)
    if day:
        rows = rows.filter(day__lte=day)
    found = dict(rows.order_by().values_list("account").annotate(total=Sum("amount")))
    return {
        account: (found.get(account, 0) if account.startswith("A") else -found.get(account, 0))
        for account in ("A1", "A2", "A3", "A4", "A5", "L1", "F1", "F2", "F3", "F4")
    }


def earmarks_left(fund: Fund) -> QuerySet[Earmark]:
    """Earmarks of which the fund still holds money, with ``left`` in đồng."""
    held = Posting.objects.filter(fund=fund, account="F2", earmark=OuterRef("pk")).order_by().values("earmark")
    left = held.annotate(total=Sum("amount")).values("total")
    return (
        Earmark.objects.annotate(left=-Subquery(left, output_field=BigIntegerField())).filter(left__gt=0).order_by("pk")
    )


def management_spent(fund: Fund, year: int) -> int:
    """Management costs of the year."""
    rows = Posting.objects.filter(fund=fund, day__year=year, account="F4", expenditure__code__startswith="M")
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def management_left(fund: Fund, year: int) -> int:
    """What may still be spent on management: within the year's decided level, and what stands in F4.

    An unspent level of an earlier year does not raise this year's (I12).
    """
    share = fund.shares.filter(year=year).first()
    return min(share.amount - management_spent(fund, year), balance(fund, "F4")) if share else 0


def management_base(fund: Fund, year: int) -> int:
    """The 10 % base: money received in the year without earmarked support, gifts in kind, budget and transfers
    (TT 87/2008)."""
    rows = Posting.objects.filter(fund=fund, day__year=year, account="F1", income__isnull=False).exclude(
        income__in=NOT_IN_BASE
    )
    return -(rows.aggregate(total=Sum("amount"))["total"] or 0)
