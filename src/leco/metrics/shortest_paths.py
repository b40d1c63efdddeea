"""Brokerage by shortest ways: who lies between those that are further than one tie apart."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import rustworkx as rx
from scipy import sparse

from leco.graph.arrays import Floats, Graph, Network
from leco.kernels.brandes import carried
from leco.kernels.steps import steps
from leco.metrics.registry import measure, partner_frame, scores
from leco.result import Scores
from leco.words import Note

# Past this many partners, shortest ways are followed from a sample of them.
EXACT_MOST = 10_000
PIVOTS = 256


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Estimate(Scores):
    """Scores estimated from a sample of starting points.

    `standard_error` says, for each partner, how far the estimate usually is from the value
    that all starting points give.
    """

    standard_error: "pd.Series[Any]" = field(default_factory=lambda: pd.Series(dtype=float))


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Freeman (1977), p. 37; Brandes (2001)",
)  # fmt: skip
def betweenness(
    net: Network, *, normalized: bool = True, weight: str | None = None,
    pivots: int | None = None, seed: int = 0,
) -> Scores:  # fmt: skip
    r"""How often a partner lies on the shortest ways between two others.

    .. math:: B_v = \sum_{s \ne v \ne t} \sigma_{st}(v) / \sigma_{st}

    over unordered pairs (ordered when directed), divided by their number
    :math:`(n-1)(n-2)/2` (or :math:`(n-1)(n-2)`) when `normalized`. Between 0 and 1 then;
    higher means more traffic would pass through the partner. Isolates have 0. Labels play
    no part. With fewer than three partners it is 0.

    With `weight` the length of a tie is 1 over its strength, which the answer says.
    Without, every tie is one step. Time O(n m) (with `weight`, O(n m + n^2 log n) in
    Python: use it below a few thousand ties).

    Past 10,000 partners, or when `pivots` says so, shortest ways are followed from a random
    sample of k partners only, in time O(k m). With :math:`\delta_s(v)` what v carries for the
    starting point s, the estimate and its standard error are

    .. math:: \hat B_v = \frac{n}{k} \sum_s \delta_s(v), \quad
              \mathrm{se}_v = n \sqrt{\frac{1 - k/n}{k}}\; \mathrm{sd}_s\, \delta_s(v)

    (halved without direction). The estimate is right on average; a note says the largest
    error, and the answer's ``standard_error`` each partner's. It is not defined for one pivot.

    Parameters
    ----------
    data : Coalition or networkx graph
    normalized : bool
        Whether to divide by the number of pairs.
    weight : str, optional
        The strengths whose inverse is the length of a tie.
    pivots : int, optional
        Starting points to sample; None takes all up to 10,000 partners and 256 above.
    seed : int
        The randomness of the sample.

    Returns
    -------
    Scores
        One column, ``betweenness``; when sampled an `Estimate` with ``standard_error``.

    Raises
    ------
    ValueError
        When `pivots` is below 1, or goes with `weight`.

    References
    ----------
    Freeman (1977), A set of measures of centrality based on betweenness, Sociometry 40.
    Newman (2001), Scientific collaboration networks II, for the inverse strength.
    Brandes & Pich (2007), Centrality estimation in large networks, for the sample.

    Examples
    --------
    >>> import networkx as nx
    >>> float(betweenness(nx.star_graph(4)).series.loc[0])
    1.0
    """
    if pivots is not None and (pivots < 1 or weight is not None):
        raise ValueError(f"pivots={pivots!r}: at least 1, and only without weight")
    if weight is not None:
        return scores(net, {"betweenness": _by_distance(net, normalized)},
                      (Note("inverse_distance", {"weight": weight}),))  # fmt: skip
    if pivots is None and net.n > EXACT_MOST:
        pivots = PIVOTS
    if pivots is None or pivots >= net.n:
        return scores(net, {"betweenness": exact_betweenness(net, normalized=normalized)})
    return _sampled(net, normalized, pivots, np.random.default_rng(seed))


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


def exact_betweenness(net: Network, *, normalized: bool) -> Floats:
    """Compute the betweenness of all partners, each tie one step, in canonical order."""
    rows, columns, _ = net.tie_list()
    graph = rx.PyDiGraph(multigraph=False) if net.directed else rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(net.n))
    graph.add_edges_from_no_data(list(zip(rows.tolist(), columns.tolist(), strict=True)))
    found = rx.betweenness_centrality(graph, normalized=normalized)
    return np.array([found[place] for place in range(net.n)], dtype=float)


def _sampled(net: Network, normalized: bool, pivots: int, rng: np.random.Generator) -> Estimate:
    """Estimate from the ways out of a sample of partners, drawn without putting back."""
    chosen = np.sort(rng.choice(net.n, size=pivots, replace=False)).astype(np.int64)
    total, squares = np.zeros(net.n), np.zeros(net.n)
    for part in carried(net.adjacency, chosen):
        total += part.whole.sum(axis=0)
        squares += (part.whole**2).sum(axis=0)
    scale = net.n / (1 if net.directed else 2)
    if normalized:
        scale /= max(net.pairs * (net.n - 2) / net.n, 1)
    mean = total / pivots
    spread = np.full(net.n, np.nan)
    if pivots > 1:
        spread = np.sqrt(np.maximum(squares - pivots * mean**2, 0.0) / (pivots - 1))
    error = scale * math.sqrt((1 - pivots / net.n) / pivots) * spread
    note = Note("pivots", {"pivots": pivots, "of": net.n, "error": float(error.max(initial=0))})
    frame = partner_frame(net, {"betweenness": scale * mean, "standard_error": error})
    return Estimate(frame=frame[["betweenness"]], standard_error=frame["standard_error"],
                    notes=(note,))  # fmt: skip


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Jensen et al. (2016), Journal of Complex Networks 4",
)  # fmt: skip
def bridgeness(net: Network) -> Scores:
    r"""How often a partner lies on shortest ways between two that are not its own contacts.

    .. math:: \mathrm{Br}_v = \sum_{s, t \notin N[v]} \sigma_{st}(v) / \sigma_{st}

    over unordered pairs, with :math:`N[v]` the partner and its contacts: betweenness without
    the pairs that the partner's own contacts take part in. It tells bridges between parts of
    the coalition from hubs in the middle of one. From 0 up; higher means that more of the
    traffic of others passes here. Direction is not used. Isolates, and partners all of whose
    pairs are local, have 0. Strengths and labels play no part. Time O(n m).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Scores
        One column, ``bridgeness``.

    References
    ----------
    Jensen, Morini, Karsai, Venturini, Vespignani, Jacomy, Cointet, Mercklé & Fleury (2016),
    Detecting global bridges in networks, Journal of Complex Networks 4.

    Examples
    --------
    >>> import networkx as nx
    >>> bridgeness(nx.path_graph(5)).series.tolist()
    [0.0, 0.0, 1.0, 0.0, 0.0]
    """
    ties = net.undirected
    found = np.zeros(net.n)
    for part in carried(ties, np.arange(net.n)):
        further = part.whole - part.next_door
        further[np.asarray(ties[part.sources].todense()) > 0] = 0.0
        found += further.sum(axis=0)
    # What is left of two equal sums can be dust of 1e-16 below zero.
    return scores(net, {"bridgeness": np.maximum(found, 0.0) / 2})


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
    between = exact_betweenness(net, normalized=False)
    out, into = net.adjacency.sum(axis=1), net.adjacency.sum(axis=0)
    reach_out = steps(sparse.csr_array(net.adjacency.T)).reached
    reach_in = steps(net.adjacency).reached
    with np.errstate(invalid="ignore", divide="ignore"):
        if net.directed:
            value = ((between + reach_in) / into + (between + reach_out) / out) / 2
            value = np.where(between > 0, value, 0.0)
        else:
            value = np.where(out > 1, (2 * between + reach_out) / out, 0.0)
    return scores(net, {"everett_valente": value})
