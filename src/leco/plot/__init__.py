"""Figures of answers, with matplotlib: ``answer.plot()`` comes here; and those of coalitions."""

from leco.plot.alluvial import draw_tiers as draw_tiers
from leco.plot.figures import draw as draw
from leco.plot.map_figure import draw_map as draw_map
from leco.plot.timeline import draw_timeline as draw_timeline
