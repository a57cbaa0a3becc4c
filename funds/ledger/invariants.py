"""What an auditor checks (domain/funds 7.2), each as one named question to the database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from funds.ledger.figures import NOT_IN_BASE

Check = Callable[[], Iterator[str]]
MOST = 20  # lines told of one broken invariant


@dataclass(frozen=True)
class Invariant:
    code: str
    sentence: str
    check: Check


INVARIANTS: list[Invariant] = []


def register(*invariants: Invariant) -> None:
    """Add what another floor of the portal can prove (published reports, bank statements); once for each code."""
    known = {one.code for one in INVARIANTS}
    INVARIANTS.extend(one for one in invariants if one.code not in known)
    INVARIANTS.sort(key=lambda one: int(one.code[1:]))


def query(sql: str, told: str) -> Check:
    """A check from a query that finds only what is broken; ``told`` is filled with the row."""

    def check() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({sql}) found LIMIT {MOST}")  # noqa: S608 - our own words, no data
            rows = cursor.fetchall()
        for row in rows:
            yield told.format(*row)

    return check


def together(*checks: Check) -> Check:
    """Several questions under one invariant."""

    def check() -> Iterator[str]:
        for one in checks:
            yield from one()

    return check


def broken() -> Iterator[tuple[Invariant, list[str]]]:
    """Each invariant that does not hold, with what is wrong (at most MOST lines of it)."""
    for invariant in INVARIANTS:
        found: list[Any] = []
        for line in invariant.check():
            found.append(line)
            if len(found) == MOST:
                break
        if found:
            yield invariant, found


# Postings by what they are a balance of, with the balance after each entry, as the books were written.
_RUNNING = """
    SELECT m.*, sum(amount) OVER until AS running, sum(quantity) OVER until AS pieces
    FROM (
        SELECT p.fund_id, p.account, COALESCE(p.earmark_id, 0) AS earmark_key, COALESCE(p.lot_id, 0) AS lot_key, p.day,
               j.sequence, sum(p.amount) AS amount, sum(p.quantity) AS quantity
        FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id GROUP BY 1, 2, 3, 4, 5, 6) m
    WINDOW until AS (PARTITION BY fund_id, account, earmark_key, lot_key ORDER BY day, sequence)
"""

_DAYS = f"""
    SELECT f.short_code, COALESCE(b.account, s.account) AS account, COALESCE(b.day, s.day) AS day, b.amount, s.closing
    FROM funds_balanceday b FULL JOIN (
        SELECT fund_id, account, earmark_key, lot_key, day,
               (array_agg(running ORDER BY sequence DESC))[1] AS closing,
               (array_agg(pieces ORDER BY sequence DESC))[1] AS closing_pieces,
               min(CASE WHEN account LIKE 'A%' THEN running ELSE -running END) AS lowest, min(pieces) AS lowest_pieces
        FROM ({_RUNNING}) r GROUP BY 1, 2, 3, 4, 5) s
      ON s.fund_id = b.fund_id AND s.account = b.account AND s.earmark_key = b.earmark_key
      AND s.lot_key = b.lot_key AND s.day = b.day
    LEFT JOIN funds_fund f ON f.id = COALESCE(b.fund_id, s.fund_id)
    WHERE b.amount IS DISTINCT FROM s.closing OR b.quantity IS DISTINCT FROM s.closing_pieces
       OR b.lowest IS DISTINCT FROM s.lowest OR b.lowest_quantity IS DISTINCT FROM s.lowest_pieces
"""  # noqa: S608 - our own words, no data

_NOW = """
    SELECT f.short_code, COALESCE(b.account, s.account) AS account, b.amount, s.amount AS posted
    FROM funds_balance b FULL JOIN (
        SELECT fund_id, account, COALESCE(earmark_id, 0) AS earmark_key, COALESCE(lot_id, 0) AS lot_key,
               sum(amount) AS amount, sum(quantity) AS quantity
        FROM funds_posting GROUP BY 1, 2, 3, 4) s
      ON s.fund_id = b.fund_id AND s.account = b.account AND s.earmark_key = b.earmark_key AND s.lot_key = b.lot_key
    LEFT JOIN funds_fund f ON f.id = COALESCE(b.fund_id, s.fund_id)
    WHERE b.amount IS DISTINCT FROM s.amount OR b.quantity IS DISTINCT FROM s.quantity
