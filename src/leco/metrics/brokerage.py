"""Brokerage: who stands between partners that have no tie of their own."""

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import permutations
from operator import mul
from typing import Any, Literal, TypeAlias

import networkx as nx
import numpy as np
import rustworkx as rx
from scipy import sparse
from scipy.sparse import csgraph

from leco.graph.arrays import Flags, Floats, Graph, Ints, Network
from leco.graph.partition import By, Labels
from leco.graph.paths import open_paths
from leco.graph.triangles import Triangles, each_once, triangles
from leco.labels import Note
from leco.metrics.registry import measure, scores
from leco.result import Scores

Credit = Literal["full", "partial"]
Convention = Literal["leco", "sna"]
Path: TypeAlias = tuple[int, int, int]
Member: TypeAlias = Floats | sparse.csr_array  # labels by partner

# Closed two-paths times labels handled at once: memory stays at a few hundred MB.
CHUNK = 4_000_000
# Up to so many labels a full table is quicker than a sparse one.
FEW = 16
# The corners of a triangle, two by two.
PAIRS = tuple(permutations(range(3), 2))


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989), Structures of mediation, p. 92-96",
)  # fmt: skip
def brokerage_roles(
    net: Network, *, by: By, credit: Credit = "full", convention: Convention = "leco"
) -> Scores:
    r"""How often a partner stands between two that have no tie, by the sectors of all three.

    A partner v brokers the pair (a, b) when a has a tie to v, v has one to b, and a has none
    to b. With the broker in the middle:

    ============== ========= =========================================
    coordinator    A-A-A     all three in one sector
    itinerant      A-B-A     the outsider between two of one sector
    representative A-A-B     the first two share the broker's sector
    gatekeeper     A-B-B     the last two share the broker's sector
    liaison        A-B-C     three sectors
    total                    all pairs
    ============== ========= =========================================

    Ties without direction: each pair is counted once, and gatekeeper and representative,
    which only direction tells apart, are one column ``gatekeeper_representative``. (R's sna
    counts every such pair twice, once in each direction: ``convention="sna"`` does so too.)

    Partners with several sectors count as fractions: with membership rows M summing to 1,
    coordinator is :math:`\sum_g M_{ag} M_{vg} M_{bg}` and so on, which is the table above for
    one sector each. When a partner's sector is unknown
    its pairs have no role: they stand in a further column ``unclassified``, so that the
    total still adds up. Isolates have 0. Strengths are not used. Higher means more brokering.

    Time O(m sqrt(m)) for the triangles, however many labels; partial credit lists every path
    of two ties.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    credit : "full" or "partial"
        Whether a pair counts whole for each partner between its ends, or is shared.
    convention : "leco" or "sna"
        How ties without direction are counted; directed ones are the same in both.

    Returns
    -------
    Scores
        One column per role, and ``total``.

    Raises
    ------
    ValueError
        For another `credit` or `convention`.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Sociological Methodology 19, p. 92-96. R's netrics and
    NetworkBrokerage.jl give some of these names to other patterns.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.DiGraph([("a", "v"), ("v", "b")])
    >>> found = brokerage_roles(path, by={"a": "care", "v": "youth", "b": "youth"})
    >>> found.frame.loc["v", ["representative", "gatekeeper", "total"]].tolist()
    [0.0, 1.0, 1.0]
    """
    if credit not in {"full", "partial"}:
        raise ValueError(f"credit={credit!r}: choose 'full' or 'partial'")
    if convention not in {"leco", "sna"}:
        raise ValueError(f"convention={convention!r}: choose 'leco' or 'sna'")
    labels = net.labels(by)
    sums = _counted if credit == "full" else _shared
    roles = _roles(sums(net, labels))
    if not net.directed and convention == "leco":
        merged = roles.pop("representative")
        roles.pop("gatekeeper")  # its twin without direction
        halves = {name: values / 2 for name, values in roles.items()}
        roles = {
            "coordinator": halves["coordinator"],
            "itinerant": halves["itinerant"],
            "gatekeeper_representative": merged,
            "liaison": halves["liaison"],
            "unclassified": halves["unclassified"],
            "total": halves["total"],
        }
    if not labels.missing:
        del roles["unclassified"]
    # Fractions leave dust of 1e-16 below zero; a count has none.
    found = {name: np.maximum(values, 0.0) for name, values in roles.items()}
    return scores(net, found, labels.notes(by), missing=labels.missing)


