"""Dependence: what falls apart without a partner."""

import math

import numpy as np
import rustworkx as rx
from scipy.sparse import csgraph

from leco.graph.arrays import Floats, Network
from leco.labels import Note
from leco.metrics.registry import measure, scores
from leco.result import Scores


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="connectedness of Krackhardt (1994), without each partner in turn",
)  # fmt: skip
def dependence(net: Network) -> Scores:
    """Tell what falls apart without each partner.

    ===================== ==============================================================
    pairs_cut             pairs of others that reach each other now and not without it
    pieces                pieces that the partner's own piece falls into (1: it stays whole,
                          0: nobody else was in it)
    connectedness_without share of the pairs of others that still reach each other
    ===================== ==============================================================

    Direction is not used. Higher `pairs_cut`: more depends on this partner. An isolate cuts
    nothing. Strengths and labels play no part. With fewer than three partners
    `connectedness_without` is not defined (NaN). Time O(n + m), and O(n + m) more for each
    partner that cuts anything.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Scores

    References
    ----------
    Krackhardt (1994), Graph theoretical dimensions of informal organizations.
    Borgatti (2006), Identifying sets of key players, on the key player problem.

    Examples
    --------
    >>> import networkx as nx
    >>> dependence(nx.star_graph(3)).frame.loc[0].tolist()
    [3.0, 3.0, 0.0]
    """
    _, member = csgraph.connected_components(net.undirected, directed=False)
    sizes = np.bincount(member, minlength=1).astype(float)
    own = sizes[member] if net.n else np.zeros(0)
    reached = _pairs(own - 1)  # what the piece keeps when it stays whole without the partner
    pieces = (own > 1).astype(float)
    cut = np.zeros(net.n)
    for place in _articulation(net):
        keep = np.flatnonzero(member == member[place])
        keep = keep[keep != place]
        _, parts = csgraph.connected_components(net.undirected[keep][:, keep], directed=False)
        sums = np.bincount(parts).astype(float)
        pieces[place], cut[place] = len(sums), reached[place] - _pairs(sums).sum()
    total = float(_pairs(sizes).sum())
    # Pairs that reach each other: all now, less those with the partner itself, less those cut.
    left = total - (own - 1) - cut
    others = _pairs(np.array([net.n - 1.0]))[0]
    without = left / others if others > 0 else np.full(net.n, np.nan)
    notes = (Note("too_few_partners", {"count": 3}),) if not others > 0 else ()
    columns = {"pairs_cut": cut, "pieces": pieces, "connectedness_without": without}
    return scores(net, columns, notes)


def _pairs(size: Floats) -> Floats:
    pairs: Floats = np.maximum(size * (size - 1) / 2, 0.0)
    return pairs


def _articulation(net: Network) -> list[int]:
    """List the partners whose leaving splits their piece."""
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(net.n))
    rows, columns = net.undirected.nonzero()
    graph.add_edges_from_no_data(
        [(row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
         if row < column]
    )  # fmt: skip
    return sorted(rx.articulation_points(graph))
