"""The only writer of the book of state-budget money, and what an auditor asks of that book (I13)."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funds.ledger.invariants import Invariant, query, together
from funds.models import BudgetDecision, BudgetEntry, BudgetLine, Fund, Voucher
from funds.models.budget import BudgetEvent
from lao_cai_support.web.errors import Refusal


def fingerprint(entry: BudgetEntry) -> str:
    """The SHA-256 of an entry with the hash before it."""
    body = [
        entry.fund.code,
        entry.sequence,
        entry.day.isoformat(),
        entry.event,
        entry.line.estimate.code,
        entry.line_id,
        entry.amount,
        entry.text,
        entry.voucher.code if entry.voucher else "",
        entry.decision.number if entry.decision else "",
        entry.corrects.sequence if entry.corrects else 0,
        entry.posted_by.code,
    ]
    told = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((entry.previous_hash + told).encode()).hexdigest()


@transaction.atomic
def enter(
    *,
    line: BudgetLine,
    day: datetime.date,
    event: str,
    amount: int,
    text: str,
    user: Any,
    voucher: Voucher | None = None,
    decision: BudgetDecision | None = None,
    corrects: BudgetEntry | None = None,
) -> BudgetEntry:
    """Write an entry at the end of the fund's budget book; the database moves the line's sums.

    Raises Refusal when more would be withdrawn than was assigned, or spent than was withdrawn.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=line.estimate.fund_id)
    head = BudgetEntry.objects.filter(fund=fund).order_by("-sequence").first()
    entry = BudgetEntry(
        fund=fund,
        line=line,
        sequence=head.sequence + 1 if head else 1,
        day=day,
        event=event,
        amount=amount,
        text=text[:300],
        voucher=voucher,
        decision=decision,
        corrects=corrects,
        posted_by=user,
        previous_hash=head.hash if head else "",
    )
    entry.hash = fingerprint(entry)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        if "budget_never_over_the_assigned" in str(error):
            raise over(event) from None
        raise
    return entry


def over(event: str) -> Refusal:
    """What a person reads whose amount does not fit the line."""
    if event == BudgetEvent.USED:
        return Refusal(
            _("Vượt số kinh phí đã rút của dòng dự toán này. Hãy rút dự toán trước."), field="amount", code="over"
        )
    if event == BudgetEvent.WITHDRAWN:
        return Refusal(_("Vượt dự toán được giao còn lại của dòng này."), field="amount", code="over")
    return Refusal(_("Số được giao của một dòng không thể nhỏ hơn số đã rút hoặc đã chi."), field="amount", code="over")


def _chain() -> Iterator[str]:
    """Every hash recomputed; the budget's book is small."""
    rows = BudgetEntry.objects.select_related(
        "fund", "line__estimate", "voucher", "decision", "corrects", "posted_by"
    ).order_by("fund", "sequence")
    heads: dict[int, tuple[int, str]] = {}
    for entry in rows.iterator():
        sequence, before = heads.get(entry.fund_id, (0, ""))
        if entry.sequence != sequence + 1 or entry.previous_hash != before:
            yield f"{entry.fund.short_code}: budget entry {entry.sequence} does not follow entry {entry.sequence - 1}"
        if fingerprint(entry) != entry.hash:
            yield f"{entry.fund.short_code}: budget entry {entry.sequence} was changed after posting"
        heads[entry.fund_id] = (entry.sequence, entry.hash)


_IN_THE_BOOK = """
    SELECT f.short_code, j.sequence FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id JOIN funds_fund f ON f.id = j.fund_id
    WHERE p.income_id IN ('T12', 'T13', 'T14', 'T15') OR p.expenditure_id LIKE 'N%'
"""
_IN_BOTH = """
    SELECT f.short_code, v.kind, v.year, v.number FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id
    WHERE v.budget_line_id IS NOT NULL AND EXISTS (SELECT 1 FROM funds_journalentry WHERE voucher_id = v.id)
"""
_PAPERS = """
    SELECT f.short_code, v.kind, v.year, v.number FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id
    LEFT JOIN funds_budgetentry b ON b.voucher_id = v.id AND b.corrects_id IS NULL
    WHERE (v.budget_line_id IS NOT NULL AND v.state = 'posted' AND b.id IS NULL)
       OR (b.id IS NOT NULL AND (v.state <> 'posted' OR v.amount <> b.amount OR v.budget_line_id IS DISTINCT FROM b.line_id))
"""
_SUMS = """
    SELECT short_code, source_id, year, item FROM (
        SELECT f.short_code, e.source_id, e.year, l.item, l.assigned, l.withdrawn, l.used, l.returned, l.cancelled,
               COALESCE(sum(b.amount) FILTER (WHERE b.event IN ('assigned', 'adjusted')), 0) AS s1,
               COALESCE(sum(b.amount) FILTER (WHERE b.event = 'withdrawn'), 0) AS s2,
               COALESCE(sum(b.amount) FILTER (WHERE b.event = 'used'), 0) AS s3,
               COALESCE(sum(b.amount) FILTER (WHERE b.event = 'returned'), 0) AS s4,
               COALESCE(sum(b.amount) FILTER (WHERE b.event = 'cancelled'), 0) AS s5
        FROM funds_budgetline l JOIN funds_budgetestimate e ON e.id = l.estimate_id JOIN funds_fund f ON f.id = e.fund_id
        LEFT JOIN funds_budgetentry b ON b.line_id = l.id GROUP BY f.id, e.id, l.id) s
    WHERE (assigned, withdrawn, used, returned, cancelled) IS DISTINCT FROM (s1, s2, s3, s4, s5)
"""
_DECIDED = """
    SELECT f.short_code, d.number, d.amount, COALESCE(sum(b.amount), 0) FROM funds_budgetdecision d
    JOIN funds_budgetestimate e ON e.id = d.estimate_id JOIN funds_fund f ON f.id = e.fund_id
    LEFT JOIN funds_budgetentry b ON b.decision_id = d.id GROUP BY 1, 2, 3, d.id HAVING d.amount <> COALESCE(sum(b.amount), 0)
"""

BUDGET_APART = Invariant(
    "I13",
    "budget money and donations share no entry",
    together(
        query(_IN_THE_BOOK, "{0}: entry {1} brings budget money into the fund's book"),
        query(_IN_BOTH, "{0}: {1} {2}/{3} of budget money stands in the fund's book"),
        query(_PAPERS, "{0}: {1} {2}/{3} and the budget's book differ"),
        query(_SUMS, "{0}: line {3} of {1}/{2} is not the sum of its entries"),
        query(_DECIDED, "{0}: decision {1} gives {2}, the budget's book {3}"),
        _chain,
    ),
)
