"""A month of activities as weeks of days, for the office and for the public."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from donors.models import Activity


@dataclass
class Day:
    date: datetime.date
    inside: bool
    activities: list[Activity] = field(default_factory=list)


def month_of(text: str, day: datetime.date) -> datetime.date:
    """The first day of the month asked for as ``2024-11``; without one, of the day's own month."""
    try:
        return datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.replace(day=1)


def span(month: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of the month."""
    return month, month.replace(day=calendar.monthrange(month.year, month.month)[1])


def beside(month: datetime.date) -> tuple[str, str]:
    """The months before and after, as the address takes them."""
    before = month - datetime.timedelta(days=1)
    after = span(month)[1] + datetime.timedelta(days=1)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"


def weeks(month: datetime.date, activities: Iterable[Activity]) -> list[list[Day]]:
    """Whole weeks from Monday, each day with what goes on; a term of many days stands on each of its weekdays."""
    rows = list(activities)
    made = []
    for week in calendar.Calendar().monthdatescalendar(month.year, month.month):
        days = [Day(date, date.month == month.month) for date in week]
        for day in days:
            day.activities = [
                one
                for one in rows
                if day.inside and day.date in one.valid and not (one.daily and day.date.weekday() > 4)
            ]
        made.append(days)
    return made
