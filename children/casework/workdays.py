"""Working days of the office: Monday to Friday without public holidays (Bộ luật Lao động 45/2019 Art. 112).

Which weekdays are off for Tết, Hùng Kings' day and the second day of National Day is said anew every year: holidays.csv
carries them year by year. ``source`` law: the day is fixed by the law; notice: by the year's notice, written down from
memory and not yet compared with the notice itself (docs/decisions/10-case-work.md).
"""

import csv
import datetime
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "holidays.csv"


@cache
def calendar() -> dict[datetime.date, bool]:
    """The days that are not what their weekday says: False a weekday off, True a Saturday worked."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {datetime.date.fromisoformat(row["day"]): row["kind"] == "work" for row in csv.DictReader(rows)}


@cache
def known_years() -> frozenset[int]:
    """Years whose holidays are written down; of any other year nobody can say which days are worked."""
    return frozenset(day.year for day in calendar())


def is_working_day(day: datetime.date) -> bool | None:
    """Whether the office works on the day; None when the year's holidays are not known."""
    if day.year not in known_years():
        return None
    return calendar().get(day, day.weekday() < 5)


def after_working_days(start: datetime.date, count: int) -> datetime.date | None:
    """The last day of a term of ``count`` working days; the day it starts on is not counted (Bộ luật Dân sự Art. 147).

    None when the term reaches into a year whose holidays are not known.
    """
    day = start
    while count:
        day += datetime.timedelta(days=1)
        worked = is_working_day(day)
        if worked is None:
            return None
        count -= worked
    return day
