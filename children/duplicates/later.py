"""Files just written are compared with the register by the worker, as soon as their transaction has committed."""

from collections.abc import Iterable

from celery import current_app
from django.db import transaction


def compare_later(ids: Iterable[int]) -> None:
    """Send the worker to compare these files (keys of children) after the commit. A broker that does not answer is
    logged and spoils nothing: the next search of the district finds what this one would have found."""
    keys = sorted(set(ids))

    def send() -> None:
        current_app.send_task("children.tasks.compare_children", args=[keys])

    if keys:
        transaction.on_commit(send, robust=True)
