"""Acts on the approval of a foreign gift, in the law's order; a gift is received only when it is approved."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Pledge
from donors.models.foreign import FOREIGN_MOVES, NEEDED, ForeignApproval, ForeignPaper, ForeignState
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import store_private
from lao_cai_support.web.states import check_move
from lao_cai_support.web.uploads import check_paper


@transaction.atomic
def request_approval(*, user: Any, pledge: Pledge, authority: str, purpose: str, lawful_source: str) -> ForeignApproval:
    """Ask for the approval of a foreign donor's pledge. Raises Refusal for others, and where one is under way."""
    require(user, "foreign.request", unit=pledge.unit_id)
    if not pledge.donor.foreign:
        raise Refusal(_("Chỉ khoản của tổ chức nước ngoài cần phê duyệt viện trợ."))
    if pledge.state not in ("offered", "accepted"):
        raise Refusal(_("Cam kết này đã kết thúc nên không đề nghị phê duyệt nữa."))
    try:
        with transaction.atomic():
            row = ForeignApproval.objects.create(
                pledge=pledge,
                authority=authority,
                purpose=purpose.strip(),
                lawful_source=lawful_source.strip(),
                requested_on=today(),
                requested_by=user,
            )
    except IntegrityError:
        raise Refusal(_("Cam kết này đã có hồ sơ phê duyệt đang thực hiện. Hãy mở hồ sơ đó.")) from None
    record(user, "foreign.request", row, right="foreign.request", unit=pledge.unit_id)
    return row


@transaction.atomic
def add_paper(
    *, user: Any, approval: ForeignApproval, kind: str, number: str, on: datetime.date, upload: Any
) -> ForeignPaper:
    """Keep a scan of a paper of the dossier."""
    row = _held(approval)
    require(user, "foreign.paper", unit=row.pledge.unit_id)
    if on > today():
        raise Refusal(_("Ngày của giấy tờ không thể sau hôm nay."), field="on")
    paper = check_paper(upload)
    kept = ForeignPaper.objects.create(
        approval=row,
        kind=kind,
        number=number.strip(),
        on=on,
        stored=store_private("papers", paper.content, ending=paper.kind),
        ending=paper.kind,
        sha256=paper.sha256,
        added_by=user,
    )
    record(user, "foreign.paper", row, right="foreign.paper", unit=row.pledge.unit_id, form=str(kept))
    return kept


def missing_papers(approval: ForeignApproval) -> list[str]:
    """What a full dossier still lacks, in words."""
    there = set(approval.papers.values_list("kind", flat=True))
    return [str(kind.label) for kind in NEEDED if kind not in there]


@transaction.atomic
def complete_dossier(*, user: Any, approval: ForeignApproval, on: datetime.date) -> ForeignApproval:
    """The dossier is full: the twenty days of the appraisal run. Raises Refusal naming the papers that lack."""
    row = _moved(user, approval, "foreign.request", ForeignState.APPRAISING, on, "on")
    lacking = missing_papers(row)
    if lacking:
        raise Refusal(_("Hồ sơ còn thiếu: %(papers)s. Hãy thêm giấy tờ rồi ghi lại.") % {"papers": "; ".join(lacking)})
    row.complete_on = on
    return _written(user, row, "foreign.complete", "foreign.request")


@transaction.atomic
def appraise(*, user: Any, approval: ForeignApproval, on: datetime.date, opinion: str) -> ForeignApproval:
    """Write down the appraisal's opinion, by another person than who asked."""
    row = _moved(user, approval, "foreign.appraise", ForeignState.APPRAISED, on, "on")
    _another(user, row)
    row.appraised_on, row.appraised_by, row.opinion = on, user, opinion.strip()
    return _written(user, row, "foreign.appraise", "foreign.appraise")


@transaction.atomic
def approve(*, user: Any, approval: ForeignApproval, decision_no: str, on: datetime.date) -> ForeignApproval:
    """Enter the competent authority's decision, by another person than who asked."""
    row = _moved(user, approval, "foreign.decide", ForeignState.APPROVED, on, "on")
    _another(user, row)
    row.decision_no, row.decided_on, row.decided_by = decision_no.strip(), on, user
    return _written(user, row, "foreign.approve", "foreign.decide", number=row.decision_no)


@transaction.atomic
def refuse(*, user: Any, approval: ForeignApproval, reason: str) -> ForeignApproval:
    """The gift is not approved: it may not be received. The pledge itself is ended by its own act."""
    row = _moved(user, approval, "foreign.decide", ForeignState.REFUSED, today(), "reason")
    _another(user, row)
    return _ended(user, row, reason, "foreign.refuse")


@transaction.atomic
def receive(*, user: Any, approval: ForeignApproval, on: datetime.date) -> ForeignApproval:
    """The approved gift was received, or its work began."""
    row = _moved(user, approval, "foreign.request", ForeignState.RECEIVED, on, "on")
    row.received_on = on
    return _written(user, row, "foreign.receive", "foreign.request")


@transaction.atomic
def report(*, user: Any, approval: ForeignApproval, on: datetime.date) -> ForeignApproval:
    """The result was reported to the authority; its paper is in the dossier."""
    row = _moved(user, approval, "foreign.request", ForeignState.REPORTED, on, "on")
    if not row.papers.filter(kind=ForeignPaper.Kind.REPORT).exists():
        raise Refusal(_("Hãy thêm báo cáo kết quả vào hồ sơ trước."))
    row.reported_on = on
    return _written(user, row, "foreign.report", "foreign.request")


@transaction.atomic
def lapse(*, user: Any, approval: ForeignApproval, reason: str) -> ForeignApproval:
    """The authority took the approval back, as it may when nothing was begun within six months."""
    row = _moved(user, approval, "foreign.decide", ForeignState.LAPSED, today(), "reason")
    return _ended(user, row, reason, "foreign.lapse")


def _held(approval: ForeignApproval) -> ForeignApproval:
    return (
        ForeignApproval.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pledge__donor")
        .get(pk=approval.pk)
    )


def _moved(
    user: Any, approval: ForeignApproval, right: str, target: str, on: datetime.date, field: str
) -> ForeignApproval:
    """The approval, locked and in its next state; the day lies neither ahead nor before the step it follows."""
    row = _held(approval)
    require(user, right, unit=row.pledge.unit_id)
    check_move(FOREIGN_MOVES, row.state, target, labels=dict(ForeignState.choices))
    if on > today():
        raise Refusal(_("Ngày ghi không thể sau hôm nay."), field=field)
    before = max(filter(None, (row.requested_on, row.complete_on, row.appraised_on, row.decided_on, row.received_on)))
    if on < before:
        raise Refusal(
            _("Bước này không thể trước bước trước nó (%(day)s).") % {"day": f"{before:%d/%m/%Y}"}, field=field
        )
    row.state = target
    return row


def _another(user: Any, row: ForeignApproval) -> None:
    if user.pk == row.requested_by_id:
        raise Refusal(_("Người đề nghị không tự thẩm định hay ghi quyết định. Hãy nhờ một người khác có quyền."))


def _ended(user: Any, row: ForeignApproval, reason: str, act: str) -> ForeignApproval:
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    row.end_reason = reason.strip()[:300]
    return _written(user, row, act, "foreign.decide", reason=row.end_reason)


def _written(user: Any, row: ForeignApproval, act: str, right: str, **facts: Any) -> ForeignApproval:
    row.save()
    record(user, act, row, right=right, unit=row.pledge.unit_id, **facts)
    return row
