"""Who was there when: a bar for each partner, pale where coarse dates leave it open."""

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.coalition.time import gone, member, observed, require_whole
from leco.errors import LecoError, UndefinedError
from leco.io.persons import hide_persons
from leco.plot.map_data import partner_names
from leco.plot.style import (
    GREY,
    PALE,
    PALETTE,
    axes_for,
    name_colours,
    name_rows,
    set_title,
    shorten,
    width,
)
from leco.schema import dates
from leco.schema.check import days

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

# So many rows can still be named.
ROWS = 60
COLOURS = {"core": PALETTE[0], "broad": PALETTE[5], None: PALETTE[6]}
HEIGHTS = {"core": 0.75, "broad": 0.5, None: 0.7}
# An end that is written as open.
ALWAYS = dates.Days(dates.EARLIEST, dates.LATEST)


class Stay(NamedTuple):
    """One spell of a partner: each end between two days since 1970, or None when blank."""

    partner: str
    tier: str | None
    came: dates.Days | None
    went: dates.Days | None


def draw_timeline(
    coalition: Coalition,
    *,
    ax: "Axes | None" = None,
    lang: str | None = None,
    persons: bool = False,
) -> "Axes":
    """Draw when each partner was there, from joining to leaving, as far as the dates say.

    A full bar is the time a partner was certainly there; a thin one the time it may have been,
    where a date is a month, a year or "about". A full arrow head says that it was still there when
    observation ended, a hollow one that no date is written: it then counts from the first day, or
    to the last. Where there is a table of memberships its spells are drawn, core
    darker and higher than broad; else the partner's own dates. Partners come in order of joining;
    of more than 60 the first are drawn, and the title says so. Candidates, and former partners
    without a date, are not drawn; they are counted below.

    Parameters
    ----------
    coalition : Coalition
        The whole coalition, not one moment of it.
    ax : matplotlib Axes, optional
    lang : "en" or "nl", optional
    persons : bool
        Whether persons are called by their names; else by a number (`hide_persons`).

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    UndefinedError
        When nothing is dated.
    LecoError
        For a coalition at one moment, or something that is no Coalition.

    Examples
    --------
    >>> import leco
    >>> from matplotlib.figure import Figure
    >>> coalition = leco.Coalition.from_frames([
    ...     {"id": "city", "joined": "2020-01-01", "left": ".."},
    ...     {"id": "school", "joined": "2021", "left": "2023-06"}])
    >>> ax = draw_timeline(coalition, ax=Figure().add_subplot())
    >>> [said.get_text() for said in ax.get_yticklabels()]
    ['city', 'school']
    """
    if not isinstance(coalition, Coalition):
        raise LecoError(f"draw_timeline draws a Coalition, not {type(coalition).__name__}")
    coalition = coalition if persons else hide_persons(coalition, lang=lang)
    require_whole(coalition.moment)
    begin, until = observed(coalition.tables)
    if begin is None or until is None:
        raise UndefinedError("a timeline needs dates, and these tables have none")
    stays = _stays(coalition, begin, until)
    order = list(dict.fromkeys(stay.partner for stay in stays))
    shown = {partner: row for row, partner in enumerate(order[:ROWS])}
    ax = axes_for(ax, 1.8 + 0.19 * max(len(shown), 4))
    ax.spines[["top", "right", "left"]].set_visible(False)
    from matplotlib.dates import AutoDateLocator

    names = partner_names(coalition)
    name_rows(ax, [shorten(names[partner]) for partner in shown])
    for stay in stays:
        if stay.partner in shown:
            _bar(ax, stay, shown[stay.partner], begin, until)
    most = max(6, int(1.6 * width(ax)))
    ax.xaxis.set_major_locator(
        AutoDateLocator(minticks=2, maxticks=most)  # type: ignore[no-untyped-call]  # not typed
    )
    past = max(20, (until - begin) // 50)
    ax.set_xlim(_date(begin - past), _date(until + past))
    ax.axvline(_date(until), color=GREY, linewidth=0.8, zorder=0)
    ax.grid(axis="x", color=PALE, linewidth=0.5)
    ax.set_axisbelow(True)
    _legend(ax, stays, len(coalition) - len(order), lang)
    title = words.text("plot.timeline", lang, title=coalition.name)
    if len(shown) < len(order):
        title += " " + words.text("plot.first", lang, shown=len(shown), of=len(order))
    set_title(ax, title)
    return ax


def _stays(coalition: Coalition, begin: int, until: int) -> list[Stay]:
    """List the spells that touch what was observed, in order of joining."""
    tables = coalition.tables
    partners = tables["partners"]
    listed: set[str] = set()
    found: list[Stay] = []
    memberships = tables.get("memberships")
    if memberships is not None:
        listed = set(memberships["partner"])
        counted = memberships[memberships["tier"].isin(["core", "broad"])]
        found += map(Stay, counted["partner"], counted["tier"],
                     _days(counted, "start"), _days(counted, "end"))  # fmt: skip
    own = partners[member(partners) & ~gone(partners) & ~partners["id"].isin(listed).to_numpy()]
    found += map(Stay, own["id"], [None] * len(own), _days(own, "joined"), _days(own, "left"))
    inside = [one for one in found if _first(one) <= until and (one.went or ALWAYS).last >= begin]
    first: dict[str, int] = {}
    for one in inside:
        first[one.partner] = min(first.get(one.partner, dates.LATEST), _first(one))
    return sorted(inside, key=lambda one: (first[one.partner], one.partner, _first(one)))


def _first(stay: Stay) -> int:
    return (stay.came or ALWAYS).first


def _days(frame: pd.DataFrame, column: str) -> list[dates.Days | None]:
    first, last, given = days(frame.get(column), len(frame))
    return [dates.Days(*map(int, both)) if there else None
            for *both, there in zip(first, last, given, strict=True)]  # fmt: skip


def _bar(ax: "Axes", stay: Stay, row: int, begin: int, until: int) -> None:
    """Draw one spell: thin over all days it may cover, full over those it surely covers."""
    came, went = stay.came or dates.Days(begin, begin), stay.went or dates.Days(until, until)
    if went == ALWAYS:
        went = dates.Days(until, until)
    colour = COLOURS[stay.tier]
    spans = ((came.first, went.last, 0.2, 0.8), (came.last, went.first, HEIGHTS[stay.tier], 1.0))
    for first, last, high, shade in spans:
        left, right = max(first, begin), min(last, until)
        if right >= left:
            ax.barh(row, right - left + 1, left=_date(left), height=high,
                    color=colour, alpha=shade, linewidth=0, zorder=2)  # fmt: skip
    for blank, day, marker in ((stay.came is None, begin, "<"), (stay.went is None, until, ">"),
                               (stay.went == ALWAYS, until, ">")):  # fmt: skip
        if blank:
            hollow = stay.went != ALWAYS or marker == "<"
            ax.plot([_date(day)], [row], marker=marker, color=colour, markersize=6, zorder=3,
                    markerfacecolor="white" if hollow else colour, clip_on=False)  # fmt: skip


def _date(day: int) -> Any:
    """Give a day as matplotlib places it (its stubs do not know dates)."""
    return dates.to_date(day)


def _legend(ax: "Axes", stays: list[Stay], left_out: int, lang: str | None) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    tiers = {stay.tier for stay in stays}
    handles: list[Artist] = []
    names: list[str] = []
    for tier in ("core", "broad"):
        if tier in tiers:
            handles.append(Patch(color=COLOURS[tier]))
            names.append(words.text(f"plot.tier.{tier}", lang))
    ends = [end for stay in stays for end in (stay.came, stay.went)]
    if any(end is not None and end != ALWAYS and end.first != end.last for end in ends):
        handles.append(Line2D([], [], color=GREY, linewidth=2.5))
        names.append(words.text("plot.timeline.coarse", lang))
    for face, there, key in ((GREY, any(stay.went == ALWAYS for stay in stays), "open"),
                             ("white", None in ends, "blank")):  # fmt: skip
        if there:
            handles.append(Line2D([], [], linestyle="none", marker=">", color=GREY,
                                  markerfacecolor=face, markersize=6))  # fmt: skip
            names.append(words.text(f"plot.timeline.{key}", lang))
    if left_out:
        handles.append(Line2D([], [], linestyle="none"))
        said = words.text("plot.timeline.without", lang, count=left_out)
        names.append(textwrap.fill(said, 34))
    if handles:
        name_colours(ax, handles, names, below=26)
