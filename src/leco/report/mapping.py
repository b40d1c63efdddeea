"""From a coalition over time to the data of its map."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from leco import labels
from leco.coalition.core import Coalition
from leco.graph.arrays import Network, arrays
from leco.graph.partition import split_labels
from leco.report.layout import layout
from leco.report.map import Map, MapPartner, MapTie


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
    if moments:
        seen = [coalition.at(moment) for moment in moments]
        shown = [str(one.moment) for one in seen]
    else:
        seen = [coalition.snapshot()]
        shown = [seen[0].moment or labels.text("map.undated", lang)]
    nets = [arrays(one) for one in seen]
    present: dict[str, list[int]] = {}
    ties: dict[tuple[str, str], list[int]] = {}
    for moment, net in enumerate(nets):
        for partner in net.nodes:
            present.setdefault(str(partner), []).append(moment)
        for pair in _pairs(net):
            ties.setdefault(pair, []).append(moment)
    facts = coalition.partners.set_index("id").loc[sorted(present)]
    number = {str(partner): place for place, partner in enumerate(facts.index)}
    labelled = [_sector(facts, partner, by) for partner in facts.index]
    kinds = {sector: place for place, sector in enumerate(sorted({str(one) for one in labelled}))}
    weighted = [
        (number[one], number[other], len(at) / len(nets))
        for (one, other), at in sorted(ties.items())
    ]
    places = layout(len(facts), weighted, [kinds[str(one)] for one in labelled], seed)
    partners = tuple(
        MapPartner(
            id=str(partner),
            name=_text(facts, partner, "name") or str(partner),
            sector=sector,
            tier=_text(facts, partner, "tier"),
            x=float(places[place, 0]),
            y=float(places[place, 1]),
            present=tuple(present[str(partner)]),
        )
        for place, (partner, sector) in enumerate(zip(facts.index, labelled, strict=True))
    )
    drawn = tuple(
        MapTie(number[one], number[other], len(at) / len(nets), tuple(at))
        for (one, other), at in sorted(ties.items())
    )
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "map"
    known = drawn if coalition.ties_known else None
    return Map(f"map-{slug}", name, partners, known, tuple(shown), tuple(sectors))


def sector_order(coalitions: Iterable[Coalition], by: str | None) -> list[str]:
    """List the labels of all coalitions, the most frequent first: one order of colours a page."""
    count: Counter[str] = Counter()
    for coalition in coalitions:
        facts = coalition.partners.set_index("id")
        named = (_sector(facts, partner, by) for partner in facts.index)
        count.update(sector for sector in named if sector is not None)
    return sorted(count, key=lambda sector: (-count[sector], sector))


def _pairs(net: Network) -> list[tuple[str, str]]:
    rows, columns = net.undirected.nonzero()
    return [
        (str(net.nodes[row]), str(net.nodes[column]))
        for row, column in zip(rows, columns, strict=True)
        if row < column
    ]


def _text(facts: pd.DataFrame, partner: object, column: str) -> str | None:
    if column not in facts.columns:
        return None
    value = facts[column].to_dict()[partner]
    return None if pd.isna(value) else str(value)


def _sector(facts: pd.DataFrame, partner: object, by: str | None) -> str | None:
    """Give one label to draw: of several the first in order."""
    value = _text(facts, partner, by) if by else None
    found = sorted(split_labels(value))
    return found[0] if found else None
