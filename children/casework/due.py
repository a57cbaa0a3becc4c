"""What waits for a person in the cases the person works in: one answer for the work list and for the list behind it."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q

from children.casework.clocks import clocks_of
from children.casework.papers import TWO_PEOPLE
from children.casework.record import CaseRecord
from children.casework.state import OVER, CaseState, state_of
from children.models import CaseMember, CasePaper, ProtectionCase
from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.web.clock import now

# Whose clock it is; the others are everybody's who is named.
_WORKERS = frozenset({"plan", "visit", "review"})
_LEADERS = frozenset({"decision"})
WHATS = ("late", "soon", "sign", "returned", "review", "file")


def waiting_for(user: Any) -> dict[str, list[int]]:
    """The ids of cases by what the person should do: ``late`` and ``soon`` clocks, ``sign`` what others handed in,
    ``returned`` own papers, ``review`` doors broken open, ``file`` closed cases not filed yet.

    Four queries, whatever their number; nothing stands here whose cause is over.
    """
    works, decides = user.covered_units(ACTS["cases.work"]), user.covered_units(ACTS["cases.decide"])
    found: dict[str, list[int]] = defaultdict(list)
    if not works and not decides:
        return found
    moment = now()
    filed = CasePaper.objects.filter(case=OuterRef("pk"), signed_at__isnull=False).filter(
        Q(kind="filing") | Q(kind="check", fields__truth="false")
    )
    open_cases = ProtectionCase.objects.visible_to(user).filter(~Exists(filed), unit__in=[*works, *decides])
    for case in open_cases.with_record():
        record = CaseRecord(case)
        for what in _of_case(record, user, case.unit_id in works, case.unit_id in decides, moment):
            found[what].append(case.pk)
    reviews = CaseMember.objects.to_review().exclude(user=user).filter(case__in=_named_in(user, moment))
    found["review"] = sorted(set(reviews.values_list("case", flat=True)))
    return found


def _named_in(user: Any, moment: Any) -> Any:
    return ProtectionCase.objects.visible_to(user).filter(
        Exists(CaseMember.objects.filter(case=OuterRef("pk"), user=user, emergency=False).active(moment))
    )


def _of_case(record: CaseRecord, user: Any, works: bool, decides: bool, moment: Any) -> set[str]:
    found = set()
    state = state_of(record)
    if state == CaseState.CLOSED and works:
        found.add("file")
    if state in OVER:
        return found
    for clock in clocks_of(record):
        mine = works if clock.key in _WORKERS else decides if clock.key in _LEADERS else True
        standing = clock.standing(moment)
        if clock.binding and mine and standing in ("late", "soon"):
            found.add(standing)
    for paper in record.drafts.values():
        if paper.kind in TWO_PEOPLE and paper.sent_at and decides and paper.drafted_by_id != user.pk:
            found.add("sign")
        if paper.returned_at and not paper.sent_at and paper.drafted_by_id == user.pk:
            found.add("returned")
    return found
