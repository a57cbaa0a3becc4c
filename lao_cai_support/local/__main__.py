"""The runner's command line: run, manage, test, servers."""

import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from lao_cai_support.local.errors import Ended, Halt
from lao_cai_support.local.manage import manage
from lao_cai_support.local.place import Place
from lao_cai_support.local.processes import Household
from lao_cai_support.local.run import run, take_lock
from lao_cai_support.local.servers import Servers
from lao_cai_support.local.suite import suite

ROOT = Path(__file__).resolve().parents[2]
USAGE = "Use: python -m lao_cai_support.local run | manage COMMAND … | test [quick] [pytest arguments] | servers"


def servers_only(place: Place, env: Mapping[str, str]) -> int:
    """Database and broker alone, their addresses printed: for work on the code."""
    lock = take_lock(place, "servers")
    place.require_room()
    household = Household(place.id, place.log)
    try:
        servers = Servers(place, env)
        servers.start(household)
        lock.say(f"servers\n{servers.database_url}\n{servers.redis_url}")
        for name, value in servers.addresses().items():
            print(f"{name}={value}", flush=True)
        while True:
            household.check()
            time.sleep(0.2)
    finally:
        household.stop()
        lock.free()


def main() -> int:
    """Dispatch; every expected trouble becomes one sentence and exit code 1."""
    word, *words = sys.argv[1:] or [""]
    # VAR_DIR moves the whole state of the runner, for the tests and for whoever wants it on another disk.
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    acts: dict[str, Callable[[], int]] = {
        "run": lambda: run(Place(ROOT, var), os.environ),
        "manage": lambda: manage(Place(ROOT, var), os.environ, words),
        "test": lambda: suite(ROOT, _made(var), os.environ, words),
        "servers": lambda: servers_only(Place(ROOT, var), os.environ),
    }
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to outlive its terminal
        signal.signal(signal.SIGHUP, _end)
    try:
        if word not in acts or word in {"run", "servers"} and words:
            raise Halt(USAGE)
        return acts[word]()
    except Halt as halt:
        print(f"\n{halt}", file=sys.stderr)
        return 1
    except Ended as ended:
        if word in {"run", "servers"}:
            print("\nEverything is stopped.", flush=True)
            return 0
        return 128 + ended.args[0]
    except OSError as error:
        print(f"\n{_sentence(error)}", file=sys.stderr)
        return 1


def _end(sign: int, _frame: FrameType | None) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # the end is under way and takes some seconds at most
    raise Ended(sign)


def _made(var: Path) -> Path:
    var.mkdir(parents=True, exist_ok=True)
    return var


def _sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}: free some room and start again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"This account may not write there{where}: another user made it; use that one or remove var/."
    return f"The machine refused: {error.strerror or error}{where}."


if __name__ == "__main__":
    sys.exit(main())
