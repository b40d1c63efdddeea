"""What a map shows: partners in their places, ties, and the moments they are seen at."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.arrays import Network, arrays
from leco.graph.partition import split_labels
from leco.kernels.layout import layout

# Signs that turn the direction of writing until the sign that ends it.
TURNS, END = re.compile("[\u202a\u202b\u202d\u202e]"), "\u202c"

Seen = TypeVar("Seen", str, tuple[str, str])


@dataclass(frozen=True)
class MapPartner:
    """One partner: its place in the unit square, and the moments it is present at."""

    name: str
    sectors: tuple[str, ...]  # all of them; the first gives the colour
    tier: str | None
    x: float
    y: float
    present: tuple[int, ...]

    @property
    def sector(self) -> str | None:
        """The sector it is drawn in."""
        return self.sectors[0] if self.sectors else None


@dataclass(frozen=True)
class MapTie:
    """One tie between two partners (positions in the list), and the moments it is in force.

    `strength`, from 0 to 1, makes its line wider.
    """

    source: int
    target: int
    strength: float
    present: tuple[int, ...]


@dataclass(frozen=True)
class Map:
    """A map over one or more moments; `ties` is None when ties are not known."""

    id: str
    title: str
    partners: tuple[MapPartner, ...]
    ties: tuple[MapTie, ...] | None
    moments: tuple[str, ...]
    sectors: tuple[str, ...]  # in the order of their colours: the same for all maps of a page

    @cached_property
    def thin(self) -> float:
        """How much thinner lines are drawn where there are many."""
        most = max((sum(moment in one.present for one in self.ties or ())
                    for moment in range(len(self.moments))), default=0)  # fmt: skip
        return max(0.3, min(1.0, math.sqrt(90 / max(1, most))))

    @property
    def size(self) -> tuple[float, float, float]:
        """The radius of a partner: at no tie, added for the square root of ties, at most.

        A crowd is drawn smaller, so that there is room between; where ties are not known all
        are alike, and larger than one without ties would be.
        """
        room = max(0.22, min(1.0, math.sqrt(45 / max(1, len(self.partners)))))
        if self.ties is None:
            return round(10 * room, 2), 0.0, round(10 * room, 2)
        return round(6.5 * room, 2), round(2.1 * room, 2), round(24 * room, 2)

    def radius(self, ties: int) -> float:
        """Give the size of a partner: its area grows with its number of ties."""
        least, step, most = self.size
        return round(min(most, least + step * math.sqrt(ties)), 1)

    @property
    def height(self) -> int:
        """The height of the picture: a handful of partners needs no large sheet."""
        return min(680, 200 + 16 * len(self.partners))


def coalition_map(
    name: str,
    coalition: Coalition,
    moments: Sequence[object],
    *,
    by: str | None,
    sectors: Sequence[str],
    seed: int,
    lang: str,
) -> Map:
    """Gather who is present and which ties are in force at each moment, and place them once."""
    seen = [coalition.at(moment) for moment in moments] or [coalition.snapshot()]
    nets = [arrays(one) for one in seen]
    present = _when([str(node) for node in net.nodes] for net in nets)
    number = {partner: place for place, partner in enumerate(present)}
    ties = tuple(
        MapTie(number[one], number[other], len(when) / len(nets), when)
        for (one, other), when in _when(map(tied, nets)).items()
    )
    groups = sectors_of(coalition, by)
    drawn = [str(groups[partner][:1]) for partner in present]
    order = sorted(set(drawn))
    places = layout(
        len(present),
        [(tie.source, tie.target, tie.strength) for tie in ties],
        [order.index(sector) for sector in drawn],
        seed,
    )
    named = partner_names(coalition)
    tiers: dict[str, str | None] = {}  # as it was when each was last there
    for one in seen:
        tiers |= _texts(one, "tier")
    return Map(
        id=f"map-{words.slug(name, '-') or 'map'}",
        title=name,
        partners=tuple(
            MapPartner(named[one], groups[one], tiers[one], float(x), float(y), present[one])
            for one, (x, y) in zip(present, places, strict=True)
        ),
        ties=ties if coalition.ties_known else None,
        moments=tuple(one.moment or words.text("map.undated", lang) for one in seen),
        sectors=tuple(sectors),
    )


def sector_order(coalitions: Iterable[Coalition], by: str | None) -> list[str]:
    """List the labels of all coalitions, the most frequent first: one order of colours a page."""
    count: Counter[str] = Counter()
    for coalition in coalitions:
        for sectors in sectors_of(coalition, by).values():
            count.update(sectors)
    return sorted(count, key=lambda sector: (-count[sector], sector))


def partner_names(coalition: Coalition) -> dict[str, str]:
    """Give what each partner is called: its name, else its id.

    What a name does to the direction of writing ends with the name.
    """
    named = {one: name or one for one, name in _texts(coalition, "name").items()}
    return {one: name + END * len(TURNS.findall(name)) for one, name in named.items()}


def _when(seen: Iterable[Iterable[Seen]]) -> dict[Seen, tuple[int, ...]]:
    """Tell at which moments each one is seen, in the order of ids."""
    moments: dict[Seen, list[int]] = {}
    for moment, there in enumerate(seen):
        for one in there:
            moments.setdefault(one, []).append(moment)
    return {one: tuple(moments[one]) for one in sorted(moments)}


def tied(net: Network) -> list[tuple[str, str]]:
    """List the pairs of partners that are tied, whichever way."""
    rows, columns = net.undirected.nonzero()
    return [
        (str(net.nodes[row]), str(net.nodes[column]))
        for row, column in zip(rows, columns, strict=True)
        if row < column
    ]


def sectors_of(coalition: Coalition, by: str | None) -> dict[str, tuple[str, ...]]:
    """Give the labels of each partner, in order."""
    written = _texts(coalition, by) if by else dict.fromkeys(coalition.partners["id"])
    return {one: tuple(sorted(split_labels(text))) for one, text in written.items()}


def _texts(coalition: Coalition, column: str) -> dict[str, str | None]:
    """Give what a column says of each partner; None where it says nothing."""
    partners = coalition.partners
    if column not in partners.columns:
        return dict.fromkeys(partners["id"])
    return {
        one: None if pd.isna(value) else str(value)
        for one, value in zip(partners["id"], partners[column], strict=True)
    }
