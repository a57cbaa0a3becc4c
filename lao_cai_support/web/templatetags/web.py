"""What templates may do: amounts, dates, icons, tags, links that keep the page's query."""

import datetime
from typing import Any

import structlog
from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lao_cai_support.web.money import format_number, format_vnd

register = template.Library()

# Our own 16-unit drawings, always beside a word.
ICONS: dict[str, str] = {
    "heart": "M8 13.5 2.8 8.2a3.2 3.2 0 0 1 4.6-4.5l.6.6.6-.6a3.2 3.2 0 0 1 4.6 4.5z",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "ok": "M3 8.5l3.5 3.5L13.5 4.5",
    "download": "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11",
    "file": "M4 1.8h5l3.5 3.5v9H4zM9 2v3.5h3.3",
    "down": "M3 6l5 5 5-5",
    "warn": "M8 1.8L14.8 14H1.2zM8 6v4M8 11.4v1",
    "return": "M6 3L2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6",
    "clock": "M8 1.8a6.2 6.2 0 1 0 .01 0zM8 4.5V8l2.5 2",
    "dot": "M8 5l3 3-3 3-3-3z",
    "plus": "M8 3v10M3 8h10",
    "search": "M7 2.2a4.8 4.8 0 1 0 .01 0zM10.6 10.6L14 14",
    "cross": "M4 4l8 8M12 4l-8 8",
    "print": "M4.5 6V2h7v4M4.5 11h-3V6h13v5h-3M4.5 9.5h7V14h-7z",
    "lock": "M3.5 7.5h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
    "edit": "M3 13l.7-3L11 2.7 13.3 5 6 12.3zM9.5 4.2l2.3 2.3",
    "eye": "M1 8C4 2.6 12 2.6 15 8 12 13.4 4 13.4 1 8zM8 6.6a1.4 1.4 0 1 0 .01 0z",
    "forbid": "M8 1.8a6.2 6.2 0 1 0 .01 0zM3.7 3.7l8.6 8.6",
    "double": "M2.5 2.5h7v7h-7zM6.5 6.5h7v7h-7z",
    "right": "M2.5 8h10M9 4.5L12.5 8 9 11.5",
}

# The icon that goes with each tone of a tag.
TONE_ICONS = {"ok": "ok", "act": "clock", "bad": "warn", "brand-t": "lock", "": "dot"}


@register.filter
def vnd(value: int | None) -> str:
    """1234567 → 1.234.567 đ"""
    return format_vnd(value)


@register.filter
def number(value: int | None) -> str:
    """1234567 → 1.234.567"""
    return format_number(value)


@register.filter
def dmy(value: datetime.date | str | None) -> str:
    """A day as 05/06/2014; a moment with its time. Days kept as text (2014-06-05) are read first."""
    if isinstance(value, str) and value:
        value = datetime.date.fromisoformat(value)
    if isinstance(value, datetime.datetime):
        from lao_cai_support.web.clock import HANOI

        return value.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if value else ""


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def inside(words: Any) -> str:
    """Words as they stand inside a sentence: a small first letter, abbreviations as they are (Thẻ BHYT → thẻ BHYT)."""
    text = str(words)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def percent(part: int, whole: int) -> str:
    """How much of the whole, as a whole per cent (rounded down, so 100 % means all)."""
    return f"{part * 100 // whole}\u00a0%" if whole else "–"


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def tag(word: Any, tone: str = "", icon_name: str = "", fill: bool = False) -> SafeString:
    """A status: shape, word, colour."""
    return format_html(
        '<span class="tag{}{}">{} {}</span>',
        " fill" if fill else "",
        f" {tone}" if tone else "",
        icon(icon_name or TONE_ICONS.get(tone, "dot")),
        word,
    )


@register.simple_tag
def drawing(name: str) -> SafeString:
    """One of our own inline drawings (mark, band, cloth): trusted files of this project, no data inside."""
    return mark_safe(get_template(f"components/{name}.svg").render())  # noqa: S308


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's own query string with some keys changed; None drops a key."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            params.pop(key, None)
        else:
            params[key] = value
    return "?" + params.urlencode()


@register.simple_tag
def meter(part: int, whole: int) -> SafeString:
    """A bar for one value; the words stand beside it."""
    return format_html('<progress max="{}" value="{}" aria-hidden="true"></progress>', max(whole, 1), part)


@register.simple_tag
def request_id() -> str:
    """The mark under which the log keeps this request; the error page shows it, nothing else."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
