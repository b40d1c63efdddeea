"""How well the partners hang together: ties, answers, closed triads, pieces, steps."""

import math
from itertools import permutations

import numpy as np
from scipy import sparse

from leco.graph.arrays import Floats, Network
from leco.kernels.steps import Steps, steps
from leco.kernels.triangles import each_once, triangles
from leco.metrics.registry import measure, too_few, undefined
from leco.result import Statistic
from leco.words import Note

# Ways of two ties are looked at for this many partners at a time: memory stays at CHUNK x n.
CHUNK = 256


@measure(
    level="coalition", family="cohesion", bounds=(0, 1),
    source="Wasserman & Faust (1994), p. 101, 129",
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
        return too_few(2)
    mean_degree = net.ties * (1 if net.directed else 2) / net.n
    return Statistic(
        value=net.ties / net.pairs,
        parts={"ties": net.ties, "pairs": net.pairs, "mean_degree": mean_degree},
    )


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), needs=("ties", "direction"), null="size",
    source="Wasserman & Faust (1994), p. 515",
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
        return undefined(Note("no_ties"))
    answered = int(net.adjacency.multiply(net.adjacency.T).sum())
    return Statistic(value=answered / net.ties, parts={"ties": net.ties, "answered": answered})


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Wasserman & Faust (1994)",
)  # fmt: skip
def transitivity(net: Network) -> Statistic:
    r"""Share of the ways of two ties whose ends are tied too.

    .. math:: T = \frac{\#\{(i, j, k): i \to j \to k,\ i \to k\}}
              {\#\{(i, j, k): i \to j \to k\}}, \quad i \ne k

    Without direction that is three times the triangles over the ways of two ties. With
    direction a way from i over j to k is closed by a tie from i to k, and by no other: a
    ring of three closes none. Between 0 and 1; higher: who works with the same partner
    works together too. Random ties give about the density, so `parts` has the ratio to it.
    Isolates, strengths and labels play no part. Not defined (NaN) when no two ties meet.
    Time: that of listing triangles, at most O(m sqrt(m)).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: two_paths, closed (both counted once without direction), ratio_to_density.

    References
    ----------
    Wasserman & Faust (1994), Social Network Analysis.

    Examples
    --------
    >>> import networkx as nx
    >>> float(transitivity(nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3)])))
    0.6
    """
    ties = net.adjacency
    ways = float((ties.sum(axis=0) * ties.sum(axis=1)).sum() - ties.multiply(ties.T).sum())
    if ways == 0:
        return undefined(Note("no_two_paths"))
    closed = 0
    for found in triangles(each_once(net.directions)):
        for first, middle, last in permutations(range(3)):
            closed += int((found.leads(first, middle) & found.leads(middle, last)
                           & found.leads(first, last)).sum())  # fmt: skip
    once = 1 if net.directed else 2
    return Statistic(
        value=closed / ways,
        parts={"two_paths": ways / once, "closed": closed / once,
               "ratio_to_density": closed / ways / (net.ties / net.pairs)},
    )  # fmt: skip


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
        return too_few(2)
    sizes = piece_sizes(net)
    return Statistic(value=joined(sizes), parts=_pieces(sizes))


def piece_sizes(net: Network) -> Floats:
    """Give the sizes of the pieces that hang together, ties read in either direction."""
    return np.bincount(net.piece).astype(float)


def joined(sizes: Floats) -> float:
    """Take the share of the pairs that are in one piece; NaN for fewer than two partners."""
    n = float(sizes.sum())
    return float((sizes * (sizes - 1)).sum()) / (n * (n - 1)) if n > 1 else math.nan


