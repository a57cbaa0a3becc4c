"""A drawn chart with its table: the frame around every kind of picture."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .marks import INK, NARROW, PAPER, WIDE

PAPER_MM, SPARK_MM = 161, 24


@dataclass(frozen=True)
class Table:
    """The chart's figures in words; ``rows`` begin with their head, the rest are figures."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A drawn chart. ``empty`` says that there was nothing to draw (show the sentence instead)."""

    title: str
    summary: str
    table: Table
    svg: SafeString
    narrow: SafeString
    paper: SafeString
    empty: bool = False


def make_chart(
    title: str,
    table: Table,
    draw: Callable[[int], tuple[int, str]],
    *,
    empty: bool,
    css: str = "",
    width: int = 0,
) -> Chart:
    """Draw once for each surface. ``draw`` takes a width in units and gives the height and the marks within;
    ``width`` fixes it for pictures of one size."""
    summary = "; ".join(f"{row[0]} {', '.join(cell for cell in row[1:] if cell)}" for row in table.rows)
    on_screen = []
    for kind, units in (("chart chart-w", WIDE), ("chart chart-n", NARROW)):
        height, body = draw(units)
        on_screen.append(
            format_html(
                '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
                "<title>{}</title><desc>{}</desc>{}</svg>",
                css or kind,
                width or units,
                height,
                title,
                title,
                summary,
                SafeString(body),  # drawn below; every word in it went through text(), which escapes
            )
        )
    height, body = draw(PAPER)
    across = SPARK_MM if width else PAPER_MM
    paper = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}mm" height="{}mm" viewBox="0 0 {} {}" role="img"'
        ' font-family="Liberation Serif" font-size="13" fill="{}"><title>{}. {}</title>{}</svg>',
        across,
        f"{height * across / (width or PAPER):.1f}",
        width or PAPER,
        height,
        INK,
        title,
        summary,
        SafeString(body),
    )
    return Chart(title, summary, table, on_screen[0], on_screen[1], paper, empty)