def _roles(sums: Floats) -> dict[str, Floats]:
    """Turn six sums over open paths a-v-b into roles.

    With S, AV, VB, AB the sums of the labels shared by all three, by a and v, by v and b, by a
    and b, and K the number of paths whose three labels are known, the roles are S, AB - S,
    AV - S, VB - S and K - AB - AV - VB + 2 S.
    """
    shared, a_v, v_b, a_b, classified, total = sums
    return {
        "coordinator": shared,
        "itinerant": a_b - shared,
        "representative": a_v - shared,
        "gatekeeper": v_b - shared,
        "liaison": classified - a_b - a_v - v_b + 2 * shared,
        "unclassified": total - classified,
        "total": total,
    }


def _counted(net: Network, labels: Labels) -> Floats:
    """Sum over all paths of two ties, then take away those that lead back or are closed."""
    closed = _closed_alike if labels.single else _closed_mixed
    sums = _all_paths(net, labels)
    sums -= closed(net, labels)
    return sums


def _all_paths(net: Network, labels: Labels) -> Floats:
    """Sum the six quantities over the paths a-v-b with a other than b, from labels around v."""
    ties, known = net.adjacency, labels.known.astype(float)
    member: Member = labels.matrix
    if len(labels.names) > FEW:  # sparse, it costs as much as the ties, however many labels
        member = sparse.csr_array(member)

    def around(matrix: sparse.csr_array) -> tuple[Floats, Floats, Member]:
        return np.diff(matrix.indptr).astype(float), matrix @ known, matrix @ member

    after = before = both = around(ties)
    mutual = ties
    if net.directed:
        backward = sparse.csr_array(ties.T)
        mutual = sparse.csr_array(ties.multiply(backward))
        before, both = around(backward), around(mutual)
    leave, leave_known, out_of = after
    arrive, arrive_known, into = before
    # v - a and a - v: the path a-v-a joins nobody.
    back, back_known, again = both
    twice = again if labels.single else mutual @ (member * member)
    alike = _inner(again, member)
    return np.stack([
        _inner(into, member, out_of) - _inner(twice, member),  # S
        _inner(into, member) * leave_known - alike,  # AV
        arrive_known * _inner(member, out_of) - alike,  # VB
        (_inner(into, out_of) - twice.sum(axis=1)) * known,  # AB
        (arrive_known * leave_known - back_known) * known,  # K
        arrive * leave - back,  # all
    ])  # fmt: skip


def _inner(*factors: Any) -> Floats:
    """Multiply matrices cell by cell and sum each row."""
    if isinstance(factors[0], np.ndarray):  # einsum needs no room for the product
        return np.asarray(np.einsum(",".join(["ij"] * len(factors)) + "->i", *factors))
    product = reduce(mul, factors)
    return np.asarray(product.sum(axis=1), dtype=np.float64).ravel()


def _closed_alike(net: Network, labels: Labels) -> Floats:
    """Sum over the closed paths where everyone has one label, or none: count who is alike."""
    own = np.full(net.n, -1)
    own[labels.known] = labels.matrix.nonzero()[1]
    counts = np.zeros(8 * net.n)
    for found in triangles(each_once(net.directions)):
        corners = found.corners
        label = [own[corner] for corner in corners]
        same = {pair: (label[pair[0]] == label[pair[1]]).view(np.uint8) for pair in PAIRS}
        unknown = (label[0] < 0) | (label[1] < 0) | (label[2] < 0) if labels.missing else None
        for (a, v, b), there in _closed(found, net.directed):
            # Two pairs alike and the third not cannot be, so that 3 is free for the unknown.
            alike = same[a, v] + 2 * same[v, b] + 4 * same[a, b]
            if unknown is not None:
                alike[unknown] = 3
            np.add.at(counts, (8 * corners[v] + alike)[there], 1.0)
    none, a_v, v_b, unsaid, a_b, _, _, shared = counts.reshape(net.n, 8).T
    classified = none + a_v + v_b + a_b + shared
    return _both_ways(net, np.stack([
        shared, a_v + shared, v_b + shared, a_b + shared, classified, classified + unsaid
    ]))  # fmt: skip


