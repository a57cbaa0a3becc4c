"""Acts on allocations after approval: deliver, confirm, release."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Allocation, AllocationState
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal


@transaction.atomic
def record_delivery(*, user: Any, allocation: Allocation, delivered: int) -> Allocation:
    """Set how many whole units of the allocation were handed over and signed for, in all.

    Called by the fund when a signed sheet is posted. The need's sums follow by the database's trigger. An
    allocation that got fewer than planned gives the rest back when it is released.
    Raises Refusal when the allocation is not reserved or the number goes beyond it.
    """
    row = Allocation.objects.select_for_update(no_key=True).get(pk=allocation.pk)
    if row.state not in (AllocationState.RESERVED, AllocationState.FULFILLED):
        raise Refusal(_("Phân bổ này không còn giữ chỗ nên không ghi nhận trao được."))
    if not row.delivered <= delivered <= row.quantity:
        raise Refusal(
            _("Số lượng trao phải từ %(least)s đến %(most)s.") % {"least": row.delivered, "most": row.quantity},
            field="delivered",
        )
    row.delivered = delivered
    row.state = AllocationState.FULFILLED if delivered == row.quantity else AllocationState.RESERVED
    row.save(update_fields=["delivered", "state"])
    record(user, "allocation.deliver", row.need, unit=row.need.unit_id, quantity=delivered)
    return row


@transaction.atomic
def confirm_delivery(*, user: Any, allocation: Allocation, confirmed: int) -> Allocation:
    """Set how many of the delivered units the family or school confirmed."""
    row = Allocation.objects.select_for_update(no_key=True).get(pk=allocation.pk)
    if not row.confirmed <= confirmed <= row.delivered:
        raise Refusal(
            _("Số lượng xác nhận phải từ %(least)s đến %(most)s.") % {"least": row.confirmed, "most": row.delivered},
            field="confirmed",
        )
    row.confirmed = confirmed
    row.save(update_fields=["confirmed"])
    record(user, "allocation.confirm", row.need, unit=row.need.unit_id, quantity=confirmed)
    return row


@transaction.atomic
def release_allocation(*, user: Any, allocation: Allocation, reason: str) -> Allocation:
    """Give a reservation up: pledge and need are free again. Refused once something of it was delivered."""
    row = Allocation.objects.select_for_update(no_key=True).select_related("need", "pledge").get(pk=allocation.pk)
    require(user, "matching.propose", unit=row.pledge.unit_id)
    if row.state != AllocationState.RESERVED:
        raise Refusal(_("Chỉ hủy được phân bổ đang giữ chỗ."))
    if row.delivered:
        raise Refusal(_("Phân bổ này đã trao một phần nên không hủy được. Hãy ghi nhận phần trả lại ở phiếu cấp phát."))
    if row.sheet_lines.filter(
        sheet__recorded_on=None, sheet__distribution__state__in=["planned", "approved", "issued"]
    ).exists():
        raise Refusal(
            _("Phân bổ này đang ở một bảng ký nhận. Hãy hủy đợt cấp phát hoặc ghi kết quả bảng đó trước."), code="sheet"
        )
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do hủy."), field="reason")
    # Money pooled for one unit is given up together: what is left would buy a part of a unit.
    pooled = list(Allocation.objects.pooled_with(row).exclude(pk=row.pk).select_for_update(no_key=True))
    if any(share.delivered for share in pooled):
        raise Refusal(_("Khoản góp chung của phân bổ này đã trao một phần nên không hủy được."))
    for share in (row, *pooled):
        share.state = AllocationState.RELEASED
        share.save(update_fields=["state"])
    record(user, "allocation.release", row.need, right="matching.propose", unit=row.need.unit_id, reason=reason)
    return row
