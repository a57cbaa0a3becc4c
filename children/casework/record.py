"""A case as its signed papers tell it: the facts that state, clocks and refusals are computed from."""

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from children.casework.papers import CASE_WIDE
from lao_cai_support.web.clock import HANOI

Span = tuple[datetime.date, datetime.date]  # both days included


def as_day(text: Any) -> datetime.date | None:
    """A day as papers keep it, or None."""
    return datetime.date.fromisoformat(text) if text else None


class CaseRecord:
    """Read from a case and its papers; asks the database nothing when they are prefetched."""

    def __init__(self, case: Any, papers: Iterable[Any] | None = None) -> None:
        self.case = case
        self.papers = list(case.papers.all() if papers is None else papers)
        self.signed = sorted((p for p in self.papers if p.signed_at), key=lambda p: (p.signed_at, p.pk or 0))
        self.drafts = {p.kind: p for p in self.papers if not p.signed_at}

    @property
    def sealed(self) -> bool:
        return self.case.kind == "protection"

    def all(self, kind: str, round: int | None = None) -> list[Any]:
        return [p for p in self.signed if p.kind == kind and (round is None or p.round == round)]

    def last(self, kind: str, round: int | None = None) -> Any:
        """The newest signed paper of the kind, or None."""
        found = self.all(kind, round)
        return found[-1] if found else None

    def holds(self, kind: str) -> Any:
        """The signed paper that counts now: of the case, or of the present round of the plan."""
        return self.last(kind) if kind in CASE_WIDE else self.last(kind, self.round)

    @cached_property
    def reviews_on(self) -> list[Any]:
        """Reviews after which a new plan is made."""
        return [p for p in self.all("review") if p.fields.get("outcome") == "continue"]

    @cached_property
    def round(self) -> int:
        """Which plan the case is at: 1, and one more for each review that went on."""
        return 1 + len(self.reviews_on)

    @cached_property
    def closing(self) -> Any:
        """The paper that ended the case: a review that closes it, or a check that found nothing true; or None."""
        for paper in self.signed:
            if paper.kind == "review" and paper.fields.get("outcome") == "close":
                return paper
            if paper.kind == "check" and paper.fields.get("truth") == "false":
                return paper
        return None

    @cached_property
    def urgent(self) -> bool | None:
        """What the first assessment concluded; None while it is not made."""
        first = self.last("first")
        return None if first is None else first.fields.get("urgent") == "yes"

    @cached_property
    def danger_from(self) -> datetime.datetime:
        """When the twelve hours began: with the report, or when a later assessment found a danger an earlier had not."""
        firsts = self.all("first")
        calm = [p for p in firsts if p.fields.get("urgent") != "yes"]
        if not calm or not self.urgent:
            return self.case.received_at
        return next(p.done_at for p in firsts if p.fields.get("urgent") == "yes" and p.signed_at >= calm[-1].signed_at)

    @cached_property
    def safe_acts(self) -> list[datetime.datetime]:
        """When urgent measures were taken or a separation was decided, since the danger was known."""
        acts = [
            p.done_at if p.kind == "measures" else p.signed_at for p in [*self.all("measures"), *self.all("separation")]
        ]
        return sorted(moment for moment in acts if moment >= self.danger_from)

    @cached_property
    def plan_ends(self) -> datetime.date | None:
        """The last day of the approved plan's services."""
        decision = self.holds("decision")
        if decision is None:
            return None
        plan = next((p for p in self.papers if p.pk == decision.about_id), None)
        ends = [as_day(line.get("ends")) for line in (plan.fields.get("services") or [])] if plan else []
        return max((day for day in ends if day), default=None)

    @cached_property
    def next_visit(self) -> datetime.date | None:
        """The day the newest visit, or the approved plan, set for the next one."""
        visit = self.holds("visit")
        if visit:
            return as_day(visit.fields.get("next_visit"))
        decision = self.holds("decision")
        plan = next((p for p in self.papers if decision and p.pk == decision.about_id), None)
        return as_day(plan.fields.get("next_visit")) if plan else None

    # Separation

    @cached_property
    def separations(self) -> list[Span]:
        """The spans decided, each from its first to its last day; one that was lifted ends then."""
        spans: list[Span] = []
        for paper in self.signed:
            if paper.kind == "separation":
                begins, ends = as_day(paper.fields["from"]), as_day(paper.fields["to"])
                if begins and ends:
                    spans.append((begins, ends))
            elif paper.kind == "lifting" and spans:
                last = as_day(paper.fields["last_day"])
                spans = [(begins, min(ends, last)) for begins, ends in spans if last and begins <= last]
        return spans

    def separated_days(self, more: Iterable[Span] = ()) -> int:
        """How many days the child is apart in all, extensions included, each day once (Art. 32(3))."""
        days: set[datetime.date] = set()
        for begins, ends in [*self.separations, *more]:
            days.update(begins + datetime.timedelta(days=n) for n in range((ends - begins).days + 1))
        return len(days)

    @cached_property
    def separation(self) -> Span | None:
        """The separation as a whole while no decision has ended it: first and last day; None without one."""
        papers = self.all("separation")
        if not papers:
            return None
        lifted = self.last("lifting")
        if lifted and lifted.signed_at >= papers[-1].signed_at:
            return None
        return min(s[0] for s in self.separations), max(s[1] for s in self.separations)

    def apart_on(self, day: datetime.date) -> bool:
        return any(begins <= day <= ends for begins, ends in self.separations)

    @property
    def received_on(self) -> datetime.date:
        return self.case.received_at.astimezone(HANOI).date()
