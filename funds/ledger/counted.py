"""What lies beside the book (I11): the bank's statements and the counts of cash box and store, asked in the database.

A difference is no fault when a record explains it. What is still being matched or counted in an open month is work,
not a difference: it is asked for when the month or the year is closed, as funds.services.closing asks the chair.
"""

from funds.ledger.invariants import Invariant, query, together

WITHIN = 10  # days after a period's last day in which it may be counted; see COUNTED_WITHIN of the closing

_PERIODS = """
    SELECT fund_id, (month + interval '1 month -1 day')::date AS until, closed_on FROM funds_monthclosing
    UNION ALL SELECT fund_id, make_date(year, 12, 31), closed_on FROM funds_closing
"""
_CLOSED = f"SELECT fund_id, max(until) AS until FROM ({_PERIODS}) p GROUP BY fund_id"  # noqa: S608 - our own words, no data

_OPEN_LINES = f"""
    SELECT f.short_code, count(*), c.until, min(l.day) FROM funds_statementline l JOIN funds_fundplace p ON p.id = l.place_id
    JOIN funds_fund f ON f.id = p.fund_id JOIN ({_CLOSED}) c ON c.fund_id = f.id
    WHERE l.voucher_id IS NULL AND l.transfer_id IS NULL AND l.note = '' AND l.day <= c.until GROUP BY 1, 3
"""  # noqa: S608 - our own words, no data

_OTHER_PAPERS = """
    SELECT f.short_code, l.code, l.day FROM funds_statementline l JOIN funds_fundplace p ON p.id = l.place_id
    JOIN funds_fund f ON f.id = p.fund_id LEFT JOIN funds_voucher v ON v.id = l.voucher_id LEFT JOIN funds_transfer t ON t.id = l.transfer_id
    WHERE v.state = 'cancelled'
       OR (v.state = 'posted' AND (v.place_id <> l.place_id OR v.amount <> abs(l.amount)
           OR NOT (l.amount > 0 AND v.kind IN ('PT', 'BC') OR l.amount < 0 AND v.kind = 'PC')))
       OR t.amount <> abs(l.amount)
       OR (t.id IS NOT NULL AND l.place_id IS DISTINCT FROM CASE WHEN l.amount < 0 THEN t.from_place_id ELSE t.to_place_id END)
"""

_CASH_COUNTS = """
    SELECT f.short_code, k."on", CASE
        WHEN k.counted <> (SELECT COALESCE(sum(n.key::bigint * n.value::bigint), 0) FROM jsonb_each_text(k.notes) n)
            THEN 'has notes that do not add up to ' || k.counted
        ELSE 'differs by ' || k.counted - k.book || ' and nobody says why and what is done' END
    FROM funds_cashcount k JOIN funds_fund f ON f.id = k.fund_id
    WHERE k.confirmed_on IS NOT NULL AND (
        k.counted <> (SELECT COALESCE(sum(n.key::bigint * n.value::bigint), 0) FROM jsonb_each_text(k.notes) n)
        OR k.difference <> k.counted - k.book OR (k.counted <> k.book AND (k.cause = '' OR k.handling = '')))
"""

# The last count that the closing saw. One of a later day stands beside a book that was still open: only its being there counts.
_CASH_AT_CLOSING = f"""
    SELECT f.short_code, c.until, CASE WHEN k.book IS NULL THEN 'nobody counted' ELSE 'the count says ' || k.book END, a.held
    FROM ({_PERIODS}) c JOIN funds_fund f ON f.id = c.fund_id
    CROSS JOIN LATERAL (SELECT COALESCE(sum(d.amount), 0) AS held FROM (
        SELECT DISTINCT ON (earmark_key) amount FROM funds_balanceday
        WHERE fund_id = c.fund_id AND account = 'A1' AND day <= c.until ORDER BY earmark_key, day DESC) d) a
    LEFT JOIN LATERAL (
        SELECT "on", book FROM funds_cashcount WHERE fund_id = c.fund_id AND confirmed_on <= c.closed_on
           AND "on" BETWEEN c.until AND c.until + {WITHIN} ORDER BY "on" DESC, id DESC LIMIT 1) k ON TRUE
    WHERE (k.book IS NULL AND a.held <> 0) OR (k."on" = c.until AND k.book <> a.held)
"""  # noqa: S608 - our own words, no data

