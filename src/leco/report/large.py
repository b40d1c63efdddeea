"""A coalition too large for a map on a page, handed over to a program made for such maps."""

from pathlib import Path

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.arrays import arrays
from leco.io import gexf
from leco.plot.map_data import partner_names, sectors_of, tied
from leco.report.page import Large

# Past these a map in a browser is slow, and nobody sees a name or a tie.
PARTNERS, TIES = 1500, 12_000


def too_large(coalition: Coalition) -> bool:
    """Whether a coalition has more partners, or more ties now, than a page can show."""
    if len(coalition.partners) > PARTNERS:
        return True
    return coalition.ties_known and arrays(coalition.snapshot()).undirected.nnz > 2 * TIES


def hand_over(name: str, coalition: Coalition, by: str | None, place: Path, lang: str) -> Large:
    """Write partners and ties of now as GEXF, and say what to do with it."""
    shown = bare(coalition.snapshot(), by)
    gexf.write(shown, place)
    said = (
        words.text("map.too_many", lang, title=name, partners=len(shown), ties=len(shown.ties)),
        words.text("map.too_many_then", lang, file=place.name),
    )
    return Large(name, said, place.name)


def bare(now: Coalition, by: str | None) -> Coalition:
    """Keep of partners their name and group, and that pairs are tied: what the map would show."""
    titles, sectors = partner_names(now), sectors_of(now, by)
    partners = [
        {"id": one, "name": "" if title == one else title, "group": " + ".join(sectors[one])}
        for one, title in titles.items()
    ]
    ties = [{"source": one, "target": other} for one, other in tied(arrays(now))]
    return Coalition.from_frames(partners, ties)
