"""The one clock: every rule of the portal asks it for today.

``BUSINESS_DAY`` (settings) moves the office into the plan's own world; the wall clock is left to sessions,
logs and the worker's heartbeat.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_lived: datetime.date | None = None  # the day of ``on_day``, while it lasts


def today() -> datetime.date:
    """The office's day: ``BUSINESS_DAY`` when it is set, the real day in Việt Nam otherwise."""
    return settings.BUSINESS_DAY or timezone.now().astimezone(HANOI).date()


def moment(day: datetime.date) -> datetime.datetime:
    """Nine in the morning of the day: the moment of what is only known by its day."""
    return datetime.datetime.combine(day, datetime.time(9), HANOI)


def now() -> datetime.datetime:
    """The office's moment (aware): the real time of day on the office's day, nine o'clock on a day lived through."""
    if _lived is not None:
        return moment(_lived)
    real = timezone.now().astimezone(HANOI)
    if settings.BUSINESS_DAY:
        return real.replace(
            year=settings.BUSINESS_DAY.year, month=settings.BUSINESS_DAY.month, day=settings.BUSINESS_DAY.day
        )
    return real


@contextmanager
def on_day(day: datetime.date) -> Iterator[None]:
    """Let the office live on another day: how the demonstration's past is built with the office's own acts."""
    global _lived
    former = settings.BUSINESS_DAY, _lived
    settings.BUSINESS_DAY = _lived = day
    try:
        yield
    finally:
        settings.BUSINESS_DAY, _lived = former
