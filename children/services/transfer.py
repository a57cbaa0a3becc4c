"""Acts on a file that changes its commune, and on a child referred to a service."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.models import Child, ChildTransfer, Referral
from children.models.child import ChildState
from children.models.consent import Purpose
from children.models.transfer import TRANSFER_MOVES, TransferState
from children.services.child import lock_child, place_child
from children.services.consent import standing_consent
from children.services.household import copy_household, siblings_of
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import name_case, nfc

RIGHT = "children.edit"
_LABELS = dict(TransferState.choices)


@transaction.atomic
def propose_transfer(
    *, user: Any, child: Child, receiver: Any, on: datetime.date, reason: str, siblings: Any = ()
) -> ChildTransfer:
    """Offer the file to the commune where the child lives from the day on; the sender keeps it until it is accepted.

    ``siblings`` are children of the same household that move along, each with a transfer of its own.
    Raises Refusal at the field; then nothing is offered.
    """
    first = _propose(user, child, receiver, on, reason)
    allowed = {sibling.pk for sibling in siblings_of(child)}
    for sibling in siblings:
        if sibling.pk not in allowed:
            raise Refusal(_("Chỉ trẻ cùng hộ mới chuyển cùng."), field="siblings")
        _propose(user, sibling, receiver, on, reason)
    return first


def _propose(user: Any, child: Child, receiver: Any, on: datetime.date, reason: str) -> ChildTransfer:
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    if row.state == ChildState.ENDED:
        raise Refusal(_("Hồ sơ đã kết thúc. Hãy mở lại hồ sơ trước khi chuyển."))
    if row.state == ChildState.SUBMITTED:
        raise Refusal(_("Trẻ đang ở danh sách chờ thẩm định. Hãy chờ kết quả thẩm định rồi chuyển."))
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do chuyển."), field="reason")
    if receiver.pk == row.unit_id:
        raise Refusal(_("Trẻ đang ở xã này. Hãy chọn xã khác."), field="receiver")
    _check_day(row, receiver, on)
    try:
        with transaction.atomic():
            made = ChildTransfer.objects.create(
                child=row,
                household=row.household,
                sender_id=row.unit_id,
                receiver=receiver,
                on=on,
                reason=nfc(reason),
                proposed_by=user,
                proposed_on=today(),
            )
    except IntegrityError:
        raise Refusal(_("Hồ sơ này đang chờ một xã trả lời. Hãy rút đề nghị cũ trước."), code="open") from None
    record(user, "transfer_child.propose", row, right=RIGHT, unit=row.unit_id, to=receiver.code)
    return made


def _check_day(child: Child, receiver: Any, on: datetime.date) -> None:
    """A day the child can have moved on: not tomorrow, after it came to where it lives, the commune in force."""
    if on > today():
        raise Refusal(_("Ngày chuyển không thể sau hôm nay."), field="on")
    if on < receiver.valid.lower or (receiver.valid.upper and on >= receiver.valid.upper):
        raise Refusal(
            _("Đơn vị %(unit)s không tồn tại vào ngày này. Hãy chọn đơn vị đúng của ngày chuyển.")
            % {"unit": receiver.title},
            field="receiver",
        )
    last = child.residences.order_by("-valid").first()
    if last and last.valid.lower >= on:
        raise Refusal(
            _("Ngày chuyển phải sau ngày trẻ đến ở nơi hiện tại (%(day)s).")
            % {"day": last.valid.lower.strftime("%d/%m/%Y")},
            field="on",
        )


def _locked(transfer: ChildTransfer, target: str) -> ChildTransfer:
    # The child first, as everywhere: who holds the child's row may decide on its transfer.
    lock_child(transfer.child)
    row = ChildTransfer.objects.select_for_update(of=("self",), no_key=True).get(pk=transfer.pk)
    check_move(TRANSFER_MOVES, row.state, target, labels=_LABELS)
    return row


def _decide(row: ChildTransfer, user: Any, state: str, answer: str = "") -> None:
    row.state, row.decided_by, row.decided_on, row.answer = state, user, today(), nfc(answer)
    row.save(update_fields=["state", "decided_by", "decided_on", "answer"])


@transaction.atomic
def accept_transfer(*, user: Any, transfer: ChildTransfer, village: Any = None) -> ChildTransfer:
    """The receiver takes the file: the child lives there from the proposed day on, needs and papers come along.

    The household follows when no child of it stays; otherwise the movers get a copy, one for all who move together.
    """
    row = _locked(transfer, TransferState.ACCEPTED)
    require(user, RIGHT, unit=row.receiver_id)
    child = Child.objects.get(pk=row.child_id)
    if child.unit_id != row.sender_id:
        raise Refusal(_("Hồ sơ không còn ở xã đã gửi. Hãy từ chối để xã đó xem lại."))
    _check_day(child, row.receiver, row.on)
    _decide(row, user, TransferState.ACCEPTED)
    place_child(child, unit=row.receiver, village=village, on=row.on)
    child.refresh_from_db()
    child.household = _household_there(row, child)
    child.version += 1
    child.updated_on = today()
    child.save(update_fields=["household", "version", "updated_on"])
    # What nobody has reserved yet is needed where the child now lives.
    child.needs.filter(state__in=["open", "approved", "published"], reserved=0, delivered=0).update(
        unit=row.receiver, village=village
    )
    record(
        user,
        "transfer_child.accept",
        child,
        right=RIGHT,
        unit=row.receiver_id,
        detail={"sender": row.sender.code},
        to=row.receiver.code,
    )
    return row


def _household_there(row: ChildTransfer, child: Child) -> Any:
    """The household the child belongs to after the move."""
    left = child.household
    if left is None:
        return None
    before = (
        ChildTransfer.objects.filter(household=left, receiver=row.receiver, state=TransferState.ACCEPTED)
        .exclude(pk=row.pk)
        .filter(child__household__unit=row.receiver)
        .exclude(child__household=left)
        .select_related("child__household")
        .order_by("-pk")
        .first()
    )
    if before:
        return before.child.household
    if siblings_of(child).exclude(unit=row.receiver_id).exists():
        return copy_household(left, unit_id=row.receiver_id, village_id=child.village_id)
    left.unit, left.village, left.address = row.receiver, child.village, ""
    left.version += 1
    left.save(update_fields=["unit", "village", "address", "version"])
    return left


@transaction.atomic
def refuse_transfer(*, user: Any, transfer: ChildTransfer, reason: str) -> ChildTransfer:
    """The receiver does not take the file, and says why; it stays with the sender."""
    row = _locked(transfer, TransferState.REFUSED)
    require(user, RIGHT, unit=row.receiver_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do từ chối để xã gửi biết cần làm gì."), field="reason")
    _decide(row, user, TransferState.REFUSED, reason)
    record(user, "transfer_child.refuse", row.child, right=RIGHT, unit=row.receiver_id, reason=nfc(reason))
    return row


@transaction.atomic
def withdraw_transfer(*, user: Any, transfer: ChildTransfer) -> ChildTransfer:
    """The sender takes the offer back while nobody has answered."""
    row = _locked(transfer, TransferState.WITHDRAWN)
    require(user, RIGHT, unit=row.sender_id)
    _decide(row, user, TransferState.WITHDRAWN)
    record(user, "transfer_child.withdraw", row.child, right=RIGHT, unit=row.sender_id)
    return row


@transaction.atomic
def refer_child(
    *, user: Any, child: Child, kind: str, provider: str, handed_to: str, on: datetime.date, note: str
) -> Referral:
    """Refer a child to a service and hand over, under a consent to referral that holds on the day."""
    row = lock_child(child)
    require(user, RIGHT, unit=row.unit_id)
    if on > today():
        raise Refusal(_("Ngày giới thiệu không thể sau hôm nay."), field="on")
    consent = standing_consent(row, Purpose.REFERRAL, on)
    if consent is None:
        raise Refusal(
            _("Chưa có sự đồng ý giới thiệu đến dịch vụ còn hiệu lực vào ngày này. Hãy ghi sự đồng ý trước."),
            code="consent",
        )
    made = Referral.objects.create(
        child=row,
        kind=kind,
        provider=nfc(provider),
        handed_to=name_case(handed_to),
        on=on,
        note=note.strip(),
        consent=consent,
        referred_by=user,
    )
    record(user, "child.refer", row, right=RIGHT, unit=row.unit_id, fields=["referrals"])
    return made


@transaction.atomic
def record_outcome(*, user: Any, referral: Referral, outcome: str, on: datetime.date) -> Referral:
    """What came of a referral."""
    child = lock_child(referral.child)
    require(user, RIGHT, unit=child.unit_id)
    row = Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)
    if row.outcome:
        raise Refusal(_("Kết quả đã được ghi trước đó. Hãy tải lại trang."))
    if not row.on <= on <= today():
        raise Refusal(_("Ngày có kết quả phải từ ngày giới thiệu đến hôm nay."), field="on")
    row.outcome, row.outcome_on = nfc(outcome), on
    row.save(update_fields=["outcome", "outcome_on"])
    record(user, "child.referral_outcome", child, right=RIGHT, unit=child.unit_id, fields=["referrals"])
    return row
