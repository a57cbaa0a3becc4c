"""Charts as SVG made on the server: the same picture on the page, without JavaScript, and on paper.

Every chart comes with its figures as a table (``Chart.table``) for those who do not see the picture, and in
three drawings: ``svg`` for wide screens, ``narrow`` for phones, ``paper`` for documents. On screens the
classes of components.css give the colours (light and dark scheme); the presentation attributes beside them
serve paper, where a drawing meets no stylesheet. No drawing rests on colour alone: each bar has its words and
its figure.
"""

from .bars import Series, bar_chart
from .chart import Chart, Table
from .flow import Flow, flow_chart
from .spark import sparkline
from .tiles import Tile, tile_chart

__all__ = ["Chart", "Flow", "Series", "Table", "Tile", "bar_chart", "flow_chart", "sparkline", "tile_chart"]
