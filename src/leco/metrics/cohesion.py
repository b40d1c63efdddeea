"""How well the partners hang together: density, reciprocity, reach, centralisation."""

import math

import numpy as np
from scipy.sparse import csgraph

from leco.graph.arrays import Floats, Network
from leco.labels import Note
from leco.metrics.registry import measure
from leco.result import Statistic

# Distances are computed for this many partners at a time: memory stays at CHUNK x n.
CHUNK = 256


@measure(
    level="coalition", family="cohesion", bounds=(0, 1),
    source="Wasserman & Faust (1994), p. 101 (undirected), p. 129 (directed)",
)  # fmt: skip
def density(net: Network) -> Statistic:
    r"""Share of the possible ties that exist.

    .. math:: d = m / \binom{n}{2} \qquad \text{directed: } d = m / (n(n-1))

    Between 0 (no ties) and 1 (everybody tied to everybody); higher means more ties. It falls
    as a coalition grows when each partner keeps the same number of ties, so compare it
    with the mean number of ties beside it (`parts`). Isolates count among the possible
    ties. Strengths and labels play no part. Not defined (NaN) for fewer than two partners.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: ties, pairs, mean_degree.

    References
    ----------
    Wasserman & Faust (1994), Social Network Analysis, p. 101 and 129.

    Examples
    --------
    >>> import networkx as nx
    >>> float(density(nx.path_graph(3)))
    0.667
    """
    if net.pairs == 0:
        return Statistic(value=math.nan, notes=(Note("too_few_partners", {"count": 2}),))
    mean_degree = net.ties * (1 if net.directed else 2) / net.n
    return Statistic(
        value=net.ties / net.pairs,
        parts={"ties": net.ties, "pairs": net.pairs, "mean_degree": mean_degree},
    )


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), needs=("ties", "direction"), null="size",
    source="Wasserman & Faust (1994), p. 515; edgewise, as in sna's grecip(measure='edgewise')",
)  # fmt: skip
def reciprocity(net: Network) -> Statistic:
    r"""Share of the directed ties that are answered by a tie back.

    .. math:: r = \frac{\#\{(i, j): i \to j,\ j \to i\}}{\#\{(i, j): i \to j\}}

    Edgewise: empty pairs count nowhere, so a coalition without ties has no reciprocity (NaN)
    rather than perfect reciprocity. Between 0 and 1; higher means more ties are returned.
    Isolates, strengths and labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph, directed

    Returns
    -------
    Statistic
        `parts`: ties, answered (arcs that have an arc back).

    Raises
    ------
    UnsupportedGraphError
        When the ties have no direction.

    References
    ----------
    Wasserman & Faust (1994), p. 515.

    Examples
    --------
    >>> import networkx as nx
    >>> float(reciprocity(nx.DiGraph([("a", "b"), ("b", "a"), ("a", "c")])))
    0.667
    """
    if net.ties == 0:
        return Statistic(value=math.nan, notes=(Note("no_ties"),))
    answered = int(net.adjacency.multiply(net.adjacency.T).sum())
    return Statistic(value=answered / net.ties, parts={"ties": net.ties, "answered": answered})


