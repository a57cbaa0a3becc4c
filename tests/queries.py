"""Counting what a page asks the database: compared between 3 rows and 30, never guessed."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, url: str) -> int:
    """How many queries opening the page takes. The page must answer 200.

    It is opened once before, so that what is fetched once (the map of units, say) is not counted.
    """
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
            assert answer.status_code == 200, f"{url}: {answer.status_code}"
            b"".join(answer) if answer.streaming else answer.content
    return len(queries)
