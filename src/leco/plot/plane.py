"""The plane of differentiation and integration: a point, coalitions, or a way through moments."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leco import words
from leco.metrics.integration import Integration
from leco.plot.style import GREY, INK, MARKERS, PALE, PALETTE, speak_axes
from leco.result import Long

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLACES = ["coalition", "moment"]
ROOM = 0.1


def is_plane(measure: str) -> bool:
    """Whether a measure is drawn as a plane."""
    return words.code(measure) == "integration"


def plane(answer: Integration | Long, measure: str, ax: "Axes", lang: str | None) -> None:
    """Draw differentiation across and the bridging ratio up; bars are what chance gives."""
    points = _points(answer, measure)
    ax.axhline(1, color=GREY, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for place, (coalition, own) in enumerate(points.groupby("coalition", sort=False)):
        colour = PALETTE[place % len(PALETTE)]
        x, y = own["x"].to_numpy(), own["y"].to_numpy()
        ax.vlines(x, own["low"], own["high"], color=PALE, linewidth=3, zorder=2)
        arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.4}
        for step in range(len(own) - 1):
            ax.annotate(
                "", (x[step + 1], y[step + 1]), (x[step], y[step]), zorder=3, arrowprops=arrow
            )
        ax.scatter(x, y, color=colour, marker=MARKERS[place % len(MARKERS)], zorder=4,
                   label=str(coalition) or None)  # fmt: skip
        moments = [str(moment) for moment in own["moment"]]
        ends = {0: moments[0], -1: moments[-1]} if len(own) > 1 else {}
        if ends and np.allclose((x[0], y[0]), (x[-1], y[-1])):  # one name would hide the other
            ends = {0: f"{moments[0]} – {moments[-1]}"}
        for end, said in ends.items():
            ax.annotate(said, (x[end], y[end]), xytext=(6, 5), color=INK,
                        textcoords="offset points", fontsize="small")  # fmt: skip
    if len(points):
        # Room on all sides, and chance always in sight: a small difference must look small.
        ax.set_xlim(points["x"].min() - ROOM, points["x"].max() + ROOM)
        heights = [1.0, *points["y"], *points["low"].dropna(), *points["high"].dropna()]
        ax.set_ylim(min(heights) - ROOM, max(heights) + ROOM)
    else:
        ax.text(0.5, 0.5, words.text("answer.undefined", lang), ha="center", va="center",
                transform=ax.transAxes, color=GREY)  # fmt: skip
    # Below the line: the names of moments stand above it.
    ax.annotate(words.text("plane.chance", lang), (1, 1), xycoords=("axes fraction", "data"),
                ha="right", va="top", fontsize="small", color=GREY,
                xytext=(0, -2), textcoords="offset points")  # fmt: skip
    speak_axes(ax, lang)
    ax.set_xlabel(words.text("plane.x", lang))
    ax.set_ylabel(words.text("plane.y", lang))
    ax.set_title(words.text("plane.title", lang), loc="left", fontsize="medium")
    if len(set(points["coalition"])) > 1:
        ax.legend(frameon=False, fontsize="small", loc="best")


def _points(answer: Integration | Long, measure: str) -> pd.DataFrame:
    """Give x, y and its interval, one row for each coalition and moment where both are known."""
    if isinstance(answer, Integration):
        x = answer.frame["value"].to_dict()["differentiation"]
        y, low, high = (answer.frame[one].to_dict()["bridging_ratio"] for one in answer.frame)
        found = pd.DataFrame(
            [{"coalition": "", "moment": "", "x": x, "y": y, "low": low, "high": high}]
        )
        return found.dropna(subset=["x", "y"])
    rows = answer.frame[answer.frame["measure"] == measure].fillna({"moment": ""})
    facet = {key: rows[rows["key"] == key] for key in ("differentiation", "bridging_ratio")}
    wide = {
        key: own.pivot_table(index=PLACES, columns="column", values="value", sort=False).reindex(
            columns=["value", "low", "high"]
        )
        for key, own in facet.items()
    }
    found = wide["bridging_ratio"].rename(columns={"value": "y"})
    found["x"] = wide["differentiation"]["value"]
    order = pd.MultiIndex.from_frame(rows[PLACES].drop_duplicates())
    found = found.reindex(order)
    return found.dropna(subset=["x", "y"]).reset_index()
