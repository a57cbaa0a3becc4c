"""The embedded PostgreSQL: one cluster in the servers' home, on a loopback port, passwords always asked."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lao_cai_support.local import engines, ports
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place, write_private
from lao_cai_support.local.processes import (
    Household,
    Process,
    end_leftovers,
    explain_end,
    inside,
    is_alive,
    until,
)

ROLE = DATABASE = "lao_cai_support"
SUPERUSER = "postgres"
FAST_STOP, AT_ONCE = signal.SIGINT, signal.SIGQUIT  # PostgreSQL's own meanings of these signals


class Postgres:
    """The cluster of one checkout."""

    def __init__(self, place: Place, env: Mapping[str, str], *, throwaway: bool = False) -> None:
        self.place = place
        self.throwaway = throwaway
        self.bindir = engines.postgres_bindir(place, env)
        self.folder = place.private_folder("postgres")
        self.data = self.folder / "data"
        self.port = 0
        self.process: Process | None = None

    @property
    def url(self) -> str:
        """Address for DATABASE_URL."""
        return f"postgres://{ROLE}:{self.place.secret('postgres')}@{ports.HOST}:{self.port}/{DATABASE}"

    def start(self, household: Household) -> None:
        """Make the cluster when there is none, heal what a killed runner left, start the server."""
        self._require_same_version()
        self._heal()
        if not self.data.exists():
            self._create()
        self.port = ports.kept(self.place.home / "postgres.port")
        self.process = household.start(
            "postgres",
            [self.bindir / "postgres", "-D", self.data, "-p", str(self.port), *self._settings()],
            env=_environment(),
            cwd=self.folder,
            account=self.place.account,
            ends=((FAST_STOP, 20.0), (AT_ONCE, 5.0)),
            dying=FAST_STOP,
        )

    def wait(self, *, timeout: float = 60) -> None:
        """Return when the server takes connections and the portal's role and database are there."""
        assert self.process is not None  # noqa: S101 - for the types; it was started above
        for _pause in until(timeout):
            if self.process.code is not None:
                raise Halt(explain_end(self.process))
            if self._is_ready():
                break
        else:
            raise Halt(f"PostgreSQL did not get ready within {timeout:.0f} seconds; see {self.process.log}.")
        ready = self.folder / "database_made"
        if not ready.exists():
            self._make_database()
            ready.touch()

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": ports.HOST,
            "unix_socket_directories": "",  # no socket: nothing to reach but the loopback port
            "max_connections": "100",
            "shared_buffers": "192MB",
            "max_wal_size": "2GB",
            "jit": "off",
            "timezone": "Asia/Ho_Chi_Minh",
        }
        if shutil.disk_usage("/dev/shm").total < 256 * 1024 * 1024:  # noqa: S108 - a container's 64 MB is not enough
            settings["dynamic_shared_memory_type"] = "mmap"
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _is_ready(self) -> bool:
        # Line 8 of postmaster.pid is the server's own word on its state.
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and ports.answers(self.port)

    def _require_same_version(self) -> None:
        try:
            made_by = int((self.data / "PG_VERSION").read_text())
        except OSError:
            return
        version = engines.postgres_version(self.bindir)
        if made_by != version:
            raise Halt(
                f"The database in {self.data} was made by PostgreSQL {made_by} and the "
                f"programs are version {version}: name {made_by} in PG_BINDIR, or move the folder away."
            )

    def _heal(self) -> None:
        """A runner killed with -9 may leave a server that is just ending, or a dead one's pid file."""
        end_leftovers(lambda: inside(self.data), ((FAST_STOP, 20.0), (AT_ONCE, 5.0), (signal.SIGKILL, 5.0)))
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        # PostgreSQL takes a zombie, or another program that got the number since, for a running server.
        if not is_alive(pid) or pid not in inside(self.data):
            pid_file.unlink(missing_ok=True)

    def _create(self) -> None:
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        (self.folder / "database_made").unlink(missing_ok=True)
        word = self.folder / "superuser"
        write_private(word, self.place.secret("postgres_superuser"), self.place.account)
        locale = ["--locale=C.UTF-8"]
        if engines.postgres_version(self.bindir) >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = subprocess.run(
            [
                self.bindir / "initdb", "-D", fresh, "-U", SUPERUSER, "-E", "UTF8", "--auth=scram-sha-256",
                f"--pwfile={word}", "--no-instructions", *locale, *(["--no-sync"] if self.throwaway else []),
            ],
            env=_environment(), cwd=self.folder, capture_output=True, text=True, check=False,
            **(self.place.account.options() if self.place.account else {}),
        )  # fmt: skip
        word.unlink(missing_ok=True)
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            said = made.stderr.strip()
            if "No space left on device" in said:
                raise Halt(f"The disk of {self.folder} is full: free some room and start again.")
            raise Halt(f"PostgreSQL could not make its data folder: {said.splitlines()[-1] if said else 'no word'}")
        fresh.rename(self.data)

    def _make_database(self) -> None:
        """The portal's role is an ordinary one, as in production: it may not switch its own promises off."""
        import psycopg2

        connection = psycopg2.connect(
            host=ports.HOST,
            port=self.port,
            user=SUPERUSER,
            password=self.place.secret("postgres_superuser"),
            dbname="postgres",
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if not cursor.fetchone():
                cursor.execute(
                    f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD %s",
                    [self.place.secret("postgres")],
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
        connection.close()


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def hba_lines(data: Path) -> list[str]:
    """The rules of pg_hba.conf, without its comments."""
    lines = (data / "pg_hba.conf").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
