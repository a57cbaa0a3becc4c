"""Acts on what will not come of a pledge: asked for by one person, decided by another."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Pledge, WriteOff
from donors.models.pledge import PledgeState
from donors.services.pledge import check_nothing_held
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

RIGHT = "pledges.write_off"


@transaction.atomic
def ask_write_off(*, user: Any, pledge: Pledge, reason: str) -> WriteOff:
    """Ask that what has not come of a signed pledge be given up. Raises Refusal without a reason, when all has come, and
    while needs hold more than has come."""
    row = Pledge.objects.select_for_update(of=("self",), no_key=True).select_related("item").get(pk=pledge.pk)
    require(user, "pledges.edit", unit=row.unit_id)
    if row.state != PledgeState.ACCEPTED:
        raise Refusal(_("Chỉ ghi không thực hiện với cam kết đã ký và chưa nhận đủ."), code="move")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if row.write_offs.filter(state="asked").exists():
        raise Refusal(_("Đã có một đề nghị đang chờ duyệt."), code="asked")
    check_nothing_held(row)
    made = WriteOff.objects.create(
        pledge=row, value=row.still_to_come, reason=reason.strip()[:300], asked_by=user, asked_on=today()
    )
    record(user, "pledge.write_off_ask", row, right="pledges.edit", unit=row.unit_id, reason=reason)
    return made


@transaction.atomic
def decide_write_off(*, user: Any, write_off: WriteOff, agree: bool, answer: str = "") -> Pledge:
    """A second person decides. What came stays promised and received, the rest is written off; of a pledge of which
    nothing came the whole is. Raises Refusal to who asked, and when needs hold more than has come by now."""
    pledge = (
        Pledge.objects.select_for_update(of=("self",), no_key=True).select_related("item").get(pk=write_off.pledge_id)
    )
    row = WriteOff.objects.select_for_update(no_key=True).get(pk=write_off.pk)
    require(user, RIGHT, unit=pledge.unit_id)
    if row.state != WriteOff.State.ASKED or pledge.state != PledgeState.ACCEPTED:
        raise Refusal(_("Đề nghị này đã được quyết định. Hãy tải lại trang."), code="decided")
    if row.asked_by_id == user.pk:
        raise Refusal(_("Người đề nghị không được tự duyệt."), code="two_people")
    row.decided_by, row.decided_on, row.answer = user, today(), answer.strip()[:300]
    if not agree:
        if not answer.strip():
            raise Refusal(_("Hãy ghi lý do."), field="reason")
        row.state = WriteOff.State.TURNED_DOWN
        row.save()
        record(user, "pledge.write_off_refuse", pledge, right=RIGHT, unit=pledge.unit_id, reason=answer)
        return pledge
    check_nothing_held(pledge)
    row.state, row.value = WriteOff.State.DONE, pledge.still_to_come
    row.save()
    pledge.end_reason = row.reason
    if pledge.come_in:
        pledge.written_off += row.value
        pledge.value -= row.value
        if pledge.unit_value:
            pledge.quantity = pledge.received_quantity
        pledge.state = PledgeState.FULFILLED
    else:
        pledge.state = PledgeState.WRITTEN_OFF
    pledge.save(update_fields=["state", "end_reason", "written_off", "value", "quantity"])
    record(user, "pledge.written_off", pledge, right=RIGHT, unit=pledge.unit_id, reason=row.reason, value=row.value)
    return pledge
