"""Diversity as a line over its orders: one for each coalition or moment."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leco import words
from leco.plot.style import INK, MARKERS, PALE, PALETTE, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def is_profile(measure: str) -> bool:
    """Whether a measure is drawn as a line over orders."""
    return words.code(measure) == "hill_profile"


def profiles(frame: pd.DataFrame, ax: "Axes", lang: str | None) -> None:
    """Draw lines that fall with the order: as high as there are sectors, as flat as they are even.

    Orders without end (infinity) stand one step past the highest.
    """
    own = frame.assign(order=frame["key"].astype(float), moment=frame["moment"].fillna(""))
    finite = np.unique(own["order"][np.isfinite(own["order"])])
    past = (finite[-1] if len(finite) else 0) + 1
    several = {one: len(set(own[one])) > 1 for one in ("coalition", "moment")}
    lines = list(own.groupby(["coalition", "moment"], sort=False))
    for place, ((coalition, moment), found) in enumerate(lines):
        rows = found.sort_values("order")
        across = rows["order"].replace(np.inf, past)
        colour = PALETTE[place % len(PALETTE)]
        if rows["low"].notna().any():
            ax.fill_between(across, rows["low"], rows["high"], color=colour, alpha=0.15,
                            linewidth=0)  # fmt: skip
        said = [str(one) for one, kind in ((coalition, "coalition"), (moment, "moment"))
                if several[kind]]  # fmt: skip
        ax.plot(across, rows["value"], color=colour, marker=MARKERS[place % len(MARKERS)],
                markersize=6, linewidth=1.8, label=", ".join(said))  # fmt: skip
    orders = [*finite.tolist(), *([past] if np.isinf(own["order"]).any() else [])]
    if len(orders) <= 8:
        ax.set_xticks(orders, [words.number(one, lang) for one in (
            [*finite.tolist(), np.inf][: len(orders)])])  # fmt: skip
    ax.set_ylim(bottom=0)
    ax.margins(y=0.1)
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    ax.set_xlabel(words.text("plot.profile.x", lang), color=INK)
    ax.set_ylabel(words.text("plot.profile.y", lang), color=INK)
    if len(lines) > 1:
        ax.legend(frameon=False, fontsize=9)
    set_title(ax, words.measure("hill_profile", lang))
