"""Which roles the busiest brokers play: one bar each, stacked by role."""

from typing import TYPE_CHECKING

import numpy as np

from leco import words
from leco.metrics.broker_pairs import IN_ORDER, Brokerage
from leco.plot.style import (
    HATCHES,
    PALE,
    PALETTE,
    name_colours,
    name_rows,
    of_most,
    set_title,
    shorten,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# So many bars can be compared piece by piece.
TOP = 12
# One colour and texture for each role, whether or not direction tells two of them apart.
STYLES = dict(zip(IN_ORDER, (
    (PALETTE[0], HATCHES[0]), (PALETTE[1], HATCHES[1]), (PALETTE[5], HATCHES[2]),
    (PALETTE[3], HATCHES[3]), (PALETTE[5], HATCHES[2]), (PALETTE[7], HATCHES[4]),
    (PALE, HATCHES[0]),
), strict=True))  # fmt: skip


def role_bars(answer: Brokerage, ax: "Axes", lang: str | None) -> None:
    """Draw the partners that broker most, each bar in pieces for its roles."""
    frame = answer.frame[answer.frame["total"] > 0]
    order = frame["total"].sort_values(ascending=False, kind="stable").index
    shown = frame.loc[order[:TOP]]
    roles = [role for role in IN_ORDER if role in shown.columns and shown[role].gt(0).any()]
    left, rows = np.zeros(len(shown)), np.arange(len(shown))
    pieces = []
    for role in roles:
        colour, hatch = STYLES[role]
        long = shown[role].to_numpy(dtype=float)
        pieces.append(ax.barh(rows, long, left=left, color=colour, hatch=hatch, height=0.72,
                              edgecolor="white", linewidth=0.6))  # fmt: skip
        left += long
    name_rows(ax, [shorten(str(partner)) for partner in shown.index])
    name_colours(ax, pieces, [words.word("role", role, lang) for role in roles], below=38)
    ax.set_xlabel(words.text("plot.role.pairs", lang))
    ax.set_xlim(left=0)
    set_title(ax, of_most(words.measure(answer.name, lang), len(shown), len(frame), lang))