def _closed_mixed(net: Network, labels: Labels) -> Floats:
    """Sum over the closed paths where partners may have several labels."""
    sums = np.zeros((6, net.n))
    for found in triangles(each_once(net.directions)):
        corners = found.corners
        for path, there in _closed(found, net.directed):
            first, middle, last = (corners[place][there] for place in path)
            sums += _in_chunks(net.n, first, middle, last, labels)
    return _both_ways(net, sums)


def _closed(found: Triangles, directed: bool) -> Iterator[tuple[Path, Flags | slice]]:
    """Say which corners are a, v and b of a path a-v-b that a tie a-b closes, and where one is.

    Without direction each path is given one way only.
    """
    if not directed:
        yield from ((path, slice(None)) for path in ((0, 1, 2), (0, 2, 1), (1, 0, 2)))
        return
    leads = {pair: found.leads(*pair) for pair in PAIRS}
    for a, v, b in permutations(range(3)):
        yield (a, v, b), leads[a, v] & leads[v, b] & leads[a, b]


def _both_ways(net: Network, sums: Floats) -> Floats:
    """Without direction, add the paths from b to a: AV and VB change places."""
    return sums if net.directed else sums + sums[[0, 2, 1, 3, 4, 5]]


def _shared(net: Network, labels: Labels) -> Floats:
    """Sum over the open paths, each shared among the partners between its ends."""
    found = open_paths(net.adjacency)
    return _in_chunks(net.n, found.first, found.middle, found.last, labels, 1 / found.between)


def _in_chunks(  # noqa: PLR0917 - the three partners of many paths, as arrays
    n: int, first: Ints, middle: Ints, last: Ints, labels: Labels, weight: Floats | None = None
) -> Floats:  # fmt: skip
    sums = np.zeros((6, n))
    step = max(1, CHUNK // max(1, labels.matrix.shape[1]))
    for begin in range(0, len(first), step):
        part = slice(begin, begin + step)
        values = _paths(first[part], middle[part], last[part], labels)
        for row, value in enumerate(values):
            np.add.at(sums[row], middle[part], value if weight is None else value * weight[part])
    return sums


def _paths(first: Ints, middle: Ints, last: Ints, labels: Labels) -> tuple[Floats, ...]:
    """Give the six quantities of `_roles` for listed paths."""
    a, v, b = labels.matrix[first], labels.matrix[middle], labels.matrix[last]
    know_a, know_v, know_b = (labels.known[one].astype(float) for one in (first, middle, last))
    return (
        (a * v * b).sum(axis=1), (a * v).sum(axis=1) * know_b, (v * b).sum(axis=1) * know_a,
        (a * b).sum(axis=1) * know_v, know_a * know_v * know_b, np.ones(len(first)),
    )  # fmt: skip


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Freeman (1977), p. 37; computed by rustworkx (Brandes 2001)",
)  # fmt: skip
def betweenness(net: Network, *, normalized: bool = True, weight: str | None = None) -> Scores:
    r"""How often a partner lies on the shortest ways between two others.

    .. math:: B_v = \sum_{s \ne v \ne t} \sigma_{st}(v) / \sigma_{st}

    over unordered pairs (ordered when directed), divided by their number
    :math:`(n-1)(n-2)/2` (or :math:`(n-1)(n-2)`) when `normalized`. Between 0 and 1 then;
    higher means more traffic would pass through the partner. Isolates have 0. Labels play
    no part. With fewer than three partners it is 0.

    With `weight` the length of a tie is 1 over its strength, which the answer says.
    Without, every tie is one step. Time O(n m) (with `weight`, O(n m + n^2 log n) in
    Python: use it below a few thousand ties).

    Parameters
    ----------
    data : Coalition or networkx graph
    normalized : bool
        Whether to divide by the number of pairs.
    weight : str, optional
        The strengths whose inverse is the length of a tie.

    Returns
    -------
    Scores
        One column, ``betweenness``.

    References
    ----------
    Freeman (1977), A set of measures of centrality based on betweenness, Sociometry 40.
    Newman (2001), Scientific collaboration networks II, for the inverse strength.

    Examples
    --------
    >>> import networkx as nx
    >>> float(betweenness(nx.star_graph(4)).series.loc[0])
    1.0
    """
    if weight is not None:
        return scores(net, {"betweenness": _by_distance(net, normalized)},
                      (Note("inverse_distance", {"weight": weight}),))  # fmt: skip
    return scores(net, {"betweenness": _betweenness(net, normalized)})


