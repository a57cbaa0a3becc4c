"""Small parts of the runner that need no server."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lao_cai_support.local import environment, people, suite
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place
from tests.local.conftest import ROOT


def test_the_table_of_accounts_lines_up(tmp_path: Path) -> None:
    path = tmp_path / "demo_accounts.json"
    path.write_text(
        json.dumps(
            [
                {
                    "username": "commune_officer",
                    "role": "Cán bộ trẻ em cấp xã",
                    "unit": "Bản Phố",
                    "password": "a-b",
                },
                {"username": "donor", "role": "Nhà tài trợ", "unit": None, "password": "c-d-e"},
            ]
        ),
        encoding="utf-8",
    )
    lines = people.table(path).splitlines()
    assert len(lines) == 4
    assert lines[0].index("Role") == lines[2].index("Cán bộ") == lines[3].index("Nhà")
    assert people.table(tmp_path / "none.json") == ""


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ([], ["-n", "2", "--dist", "loadfile"]),
        (["quick"], ["-n", "2", "--dist", "loadfile", "-m", "not browser and not slow"]),
        (["-n0", "tests/funds"], ["-n0", "tests/funds"]),
        (["tests/funds", "-k", "voucher"], ["-n", "2", "--dist", "loadfile", "tests/funds", "-k", "voucher"]),
    ],
)
def test_arguments_of_the_suite(words: list[str], given: list[str]) -> None:
    assert suite.arguments(words) == given


@pytest.mark.parametrize(
    ("line", "is_closing"),
    [
        ("===== 3 passed, 1 skipped in 12.40s =====", True),
        ("== 1 failed, 3 passed in 70.00s (0:01:10) ==", True),
        ("no tests ran in 0.01s", True),
        ("tests/funds/test_ledger.py ....", False),
    ],
)
def test_the_closing_line_is_known(line: str, is_closing: bool) -> None:
    assert bool(suite.CLOSING.search(line)) is is_closing


def test_the_demonstrations_defaults_yield_to_the_caller(place: Place) -> None:
    addresses = {"DATABASE_URL": "postgres://x/y", "REDIS_URL": "redis://x/0"}
    plain = environment.portal({}, place, addresses)
    assert (plain["DEMO"], plain["BUSINESS_DAY"]) == ("1", "2024-11-15")
    assert len(plain["SECRET_KEY"]) >= 50
    assert environment.portal({}, place, addresses)["SECRET_KEY"] == plain["SECRET_KEY"]
    real = environment.portal({"DEMO": "0", "SECRET_KEY": "mine"}, place, addresses)
    assert "BUSINESS_DAY" not in real
    assert real["SECRET_KEY"] == "mine"
    assert environment.portal({"BUSINESS_DAY": ""}, place, addresses)["BUSINESS_DAY"] == ""


def test_the_last_full_year() -> None:
    assert environment.last_full_year({"BUSINESS_DAY": "2024-11-15"}) == 2023
    with pytest.raises(Halt, match="BUSINESS_DAY must look like"):
        environment.last_full_year({"BUSINESS_DAY": "15/11/2024"})


@pytest.mark.parametrize("worker", ["gw0", "gw1", "master"])
def test_each_worker_has_its_own_broker_database(worker: str) -> None:
    code = "import os, lao_cai_support.local.broker_per_worker; print(os.environ['REDIS_URL'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTEST_XDIST_WORKER": worker, "REDIS_URL": "redis://:word@127.0.0.1:1/0"},
        capture_output=True,
        text=True,
        check=True,
    )
    number = {"gw0": 1, "gw1": 2, "master": 0}[worker]
    assert done.stdout.strip() == f"redis://:word@127.0.0.1:1/{number}"


def test_the_scripts_are_plain_posix() -> None:
    for script in [*(ROOT / "bin").iterdir(), ROOT / ".ci" / "run", *(ROOT / "deploy").glob("*.sh")]:
        checked = subprocess.run(["/bin/sh", "-n", script], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        assert not re.search(r"(?m)\[\[|^\s*(function|local) |<<<", script.read_text(encoding="utf-8")), script


class TestProductionSet:
    """No engine runs it where this is tested: it must at least be whole and agree with the settings."""

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))

    def test_every_part_is_there_and_watched(self) -> None:
        services = self.compose["services"]
        assert set(services) == {"migrate", "web", "worker", "beat", "database", "valkey", "proxy"}
        for name, service in services.items():
            assert "healthcheck" in service, name
            for other in service.get("depends_on", {}):
                assert other in services

    def test_only_the_proxy_is_reached_from_outside(self) -> None:
        services = self.compose["services"]
        assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
        assert self.compose["networks"]["inner"]["internal"] is True

    def test_secrets_have_no_default(self) -> None:
        text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
        for name in ("SECRET_KEY", "DATABASE_PASSWORD", "DATABASE_SUPERUSER_PASSWORD", "VALKEY_PASSWORD"):
            assert set(re.findall(rf"\$\{{{name}(.?.?)", text)) == {":?"}, name
        example = (ROOT / "deploy" / "example.env").read_text(encoding="utf-8")
        assert all(line.endswith("=") for line in example.splitlines() if line and not line.startswith("#"))
        wanted = set(re.findall(r"\$\{(\w+):\?", text))
        assert wanted == set(re.findall(r"^(\w+)=", example, re.MULTILINE))

    def test_the_portal_gets_what_its_settings_require(self) -> None:
        settings = (ROOT / "lao_cai_support" / "settings.py").read_text(encoding="utf-8")
        known = set(re.findall(r"""(?:env\.\w+|_flag|_required)\(\s*"([A-Z_]+)\"""", settings))
        required = set(re.findall(r"""_required\("([A-Z_]+)"\)""", settings))
        given = set(self.compose["services"]["web"]["environment"])
        assert required <= given <= known
        assert self.compose["services"]["web"]["environment"]["DEMO"] == "0"

    def test_the_files_it_mounts_exist(self) -> None:
        for service in self.compose["services"].values():
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                assert source in self.compose["volumes"] or (ROOT / source).is_file()
        dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
        assert "--require-hashes" in dockerfile
        assert re.search(r"^USER portal$", dockerfile, re.MULTILINE)
