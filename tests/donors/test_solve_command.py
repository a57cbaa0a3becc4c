"""`manage.py solve_matching`: a file in, a plan out; bad input is one line, exit status 2 and no plan."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.donors.problems import check_plan, example
from tests.donors.test_engine import BAD

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def paths(tmp_path):
    return tmp_path / "PROBLEM.json", tmp_path / "PLAN.json"


def test_a_plan_is_written(paths, capsys):
    problem, plan = paths
    problem.write_text(json.dumps(example()), encoding="utf-8")
    call_command("solve_matching", problem, out=plan)
    check_plan(example(), json.loads(plan.read_text(encoding="utf-8")))
    assert capsys.readouterr().out == "score 2250000 of at most 2250000\n"


def test_a_byte_order_mark_does_no_harm(paths):
    problem, plan = paths
    problem.write_text(json.dumps(example()), encoding="utf-8-sig")
    call_command("solve_matching", problem, out=plan)
    assert plan.exists()


@pytest.mark.parametrize(("change", "path"), BAD, ids=[f"{path}-{index}" for index, (_, path) in enumerate(BAD)])
def test_bad_input_leaves_no_plan(paths, change, path):
    problem, plan = paths
    problem.write_text(json.dumps(change(example())), encoding="utf-8")
    with pytest.raises(CommandError) as fault:
        call_command("solve_matching", problem, out=plan)
    assert fault.value.returncode == 2
    assert str(fault.value).startswith(f"{path}: ") and "\n" not in str(fault.value)
    assert not plan.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"1" * 10_000, "áo ấm".encode(), b'{"format": 1,}'],
    ids=["nothing", "half", "no text", "deep", "long", "words", "comma"],
)
def test_what_is_not_json_is_said_so(paths, content):
    problem, plan = paths
    problem.write_bytes(content)
    with pytest.raises(CommandError, match=r"^PROBLEM\.json: not JSON$") as fault:
        call_command("solve_matching", problem, out=plan)
    assert fault.value.returncode == 2 and not plan.exists()


def test_a_code_with_line_breaks_still_makes_one_line(paths):
    problem, plan = paths
    document = example()
    document["needs"][0]["place"] = "xã\nkhông có"
    problem.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CommandError) as fault:
        call_command("solve_matching", problem, out=plan)
    assert str(fault.value) == "needs[0].place: unknown place xã không có"


def test_files_that_cannot_be_opened_are_named(paths):
    problem, plan = paths
    with pytest.raises(CommandError, match=r"^PROBLEM\.json: ") as fault:
        call_command("solve_matching", problem, out=plan)
    assert fault.value.returncode == 2
    problem.write_text(json.dumps(example()), encoding="utf-8")
    with pytest.raises(CommandError, match=r"^PLAN\.json: ") as fault:
        call_command("solve_matching", problem, out=plan.parent / "missing" / "PLAN.json")
    assert fault.value.returncode == 2


def run_without_servers(*words: object) -> subprocess.CompletedProcess:
    """The command as a process of its own; nothing listens where its settings say the database is."""
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return subprocess.run(
        [sys.executable, "manage.py", "solve_matching", *map(str, words)],
        cwd=ROOT,
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_runs_where_there_is_no_database(paths):
    problem, plan = paths
    problem.write_text(json.dumps(example()), encoding="utf-8")
    done = run_without_servers(problem, "--out", plan)
    assert (done.returncode, done.stdout) == (0, "score 2250000 of at most 2250000\n"), done.stderr
    check_plan(example(), json.loads(plan.read_text(encoding="utf-8")))


def test_the_process_ends_with_two_and_one_line(paths):
    problem, plan = paths
    document = example()
    document["needs"][0]["quantity"] = -1
    problem.write_text(json.dumps(document), encoding="utf-8")
    done = run_without_servers(problem, "--out", plan)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == ["CommandError: needs[0].quantity: must be 1 or more"]
    assert not plan.exists()
