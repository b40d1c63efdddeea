"""Figures of answers, with matplotlib: ``answer.plot()`` comes here; and those of coalitions."""

from leco.plot.alluvial import draw_tiers
from leco.plot.figures import draw
from leco.plot.map_figure import draw_map
from leco.plot.timeline import draw_timeline

__all__ = ["draw", "draw_map", "draw_tiers", "draw_timeline"]
