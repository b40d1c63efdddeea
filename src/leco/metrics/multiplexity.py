"""Kinds of ties upon one another: how many a pair has, how kinds overlap, in pairs and cliques.

All of it looks at pairs of partners: a tie in either direction joins a pair. A tie whose kind is
not known is of no kind: a pair with no other tie is left out and counted.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, islice

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from leco.graph.arrays import Flags, Graph, Network
from leco.kernels.triangles import each_once, triangles
from leco.metrics.registry import measure, undefined
from leco.result import Statistic, Table
from leco.words import Note

# So many cliques of one kind are listed at most: their number can double with every partner.
CLIQUES_MOST = 100_000


@dataclass(frozen=True, eq=False)
class _Cliques:
    """Who is in a clique of one kind, and how many there are."""

    inside: Flags  # who is in one
    count: float
    overlapping: float  # how many are in two or more


@measure(
    level="coalition", family="cohesion", bounds=(0, 1),
    source="Provan & Milward (1995)",
)  # fmt: skip
def multiplexity(net: Network) -> Statistic:
    r"""Share of the tied pairs of partners that have two kinds of tie or more.

    .. math:: \#\{\{i, j\}: \kappa_{ij} \ge 2\} / \#\{\{i, j\}: \kappa_{ij} \ge 1\}

    with :math:`\kappa_{ij}` the number of kinds of tie between i and j, in either direction.
    Between 0 and 1; higher means stronger ties, that survive the end of one activity. More
    ties give more overlap by themselves, so `parts` has what independent kinds would give:
    with :math:`p_g` the density of kind g

    .. math:: 1 - \frac{\sum_g p_g \prod_{h \ne g} (1 - p_h)}{1 - \prod_g (1 - p_g)}

    Kinds come from the column ``kind`` of the ties, or from edge attributes ``kind`` (an edge
    for each kind in a MultiGraph) or ``kinds``. A kind that is not known is no kind: pairs
    of which none is known are left out and counted. Isolates and strengths play no part.
    Not defined (NaN) when no tie has a kind, or all are of one.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: tied_pairs, multiplex_pairs, kinds, mean_kinds (per tied pair), expected (of
        independent kinds).

    References
    ----------
    Provan & Milward (1995), A preliminary theory of interorganizational network effectiveness.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiGraph()
    >>> for one, other, kind in [(1, 2, "trust"), (1, 2, "information"), (2, 3, "trust")]:
    ...     _ = graph.add_edge(one, other, kind=kind)
    >>> float(multiplexity(graph))
    0.5
    """
    layers, notes = _layers(net)
    if not layers:
        return undefined(*notes)
    stacked = _stacked(layers)
    pairs, several = stacked.nnz // 2, int((stacked.data > 1).sum()) // 2
    share = np.array([layer.nnz for layer in layers.values()]) / (net.n * (net.n - 1))
    none = float(np.prod(1 - share))
    alone = sum(
        float(own * np.prod(np.delete(1 - share, place))) for place, own in enumerate(share)
    )
    return Statistic(
        value=several / pairs if len(layers) > 1 else math.nan,
        parts={"tied_pairs": pairs, "multiplex_pairs": several, "kinds": len(layers),
               "mean_kinds": float(stacked.sum()) / 2 / pairs,
               "expected": 1 - alone / (1 - none) if len(layers) > 1 else 0.0},
        notes=notes,
    )  # fmt: skip


def _layers(net: Network) -> tuple[Mapping[str, sparse.csr_array], tuple[Note, ...]]:
    """Give the pairs of each kind, and say what is not known of kinds."""
    read = net.kinds.layers if net.kinds is not None else {}
    layers = {kind: layer for kind, layer in read.items() if layer.nnz}
    if not layers:
        return {}, (Note("no_ties") if net.ties == 0 else Note("no_kinds"),)
    notes: tuple[Note, ...] = () if len(layers) > 1 else (Note("one_kind"),)
    left_out = (net.undirected.nnz - _stacked(layers).nnz) // 2
    if left_out:
        notes = (Note("kinds_unknown", {"count": left_out}), *notes)
    return layers, notes


def _stacked(layers: Mapping[str, sparse.csr_array]) -> sparse.csr_array:
    """Count the kinds of each pair."""
    first, *rest = layers.values()
    for layer in rest:
        first = sparse.csr_array(first + layer)
    return first


@measure(
    level="table", family="cohesion", bounds=(-1, math.inf),
    source="Jaccard (1912); Krackhardt (1988)",
)  # fmt: skip
def kind_overlap(net: Network) -> Table:
    r"""Tell for each two kinds of tie how far they join the same pairs of partners.

    ============ ==================================================================
    ties_one     pairs tied by the first kind, a
    ties_other   pairs tied by the second kind, b
    both         pairs tied by both, c
    expected     c if the kinds were independent: :math:`ab / \binom{n}{2}`
    jaccard      :math:`c / (a + b - c)`
    correlation  of the two kinds over all pairs (the statistic of a QAP test)
    ============ ==================================================================

    More ties overlap more by themselves: hold `both` against `expected`. `jaccard` is
    between 0 and 1, `correlation` between -1 and 1 and 0 for independent kinds; higher means
    that the kinds go together. Direction, strengths and labels play no part; isolates count
    among the pairs. A kind that is not known is no kind. A kind that ties every pair has no
    correlation (NaN). Without two kinds the table is empty, and a note says why.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Table
        One row for each two kinds (index ``kind``, ``other``).

    References
    ----------
    Jaccard (1912), The distribution of the flora in the alpine zone, New Phytologist 11.
    Krackhardt (1988), Predicting with networks, Social Networks 10.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiGraph()
    >>> for one, other, kind in [(1, 2, "trust"), (1, 2, "information"), (2, 3, "trust")]:
    ...     _ = graph.add_edge(one, other, kind=kind)
    >>> kind_overlap(graph).frame[["both", "expected", "jaccard"]].to_numpy().tolist()
    [[1.0, 0.667, 0.5]]
    """
    layers, notes = _layers(net)
    pairs = net.n * (net.n - 1) / 2
    rows = {}
    for (one, first), (other, second) in combinations(layers.items(), 2):
        a, b = first.nnz / 2, second.nnz / 2
        both = float(first.multiply(second).sum()) / 2
        spread = math.sqrt(a * b * (pairs - a) * (pairs - b))
        rows[one, other] = {
            "ties_one": a, "ties_other": b, "both": both, "expected": a * b / pairs,
            "jaccard": both / (a + b - both),
            "correlation": (pairs * both - a * b) / spread if spread else math.nan,
        }  # fmt: skip
    columns = ("ties_one", "ties_other", "both", "expected", "jaccard", "correlation")
    frame = _by_kinds(rows, columns)
    if frame["correlation"].isna().any():
        notes = (*notes, Note("kind_everywhere"))
    return Table(frame=frame, notes=notes)


def _by_kinds(
    rows: Mapping[tuple[str, str], Mapping[str, float]], columns: tuple[str, ...]
) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(list(rows), names=["kind", "other"])
    return pd.DataFrame(list(rows.values()), index=index, columns=list(columns), dtype=float)


@measure(
    level="table", family="cohesion", bounds=(0, math.inf),
    source="Provan & Sebastian (1998), Academy of Management Journal 41",
)  # fmt: skip
def clique_overlap(net: Network) -> Table:
    r"""Tell for each two kinds of tie how far their cliques hold the same partners.

    A clique is a largest group of three partners or more that are all tied by one kind.
    Provan and Sebastian found networks effective where small cliques overlap across kinds of
    tie, not where the whole network is dense.

    ================== ============================================================
    cliques_one        cliques of the first kind (`cliques_other`: of the second)
    members_one        partners in a clique of the first kind
    overlapping_one    partners in two cliques of it or more
    members_both       partners in a clique of both kinds
    share_both         the same as a share of all partners
    jaccard            members of both over members of either
    ================== ============================================================

    `share_both` and `jaccard` are between 0 and 1; higher means integration through the same
    small groups. Isolates count among all partners. Direction, strengths and labels play no
    part; a kind that is not known is no kind. Where neither kind has a clique `jaccard` is not
    defined (NaN). Without two kinds the table is empty, and a note says why. The members take
    the time of listing triangles; the number of cliques can double with every partner, so
    that beyond 100,000 of one kind what needs their list is not computed (NaN).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Table
        One row for each two kinds (index ``kind``, ``other``).

    References
    ----------
    Provan & Sebastian (1998), Networks within networks: service link overlap, organizational
    cliques, and network effectiveness, Academy of Management Journal 41.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiGraph()
    >>> for kind, group in [("referral", [1, 2, 3]), ("coordination", [2, 3, 4])]:
    ...     _ = graph.add_edges_from(nx.complete_graph(group).edges, kind=kind)
    >>> clique_overlap(graph).frame[["members_both", "share_both", "jaccard"]].to_numpy().tolist()
    [[2.0, 0.5, 0.5]]
    """
    layers, notes = _layers(net)
    found = {kind: _cliques(layer) for kind, layer in layers.items()} if len(layers) > 1 else {}
    rows = {}
    for (one, first), (other, second) in combinations(found.items(), 2):
        both = int((first.inside & second.inside).sum())
        either = int((first.inside | second.inside).sum())
        rows[one, other] = {
            "cliques_one": first.count, "cliques_other": second.count,
            "members_one": int(first.inside.sum()), "members_other": int(second.inside.sum()),
            "overlapping_one": first.overlapping, "overlapping_other": second.overlapping,
            "members_both": both, "share_both": both / net.n,
            "jaccard": both / either if either else math.nan,
        }  # fmt: skip
    columns = ("cliques_one", "cliques_other", "members_one", "members_other", "overlapping_one",
               "overlapping_other", "members_both", "share_both", "jaccard")  # fmt: skip
    frame = _by_kinds(rows, columns)
    if frame["jaccard"].isna().any():
        notes = (*notes, Note("no_cliques"))
    if any(math.isnan(cliques.count) for cliques in found.values()):
        notes = (*notes, Note("too_many_cliques", {"most": CLIQUES_MOST}))
    return Table(frame=frame, notes=notes)


def _cliques(layer: sparse.csr_array) -> _Cliques:
    """Find the cliques of three or more of one kind."""
    # A partner is in a largest clique of three or more exactly when it is in a triangle.
    inside = np.zeros(layer.shape[0], dtype=bool)
    for some in triangles(each_once(layer)):
        for corner in some.corners:
            inside[corner] = True
    graph: Graph = nx.from_scipy_sparse_array(layer)
    large = (clique for clique in nx.find_cliques(graph) if len(clique) >= 3)
    listed = list(islice(large, CLIQUES_MOST + 1))
    if len(listed) > CLIQUES_MOST:
        return _Cliques(inside, math.nan, math.nan)
    members = np.array([one for clique in listed for one in clique], dtype=np.int64)
    times = np.bincount(members, minlength=len(inside))
    return _Cliques(inside, len(listed), int((times > 1).sum()))
