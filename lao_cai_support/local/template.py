"""The empty tables of a test run: laid out once by the migrations and copied for each worker.

Laying them out takes some ten seconds; the tables are kept as a dump in var/ until
a migration, a library or the server's version changes, and then laid out anew.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from lao_cai_support.local import engines
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import python
from lao_cai_support.local.postgres import DATABASE, Postgres


def lay_out(root: Path, var: Path, postgres: Postgres, env: Mapping[str, str]) -> str:
    """Fill the server's own database with the tables; its name, for CREATE DATABASE … TEMPLATE.

    ``env`` is the portal's environment, pointing at this server. Raises Halt when the migrations fail.
    """
    kept = var / f"tables-{_key(root, postgres)}.sql"
    if kept.is_file() and _read_back(postgres, kept):
        return DATABASE
    done = subprocess.run([python(), "manage.py", "migrate", "--verbosity", "0"], cwd=root, env=dict(env), check=False)
    if done.returncode:
        raise Halt("The tables could not be laid out: a migration fails, see above.")
    _keep(var, postgres, kept)
    return DATABASE


def _key(root: Path, postgres: Postgres) -> str:
    """What shapes the tables: migrations, libraries, the interpreter, the server."""
    told = hashlib.sha256(f"{sys.version} {engines.postgres_version(postgres.bindir)}".encode())
    files = [path for path in root.glob("**/migrations/*.py") if "var" not in path.parts and ".venv" not in path.parts]
    for path in [root / "requirements-dev.txt", *sorted(files)]:
        told.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:20]


def _client(postgres: Postgres, program: str, *words: str) -> int:
    """Run one of the server's own client programs on its database; its exit code, 127 when there is no such program."""
    command = postgres.bindir / program
    if not command.is_file():
        return 127
    address = urlsplit(postgres.url)
    env = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PGHOST": address.hostname or "",
        "PGPORT": str(address.port),
        "PGUSER": address.username or "",
        "PGPASSWORD": address.password or "",
        "PGDATABASE": DATABASE,
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    return subprocess.run([command, *words], env=env, capture_output=True, check=False).returncode


def _read_back(postgres: Postgres, kept: Path) -> bool:
    words = ["-qX1", "-v", "ON_ERROR_STOP=1", "-f", str(kept)]  # in one transaction: all of it or nothing
    return _client(postgres, "psql", *words) == 0


def _keep(var: Path, postgres: Postgres, kept: Path) -> None:
    fresh = kept.with_suffix(f".{os.getpid()}")
    if _client(postgres, "pg_dump", "--no-owner", "--no-privileges", "--no-comments", "-f", str(fresh)) == 0:
        for former in var.glob("tables-*.sql"):
            former.unlink(missing_ok=True)
        fresh.rename(kept)
    else:
        fresh.unlink(missing_ok=True)
