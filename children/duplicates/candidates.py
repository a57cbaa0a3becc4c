"""Finding pairs of files that may be one child: a few joins in the database, whether one child asks or a province.

Every file asked about is compared with the whole register, but only where something says so (a *block*): the commune
and the name as it sounds; a parent and the given name; both parents; the given name and the day, or day and month
exchanged; the village and the given name; the commune and the day. A name alone, elsewhere and on another day, never
weighs enough. What the blocks give is compared field by field (levels.py), weighed (score.py) and kept when it weighs
enough. Nothing is ever merged here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from children.duplicates.levels import ADULTS, COUNTS, FOUND_BY, LEVELS, MOST_YEARS_APART, PERSONS
from children.duplicates.score import SCORED, SHOWN
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import random_code

# One search at a time writes pairs: two that overlap would wait for each other's rows in turn.
_LOCK = 7402
_REGISTER = ("dup_met", "dup_adult", "dup_size", "dup_count", "dup_person")
_PORTION = ("dup_scope", "dup_pair", "dup_named", "dup_level", "dup_scored")

_SCOPE = """
CREATE TEMP TABLE dup_scope AS
SELECT s.*, CASE WHEN day <= 12 AND day <> month THEN make_date(year, day, month) END AS swapped
FROM {register} s WHERE s.id = ANY(%(ids)s);
ANALYZE dup_scope;
"""

_NEXT_YEAR = "c.year BETWEEN s.year - 1 AND s.year + 1"
_BORN_NEAR = f"""({_NEXT_YEAR} OR (c.year BETWEEN s.year - {MOST_YEARS_APART} AND s.year + {MOST_YEARS_APART}
        AND NOT s.by_year AND c.day = s.day AND c.month = s.month))"""

# What joins a file asked about (s) to another one (c).
_BLOCKS = (
    f"JOIN {{register}} c ON c.name_key = s.name_key AND c.unit_id = s.unit_id AND {_BORN_NEAR}",
    f"""JOIN children_guardian g ON g.household_id = s.household_id
        JOIN {{adults}} c ON c.adult = g.name_key AND c.given = s.given AND {_BORN_NEAR}""",
    f"JOIN {{register}} c ON c.father = s.father AND c.mother = s.mother AND {_NEXT_YEAR}",
    f"JOIN {{register}} c ON c.household_id = s.household_id AND {_NEXT_YEAR}",
    "JOIN {register} c ON c.born = s.born AND c.given = s.given AND NOT s.by_year",
    "JOIN {register} c ON c.born = s.swapped AND c.given = s.given",
    f"JOIN {{register}} c ON c.village_id = s.village_id AND c.given = s.given AND {_NEXT_YEAR}",
    "JOIN {register} c ON c.unit_id = s.unit_id AND c.born = s.born AND NOT s.by_year",
)
_MET = " UNION ALL ".join(f"SELECT s.id AS asked, c.id AS other FROM dup_scope s {block}" for block in _BLOCKS)  # noqa: S608 - put together when loaded, so no data
_PAIRS = f"""
CREATE TEMP TABLE dup_pair AS
SELECT DISTINCT LEAST(asked, other) AS a, GREATEST(asked, other) AS b FROM ({_MET}) AS met WHERE other {{than}} asked;
ANALYZE dup_pair;
"""  # noqa: S608 - our own words, no data

_INLINE = {"register": f"({FOUND_BY})", "adults": f"({ADULTS})"}
_TABLES = {"register": "dup_met", "adults": "dup_adult"}
_WHOLE_REGISTER = f"""
CREATE TEMP TABLE dup_met AS {FOUND_BY};
CREATE TEMP TABLE dup_adult AS {ADULTS};
CREATE INDEX ON dup_met (id);
ANALYZE dup_met;
ANALYZE dup_adult;
"""  # noqa: S608 - put together when loaded, so no data
_MET_ALONE = f"""
CREATE TEMP TABLE dup_met AS
{FOUND_BY} AND c.id IN (SELECT a FROM dup_pair UNION SELECT b FROM dup_pair);
ANALYZE dup_met;
"""  # noqa: S608 - put together when loaded, so no data

_STALE = """
DELETE FROM children_duplicatepair p
WHERE p.state = 'open' AND (p.b_id IN (SELECT id FROM dup_scope) {or_a})
  AND NOT EXISTS (SELECT 1 FROM dup_scored f WHERE f.a = p.a_id AND f.b = p.b_id);
