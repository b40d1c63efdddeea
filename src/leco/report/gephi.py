"""A coalition too large for a map on a page, handed over to a program made for such maps."""

import re
from pathlib import Path

import networkx as nx

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.arrays import arrays
from leco.plot.map_data import partner_names, sectors_of
from leco.report.page import Large

# Past these a map in a browser is slow, and nobody sees a name or a tie.
PARTNERS, TIES = 1500, 12_000
# What XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def too_large(coalition: Coalition) -> bool:
    """Whether a coalition has more partners, or more ties now, than a page can show."""
    if len(coalition.partners) > PARTNERS:
        return True
    return coalition.ties_known and arrays(coalition.snapshot()).undirected.nnz > 2 * TIES


def hand_over(name: str, coalition: Coalition, by: str | None, place: Path, lang: str) -> Large:
    """Write partners and ties of now as GEXF, and say what to do with it."""
    graph = plain_graph(coalition.snapshot(), by)
    place.parent.mkdir(parents=True, exist_ok=True)
    nx.write_gexf(graph, place)
    said = (
        words.text("map.too_many", lang, title=name, partners=len(graph), ties=graph.size()),
        words.text("map.too_many_then", lang, file=place.name),
    )
    return Large(name, said, place.name)


def plain_graph(now: Coalition, by: str | None) -> "nx.Graph[str]":
    """Give partners by name and group, and their ties: text alone, which every program reads."""
    net, titles, sectors = arrays(now), partner_names(now), sectors_of(now, by)
    graph: nx.Graph[str] = nx.Graph()
    for node in map(str, net.nodes):
        group = " + ".join(sectors[node])
        graph.add_node(_text(node), label=_text(titles[node]), group=_text(group))
    rows, columns = net.undirected.nonzero()
    graph.add_edges_from(
        (_text(str(net.nodes[row])), _text(str(net.nodes[column])))
        for row, column in zip(rows, columns, strict=True) if row < column
    )  # fmt: skip
    return graph


def _text(text: str) -> str:
    return UNWRITABLE.sub("", text)
