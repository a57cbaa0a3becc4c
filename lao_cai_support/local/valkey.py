"""The embedded Valkey: broker of the worker and cache, on a loopback port and behind a password."""

import os
import signal

from lao_cai_support.local import engines, ports
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place, write_private
from lao_cai_support.local.processes import Household, Process, end_leftovers, explain_end, inside, until


class Valkey:
    """The server of one checkout."""

    def __init__(self, place: Place, *, throwaway: bool = False) -> None:
        self.place = place
        self.throwaway = throwaway
        self.program = engines.valkey_program(place)
        self.folder = place.private_folder("valkey")
        self.port = 0
        self.process: Process | None = None

    @property
    def url(self) -> str:
        """Address for REDIS_URL."""
        return f"redis://:{self.place.secret('valkey')}@{ports.HOST}:{self.port}/0"

    def start(self, household: Household) -> None:
        """Write the configuration and start; the password stays off the command line."""
        # Two servers on the same files would spoil them.
        end_leftovers(lambda: inside(self.folder), ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)))
        self.port = ports.kept(self.place.home / "valkey.port")
        keep = "no" if self.throwaway else "yes"
        lines = [
            f"bind {ports.HOST}",
            f"port {self.port}",
            "protected-mode yes",
            f"requirepass {self.place.secret('valkey')}",
            f"dir {self.folder}",
            f"appendonly {keep}",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",  # a queue must never lose work to make room
            "databases 64",
        ]
        configuration = self.folder / "valkey.conf"
        write_private(configuration, "\n".join(lines) + "\n", self.place.account)
        self.process = household.start(
            "valkey",
            [self.program, configuration],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            cwd=self.folder,
            account=self.place.account,
            ends=((signal.SIGTERM, 10.0),),
        )

    def wait(self, *, timeout: float = 30) -> None:
        """Return when the server takes connections."""
        assert self.process is not None  # noqa: S101 - for the types; it was started above
        for _pause in until(timeout):
            if self.process.code is not None:
                raise Halt(explain_end(self.process))
            if ports.answers(self.port):
                return
        raise Halt(f"Valkey did not get ready within {timeout:.0f} seconds; see {self.process.log}.")
