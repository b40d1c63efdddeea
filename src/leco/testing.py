"""Hypothesis strategies and a zoo, for testing measures: leco's own, and yours.

from hypothesis import given
from leco.testing import graphs

@given(graphs())
def test_bounds(graph):
    assert 0 <= float(leco.density(graph)) <= 1
"""

import importlib.util
from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from leco.coalition.core import Coalition
from leco.errors import MissingExtraError
from leco.graph.arrays import Graph

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

LABELS = ("care", "education", "youth")
NAMES = ("Stad Genk", "Huis van het Kind", "Café 't Hoekje", "NA", "Öffnung", "学校", "vzw x & y")


def _require() -> None:
    if importlib.util.find_spec("hypothesis") is None:
        raise MissingExtraError("leco.testing needs hypothesis: pip install 'leco[test]'")


def graphs(
    *,
    min_partners: int = 0,
    max_partners: int = 10,
    directed: bool | None = None,
    labels: Sequence[str] = LABELS,
    missing_labels: bool = True,
    weights: bool = False,
) -> "SearchStrategy[Graph]":
    """Draw plain networkx graphs whose nodes carry a ``sector`` (some may have none).

    Parameters
    ----------
    min_partners, max_partners : int
    directed : bool, optional
        None: either.
    labels : sequence of str
    missing_labels : bool
        Whether some partners may have no label.
    weights : bool
        Whether ties carry a ``weight``.
    """
    _require()
    from hypothesis import strategies

    @strategies.composite
    def build(draw: "DrawFn") -> Graph:
        n = draw(strategies.integers(min_partners, max_partners))
        one_way = draw(strategies.booleans()) if directed is None else directed
        graph: Graph = nx.DiGraph() if one_way else nx.Graph()
        names = [NAMES[place] if place < len(NAMES) else f"p{place}" for place in range(n)]
        kinds = strategies.sampled_from(labels)
        for name in draw(strategies.permutations(names)):
            label = draw(strategies.none() | kinds if missing_labels else kinds)
            graph.add_node(name, **({} if label is None else {"sector": label}))
        pairs = [(one, other) for one in names for other in names
                 if one != other and (one_way or one < other)]  # fmt: skip
        chosen = (
            draw(strategies.lists(strategies.sampled_from(pairs), unique=True)) if pairs else []
        )
        for one, other in chosen:
            strength = draw(strategies.integers(1, 5)) if weights else None
            graph.add_edge(one, other, **({} if strength is None else {"weight": strength}))
        return graph

    return build()


def coalitions(*, max_partners: int = 8) -> "SearchStrategy[Coalition]":
    """Draw dated Coalitions: coarse and open dates, several kinds of tie, several sectors."""
    _require()
    from hypothesis import strategies

    dates = strategies.sampled_from(
        ["2019", "2019-06", "2019-Q4", "2020-02-29", "2020~", "../2020", ""]
    )
    ends = strategies.sampled_from(["2023", "2023-05", "2024-01-31", "..", ""])

    @strategies.composite
    def build(draw: "DrawFn") -> Coalition:
        n = draw(strategies.integers(1, max_partners))
        names = [NAMES[place] if place < len(NAMES) else f"p{place}" for place in range(n)]
        sectors = ("care", "youth", "care;youth", "")
        partners = [
            {"id": name, "sector": draw(strategies.sampled_from(sectors)),
             "joined": draw(dates), "left": draw(ends)}
            for name in names
        ]  # fmt: skip
        ties = [
            {"source": draw(strategies.sampled_from(names)),
             "target": draw(strategies.sampled_from(names)),
             "kind": draw(strategies.sampled_from(["information", "resources"])),
             "start": draw(dates), "end": draw(ends)}
            for _ in range(draw(strategies.integers(0, 2 * n)))
        ]  # fmt: skip
        return Coalition.from_frames(partners, ties, name="drawn")

    return build()


def zoo() -> dict[str, Graph]:
    """Give the awkward graphs that every measure must face.

    Empty, one partner, only isolates, star, clique, two pieces, one-way ties with a sink, a
    self-loop, ties that stand twice (a MultiGraph), partners without sector, with several
    sectors, with names in many scripts, all of one sector, and 2,000 partners.
    """
    found: dict[str, Graph] = {
        "empty": nx.Graph(),
        "one_partner": nx.empty_graph(1),
        "isolates": nx.empty_graph(5),
        "star": nx.star_graph(6),
        "clique": nx.complete_graph(5),
        "two_pieces": nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(3)),
        "directed": nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 3), (0, 3)]),
        "self_loop": nx.Graph([(0, 1), (1, 2), (2, 2)]),
        "twice": nx.MultiGraph([(0, 1), (0, 1), (1, 2)]),
        "unicode": nx.path_graph(len(NAMES)),
        "large": nx.gnm_random_graph(2000, 5000, seed=7),
    }
    found["unicode"] = nx.relabel_nodes(found["unicode"], dict(enumerate(NAMES)))
    for name in ("missing_sector", "several_sectors", "one_sector"):
        found[name] = nx.cycle_graph(6)
    rng = np.random.default_rng(1)
    for name, graph in found.items():
        for place, node in enumerate(graph.nodes):
            graph.nodes[node]["sector"] = LABELS[int(rng.integers(len(LABELS)))]
            if name == "missing_sector" and place % 2:
                del graph.nodes[node]["sector"]
            elif name == "several_sectors":
                graph.nodes[node]["sector"] = ("care", "youth")[: 1 + place % 2]
            elif name == "one_sector":
                graph.nodes[node]["sector"] = "care"
    return found
