"""draw(): one figure for each kind of answer."""

import functools
import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from leco import words
from leco.dynamics.core_change import CoreChange
from leco.dynamics.lagged import Formation, said
from leco.dynamics.survival import Survival
from leco.metrics.broker_pairs import Brokerage
from leco.metrics.core_answer import CorePeriphery
from leco.metrics.coverage import NeedCoverage
from leco.metrics.integration import Integration
from leco.plot.alluvial import is_roles, roles
from leco.plot.beside import beside, scale
from leco.plot.core_figures import core_change, core_matrix
from leco.plot.coverage_grid import coverage_grid
from leco.plot.plane import is_plane, plane
from leco.plot.profile import is_profile, profiles
from leco.plot.role_bars import role_bars
from leco.plot.style import (
    GREY,
    MARKERS,
    PALE,
    PALETTE,
    along,
    axes_for,
    band,
    explain_marks,
    name_moments,
    name_rows,
    of_most,
    set_title,
    shorten,
    speak_axes,
)
from leco.plot.survival_figures import survival_curves
from leco.result import Comparison, Interval, Long, Scores, Statistic, Table, TestResult, Track
from leco.result.exits import Exits
from leco.result.long import long_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# More rows than this cannot be read in one figure; the highest are drawn, and it is said.
ROWS = 25
# So few years are named one by one along an axis.
NAMED = 8
# No ratio is drawn further than so many times from where it stands.
EDGE = 1e3


def draw(
    answer: Exits,
    *,
    ax: "Axes | None" = None,
    column: str | None = None,
    lang: str | None = None,
) -> "Axes":
    """Draw an answer on a matplotlib Axes (a new one when none is given).

    Parameters
    ----------
    answer : any answer of leco
    ax : matplotlib Axes, optional
    column : str, optional
        The column of scores or of a table, or the measure of a track or comparison; else the
        last column, the first measure of a track, or all numbers of a comparison. Of brokerage
        roles nothing gives all roles stacked; of what each need is covered by, the grid of needs
        and partners; of a profile of diversity, its line. Of a change of the core: ``share``,
        ``flows``, else its sizes. Of a core and periphery also ``matrix``: the ties with the core
        first. Of integration nothing gives the plane, with an arrow from moment to moment; of how
        long partners stay, the curves; of what explains who ties, joins or leaves, the ratios.
    lang : "en" or "nl", optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    TypeError
        For something that is no answer.
    """
    ax = axes_for(ax)
    ax.spines[["top", "right"]].set_visible(False)
    _figure(answer, ax, lang, column)
    speak_axes(ax, lang)
    return ax


@functools.singledispatch
def _figure(answer: Exits, ax: "Axes", lang: str | None, column: str | None) -> None:
    """Draw by what the answer is; the figures below say of which kind each is."""
    raise TypeError(f"leco draws no figure of {type(answer).__name__}")


_figure.register(CoreChange, core_change)


@_figure.register
def _(answer: Track, ax: Any, lang: str | None, column: str | None) -> None:
    measure = _measure(answer, column)
    if is_plane(measure):
        plane(answer, measure, ax, lang)
    elif is_profile(measure):
        profiles(answer.frame[answer.frame["measure"] == measure], ax, lang)
    elif is_roles(measure):
        roles(answer.frame[answer.frame["measure"] == measure], ax, lang)
    else:
        lines(answer.frame, measure, ax, lang)


@_figure.register
def _(answer: Comparison, ax: Any, lang: str | None, column: str | None) -> None:
    numbers = answer.frame[answer.frame["level"] == "coalition"]
    if column is None and len(set(numbers["measure"])) > 1:
        beside(numbers, ax, lang)
        return
    measure = _measure(answer, column)
    if is_plane(measure):
        plane(answer, measure, ax, lang)
    elif is_profile(measure):
        profiles(answer.frame[answer.frame["measure"] == measure], ax, lang)
    else:
        dots(answer.frame, measure, ax, lang, answer.interval)


@_figure.register
def _(answer: Integration, ax: Any, lang: str | None, column: str | None) -> None:
    if column in {None, "plane"}:
        plane(answer, answer.name, ax, lang)
    else:
        _bars(answer, ax, lang, column)


@_figure.register
def _(answer: CorePeriphery, ax: Any, lang: str | None, column: str | None) -> None:
    if column == "matrix":
        core_matrix(answer, ax, lang)
    else:
        _bars(answer, ax, lang, column)


@_figure.register
def _(answer: Formation, ax: Any, lang: str | None, column: str | None) -> None:
    if column in {None, "ratio"}:
        _ratios(answer, ax, lang)
    else:
        _bars(answer, ax, lang, column)


@_figure.register
def _(answer: Survival, ax: Any, lang: str | None, column: str | None) -> None:
    if column in {None, "curves"}:
        survival_curves(answer, ax, lang)
    else:
        _bars(answer, ax, lang, column)


@_figure.register
def _(answer: Brokerage, ax: Any, lang: str | None, column: str | None) -> None:
    if column in {None, "roles"}:
        role_bars(answer, ax, lang)
    else:
        _bars(answer, ax, lang, column)