"""

_BELOW_ZERO = """
    SELECT f.short_code, b.account, b.day, CASE WHEN b.lowest < 0 THEN b.lowest ELSE b.amount END
    FROM funds_balanceday b JOIN funds_fund f ON f.id = b.fund_id
    WHERE b.lowest < 0 OR b.lowest_quantity < 0 OR (b.account LIKE 'A%' AND (b.amount < 0 OR b.quantity < 0))
       OR (b.account NOT LIKE 'A%' AND b.amount > 0)
    UNION ALL
    SELECT f.short_code, p.name, d.day, d.amount FROM funds_placeday d JOIN funds_fundplace p ON p.id = d.place_id
    JOIN funds_fund f ON f.id = p.fund_id WHERE d.amount < 0
"""
_ASSETS = """
    SELECT short_code, total, goods FROM (
        SELECT f.short_code, sum(p.amount) AS total,
               COALESCE(sum(p.amount) FILTER (WHERE lot_id IS NOT NULL), 0) + COALESCE(sum(p.amount) FILTER (WHERE account = 'F3'), 0) AS goods
        FROM funds_posting p JOIN funds_fund f ON f.id = p.fund_id GROUP BY 1) s
    WHERE total <> 0 OR goods <> 0
"""

_REPURPOSED = """
    SELECT f.short_code, j.sequence FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id JOIN funds_fund f ON f.id = p.fund_id
    LEFT JOIN funds_repurposing r ON j.key = 'repurpose-' || r.code AND r.fund_id = p.fund_id AND r.earmark_id = p.earmark_id AND r.amount = p.amount
    LEFT JOIN funds_fundpaper c ON c.id = r.consent_id AND c.kind = 'consent' AND c.kept_by_id <> r.done_by_id
    WHERE p.expenditure_id = 'X04' AND p.amount > 0 AND j.reverses_id IS NULL AND c.id IS NULL
"""

# Asked once for each kind, place and last day that occurs; what is signed for later was handed over in time.
_EARMARKS = """
    SELECT short_code, what, earmark_break(earmark_id, kind, commune_id, day) AS broken, last FROM (
        SELECT f.short_code, p.earmark_id, 'a payment ' || COALESCE(p.expenditure_id, '') AS what,
               CASE WHEN p.account = 'A4' THEN NULL ELSE p.expenditure_id END AS kind, p.commune_id,
               max(p.day) FILTER (WHERE j.event <> 'handed_out') AS day, max(p.day) AS last
        FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id JOIN funds_fund f ON f.id = p.fund_id
        WHERE p.earmark_id IS NOT NULL AND p.amount > 0 AND j.reverses_id IS NULL
          AND (p.account = 'A4' OR (p.account IN ('F2', 'F3') AND p.expenditure_id LIKE 'C%'))
        GROUP BY f.short_code, p.earmark_id, p.account, p.expenditure_id, p.commune_id) s
    WHERE earmark_break(earmark_id, kind, commune_id, day) <> ''
"""

# The same bytes as funds.ledger.post.fingerprint hashes, put together by the database itself: JSON without spaces.
_CHAIN = """
    SELECT f.short_code, j.sequence, j.previous_hash, j.hash, j.follows, encode(sha256(convert_to(
        j.previous_hash || '[' || to_json(f.code::text)::text || ',' || j.sequence || ',"' || to_char(j.day, 'YYYY-MM-DD')
        || '",' || to_json(j.event::text)::text || ',' || to_json(j.text::text)::text || ',' || to_json(COALESCE(v.code, '')::text)::text
        || ',' || to_json(j.key::text)::text || ',' || COALESCE(r.sequence, 0) || ',' || to_json(COALESCE(u.code, '')::text)::text
        || ',[' || COALESCE(l.lines, '') || ']]', 'UTF8')), 'hex') AS made
    FROM (SELECT j.*, lag(hash, 1, '') OVER fund AS head, sequence = lag(sequence, 1, 0) OVER fund + 1
                 AND previous_hash = lag(hash, 1, '') OVER fund AS follows
          FROM funds_journalentry j WINDOW fund AS (PARTITION BY fund_id ORDER BY sequence)) j
    JOIN funds_fund f ON f.id = j.fund_id
    LEFT JOIN funds_voucher v ON v.id = j.voucher_id
    LEFT JOIN funds_journalentry r ON r.id = j.reverses_id
    LEFT JOIN accounts_user u ON u.id = j.posted_by_id
    LEFT JOIN (
        SELECT p.entry_id, string_agg('["' || p.account || '",' || p.amount || ',' || to_json(COALESCE(o.code, '')::text)::text || ',' || p.quantity
            || ',' || to_json(COALESCE(e.code, '')::text)::text || ',"' || COALESCE(p.income_id, '') || '","' || COALESCE(p.expenditure_id, '')
            || '",' || to_json(COALESCE(c.code, '')::text)::text || ',' || to_json(COALESCE(a.code, '')::text)::text
            || ',' || to_json(COALESCE(g.code, '')::text)::text || ']', ',' ORDER BY p.id) AS lines
        FROM funds_posting p LEFT JOIN funds_lot o ON o.id = p.lot_id LEFT JOIN donors_earmark e ON e.id = p.earmark_id
        LEFT JOIN donors_campaign c ON c.id = p.campaign_id LEFT JOIN areas_administrativeunit a ON a.id = p.commune_id
        LEFT JOIN donors_pledge g ON g.id = p.pledge_id GROUP BY p.entry_id) l ON l.entry_id = j.id
