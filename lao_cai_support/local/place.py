"""Where the runner keeps things: everything of one checkout lives in its var/ folder."""

import os
import pwd
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lao_cai_support.local.errors import Halt

SHARED_HOME = Path("/var/lib/lao-cai-support")
ROOM_NEEDED = 300 * 1024 * 1024  # a new cluster with the demonstration takes about 200 MB


@dataclass(frozen=True)
class Account:
    """The system account that owns and runs the servers; `None` means the present one."""

    uid: int
    gid: int

    def options(self) -> dict[str, Any]:
        """Options for subprocess.Popen that start a program under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


class Place:
    """Folders of one checkout, and the account its servers run under."""

    def __init__(self, root: Path, var: Path | None = None) -> None:
        self.root = root
        self.var = var or root / "var"
        self.log = self.var / "log"
        self.stamps = self.var / "stamps"
        self.secrets = self.var / "secrets"
        for folder in (self.var, self.stamps):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.secrets, self.log):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.id = self.secret("id", 9)
        self.home = self._home()
        self.home.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:  # whatever the umask, the servers' account must get through
            for folder in {self.home, self.home.parent} - {self.var.resolve()}:
                folder.chmod(0o755)
        self.account = self._account()

    def secret(self, name: str, size: int = 32) -> str:
        """A random text made once and kept for the owner's eyes only (mode 0600)."""
        path = self.secrets / name
        if not path.exists() or not path.read_text().strip():
            write_private(path, secrets.token_urlsafe(size))
        return path.read_text().strip()

    def _home(self) -> Path:
        """PostgreSQL refuses to run as root, so under root its files must be reachable by another account;
        inside a closed folder such as /root they are not, and a folder of /var/lib takes them instead."""
        inside = self.var.resolve() / "servers"
        if os.geteuid() != 0 or all(os.stat(folder).st_mode & 0o001 for folder in inside.parents if folder.exists()):
            return inside
        return SHARED_HOME / self.id.replace("-", "a").replace("_", "b")

    def _account(self) -> Account | None:
        if os.geteuid() != 0:
            return None
        data = self.home / "postgres"
        if data.exists() and data.stat().st_uid != 0:  # made earlier by an ordinary user: stay with the owner
            return Account(data.stat().st_uid, data.stat().st_gid)
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise Halt(
                "PostgreSQL cannot run as root and this machine has no account 'nobody': "
                "start the command as an ordinary user."
            ) from None
        return Account(nobody.pw_uid, nobody.pw_gid)

    def private_folder(self, name: str) -> Path:
        """A folder of the servers' home that only their account may enter."""
        folder = self.home / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)
        return folder

    def remove(self) -> None:
        """Remove everything: for the servers of a test run."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)

    def require_room(self, needed: int = ROOM_NEEDED) -> None:
        """Refuse to start on a full disk: a database that cannot write helps nobody."""
        for folder in {self.var, self.home}:
            free = shutil.disk_usage(folder).free
            if free < needed:
                raise Halt(
                    f"The disk of {folder} is full: {free // 2**20} MB are free and {needed // 2**20} MB "
                    "are needed; free some room and start again."
                )


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file that nobody else may read, not even for the moment of its making."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    if account:
        os.chown(fresh, account.uid, account.gid)
    fresh.replace(path)


def python() -> str:
    """The interpreter of the virtual environment that runs this very program."""
    return sys.executable
