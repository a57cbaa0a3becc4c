"""Folders and runners for the tests of the local servers: real programs, each bounded in time."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lao_cai_support.local.place import Place
from lao_cai_support.local.processes import Household
from lao_cai_support.local.servers import Servers

ROOT = Path(__file__).resolve().parents[2]
# What the suite itself runs with must not reach the runner under test.
OWN_NAMES = {
    "DATABASE_URL",
    "REDIS_URL",
    "PORT",
    "PG_BINDIR",
    "VAR_DIR",
    "DEMO",
    "BUSINESS_DAY",
    "SECRET_KEY",
}
PATIENCE = 30


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """These tests touch no cache of the suite (overrides the fixture of the whole suite)."""


@pytest.fixture
def var() -> Iterator[Path]:
    """A state folder the servers' account can reach even when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="local-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    Place(ROOT, folder).remove()


@pytest.fixture
def place(var: Path) -> Place:
    return Place(ROOT, var)


@pytest.fixture
def servers(place: Place) -> Iterator[Servers]:
    """Both embedded servers, started in this process."""
    household = Household(place.id, place.log)
    started = Servers(place, {})
    try:
        started.start(household)
        yield started
    finally:
        household.stop()


class Runner:
    """`python -m lao_cai_support.local …` as a process of its own."""

    def __init__(self, var: Path, *words: str, **env: str) -> None:
        clean = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lao_cai_support.local", *words],
            cwd=ROOT,
            env={**clean, "VAR_DIR": str(var), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def addresses(self) -> dict[str, str]:
        """What `servers` prints once both are up."""
        assert self.process.stdout is not None
        found: dict[str, str] = {}
        while len(found) < 2:
            line = self.process.stdout.readline()
            assert line, f"the runner ended: {self.process.wait(5)}"
            name, is_address, value = line.strip().partition("=")
            if is_address:
                found[name] = value
        return found

    def end(self, sign: int = signal.SIGTERM) -> tuple[int, str]:
        """Signal it; its exit code and what it said since."""
        self.process.send_signal(sign)
        return self.result()

    def result(self) -> tuple[int, str]:
        said, _none = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@pytest.fixture
def runner(var: Path) -> Iterator[Callable[..., Runner]]:
    """Start a runner on the test's own state folder; whatever is left of it ends with the test."""
    started: list[Runner] = []

    def start(*words: str, **env: str) -> Runner:
        started.append(Runner(var, *words, **env))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(PATIENCE)
        if one.process.stdout:
            one.process.stdout.close()


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
