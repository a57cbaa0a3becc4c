"""The runner as its user meets it: one clear sentence for each trouble, and nothing left behind."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from lao_cai_support.local import given, libraries, ports
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place
from lao_cai_support.local.processes import inside, marked
from tests.local.conftest import ROOT, Runner, wait_for

Start = Callable[..., Runner]


def says_one_sentence(said: str) -> bool:
    return "Traceback" not in said and len([line for line in said.splitlines() if line.strip()]) == 1


def left_of(place: Place) -> list[int]:
    """Processes of the checkout that still live."""
    servers = (place.home / "postgres" / "data", place.home / "valkey")
    return [*marked(place.id), *(pid for folder in servers for pid in inside(folder))]


def test_a_taken_port_gets_a_sentence(runner: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        code, said = runner("run", PORT=str(port)).result()
    assert code == 1
    assert f"Port {port} is taken" in said
    assert says_one_sentence(said)


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_gets_a_sentence(runner: Start, port: str) -> None:
    code, said = runner("run", PORT=port).result()
    assert (code, says_one_sentence(said)) == (1, True)
    assert "PORT must be a number" in said


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("DATABASE_URL", "postgres://me:topsecret@127.0.0.1:{port}/x", "DATABASE_URL cannot be reached"),
        ("DATABASE_URL", "mysql://127.0.0.1/x", "DATABASE_URL must begin with postgres://"),
        ("DATABASE_URL", "postgres://127.0.0.1:port/x", "DATABASE_URL is not an address"),
        ("REDIS_URL", "redis://:topsecret@127.0.0.1:{port}/0", "REDIS_URL cannot be reached"),
        ("REDIS_URL", "http://127.0.0.1/0", "REDIS_URL must begin with redis://"),
        ("PG_BINDIR", "/nonexistent", "PG_BINDIR=/nonexistent has no programs"),
    ],
)
def test_given_servers_that_do_not_answer_get_a_sentence(runner: Start, name: str, value: str, part: str) -> None:
    code, said = runner("servers", **{name: value.format(port=ports.free())}).result()
    assert code == 1
    assert part in said
    assert says_one_sentence(said)
    assert "topsecret" not in said


def test_a_wrong_password_of_a_given_database_gets_a_sentence(servers, runner: Start) -> None:
    address = servers.database_url.replace(servers.place.secret("postgres"), "topsecret")
    code, said = runner("manage", "check", DATABASE_URL=address, VAR_DIR=str(servers.place.var / "two")).result()
    assert code == 1
    assert "password authentication failed" in said
    assert says_one_sentence(said)


def test_a_given_database_is_used_and_none_started(servers, runner: Start) -> None:
    other = servers.place.var / "two"
    started = runner("servers", DATABASE_URL=servers.database_url, VAR_DIR=str(other))
    assert started.addresses()["DATABASE_URL"] == servers.database_url
    assert not list(other.rglob("PG_VERSION"))
    assert started.end()[0] == 0


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_it_ends_everything(runner: Start, place: Place, sign: int) -> None:
    started = runner("servers")
    address = started.addresses()["DATABASE_URL"]
    code, said = started.end(sign)
    assert (code, "Everything is stopped." in said) == (0, True)
    assert left_of(place) == []
    with pytest.raises(psycopg2.OperationalError):
        given.connect(address)


def test_a_killed_runner_leaves_nothing_that_stops_the_next(runner: Start, place: Place) -> None:
    started = runner("servers")
    address = started.addresses()["DATABASE_URL"]
    connection = given.connect(address)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (name text); INSERT INTO kept VALUES ('Bắc Hà')")
    connection.close()
    started.end(signal.SIGKILL)
    assert wait_for(lambda: not left_of(place)), "children outlived the runner"

    again = runner("servers")
    connection = given.connect(again.addresses()["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM kept")
        assert cursor.fetchall() == [("Bắc Hà",)]
    connection.close()
    assert again.end()[0] == 0


def test_a_second_start_of_the_checkout_is_told_of_the_first(runner: Start) -> None:
    first = runner("servers")
    first.addresses()
    code, said = runner("run", PORT=str(ports.free())).result()
    assert (code, says_one_sentence(said)) == (1, True)
    assert "already runs (servers)" in said
    assert first.process.poll() is None


def test_when_a_server_dies_the_runner_names_it_and_its_log(runner: Start, place: Place) -> None:
    started = runner("servers")
    started.addresses()
    (server,) = inside(place.home / "valkey")
    os.kill(server, signal.SIGKILL)
    code, said = started.result()
    assert code == 1
    assert "valkey was ended by signal 9" in said
    assert str(place.log / "valkey.log") in said
    assert left_of(place) == []


def test_a_port_taken_meanwhile_is_replaced(runner: Start) -> None:
    first = runner("servers")
    port = urlsplit(first.addresses()["DATABASE_URL"]).port
    first.end()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen(1)
        again = runner("servers")
        address = again.addresses()["DATABASE_URL"]
        assert urlsplit(address).port != port
        given.check_database(address)
        again.end()


@pytest.mark.slow
def test_a_command_uses_the_servers_of_a_running_runner(runner: Start, place: Place) -> None:
    first = runner("servers")
    address = first.addresses()["DATABASE_URL"]
    words = "from django.db import connection as c; print('at', c.settings_dict['PORT'])"
    code, said = runner("manage", "shell", "--no-imports", "--command", words).result()
    assert code == 0
    assert f"at {urlsplit(address).port}" in said
    given.check_database(address)


@pytest.mark.slow
def test_a_command_alone_starts_servers_and_ends_them(runner: Start, place: Place) -> None:
    code, said = runner("manage", "migrate", "web", "--plan").result()
    assert (code, "Planned operations" in said) == (0, True)
    assert left_of(place) == []


@pytest.mark.slow
def test_the_exit_code_of_a_command_passes_through(runner: Start) -> None:
    code, _said = runner("manage", "check", "--tag", "nothing_of_the_kind").result()
    assert code == 1
    code, _said = runner("manage", "diffsettings", "--output", "nonsense").result()
    assert code == 2


def test_a_full_disk_gets_a_sentence(place: Place) -> None:
    with pytest.raises(Halt, match="The disk of .* is full: .* MB are free and .* are needed"):
        place.require_room(1 << 60)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_disk_that_fills_up_gets_a_sentence(runner: Start, var: Path) -> None:
    small = var / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "none", small], check=False)
    if mounted.returncode:
        pytest.skip("no mounts in this container")
    try:
        code, said = runner("servers", VAR_DIR=str(small)).result()
        assert (code, says_one_sentence(said)) == (1, True)
        assert "is full" in said
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_missing_library_gets_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(libraries.LIBRARIES, "libnothing-of-the-kind.so.0", "libnothing0")
    monkeypatch.setenv("PATH", "/nonexistent")  # no apt-get: as if we were no root
    with pytest.raises(Halt, match=r"sudo apt-get install --no-install-recommends -y libnothing0"):
        libraries.ensure()


def _bare_checkout(folder: Path) -> Path:
    """The shell part of a checkout, with nothing installed."""
    shutil.copytree(ROOT / "bin", folder / "bin")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("command", ["run", "manage", "test"])
def test_no_python_gets_a_sentence(tmp_path: Path, command: str) -> None:
    checkout = _bare_checkout(tmp_path)
    done = subprocess.run(
        [checkout / "bin" / command],
        env={**os.environ, "PYTHON": "/bin/false"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_python_without_venv_gets_the_line_to_run(tmp_path: Path) -> None:
    checkout = _bare_checkout(tmp_path)
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac\nexit 0\n', encoding="utf-8"
    )
    python.chmod(0o755)
    tools = tmp_path / "tools"  # a machine without apt-get
    tools.mkdir()
    for name in ("sh", "dirname", "cksum", "cat", "id", "rm"):
        (tools / name).symlink_to(shutil.which(name))
    done = subprocess.run(
        ["/bin/sh", checkout / "bin" / "run"],
        env={"PATH": str(tools), "PYTHON": str(python)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends python3.11-venv" in done.stderr
    assert not (checkout / ".venv").exists()
