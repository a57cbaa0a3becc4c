"""Horizontal bars: grouped or stacked, labels at their left or, on a phone, above them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .chart import Chart, Table, make_chart
from .marks import FORMATS, NARROW, PAPER, RAMP, Value, rect, said, text, wrapped


@dataclass(frozen=True)
class Series:
    """One kind of bar: ``values`` stand in the order of the labels; None is a hidden (suppressed) figure."""

    label: str
    values: Sequence[Value]
    tone: str = ""


def bar_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], *, kind: str = "vnd", stacked: bool = False
) -> Chart:
    """Horizontal bars, one row per label.

    ``kind`` is "vnd", "number" or "percent" and says how figures are written; ``stacked`` puts the series of
    a row end to end (their sum stands behind them), otherwise they lie under each other. All bars share one
    scale beginning at zero. Raises ValueError for negative figures or series not as long as the labels.
    """
    write = FORMATS[kind]
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"series {one.label!r} has {len(one.values)} values for {len(labels)} labels")
        if any(value is not None and value < 0 for value in one.values):
            raise ValueError(f"series {one.label!r} has a negative value")
    tones = [one.tone or RAMP[i % len(RAMP)] for i, one in enumerate(series)]
    rows = [
        Row(label, [(one.values[i], tone) for one, tone in zip(series, tones, strict=True)], stacked, write)
        for i, label in enumerate(labels)
    ]
    legend = [(one.label, tone) for one, tone in zip(series, tones, strict=True)] if len(series) > 1 else []
    table = Table(
        title,
        ("", *(one.label for one in series)),
        tuple((label, *(said(one.values[i], write) for one in series)) for i, label in enumerate(labels)),
    )
    return make_chart(
        title, table, lambda width: draw_rows(rows, legend, width), empty=not any(row.top for row in rows)
    )


@dataclass(frozen=True)
class Row:
    """One line of a bar chart; a line without parts is a heading."""

    label: str
    parts: Sequence[tuple[Value, str]]
    stacked: bool
    write: Callable[[int | None], str]

    @property
    def top(self) -> int:
        known = [value for value, _tone in self.parts if value is not None]
        return (sum(known) if self.stacked else max(known, default=0)) if known else 0

    @property
    def bars(self) -> list[list[tuple[Value, str]]]:
        """The parts as lines of bars: all in one when stacked, else one each."""
        return [list(self.parts)] if self.stacked else [[part] for part in self.parts]

    def figure(self, line: Sequence[tuple[Value, str]]) -> str:
        """What stands behind a line of bars; a sum with a hidden part is hidden with it."""
        if any(value is None for value, _tone in line):
            return said(None, self.write)
        return self.write(sum(value or 0 for value, _tone in line))


def draw_rows(rows: Sequence[Row], legend: Sequence[tuple[str, str]], width: int) -> tuple[int, str]:
    """Bars with the label at their left (wide) or above them (phone) and the figure behind them."""
    phone = width == NARROW
    scale = max([row.top for row in rows], default=0) or 1
    left = 0.0 if phone else width * 0.3
    figure_room = max([len(row.figure(line)) for row in rows for line in row.bars], default=0) * 7.6 + 10
    room = width - left - figure_room
    out: list[str] = []
    y = 4.0
    x = left
    for label, tone in legend:
        length = 18 + len(label) * 7.2 + 16
        if x > left and x + length > width:
            x, y = left, y + 20
        out += [rect(x, y, 11, 11, tone), text(x + 16, y + 10.5, label)]
        x += length
    if legend:
        y += 26
    for row in rows:
        if not row.parts:
            y += 10 if y > 4 else 0
            out.append(text(0, y + 12, row.label, bold=True))
            y += 24
            continue
        words = wrapped(row.label, width if phone else left - 14, paper=width == PAPER)
        if phone:
            for line in words:
                out.append(text(0, y + 11, line))
                y += 17
        lines = row.bars
        height = 9 if len(lines) > 1 or phone else 14
        block = len(lines) * (height + 7) - 7
        if not phone:
            middle = y + max(block, 17 * len(words)) / 2
            for i, line in enumerate(words):
                out.append(text(left - 14, middle + 4.5 + 17 * (i - (len(words) - 1) / 2), line, end="end"))
            start = middle - block / 2
        else:
            start = y
        for i, parts in enumerate(lines):
            at, top = left, start + i * (height + 7)
            for value, tone in parts:
                if value:
                    # One unit at least: what is there must be seen, however small beside the rest.
                    length = max(1.0, value * room / scale)
                    out.append(rect(at, top, length, height, tone))
                    at += length + (1 if row.stacked else 0)
            out.append(text(at + 6, top + height / 2 + 4.5, row.figure(parts), css="t2"))
        y = start + block + 12 if phone else y + max(block, 17 * len(words)) + 10
    return int(y) + 2, "".join(out)
