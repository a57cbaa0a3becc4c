"""`bin/test`: the test suite with servers of its own."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lao_cai_support.local import environment, libraries, template
from lao_cai_support.local.lock import Lock
from lao_cai_support.local.place import Place, python
from lao_cai_support.local.processes import Household, die_with_parent
from lao_cai_support.local.servers import Servers

QUICK = ("-m", "not browser and not slow")
CLOSING = re.compile(r"\b(\d+ (passed|failed|error|errors|skipped|deselected|xfailed)|no tests ran)\b.* in [\d.]+s")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def suite(root: Path, var: Path, env: Mapping[str, str], words: Sequence[str]) -> int:
    """Run pytest with `words`; its exit code. Its closing line is printed last."""
    libraries.ensure()
    browser = find_browser()
    _remove_leftovers(var)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=var))
    folder.chmod(0o755)
    own = Lock(folder / "lock")
    own.take()
    place = Place(root, folder)
    place.require_room()
    household = Household(place.id, place.log)
    try:
        servers = Servers(place, env, throwaway=True)
        servers.start(household)
        full = environment.portal(env, place, servers.addresses())
        # The suite's world is the demonstration's, whatever the caller's environment says.
        full |= {"DEMO": "1", "DEBUG": "0", "BUSINESS_DAY": environment.BUSINESS_DAY, "CHROMIUM": browser}
        full.pop("ALLOWED_HOSTS", None)
        if servers.postgres:
            full["TEST_TEMPLATE"] = template.lay_out(root, var, servers.postgres, full)
        code, closing = _pytest(place, full, words)
    finally:
        household.stop()
        place.remove()
    if not browser:
        print("\n*** BROWSER TESTS WERE SKIPPED: there is no Chromium. Install it: "
              f"{libraries.command(['chromium'])} ***")  # fmt: skip
    print(closing or f"pytest ended with code {code} without a closing line.", flush=True)
    return code


def find_browser() -> str:
    """A Chromium, installed first when root; empty when there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium for the browser tests …", flush=True)
        libraries.install(["chromium"])
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or ""


def arguments(words: Sequence[str]) -> list[str]:
    """pytest's arguments: `quick` first means the subset; the number of workers may be overruled."""
    words = list(words)
    if words[:1] == ["quick"]:
        words = [*QUICK, *words[1:]]
    given = any(word.startswith(("-n", "--numprocesses", "--dist", "--pdb", "--trace")) for word in words)
    return [*([] if given else ["-n", "2", "--dist", "loadfile"]), *words]


def _pytest(place: Place, env: Mapping[str, str], words: Sequence[str]) -> tuple[int, str]:
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    plugin = ["-p", "lao_cai_support.local.broker_per_worker"]
    process = subprocess.Popen(
        [python(), "-m", "pytest", *plugin, *colour, *arguments(words)],
        cwd=place.root,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=die_with_parent(15),  # noqa: PLW1509
    )
    closing = ""
    try:
        assert process.stdout is not None  # noqa: S101 - for the types; it was started above
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if CLOSING.search(COLOURS.sub("", line)):
                closing = line.rstrip("\n")
        code = process.wait()
    except BaseException:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    return code, closing


def _remove_leftovers(var: Path) -> None:
    """Folders of test runs that were killed: their lock is free."""
    for folder in var.glob("test-*"):
        lock = Lock(folder / "lock")
        if folder.is_dir() and lock.take():
            Place(Path(), folder).remove()
            lock.free()