_STOCK_AT_CLOSING = f"""
    SELECT f.short_code, c.until FROM ({_PERIODS}) c JOIN funds_fund f ON f.id = c.fund_id
    WHERE EXTRACT(MONTH FROM c.until) = 12
      AND (SELECT COALESCE(sum(quantity), 0) FROM funds_posting WHERE fund_id = c.fund_id AND account = 'A3' AND day <= c.until) <> 0
      AND NOT EXISTS (SELECT 1 FROM funds_stockcount k WHERE k.fund_id = c.fund_id AND k.confirmed_on IS NOT NULL
                      AND k."on" BETWEEN c.until AND c.until + {WITHIN})
"""  # noqa: S608 - our own words, no data

_STOCK_LINES = """
    SELECT f.short_code, k."on", o.code, l.counted, l.book FROM funds_stockcountline l JOIN funds_stockcount k ON k.id = l.count_id
    JOIN funds_fund f ON f.id = k.fund_id JOIN funds_lot o ON o.id = l.lot_id
    WHERE k.confirmed_on IS NOT NULL AND ((l.counted < l.book AND l.reason = '') OR (l.counted > l.book AND l.note = ''))
"""

# What an earlier count found missing and nobody wrote off is missing in the next count too: the last one of a store tells.
_SHORTAGES = f"""
    SELECT f.short_code, k."on", o.code, l.book - l.counted, k.until FROM (
        SELECT DISTINCT ON (k.store_id) k.id, k.fund_id, k."on", c.until FROM funds_stockcount k JOIN ({_CLOSED}) c ON c.fund_id = k.fund_id
        WHERE k.confirmed_on IS NOT NULL AND k."on" <= c.until ORDER BY k.store_id, k."on" DESC, k.id DESC) k
    JOIN funds_fund f ON f.id = k.fund_id JOIN funds_stockcountline l ON l.count_id = k.id JOIN funds_lot o ON o.id = l.lot_id
    LEFT JOIN funds_voucher v ON v.id = l.voucher_id AND v.state = 'posted'
    WHERE l.counted < l.book AND v.id IS NULL
"""  # noqa: S608 - our own words, no data

_WRITTEN_OFF = """
    SELECT short_code, day, code, short, gone FROM (
        SELECT f.short_code, k."on" AS day, o.code, l.book - l.counted AS short,
               (SELECT COALESCE(sum(quantity), 0) FROM funds_voucherline WHERE voucher_id = v.id AND lot_id = l.lot_id) AS gone
        FROM funds_stockcountline l JOIN funds_stockcount k ON k.id = l.count_id JOIN funds_fund f ON f.id = k.fund_id
        JOIN funds_lot o ON o.id = l.lot_id JOIN funds_voucher v ON v.id = l.voucher_id WHERE v.state = 'posted') s
    WHERE short <> gone
"""

# What the book says of each cash box and account, and that a posting lies where its paper says.
_PLACES = """
    SELECT f.short_code, p.name, COALESCE(d.amount, 0), s.total FROM funds_fundplace p JOIN funds_fund f ON f.id = p.fund_id
    JOIN (SELECT place_id, sum(amount) AS total FROM funds_posting WHERE place_id IS NOT NULL GROUP BY 1) s ON s.place_id = p.id
    LEFT JOIN LATERAL (SELECT amount FROM funds_placeday WHERE place_id = p.id ORDER BY day DESC LIMIT 1) d ON TRUE
    WHERE COALESCE(d.amount, 0) <> s.total
"""
_OTHER_PLACE = """
    SELECT f.short_code, j.sequence FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id
    JOIN funds_voucher v ON v.id = j.voucher_id JOIN funds_fund f ON f.id = p.fund_id
    WHERE p.place_id <> v.place_id
"""

BESIDE_THE_BOOK = Invariant(
    "I11",
    "bank statement = bank account, counts of cash and stock = book, or a record says why not",
    together(
        query(
            _OPEN_LINES, "{0}: closed up to {2} with {1} bank lines that are no paper's and not explained (from {3})"
        ),
        query(_OTHER_PAPERS, "{0}: bank line {1} of {2} and its paper differ"),
        query(_CASH_COUNTS, "{0}: the count of cash on {1} {2}"),
        query(_CASH_AT_CLOSING, "{0}: cash when {1} was closed: {2}, the book {3}"),
        query(_STOCK_AT_CLOSING, "{0}: {1} was closed and nobody counted the store"),
        query(_STOCK_LINES, "{0}: the count of stock on {1} has {3} of lot {2}, the book {4}, and nobody says why"),
        query(_SHORTAGES, "{0}: the count of stock on {1} lacks {3} of lot {2}, not written off when {4} was closed"),
        query(_PLACES, "{0}: {1} holds {2}, its postings come to {3}"),
        query(_OTHER_PLACE, "{0}: entry {1} moves money at another place than its paper says"),
        query(_WRITTEN_OFF, "{0}: the count of stock on {1} lacks {3} of lot {2}, written off were {4}"),
    ),
)