"""
_SEEN_AT_CLOSING = """
    SELECT f.short_code, c.year FROM funds_closing c JOIN funds_fund f ON f.id = c.fund_id
    LEFT JOIN funds_journalentry j ON j.fund_id = c.fund_id AND j.sequence = c.last_sequence
    WHERE c.last_sequence > 0 AND j.hash IS DISTINCT FROM c.head_hash
"""


def _of_entries(sql: str, told: str) -> Check:
    """A question that gives fund and entry."""
    return query(
        f"SELECT f.short_code, j.sequence {sql}",  # noqa: S608 - our own words, no data
        "{0}: entry {1} " + told,
    )


def _of_vouchers(where: str, told: str, join: str = "") -> Check:
    """A question about posted papers that gives fund, kind and number."""
    return query(
        "SELECT f.short_code, v.kind, v.year, v.number FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id "  # noqa: S608 - our own words
        f"{join} WHERE v.state = 'posted' AND {where}",
        "{0}: {1} {2}/{3} " + told,
    )


# Honours: amounts as their receipts say, receipts of their giver alone, not turned back, none twice (domain/funds 5).
_HONOURS = """
    SELECT c.code, 'honours ' || c.amount || ', its receipts say ' || COALESCE(sum(g.amount), 0)
    FROM funds_commendation c LEFT JOIN funds_honouredgift g ON g.commendation_id = c.id
    GROUP BY c.id HAVING c.amount <> COALESCE(sum(g.amount), 0)
    UNION ALL
    SELECT c.code, 'counts ' || v.kind || ' ' || v.number || '/' || v.year || ' as received of its giver'
    FROM funds_honouredgift g JOIN funds_commendation c ON c.id = g.commendation_id JOIN funds_voucher v ON v.id = g.voucher_id
    WHERE c.state NOT IN ('dropped', 'cancelled')
      AND (v.donor_id IS DISTINCT FROM c.donor_id OR v.state <> 'posted' OR v.kind NOT IN ('PT', 'BC', 'NK') OR v.amount <> g.amount
           OR EXISTS (SELECT 1 FROM funds_journalentry e JOIN funds_journalentry r ON r.reverses_id = e.id WHERE e.voucher_id = v.id))
    UNION ALL
    SELECT min(c.code), 'honours one receipt ' || count(*) || ' times'
    FROM funds_honouredgift g JOIN funds_commendation c ON c.id = g.commendation_id
    WHERE c.state NOT IN ('dropped', 'cancelled') GROUP BY g.voucher_id HAVING count(*) > 1
    UNION ALL
    SELECT min(c.code), 'one giver is honoured for ' || sum(c.amount) || ', received of it ' || COALESCE(min(r.total), 0)
    FROM funds_commendation c LEFT JOIN (
        SELECT v.donor_id, sum(v.amount) AS total FROM funds_voucher v
        WHERE v.state = 'posted' AND v.kind IN ('PT', 'BC', 'NK') AND NOT EXISTS (
            SELECT 1 FROM funds_journalentry e JOIN funds_journalentry r ON r.reverses_id = e.id WHERE e.voucher_id = v.id)
        GROUP BY 1) r ON r.donor_id = c.donor_id
    WHERE c.state NOT IN ('dropped', 'cancelled') GROUP BY c.donor_id HAVING sum(c.amount) > COALESCE(min(r.total), 0)
