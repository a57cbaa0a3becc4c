"""The flow of money: sources on the left, uses on the right, the fund between."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lao_cai_support.web.money import format_vnd

from .bars import Row, draw_rows
from .chart import Chart, Table, make_chart
from .marks import NARROW, PAPER, rect, text, wrapped

_FLOWS = {"fa": ("flow-a", "#d67f22")}


@dataclass(frozen=True)
class Flow:
    """One source or one use of money; ``tone`` "fa" marks what is bound to an address, "f3" what is left."""

    label: str
    amount: int
    tone: str = "f1"


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
                Row(_("Từ đâu đến"), [], False, format_vnd),
                Row(_("Dùng vào đâu"), [], False, format_vnd),
            ]
            bars = [[Row(f.label, [(f.amount, f.tone)], False, format_vnd) for f in side] for side in (ins, outs)]
            return draw_rows([heads[0], *bars[0], heads[1], *bars[1]], [], width)
        return _draw_flow(ins, outs, middle, total, width)

    return make_chart(title, table, draw, empty=total == 0)


@dataclass(frozen=True)
class _Stem:
    """Where one line of a flow stands at its side of the picture."""

    flow: Flow
    words: list[str]
    top: float
    size: float


def _draw_flow(ins: Sequence[Flow], outs: Sequence[Flow], middle: str, total: int, width: int) -> tuple[int, str]:
    """Ribbons from each source into the bar in the middle and out to each use, thick as their amounts."""
    gap, head, bar, edge = 12.0, 44.0, 12.0, 6.0
    side = width * 0.27
    unit = max(150.0, max(len(ins), len(outs)) * 50.0) * 0.62 / (total or 1)

    def column(flows: Sequence[Flow]) -> tuple[list[_Stem], float]:
        """Where each line of a side stands: at least as tall as its words."""
        stems, y = [], edge
        for flow in flows:
            words = wrapped(flow.label, side - 14, paper=width == PAPER)
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
            marks.append(rect(x, top, 10, size, stem.flow.tone))
            words_x, end = (x - 12, "end") if inward else (x + 22, "")
            y = top + size / 2 - 17 * (len(stem.words) + 1) / 2 + 13
            for line in stem.words:
                marks.append(text(words_x, y, line, end=end))
                y += 17
            marks.append(text(words_x, y, format_vnd(stem.flow.amount), css="t2", end=end))
            at += size
    marks.append(rect(mid, trunk_y, bar, max(trunk, 1.0), "f1"))
    marks.append(text(width / 2, trunk_y - 26, middle, end="middle", bold=True))
    marks.append(text(width / 2, trunk_y - 9, format_vnd(total), css="t2", end="middle"))
    return int(max(bottom + shift, trunk_y + trunk)) + 8, "".join([*ribbons, *marks])
