"""Core and periphery over time: sizes with their bands, and who moved between them."""

from typing import TYPE_CHECKING

import numpy as np

from leco import words
from leco.dynamics.core_change import CoreChange
from leco.metrics.core_answer import CorePeriphery
from leco.plot.alluvial import alluvial
from leco.plot.style import (
    GREY,
    INK,
    PALE,
    PALETTE,
    along,
    explain_marks,
    name_moments,
    name_rows,
    set_title,
    speak_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# So many partners can still be named along a matrix.
ROWS = 60
BLOCKS = ("core", "periphery", "absent")


def core_change(answer: CoreChange, ax: "Axes", lang: str | None, column: str | None) -> None:
    """Draw what is asked: sizes (None), the ``share`` beside growth alone, or the ``flows``."""
    if column is None:
        _sizes(answer, ax, lang)
    elif column == "share":
        _share(answer, ax, lang)
    elif column == "flows":
        chance = answer.chance
        states = (chance < 0.5).astype(float).mask(chance.isna(), 2.0).astype(int)
        alluvial(states, [words.word("block", one, lang) for one in BLOCKS], ax)
        set_title(ax, words.text("core_change.flows_title", lang), size=11)
    else:
        raise ValueError(f"column={column!r}: choose 'share' or 'flows', or leave it out for sizes")


def core_matrix(answer: CorePeriphery, ax: "Axes", lang: str | None) -> None:
    """Draw the ties as a matrix with the core first: a full corner, an empty one opposite."""
    net = answer.network
    if net is None:
        raise ValueError("column='matrix': this answer does not hold the ties it was found in")
    inside = np.array([node in answer.core for node in net.nodes], dtype=bool)
    strength = np.asarray(net.both_ways.sum(axis=1)).ravel()
    order = np.lexsort((np.arange(net.n), -strength, ~inside))
    place = np.empty(net.n, dtype=np.int64)
    place[order] = np.arange(net.n)
    cells = net.strengths.tocoo()
    rows, columns = place[cells.row], place[cells.col]
    blocks = inside[cells.row].astype(int) + inside[cells.col]
    colours = [(PALETTE[1], GREY, PALETTE[0])[one] for one in blocks]
    across = ax.get_window_extent().height / max(net.n, 1)
    ax.scatter(columns, rows, marker="s", s=max(1.0, (0.62 * across) ** 2), c=colours, linewidths=0)
    edge = int(inside.sum()) - 0.5
    for draw in (ax.axhline, ax.axvline):
        draw(edge, color=INK, linewidth=0.8)
    ax.set_xlim(-0.5, net.n - 0.5)
    ax.set_ylim(net.n - 0.5, -0.5)
    ax.set_aspect("equal")
    named = net.n <= ROWS
    ax.set_xticks([])
    if named:
        name_rows(ax, [str(net.nodes[one]) for one in order])
    else:
        ax.set_yticks([])
    ax.spines[["top", "right"]].set_visible(True)
    set_title(ax, answer.sentence(lang))


def _sizes(answer: CoreChange, ax: "Axes", lang: str | None) -> None:
    from matplotlib.ticker import MaxNLocator

    across, frame = along(answer.frame.index), answer.frame
    highest = frame[["core_high", "periphery_high"]].max().max()
    for place, name in enumerate(("core", "periphery")):
        colour = PALETTE[place]
        low, high = frame[f"{name}_low"], frame[f"{name}_high"]
        ax.fill_between(across, low, high, color=colour, alpha=0.18, linewidth=0, step=None)
        ax.plot(across, frame[name], color=colour, linewidth=2.2)
        # Where the two lines end close together their names keep apart.
        close = abs(frame["core"].iloc[-1] - frame["periphery"].iloc[-1]) < 0.06 * highest
        higher = bool(frame["core"].iloc[-1] > frame["periphery"].iloc[-1])
        upper = higher == (name == "core")
        ax.annotate(
            words.word("block", name, lang), (across[-1], frame[name].iloc[-1]),
            xytext=(6, (6 if upper else -6) if close else 0), textcoords="offset points",
            color=colour, va="center", weight="bold",
        )  # fmt: skip
    ax.plot(across, frame["certified_core"], color=GREY, linewidth=1, linestyle=(0, (3, 2)))
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylabel(words.text("core_change.axis", lang), color=INK)
    explain_marks(ax, words.text("core_change.legend", lang))
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    set_title(ax, words.text(f"core_change.{answer.verdict}", lang), size=11)
    ax.margins(x=0.02)
    name_moments(ax, across, frame.index, most=10)


def _share(answer: CoreChange, ax: "Axes", lang: str | None) -> None:
    """Draw the share of the certified core, on the band that growth alone would give."""
    across, frame = along(answer.frame.index), answer.frame
    if answer.growth is not None:
        band = answer.growth.frame.reindex(frame.index)
        ax.fill_between(across, band["low"].to_numpy(float), band["high"].to_numpy(float),
                        color=PALE, linewidth=0)  # fmt: skip
        ax.plot(across, band["expected"], color=GREY, linewidth=1, linestyle=(0, (3, 2)))
    share = frame["certified_core"] / frame["partners"]
    ax.plot(across, share, color=PALETTE[0], linewidth=2.2)
    ax.set_ylim(0, 1)
    speak_axes(ax, lang)
    title = "share_title" if answer.growth is not None else "share_alone"
    set_title(ax, words.text(f"core_change.{title}", lang), size=11)
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    name_moments(ax, across, frame.index, most=10)
