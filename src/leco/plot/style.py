"""How leco draws: colours that colour-blind readers tell apart, and a shape beside each.

The palette is Petroff's eight colours (2021), which keep the largest distance under all
three kinds of colour blindness; every colour comes with a marker, so that no meaning hangs
on colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leco import words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import Container
    from matplotlib.figure import Figure

PALETTE = (
    "#1845fb", "#ff5e02", "#c91f16", "#c849a9", "#adad7d", "#86c8dd", "#578dff", "#656364",
)  # fmt: skip
MARKERS = ("o", "s", "^", "D", "v", "p", "h", "X")
GREY, PALE, INK = "#6b6b6b", "#d8d8d8", "#1c1c1c"
# Textures beside the colours of stacked pieces, which have no marker.
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "oo", "--", "++")
# The size of the smallest words in a figure, in points, and of ordinary ones.
SMALL, NORMAL = 7.0, 10.0
OTHER = "other"


def axes_for(ax: "Axes | None", height: float = 4.0) -> "Axes":
    """Give the axes to draw on: the caller's, else those of a new figure."""
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    return plt.subplots(figsize=(7, height), layout="constrained")[1]


def band(ax: "Axes", low: float, high: float, row: float, thick: float = 9) -> None:
    """Draw below all else how far a number of a row can be."""
    ax.plot([low, high], [row, row], color=PALE, linewidth=thick, solid_capstyle="butt", zorder=1)


def of_most(title: str, shown: int, of: int, lang: str | None) -> str:
    """Say in a title that the highest are drawn and no more, where that is so."""
    if shown >= of:
        return title
    return f"{title} {words.text('plot.highest', lang, shown=shown, of=of)}"


def set_title(ax: "Axes", said: str, size: int = 10) -> None:
    """Write what a figure says above its left edge."""
    ax.set_title(said, loc="left", fontsize=size, color=INK, wrap=True)


def explain_marks(ax: "Axes", said: str) -> None:
    """Write below a figure what its marks mean, in as many lines as it takes."""
    ax.set_xlabel(said, color=GREY, fontsize=8, loc="left", wrap=True)


def sheet(ax: "Axes") -> "Figure":
    """Give the whole figure that axes stand on."""
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes that were drawn on stand on a figure
    return figure


def width(ax: "Axes") -> float:
    """Give how wide axes are, in inches."""
    return float(ax.get_window_extent().width / sheet(ax).dpi)


def along(moments: Sequence[object] | pd.Index) -> np.ndarray:
    """Place moments along an axis: days in time, waves and the like one by one.

    >>> along(["2020-12-31", "2021-12-31"]).dtype.kind, along(["T1", "T2"])
    ('M', array([0, 1]))
    """
    dated = pd.to_datetime(pd.Series(moments), format="%Y-%m-%d", errors="coerce")
    return np.arange(len(moments)) if dated.isna().any() else dated.to_numpy()


def name_moments(ax: "Axes", places: np.ndarray, moments: pd.Index, most: int) -> None:
    """Name moments along an axis: last days of years as years, and no more than there is room for.

    A letter is some 5.2 points wide; between names there is the space of two.
    """
    named = [str(one).removesuffix("-12-31") for one in moments]
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes that are drawn on stand in a figure
    letters = max(map(len, named), default=0) + 2
    room = ax.get_position().width * figure.get_figwidth() * 72 / (5.2 * letters)
    step = max(1, -(-len(named) // max(1, min(most, int(room)))))
    ax.set_xticks(places[::step], named[::step])


def speak_axes(ax: "Axes", lang: str | None) -> None:
    """Write the numbers along the axes as the language does; names and dates stay."""
    from matplotlib.ticker import ScalarFormatter

    sign = words.text("number.decimal", lang)
    for axis in (ax.xaxis, ax.yaxis):
        if type(axis.get_major_formatter()) is ScalarFormatter:
            axis.set_major_formatter(
                lambda value, _: f"{value:.10g}".replace(".", sign).replace("-", "−")
            )


def name_rows(ax: "Axes", names: Sequence[str]) -> None:
    """Name the rows of a figure, from the top down, as small as their number asks."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    room = 72 * ax.get_window_extent().height / sheet(ax).dpi
    size = max(SMALL - 1, min(NORMAL, 0.85 * room / max(len(names), 1)))
    ax.tick_params(axis="y", labelsize=size, length=0)


def shorten(name: str, most: int = 24) -> str:
    """Shorten a name to what fits beside a mark.

    >>> shorten("Vlaamse Dienst voor Arbeidsbemiddeling")
    'Vlaamse Dienst voor Arb…'
    """
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def name_colours(
    ax: "Axes", handles: "Sequence[Artist | Container]", names: Sequence[str], *, below: float
) -> None:
    """Say below a figure (by so many points) what its colours mean, in columns that fit."""
    from matplotlib.transforms import ScaledTranslation

    longest = max((len(line) for name in names for line in name.split("\n")), default=1)
    columns = int(np.clip(width(ax) // (0.075 * longest + 0.45), 1, max(len(names), 1)))
    down = ScaledTranslation(0, -below / 72, sheet(ax).dpi_scale_trans)
    ax.legend(
        handles, names, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0, frameon=False,
        bbox_transform=ax.transAxes + down, ncols=columns, fontsize=9, handletextpad=0.4,
        columnspacing=1.2,
    )  # fmt: skip


@dataclass(frozen=True)
class SectorStyle:
    """A colour and a matplotlib marker."""

    colour: str
    marker: str


def sector_styles(sectors: Sequence[str]) -> dict[str, SectorStyle]:
    """Give each sector a colour and a marker.

    Hand the sectors over with the most frequent first: past eight, the rest share the last
    style, under the name ``other``.

    >>> sector_styles(["care", "youth"])["youth"].marker
    's'
    """
    together = folded(sectors)
    own = [sector for sector in sectors if sector not in together]
    styles = {
        sector: SectorStyle(colour, marker)
        for sector, colour, marker in zip(own, PALETTE, MARKERS, strict=False)
    }
    if together:
        styles |= dict.fromkeys([*together, OTHER], SectorStyle(PALETTE[-1], MARKERS[-1]))
    return styles


def folded(sectors: Sequence[str]) -> list[str]:
    """List the sectors that share the last style: none up to eight, else all past seven.

    A sector that is itself called ``other`` folds first: two kinds of other tell nobody
    anything.

    >>> folded(["care", "other"]), folded(["other", *"abcdefgh"])
    ([], ['other', 'h'])
    """
    if len(sectors) <= len(PALETTE):
        return []
    own = [sector for sector in sectors if sector != OTHER][: len(PALETTE) - 1]
    return [sector for sector in sectors if sector not in own]