"""

# The year's base and spending stand beside the decided level; received amounts of the year (TT 87/2008).
_MANAGEMENT = f"""
    SELECT f.short_code, y.year, y.level, y.base, y.spent
    FROM (SELECT COALESCE(s.fund_id, p.fund_id) AS fund_id, COALESCE(s.year, p.year) AS year, COALESCE(s.amount, 0) AS level,
                 COALESCE(p.base, 0) AS base, COALESCE(p.spent, 0) AS spent
          FROM funds_managementshare s FULL JOIN (
              SELECT fund_id, EXTRACT(YEAR FROM day)::int AS year,
                     -COALESCE(sum(amount) FILTER (WHERE account = 'F1' AND income_id NOT IN {NOT_IN_BASE}), 0) AS base,
                     COALESCE(sum(amount) FILTER (WHERE account = 'F4' AND expenditure_id LIKE 'M%'), 0) AS spent
              FROM funds_posting WHERE account IN ('F1', 'F4') GROUP BY 1, 2) p ON p.fund_id = s.fund_id AND p.year = s.year) y
    JOIN funds_fund f ON f.id = y.fund_id
"""  # noqa: S608 - our own words, no data


def _chain() -> Iterator[str]:
    """Every hash recomputed from the postings as they stand."""
    sql = f"SELECT * FROM ({_CHAIN}) c WHERE NOT follows OR made <> hash ORDER BY short_code, sequence LIMIT {MOST}"  # noqa: S608 - our own words, no data
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    for fund, sequence, _previous, held, follows, made in rows:
        if not follows:
            yield f"{fund}: entry {sequence} does not follow entry {sequence - 1}"
        if made != held:
            yield f"{fund}: entry {sequence} was changed after posting"


register(
    Invariant(
        "I1",
        "debit = credit per entry",
        query(
            "SELECT f.short_code, j.sequence, COALESCE(s.total, 0) FROM funds_journalentry j JOIN funds_fund f ON f.id = j.fund_id LEFT JOIN "
            "(SELECT entry_id, sum(amount) AS total, count(*) AS n, min(fund_id) AS fund, max(fund_id) AS other, min(day) AS day, max(day) AS last "
            "FROM funds_posting GROUP BY 1) s ON s.entry_id = j.id "
            "WHERE s.total IS NULL OR s.total <> 0 OR s.n < 2 OR (s.fund, s.other) <> (j.fund_id, j.fund_id) OR (s.day, s.last) <> (j.day, j.day)",
            "{0}: entry {1} is off by {2}",
        ),
    ),
    Invariant(
        "I2",
        "closing = opening + in - out per account, earmark and lot, on every day",
        together(
            query(_DAYS, "{0}: account {1} on {2} shows {3}, postings give {4}"),
            query(_NOW, "{0}: account {1} shows {2} now, postings give {3}"),
        ),
    ),
    Invariant(
        "I4",
        "assets = funds, and goods in store and in hand = fund of goods",
        query(
            _ASSETS,
            "{0}: assets and funds differ by {1}, goods by {2}",
        ),
    ),
    Invariant(
        "I5",
        "no account on the wrong side of zero at any moment",
        # Kept balances and lows, which I2 has just proved from the postings.
        query(_BELOW_ZERO, "{0}: account {1} stands at {3} on {2}"),
    ),
    Invariant(
        "I6",
        "earmarked money and goods leave under their own earmark, for its purpose, places and dates",
        together(
            _of_entries(
                "FROM funds_posting p JOIN funds_lot l ON l.id = p.lot_id JOIN funds_journalentry j ON j.id = p.entry_id "
                "JOIN funds_fund f ON f.id = j.fund_id WHERE p.earmark_id IS DISTINCT FROM l.earmark_id",
                "moves a lot under another earmark",
            ),
            query(_REPURPOSED, "{0}: entry {1} changes a purpose without the consent of the donor"),
            query(_EARMARKS, "{0}: {1} of an earmark breaks its rule of {2} (last on {3})"),
        ),
    ),
    Invariant(
        "I7",
        "every outflow has a decision not later than the payment, by who may decide on the amount",
        together(
            _of_vouchers(
                "v.kind IN ('PC', 'XK') AND (v.decision_no = '' OR v.decision_on IS NULL OR v.decision_on > v.day OR v.approved_by_id IS NULL)",
                "has no decision of its day",
            ),
            _of_vouchers(
                "v.kind IN ('PC', 'XK') AND EXISTS (SELECT 1 FROM funds_approvallimit l WHERE l.fund_id = v.fund_id AND l.valid @> v.day) "
                "AND NOT EXISTS (SELECT 1 FROM funds_approvallimit l WHERE l.fund_id = v.fund_id AND l.valid @> v.day "
                "AND l.decider = v.decided_by AND (l.amount_to IS NULL OR l.amount_to >= v.amount))",
                "was decided by who may not decide on its amount",
            ),
        ),
    ),
    Invariant(
        "I8",
        "signed + returned + missing = issued, the sheet's value = the ledger's, and support has its list or its purpose",
        together(
            query(
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
            UNION ALL
            SELECT min(s.code), 'one child has ' || count(DISTINCT a.need_id) || ' lines of ' || n.item_id
            FROM funds_sheetline l JOIN funds_sheet s ON s.id = l.sheet_id JOIN funds_distribution d ON d.id = s.distribution_id
            JOIN donors_allocation a ON a.id = l.allocation_id JOIN children_need n ON n.id = a.need_id
            WHERE n.child_id IS NOT NULL AND d.state <> 'cancelled' AND l.received IS DISTINCT FROM 0
            GROUP BY n.child_id, n.item_id, COALESCE(d.campaign_id, -d.id) HAVING count(DISTINCT a.need_id) > 1
            UNION ALL
            SELECT s.code, 'a child was not in scope on ' || d.hand_out_on FROM funds_sheetline l JOIN funds_sheet s ON s.id = l.sheet_id
            JOIN funds_distribution d ON d.id = s.distribution_id JOIN donors_allocation a ON a.id = l.allocation_id
            JOIN children_need n ON n.id = a.need_id JOIN children_child c ON c.id = n.child_id
            WHERE l.received > 0 AND c.ended_on <= d.hand_out_on AND c.end_reason <> 'merged'
            """,
                "sheet {0}: {1}",
            ),
            _of_vouchers(
                "v.by_list AND v.amount <> (SELECT COALESCE(sum(amount), 0) FROM funds_payee WHERE voucher_id = v.id)",
                "and its list of receivers differ",
            ),
            _of_vouchers(
                "v.by_list AND EXISTS (SELECT 1 FROM funds_payee p JOIN children_child c ON c.id = p.child_id "
                "WHERE p.voucher_id = v.id AND c.ended_on <= v.day AND c.end_reason <> 'merged')",
                "pays a child that was not in the register on its day",
            ),
            query(
                "SELECT f.short_code, g.name, count(*) FROM funds_payee p JOIN funds_voucher v ON v.id = p.voucher_id "
                "JOIN funds_fund f ON f.id = v.fund_id JOIN donors_campaign g ON g.id = v.campaign_id WHERE v.state = 'posted' "
                "AND NOT EXISTS (SELECT 1 FROM funds_journalentry j JOIN funds_journalentry r ON r.reverses_id = j.id WHERE j.voucher_id = v.id) "
                "GROUP BY f.short_code, g.id, g.name, p.child_id, v.expenditure_id HAVING count(*) > 1",
                "{0}: one child is paid {2} times in {1}",
            ),
            _of_vouchers(
                "v.kind = 'PC' AND v.expenditure_id LIKE 'C%' AND btrim(v.reason) = ''",
                "supports children without a list and without a purpose",
            ),
        ),
    ),
    Invariant(
        "I9",
        "voucher numbers run 1..n without gap, and their dates do not go back",
        query(
            "SELECT f.short_code, v.kind, v.year, 'has ' || count(*) || ' vouchers up to number ' || max(number) "
            "FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id "
            "WHERE number IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) <> max(number) OR min(number) <> 1 "
            "UNION ALL SELECT f.short_code, v.kind, v.year, 'goes back to ' || v.day || ' at number ' || v.number "
            "FROM (SELECT v.*, lag(day) OVER (PARTITION BY fund_id, kind, year ORDER BY number) AS before "
            "FROM funds_voucher v WHERE number IS NOT NULL) v JOIN funds_fund f ON f.id = v.fund_id WHERE v.day < v.before",
            "{0}: {1} {2} {3}",
        ),
    ),
    Invariant(
        "I10",
        "every receipt has one giver and one paper, and the paper says what the ledger says",
        together(
            _of_entries(
                "FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id JOIN funds_fund f ON f.id = j.fund_id "
                "LEFT JOIN funds_voucher v ON v.id = j.voucher_id WHERE p.income_id NOT IN ('T10', 'T11') AND j.reverses_id IS NULL "
                "AND (v.id IS NULL OR v.kind NOT IN ('PT', 'BC', 'NK') OR v.fund_id <> j.fund_id OR v.donor_id IS DISTINCT FROM "
                "COALESCE((SELECT donor_id FROM donors_pledge WHERE id = v.pledge_id), v.donor_id))",
                "brings money or goods without a paper of its giver",
            ),
            query(
                "SELECT f.short_code, v.kind, v.year, v.number, v.amount, COALESCE(e.total, 0), COALESCE(e.n, 0) "
                "FROM funds_voucher v JOIN funds_fund f ON f.id = v.fund_id LEFT JOIN ("
                "SELECT j.voucher_id, count(DISTINCT j.id) AS n, COALESCE(sum(p.amount) FILTER (WHERE p.amount > 0), 0) AS total FROM funds_journalentry j JOIN funds_posting p ON p.entry_id = j.id "
                "WHERE j.voucher_id IS NOT NULL AND j.reverses_id IS NULL GROUP BY 1) e ON e.voucher_id = v.id "
                "WHERE v.budget_line_id IS NULL AND (v.state = 'posted' AND (e.n IS DISTINCT FROM 1 OR e.total <> v.amount)) OR (v.state <> 'posted' AND e.n > 0)",
                "{0}: {1} {2}/{3} of {4} stands in the ledger {6} times, with {5}",
            ),
        ),
    ),
    Invariant(
        "I12",
        "management cost ≤ decided level ≤ 10 % of the reduced base",
        together(
            query(
                f"SELECT short_code, year, level, base / 10 FROM ({_MANAGEMENT}) m WHERE level > div(base, 10)",  # noqa: S608 - our own words, no data
                "{0} {1}: decided {2} over the ceiling {3:.0f}",
            ),
            query(
                f"SELECT short_code, year, spent, level FROM ({_MANAGEMENT}) m WHERE spent > level",  # noqa: S608 - our own words, no data
                "{0} {1}: management cost {2} over the decided {3}",
            ),
        ),
    ),
    Invariant(
        "I14",
        "transfers out = transfers in",
        query(
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
                       (SELECT COALESCE(sum(amount), 0) FROM funds_balance WHERE fund_id = f.id AND account = 'A5') AS amount,
                       (SELECT COALESCE(sum(amount), 0) FROM funds_transfer WHERE sender_id = f.id AND state = 'sent') AS sent
                FROM funds_fund f) a JOIN funds_fund f ON f.id = a.id WHERE a.amount <> a.sent
            """,
            "{0}: {1}",
        ),
    ),
    Invariant(
        "I15",
        "pledges, agreements and direct support never stand in the books",
        _of_entries(
            "FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id JOIN funds_fund f ON f.id = j.fund_id "
            "LEFT JOIN donors_pledge g ON g.id = p.pledge_id WHERE p.income_id = 'T99' OR g.route = 'direct'",
            "counts what did not pass through the fund",
        ),
    ),
    Invariant(
        "I16",
        "a foreign gift has its approval, not later than its posting",
        _of_vouchers(
            "d.kind = 'foreign' AND (v.foreign_approval = '' OR v.foreign_approved_on IS NULL OR v.foreign_approved_on > v.day)",
            "of a foreign donor has no approval of its day",
            "JOIN donors_donor d ON d.id = v.donor_id",
        ),
    ),
    Invariant(
        "I21",
        "honour amounts ≤ received amounts of that giver, one honour per receipt",
        query(_HONOURS, "honour {0} {1}"),
    ),
    Invariant(
        "I22",
        "preparer, approver and cashier are three people",
        _of_vouchers(
            "(v.drafted_by_id = v.approved_by_id OR v.posted_by_id IN (v.drafted_by_id, v.approved_by_id) "
            "OR v.drafted_by_id IS NULL OR v.approved_by_id IS NULL OR v.posted_by_id IS NULL)",
            "has one person twice",
        ),
    ),
    Invariant(
        "I23",
        "no entry was changed or removed: the chain of hashes holds",
        together(
            _chain,
            query(_SEEN_AT_CLOSING, "{0}: the chain's head of {1} is not the one written down at closing"),
        ),
    ),
)
