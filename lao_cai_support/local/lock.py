"""One runner per checkout. The kernel frees these locks when their holder dies, so none is ever stale."""

import fcntl
import os
from pathlib import Path
from typing import IO


class Lock:
    """An advisory lock on a file, with a line saying who holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Take the lock; False when somebody else holds it and we do not wait."""
        # Kept open: closing it frees the lock. For the owner alone, since the line may name passwords.
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+")
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def say(self, line: str) -> None:
        """Write who holds the lock, for the sentence others get."""
        assert self._file is not None  # noqa: S101 - for the types; it was started above
        self._file.truncate(0)
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())

    def holder(self) -> str:
        """The line of whoever holds the lock."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def free(self) -> None:
        """Let go, forgetting the line."""
        if self._file:
            self._file.close()
            self._file = None
