"""What must be done once before the portal can be used: tables, reference lists, static files, demonstration.

Each stage leaves a stamp saying for which code and which database it was done, so a second start skips it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from lao_cai_support.local import given
from lao_cai_support.local.environment import last_full_year
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place, python
from lao_cai_support.local.processes import Household, Process, explain_end

CODE = ("lao_cai_support", "children", "donors", "funds", "reports")
ROOT_UNIT = "10"  # the province: its report takes in every fund below it
HOUR = 3600.0


class Stages:
    """The stages of one checkout against one database."""

    def __init__(self, place: Place, household: Household, env: Mapping[str, str]) -> None:
        self.place = place
        self.household = household
        self.env = env

    def tables(self) -> None:
        """Migrate and load the official lists."""
        done = f"{self._database()} {_print_of(self._code('*.py', 'areas/reference/**/*'))}"
        if self._stamp("tables") == done and self._database():
            return
        self._tell("Setting up the tables and the official lists …")
        self._manage("migrate", "migrate", "--noinput", timeout=HOUR)
        self._manage("load_reference", "load_reference", timeout=HOUR)
        self._set_stamp("tables", f"{self._database()} {done.partition(' ')[2]}")

    def start_static(self) -> Process | None:
        """Begin to collect the static files, beside the other stages; None when they are current."""
        if self._stamp("static") == self._static_print() and Path(self.env["STATIC_ROOT"]).is_dir():
            return None
        return self._begin("collectstatic", "collectstatic", "--noinput", "--verbosity", "0")

    def finish_static(self, process: Process | None) -> None:
        """Wait for the static files."""
        if process:
            self._end(process, timeout=300)
            self._set_stamp("static", self._static_print())

    def demonstration(self) -> None:
        """Build the demonstration province, once for each database."""
        if self._stamp("demo") == self._database():
            return
        self._tell("Building the demonstration province (a few minutes, this once) …")
        children = ["--children", self.env["DEMO_CHILDREN"]] if self.env.get("DEMO_CHILDREN", "").strip() else []
        self._manage("demo", "demo", *children, "--seed", "1", timeout=HOUR)
        self.demonstration_built()

    def demonstration_built(self) -> None:
        """Remember that this database holds the demonstration."""
        self._set_stamp("demo", self._database())

    def report(self) -> None:
        """Make the province's report of the last full year as a PDF, once for each database."""
        if self._stamp("report") == self._database():
            return
        year = last_full_year(self.env)
        out = self.place.var / "reports"
        out.mkdir(exist_ok=True)
        self._tell(f"Making the yearly report of {year} …")
        self._manage(
            "publish_reports",
            "publish_reports",
            str(year),
            "--unit",
            ROOT_UNIT,
            "--out",
            str(out),
            timeout=600,
        )
        if not any(out.rglob("*.pdf")):
            raise Halt(f"publish_reports ended without a PDF in {out}; see {self.place.log / 'publish_reports.log'}.")
        self._set_stamp("report", self._database())

    def _manage(self, name: str, *words: str, timeout: float) -> None:
        self._end(self._begin(name, *words), timeout=timeout)

    def _begin(self, name: str, *words: str) -> Process:
        command = [python(), "manage.py", *words]
        return self.household.start(name, command, env=self.env, cwd=self.place.root, once=True)

    def _end(self, process: Process, *, timeout: float) -> None:
        if self.household.finish(process, timeout=timeout):
            raise Halt(explain_end(process))

    def _tell(self, line: str) -> None:
        print(line, flush=True)

    def _database(self) -> str:
        return given.identity(self.env["DATABASE_URL"])

    def _stamp(self, name: str) -> str:
        try:
            return (self.place.stamps / name).read_text()
        except OSError:
            return ""

    def _set_stamp(self, name: str, text: str) -> None:
        (self.place.stamps / name).write_text(text)

    def _code(self, *patterns: str) -> Iterable[Path]:
        yield self.place.root / "requirements.txt"
        for folder in CODE:
            for pattern in patterns:
                yield from (self.place.root / folder).rglob(pattern)

    def _static_print(self) -> str:
        own = [path for folder in ("static", *CODE) for path in (self.place.root / folder).rglob("*")]
        static = [path for path in own if "static" in path.parts]
        return _print_of([self.place.root / "requirements.txt", *static])


def _print_of(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
