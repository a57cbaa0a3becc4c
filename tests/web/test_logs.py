"""Logs: what happened can be read, who it happened to cannot."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from lao_cai_support.web import logs
from lao_cai_support.web.policy import public_page

CANARY = "Giàng Thị Mỷ"
ID = "010315000123"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that the root logger writes, through the formatter of production."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.Formatter(debug=False))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def _last(out: io.StringIO) -> dict[str, Any]:
    return json.loads(out.getvalue().splitlines()[-1])


def _ours() -> Any:
    return structlog.get_logger("children.services")


def test_a_line_tells_what_happened(lines: io.StringIO) -> None:
    _ours().info("list_read", rows=1200, seconds=1.5, unit="02866", state="preview")
    line = _last(lines)
    assert line["event"] == "list_read" and line["rows"] == 1200 and line["unit"] == "02866"
    assert line["level"] == "info" and line["logger"] == "children.services" and line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "field",
    ["full_name", "child", "child_name", "birth_date", "id_number_cccd", "phone", "email", "address",
     "password", "token", "csrfmiddlewaretoken", "sessionid",
     "params", "sql", "q", "health_note", "Mother", "old_value"],
)  # fmt: skip
def test_fields_that_could_carry_a_person_are_blanked(lines: io.StringIO, field: str) -> None:
    _ours().info("saved", **{field: CANARY, "detail": {field: [CANARY]}})
    assert CANARY not in lines.getvalue() and "Mỷ" not in lines.getvalue()
    assert logs.HIDDEN in lines.getvalue()


@pytest.mark.parametrize(
    "text", [f"row {ID}", "call 0912 345 678", "call +84912345678", "old 060123456", "mail a.b@example.vn",
             "card TE1101234567890", "GET /tre-em/?q=Giang+Thi+My", "/x?tim=Giang+Thi+My"],
)  # fmt: skip
def test_numbers_and_queries_are_struck_out_of_texts(lines: io.StringIO, text: str) -> None:
    _ours().info("noticed", where=text)
    logging.getLogger("some.library").warning("seen %s", text)
    written = lines.getvalue()
    for secret in (ID, "345 678", "912345678", "060123456", "example.vn", "1234567890", "Giang"):
        assert secret not in written
    assert written.count(logs.HIDDEN) >= 2


def test_amounts_codes_and_days_stay_readable(lines: io.StringIO) -> None:
    _ours().info("paid", amount=1_500_000_000, voucher="PC-QBTTE-LC-2024-000021", day="2024-11-15", job="k3m9x2abcd")
    line = _last(lines)
    assert (line["amount"], line["voucher"], line["day"]) == (
        1_500_000_000,
        "PC-QBTTE-LC-2024-000021",
        "2024-11-15",
    )


def test_a_record_is_named_by_its_kind_only(lines: io.StringIO) -> None:
    class Child:
        def __repr__(self) -> str:
            return CANARY

    _ours().info("opened", record=Child(), many=[Child()])
    assert CANARY not in lines.getvalue() and _last(lines)["record"] == "<Child>"


def test_a_typed_line_break_cannot_forge_a_line(lines: io.StringIO) -> None:
    _ours().info("typed", where='x"}\n{"event": "forged", "level": "info"}\r\x1b[31m')
    logging.getLogger("some.library").warning("typed %s", "x\nforged line")
    assert len(lines.getvalue().splitlines()) == 2
    assert "\x1b" not in lines.getvalue()
    for line in lines.getvalue().splitlines():
        assert json.loads(line)["event"] != "forged"


def test_an_exception_keeps_its_place_and_loses_its_data(lines: io.StringIO) -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError:
        _ours().exception("broke")
        logging.getLogger("some.library").exception("broke")
    written = lines.getvalue()
    assert CANARY not in written and "\\u1ef7" not in written
    told = _last(lines)["exception"]
    assert "ValueError" in told and "KeyError" in told and "test_logs.py" in told


def test_an_exception_about_the_machine_keeps_its_words(lines: io.StringIO) -> None:
    try:
        raise ConnectionRefusedError(111, "Connection refused")
    except OSError:
        _ours().exception("broke")
    assert "Connection refused" in _last(lines)["exception"]


def test_a_database_error_names_its_constraint_and_no_value(lines: io.StringIO, db: Any) -> None:
    from django.db import transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE person (name varchar(80) CONSTRAINT person_once UNIQUE)")
        cursor.execute("INSERT INTO person VALUES (%s)", [CANARY])
        try:
            with transaction.atomic():
                cursor.execute("INSERT INTO person VALUES (%s)", [CANARY])
        except IntegrityError:
            _ours().exception("broke")
        try:
            with transaction.atomic():
                cursor.execute("SELECT %s::int", [CANARY])
        except DataError:
            _ours().exception("broke")
    assert CANARY not in lines.getvalue()
    assert "23505 person_once" in lines.getvalue() and "22P02" in lines.getvalue()


def test_the_workers_own_lines_lose_arguments_and_results(lines: io.StringIO) -> None:
    worker = logging.getLogger("celery.app.trace")
    worker.error(
        "Task %(name)s[%(id)s] %(description)s: %(exc)s %(args)s",
        {
            "name": "children.tasks.read",
            "id": "0b5c",
            "description": "raised",
            "exc": CANARY,
            "args": [CANARY],
        },
    )
    assert CANARY not in lines.getvalue()
    assert "children.tasks.read[0b5c] raised" in _last(lines)["event"]


def test_a_failed_task_is_told_without_its_words(lines: io.StringIO) -> None:
    from django_structlog.celery.receivers import CeleryReceiver

    try:
        raise ValueError(CANARY)
    except ValueError as error:
        CeleryReceiver().receiver_task_failure(task_id="0b5c", exception=error, einfo=None)
        _ours().warning("gave_up", error=error, why=error)
    assert CANARY not in lines.getvalue()
    assert "ValueError" in lines.getvalue() and "task_failed" in lines.getvalue()
    assert _last(lines)["why"] == "ValueError"


@public_page
def _breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"{CANARY} {request.GET.get('q')}")


@public_page
def _fine(request: HttpRequest) -> HttpResponse:
    _ours().info("inside")
    return HttpResponse(logs.request_id())


class Urls:
    urlpatterns = [path("breaks/", _breaks), path("fine/", _fine)]
    handler500 = staticmethod(lambda request: HttpResponse(logs.request_id(), status=500))


@override_settings(ROOT_URLCONF=Urls, DEBUG=False)
def test_a_request_is_one_story_told_under_one_id(lines: io.StringIO, db: Any) -> None:
    answer = Client().get("/fine/", {"q": "Giang Thi My"}, headers={"X-Request-ID": "typed\nby someone"})
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert {line["request_id"] for line in told} == {answer.content.decode()}
    assert [line["event"] for line in told] == ["request_started", "inside", "request_finished"]
    assert told[-1]["code"] == 200 and "Giang" not in lines.getvalue() and "typed" not in lines.getvalue()


@override_settings(ROOT_URLCONF=Urls, DEBUG=False)
def test_a_broken_page_shows_the_id_of_its_lines_and_no_data(lines: io.StringIO, db: Any) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/breaks/", {"q": "Giang Thi My"})
    number = answer.content.decode()
    failed = [json.loads(line) for line in lines.getvalue().splitlines() if "request_failed" in line]
    assert answer.status_code == 500 and len(number) == 36
    assert [line["request_id"] for line in failed] == [number]
    assert "ValueError" in failed[0]["exception"] and "test_logs.py" in failed[0]["exception"]
    assert CANARY not in lines.getvalue() and "Giang" not in lines.getvalue()


def test_nothing_else_writes_or_mails_on_its_own() -> None:
    for name in ("django", "django.server", "django.request", "celery.app.trace"):
        assert [one for one in logging.getLogger(name).handlers if not isinstance(one, logging.NullHandler)] == [], name
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    assert not logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG)


def test_the_worker_takes_the_same_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    from celery.signals import setup_logging

    taken: list[Any] = []
    monkeypatch.setattr(logging.config, "dictConfig", taken.append)
    setup_logging.send(sender=None)
    assert taken == [settings.LOGGING]
