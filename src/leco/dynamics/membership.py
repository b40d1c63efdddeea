"""Change between two moments: who joined, who left, which ties lasted."""

from leco.graph.arrays import Data, Network, arrays
from leco.metrics.registry import measure, too_few, undefined
from leco.result import Statistic
from leco.words import Note


@measure(
    level="coalition", family="change", bounds=(0, 1), needs=(),
    source="Jaccard (1901)",
)  # fmt: skip
def turnover(net: Network, *, before: Data) -> Statistic:
    r"""Share of the partners of two moments that came or went between them.

    .. math:: \frac{|A \setminus B| + |B \setminus A|}{|A \cup B|}

    with B the partners before and A those after. Between 0 (nobody moved) and 1 (an entirely
    new list); higher means more movement. Partners are matched by id. Ties, strengths and
    labels play no part; isolates are partners. Not defined (NaN) when both are empty. In
    `track` each moment is compared with the one before it.

    Parameters
    ----------
    data : Coalition or networkx graph
        The later moment.
    before : Coalition or networkx graph
        The earlier moment.

    Returns
    -------
    Statistic
        `parts`: joined, left, stayed. `n` counts all partners of both.

    References
    ----------
    Jaccard (1901), Bulletin de la Société Vaudoise des Sciences Naturelles 37.

    Examples
    --------
    >>> import networkx as nx
    >>> float(turnover(nx.empty_graph(["a", "b", "c"]), before=nx.empty_graph(["a", "b", "d"])))
    0.5
    """
    now, earlier = set(net.nodes), set(arrays(before).nodes)
    everybody = len(now | earlier)
    if not everybody:
        return too_few(1)
    joined, left = len(now - earlier), len(earlier - now)
    return Statistic(
        value=(joined + left) / everybody,
        n=everybody,
        parts={"joined": joined, "left": left, "stayed": everybody - joined - left},
    )


@measure(
    level="coalition", family="change", bounds=(0, 1),
    source="Snijders, van de Bunt & Steglich (2010), p. 48",
)  # fmt: skip
def tie_survival(net: Network, *, before: Data) -> Statistic:
    r"""Share of the ties of an earlier moment that still exist.

    .. math:: |T_A \cap T_B| / |T_B|

    with :math:`T_B` the ties before and :math:`T_A` those after. Between 0 (none lasted) and
    1 (all did). A tie whose partner has left does not last; `parts` tells these apart. A
    tie is a pair of partners (ordered when directed), of whatever kind or strength. Isolates
    and labels play no part. Not defined (NaN) when there was no tie before.

    Parameters
    ----------
    data : Coalition or networkx graph
        The later moment.
    before : Coalition or networkx graph
        The earlier moment.

    Returns
    -------
    Statistic
        `parts`: before, kept, new, lost_with_partner, jaccard.

    References
    ----------
    Snijders, van de Bunt & Steglich (2010), Introduction to stochastic actor-based models, p. 48.

    Examples
    --------
    >>> import networkx as nx
    >>> earlier = nx.Graph([("a", "b"), ("b", "c")])
    >>> float(tie_survival(nx.Graph([("a", "b"), ("a", "c")]), before=earlier))
    0.5
    """
    earlier = arrays(before)
    directed = net.directed or earlier.directed
    now, then = _tie_set(net, directed), _tie_set(earlier, directed)
    if not earlier.ties_known:
        return undefined(Note("ties_unknown"))
    if not then:
        return undefined(Note("no_ties_before"))
    kept, here = len(now & then), set(net.nodes)
    with_partner = sum(1 for tie in then - now if not set(tie) <= here)
    return Statistic(
        value=kept / len(then),
        parts={
            "before": len(then), "kept": kept, "new": len(now - then),
            "lost_with_partner": with_partner, "jaccard": kept / len(now | then),
        },
    )  # fmt: skip


def _tie_set(net: Network, directed: bool) -> set[tuple[object, ...] | frozenset[object]]:
    rows, columns = net.adjacency.nonzero()
    ends = ((net.nodes[row], net.nodes[column]) for row, column in zip(rows, columns, strict=True))
    return set(ends) if directed else {frozenset(pair) for pair in ends}
