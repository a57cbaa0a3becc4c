"""How far the mobilisation reached: the plan's targets K4 and K5 with the readings shown beside them (domain/children 5)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

PLAN_START = datetime.date(2019, 1, 1)

# The frame: establishments active on the day, household businesses apart. Asked: at least one dated approach by a named
# mobiliser since the plan began. In the network: active on the day with a commitment of two years or more, or gifts
# received in two of the last three years.
_SQL = """
WITH frame AS (
    SELECT e.id, e.donor_id, e.kind = 'household' AS household FROM donors_establishment e
    WHERE e.valid @> %(day)s AND (%(all)s OR e.unit_id = ANY(%(units)s))
), told AS (
    SELECT f.*,
        EXISTS (SELECT 1 FROM donors_approach a WHERE a.donor_id = f.donor_id AND a.on BETWEEN %(since)s AND %(day)s) AS asked,
        EXISTS (SELECT 1 FROM donors_approach a WHERE a.donor_id = f.donor_id AND a.on BETWEEN %(year)s AND %(day)s) AS asked_year,
        EXISTS (SELECT 1 FROM donors_pledge p WHERE p.donor_id = f.donor_id AND p.state = 'fulfilled'
                AND p.accepted_on BETWEEN %(since)s AND %(day)s) AS gave,
        EXISTS (SELECT 1 FROM donors_networkmembership n WHERE n.donor_id = f.donor_id AND n.valid @> %(day)s) AS agreement,
        EXISTS (SELECT 1 FROM donors_networkmembership n WHERE n.donor_id = f.donor_id AND n.valid @> %(day)s
                AND (upper_inf(n.valid) OR upper(n.valid) >= (lower(n.valid) + interval '2 years')::date))
        OR (SELECT count(DISTINCT extract(year FROM p.accepted_on)) FROM donors_pledge p WHERE p.donor_id = f.donor_id
            AND p.state = 'fulfilled' AND p.accepted_on > %(three)s AND p.accepted_on <= %(day)s) >= 2 AS sustained
    FROM frame f
)
SELECT count(*) FILTER (WHERE NOT household), count(*) FILTER (WHERE asked AND NOT household),
       count(*) FILTER (WHERE asked_year AND NOT household), count(*) FILTER (WHERE gave AND NOT household),
       count(*), count(*) FILTER (WHERE asked),
       count(*) FILTER (WHERE asked AND sustained AND NOT household),
       count(*) FILTER (WHERE asked AND agreement AND NOT household)
FROM told
"""


@dataclass(frozen=True)
class Reach:
    """Counts of establishments; a rate with nothing below the line is None, never 0 or 100 %."""

    frame: int
    asked: int
    asked_this_year: int
    gave: int
    frame_with_households: int
    asked_with_households: int
    sustained: int
    agreements: int

    @property
    def k4(self) -> tuple[int, int]:
        return self.asked, self.frame

    @property
    def k5(self) -> tuple[int, int]:
        return self.sustained, self.asked


def reach(day: datetime.date, units: Iterable[Any] | None = None, since: datetime.date = PLAN_START) -> Reach:
    """The counts on the day; ``units`` are ids of the units meant, None the whole province with those of no commune."""
    told: dict[str, Any] = {
        "day": day,
        "since": since,
        "year": day.replace(month=1, day=1),
        "three": day.replace(year=day.year - 3, month=12, day=31),
        "all": units is None,
        "units": list(units or []),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, told)
        return Reach(*cursor.fetchone())