def _components(net: Network) -> Floats:
    """Give the sizes of the pieces that hang together, ties read in either direction."""
    _, member = csgraph.connected_components(net.undirected, directed=False)
    return np.bincount(member).astype(float)


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Krackhardt (1994), Graph theoretical dimensions of informal organizations",
)  # fmt: skip
def connectedness(net: Network) -> Statistic:
    r"""Share of the pairs of partners that can reach each other along ties.

    .. math:: \sum_c k_c (k_c - 1) / (n (n - 1))

    with :math:`k_c` the number of partners in piece c; direction is ignored. Between 0
    (only isolates) and 1 (one piece); 1 minus it is fragmentation. Each isolate lowers it.
    Strengths and labels play no part. Not defined (NaN) for fewer than two partners.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: pieces, largest (partners in the largest piece), isolates.

    References
    ----------
    Krackhardt (1994), in Carley & Prietula (eds), Computational Organization Theory.

    Examples
    --------
    >>> import networkx as nx
    >>> float(connectedness(nx.Graph([(1, 2), (2, 3), (4, 5)])))
    0.4
    """
    if net.n < 2:
        return Statistic(value=math.nan, notes=(Note("too_few_partners", {"count": 2}),))
    sizes = _components(net)
    reached = float((sizes * (sizes - 1)).sum())
    return Statistic(
        value=reached / (net.n * (net.n - 1)),
        parts={"pieces": len(sizes), "largest": sizes.max(), "isolates": (sizes == 1).sum()},
    )


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Borgatti (2006), eq. 9 (1 minus distance-weighted fragmentation)",
)  # fmt: skip
def compactness(net: Network) -> Statistic:
    r"""Mean closeness of all pairs: 1 over the number of steps between them, 0 if no path.

    .. math:: \frac{1}{n(n-1)} \sum_{i \ne j} \frac{1}{d_{ij}}, \quad 1/\infty = 0

    Between 0 (only isolates) and 1 (everybody tied to everybody); higher means shorter ways.
    Steps follow the direction of ties when they have one. Isolates lower it. Strengths
    and labels play no part. Strongly dependent on size: compare it with its expectation.
    Time O(n m), memory O(n). Not defined (NaN) for fewer than two partners.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: reachable_pairs, mean_distance (over the pairs that reach each other).

    References
    ----------
    Borgatti (2006), Identifying sets of key players, eq. 9.
    Latora & Marchiori (2001), Efficient behavior of small-world networks.

    Examples
    --------
    >>> import networkx as nx
    >>> float(compactness(nx.path_graph(3)))
    0.833
    """
    if net.n < 2:
        return Statistic(value=math.nan, notes=(Note("too_few_partners", {"count": 2}),))
    closeness = steps = reached = 0.0
    for begin in range(0, net.n, CHUNK):
        sources = np.arange(begin, min(begin + CHUNK, net.n))
        distance = csgraph.dijkstra(
            net.adjacency, directed=net.directed, indices=sources, unweighted=True
        )
        far = distance[np.isfinite(distance) & (distance > 0)]
        closeness += float((1 / far).sum())
        steps += float(far.sum())
        reached += len(far)
    pairs = net.n * (net.n - 1)
    mean = steps / reached if reached else math.nan
    return Statistic(
        value=closeness / pairs,
        parts={"reachable_pairs": reached, "pairs": pairs, "mean_distance": mean},
    )


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), needs=("ties", "one_entity"), null="size",
    source="Freeman (1979), p. 227-229",
)  # fmt: skip
def degree_centralisation(net: Network, *, mode: str = "all") -> Statistic:
    r"""How far the ties concentrate on one partner, compared with a star.

    .. math:: \frac{\sum_i (d_{max} - d_i)}{(n-1)(n-2)}

    Directed ties: ties sent and received are added up over :math:`2(n-1)(n-2)`, or, by
    ``mode="in"`` or ``"out"``, counted one way over :math:`(n-1)^2`. Between 0 (all have as
    many ties) and 1 (a star); higher means more dependence on one partner. Isolates count
    with 0 ties. Strengths are never used: with them the index would pass 1. Not defined
    (NaN) for fewer than three partners.

    Parameters
    ----------
    data : Coalition or networkx graph
    mode : "all", "in" or "out"
        For directed ties: both directions added up (the default), ties received, ties sent.

    Returns
    -------
    Statistic
        `parts`: most (ties of the most connected partner), mean.

    Raises
    ------
    ValueError
        For another `mode`.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Freeman (1979), Centrality in social networks: conceptual clarification, p. 227-229.

    Examples
    --------
    >>> import networkx as nx
    >>> float(degree_centralisation(nx.star_graph(5)))
    1.0
    """
    if mode not in {"all", "in", "out"}:
        raise ValueError(f"mode={mode!r}: choose 'all', 'in' or 'out'")
    if net.n < 3:
        return Statistic(value=math.nan, notes=(Note("too_few_partners", {"count": 3}),))
    sent, received = net.adjacency.sum(axis=1), net.adjacency.sum(axis=0)
    star = (net.n - 1) * (net.n - 2)
    degree, highest = {
        "all": (sent + received, 2 * star) if net.directed else (sent, star),
        "in": (received, (net.n - 1) ** 2 if net.directed else star),
        "out": (sent, (net.n - 1) ** 2 if net.directed else star),
    }[mode]
    spread = float((degree.max() - degree).sum())
    return Statistic(
        value=spread / highest, parts={"most": float(degree.max()), "mean": float(degree.mean())}
    )