"""
_OR_A = "OR p.a_id IN (SELECT id FROM dup_scope)"

_WRITE = """
INSERT INTO children_duplicatepair AS held (code, a_id, b_id, weight, score, evidence, state, found_on, reason)
SELECT code, a, b, weight, least(99, greatest(1, round(100 / (1 + power(2, -weight / 10.0))))), evidence, 'open', %(day)s, ''
FROM (SELECT *, row_number() OVER (ORDER BY a, b) AS place FROM dup_scored) found
JOIN unnest(%(codes)s::text[]) WITH ORDINALITY AS given (code, place) USING (place)
ORDER BY a, b
ON CONFLICT (a_id, b_id) DO UPDATE SET weight = excluded.weight, score = excluded.score, evidence = excluded.evidence
WHERE held.state = 'open' AND (held.weight, held.evidence) IS DISTINCT FROM (excluded.weight, excluded.evidence);
"""


def compare(ids: Sequence[int]) -> int:
    """Compare these files (keys of children) with the whole register; gives how many pairs were found.

    New pairs are written, known ones weighed anew, and open ones that nothing speaks for any more go. What somebody
    said of a pair ("not the same", merged) stays as it was said. The work grows with the files asked about.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _begin(cursor)
        cursor.execute(_SCOPE.format(**_INLINE), {"ids": list(ids)})
        cursor.execute(_PAIRS.format(**_INLINE, than="<>"))
        for step in (_MET_ALONE, COUNTS, PERSONS):
            cursor.execute(step)
        found = _weigh(cursor, whole=False)
        _drop(cursor, _REGISTER)
    return found


class Search:
    """Compares portion after portion, each in a transaction of its own, with a register that was laid out once."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole

    def compare(self, ids: Sequence[int]) -> int:
        """As ``compare``. When the whole register is asked about, each pair is met in one of its two turns."""
        with transaction.atomic(), connection.cursor() as cursor:
            _begin(cursor, keep_register=True)
            cursor.execute(_SCOPE.format(**_TABLES), {"ids": list(ids)})
            cursor.execute(_PAIRS.format(**_TABLES, than="<" if self.whole else "<>"))
            return _weigh(cursor, whole=self.whole)


@contextmanager
def search(*, whole: bool) -> Iterator[Search]:
    """Lay the register out for a search of many files; ``whole`` when all of them will be asked about."""
    with connection.cursor() as cursor:
        _drop(cursor, _REGISTER)
        for step in (_WHOLE_REGISTER, COUNTS, PERSONS):
            cursor.execute(step)
        try:
            yield Search(whole=whole)
        finally:
            _drop(cursor, _REGISTER)


def _begin(cursor: CursorWrapper, *, keep_register: bool = False) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    _drop(cursor, _PORTION if keep_register else _PORTION + _REGISTER)


def _weigh(cursor: CursorWrapper, *, whole: bool) -> int:
    """From the pairs that were met to the pairs that are kept."""
    cursor.execute(LEVELS)
    cursor.execute(SCORED, {"shown": SHOWN})
    cursor.execute("SELECT count(*) FROM dup_scored")
    found: int = cursor.fetchone()[0]
    cursor.execute(_STALE.format(or_a="" if whole else _OR_A))
    cursor.execute(_WRITE, {"day": today(), "codes": [random_code() for _ in range(found)]})
    _drop(cursor, _PORTION)
    return found


def _drop(cursor: CursorWrapper, tables: Sequence[str]) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in tables)}")
