"""How a report writes its figures."""

from collections.abc import Callable

from django import template
from django.utils.translation import gettext as _

from lao_cai_support.web.money import format_number, format_vnd

register = template.Library()


@register.filter
def figure(value: int | None) -> str:
    """1234567 → 1.234.567; nothing moved → –; a hidden count says that it is hidden; below zero in brackets."""
    return _written(value, format_number)


@register.filter
def amount(value: int | None) -> str:
    """The same in đồng."""
    return _written(value, format_vnd)


def _written(value: int | None, write: Callable[[int | None], str]) -> str:
    if value is None:
        return _("ẩn")
    if not value:
        return "–"
    return write(value) if value > 0 else f"({write(-value)})"


@register.filter
def share(part: int, whole: int) -> str:
    """A share with one decimal, half up: 12,5 % (never added up)."""
    if not whole:
        return "–"
    tenths = (part * 2000 // whole + 1) // 2
    return f"{format_number(tenths // 10)},{tenths % 10}\u00a0%"
