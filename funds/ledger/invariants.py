"""What an auditor checks (domain/funds 7.2), each as one named question to the database."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from funds.ledger.post import fingerprint
from funds.models import Closing, Fund, JournalEntry, Posting

Check = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Invariant:
    code: str
    sentence: str
    check: Check


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _sql(sql: str, told: str) -> Check:
    """A check from a query that finds only what is broken; ``told`` is filled with the row."""

    def check() -> Iterator[str]:
        for row in _rows(sql):
            yield told.format(*row)

    return check


def _chain() -> Iterator[str]:
    """Every hash recomputed from the postings as they stand."""
    lines: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = Posting.objects.order_by("pk").values_list(
        "entry_id",
        "account",
        "amount",
        "lot__code",
        "quantity",
        "earmark__code",
        "income_id",
        "expenditure_id",
        "campaign__code",
        "commune__code",
        "pledge__code",
    )
    for entry_id, account, amount, lot, quantity, *about in rows.iterator(chunk_size=5000):
        lines[entry_id].append((account, amount, lot or "", quantity, *(code or "" for code in about)))
    head: dict[str, tuple[int, str]] = {}
    entries = JournalEntry.objects.order_by("fund_id", "sequence").select_related(
        "fund", "voucher", "reverses", "posted_by"
    )
    for entry in entries.iterator(chunk_size=2000):
        sequence, previous = head.get(entry.fund.code, (0, ""))
        if entry.sequence != sequence + 1 or entry.previous_hash != previous:
            yield f"{entry.fund.short_code}: entry {entry.sequence} does not follow entry {sequence}"
        made = fingerprint(
            previous=entry.previous_hash,
            fund_code=entry.fund.code,
            sequence=entry.sequence,
            day=entry.day,
            event=entry.event,
            text=entry.text,
            voucher_code=entry.voucher.code if entry.voucher else "",
            key=entry.key,
            reverses=entry.reverses.sequence if entry.reverses else 0,
            poster=entry.posted_by.code if entry.posted_by else "",
            lines=lines[entry.pk],
        )
        if made != entry.hash:
            yield f"{entry.fund.short_code}: entry {entry.sequence} was changed after posting"
        head[entry.fund.code] = (entry.sequence, entry.hash)
    for closing in Closing.objects.select_related("fund"):
        last = JournalEntry.objects.filter(fund=closing.fund, sequence=closing.last_sequence).first()
        if closing.last_sequence and (last is None or last.hash != closing.head_hash):
            yield f"{closing.fund.short_code}: the chain's head of {closing.year} is not the one written down at closing"


def _ceiling() -> Iterator[str]:
    from funds.ledger.figures import management_base, management_spent

    for fund in Fund.objects.all():
        decided = dict(fund.shares.values_list("year", "amount"))
        paid = fund.postings.filter(account="F4", expenditure__code__startswith="M").order_by()
        for year in sorted(decided.keys() | set(paid.values_list("day__year", flat=True).distinct())):
            level, base, spent = decided.get(year, 0), management_base(fund, year), management_spent(fund, year)
            if level > base // 10:
                yield f"{fund.short_code} {year}: decided {level} over the ceiling {base // 10}"
            if spent > level:
                yield f"{fund.short_code} {year}: management cost {spent} over the decided {level}"


INVARIANTS: list[Invariant] = [
    Invariant(
        "I1",
        "debit = credit per entry",
        _sql(
            "SELECT f.short_code, j.sequence, sum(p.amount) FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id "
            "JOIN funds_fund f ON f.id = j.fund_id GROUP BY 1, 2 HAVING sum(p.amount) <> 0 OR count(*) < 2",
            "{0}: entry {1} is off by {2}",
        ),
    ),
    Invariant(
        "I2",
        "closing = opening + in - out per account, earmark and lot, on every day",
        _sql(
            """
            SELECT f.short_code, COALESCE(b.account, s.account), COALESCE(b.day, s.day), b.amount, s.amount
            FROM funds_balanceday b FULL JOIN (
                SELECT fund_id, account, earmark_id, lot_id, day,
                       sum(sum(amount)) OVER until AS amount, sum(sum(quantity)) OVER until AS quantity
                FROM funds_posting GROUP BY fund_id, account, earmark_id, lot_id, day
                WINDOW until AS (PARTITION BY fund_id, account, earmark_id, lot_id ORDER BY day)) s
              ON s.fund_id = b.fund_id AND s.account = b.account AND COALESCE(s.earmark_id, 0) = COALESCE(b.earmark_id, 0)
              AND COALESCE(s.lot_id, 0) = COALESCE(b.lot_id, 0) AND s.day = b.day
            LEFT JOIN funds_fund f ON f.id = COALESCE(b.fund_id, s.fund_id)
            WHERE b.amount IS DISTINCT FROM s.amount OR b.quantity IS DISTINCT FROM s.quantity
            """,
            "{0}: account {1} on {2} shows {3}, postings give {4}",
        ),
    ),
    Invariant(
        "I4",
        "assets = funds, and goods in store and in hand = fund of goods",
        _sql(
            """
            SELECT f.short_code, sum(p.amount) FILTER (WHERE account LIKE 'A%') + sum(p.amount) FILTER (WHERE account NOT LIKE 'A%'),
                   COALESCE(sum(p.amount) FILTER (WHERE lot_id IS NOT NULL), 0) + COALESCE(sum(p.amount) FILTER (WHERE account = 'F3'), 0)
            FROM funds_posting p JOIN funds_fund f ON f.id = p.fund_id GROUP BY 1
            HAVING sum(p.amount) <> 0
                OR COALESCE(sum(p.amount) FILTER (WHERE lot_id IS NOT NULL), 0) + COALESCE(sum(p.amount) FILTER (WHERE account = 'F3'), 0) <> 0
            """,
            "{0}: assets and funds differ by {1}, goods by {2}",
        ),
    ),
    Invariant(
        "I5",
        "no account on the wrong side of zero on any day",
        _sql(
            "SELECT f.short_code, b.account, b.day, b.amount FROM funds_balanceday b JOIN funds_fund f ON f.id = b.fund_id "
            "WHERE (b.account LIKE 'A%' AND (b.amount < 0 OR b.quantity < 0)) OR (b.account NOT LIKE 'A%' AND b.amount > 0)",
            "{0}: account {1} stands at {3} on {2}",
        ),
    ),
    Invariant(
        "I6",
        "earmarked money and goods leave under their own earmark",
        _sql(
            "SELECT f.short_code, j.sequence FROM funds_posting p JOIN funds_lot l ON l.id = p.lot_id JOIN funds_journalentry j ON j.id = p.entry_id "
            "JOIN funds_fund f ON f.id = j.fund_id WHERE p.earmark_id IS DISTINCT FROM l.earmark_id",
            "{0}: entry {1} moves a lot under another earmark",
        ),
    ),
    Invariant(
        "I7",
        "every outflow has a decision not later than the payment",
        _sql(
            "SELECT f.short_code, v.kind, v.number FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id WHERE v.state = 'posted' "
            "AND v.kind IN ('PC', 'XK') AND (v.decision_no = '' OR v.decision_on IS NULL OR v.decision_on > v.day OR v.approved_by_id IS NULL)",
            "{0}: {1} {2} has no decision of its day",
        ),
    ),
    Invariant(
        "I8",
        "signed + returned + missing = issued, and the sheet's value = the ledger's",
        _sql(
            """
            SELECT s.code, 'a line of ' || l.issued || ' does not add up' FROM funds_sheetline l JOIN funds_sheet s ON s.id = l.sheet_id
            WHERE s.recorded_on IS NOT NULL AND (l.received IS NULL OR l.received + l.returned + l.missing <> l.issued)
            UNION ALL
            SELECT s.code, 'signed for ' || s.signed || ', booked ' || s.booked FROM (
                SELECT s.code,
                       (SELECT COALESCE(sum(CASE WHEN l.lot_id IS NOT NULL THEN (l.received + l.missing) * o.unit_value
                                                 WHEN l.received > 0 THEN l.value ELSE 0 END), 0)
                        FROM funds_sheetline l LEFT JOIN funds_lot o ON o.id = l.lot_id WHERE l.sheet_id = s.id) AS signed,
                       (SELECT COALESCE(sum(p.amount), 0) FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id
                        WHERE j.key = 'sheet-' || s.code AND p.expenditure_id IS NOT NULL) AS booked
                FROM funds_sheet s WHERE s.recorded_on IS NOT NULL) s
            WHERE s.signed <> s.booked
            """,
            "sheet {0}: {1}",
        ),
    ),
    Invariant(
        "I9",
        "voucher numbers run 1..n without gap",
        _sql(
            "SELECT f.short_code, v.kind, v.year, count(*), max(number) FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id "
            "WHERE number IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) <> max(number) OR min(number) <> 1",
            "{0}: {1} {2} has {3} vouchers up to number {4}",
        ),
    ),
    Invariant("I12", "management cost ≤ decided level ≤ 10 % of the reduced base", _ceiling),
    Invariant(
        "I13",
        "budget money and donations share no entry",
        _sql(
            "SELECT f.short_code, j.sequence FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id JOIN funds_fund f ON f.id = j.fund_id "
            "WHERE p.income_id IN ('T12', 'T13', 'T14', 'T15', 'T99') OR p.expenditure_id LIKE 'N%'",
            "{0}: entry {1} brings budget money or a memo into the fund's book",
        ),
    ),
    Invariant(
        "I14",
        "transfers out = transfers in",
        _sql(
            """
            SELECT COALESCE(e.code, 'free money'),
                   'received ' || COALESCE(sum(-amount) FILTER (WHERE income_id IN ('T10', 'T11')), 0) ||
                   ', sent ' || COALESCE(sum(amount) FILTER (WHERE expenditure_id IN ('X01', 'X02')), 0)
            FROM funds_posting p LEFT JOIN donors_earmark e ON e.id = p.earmark_id
            WHERE income_id IN ('T10', 'T11') OR expenditure_id IN ('X01', 'X02')
            GROUP BY e.code HAVING sum(amount) <> 0
            UNION ALL
            SELECT f.short_code, 'in transit ' || a.amount || ', transfers not yet received ' || a.sent FROM (
                SELECT f.id,
                       (SELECT COALESCE(sum(amount), 0) FROM funds_posting WHERE fund_id = f.id AND account = 'A5') AS amount,
                       (SELECT COALESCE(sum(amount), 0) FROM funds_transfer WHERE sender_id = f.id AND state = 'sent') AS sent
                FROM funds_fund f) a JOIN funds_fund f ON f.id = a.id WHERE a.amount <> a.sent
            """,
            "{0}: {1}",
        ),
    ),
    Invariant(
        "I16",
        "a foreign gift has its approval",
        _sql(
            "SELECT f.short_code, v.kind, v.number FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id JOIN donors_donor d ON d.id = v.donor_id "
            "WHERE v.state = 'posted' AND d.kind = 'foreign' AND v.foreign_approval = ''",
            "{0}: {1} {2} of a foreign donor has no approval",
        ),
    ),
    Invariant(
        "I22",
        "preparer, approver and cashier are three people",
        _sql(
            "SELECT f.short_code, v.kind, v.number FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id WHERE v.state = 'posted' AND "
            "(v.drafted_by_id = v.approved_by_id OR v.posted_by_id IN (v.drafted_by_id, v.approved_by_id) "
            "OR v.drafted_by_id IS NULL OR v.approved_by_id IS NULL OR v.posted_by_id IS NULL)",
            "{0}: {1} {2} has one person twice",
        ),
    ),
    Invariant("I23", "no entry was changed or removed: the chain of hashes holds", _chain),
]


def broken() -> Iterator[tuple[Invariant, list[str]]]:
    """Each invariant that does not hold, with what is wrong (at most 20 lines of it)."""
    for invariant in INVARIANTS:
        found = []
        for line in invariant.check():
            found.append(line)
            if len(found) == 20:
                break
        if found:
            yield invariant, found
