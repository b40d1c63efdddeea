"""A map of a coalition that stands still: partners in their places, ties, the names that fit."""

from typing import TYPE_CHECKING

import numpy as np

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.io.persons import hide_persons
from leco.plot.map_data import Map, MapPartner, coalition_map, sector_order
from leco.plot.style import (
    GREY,
    INK,
    OTHER,
    SectorStyle,
    axes_for,
    folded,
    name_colours,
    sector_styles,
    set_title,
    sheet,
    shorten,
    width,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

# Of whom no sector is known.
UNKNOWN = SectorStyle("white", "o")
# Where a name may stand beside its mark, the first that is free: below, above, right, left.
PLACES = ((0, -1, "center", "top"), (0, 1, "center", "bottom"), (1, 0, "left", "center"),
          (-1, 0, "right", "center"))  # fmt: skip


def draw_map(
    coalition: Coalition,
    *,
    by: str | None = "sector",
    at: object = None,
    ax: "Axes | None" = None,
    lang: str | None = None,
    seed: int = 1,
    persons: bool = False,
) -> "Axes":
    """Draw a coalition at one moment: who is there, and who is tied to whom.

    Each sector has a colour and a shape of its own; more ties make a mark larger; a ring marks
    who is declared core. The same data and seed give the same places, those of a report on this
    moment. Names are written where there is room, of declared core partners and of those with
    most ties first. Partners without ties stand in rows below; without known ties, sectors stand
    together. Partners of several sectors are drawn in the first. Nothing is measured: near and
    far say only roughly who is tied.

    Parameters
    ----------
    coalition : Coalition
    by : str, optional
        The column that gives colour and shape; None, or where there is no such column, none.
    at : str or date, optional
        The moment; None is the moment that measures answer for.
    ax : matplotlib Axes, optional
    lang : "en" or "nl", optional
    seed : int
        Of the places.
    persons : bool
        Whether persons are called by their names; else by a number (`hide_persons`).

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    LecoError
        For something that is no Coalition.

    References
    ----------
    Fruchterman & Reingold (1991), Software: Practice and Experience 21, for the places.

    Examples
    --------
    >>> import leco
    >>> from matplotlib.figure import Figure
    >>> genk = leco.datasets.limburg()["Genk"]
    >>> ax = draw_map(genk, ax=Figure().add_subplot())
    >>> sorted(name.get_text() for name in ax.texts)[:2]
    ['Integro vzw', 'Katholieke Centrumschol…']
    """
    if not isinstance(coalition, Coalition):
        raise LecoError(f"draw_map draws a Coalition, not {type(coalition).__name__}; make one "
                        "with from_frames or from_graph")  # fmt: skip
    coalition = coalition if persons else hide_persons(coalition, lang=lang)
    now = coalition.snapshot() if at is None else coalition.at(at)
    used = by if by in now.partners.columns else None
    sectors = sector_order([now], used)
    title = coalition.name + (f", {now.moment}" if now.moment else "")
    picture = coalition_map(title, now, [], by=used, sectors=sectors, seed=seed,
                            lang=words.language(lang))  # fmt: skip
    ax = axes_for(ax, 5.5)
    ax.set_axis_off()
    ax.set_xlim(-0.06, 1.06)
    ax.set_ylim(1.08, -0.06)  # as on a screen: down is down
    counts = _lines(picture, ax)
    widths = [_width(picture, count, ax) for count in counts]
    _marks(picture, ax, widths, lang)
    _title(picture, ax, lang)
    _names(picture, ax, counts, widths)
    return ax


def _lines(picture: Map, ax: "Axes") -> list[int]:
    """Draw the ties below all else; count those of each partner."""
    from matplotlib.collections import LineCollection

    counts = [0] * len(picture.partners)
    ends = []
    for tie in picture.ties or ():
        counts[tie.source] += 1
        counts[tie.target] += 1
        ends.append([(picture.partners[end].x, picture.partners[end].y)
                     for end in (tie.source, tie.target)])  # fmt: skip
    ax.add_collection(LineCollection(ends, colors=GREY, linewidths=picture.thin,
                                     alpha=0.25 + 0.3 * picture.thin, zorder=1))  # fmt: skip
    return counts


def _width(picture: Map, ties: int, ax: "Axes") -> float:
    """Give the width of a mark in points; a small figure has small marks."""
    return 1.25 * picture.radius(ties) * float(np.clip(width(ax) / 6, 0.6, 1))


def _marks(picture: Map, ax: "Axes", widths: list[float], lang: str | None) -> None:
    """Draw partners sector by sector, and say below what colours and rings mean."""
    from matplotlib.lines import Line2D

    styles = sector_styles(picture.sectors)
    together = folded(picture.sectors)
    groups: dict[str | None, list[int]] = {one: [] for one in (*styles, None)}
    for place, one in enumerate(picture.partners):
        groups[OTHER if one.sector in together else one.sector].append(place)
    handles, named = [], []
    for sector, places in groups.items():
        if not places:
            continue
        style = UNKNOWN if sector is None else styles[sector]
        points = [picture.partners[one] for one in places]
        ax.scatter([one.x for one in points], [one.y for one in points],
                   s=[widths[one] ** 2 for one in places],
                   c=style.colour, marker=style.marker, zorder=3,
                   edgecolors=INK if sector is None else "white", linewidths=0.8)  # fmt: skip
        handles.append(Line2D([], [], linestyle="none", marker=style.marker, color=style.colour,
                              markeredgecolor=INK if sector is None else style.colour,
                              markersize=7))  # fmt: skip
        named.append(_sector(picture, sector, together, lang))
    core = [place for place, one in enumerate(picture.partners) if one.tier == "core"]
    if core:
        ax.scatter([picture.partners[one].x for one in core],
                   [picture.partners[one].y for one in core],
                   s=[(1.2 * widths[one] + 5) ** 2 for one in core],
                   facecolors="none", edgecolors=INK, linewidths=1.1, zorder=2)  # fmt: skip
        handles.append(Line2D([], [], linestyle="none", marker="o", color="none",
                              markeredgecolor=INK, markersize=9))  # fmt: skip
        named.append(words.text("map.declared_core", lang))
    if picture.sectors or core:
        name_colours(ax, handles, named, below=4)


def _sector(picture: Map, sector: str | None, together: list[str], lang: str | None) -> str:
    if sector is None:
        return words.text("map.no_sector", lang)
    if sector == OTHER and together:
        here = {one.sector for one in picture.partners}
        return words.text("map.other", lang, names=", ".join(
            words.word("sector", one, lang) for one in together if one in here))  # fmt: skip
    return words.word("sector", sector, lang)


def _title(picture: Map, ax: "Axes", lang: str | None) -> None:
    key = "plot.map" if picture.ties is not None else "plot.map_unknown"
    set_title(ax, words.text(key, lang, title=picture.title, partners=len(picture.partners),
                             ties=len(picture.ties or ())))  # fmt: skip


def _names(picture: Map, ax: "Axes", counts: list[int], widths: list[float]) -> None:
    """Write names where they hide no mark and no other name, the most important first."""
    from matplotlib.transforms import Bbox

    # Where things come to stand is known once the figure is laid out.
    sheet(ax).draw_without_rendering()
    points = sheet(ax).dpi / 72
    at = ax.transData.transform([(one.x, one.y) for one in picture.partners] or np.empty((0, 2)))
    # The corners of a diamond reach further than its sides.
    half = [0.6 * width + (3 if one.tier == "core" else 0)
            for width, one in zip(widths, picture.partners, strict=True)]  # fmt: skip
    taken = [Bbox([[x - r * points, y - r * points], [x + r * points, y + r * points]])
             for (x, y), r in zip(at, half, strict=True)]  # fmt: skip

    def rank(place: int) -> tuple[bool, int, int]:
        return picture.partners[place].tier != "core", -counts[place], place

    for place in sorted(range(len(counts)), key=rank):
        _name(ax, picture.partners[place], half[place] + 1, taken)


def _name(ax: "Axes", partner: MapPartner, away: float, taken: "list[Bbox]") -> None:
    """Try the places beside a mark; leave the name out where none is free."""
    from matplotlib.patheffects import withStroke

    within = ax.get_window_extent().padded(2)
    for x, y, across, up in PLACES:
        said = ax.annotate(
            shorten(partner.name), (partner.x, partner.y), xytext=(x * away, y * away), ha=across,
            va=up, textcoords="offset points", fontsize=8, color=INK, zorder=4,
            path_effects=[withStroke(linewidth=2, foreground="white", alpha=0.8)],
        )  # fmt: skip
        box = said.get_window_extent()
        inside = within.x0 <= box.x0 and box.x1 <= within.x1
        if inside and not any(box.overlaps(one) for one in taken):
            taken.append(box)
            return
        said.remove()
