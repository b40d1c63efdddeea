"""Hypothesis strategies and a zoo, for testing measures: leco's own, and yours.

    from hypothesis import given
    from leco.testing import graphs

    @given(graphs())
    def test_bounds(graph):
        assert not float(leco.density(graph)) > 1

Needs hypothesis (``pip install 'leco[test]'``), but for `zoo`.
"""

import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from leco.coalition.coalition import Coalition
from leco.errors import MissingExtraError
from leco.graph.arrays import Graph

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

LABELS = ("care", "education", "youth")
NAMES = ("Stad Genk", "Huis van het Kind", "Café 't Hoekje", "NA", "Öffnung", "学校", "vzw x & y")
STARTS = ("2019", "2019-06", "2019-Q4", "2020-02-29", "2019~", "../2020", "")
ENDS = ("2023", "2023-05", "2024-01-31", "..", "")
KINDS = ("information", "resources", "trust")


def _require() -> None:
    if importlib.util.find_spec("hypothesis") is None:
        raise MissingExtraError("leco.testing needs hypothesis: pip install 'leco[test]'")


def _names(n: int) -> list[str]:
    return [NAMES[place] if place < len(NAMES) else f"p{place}" for place in range(n)]


def graphs(
    *,
    min_partners: int = 0,
    max_partners: int = 12,
    directed: bool | None = None,
    labels: Sequence[str] = LABELS,
    missing_labels: bool = True,
    weights: bool = False,
) -> "SearchStrategy[Graph]":
    """Draw plain networkx graphs whose nodes are names and carry a ``sector``.

    Parameters
    ----------
    min_partners, max_partners : int
        How many nodes; any of them may be an isolate.
    directed : bool, optional
        Whether the graphs are DiGraphs; None draws both kinds.
    labels : sequence of str
        The sectors to draw from.
    missing_labels : bool
        Whether some nodes may have no ``sector``.
    weights : bool
        Whether ties carry a ``weight``, a whole number from 1 to 5.

    Returns
    -------
    SearchStrategy of networkx.Graph or networkx.DiGraph

    Raises
    ------
    MissingExtraError
        When hypothesis is not installed.
    """
    _require()
    from hypothesis import strategies

    sectors = strategies.sampled_from(labels)
    sector = strategies.none() | sectors if missing_labels else sectors

    # Kept, since hypothesis looks a strategy over before it first draws from it.
    @cache
    def order(n: int) -> "SearchStrategy[list[str]]":
        return strategies.permutations(_names(n))

    @cache
    def ties(n: int, one_way: bool) -> "SearchStrategy[list[tuple[str, str]]]":
        names = _names(n)
        pairs = [(one, other) for one in names for other in names
                 if one != other and (one_way or one < other)]  # fmt: skip
        return strategies.lists(strategies.sampled_from(pairs), unique=True)

    @strategies.composite
    def build(draw: "DrawFn") -> Graph:
        one_way = draw(strategies.booleans()) if directed is None else directed
        graph: Graph = nx.DiGraph() if one_way else nx.Graph()
        n = draw(strategies.integers(min_partners, max_partners))
        for name in draw(order(n)):
            label = draw(sector)
            graph.add_node(name, **({} if label is None else {"sector": label}))
        for one, other in draw(ties(n, one_way)) if n > 1 else ():
            facts = {"weight": draw(strategies.integers(1, 5))} if weights else {}
            graph.add_edge(one, other, **facts)
        return graph

    return build()


