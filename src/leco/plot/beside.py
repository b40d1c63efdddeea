"""Several measures side by side in one figure: each on its own whole range."""

import math
from typing import TYPE_CHECKING

import pandas as pd

from leco import words
from leco.metrics.registry import measures
from leco.plot.style import (
    GREY,
    INK,
    MARKERS,
    PALE,
    PALETTE,
    band,
    name_colours,
    name_rows,
    set_title,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def scale(measure: str, *shown: "pd.Series[float]") -> tuple[float, float]:
    """Show the whole range a measure can take, or from 0 where it has no upper end.

    A scale that zooms in on the differences would make small ones look large.
    """
    entry = measures().get(words.code(measure))
    low, high = entry.bounds if entry is not None else (0.0, math.inf)
    known = [one for one in shown if one.notna().any()]
    if not math.isfinite(high):
        high = 1.12 * max((float(one.max()) for one in known), default=1.0)
    if not math.isfinite(low):
        low = min(0.0, 1.12 * min((float(one.min()) for one in known), default=0.0))
    return low, high


def beside(frame: pd.DataFrame, ax: "Axes", lang: str | None) -> None:
    """Draw a row for each measure and a mark for each coalition, from the least to the most.

    Each row runs over the whole range of its measure, whose ends stand beside it; a grey bar is
    what chance usually gives that coalition.
    """
    from matplotlib.lines import Line2D

    rows = list(dict.fromkeys(frame["measure"]))
    coalitions = list(dict.fromkeys(frame["coalition"]))
    step = min(0.24, 0.7 / max(len(coalitions), 1))
    name_rows(ax, [words.measure(str(one), lang) for one in rows])
    for row, measure in enumerate(rows):
        own = frame[frame["measure"] == measure]
        low, high = scale(str(measure), own["value"], own["high"], own["low"])
        wide = high - low or 1.0
        ax.plot([0, 1], [row + 0.42] * 2, color=PALE, linewidth=0.8, zorder=0)
        for end, across, side in ((low, 0.0, "left"), (high, 1.0, "right")):
            # An end without limit is only where the drawing stops: it is not written.
            if side == "left" or math.isfinite(measures()[words.code(str(measure))].bounds[1]):
                ax.annotate(words.number(end, lang), (across, row + 0.42), xytext=(0, -1),
                            textcoords="offset points", ha=side, va="top", fontsize=7,
                            color=GREY)  # fmt: skip
        for place, coalition in enumerate(coalitions):
            at = row + (place - (len(coalitions) - 1) / 2) * step
            parts = own[own["coalition"] == coalition].set_index("column")
            if "expected" in parts.index:
                ends = (parts.loc["expected", ["low", "high"]].to_numpy(dtype=float) - low) / wide
                band(ax, ends[0], ends[1], at, thick=7)
            if "value" not in parts.index or math.isnan(float(parts.loc["value", "value"])):
                continue
            value = float(parts.loc["value", "value"])
            across = (value - low) / wide
            ax.plot([across], [at], marker=MARKERS[place % len(MARKERS)], markersize=7,
                    color=PALETTE[place % len(PALETTE)], zorder=3)  # fmt: skip
            ax.annotate(words.number(value, lang), (across, at), xytext=(7, 0), va="center",
                        textcoords="offset points", fontsize=7.5, color=INK, zorder=4)  # fmt: skip
    ax.set_xlim(-0.02, 1.08)
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    handles = [
        Line2D([], [], linestyle="none", marker=MARKERS[place % 8], color=PALETTE[place % 8])
        for place in range(len(coalitions))
    ]
    names = [str(one) for one in coalitions]
    if (frame["column"] == "expected").any():
        handles.append(Line2D([], [], color=PALE, linewidth=7, solid_capstyle="butt"))
        names.append(words.text("plot.expected", lang))
    name_colours(ax, handles, names, below=10)
    set_title(ax, words.text("plot.beside", lang))
