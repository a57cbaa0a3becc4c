"""Charts as SVG made on the server: the same picture on the page, without JavaScript, and on paper.

Every chart comes with its figures as a table (``Chart.table``) for those who do not see the picture, and in
three drawings: ``svg`` for wide screens, ``narrow`` for phones, ``paper`` for documents. On screens the
classes of components.css give the colours (light and dark scheme); the presentation attributes beside them
serve paper, where a drawing meets no stylesheet. No drawing rests on colour alone: each bar has its words and its figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .money import format_number, format_vnd

WIDE, NARROW, PAPER = 850, 340, 600
PAPER_MM, SPARK_MM = 161, 24
_INK, _SOFT = "#15182b", "#4a4f66"
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
_RAMP = ("f1", "f3", "fa", "f2", "f4", "f5")
_FLOWS = {"fa": ("flow-a", "#d67f22")}
_FORMATS: dict[str, Callable[[int | None], str]] = {
    "vnd": format_vnd,
    "number": format_number,
    "percent": lambda n: "" if n is None else f"{format_number(n)}\u00a0%",
}

Value = int | None


@dataclass(frozen=True)
class Series:
    """One kind of bar: ``values`` stand in the order of the labels; None is a hidden (suppressed) figure."""

    label: str
    values: Sequence[Value]
    tone: str = ""


@dataclass(frozen=True)
class Flow:
    """One source or one use of money; ``tone`` "fa" marks what is bound to an address, "f3" what is left."""

    label: str
    amount: int
    tone: str = "f1"


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


def bar_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], *, kind: str = "vnd", stacked: bool = False
) -> Chart:
    """Horizontal bars, one row per label.

    ``kind`` is "vnd", "number" or "percent" and says how figures are written; ``stacked`` puts the series of
    a row end to end (their sum stands behind them), otherwise they lie under each other. All bars share one
    scale beginning at zero. Raises ValueError for negative figures or series not as long as the labels.
    """
    write = _FORMATS[kind]
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"series {one.label!r} has {len(one.values)} values for {len(labels)} labels")
        if any(value is not None and value < 0 for value in one.values):
            raise ValueError(f"series {one.label!r} has a negative value")
    tones = [one.tone or _RAMP[i % len(_RAMP)] for i, one in enumerate(series)]
    rows = [
        _Row(label, [(one.values[i], tone) for one, tone in zip(series, tones, strict=True)], stacked, write)
        for i, label in enumerate(labels)
    ]
    legend = [(one.label, tone) for one, tone in zip(series, tones, strict=True)] if len(series) > 1 else []
    table = Table(
        title,
        ("", *(one.label for one in series)),
        tuple((label, *(_said(one.values[i], write) for one in series)) for i, label in enumerate(labels)),
    )
    return _chart(
        title, table, lambda width: _draw_rows(rows, legend, width), empty=not any(row.top for row in rows)
    )


def flow_chart(title: str, sources: Sequence[Flow], uses: Sequence[Flow], *, middle: str) -> Chart:
    """Where money came from (left), where it went (right), the whole of it in the middle.

    Amounts are đồng; zero lines are left out. A phone gets the same figures as bars under two headings.
    Raises ValueError when an amount is negative or the two sides do not add up to the same sum: such a
    picture would lie.
    """
    if any(flow.amount < 0 for flow in (*sources, *uses)):
        raise ValueError("a flow is negative")
    total = sum(flow.amount for flow in sources)
    if total != sum(flow.amount for flow in uses):
        raise ValueError("sources and uses do not add up to the same sum")
    ins = [flow for flow in sources if flow.amount]
    outs = [flow for flow in uses if flow.amount]
    table = Table(
        title,
        (_("Khoản"), _("Vào"), _("Ra")),
        (
            *((flow.label, format_vnd(flow.amount), "") for flow in ins),
            *((flow.label, "", format_vnd(flow.amount)) for flow in outs),
            (_("Cộng"), format_vnd(total), format_vnd(total)),
        ),
    )

    def draw(width: int) -> tuple[int, str]:
        if width == NARROW:
            heads = [
                _Row(_("Từ đâu đến"), [], False, format_vnd),
                _Row(_("Dùng vào đâu"), [], False, format_vnd),
            ]
            bars = [
                [_Row(f.label, [(f.amount, f.tone)], False, format_vnd) for f in side] for side in (ins, outs)
            ]
            return _draw_rows([heads[0], *bars[0], heads[1], *bars[1]], [], width)
        return _draw_flow(ins, outs, middle, total, width)

    return _chart(title, table, draw, empty=total == 0)


def sparkline(title: str, points: Sequence[tuple[str, Value]], *, kind: str = "number") -> Chart:
    """A small line without axes; ``points`` are (label, figure), None leaves a gap."""
    write = _FORMATS[kind]
    table = Table(
        title, (_("Thời gian"), title), tuple((label, _said(value, write)) for label, value in points)
    )
    known = [value for _label, value in points if value is not None]
    low, high = min([0, *known]), max([0, *known])

    def draw(_width: int) -> tuple[int, str]:
        width, height, edge = 120, 28, 3
        step = (width - 2 * edge) / max(1, len(points) - 1)
        runs: list[list[str]] = [[]]
        last = ""
        for i, (_label, value) in enumerate(points):
            if value is None:
                runs.append([])
                continue
            y = height - edge - (value - low) * (height - 2 * edge) / ((high - low) or 1)
            last = f'cx="{edge + i * step:.1f}" cy="{y:.1f}"'
            runs[-1].append(f"{edge + i * step:.1f} {y:.1f}")
        # A point alone between two gaps is drawn as a dot: a line of one point is not seen.
        lines = "".join(f'<path d="M{"L".join(run)}"/>' for run in runs if len(run) > 1)
        dots = "".join(
            f'<circle cx="{run[0].split(" ")[0]}" cy="{run[0].split(" ")[1]}" r="1.6"/>'
            for run in runs
            if len(run) == 1
        )
        mark = f'<circle class="fa" fill="{TONES["fa"]}" {last} r="2.4"/>' if last else ""
        body = f'<g fill="none" stroke="{TONES["f1"]}" class="line" stroke-width="1.6">{lines}</g>'
        return height, f'{body}<g class="f1" fill="{TONES["f1"]}">{dots}</g>{mark}'

    return _chart(title, table, draw, empty=not known, css="spark", width=120)


@dataclass(frozen=True)
class _Row:
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
            return _said(None, self.write)
        return self.write(sum(value or 0 for value, _tone in line))


@dataclass(frozen=True)
class _Stem:
    """Where one line of a flow stands at its side of the picture."""

    flow: Flow
    words: list[str]
    top: float
    size: float


def _said(value: Value, write: Callable[[int | None], str]) -> str:
    return _("ẩn") if value is None else write(value)


def _chart(
    title: str,
    table: Table,
    draw: Callable[[int], tuple[int, str]],
    *,
    empty: bool,
    css: str = "chart",
    width: int = 0,
) -> Chart:
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
                SafeString(body),  # drawn below; every word in it went through _text(), which escapes
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
        _INK,
        title,
        summary,
        SafeString(body),
    )
    return Chart(title, summary, table, on_screen[0], on_screen[1], paper, empty)


def _text(x: float, y: float, words: str, *, css: str = "", end: str = "", bold: bool = False) -> str:
    fill = _SOFT if css == "t2" else _INK
    names = " ".join(filter(None, (css, "tb" if bold else "")))
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}"'
        + (f' class="{names}"' if names else "")
        + (f' text-anchor="{end}"' if end else "")
        + (' font-weight="600"' if bold else "")
        + f">{conditional_escape(words)}</text>"
    )


def _rect(x: float, y: float, width: float, height: float, tone: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{tone}" fill="{TONES[tone]}" {place}/>'


def _wrapped(words: str, units: float, *, lines: int = 2) -> list[str]:
    """The words in lines of about ``units`` (a 13 px letter takes some 6.8); the last line may be cut."""
    room = max(6, int(units / 6.8))
    out = [""]
    for word in words.split():
        if not out[-1] or len(out[-1]) + 1 + len(word) <= room:
            out[-1] = f"{out[-1]} {word}".strip()
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [line if len(line) <= room else f"{line[: room - 1].rstrip()}…" for line in out]


def _draw_rows(rows: Sequence[_Row], legend: Sequence[tuple[str, str]], width: int) -> tuple[int, str]:
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
        out += [_rect(x, y, 11, 11, tone), _text(x + 16, y + 10.5, label)]
        x += length
    if legend:
        y += 26
    for row in rows:
        if not row.parts:
            y += 10 if y > 4 else 0
            out.append(_text(0, y + 12, row.label, bold=True))
            y += 24
            continue
        words = _wrapped(row.label, width if phone else left - 14)
        if phone:
            for line in words:
                out.append(_text(0, y + 11, line))
                y += 17
        lines = row.bars
        height = 9 if len(lines) > 1 or phone else 14
        block = len(lines) * (height + 7) - 7
        if not phone:
            middle = y + max(block, 17 * len(words)) / 2
            for i, line in enumerate(words):
                out.append(_text(left - 14, middle + 4.5 + 17 * (i - (len(words) - 1) / 2), line, end="end"))
            start = middle - block / 2
        else:
            start = y
        for i, parts in enumerate(lines):
            at, top = left, start + i * (height + 7)
            for value, tone in parts:
                if value:
                    # One unit at least: what is there must be seen, however small beside the rest.
                    length = max(1.0, value * room / scale)
                    out.append(_rect(at, top, length, height, tone))
                    at += length + (1 if row.stacked else 0)
            out.append(_text(at + 6, top + height / 2 + 4.5, row.figure(parts), css="t2"))
        y = start + block + 12 if phone else y + max(block, 17 * len(words)) + 10
    return int(y) + 2, "".join(out)


def _draw_flow(
    ins: Sequence[Flow], outs: Sequence[Flow], middle: str, total: int, width: int
) -> tuple[int, str]:
    """Ribbons from each source into the bar in the middle and out to each use, thick as their amounts."""
    gap, head, bar, edge = 12.0, 44.0, 12.0, 6.0
    side = width * 0.27
    unit = max(150.0, max(len(ins), len(outs)) * 50.0) * 0.62 / (total or 1)

    def column(flows: Sequence[Flow]) -> tuple[list[_Stem], float]:
        """Where each line of a side stands: at least as tall as its words."""
        stems, y = [], edge
        for flow in flows:
            words = _wrapped(flow.label, side - 14)
            size = max(1.5, flow.amount * unit)
            room = max(size, 17.0 * (len(words) + 1))
            stems.append(_Stem(flow, words, y + (room - size) / 2, size))
            y += room + gap
        return stems, y - gap

    sides = [column(ins), column(outs)]
    trunk = max(sum(stem.size for stem in stems) for stems, _end in sides)
    bottom = max(end for _stems, end in sides)
    trunk_y = edge + max(0.0, (bottom - edge - trunk) / 2)
    shift = max(0.0, head - trunk_y)  # the words over the trunk need their room
    trunk_y += shift
    mid = (width - bar) / 2
    ribbons, marks = [], []
    for (stems, _end), inward in zip(sides, (True, False), strict=True):
        at = trunk_y
        x = side if inward else width - side - 10
        near, far = (x + 10, mid) if inward else (mid + bar, x)
        half = (near + far) / 2
        for stem in stems:
            top, size = stem.top + shift, stem.size
            first, second = (top, at) if inward else (at, top)
            css, colour = _FLOWS.get(stem.flow.tone, ("flow-p", "#7d89cc"))
            ribbons.append(
                f'<path class="{css}" fill="{colour}" fill-opacity=".3" d="M{near:.1f} {first:.1f}'
                f"C{half:.1f} {first:.1f} {half:.1f} {second:.1f} {far:.1f} {second:.1f}v{size:.1f}"
                f"C{half:.1f} {second + size:.1f} {half:.1f} {first + size:.1f} {near:.1f} {first + size:.1f}"
                'z"/>'
            )
            marks.append(_rect(x, top, 10, size, stem.flow.tone))
            words_x, end = (x - 12, "end") if inward else (x + 22, "")
            y = top + size / 2 - 17 * (len(stem.words) + 1) / 2 + 13
            for line in stem.words:
                marks.append(_text(words_x, y, line, end=end))
                y += 17
            marks.append(_text(words_x, y, format_vnd(stem.flow.amount), css="t2", end=end))
            at += size
    marks.append(_rect(mid, trunk_y, bar, max(trunk, 1.0), "f1"))
    marks.append(_text(width / 2, trunk_y - 26, middle, end="middle", bold=True))
    marks.append(_text(width / 2, trunk_y - 9, format_vnd(total), css="t2", end="middle"))
    return int(max(bottom + shift, trunk_y + trunk)) + 8, "".join([*ribbons, *marks])
