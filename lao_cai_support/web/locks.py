"""One worker at a time for one piece of work, across transactions and processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def alone(kind: str, key: int) -> Iterator[None]:
    """Hold the lock of this piece of work while the block runs; another worker waits here until then.

    The lock belongs to the connection: a killed worker leaves none behind, and what it left half done is the next
    one's to do again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s), %s)", [kind, key % 2**31])
    try:
        yield
    finally:
        _release(kind, key)


def _release(kind: str, key: int) -> Any:
    if connection.connection is None or connection.connection.closed:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", [kind, key % 2**31])
