"""How far ties, brokerage and nearness concentrate on one partner, compared with a star."""

from typing import Any, Literal, TypeAlias, get_args

from numpy.typing import NDArray

from leco.errors import require_one_of
from leco.graph.arrays import Network
from leco.kernels.steps import steps
from leco.metrics.registry import measure, too_few, undefined
from leco.metrics.shortest_paths import exact_betweenness
from leco.result import Statistic
from leco.words import Note

Mode: TypeAlias = Literal["all", "in", "out"]


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), needs=("ties", "one_entity"), null="size",
    source="Freeman (1979), p. 227-229",
)  # fmt: skip
def degree_centralisation(net: Network, *, mode: Mode = "all") -> Statistic:
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
    require_one_of("mode", mode, get_args(Mode))
    if net.n < 3:
        return too_few(3)
    sent, received = net.adjacency.sum(axis=1), net.adjacency.sum(axis=0)
    star = (net.n - 1) * (net.n - 2)
    degree, highest = {
        "all": (sent + received, 2 * star) if net.directed else (sent, star),
        "in": (received, (net.n - 1) ** 2 if net.directed else star),
        "out": (sent, (net.n - 1) ** 2 if net.directed else star),
    }[mode]
    return _concentration(_below_highest(degree) / highest, degree)


def _below_highest(values: NDArray[Any]) -> float:
    """Add up how far everybody is below the highest."""
    return float((values.max() - values).sum())


def _concentration(share: float, values: NDArray[Any], *notes: Note) -> Statistic:
    """Wrap the share of a star's concentration, with the highest and the mean behind it."""
    parts = {"most": float(values.max()), "mean": float(values.mean())}
    return Statistic(value=share, parts=parts, notes=notes)


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), needs=("ties", "one_entity"), null="size",
    source="Freeman (1979)",
)  # fmt: skip
def betweenness_centralisation(net: Network) -> Statistic:
    r"""How far standing between others concentrates on one partner, compared with a star.

    .. math:: \frac{\sum_i (B_{max} - B_i)}{(n-1)^2 (n-2) / 2}

    with :math:`B_i` the betweenness over unordered pairs. Directed ties: over ordered pairs,
    and twice the divisor, which a star with ties both ways reaches. Between 0 (all stand
    between as many) and 1 (a star); higher means that more runs through one partner. Isolates
    count with 0. Strengths are never used: with them the index would have no known maximum.
    Labels play no part. Not defined (NaN) for fewer than three partners. Time O(n m).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: most (betweenness of the highest, as a share of the pairs of others), mean.

    Raises
    ------
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Freeman (1979), Centrality in social networks: conceptual clarification.

    Examples
    --------
    >>> import networkx as nx
    >>> float(betweenness_centralisation(nx.star_graph(5)))
    1.0
    """
    if net.n < 3:
        return too_few(3)
    share = exact_betweenness(net, normalized=True)
    return _concentration(_below_highest(share) / (net.n - 1), share)


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), needs=("ties", "one_entity"), null="size",
    source="Freeman (1979)",
)  # fmt: skip
def closeness_centralisation(net: Network) -> Statistic:
    r"""How far nearness to all others concentrates on one partner, compared with a star.

    .. math:: \frac{\sum_i (C_{max} - C_i)}{(n-1)(n-2) / (2n-3)}, \quad
              C_i = \frac{n-1}{\sum_j d_{ij}}

    Between 0 (all equally near) and 1 (a star); higher means that one partner is nearer to all
    than the others are. Freeman's maximum holds for ties without direction in one piece
    only: a tie in either direction counts, and as soon as some partner cannot be reached, an
    isolate for instance, it is not defined (NaN), nor for fewer than three partners.
    Strengths are never used; labels play no part. Time O(n m).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: most (closeness of the nearest), mean.

    Raises
    ------
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Freeman (1979), Centrality in social networks: conceptual clarification.

    Examples
    --------
    >>> import networkx as nx
    >>> float(closeness_centralisation(nx.star_graph(5)))
    1.0
    """
    if net.n < 3:
        return too_few(3)
    notes = (Note("direction_not_used"),) if net.directed else ()
    found = steps(net.undirected)
    if int(found.reached.min()) < net.n - 1:
        return undefined(*notes, Note("split"))
    near = (net.n - 1) / found.far
    share = _below_highest(near) * (2 * net.n - 3) / ((net.n - 1) * (net.n - 2))
    return _concentration(share, near, *notes)
