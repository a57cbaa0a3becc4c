"""Loopback ports."""

import socket
from pathlib import Path

HOST = "127.0.0.1"


def is_taken(port: int) -> bool:
    """Whether another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return True
    return False


def free() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def kept(path: Path) -> int:
    """The port of the last start, written in `path`; another one when it was taken meanwhile."""
    try:
        port = int(path.read_text())
    except (OSError, ValueError):
        port = 0
    if not 1024 <= port <= 65535 or is_taken(port):
        port = free()
        path.write_text(f"{port}\n")
    return port


def answers(port: int) -> bool:
    """Whether something accepts connections on the port."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
