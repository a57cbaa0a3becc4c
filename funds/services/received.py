"""What funds have received of pledges and campaigns: posted receipts whose entries were not turned back."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from donors.models import Pledge
from funds.models import JournalEntry, Voucher, VoucherLine


def turned_back() -> Any:
    """Ids of papers whose entry was turned back: what they say was not received, or not paid."""
    return JournalEntry.objects.filter(reversed_by__isnull=False, voucher__isnull=False).values("voucher")


def received_value(pledge: Pledge) -> int:
    """What funds have received of a pledge, in đồng."""
    received = pledge.vouchers.filter(kind__in=["PT", "BC", "NK"], state="posted").exclude(pk__in=turned_back())
    return received.aggregate(total=Sum("amount"))["total"] or 0


def received_of(pledges: Iterable[int]) -> dict[int, int]:
    """What funds have received of these pledges, id → đồng, in one query; those of which nothing came are left out."""
    posted = Voucher.objects.filter(pledge__in=list(pledges), kind__in=["PT", "BC", "NK"], state="posted")
    rows = posted.exclude(pk__in=turned_back()).order_by().values_list("pledge").annotate(total=Sum("amount"))
    return dict(rows)


def received_for(campaigns: Iterable[int]) -> dict[int, int]:
    """What funds have received for these campaigns, by a pledge to it or straight, id → đồng, in one query."""
    posted = Voucher.objects.filter(kind__in=["PT", "BC", "NK"], state="posted").exclude(pk__in=turned_back())
    rows = posted.annotate(whose=Coalesce("campaign", "pledge__campaign")).filter(whose__in=list(campaigns))
    return dict(rows.order_by().values_list("whose").annotate(total=Sum("amount")))


def received_all(pledge: Pledge) -> bool:
    """Money by đồng, goods by pieces: what a piece is assessed at may differ from what was promised."""
    if pledge.form == "goods":
        return received_quantity(pledge) >= (pledge.quantity or 0)
    return received_value(pledge) >= pledge.value


def received_quantity(pledge: Pledge) -> int:
    """What funds have received of a goods pledge, in pieces."""
    lines = VoucherLine.objects.filter(voucher__pledge=pledge, voucher__kind="NK", voucher__state="posted")
    lines = lines.exclude(voucher__in=turned_back())
    return lines.aggregate(total=Sum("quantity"))["total"] or 0
