"""A map of tiles: each place a square in its group, filled from below as far as its need is met."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from lao_cai_support.web.money import format_vnd

from .chart import Chart, Table, make_chart
from .marks import INK, rect, text

_SIDE, _GAP, _LABEL = 22, 4, 18


@dataclass(frozen=True)
class Tile:
    name: str
    needed: int
    given: int

    @property
    def part(self) -> float:
        return min(self.given / self.needed, 1.0) if self.needed else 1.0


def tile_chart(title: str, groups: Sequence[tuple[str, Sequence[Tile]]]) -> Chart:
    """``groups``: (name, tiles). Amounts are đồng; the table beside it says them in figures."""
    table = Table(
        title,
        (_("Nơi"), _("Cần"), _("Được đáp ứng"), "%"),
        tuple(
            (tile.name, format_vnd(tile.needed), format_vnd(tile.given), f"{round(100 * tile.part)} %")
            for _name, tiles in groups
            for tile in tiles
        ),
    )

    def draw(width: int) -> tuple[int, str]:
        across = max((width - _GAP) // (_SIDE + _GAP), 1)
        marks, y = [], 0
        for name, tiles in groups:
            marks.append(text(0, y + 13, name, css="t2"))
            y += _LABEL
            for index, tile in enumerate(tiles):
                x = (index % across) * (_SIDE + _GAP) + 1
                top = y + (index // across) * (_SIDE + _GAP)
                marks.append(_tile(tile, x, top))
            y += -(-len(tiles) // across) * (_SIDE + _GAP) + _GAP
        return max(y, 1), "".join(marks)

    return make_chart(title, table, draw, empty=not any(tiles for _name, tiles in groups))


def _tile(tile: Tile, x: float, y: float) -> str:
    height = _SIDE * tile.part
    said = f"{tile.name}: {round(100 * tile.part)} %"
    return (
        f"<g><title>{conditional_escape(said)}</title>"
        + rect(x, y, _SIDE, _SIDE, "f5")
        + (rect(x, y + _SIDE - height, _SIDE, height, "f2") if height else "")
        + f'<rect x="{x:.1f}" y="{y:.1f}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="{INK}" stroke-width=".5"/></g>'
    )
