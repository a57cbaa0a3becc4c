"""What all pictures are made of: colours, words in their room, bars."""

from collections.abc import Callable

from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from lao_cai_support.web.money import format_number, format_vnd

WIDE, NARROW, PAPER = 850, 340, 600
INK, SOFT = "#15182b", "#4a4f66"
# Class of components.css → colour on paper (the light scheme's ramp, told apart in grey too).
TONES = {
    "f1": "#28337f",
    "f2": "#5561ae",
    "f3": "#8490cf",
    "f4": "#b7bfe4",
    "f5": "#dfe3f4",
    "f0": "#d8d5ce",
    "fa": "#d67f22",
}
# Neighbours in this order stay apart from each other and from the ground (3:1 and more for the first three).
RAMP = ("f1", "f3", "fa", "f2", "f4", "f5")
FORMATS: dict[str, Callable[[int | None], str]] = {
    "vnd": format_vnd,
    "number": format_number,
    "percent": lambda n: "" if n is None else f"{format_number(n)}\u00a0%",
}

Value = int | None


def said(value: Value, write: Callable[[int | None], str]) -> str:
    return _("ẩn") if value is None else write(value)


def text(x: float, y: float, words: str, *, css: str = "", end: str = "", bold: bool = False) -> str:
    fill = SOFT if css == "t2" else INK
    names = " ".join(filter(None, (css, "tb" if bold else "")))
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}"'
        + (f' class="{names}"' if names else "")
        + (f' text-anchor="{end}"' if end else "")
        + (' font-weight="600"' if bold else "")
        + f">{conditional_escape(words)}</text>"
    )


def rect(x: float, y: float, width: float, height: float, tone: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{tone}" fill="{TONES[tone]}" {place}/>'


def wrapped(words: str, units: float, *, paper: bool = False, lines: int = 3) -> list[str]:
    """The words in lines of about ``units``; the last line may be cut. Letters on paper are narrower."""
    room = max(6, int(units / (5.9 if paper else 6.8)))
    out = [""]
    for word in words.split():
        if not out[-1] or len(out[-1]) + 1 + len(word) <= room:
            out[-1] = f"{out[-1]} {word}".strip()
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [line if len(line) <= room else f"{line[: room - 1].rstrip()}…" for line in out]
