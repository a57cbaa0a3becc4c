"""Where a case stands and what comes next: computed from its signed papers, never typed."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from children.casework.papers import REPEATED, CasePaperKind
from children.casework.record import CaseRecord


class CaseState(models.TextChoices):
    REPORTED = "reported", _("Chờ đánh giá ban đầu")
    URGENT = "urgent", _("Chờ biện pháp khẩn cấp")
    ASSESSING = "assessing", _("Đang thu thập thông tin, đánh giá")
    MEETING = "meeting", _("Chờ họp chọn biện pháp")
    PLANNING = "planning", _("Chờ lập kế hoạch")
    DECIDING = "deciding", _("Chờ phê duyệt kế hoạch")
    UNDER_WAY = "under_way", _("Đang thực hiện kế hoạch")
    CLOSED = "closed", _("Đã đóng, chờ lưu hồ sơ")
    FILED = "filed", _("Đã lưu hồ sơ")
    UNFOUNDED = "unfounded", _("Tin báo không có thật")


OVER: frozenset[str] = frozenset({CaseState.CLOSED, CaseState.FILED, CaseState.UNFOUNDED})
TONES = {"reported": "act", "urgent": "bad", "under_way": "brand-t", "closed": "ok", "filed": "ok"}


def state_of(record: CaseRecord) -> CaseState:
    """The one place that says where a case stands."""
    if record.closing:
        if record.closing.kind == "check":
            return CaseState.UNFOUNDED
        return CaseState.FILED if record.last("filing") else CaseState.CLOSED
    if record.sealed:
        if record.last("first") is None:
            return CaseState.REPORTED
        if record.urgent and not record.safe_acts:
            return CaseState.URGENT
    if record.holds("decision"):
        return CaseState.UNDER_WAY
    if record.holds("plan"):
        return CaseState.DECIDING
    if record.holds("minutes") or (not record.sealed and record.holds("detailed")):
        return CaseState.PLANNING
    return CaseState.MEETING if record.holds("detailed") else CaseState.ASSESSING


# Which papers must be signed before one may be drafted (Art. 26-30; for approval Art. 28(2)).
_BEFORE: dict[str, tuple[str, ...]] = {
    "report": (),
    "check": ("report",),
    "first": ("report",),
    "measures": ("report",),
    "separation": ("report", "first"),
    "lifting": ("separation", "detailed"),
    "detailed": ("report", "first"),
    "minutes": ("report", "first", "detailed"),
    "plan": ("report", "first", "detailed", "minutes"),
    "decision": ("report", "first", "detailed", "minutes", "plan"),
    "sending": ("decision",),
    "referral": ("report",),
    "visit": ("decision",),
    "review": ("decision", "sending", "visit"),
    "filing": (),
}
# A plan of support begins with the detailed assessment; the meeting is held where it is needed.
_NOT_IN_SUPPORT = frozenset({"report", "check", "first", "measures", "separation", "lifting"})
_OPTIONAL_IN_SUPPORT = frozenset({"minutes"})


def belongs(record: CaseRecord, kind: str) -> bool:
    """Whether such a paper has a place in this kind of case at all."""
    return record.sealed or kind not in _NOT_IN_SUPPORT


def missing_papers(record: CaseRecord, kind: str) -> list[str]:
    """The kinds of paper that must be signed before this one, and are not, in the order of the law."""
    wanted = [each for each in _BEFORE[kind] if belongs(record, each)]
    if not record.sealed:
        wanted = [each for each in wanted if each not in _OPTIONAL_IN_SUPPORT]
    # A separation counts whatever the round: it was decided for the child, not for one plan.
    return [each for each in wanted if not (record.last(each) if each == "separation" else record.holds(each))]


@dataclass(frozen=True)
class Step:
    """One paper as the case page lists it: there, in the making, possible now, or waiting for others."""

    kind: str
    label: Any
    papers: list[Any]
    draft: Any
    missing: list[str]
    open: bool


def may_add(record: CaseRecord, kind: str) -> bool:
    """Whether the record has room for another paper of the kind now."""
    if not belongs(record, kind) or record.drafts.get(kind):
        return False
    if record.closing:
        return kind == "filing" and record.closing.kind == "review" and not record.last("filing")
    if kind == "filing":
        return False
    if kind == "plan" and record.holds("decision"):
        return False
    if kind == "separation" and record.urgent is False:
        return False
    if kind == "lifting":
        return record.separation is not None
    return kind in REPEATED or not record.holds(kind)


def steps_of(record: CaseRecord) -> list[Step]:
    """All papers that have a place in the case, in the order of the law's steps."""
    found = []
    for kind, label in CasePaperKind.choices:
        if not belongs(record, kind) and not record.all(kind):
            continue
        missing = missing_papers(record, kind)
        room = may_add(record, kind)
        found.append(
            Step(kind, label, record.all(kind), record.drafts.get(kind), missing if room else [], room and not missing)
        )
    return found
