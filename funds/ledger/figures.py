"""Sums that vouchers, pages and reports share."""

import datetime
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum

from donors.models import Earmark
from funds.models import Balance, BalanceDay, Fund, FundPlace, PlaceDay, Posting

BUDGET = ("T12", "T13", "T14", "T15")
NOT_IN_BASE = (*BUDGET, "T03", "T04", "T06", "T08", "T09", "T10", "T11", "T18")


ACCOUNTS = ("A1", "A2", "A3", "A4", "A5", "L1", "F1", "F2", "F3", "F4")


def _held(fund: Fund, day: datetime.date | None) -> QuerySet[Any]:
    """The fund's balances, one row for each account, earmark and lot: now, or at the end of a day."""
    if day is None:
        return Balance.objects.filter(fund=fund).exclude(amount=0, quantity=0)
    last = (
        BalanceDay.objects.filter(fund=fund, day__lte=day)
        .order_by("account", "earmark_key", "lot_key", "-day")
        .distinct("account", "earmark_key", "lot_key")
    )
    return BalanceDay.objects.filter(pk__in=last.values("pk"))


def balance(fund: Fund, account: str, *, day: datetime.date | None = None, earmark: Any = "any") -> int:
    """The account's balance in đồng at the end of the day (now when None); funds as a positive number."""
    rows = _held(fund, day).filter(account=account)
    if earmark != "any":
        rows = rows.filter(earmark_key=earmark.pk if earmark else 0)
    total = rows.aggregate(total=Sum("amount"))["total"] or 0
    return int(total if account.startswith("A") else -total)


def place_balance(place: FundPlace, *, day: datetime.date | None = None) -> int:
    """What lies in a cash box or bank account by the book, in đồng, at the end of the day (now when None)."""
    days = PlaceDay.objects.filter(place=place)
    last = (days.filter(day__lte=day) if day else days).order_by("-day").first()
    return last.amount if last else 0


def balances(fund: Fund, *, day: datetime.date | None = None) -> dict[str, int]:
    """All accounts of a fund at once, in their own sign."""
    found = dict(_held(fund, day).order_by().values_list("account").annotate(total=Sum("amount")))
    return {
        account: int(found.get(account, 0) if account.startswith("A") else -found.get(account, 0))
        for account in ACCOUNTS
    }


def earmarks_left(fund: Fund) -> QuerySet[Any]:
    """Earmarks of which the fund still holds money, with ``left`` in đồng, most first."""
    held = Balance.objects.filter(fund=fund, account="F2", amount__lt=0, earmark=OuterRef("pk"))
    left = Subquery(held.values("amount"), output_field=BigIntegerField())
    here = Balance.objects.filter(fund=fund, account="F2", amount__lt=0).values("earmark")
    return Earmark.objects.filter(pk__in=here).annotate(left=-left).order_by("-left", "pk")


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
