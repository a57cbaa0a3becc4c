"""Programs the runner starts, and their orderly or disorderly end.

Three nets, because a runner can be killed with -9: each child asks the kernel for a signal when the runner
dies; each carries the checkout's mark in its environment, so that the next start finds what is left over; and
the database and the broker, which write over their environment, are known by their working folder.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Account

MARK = "LAO_CAI_SUPPORT_RUN"
PR_SET_PDEATHSIG = 1
LONGEST_LOG = 10 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


class Process:
    """One running program with its log and the signals that end it, from the polite to the last."""

    def __init__(
        self,
        name: str,
        popen: subprocess.Popen[bytes],
        log: Path,
        ends: Sequence[tuple[int, float]],
        once: bool,
    ) -> None:
        self.name = name
        self.popen = popen
        self.log = log
        self.ends = ends
        self.once = once

    @property
    def code(self) -> int | None:
        """Exit code, or None while it runs."""
        return self.popen.poll()

    def last_line(self) -> str:
        """The last line of the log that says something, to help whoever reads the sentence."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 8192))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def stop(self) -> None:
        """End the program and its whole group; returns when it has gone."""
        for sign, patience in (*self.ends, (signal.SIGKILL, 5.0)):
            if self.code is not None:
                break
            self._signal(sign)
            try:
                self.popen.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        _signal_group(self.popen.pid, signal.SIGKILL)

    def _signal(self, sign: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.popen.send_signal(sign)


class Household:
    """All programs of one runner, in the order they were started."""

    def __init__(self, mark: str, log: Path) -> None:
        self.mark = mark
        self.log = log
        self.members: list[Process] = []

    def start(
        self,
        name: str,
        command: Sequence[str | os.PathLike[str]],
        *,
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        ends: Sequence[tuple[int, float]] = ((signal.SIGTERM, 10.0),),
        dying: int = signal.SIGTERM,
        once: bool = False,
    ) -> Process:
        """Start a program in a session of its own, its output going to its log.

        `ends`: signals with the seconds each is given. `dying`: what the kernel sends when the runner dies.
        `once`: it does its work and ends by itself. Call from the main thread only: the kernel watches the
        thread that started the child.
        """
        path = self.log / f"{name}.log"
        if path.exists() and path.stat().st_size > LONGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        with path.open("wb" if once else "ab") as out:
            popen = subprocess.Popen(
                [os.fspath(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**env, MARK: self.mark},
                cwd=cwd,
                start_new_session=True,
                preexec_fn=die_with_parent(dying),  # noqa: PLW1509
                **(account.options() if account else {}),
            )
        process = Process(name, popen, path, ends, once)
        self.members.append(process)
        return process

    def check(self) -> None:
        """Raise Halt when a program that should run has ended."""
        for process in self.members:
            if process.code is not None and not (process.once and process.code == 0):
                raise Halt(explain_end(process))

    def finish(self, process: Process, *, timeout: float) -> int:
        """Wait for a program that ends by itself, watching the others; its exit code."""
        for _pause in until(timeout):
            if process.code is not None:
                self.members.remove(process)
                _signal_group(process.popen.pid, signal.SIGKILL)
                return process.code
            self.check()
        raise Halt(f"{process.name} did not end within {timeout:.0f} seconds; see {process.log}.")

    def stop(self) -> None:
        """End everything, the last started first."""
        while self.members:
            self.members.pop().stop()


def until(seconds: float, pause: float = 0.05) -> Iterator[float]:
    """Passes of a waiting loop, `pause` seconds apart, for at most `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield end - time.monotonic()
        time.sleep(pause)


def explain_end(process: Process) -> str:
    """The sentence for a program that ended on its own."""
    last = process.last_line()
    if "No space left on device" in last:
        return f"The disk is full: {process.name} could not write; free some room and start again."
    code = process.code or 0
    ended = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return f"{process.name} {ended}; see {process.log}" + (f" ({last[:200]})" if last else "") + "."


def die_with_parent(sign: int) -> Callable[[], None]:
    """What a child runs before its program: have the kernel signal it when the runner dies."""
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)
        if os.getppid() != parent:  # the runner died between fork and here
            os._exit(1)

    return ask


def is_alive(pid: int) -> bool:
    """Whether the process runs. A zombie does not: without an init nobody may ever collect it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def marked(mark: str) -> list[int]:
    """Living processes that carry the mark in their environment, this one not counted."""
    wanted = f"{MARK}={mark}".encode()
    return [pid for pid in _pids() if pid != os.getpid() and wanted in _environ(pid)]


def inside(folder: Path) -> list[int]:
    """Living processes whose working folder is `folder`: a data folder's own server."""
    found = []
    for pid in _pids():
        try:
            if os.readlink(f"/proc/{pid}/cwd") == str(folder):
                found.append(pid)
        except OSError:
            continue
    return found


def end_leftovers(find: Callable[[], list[int]], ends: Sequence[tuple[int, float]]) -> None:
    """End what an earlier, killed runner left: each signal in turn until `find` finds nothing."""
    for sign, patience in ends:
        for pid in find():
            try:
                os.kill(pid, sign)
            except (ProcessLookupError, PermissionError):
                continue
        for _pause in until(patience):
            if not find():
                return
    if left := find():
        raise Halt(
            f"Processes of an earlier start are still running ({', '.join(map(str, left))}): end them and start again."
        )


def _pids() -> Iterator[int]:
    for name in os.listdir("/proc"):
        if name.isdigit() and is_alive(int(name)):
            yield int(name)


def _environ(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _signal_group(group: int, sign: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, sign)
