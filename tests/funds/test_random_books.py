"""Tens of thousands of random acts, from two connections at once, also by processes that are killed: the books hold.

The short form is part of the suite; RANDOM_OPERATIONS=20000 makes it the long one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from funds.ledger.invariants import broken
from funds.models import JournalEntry, Sheet
from tests.funds.random_books import Office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OPERATIONS = int(os.environ.get("RANDOM_OPERATIONS", "120"))
BATCH = 500
SEED = int(os.environ.get("RANDOM_SEED", "1"))
ROOT = Path(__file__).resolve().parents[2]


def holds() -> None:
    assert [(invariant.code, lines) for invariant, lines in broken()] == []


def by_one_connection(seed: int, count: int) -> Counter[str]:
    try:
        return Office(seed).work(count)
    finally:
        connection.close()


def test_random_acts_from_two_connections(books: Any, district_books: Any, units: Any, lists: Any) -> None:
    seen: Counter[str] = Counter()
    for start in range(0, OPERATIONS, BATCH):
        count = min(BATCH, OPERATIONS - start) // 2
        with ThreadPoolExecutor(2) as pool:
            seeds = (SEED + start, SEED + start + 1_000_000)
            for done in [pool.submit(by_one_connection, seed, count) for seed in seeds]:
                seen += done.result()
        holds()
    print(sorted(seen.items()))
    assert JournalEntry.objects.count() > OPERATIONS // 5
    assert seen["receive"] and seen["pay"] and seen["take_goods"] and seen["refused"]


def surroundings() -> dict[str, str]:
    """What a worker of its own needs to work on this test's database."""
    held = connection.settings_dict
    address = f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"
    told = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lao_cai_support.settings"}
    return {**os.environ, **told, "BUSINESS_DAY": "2024-11-15", "DEMO": "1"}


def worker(seed: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.funds.random_books", str(seed), "100000"]
    return subprocess.Popen(words, cwd=ROOT, env=surroundings())


def test_random_acts_by_processes_that_are_killed(books: Any, district_books: Any, units: Any, lists: Any) -> None:
    """SIGKILL at any moment: what was begun is done whole or not at all."""
    rng, rounds = random.Random(SEED), max(1, OPERATIONS // 1000)
    for turn in range(rounds):
        before = JournalEntry.objects.count()
        workers = [worker(SEED + 10 * turn + n) for n in range(2)]
        try:
            deadline = time.monotonic() + 60
            while JournalEntry.objects.count() < before + 3 and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(rng.uniform(0.1, 2))
        finally:
            for one in workers:
                one.send_signal(signal.SIGKILL)
                one.wait()
        assert JournalEntry.objects.count() >= before + 3
        wait_until_gone()
        holds()


def wait_until_gone() -> None:
    """A killed worker's server process lives until it notices; its open transaction ends with it."""
    for _turn in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)


def test_a_worker_killed_between_posting_and_confirming(hand_out: Any, books: Any, units: Any) -> None:
    """The sheet, the ledger and the needs are written together or not at all; done again, it is done once."""
    plan = books.issue(books.plan())
    sheet = plan.sheets.order_by("pk")[0]
    before = JournalEntry.objects.count()
    word = "booked"
    program = (
        "import django, os, signal; django.setup()\n"
        "from funds.services import distribution as handing\n"
        "from funds.models import JournalEntry, Sheet\n"
        "from lao_cai_support.accounts.models import User\n"
        f"sheet = Sheet.objects.get(code={sheet.code!r}); user = User.objects.get(pk={books.cashier.pk})\n"
        "handing._deliver = lambda *args: (print(JournalEntry.objects.filter(key='sheet-' + sheet.code).count(), "
        f"{word!r}, flush=True), os.kill(os.getpid(), signal.SIGKILL))\n"
        "results = {l.pk: {'received': l.issued, 'returned': 0, 'missing': 0, 'signer': 'A'} for l in sheet.lines.all()}\n"
        "handing.record_sheet(user=user, sheet=sheet, results=results)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL and f"1 {word}" in done.stdout, done.stderr
    wait_until_gone()
    assert JournalEntry.objects.count() == before
    assert Sheet.objects.get(pk=sheet.pk).recorded_on is None
    holds()
    books.record(sheet)
    assert JournalEntry.objects.count() == before + 1
    assert all(line.allocation.confirmed == 1 for line in sheet.lines.select_related("allocation"))
    holds()