def coalitions(
    *, min_partners: int = 1, max_partners: int = 8, labels: Sequence[str] = LABELS
) -> "SearchStrategy[Coalition]":
    """Draw dated Coalitions: coarse, vague and open dates, kinds of tie, several sectors.

    Partners have ``joined`` and ``left``, ties ``kind``, ``start`` and ``end``; any of the
    dates may be blank, and a partner may have no sector, one, or two. Some ties stick out of
    a membership, join a partner to itself, or stand twice: all of that occurs in real files.

    Parameters
    ----------
    min_partners, max_partners : int
        How many partners.
    labels : sequence of str
        The sectors to draw from.

    Returns
    -------
    SearchStrategy of Coalition
    """
    _require()
    from hypothesis import strategies

    starts, ends = strategies.sampled_from(STARTS), strategies.sampled_from(ENDS)
    sectors = strategies.lists(strategies.sampled_from(labels), max_size=2, unique=True)

    @strategies.composite
    def build(draw: "DrawFn") -> Coalition:
        names = _names(draw(strategies.integers(min_partners, max_partners)))
        partners = [
            {"id": name, "sector": ";".join(draw(sectors)),
             "joined": draw(starts), "left": draw(ends)}
            for name in names
        ]  # fmt: skip
        partner, kind = strategies.sampled_from(names or [""]), strategies.sampled_from(KINDS)
        ties = [
            {"source": draw(partner), "target": draw(partner), "kind": draw(kind),
             "start": draw(starts), "end": draw(ends)}
            for _ in range(draw(strategies.integers(0, 2 * len(names))))
        ]  # fmt: skip
        return Coalition.from_frames(partners, ties, name="drawn")

    return build()


def zoo() -> dict[str, Graph]:
    """Give the awkward graphs that every measure must face, the same ones every time.

    Nodes carry a ``sector``: one of three, unless said otherwise.

    =============== ====================================================================
    empty           no partner at all (and so no ``sector``)
    one_partner     one partner, no tie
    isolates        five partners, no tie
    star            one partner tied to six others
    clique          five partners, all tied
    two_pieces      a path of four and a triangle, not joined
    directed        one-way ties and one answered; the last of four partners only receives
    sinks           three partners reach out to two that reach out to nobody
    self_loop       a path of three whose end has a tie with itself
    twice           a MultiGraph in which one of two ties stands twice
    missing_sector  a ring of six, every other partner without ``sector``
    several_sectors a ring of six, every other partner with two sectors
    one_sector      a ring of six, all of one sector
    unicode         a path of names with accents, quotes, other scripts, and ``NA``
    two_mode        four partners and three activities (``bipartite`` 0 and 1)
    large           2,000 partners with 5,000 ties anywhere
    =============== ====================================================================
    """
    path: Graph = nx.path_graph(len(NAMES))
    found: dict[str, Graph] = {
        "empty": nx.Graph(),
        "one_partner": nx.empty_graph(1),
        "isolates": nx.empty_graph(5),
        "star": nx.star_graph(6),
        "clique": nx.complete_graph(5),
        "two_pieces": nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(3)),
        "directed": nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 3), (0, 3)]),
        "sinks": nx.DiGraph([(0, 3), (1, 3), (1, 4), (2, 4), (0, 1)]),
        "self_loop": nx.Graph([(0, 1), (1, 2), (2, 2)]),
        "twice": nx.MultiGraph([(0, 1), (0, 1), (1, 2)]),
        "missing_sector": nx.cycle_graph(6),
        "several_sectors": nx.cycle_graph(6),
        "one_sector": nx.cycle_graph(6),
        "unicode": nx.relabel_nodes(path, dict(enumerate(NAMES))),
        "two_mode": nx.Graph([(0, "x"), (1, "x"), (1, "y"), (2, "y"), (2, "z"), (3, "z")]),
        "large": nx.gnm_random_graph(2000, 5000, seed=7),
    }
    rng = np.random.default_rng(1)
    for name, graph in found.items():
        for place, node in enumerate(graph.nodes):
            sector: Any = LABELS[int(rng.integers(len(LABELS)))]
            if name == "one_sector":
                sector = "care"
            elif name == "several_sectors":
                sector = ("care", "youth")[: 1 + place % 2]
            if name != "missing_sector" or place % 2 == 0:
                graph.nodes[node]["sector"] = sector
    for node, facts in found["two_mode"].nodes(data=True):
        facts["bipartite"] = int(isinstance(node, str))
    return found
