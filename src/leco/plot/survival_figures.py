"""How long it took: a curve for each group, from all to those still there."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leco import words
from leco.dynamics.survival import Survival
from leco.plot.style import GREY, PALE, PALETTE, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (10, 3)), (0, (3, 1, 1, 1, 1, 1)))


def survival_curves(answer: Survival, ax: "Axes", lang: str | None) -> None:
    """Draw curves with their bands: steps, or slants where coarse dates leave open when."""
    grouped = list(answer.curves.groupby("group", sort=False))
    for place, (group, steps) in enumerate(grouped):
        colour = PALETTE[place % len(PALETTE)]
        # Bands on bands of many groups cannot be told apart.
        if len(grouped) <= 3:
            along, low, high = (_path(steps, side, full=False) for side in ("low", "low", "high"))
            ax.fill_between(along[0], low[1], high[1], color=colour, alpha=0.15, linewidth=0)
        along = _path(steps, "share", full=True)
        ax.plot(*along, color=colour, linewidth=2, linestyle=DASHES[place % len(DASHES)],
                label=words.word("sector", str(group), lang))  # fmt: skip
    ax.axhline(0.5, color=GREY, linewidth=0.8, linestyle=(0, (3, 2)))
    ax.set_ylim(0, 1.03)
    ax.set_xlim(left=0)
    shown = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(shown, [f"{100 * share:.0f} %" for share in shown])
    name = answer.about.name
    ax.set_xlabel(words.text(f"plot.{name}.years", lang))
    ax.set_ylabel(words.text(f"plot.{name}.share", lang))
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    if answer.about.by:
        ax.legend(frameon=False, fontsize=9)
    set_title(ax, words.measure(name, lang) if answer.about.by else answer.sentence(lang))


def _path(steps: pd.DataFrame, column: str, *, full: bool) -> tuple[np.ndarray, np.ndarray]:
    """Give the corners of a curve: level up to each step, down within it, level after it."""
    known = steps if full else steps.dropna(subset=["low", "high"])
    share = known[column].to_numpy(dtype=float)
    across = known[["since", "years"]].to_numpy(dtype=float).ravel()
    before = np.r_[1.0, share][:-1]
    height = np.column_stack([before, share]).ravel()
    return np.r_[0.0, across], np.r_[1.0, height]
