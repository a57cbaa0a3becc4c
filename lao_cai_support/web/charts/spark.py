"""A small line without axes, to stand in a sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .chart import Chart, Table, make_chart
from .marks import FORMATS, TONES, Value, said


def sparkline(title: str, points: Sequence[tuple[str, Value]], *, kind: str = "number") -> Chart:
    """A small line without axes; ``points`` are (label, figure), None leaves a gap."""
    write = FORMATS[kind]
    table = Table(title, (_("Thời gian"), title), tuple((label, said(value, write)) for label, value in points))
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

    return make_chart(title, table, draw, empty=not known, css="spark", width=120)