def _pieces(sizes: Floats) -> dict[str, float]:
    return {
        "pieces": len(sizes), "largest": float(sizes.max()), "isolates": int((sizes == 1).sum())
    }  # fmt: skip


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Borgatti, Everett & Freeman (2002), UCINET",
)  # fmt: skip
def wholeness(net: Network) -> Statistic:
    r"""How far the coalition is one piece: 1 in one piece, 0 when all stand alone.

    .. math:: 1 - (c - 1) / (n - 1)

    with c the number of pieces; direction is ignored. Higher means fewer pieces, however large:
    `connectedness` says how many pairs they hold together. Each isolate is a piece.
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
    Borgatti, Everett & Freeman (2002), UCINET for Windows.

    Examples
    --------
    >>> import networkx as nx
    >>> float(wholeness(nx.Graph([(1, 2), (2, 3), (4, 5)])))
    0.75
    """
    if net.n < 2:
        return too_few(2)
    sizes = piece_sizes(net)
    return Statistic(value=1 - (len(sizes) - 1) / (net.n - 1), parts=_pieces(sizes))


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Borgatti (2006), eq. 9",
)  # fmt: skip
def compactness(net: Network) -> Statistic:
    r"""Mean closeness of all pairs: 1 over the number of steps between them, 0 if no path.

    .. math:: \frac{1}{n(n-1)} \sum_{i \ne j} \frac{1}{d_{ij}}, \quad 1/\infty = 0

    Between 0 (only isolates) and 1 (everybody tied to everybody); higher means shorter ways.
    Steps follow the direction of ties when they have one. Isolates lower it. Strengths
    and labels play no part. Strongly dependent on size: compare it with its expectation.
    Time at most O(n m).
    Not defined (NaN) for fewer than two partners.

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
        return too_few(2)
    found = steps(net.adjacency)
    reached, pairs = float(found.reached.sum()), net.n * (net.n - 1)
    return Statistic(
        value=closeness(found),
        parts={"reachable_pairs": reached, "pairs": pairs, "mean_distance": found.mean},
    )


def closeness(found: Steps) -> float:
    """Average 1 over the steps between all pairs; NaN for fewer than two partners."""
    n = len(found.far)
    inverse = float((found.pairs[1:] / np.arange(1, len(found.pairs))).sum())
    return inverse / (n * (n - 1)) if n > 1 else math.nan


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Wasserman & Faust (1994)",
)  # fmt: skip
def reach_in_two(net: Network) -> Statistic:
    r"""Share of the pairs of partners that reach each other in one step or two.

    .. math:: \#\{(i, j): i \ne j,\ d_{ij} \le 2\} / (n (n - 1))

    Between 0 (no ties) and 1 (everybody tied, or with a contact in common); higher means that
    news needs one mediator at most. Steps follow the direction of ties when they have one.
    Isolates lower it. Strengths and labels play no part. Dependent on size: compare it with
    its expectation. Not defined (NaN) for fewer than two partners. Time: the ways of two
    ties.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: tied, in_two (ordered pairs one step and two steps apart), pairs.

    References
    ----------
    Wasserman & Faust (1994), Social Network Analysis, on distance.

    Examples
    --------
    >>> import networkx as nx
    >>> float(reach_in_two(nx.path_graph(4)))
    0.833
    """
    if net.n < 2:
        return too_few(2)
    ties, within, pairs = net.adjacency, 0, net.n * (net.n - 1)
    for begin in range(0, net.n, CHUNK):
        out = ties[begin : begin + CHUNK]
        near = sparse.csr_array(out + out @ ties)
        itself = near[np.arange(near.shape[0]), begin + np.arange(near.shape[0])]
        within += int(near.nnz) - int((np.asarray(itself).ravel() > 0).sum())
    tied = int(ties.nnz)
    return Statistic(
        value=within / pairs, parts={"tied": tied, "in_two": within - tied, "pairs": pairs}
    )


@measure(
    level="coalition", family="cohesion", bounds=(0, math.inf), null="size",
    source="Wasserman & Faust (1994)",
)  # fmt: skip
def diameter(net: Network) -> Statistic:
    r"""Count the steps between the two partners that are furthest apart.

    .. math:: \max_{i \ne j} d_{ij}

    From 1 (everybody tied); higher means longer ways. Steps follow the direction of ties when
    they have one. Not defined (NaN) as soon as some partner cannot reach another, an
    isolate for instance: `parts` then has the longest and the mean way among the pairs that
    do, to be read with `reachable`, the share of the pairs they are. Strengths and labels play
    no part. Time at most O(n m). Not defined for fewer than two partners.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: longest, mean_distance (both over the pairs that reach each other), reachable.

    References
    ----------
    Wasserman & Faust (1994), Social Network Analysis.

    Examples
    --------
    >>> import networkx as nx
    >>> float(diameter(nx.path_graph(4)))
    3.0
    """
    if net.n < 2:
        return too_few(2)
    found = steps(net.adjacency)
    reached, pairs = int(found.reached.sum()), net.n * (net.n - 1)
    longest = len(found.pairs) - 1
    parts = {
        "longest": longest if longest else math.nan, "mean_distance": found.mean,
        "reachable": reached / pairs,
    }  # fmt: skip
    if reached < pairs:
        return Statistic(value=math.nan, parts=parts, notes=(Note("split"),))
    return Statistic(value=longest, parts=parts)
