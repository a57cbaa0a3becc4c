"""The embedded servers: closed to strangers, and they keep what they were given."""

import os
import signal
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from lao_cai_support.local import given
from lao_cai_support.local.place import SHARED_HOME, Place
from lao_cai_support.local.postgres import Postgres, hba_lines
from lao_cai_support.local.processes import Household, inside
from lao_cai_support.local.servers import Servers
from tests.local.conftest import ROOT, wait_for

LISTENING = "0A"


def listening_on(port: int) -> set[str]:
    """Addresses, in the kernel's own writing, on which something listens at the port."""
    found = set()
    for table in ("tcp", "tcp6"):
        path = Path("/proc/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            address, hexport = line.split()[1].split(":")
            if int(hexport, 16) == port and line.split()[3] == LISTENING:
                found.add(address)
    return found


def test_every_way_into_the_database_asks_for_a_password(servers: Servers) -> None:
    rules = hba_lines(servers.postgres.data)
    assert rules
    assert {rule.split()[-1] for rule in rules} == {"scram-sha-256"}


def test_a_wrong_password_is_refused(servers: Servers) -> None:
    parts = urlsplit(servers.database_url)
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(
            host=parts.hostname, port=parts.port, user=parts.username, password="wrong", dbname=parts.path[1:]
        )
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=servers.valkey.port).ping()


def test_both_listen_on_loopback_only(servers: Servers) -> None:
    for port in (servers.postgres.port, servers.valkey.port):
        assert listening_on(port) == {"0100007F"}
    assert not list(servers.postgres.folder.glob("**/.s.PGSQL*"))


def test_the_portals_role_is_no_superuser(servers: Servers) -> None:
    connection = given.connect(servers.database_url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, True)
        cursor.execute("CREATE EXTENSION unaccent; SELECT unaccent('Nguyễn Đình Ứng')")
        assert cursor.fetchone() == ("Nguyen Dinh Ung",)
    connection.close()


def test_passwords_are_for_the_owner_only(servers: Servers) -> None:
    place = servers.place
    for path in [*place.secrets.iterdir(), place.home / "valkey" / "valkey.conf"]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert servers.postgres.data.stat().st_mode & 0o077 == 0
    word = place.secret("valkey").encode()
    line = Path(f"/proc/{servers.valkey.process.popen.pid}/cmdline").read_bytes()
    assert word not in line


def test_a_second_start_keeps_data_and_ports(place: Place) -> None:
    ports = []
    for turn in range(2):
        household = Household(place.id, place.log)
        servers = Servers(place, {})
        try:
            servers.start(household)
            ports.append((servers.postgres.port, servers.valkey.port))
            connection = given.connect(servers.database_url)
            client = redis.Redis.from_url(servers.redis_url)
            with connection, connection.cursor() as cursor:
                if turn == 0:
                    cursor.execute("CREATE TABLE kept AS SELECT 'Bản Phố' AS name")
                    client.rpush("queue", "job")
                else:
                    cursor.execute("SELECT name FROM kept")
                    assert cursor.fetchone() == ("Bản Phố",)
                    assert client.lrange("queue", 0, -1) == [b"job"]
            connection.close()
        finally:
            household.stop()
    assert ports[0] == ports[1]


def test_a_dead_database_that_nobody_collected_stops_no_start(place: Place) -> None:
    """Killed with -9 and left a zombie, as in a container without an init."""
    household = Household(place.id, place.log)
    postgres = Postgres(place, {})
    postgres.start(household)
    postgres.wait()
    pid = postgres.process.popen.pid
    os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    assert (postgres.data / "postmaster.pid").exists()

    second = Household(place.id, place.log)
    again = Postgres(place, {})
    try:
        again.start(second)
        again.wait(timeout=20)
        given.check_database(again.url)
    finally:
        second.stop()
        household.stop()
    assert inside(again.data) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read folders that other accounts may not")
def test_a_checkout_in_a_closed_folder_keeps_its_servers_elsewhere() -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as closed:  # mode 0700, as /root is
        place = Place(ROOT, Path(closed) / "var")
        assert place.home.parent == SHARED_HOME
        household = Household(place.id, place.log)
        try:
            servers = Servers(place, {})
            servers.start(household)
            given.check_database(servers.database_url)
        finally:
            household.stop()
            place.remove()
        assert not place.home.exists()
        assert Path(closed).stat().st_mode & 0o077 == 0


def test_system_binaries_are_used_when_named(place: Place) -> None:
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not system:
        pytest.skip("no PostgreSQL of the system here")
    bindir = system[-1].parent
    household = Household(place.id, place.log)
    try:
        servers = Servers(place, {"PG_BINDIR": str(bindir)})
        servers.start(household)
        connection = given.connect(servers.database_url)
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            assert cursor.fetchone()[0].split(".")[0].split()[0] == bindir.parent.name
        connection.close()
        assert {rule.split()[-1] for rule in hba_lines(servers.postgres.data)} == {"scram-sha-256"}
    finally:
        household.stop()
