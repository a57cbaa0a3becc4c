"""The clocks of a case (NĐ 56/2017 Art. 26, 28, 30, 32): pure functions of the record's timestamps."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from children.casework.record import CaseRecord
from children.casework.workdays import after_working_days
from lao_cai_support.web.clock import HANOI

URGENT_HOURS = 12  # Art. 31: measures within 12 hours of the report
SEPARATION_DAYS = 15  # Art. 32(3): in all, extensions included
PLAN_DAYS = 5  # Art. 28(1): working days
DECISION_DAYS = 2  # Art. 28(4): working days
SOON = datetime.timedelta(hours=24)
SOON_DAYS = 3  # for what is due on a day weeks ahead


@dataclass(frozen=True)
class Clock:
    """One term: when it began, until when (the moment it is over), when it was met.

    ``due_at`` None: the term cannot be told (holidays of the year unknown). ``binding`` False: shown for knowledge, as
    the law sets no term (an urgent case's plan) or its beginning is a proposal.
    """

    key: str
    label: Any
    article: str
    begins_at: datetime.datetime
    due_at: datetime.datetime | None
    met_at: datetime.datetime | None = None
    binding: bool = True
    note: Any = ""
    soon: datetime.timedelta = SOON
    whole_day: bool = False

    def standing(self, moment: datetime.datetime) -> str:
        """met, met_late, unknown, late, soon or running."""
        if self.due_at is None:
            return "met" if self.met_at else "unknown"
        if self.met_at:
            return "met" if self.met_at < self.due_at else "met_late"
        if moment >= self.due_at:
            return "late"
        return "soon" if self.due_at - moment <= self.soon else "running"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of a term of whole days."""
        return (self.due_at - datetime.timedelta(seconds=1)).astimezone(HANOI).date() if self.due_at else None


def end_of(day: datetime.date | None) -> datetime.datetime | None:
    """The moment the day is over in Việt Nam."""
    if day is None:
        return None
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), HANOI)


def _working(moment: datetime.datetime, count: int) -> datetime.datetime | None:
    return end_of(after_working_days(moment.astimezone(HANOI).date(), count))


def clocks_of(record: CaseRecord) -> list[Clock]:
    """Every clock that runs or ran in the present round, in the order of the law's steps."""
    found: list[Clock] = []
    if record.sealed:
        found += _urgent(record)
        found += _separation(record)
    found += _plan(record)
    found += _decision(record)
    found += _carrying_out(record)
    return found


def _urgent(record: CaseRecord) -> list[Clock]:
    """Twelve hours from the report, as long as nobody has found the case not urgent."""
    if record.urgent is False or (record.closing and record.urgent is None):
        return []
    received = record.danger_from
    return [
        Clock(
            "urgent",
            _("Biện pháp khẩn cấp hoặc tạm thời cách ly: 12 giờ"),
            "31",
            received,
            received + datetime.timedelta(hours=URGENT_HOURS),
            min(record.safe_acts, default=None),
            note="" if record.urgent else _("Chưa đánh giá ban đầu: tính như khẩn cấp cho đến khi có Mẫu số 02."),
            soon=datetime.timedelta(hours=6),
        )
    ]


def _separation(record: CaseRecord) -> list[Clock]:
    """Fifteen days in all from the first day apart; and the last day that was decided."""
    papers = record.all("separation")
    if not papers:
        return []
    begins = min(span[0] for span in record.separations) if record.separations else None
    if begins is None:
        return []
    lifted = record.last("lifting")
    met = lifted.signed_at if lifted and lifted.signed_at >= papers[-1].signed_at else None
    start = datetime.datetime.combine(begins, datetime.time(), HANOI)
    longer = any(p.fields.get("requested_by") for p in papers)
    decided = max(span[1] for span in record.separations)
    last = decided if longer or met else min(decided, begins + datetime.timedelta(days=SEPARATION_DAYS - 1))
    return [
        Clock(
            "separation",
            _("Tạm thời cách ly: không quá 15 ngày"),
            "32",
            start,
            end_of(last),
            met,
            note=_("Kéo dài theo văn bản của cơ quan có thẩm quyền.") if longer else "",
            soon=datetime.timedelta(days=SOON_DAYS),
            whole_day=True,
        )
    ]


def _plan(record: CaseRecord) -> list[Clock]:
    """Five working days for the plan. Where they begin is not written: both readings are shown in the first round."""
    plan = next((p for p in record.all("plan", record.round)), None)
    met = plan.signed_at if plan else None
    label = _("Lập kế hoạch: 5 ngày làm việc")
    if record.round > 1:
        began = record.reviews_on[-1].signed_at
        return [
            Clock(
                "plan",
                label,
                "28",
                began,
                _working(began, PLAN_DAYS),
                met,
                binding=False,
                whole_day=True,
                note=_("Tính từ ngày rà soát (đề xuất)."),
            )
        ]
    if not record.sealed:
        detailed = record.holds("detailed")
        if detailed is None:
            return []
        return [
            Clock("plan", label, "28", detailed.done_at, _working(detailed.done_at, PLAN_DAYS), met, whole_day=True)
        ]
    if record.closing and not plan:
        return []
    urgent = bool(record.urgent)
    exempt = _("Vụ việc khẩn cấp: luật không đặt thời hạn này.") if urgent else ""
    received = record.case.received_at
    found = [
        Clock(
            "plan_received",
            label,
            "28",
            received,
            _working(received, PLAN_DAYS),
            met,
            binding=False,
            whole_day=True,
            note=exempt or _("Tính từ lúc tiếp nhận, để biết."),
        )
    ]
    first = next(iter(record.all("first")), None)
    if first:
        found.append(
            Clock(
                "plan",
                label,
                "28",
                first.done_at,
                _working(first.done_at, PLAN_DAYS),
                met,
                binding=not urgent,
                whole_day=True,
                note=exempt or _("Tính từ ngày xong Mẫu số 02 (đề xuất)."),
            )
        )
    return found


def _decision(record: CaseRecord) -> list[Clock]:
    """Two working days from the plan's handing-in to the decision."""
    plan = record.last("plan", record.round)
    if plan is None:
        return []
    decision = record.holds("decision")
    urgent = record.sealed and bool(record.urgent)
    return [
        Clock(
            "decision",
            _("Phê duyệt kế hoạch: 2 ngày làm việc"),
            "28",
            plan.signed_at,
            _working(plan.signed_at, DECISION_DAYS),
            decision.signed_at if decision else None,
            binding=not urgent,
            whole_day=True,
            note=_("Vụ việc khẩn cấp: luật không đặt thời hạn này.") if urgent else "",
        )
    ]


def _carrying_out(record: CaseRecord) -> list[Clock]:
    """The next visit and the review, at the days the plan set."""
    decision, review = record.holds("decision"), record.holds("review")
    if decision is None:
        return []
    soon = datetime.timedelta(days=SOON_DAYS)
    found = []
    if record.next_visit and not review:
        found.append(
            Clock(
                "visit",
                _("Thăm, theo dõi"),
                "29",
                decision.signed_at,
                end_of(record.next_visit),
                soon=soon,
                whole_day=True,
            )
        )
    if record.plan_ends:
        found.append(
            Clock(
                "review",
                _("Rà soát khi kế hoạch hết hạn"),
                "30",
                decision.signed_at,
                end_of(record.plan_ends),
                review.signed_at if review else None,
                soon=soon,
                whole_day=True,
            )
        )
    return found
