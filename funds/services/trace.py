"""From a receipt forward to what it became, from a delivery back to who gave. The number of queries is fixed."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, Sum

from children.models import Item
from donors.models import Allocation
from funds.models import Lot, SheetLine, Voucher
from funds.services.stock import in_store


@dataclass
class Forward:
    """What a receipt became; amounts in đồng, quantities in pieces.

    Money is one pot for each promise: where several receipts fill one promise, all of them are behind its deliveries
    (``others``). Money without a promise or an earmark goes into the free fund and can be followed no further.
    """

    voucher: Voucher
    lots: list[Any] = field(default_factory=list)
    allocations: list[Any] = field(default_factory=list)
    deliveries: list[Any] = field(default_factory=list)
    payments: list[Any] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)
    received: int = 0

    @property
    def free(self) -> bool:
        return not self.lots and not self.voucher.pledge_id and not self.voucher.earmark_id


def forward(voucher: Voucher) -> Forward:
    """Follow a receipt of money or goods to its needs and deliveries."""
    told = Forward(voucher)
    lines = SheetLine.objects.exclude(sheet__distribution__state="cancelled")
    if voucher.kind == "NK":
        held = in_store(voucher.fund)
        told.lots = list(Lot.objects.filter(lines__voucher=voucher).select_related("item").distinct().order_by("pk"))
        for lot in told.lots:
            lot.left = held.get(lot.pk, 0)
        lines = lines.filter(lot__in=told.lots)
    elif voucher.pledge_id:
        lines = lines.filter(
            allocation__pledge=voucher.pledge_id, lot__isnull=True, sheet__distribution__fund=voucher.fund_id
        )
    else:
        lines = lines.none()
    told.deliveries = list(_by_sheet(lines))
    told.received = sum(row["got_value"] or 0 for row in told.deliveries)
    if voucher.pledge_id:
        told.allocations = list(
            Allocation.objects.filter(pledge=voucher.pledge_id)
            .exclude(state__in=["proposed", "released"])
            .values("need__item", "need__unit__name", "need__unit__code", "state")
            .annotate(
                needs=Count("need", distinct=True),
                pieces=Sum("quantity"),
                delivered_sum=Sum("delivered"),
                worth=Sum("value"),
            )
            .order_by("need__unit__name", "need__item", "state")
        )
        _named(told.allocations, "need__item")
        told.others = list(
            Voucher.objects.filter(pledge=voucher.pledge_id, state="posted", kind__in=("PT", "BC", "NK"))
            .exclude(pk=voucher.pk)
            .select_related("fund")
        )
    if voucher.earmark_id and voucher.kind != "NK":
        told.payments = list(
            Voucher.objects.filter(fund=voucher.fund_id, earmark=voucher.earmark_id, kind="PC", state="posted")
            .select_related("fund", "expenditure")
            .order_by("day", "pk")
        )
    return told


def _named(rows: list[dict[str, Any]], key: str) -> None:
    """Put the item itself beside its code, so that it is told in the reader's language."""
    items = Item.objects.in_bulk({row[key] for row in rows})
    for row in rows:
        row["item"] = items[row[key]]


def _by_sheet(lines: Any) -> Any:
    return (
        lines.values("sheet__code", "sheet__unit__name", "sheet__distribution__name", "sheet__distribution__state")
        .annotate(
            needs=Count("allocation__need", distinct=True),
            issued_sum=Sum("issued"),
            got=Sum("received"),
            back=Sum("returned"),
            lost=Sum("missing"),
            worth=Sum("value"),
            got_value=Sum("value", filter=Q(received__gt=0)),
            on=Max("sheet__distribution__hand_out_on"),
        )
        .order_by("on", "sheet__unit__name", "sheet__code")
    )


def backward(sheet: Any) -> list[dict[str, Any]]:
    """Who paid for what stands on a sheet: giver by giver, with the receipts behind it. Three queries."""
    found = (
        SheetLine.objects.filter(sheet=sheet)
        .values(
            "allocation__pledge",
            "allocation__pledge__code",
            "allocation__pledge__donor__name",
            "allocation__need__item",
            "lot__code",
            "lot",
        )
        .annotate(
            needs=Count("allocation__need", distinct=True),
            issued_sum=Sum("issued"),
            got=Sum("received"),
            worth=Sum("value"),
        )
        .order_by("allocation__pledge__donor__name", "allocation__need__item", "lot__code")
    )
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    _named(rows, "allocation__need__item")
    pledges = {row["allocation__pledge"] for row in rows}
    lots = {row["lot"] for row in rows if row["lot"]}
    papers = list(
        Voucher.objects.filter(
            Q(pledge__in=pledges, kind__in=("PT", "BC")) | Q(lines__lot__in=lots, kind="NK"), state="posted"
        )
        .select_related("fund")
        .prefetch_related("lines")
        .distinct()
        .order_by("day", "pk")
    )
    for row in rows:
        row["receipts"] = [
            paper
            for paper in papers
            if (row["lot"] and any(line.lot_id == row["lot"] for line in paper.lines.all()))
            or (not row["lot"] and paper.kind != "NK" and paper.pledge_id == row["allocation__pledge"])
        ]
    return rows
