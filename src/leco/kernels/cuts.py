"""What holds a network together: partners whose leaving splits it, and k-connected blocks.

A set of partners is k-connected when it has more than k partners and no fewer than k of them
have to leave to split the rest. Such a set is never split by fewer than k partners, whatever
stands around it. So a network is cut at **one** small set of partners at a time, each part
taking the cut along, until no part has a small cut: then the parts are the blocks. (Cutting
at all small cuts at once loses blocks that hold several of them.)

Whether fewer than k partners part two of them is a question of flow (Menger): as much flows
from one to the other, through partners that let through one each, as partners have to leave.
All ties are read without direction here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import rustworkx as rx
from scipy import sparse
from scipy.sparse import csgraph

from leco.graph.arrays import Ints


def as_rustworkx(ties: sparse.csr_array) -> "rx.PyGraph[None, None]":
    """Hand a symmetric matrix of ties to rustworkx."""
    graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * ties.shape[0])
    upper = sparse.triu(ties).tocoo()
    graph.add_edges_from_no_data(list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))
    return graph


def small_cut(ties: sparse.csr_array, below: int) -> Ints | None:
    """Find fewer than `below` partners whose leaving splits a network in one piece, if any.

    Either such a cut spares the partner v with the fewest ties, and parts it from another, or
    it takes v away and parts two contacts of v (Esfahanian & Hakimi 1984). Time: a flow for
    each partner and each pair of contacts of v, at most; none for those whom v cannot
    be parted from because as many as `below` of their contacts cannot.

    >>> square = np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]])
    >>> square = sparse.csr_array(square)
    >>> small_cut(square, 2), small_cut(square, 3).tolist()
    (None, [1, 3])
    """
    n, degree = ties.shape[0], np.diff(ties.indptr)
    if below <= 1 or n <= 2:
        return None
    start = int(degree.argmin())
    capacity = _capacity(ties)
    near = _contacts(ties, start)
    firm = np.zeros(n, dtype=bool)
    firm[start] = firm[near] = True
    for other in csgraph.breadth_first_order(
        ties, start, directed=False, return_predecessors=False
    ).tolist():
        if not firm[other]:
            if int(firm[_contacts(ties, other)].sum()) < below:
                cut = _parting(capacity, start, other)
                if len(cut) < below:
                    return cut
            firm[other] = True
    for place, one in enumerate(near.tolist()):
        beside = np.zeros(n, dtype=bool)
        beside[_contacts(ties, one)] = True
        for other in near[place + 1 :].tolist():
            if not beside[other] and int(beside[_contacts(ties, other)].sum()) < below:
                cut = _parting(capacity, one, other)
                if len(cut) < below:
                    return cut
    return None


def _contacts(ties: sparse.csr_array, partner: int) -> Ints:
    return ties.indices[ties.indptr[partner] : ties.indptr[partner + 1]].astype(np.int64)


def _capacity(ties: sparse.csr_array) -> sparse.csr_array:
    """Say what flows: one through each partner v (from v to n + v), any number along a tie."""
    n, listed = ties.shape[0], ties.tocoo()
    own = np.arange(n)
    # Without the ways back scipy adds them anew for every flow.
    rows = np.concatenate([own, n + listed.row, own + n, listed.col])
    columns = np.concatenate([own + n, listed.col, own, n + listed.row])
    holds = np.repeat(np.array([1.0, n, 0.0, 0.0]), [n, listed.nnz, n, listed.nnz])
    ends = rows.astype(np.int32), columns.astype(np.int32)  # scipy's flows know no longer ones
    found = sparse.csr_array(sparse.coo_array((holds, ends), shape=(2 * n, 2 * n)))
    found.sort_indices()
    return found.astype(np.int32)


def _parting(capacity: sparse.csr_array, one: int, other: int) -> Ints:
    """Find the fewest partners that part two without a tie."""
    n = capacity.shape[0] // 2
    flow = csgraph.maximum_flow(capacity, n + one, other)
    left = sparse.csr_array(capacity - flow.flow)
    left.eliminate_zeros()
    there = np.zeros(2 * n, dtype=bool)
    there[csgraph.breadth_first_order(left, n + one, return_predecessors=False)] = True
    return np.flatnonzero(there[:n] & ~there[n:])


def edge_cut(ties: sparse.csr_array) -> int:
    """Count the fewest ties whose loss splits a network in one piece of two partners or more."""
    degree = np.diff(ties.indptr)
    start = int(degree.argmin())
    fewest = int(degree[start])
    capacity = ties.astype(np.int32)
    for other in range(ties.shape[0]):
        if fewest > 1 and other != start:
            fewest = min(fewest, int(csgraph.maximum_flow(capacity, start, other).flow_value))
    return fewest


@dataclass(frozen=True, eq=False)
class Block:
    """A largest k-connected set, and which block one k lower it lies in (-1 when k is 1)."""

    partners: Ints
    within: int


def blocks(ties: sparse.csr_array) -> Iterator[list[Block]]:
    """Give the largest k-connected sets of partners for k = 1, 2, 3, ..., while there are any.

    >>> triangle_and_tie = np.array([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])
    >>> [[block.partners.tolist() for block in level]
    ...  for level in blocks(sparse.csr_array(triangle_and_tie))]
    [[[0, 1, 2, 3]], [[0, 1, 2]]]
    """
    found = [Block(piece, -1) for piece in pieces(ties, np.arange(ties.shape[0]), 1)]
    k = 1
    while found:
        yield found
        k += 1
        found = [Block(inner, place) for place, outer in enumerate(found)
                 for inner in _inside(ties, outer.partners, k)]  # fmt: skip


def _inside(ties: sparse.csr_array, outer: Ints, k: int) -> list[Ints]:
    """Find the largest k-connected sets in one that is (k - 1)-connected."""
    if k == 2:
        return _biconnected(ties, outer)
    found, waiting = [], pieces(ties, outer, k)
    while waiting:
        here = waiting.pop()
        own = ties[here][:, here]
        cut = small_cut(own, k)
        if cut is None:
            found.append(here)
            continue
        rest = np.setdiff1d(np.arange(len(here)), cut)
        _, member = csgraph.connected_components(own[rest][:, rest], directed=False)
        for part in range(int(member.max()) + 1):
            both = np.union1d(rest[member == part], cut)
            waiting += pieces(ties, here[both], k)
    return found


def pieces(ties: sparse.csr_array, places: Ints, k: int) -> list[Ints]:
    """Give the pieces, once whoever has fewer than k ties is left out, again and again."""
    while len(places):
        own = ties[places][:, places]
        kept = np.diff(own.indptr) >= k
        if kept.all():
            _, member = csgraph.connected_components(own, directed=False)
            order = np.argsort(member, kind="stable")
            return np.split(places[order], np.flatnonzero(np.diff(member[order])) + 1)
        places = places[kept]
    return []


def _biconnected(ties: sparse.csr_array, places: Ints) -> list[Ints]:
    """Find the largest 2-connected sets, in linear time."""
    graph = as_rustworkx(ties[places][:, places])
    members: dict[int, set[int]] = {}
    for pair, block in rx.biconnected_components(graph).items():
        members.setdefault(block, set()).update(pair)
    return [places[sorted(block)] for block in members.values() if len(block) > 2]
