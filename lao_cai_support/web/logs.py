"""Structured logs (filled in by web parts)."""


def logging_config(*, debug: bool, testing: bool) -> dict:
    return {"version": 1, "disable_existing_loggers": False}