def _betweenness(net: Network, normalized: bool) -> Floats:
    rows, columns, _ = net.tie_list()
    graph = rx.PyDiGraph(multigraph=False) if net.directed else rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(net.n))
    graph.add_edges_from_no_data(list(zip(rows.tolist(), columns.tolist(), strict=True)))
    found = rx.betweenness_centrality(graph, normalized=normalized)
    return np.array([found[place] for place in range(net.n)], dtype=float)


def _by_distance(net: Network, normalized: bool) -> Floats:
    # rustworkx counts steps only; networkx is right here and its cost is stated.
    rows, columns, strengths = net.tie_list()
    graph: Graph = nx.DiGraph() if net.directed else nx.Graph()
    graph.add_nodes_from(range(net.n))
    # As fractions, so that ten ties of 0.1 are as long as one of 1.0.
    lengths = [Fraction(length).limit_denominator(1_000_000)
               for length in (strengths.max(initial=0) / strengths).tolist()]  # fmt: skip
    for one, other, length in zip(rows.tolist(), columns.tolist(), lengths, strict=True):
        graph.add_edge(one, other, weight=length)
    found = nx.betweenness_centrality(graph, normalized=normalized, weight="weight")
    return np.array([found[place] for place in range(net.n)], dtype=float)


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Everett & Valente (2016), Social Networks 44",
)  # fmt: skip
def everett_valente(net: Network) -> Scores:
    r"""Brokerage from betweenness, so that it does not simply count ties.

    Without direction :math:`(2 B_v + r_v) / d_v`, with :math:`B_v` the betweenness over
    unordered pairs, :math:`r_v` the number of partners it can reach and :math:`d_v` its ties;
    0 for a partner with one tie or none. With direction the mean of
    :math:`(B_v + r_v^{in}) / d_v^{in}` and the same going out; 0 when :math:`B_v = 0`. From 0
    up; higher: each of its ties serves more pairs. Isolates have 0. Strengths and labels play
    no part. Time O(n m).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Scores
        One column, ``everett_valente``.

    References
    ----------
    Everett & Valente (2016), Bridging, brokerage and betweenness, Social Networks 44, p. 202.

    Examples
    --------
    >>> import networkx as nx
    >>> everett_valente(nx.star_graph(4)).series.tolist()
    [4.0, 0.0, 0.0, 0.0, 0.0]
    """
    between = _betweenness(net, normalized=False)
    out, into = net.adjacency.sum(axis=1), net.adjacency.sum(axis=0)
    reach_out, reach_in = _reach(net)
    with np.errstate(invalid="ignore", divide="ignore"):
        if net.directed:
            value = ((between + reach_in) / into + (between + reach_out) / out) / 2
            value = np.where(between > 0, value, 0.0)
        else:
            value = np.where(out > 1, (2 * between + reach_out) / out, 0.0)
    return scores(net, {"everett_valente": value})


def _reach(net: Network) -> tuple[Floats, Floats]:
    """Count the partners that each can reach, and those that can reach it."""
    out, into = np.zeros(net.n), np.zeros(net.n)
    for begin in range(0, net.n, 256):
        sources = np.arange(begin, min(begin + 256, net.n))
        there = np.isfinite(csgraph.dijkstra(
            net.adjacency, directed=net.directed, indices=sources, unweighted=True
        ))  # fmt: skip
        out[sources] = there.sum(axis=1) - 1
        into += there.sum(axis=0)
    return out, into - 1
