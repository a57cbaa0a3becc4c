"""Acts on the papers of a case: draft, hand in, give back, sign. What is signed stays as it is."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.casework.definitions import VERSION
from children.casework.papers import TWO_PEOPLE, form_name
from children.models import CasePaper, ProtectionCase
from children.services.case import lock_case, record_of
from children.services.case_checks import check_content, check_place
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc


@transaction.atomic
def draft_paper(
    *, user: Any, case: ProtectionCase, kind: str, fields: dict[str, Any], done_at: datetime.datetime
) -> CasePaper:
    """Begin a paper; it may still be incomplete. Raises Refusal when the papers it rests on are missing."""
    row = lock_case(user, case, "cases.work", "cases.decide")
    told = record_of(row)
    check_place(told, kind)
    try:
        with transaction.atomic():
            return CasePaper.objects.create(
                case=row,
                kind=kind,
                round=told.round,
                form_version=VERSION,
                fields=fields,
                done_at=done_at,
                about=told.holds("plan") if kind == "decision" else None,
                drafted_by=user,
                drafted_at=now(),
            )
    except IntegrityError:
        raise Refusal(_("Giấy tờ này đang có một bản nháp. Hãy mở bản nháp đó."), code="draft") from None


def _locked(user: Any, paper: CasePaper, *acts: str) -> CasePaper:
    case = lock_case(user, paper.case, *acts)
    row = CasePaper.objects.select_for_update(of=("self",), no_key=True).filter(pk=paper.pk).first()
    if row is None:
        raise Refusal(_("Bản nháp này đã bị bỏ."), code="gone")
    if row.signed_at:
        raise Refusal(_("Giấy tờ đã ký không sửa được nữa."), code="signed")
    row.case = case
    return row


def _own(user: Any, row: CasePaper) -> None:
    if row.drafted_by_id != user.pk:
        raise Refusal(_("Chỉ người soạn sửa được bản nháp này."), code="drafter")


@transaction.atomic
def edit_paper(*, user: Any, paper: CasePaper, fields: dict[str, Any], done_at: datetime.datetime) -> CasePaper:
    """Change one's own draft while it is not handed in."""
    row = _locked(user, paper, "cases.work", "cases.decide")
    _own(user, row)
    if row.sent_at:
        raise Refusal(_("Giấy tờ đang chờ ký. Muốn sửa thì lấy lại trước."), code="sent")
    row.fields, row.done_at = fields, done_at
    row.save(update_fields=["fields", "done_at"])
    return row


@transaction.atomic
def discard_paper(*, user: Any, paper: CasePaper) -> None:
    """Throw one's own draft away."""
    row = _locked(user, paper, "cases.work", "cases.decide")
    _own(user, row)
    if row.scans.exists():
        raise Refusal(_("Bản nháp đã có bản chụp gắn vào nên không bỏ được."), code="scanned")
    kind = row.kind
    row.delete()
    record(user, "case.discard", row.case, right="cases.view", unit=row.case.unit_id, form=form_name(kind))


@transaction.atomic
def send_paper(*, user: Any, paper: CasePaper) -> CasePaper:
    """Hand a paper of two people in for the leader's signature. Raises Refusal at what keeps it from being signed."""
    row = _locked(user, paper, "cases.work", "cases.decide")
    _own(user, row)
    if row.kind not in TWO_PEOPLE:
        raise Refusal(_("Giấy tờ này do chính người soạn ký."), code="one_person")
    if row.sent_at:
        raise Refusal(_("Giấy tờ này đã trình trước đó."), code="sent")
    check_content(record_of(row.case), row)
    row.sent_at, row.returned_at, row.returned_by, row.return_reason = now(), None, None, ""
    row.save(update_fields=["sent_at", "returned_at", "returned_by", "return_reason"])
    record(user, "case.send", row.case, right="cases.work", unit=row.case.unit_id, form=form_name(row.kind))
    return row


@transaction.atomic
def return_paper(*, user: Any, paper: CasePaper, reason: str) -> CasePaper:
    """Give a paper that waits for a signature back: the leader with a reason, or its drafter to change it."""
    row = _locked(user, paper, "cases.decide", "cases.work")
    if not row.sent_at:
        raise Refusal(_("Giấy tờ này không chờ ký."), code="sent")
    if row.drafted_by_id != user.pk:
        lock_case(user, row.case, "cases.decide")
        if not reason.strip():
            raise Refusal(_("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."), field="reason")
        row.returned_at, row.returned_by, row.return_reason = now(), user, nfc(reason)
    row.sent_at = None
    row.save(update_fields=["sent_at", "returned_at", "returned_by", "return_reason"])
    record(user, "case.return", row.case, right="cases.view", unit=row.case.unit_id, form=form_name(row.kind))
    return row


@transaction.atomic
def sign_paper(*, user: Any, paper: CasePaper) -> CasePaper:
    """Sign: the drafter what one person signs, otherwise the leader what another drafted and handed in (Art. 28(4)).

    From then on the database lets nobody change it; the case's state and clocks follow from it.
    """
    two = paper.kind in TWO_PEOPLE
    row = _locked(user, paper, *(("cases.decide",) if two else ("cases.work", "cases.decide")))
    if two and row.drafted_by_id == user.pk:
        raise Refusal(_("Người soạn không tự ký giấy tờ này; cần người khác."), code="two_people")
    if two and not row.sent_at:
        raise Refusal(_("Người soạn chưa trình giấy tờ này."), code="sent")
    if not two:
        _own(user, row)
    told = record_of(row.case)
    told.drafts.pop(row.kind, None)
    if told.round != row.round:
        raise Refusal(_("Bản nháp này thuộc vòng trước. Hãy bỏ và soạn lại."), code="round")
    check_place(told, row.kind)
    check_content(told, row)
    row.signed_at, row.signed_by = now(), user
    row.save(update_fields=["signed_at", "signed_by"])
    right = "cases.decide" if two else "cases.work"
    record(user, "case.sign", row.case, right=right, unit=row.case.unit_id, form=form_name(row.kind))
    return row
