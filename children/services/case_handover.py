"""Acts on a case that another commune should go on with: offered, accepted or refused; kept by the sender meanwhile."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.casework.record import CaseRecord
from children.models import CaseHandover, CaseMember, ProtectionCase
from children.models.case import CaseKind, CaseMemberPart
from children.services.case import leaders_of, lock_case
from children.services.case_member import named_in_case
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc


@transaction.atomic
def offer_case(*, user: Any, case: ProtectionCase, receiver: Any, reason: str) -> CaseHandover:
    """Offer a protection case to another commune's leaders. They read the reason, and the case once they accept."""
    row = lock_case(user, case, "cases.decide")
    named_in_case(user, row)
    if row.kind != CaseKind.PROTECTION or CaseRecord(row).closing:
        raise Refusal(_("Chỉ chuyển vụ việc bảo vệ trẻ em chưa đóng."))
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do chuyển."), field="reason")
    if receiver.pk == row.unit_id:
        raise Refusal(_("Vụ việc đang ở xã này. Hãy chọn xã khác."), field="receiver")
    if not leaders_of(receiver):
        raise Refusal(
            _(
                "%(unit)s chưa có lãnh đạo có tài khoản. Hãy báo ngay bằng điện thoại, và nhờ quản trị cổng cấp tài khoản."
            )
            % {"unit": receiver.title},
            field="receiver",
        )
    try:
        with transaction.atomic():
            made = CaseHandover.objects.create(
                case=row,
                sender_id=row.unit_id,
                receiver=receiver,
                reason=nfc(reason),
                offered_by=user,
                offered_at=now(),
            )
    except IntegrityError:
        raise Refusal(_("Vụ việc đang chờ một xã trả lời."), code="open") from None
    record(user, "case.offer", row, right="cases.decide", unit=row.unit_id, to=receiver.code)
    return made


def _locked(handover: CaseHandover) -> CaseHandover:
    # The case first, as everywhere.
    ProtectionCase.objects.select_for_update(of=("self",), no_key=True).get(pk=handover.case_id)
    row = (
        CaseHandover.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case", "receiver")
        .get(pk=handover.pk)
    )
    if not row.open:
        raise Refusal(_("Đề nghị này đã được trả lời. Hãy tải lại trang."))
    return row


def _answered(row: CaseHandover, user: Any, accepted: bool, answer: str = "") -> None:
    row.accepted, row.answered_by, row.answered_at, row.answer = accepted, user, now(), nfc(answer)
    row.save(update_fields=["accepted", "answered_by", "answered_at", "answer"])


@transaction.atomic
def accept_case(*, user: Any, handover: CaseHandover) -> CaseHandover:
    """The receiver goes on with the case: its leaders are named, the sender's people are out, the clocks run on."""
    row = _locked(handover)
    require(user, "cases.decide", unit=row.receiver_id)
    case, moment = row.case, now()
    _answered(row, user, True)
    for member in case.members.filter(ended_at__isnull=True):
        member.ended_at, member.ended_by = moment, user
        member.save(update_fields=["ended_at", "ended_by"])
    case.unit = row.receiver
    case.save(update_fields=["unit"])
    for leader in leaders_of(row.receiver):
        CaseMember.objects.create(
            case=case,
            user=leader,
            part=CaseMemberPart.LEADER,
            reason=_("Nhận vụ việc từ xã khác"),
            begins_at=moment,
            named_by=user,
        )
    record(user, "case.accept", case, right="cases.decide", unit=row.receiver_id)
    return row


@transaction.atomic
def refuse_case(*, user: Any, handover: CaseHandover, reason: str) -> CaseHandover:
    """The receiver does not take the case and says why; or the sender takes the offer back. It stays where it is."""
    row = _locked(handover)
    if user.pk != row.offered_by_id:
        require(user, "cases.decide", unit=row.receiver_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    _answered(row, user, False, reason)
    record(user, "case.refuse", row.case, right="cases.decide", unit=row.receiver_id)
    return row
