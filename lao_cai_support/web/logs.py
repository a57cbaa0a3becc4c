"""Logs for the people who run the portal: what happened, how long it took, what broke; nothing about a child.

One line of JSON per event (readable lines while developing). Before a line is written, fields that could
carry a person are blanked, addresses lose their query, numbers that look like identity papers or telephones
are struck out, and an exception keeps its place in the code but not the data in its message.
"""

import datetime
import decimal
import logging
import pathlib
import re
import sys
import traceback
import uuid
from collections.abc import Mapping
from typing import Any

import structlog

HIDDEN = "•••"
_LONGEST = 1_000
_PERSONAL = re.compile(
    r"(^|_)(name|fullname|child|parent|guardian|caretaker|carer|father|mother|birth|birthdate|dob|born"
    r"|cccd|cmnd|identity|citizen|insurance|bhyt|phone|mobile|email|address|note|notes|health|disability|photo"
    r"|password|passwd|token|secret|otp|csrf|csrfmiddlewaretoken|cookie|cookies|authorization|session|sessionid"
    r"|error|errors|reason|message|exc|result|args|kwargs"
    r"|q|search|query|params|sql|post|get|body|data|form|row|cells|value|values|old|new)(_|$)",
    re.IGNORECASE,
)
_TRUSTED = {
    "timestamp",
    "level",
    "logger",
    "request_id",
    "task_id",
    "child_task_id",
    "child_task_name",
    "user_id",
}
_QUERY = re.compile(r"(?<=\S)\?[^\s\"'<>]+")
_STRIKE = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"(?<![\w-])[A-Z]{2}\d{13}(?![\w-])"),  # health insurance
    re.compile(r"(?<![\w-])\d{12}(?![\w-])"),  # identity card
    re.compile(r"(?<![\w.-])\d{9}(?![\w.-])"),  # its older form
    re.compile(r"(?<![\w.+-])(?:\+84|0)(?:[ .-]?\d){9}(?![\w-])"),  # telephone
)
_DETAIL = re.compile(r"\b(DETAIL|CONTEXT|HINT|LINE \d+):.*", re.DOTALL)
# These speak of the machine, not of data typed by a person, so their words may be kept.
_SPEAKING = (
    ImportError, AttributeError, NotImplementedError, ConnectionError, TimeoutError, RecursionError,
    MemoryError, SystemExit, KeyboardInterrupt,
)  # fmt: skip
_SPEAKING_NAMES = {
    "OperationalError", "InterfaceError", "ImproperlyConfigured", "TemplateDoesNotExist",
    "TemplateSyntaxError", "DisallowedHost", "AppRegistryNotReady", "LockError", "SoftTimeLimitExceeded",
    "TimeLimitExceeded", "WorkerLostError",
}  # fmt: skip


def request_id() -> str:
    """The id of the request (or task) being answered; error pages show it, log lines carry it."""
    bound = structlog.contextvars.get_contextvars()
    return str(bound.get("request_id") or bound.get("task_id") or "")


def strike(text: str) -> str:
    """A text without queries of addresses, identity numbers, telephones and mail addresses."""
    text = _QUERY.sub(f"?{HIDDEN}", text)
    for pattern in _STRIKE:
        text = pattern.sub(HIDDEN, text)
    return text


def mask_personal(_logger: Any, _method: str, event: Any) -> Any:
    """The processor: every field of the line is blanked, struck through or kept, by its name and kind."""
    return {key: value if key in _TRUSTED else _masked(str(key), value) for key, value in event.items()}


def _masked(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, BaseException):
        return said(value)
    if _PERSONAL.search(key):
        return HIDDEN
    if isinstance(value, str):
        return strike(value) if key == "exception" else strike(_one_line(value[:_LONGEST]))
    if isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _masked(str(name), one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(key, one) for one in list(value)[:50]]
    if isinstance(value, datetime.date | datetime.time | decimal.Decimal | uuid.UUID | pathlib.PurePath):
        return str(value)
    return f"<{type(value).__name__}>"  # a record's own words could be a person's name


def _one_line(text: str) -> str:
    """Line breaks and control characters made visible: a typed text cannot forge a second line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def said(error: BaseException) -> str:
    """The exception's kind, and its words when they hold no typed data; of the database its constraint."""
    kind = type(error).__name__
    diagnosis = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    if diagnosis is not None and getattr(diagnosis, "sqlstate", None):
        where = diagnosis.constraint_name or diagnosis.column_name or diagnosis.table_name or ""
        return f"{kind} [{diagnosis.sqlstate}{' ' + where if where else ''}]"
    if isinstance(error, _SPEAKING) or kind in _SPEAKING_NAMES:
        return f"{kind}: {strike(_one_line(_DETAIL.sub('', str(error)).strip()))}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: [{error.errno}] {error.strerror}"
    return kind


def safe_traceback(error: BaseException) -> str:
    """Where it broke, oldest cause first: files, lines, code – no values, no messages with values."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain and len(chain) < 10:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    parts = []
    for link in reversed(chain):
        parts.append("".join(traceback.format_tb(link.__traceback__, limit=-40)) + said(link))
    return "\n\n".join(parts)


def format_exception(_logger: Any, _method: str, event: Any) -> Any:
    """The processor that turns exc_info into such a traceback."""
    given: Any = event.pop("exc_info", None)
    error: Any = None
    if isinstance(given, BaseException):
        error = given
    elif isinstance(given, tuple):
        error = given[1]
    elif given:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = safe_traceback(error)
    return event


class WithoutTaskData(logging.Filter):
    """The worker's own lines quote arguments, results and errors of tasks; only names and ids are kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict):
            kept = {"id", "name", "hostname", "runtime", "internal", "description", "pid"}
            record.args = {key: value if key in kept else HIDDEN for key, value in record.args.items()}
        return True


class Formatter(structlog.stdlib.ProcessorFormatter):
    """One formatter for the portal's own lines and for those of the libraries."""

    def __init__(self, *, debug: bool = False) -> None:
        renderer: Any = (
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
            if debug
            else structlog.processors.JSONRenderer(ensure_ascii=False)
        )
        super().__init__(
            processors=[
                self.remove_processors_meta,
                structlog.processors.format_exc_info if debug else format_exception,
                mask_personal,
                renderer,
            ],
            foreign_pre_chain=_COMMON,
        )


_COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, debug: bool, testing: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error through the one formatter; tests hear warnings only."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_COMMON,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=not testing,
    )
    through_root: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_task_data": {"()": WithoutTaskData}},
        "formatters": {"line": {"()": Formatter, "debug": debug}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING" if testing else "INFO"},
        "loggers": {
            # No handlers of their own: Django's would print values and mail whole requests to ADMINS.
            "django": {**through_root, "level": "INFO"},
            "django.server": {**through_root, "level": "WARNING"},
            # 404 and 403 are told by django_structlog; what breaks outside its reach is told here.
            "django.request": {**through_root, "level": "ERROR"},
            "django.db.backends": {**through_root, "level": "INFO"},  # DEBUG would print every value
            "celery.app.trace": {**through_root, "level": "INFO", "filters": ["without_task_data"]},
            "celery.worker.strategy": {**through_root, "level": "WARNING"},
            "weasyprint": {**through_root, "level": "ERROR"},
            "fontTools": {**through_root, "level": "WARNING"},
            "PIL": {**through_root, "level": "INFO"},
            "pikepdf": {**through_root, "level": "WARNING"},
        },
    }
