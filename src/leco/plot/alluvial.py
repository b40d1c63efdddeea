"""Who moved: partners as ribbons between what they were at one moment and at the next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError, MissingAttributeError
from leco.io.persons import hide_persons
from leco.plot.style import INK, PALE, PALETTE, axes_for, name_moments, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# By how many states there are: core first, periphery always alike, last who is not there.
COLOURS = {
    3: (PALETTE[0], PALETTE[1], PALE),
    5: (PALETTE[0], PALETTE[3], PALETTE[5], PALETTE[1], PALE),
}
TIERS = ("core", "broad", "absent")
ROLES = ("both", "out", "in", "neither", "absent")
# Ribbons of so few are named, in figures of so few moments.
NAMED, MOMENTS = 3, 4
# Room between two states, and the width of a ribbon's end, in parts of the whole.
GAP, END = 0.08, 0.06
# Names stand early on a ribbon, of so many steps: before it crosses others.
STEPS, EARLY = 24, 6


def alluvial(states: pd.DataFrame, names: Sequence[str], ax: "Axes") -> None:
    """Draw states (row: partner, column: moment, value: place in `names`) as ribbons.

    The first state stands on top, the last (not there) at the bottom in grey. Who moves is drawn
    strong, who stays pale; each block says how many are in it, and where few moments are drawn
    small ribbons of movers say who.
    """
    found = states.to_numpy()
    counts = np.array([np.bincount(one, minlength=len(names)) for one in found.T])
    gap = GAP * len(found)
    top = np.array([np.r_[0, np.cumsum(row[:-1] + gap)] for row in counts])
    colours = COLOURS[len(names)]
    for moment in range(found.shape[1] - 1):
        _ribbons(states, moment, top, colours, ax)
    for moment, row in enumerate(counts):
        ax.bar([moment] * len(row), row, bottom=top[moment], width=2 * END, color=colours, zorder=3)
        for block, count in enumerate(row):
            if count > 0 and found.shape[1] <= 12:
                ax.annotate(str(count), (moment, top[moment, block] + count / 2), ha="center",
                            va="center", fontsize=8, zorder=4,
                            color="white" if block == 0 else INK)  # fmt: skip
    for block, name in enumerate(names):
        if counts[:, block].any():
            there = int(np.flatnonzero(counts[:, block])[-1])
            if there == len(counts) - 1:
                middle = top[there, block] + counts[there, block] / 2
                ax.annotate(name, (there + END, middle), xytext=(5, 0), va="center",
                            textcoords="offset points", color=INK, fontsize=9)  # fmt: skip
    name_moments(ax, np.arange(len(counts)), states.columns, most=8)
    ax.set_ylim((top + counts).max() * 1.02, -0.02 * len(found))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _ribbons(
    states: pd.DataFrame, moment: int, top: np.ndarray, colours: Sequence[str], ax: "Axes"
) -> None:
    """Draw who went from where to where between a moment and the next."""
    before, after = states.iloc[:, moment].to_numpy(), states.iloc[:, moment + 1].to_numpy()
    left, right = top[moment].astype(float), top[moment + 1].astype(float)
    curve = np.linspace(0, 1, STEPS)
    ease = curve**2 * (3 - 2 * curve)
    along = moment + END + (1 - 2 * END) * curve
    for one in range(len(colours)):
        for other in range(len(colours)):
            who = states.index[(before == one) & (after == other)]
            if not len(who):
                continue
            edge = left[one] + (right[other] - left[one]) * ease
            moved = one != other
            ax.fill_between(along, edge, edge + len(who),
                            color=colours[one], alpha=0.85 if moved else 0.3, linewidth=0.4,
                            edgecolor="white", zorder=2 if moved else 1)  # fmt: skip
            if moved and len(who) <= NAMED and states.shape[1] <= MOMENTS:
                ax.annotate(", ".join(map(str, who)), (along[EARLY], edge[EARLY] + len(who) / 2),
                            ha="center", va="center", fontsize=7.5, color=INK, zorder=5,
                            bbox={"boxstyle": "round,pad=0.15", "color": "white",
                                  "alpha": 0.8})  # fmt: skip
            left[one] += len(who)
            right[other] += len(who)


def is_roles(measure: str) -> bool:
    """Whether a measure tells the two kinds of core partners."""
    return words.code(measure) == "core_roles"


def roles(frame: pd.DataFrame, ax: "Axes", lang: str | None) -> None:
    """Draw who moved between the cores of `core_roles` from moment to moment."""
    own = frame[frame["level"] == "partner"]
    wide = own.pivot_table(index="key", columns=["column", "moment"], values="value", sort=False)
    moments = list(dict.fromkeys(frame["moment"]))
    out, into = (wide.reindex(columns=pd.MultiIndex.from_product([[one], moments]))
                 .droplevel(0, axis=1) for one in ("out_core", "in_core"))  # fmt: skip
    states = (3 - 2 * out - into).mask(out.isna(), 4).astype(int)
    alluvial(states, [words.text(f"plot.role.{one}", lang) for one in ROLES], ax)
    set_title(ax, words.text("plot.roles", lang))


def draw_tiers(
    coalition: Coalition, *, every: str | Sequence[object] = "year", ax: "Axes | None" = None,
    lang: str | None = None, persons: bool = False,
) -> "Axes":  # fmt: skip
    """Draw who moved between declared core, broad circle and absence, from moment to moment.

    What tables of partners and memberships say, not what ties show (for that,
    ``leco.shrinking_core(...).plot(column="flows")``). A partner without a declared tier counts
    as broad.

    Parameters
    ----------
    coalition : Coalition
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    ax : matplotlib Axes, optional
    lang : "en" or "nl", optional
    persons : bool
        Whether persons are called by their names; else by a number (`hide_persons`).

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingAttributeError
        When nobody has a tier.
    LecoError
        With fewer than two moments, or for something that is no Coalition.

    Examples
    --------
    >>> import leco
    >>> from matplotlib.figure import Figure
    >>> coalition = leco.Coalition.from_frames(
    ...     [{"id": "city", "tier": "core"}, {"id": "school", "tier": "broad"}],
    ...     memberships=[
    ...         {"partner": "city", "tier": "core", "start": "2020", "end": ".."},
    ...         {"partner": "school", "tier": "broad", "start": "2020", "end": "2021"},
    ...         {"partner": "school", "tier": "core", "start": "2022", "end": ".."}])
    >>> ax = draw_tiers(coalition, every=["2021", "2022"], ax=Figure().add_subplot())
    >>> [said.get_text() for said in ax.texts if said.get_text() == "school"]
    ['school']
    """
    if not isinstance(coalition, Coalition):
        raise LecoError(f"draw_tiers draws a Coalition, not {type(coalition).__name__}")
    coalition = coalition if persons else hide_persons(coalition, lang=lang)
    moments = coalition.moments(every)
    if len(moments) < 2:
        raise LecoError("draw_tiers draws moves between moments: at least two are needed")
    tiers: dict[str, Any] = {}
    for moment in moments:
        now = coalition.at(moment)
        partners = now.partners
        if "tier" not in partners.columns:
            raise MissingAttributeError("tier", partners.columns)
        declared = partners["tier"].where(partners["tier"] == "core", "broad")
        tiers[str(now.moment)] = pd.Series(declared.to_numpy(), index=partners["id"])
    wide = pd.DataFrame(tiers).fillna("absent").sort_index()
    states = wide.apply(lambda one: one.map(TIERS.index)).astype(int)
    ax = axes_for(ax)
    ax.spines[["top", "right"]].set_visible(False)
    alluvial(states, [words.text(f"plot.tier.{one}", lang) for one in TIERS], ax)
    set_title(ax, words.text("plot.tiers", lang, title=coalition.name))
    return ax