@_figure.register
def _(answer: NeedCoverage, ax: Any, lang: str | None, column: str | None) -> None:
    if column in {None, "grid"}:
        coverage_grid(answer, ax, lang)
    else:
        _bars(answer, ax, lang, column)


@_figure.register
def _(answer: Table, ax: Any, lang: str | None, column: str | None) -> None:
    if is_profile(answer.name):
        profiles(long_frame(answer.rows()), ax, lang)
    else:
        _bars(answer, ax, lang, column)


def _measure(answer: Long, column: str | None) -> str:
    there = list(dict.fromkeys(answer.frame["measure"]))
    if column is None:
        return str(there[0])
    if column not in there:
        raise ValueError(f"column={column!r}: choose one of {', '.join(map(str, there))}")
    return column


def lines(frame: pd.DataFrame, measure: str, ax: "Axes", lang: str | None) -> None:
    """Draw one measure over time, a line for each coalition; gaps where it is not defined."""
    own = frame[(frame["measure"] == measure) & (frame["level"] != "partner")]
    moments = list(dict.fromkeys(own["moment"]))
    across = pd.Series(along(moments), index=moments)
    for place, (coalition, rows) in enumerate(own.groupby("coalition", sort=False)):
        colour = PALETTE[place % len(PALETTE)]
        known = rows.dropna(subset=["value", "low", "high"])
        if len(known) and len(known) == rows["value"].notna().sum():
            ax.fill_between(across[rows["moment"]].to_numpy(), rows["low"].to_numpy(),
                            rows["high"].to_numpy(), color=colour, alpha=0.15,
                            linewidth=0)  # fmt: skip
        elif len(known):  # a band needs neighbours: what stands alone is a bracket
            middle, low, high = (known[side].to_numpy() for side in ("value", "low", "high"))
            ax.errorbar(across[known["moment"]].to_numpy(), middle, [middle - low, high - middle],
                        color=colour, linestyle="none", elinewidth=1.2, capsize=4)  # fmt: skip
        ax.plot(
            across[rows["moment"]].to_numpy(), rows["value"].to_numpy(),
            color=colour, marker=MARKERS[place % len(MARKERS)],
            markersize=3.5 if len(moments) > 20 else 5, linewidth=1.6, label=str(coalition),
        )  # fmt: skip
    if across.dtype.kind != "M":
        name_moments(ax, across.to_numpy(), pd.Index(moments), most=len(moments))
    elif len(moments) <= NAMED and all(str(one).endswith("-12-31") for one in moments):
        name_moments(ax, across.to_numpy(), pd.Index(moments), most=NAMED)
    set_title(ax, words.measure(measure, lang))
    speak_axes(ax, lang)
    ax.margins(y=0.12)
    ax.grid(axis="y", color=PALE, linewidth=0.6)


def dots(
    frame: pd.DataFrame, measure: str, ax: "Axes", lang: str | None, interval: str | None = None
) -> None:
    """Draw one measure side by side: the value, what chance usually gives, the rarefied value."""
    own = frame[(frame["measure"] == measure) & (frame["level"] != "partner")]
    coalitions = list(dict.fromkeys(own["coalition"]))
    for row, coalition in enumerate(coalitions):
        parts = own[own["coalition"] == coalition].set_index("column")
        colour = PALETTE[row % len(PALETTE)]
        if "expected" in parts.index:
            chance = parts.loc["expected"]
            band(ax, chance["low"], chance["high"], row)
            ax.plot([chance["value"]], [row], marker="|", markersize=13, color=GREY, zorder=2)
        for fair in {"rarefied", "unbiased"} & set(parts.index):
            ax.plot([parts.loc[fair, "value"]], [row], marker=MARKERS[row % len(MARKERS)],
                    markersize=9, markerfacecolor="white", color=colour, zorder=3)  # fmt: skip
        if "value" in parts.index:
            between = parts.loc["value", ["low", "high"]].to_numpy(dtype=float)
            if not math.isnan(between[0]):
                ax.plot(between, [row, row], color=colour, linewidth=1.6, zorder=2)
            ax.plot([parts.loc["value", "value"]], [row], marker=MARKERS[row % len(MARKERS)],
                    markersize=8, color=colour, zorder=4, linestyle="none")  # fmt: skip
    name_rows(ax, [str(one) for one in coalitions])
    set_title(ax, words.measure(measure, lang))
    speak_axes(ax, lang)
    low, high = scale(measure, own["value"], own["high"], own["low"])
    ax.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    there = set(own[own["value"].notna()]["column"])
    around = f"interval.{interval}"
    if own[own["column"] == "value"]["low"].notna().any():
        there.add(around)
    marks = [mark for mark in ("value", around, "rarefied", "unbiased", "expected")
             if mark in there]  # fmt: skip
    meant = [words.text(f"plot.{mark}", lang) for mark in marks]
    if len(meant) > 1:
        explain_marks(ax, "; ".join(meant))


