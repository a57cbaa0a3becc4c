"""The work list after sign-in: each app tells what is due; the count equals the list behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

TONES = ("late", "due", "returned", "info")


@dataclass(frozen=True)
class Task:
    """One line of the work list.

    ``label`` is what to do ("Duyệt nhu cầu"), ``count`` how many records, ``url`` the list that shows exactly
    these, ``tone`` late, due, returned or info, ``note`` why or until when.
    """

    label: str
    count: int
    url: str
    tone: str = "due"
    note: str = ""


Provider = Callable[[Any], Iterable[Task]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Called in an app's ``ready()``: the provider gives the tasks of one user, in few queries."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def tasks_for(user: Any) -> list[Task]:
    """All lines with something behind them, late first."""
    tasks = [task for provider in _providers for task in provider(user) if task.count]
    return sorted(tasks, key=lambda task: TONES.index(task.tone))
