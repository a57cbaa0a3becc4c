"""What lies in the stores, lot by lot."""

from django.db.models import Sum

from funds.models import Fund, Posting


def in_store(fund: Fund) -> dict[int, int]:
    """Pieces by lot id that lie in the fund's stores now, by the book."""
    rows = Posting.objects.filter(fund=fund, account="A3").order_by().values_list("lot").annotate(total=Sum("quantity"))
    return {lot: total for lot, total in rows if total}
