"""Krackhardt's dimensions of an organisation: hierarchy, efficiency, a boss in common.

The fourth of them, connectedness, stands with the other measures of cohesion. Partners that
all reach each other are one knot: what holds of one of them holds of all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from leco.errors import require_one_of
from leco.graph.arrays import Floats, Ints, Network
from leco.metrics.registry import measure, undefined
from leco.result import Statistic
from leco.words import Note

# What reaches what is held for pairs of knots: 400 MB for this many in one piece.
KNOTS_MOST = 20_000

Convention: TypeAlias = Literal["arcs", "underlying", "normalised"]


@dataclass(frozen=True, eq=False)
class _Piece:
    """One piece of two partners or more: the sizes of its knots, and the ties between them."""

    size: Floats
    ties: sparse.csr_array

    def reached(self, knot: int) -> Ints:
        """List the knots that one reaches, itself among them."""
        order = csgraph.breadth_first_order(self.ties, knot, return_predecessors=False)
        return order.astype(np.int64)


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Krackhardt (1994), Graph theoretical dimensions of informal organizations",
)  # fmt: skip
def krackhardt_hierarchy(net: Network) -> Statistic:
    r"""Share of the pairs in reach of each other that reach one way only.

    .. math:: \frac{\#\{\{i, j\}: i \leadsto j \text{ or } j \leadsto i, \text{ not both}\}}
              {\#\{\{i, j\}: i \leadsto j \text{ or } j \leadsto i\}}

    with :math:`\leadsto` for a way along directed ties. Between 0 (whoever is reached
    reaches back) and 1 (nobody does, as in an organisation chart); higher means more order of
    rank. Ties without direction lead back: it is 0. Isolates, strengths and labels play no
    part. Not defined (NaN) without ties. With c groups that reach each other, time O(c m).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: one_way, both_ways (pairs).

    References
    ----------
    Krackhardt (1994), in Carley & Prietula (eds), Computational Organization Theory.

    Examples
    --------
    >>> import networkx as nx
    >>> float(krackhardt_hierarchy(nx.DiGraph([(1, 2), (2, 1), (2, 3)])))
    0.667
    """
    if net.ties == 0:
        return undefined(Note("no_ties"))
    both = one_way = 0.0
    for piece in _pieces(net):
        both += float((piece.size * (piece.size - 1)).sum() / 2)
        # Two knots never reach each other both ways: they would be one.
        for knot, own in enumerate(piece.size.tolist()):
            one_way += own * (float(piece.size[piece.reached(knot)].sum()) - own)
    return Statistic(
        value=one_way / (one_way + both), parts={"one_way": one_way, "both_ways": both}
    )


def _pieces(net: Network) -> Iterator[_Piece]:
    """Give the pieces of two partners or more."""
    count, strong = csgraph.connected_components(net.adjacency, directed=True, connection="strong")
    piece = np.zeros(count, dtype=np.int64)
    piece[strong] = net.piece
    # Numbered so that the knots of one piece stand together.
    place = np.empty(count, dtype=np.int64)
    place[np.argsort(piece, kind="stable")] = np.arange(count)
    knot = place[strong]
    rows, columns = net.adjacency.nonzero()
    ties = sparse.csr_array((np.ones(len(rows)), (knot[rows], knot[columns])), shape=(count, count))
    size = np.bincount(knot, minlength=count).astype(float)
    ends = np.cumsum(np.bincount(piece)).tolist()
    for begin, end in pairwise([0, *ends]):
        if size[begin:end].sum() > 1:
            yield _Piece(size[begin:end], ties[begin:end, begin:end])


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Krackhardt (1994), Graph theoretical dimensions of informal organizations",
)  # fmt: skip
def krackhardt_efficiency(net: Network, *, convention: Convention = "arcs") -> Statistic:
    r"""How few ties there are beyond those that hold the pieces together.

    .. math:: 1 - \frac{m - \sum_c (k_c - 1)}{\sum_c (k_c - 1)^2}

    with :math:`k_c` the number of partners in piece c (direction ignored) and m the number of
    ties. Conventions differ on what counts as a tie and as the most there could be, and a
    star of ties without direction scores 0.8 or 1 accordingly, so the answer says which:

    ============ =====================================================================
    arcs         arcs, a tie without direction being two; the formula above (R sna)
    underlying   pairs that are tied, :math:`e_c` in piece c; the mean over the partners of
                 :math:`1 - (e_c - k_c + 1) / (k_c - 1)^2` in their piece (UCINET)
    normalised   the same over :math:`(k_c - 1)(k_c - 2) / 2`, so that a complete piece scores 0
    ============ =====================================================================

    Between 0 and 1; higher means fewer ties that are not needed. Isolates, and for
    ``"normalised"`` pieces of two, have no ties to spare and are left out. Strengths and labels
    play no part. Not defined (NaN) when no piece is left.

    Parameters
    ----------
    data : Coalition or networkx graph
    convention : "arcs", "underlying" or "normalised"
        What counts as a tie, and what it is held against.

    Returns
    -------
    Statistic
        `parts`: ties (arcs or tied pairs), needed (those of a tree in each piece).

    Raises
    ------
    ValueError
        For another `convention`.

    References
    ----------
    Krackhardt (1994), in Carley & Prietula (eds), Computational Organization Theory.
    Everett & Krackhardt (2012), A second look at Krackhardt's graph theoretical dimensions.

    Examples
    --------
    >>> import networkx as nx
    >>> float(krackhardt_efficiency(nx.star_graph(5)))
    0.8
    >>> float(krackhardt_efficiency(nx.star_graph(5), convention="underlying"))
    1.0
    """
    require_one_of("convention", convention, get_args(Convention))
    said = Note("efficiency_convention", {"convention": convention})
    size = np.bincount(net.piece).astype(float)
    needed = size - 1
    ties = net.adjacency if convention == "arcs" else net.undirected
    arcs = np.bincount(net.piece, weights=ties.sum(axis=1))
    own = arcs if convention == "arcs" else arcs / 2
    most = needed * (size - 2) / 2 if convention == "normalised" else needed**2
    kept = most > 0
    if not kept.any():
        least = 3 if convention == "normalised" else 2
        return undefined(said, Note("no_large_piece", {"count": least}))
    spare = (own - needed)[kept]
    if convention == "arcs":
        value = 1 - float(spare.sum() / most[kept].sum())
    else:
        value = 1 - float(np.average(spare / most[kept], weights=size[kept]))
    parts = {"ties": float(own[kept].sum()), "needed": float(needed[kept].sum())}
    return Statistic(value=value, parts=parts, notes=(said,))


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Krackhardt (1994), Graph theoretical dimensions of informal organizations",
)  # fmt: skip
def least_upper_boundedness(net: Network) -> Statistic:
    r"""How far any two partners have a nearest one above them both.

    .. math:: 1 - \frac{\#\{\text{pairs without a least upper bound}\}}
              {\sum_c (k_c - 1)(k_c - 2) / 2}

    over pairs in one piece, :math:`k_c` being the partners of piece c (direction ignored). An
    upper bound of two partners reaches both, or is one of them; it is the least when every
    other upper bound reaches it. Between 0 and 1; higher means that more conflicts have one
    place to be settled. Ties without direction give 1. Isolates, strengths and labels play no
    part. Not defined (NaN) when no piece has three partners. With c groups that reach each
    other, time O(c m) and at most O(c^3), memory O(c^2); with more than 20,000 in one piece
    it is not computed (NaN).

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: pairs_without, most (the divisor).

    References
    ----------
    Krackhardt (1994), in Carley & Prietula (eds), Computational Organization Theory.

    Examples
    --------
    >>> import networkx as nx
    >>> float(least_upper_boundedness(nx.DiGraph([("a", "c"), ("b", "c"), ("c", "d")])))
    0.667
    """
    without = most = 0.0
    for piece in _pieces(net):
        partners = float(piece.size.sum())
        most += (partners - 1) * (partners - 2) / 2
        if len(piece.size) > KNOTS_MOST:
            return undefined(Note("too_many_knots", {"most": KNOTS_MOST}))
        without += _pairs_without(piece)
    if most == 0:
        return undefined(Note("no_large_piece", {"count": 3}))
    return Statistic(value=1 - without / most, parts={"pairs_without": without, "most": most})


def _pairs_without(piece: _Piece) -> float:
    """Count the pairs of partners that have no least upper bound."""
    knots = len(piece.size)
    reach = np.zeros((knots, knots), dtype=bool)  # rows reach columns
    for knot in range(knots):
        reach[knot, piece.reached(knot)] = True
    above = piece.size @ reach
    # Whoever reaches an upper bound is one too. So those above an upper bound are upper bounds
    # themselves, and it is the least exactly when they are all.
    without = 0.0
    for knot, own in enumerate(piece.size.tolist()):
        over = np.flatnonzero(reach[:, knot])
        bounds = piece.size[over] @ reach[over]
        highest = (reach[over] * above[over, None]).max(axis=0)
        without += own * float(piece.size[(bounds == 0) | (highest < bounds)].sum()) / 2
    return without
