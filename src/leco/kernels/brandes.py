"""Shortest ways by the count of ties: what each partner carries for every starting point.

Brandes (2001) walks out from one starting point, counts the shortest ways to everybody, and
walks back adding up what each partner on them carries. Here many starting points walk side by
side as flat arrays. Cost: time O(sources * m), memory O(n + m) for each walked together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from leco.graph.ties import Floats, Ints
from leco.kernels.runs import runs

# Arcs (and partners) walked side by side: memory stays at a few hundred MB.
TOGETHER = 4_000_000


@dataclass(frozen=True, eq=False)
class Carried:
    """What partners carry for some starting points, one row each.

    `whole` is the sum over all ends of the share of shortest ways through the partner;
    `next_door` the part of it that leads to the partner's own neighbours.
    """

    sources: Ints
    whole: Floats
    next_door: Floats


def carried(ties: sparse.csr_array, sources: Ints) -> Iterator[Carried]:
    """Walk from each source along the ties, many at a time.

    >>> path = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> [part.whole.tolist() for part in carried(path, np.array([0]))]
    [[[0.0, 1.0, 0.0]]]
    """
    step = max(1, TOGETHER // max(1, ties.nnz + ties.shape[0]))
    for begin in range(0, len(sources), step):
        yield _walk(ties, sources[begin : begin + step])


def _walk(ties: sparse.csr_array, sources: Ints) -> Carried:
    n, many = ties.shape[0], len(sources)
    start, head = ties.indptr.astype(np.int64), ties.indices.astype(np.int64)
    degree = np.diff(start)
    # A place is a partner as seen from one source: row * n + partner.
    own = here = np.arange(many) * n + sources
    depth = np.full(many * n, -1, dtype=np.int32)
    ways = np.zeros(many * n)
    depth[here], ways[here] = 0, 1.0
    arcs: list[tuple[Ints, Ints]] = []
    while len(here):
        node = here % n
        count = degree[node]
        tail = np.repeat(here, count)
        tip = np.repeat(here - node, count) + head[runs(start[node], count)]
        level = len(arcs) + 1
        depth[tip[depth[tip] < 0]] = level
        onward = depth[tip] == level
        tail, tip = tail[onward], tip[onward]
        np.add.at(ways, tip, ways[tail])
        arcs.append((tail, tip))
        here = np.unique(tip)
    whole, next_door = np.zeros(many * n), np.zeros(many * n)
    for tail, tip in reversed(arcs):
        share = ways[tail] / ways[tip]
        np.add.at(next_door, tail, share)
        np.add.at(whole, tail, share * (1 + whole[tip]))
    whole[own] = next_door[own] = 0.0  # nobody stands between itself and others
    return Carried(sources, whole.reshape(many, n), next_door.reshape(many, n))
