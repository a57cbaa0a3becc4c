"""Acts on pledges: record, accept (agreement signed), withdraw, write off, fulfil."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Item
from donors.models import Campaign, Donor, Earmark, Instalment, Pledge
from donors.models.pledge import PLEDGE_MOVES, PledgeState
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move

_LABELS = dict(PledgeState.choices)


def make_earmark(**terms: Any) -> Earmark | None:
    """An earmark of the given terms (see the model), or None when they restrict nothing."""
    given = {key: value for key, value in terms.items() if value not in (None, "", [])}
    restricting = set(given) - {"leftover"}
    return Earmark.objects.create(**given) if restricting else None


@transaction.atomic
def record_pledge(
    *,
    user: Any,
    donor: Donor,
    unit: Any,
    form: str,
    available_from: datetime.date,
    item: Item | None = None,
    quantity: int | None = None,
    unit_value: int | None = None,
    value: int | None = None,
    sizes: list[str] | None = None,
    campaign: Campaign | None = None,
    earmark: dict[str, Any] | None = None,
    instalments: list[tuple[datetime.date, int]] | None = None,
    route: str = "fund",
) -> Pledge:
    """Write down a promise: goods (item, pieces, đồng a piece) or money (``value`` in đồng).

    ``instalments`` (day, đồng) must add up to the value. A donor may record its own; staff record anyone's.
    Raises Refusal with the field it belongs to.
    """
    if not (can(user, "pledges.own") and donor.access.filter(user=user, valid__contains=today()).exists()):
        require(user, "pledges.edit", unit=unit)
    if donor.archived:
        raise Refusal(_("Nhà tài trợ này đã ngừng theo dõi. Hãy mở lại hồ sơ nhà tài trợ trước."), field="donor")
    if form == "goods":
        if item is None or not quantity or not unit_value:
            raise Refusal(_("Cam kết hiện vật cần mặt hàng, số lượng và đơn giá."), field="item")
        unknown = set(sizes or []) - set(item.sizes)
        if unknown:
            raise Refusal(
                _("Cỡ %(sizes)s không có cho mặt hàng này. Các cỡ: %(known)s.")
                % {"sizes": ", ".join(sorted(unknown)), "known": ", ".join(item.sizes) or "–"},
                field="sizes",
            )
        value = quantity * unit_value
    else:
        item, quantity, unit_value, sizes = None, None, None, None
        if not value:
            raise Refusal(_("Cam kết tiền cần số tiền."), field="value")
    ages = earmark or {}
    if ages.get("age_from") is not None and ages.get("age_to") is not None and ages["age_from"] > ages["age_to"]:
        raise Refusal(_("Tuổi đầu không thể lớn hơn tuổi cuối."), field="age_to")
    parts = instalments or []
    if parts and sum(amount for _day, amount in parts) != value:
        raise Refusal(_("Các đợt cộng lại phải bằng giá trị cam kết."), field="instalments")
    if len({day for day, _amount in parts}) < len(parts) or any(amount <= 0 for _day, amount in parts):
        raise Refusal(_("Mỗi đợt cần một ngày riêng và một số tiền lớn hơn 0."), field="instalments")
    pledge = Pledge.objects.create(
        donor=donor,
        campaign=campaign,
        unit=unit,
        form=form,
        item=item,
        sizes=sizes or [],
        quantity=quantity,
        unit_value=unit_value,
        value=value,
        earmark=make_earmark(**(earmark or {})),
        route=route,
        offered_on=today(),
        available_from=available_from,
        recorded_by=user,
    )
    Instalment.objects.bulk_create(Instalment(pledge=pledge, due_on=day, value=amount) for day, amount in parts)
    record(user, "pledge.record", pledge, right="pledges.edit", unit=unit, value=value)
    return pledge


def _locked(pledge: Pledge) -> Pledge:
    return Pledge.objects.select_for_update(no_key=True).get(pk=pledge.pk)


@transaction.atomic
def accept_pledge(*, user: Any, pledge: Pledge, agreement_no: str, accepted_on: datetime.date) -> Pledge:
    """The agreement is signed: from now on the pledge may be matched."""
    row = _locked(pledge)
    require(user, "pledges.edit", unit=row.unit_id)
    check_move(PLEDGE_MOVES, row.state, PledgeState.ACCEPTED, labels=_LABELS)
    if accepted_on > today():
        raise Refusal(_("Ngày ký không thể sau hôm nay."), field="accepted_on")
    if accepted_on < row.offered_on:
        raise Refusal(_("Ngày ký không thể trước ngày ngỏ ý."), field="accepted_on")
    row.state, row.agreement_no, row.accepted_on = PledgeState.ACCEPTED, agreement_no, accepted_on
    row.save(update_fields=["state", "agreement_no", "accepted_on"])
    record(user, "pledge.accept", row, right="pledges.edit", unit=row.unit_id)
    return row


@transaction.atomic
def end_pledge(*, user: Any, pledge: Pledge, state: str, reason: str) -> Pledge:
    """Withdraw a pledge or write it off, with a reason. Refused while needs hold parts of it."""
    if state not in (PledgeState.WITHDRAWN, PledgeState.WRITTEN_OFF):
        raise ValueError(state)
    row = _locked(pledge)
    require(user, "pledges.edit", unit=row.unit_id)
    check_move(PLEDGE_MOVES, row.state, state, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if row.allocations.filter(state="reserved").exists():
        raise Refusal(_("Cam kết đang giữ chỗ cho nhu cầu. Hãy hủy các phân bổ đó trước."))
    row.state, row.end_reason = state, reason.strip()
    row.save(update_fields=["state", "end_reason"])
    record(user, f"pledge.{state}", row, right="pledges.edit", unit=row.unit_id, reason=reason)
    return row


@transaction.atomic
def fulfil_pledge(*, user: Any, pledge: Pledge) -> Pledge:
    """The fund has received all of it; called by the fund when its last receipt is posted."""
    row = _locked(pledge)
    check_move(PLEDGE_MOVES, row.state, PledgeState.FULFILLED, labels=_LABELS)
    row.state = PledgeState.FULFILLED
    row.save(update_fields=["state"])
    record(user, "pledge.fulfil", row, unit=row.unit_id)
    return row
