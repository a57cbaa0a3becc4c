"""A lot recalled: what lies in store is held back, and everybody it reached is found."""

from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from funds.models import Lot, Sheet, SheetLine
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


@transaction.atomic
def recall_lot(*, user: Any, lot: Lot, reason: str) -> Lot:
    """Hold a lot back: it goes on no new list, and lists not yet issued that hold it are refused at issue.

    The storekeeper may do it at once; what lies in store is written off or sent back by its own paper afterwards.
    """
    row = Lot.objects.select_for_update(of=("self",), no_key=True).select_related("fund").get(pk=lot.pk)
    if not can(user, "vouchers.pay", unit=row.fund.unit_id):
        require(user, "vouchers.approve", unit=row.fund.unit_id)
    if row.recalled_on:
        raise Refusal(_("Lô này đã được thu hồi."), code="recalled")
    if len(reason.strip()) < 10:
        raise Refusal(_("Hãy ghi rõ lý do thu hồi (ít nhất 10 chữ cái)."), field="reason")
    row.recalled_on, row.recall_reason = today(), reason.strip()[:300]
    row.save(update_fields=["recalled_on", "recall_reason"])
    record(user, "lot.recall", row.fund, unit=row.fund.unit_id, reason=row.recall_reason, detail={"list": row.code})
    return row


def deliveries_of(lot: Lot) -> Any:
    """Every sheet a lot stands on, with how many people it reached: what a recall goes by."""
    return (
        Sheet.objects.filter(lines__lot=lot)
        .exclude(distribution__state="cancelled")
        .annotate(
            people=Count("lines", filter=Q(lines__lot=lot)),
            pieces=Sum("lines__issued", filter=Q(lines__lot=lot)),
            got=Sum("lines__received", filter=Q(lines__lot=lot)),
        )
        .select_related("distribution", "unit", "school", "village")
        .order_by("distribution__hand_out_on", "unit__sort_key", "pk")
    )


def reached_by(user: Any, lot: Lot) -> Any:
    """The lines of people who received something of a lot, as far as the person may know their names."""
    return (
        SheetLine.objects.visible_to(user)
        .filter(lot=lot)
        .filter(Q(received__gt=0) | Q(received__isnull=True, sheet__distribution__state="issued"))
        .select_related(
            "sheet__distribution", "sheet__unit", "allocation__need__child__village", "allocation__need__item"
        )
        .annotate(who=F("allocation__need__child__sort_key"))
        .order_by("sheet__unit__sort_key", "who", "pk")
    )
