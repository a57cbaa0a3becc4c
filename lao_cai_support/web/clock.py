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


def today() -> datetime.date:
    """The office's day: ``BUSINESS_DAY`` when it is set, the real day in Việt Nam otherwise."""
    return settings.BUSINESS_DAY or timezone.now().astimezone(HANOI).date()


def now() -> datetime.datetime:
    """The office's moment (aware): the real time of day on the office's day."""
    moment = timezone.now().astimezone(HANOI)
    if settings.BUSINESS_DAY:
        return moment.replace(
            year=settings.BUSINESS_DAY.year, month=settings.BUSINESS_DAY.month, day=settings.BUSINESS_DAY.day
        )
    return moment


@contextmanager
def on_day(day: datetime.date) -> Iterator[None]:
    """Let the office live on another day: how the demonstration's past is built with the office's own acts."""
    former = settings.BUSINESS_DAY
    settings.BUSINESS_DAY = day
    try:
        yield
    finally:
        settings.BUSINESS_DAY = former