@_figure.register
def _bars(answer: Scores, ax: Any, lang: str | None, column: str | None) -> None:
    column = column or answer.headline
    known = answer.frame[column].dropna().astype(float)
    known = known.sort_values(ascending=False, kind="stable")
    shown = known.head(ROWS)
    ax.barh(range(len(shown)), shown.to_numpy(), color=PALETTE[0])
    name_rows(ax, [shorten(answer.called(key, lang)) for key in shown.index])
    title = words.measure(answer.name, lang)
    if column != answer.about.name and len(answer.frame.columns) > 1:
        title += f": {words.column(column, lang)}"
    set_title(ax, of_most(title, len(shown), len(known), lang))


@_figure.register
def _number(answer: Statistic, ax: Any, lang: str | None, column: str | None) -> None:
    low, high = answer.about.bounds
    ax.barh([0], [answer.value], color=PALETTE[0], height=0.4)
    name_rows(ax, [words.measure(answer.name, lang)])
    ax.axvline(0, color=GREY, linewidth=0.8)
    if math.isfinite(low) and math.isfinite(high):
        ax.set_xlim(low, high)
    set_title(ax, answer.sentence(lang))


@_figure.register
def _between(answer: Interval, ax: Any, lang: str | None, column: str | None) -> None:
    """Draw a line for each source of uncertainty, the number on it, and choices as they fell."""
    for row, facts in enumerate(answer.frame.to_dict("records")):
        band(ax, facts["low"], facts["high"], row)
        ax.plot([facts["value"]], [row], marker="o", markersize=8, color=PALETTE[0], zorder=3)
        if facts["about"] == "specification":
            ax.plot(answer.drawn.to_numpy(), [row] * len(answer.drawn), marker="|", markersize=13,
                    color=GREY, linestyle="none", zorder=2)  # fmt: skip
    names = [words.text(f"uncertain.{about}", lang) for about in answer.frame["about"]]
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    set_title(ax, words.measure(answer.measure, lang))


def _ratios(answer: Formation, ax: "Axes", lang: str | None) -> None:
    """Draw how many times as high (or fast) for each term, with its interval, beside 1."""
    from matplotlib.ticker import LogLocator

    shown = answer.frame.drop(index="(constant)")
    # An end that is nowhere is drawn at the edge.
    ends = shown[["low", "high"]].clip(shown["ratio"] / EDGE, shown["ratio"] * EDGE, axis=0)
    for row, (low, high) in enumerate(ends.to_numpy().tolist()):
        band(ax, low, high, row)
        ax.plot([shown["ratio"].iloc[row]], [row], marker="o", color=PALETTE[0], zorder=3)
    ax.axvline(1, color=GREY, linewidth=1, zorder=0)
    # At least from half to twice, so that what is small looks small.
    left, right = min(0.5, ends.to_numpy().min() / 1.1), max(2.0, ends.to_numpy().max() * 1.1)
    ax.set_xscale("log", subs=[])
    ax.set_xlim(left, right)
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if right < 100 * left else (1,)))
    ax.xaxis.set_major_formatter(lambda value, _: words.number(value, lang))
    ax.set_yticks(
        range(len(shown)), [said(str(term), answer.about.name, lang) for term in shown.index]
    )
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_xlabel(words.text(f"formation.axis.{answer.link}", lang))
    set_title(ax, words.measure(answer.name, lang))


@_figure.register
def _draws(answer: TestResult, ax: Any, lang: str | None, column: str | None) -> None:
    values = answer.draws[:, 0]
    values = values[~pd.isna(values)]
    first = answer.frame.iloc[0]
    ax.hist(values, bins=min(40, max(5, len(set(values)))), color=PALE, edgecolor="white")
    ax.axvline(first["observed"], color=PALETTE[2], linewidth=2)
    ax.annotate(words.text("plot.observed", lang), (first["observed"], 1),
                xycoords=("data", "axes fraction"), xytext=(4, -2), textcoords="offset points",
                va="top", fontsize=8, color=PALETTE[2])  # fmt: skip
    ax.set_xlabel(words.text(f"null.{answer.null}", lang), wrap=True)
    ax.set_ylabel(words.text("plot.draws", lang))
    set_title(ax, answer.explain(lang).split("\n", maxsplit=1)[0])


# A page shows a figure a third larger than this, a telephone a third smaller: its words can be read
# on both.
PAGE_WIDTH = 5.6


def panels(count: int, *, height: float) -> tuple[Any, Sequence["Axes"]]:
    """Make a figure of stacked panels that no global state knows of (for reports)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(PAGE_WIDTH, height * count + 0.2), layout="constrained")
    axes = [figure.add_subplot(count, 1, place + 1) for place in range(count)]
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(labelsize=9)
    return figure, axes


def svg(figure: Any, description: str) -> bytes:
    """Write a figure as SVG: the same bytes for the same figure, with words for who cannot see."""
    import io

    import matplotlib as mpl

    target = io.BytesIO()
    with (
        mpl.rc_context({"svg.hashsalt": "leco", "svg.fonttype": "none"}),
        warnings.catch_warnings(),
    ):
        # Text stays text in SVG: who opens it has the letters of 日本 where matplotlib has not.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(target, format="svg", metadata={"Date": None, "Description": description})
    return target.getvalue()
