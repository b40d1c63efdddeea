"""The one triangle listing that every triad measure stands on.

Ties are oriented from the partner with fewer ties to the one with more; then every triangle
has exactly one corner with two outgoing ties, and no partner has more than sqrt(2m) of them.
Cost: O(m sqrt(m)) time; memory O(m) plus one chunk of candidate pairs, hubs included.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from leco.graph.arrays import Ints

CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class Triangles:
    """Every triangle once: its corners a, b, c and the ties ab, ac, bc.

    A tie is its position in the list of undirected ties (`rows` < `columns`).
    """

    rows: Ints
    columns: Ints
    a: Ints
    b: Ints
    c: Ints
    ab: Ints
    ac: Ints
    bc: Ints


def triangles(undirected: sparse.csr_array) -> Triangles:
    """List the triangles of a symmetric 0/1 matrix without a diagonal.

    >>> import numpy as np
    >>> found = triangles(sparse.csr_array(np.ones((4, 4)) - np.eye(4)))
    >>> len(found.a)
    4
    """
    upper = sparse.csr_array(sparse.triu(undirected)).tocoo()
    rows, columns = upper.row.astype(np.int64), upper.col.astype(np.int64)
    n, m = undirected.shape[0], len(rows)
    degree = np.diff(undirected.indptr)
    rank = np.empty(n, dtype=np.int64)
    rank[np.lexsort((np.arange(n), degree))] = np.arange(n)
    # By rank of the tail, then of the head: one number a tie, so that it can be looked up.
    low, high = np.minimum(rank[rows], rank[columns]), np.maximum(rank[rows], rank[columns])
    key = low * n + high
    order = np.argsort(key)
    key, low = key[order], low[order]
    head = np.where(rank[rows] < rank[columns], columns, rows)[order]
    tail = (rows + columns)[order] - head
    start = np.concatenate([[0], np.cumsum(np.bincount(low, minlength=n))])
    parts = list(_wedges(low, start, m))
    found = [_closed(first, second, head, rank, key, n) for first, second in parts]
    first, second, third = (
        np.concatenate([part[place] for part in found]) if found else np.zeros(0, dtype=np.int64)
        for place in range(3)
    )
    return Triangles(
        rows,
        columns,
        tail[first],
        head[first],
        head[second],
        order[first],
        order[second],
        order[third],
    )


def _wedges(tail_rank: Ints, start: Ints, m: int) -> Iterator[tuple[Ints, Ints]]:
    """Pair each oriented tie with every later one of the same tail, in chunks."""
    position = np.arange(m)
    later = start[tail_rank + 1] - position - 1
    ends = np.cumsum(later)
    begin = 0
    while begin < m:
        done = ends[begin - 1] if begin else 0
        stop = int(np.searchsorted(ends, done + CHUNK, side="right"))
        stop = max(stop, begin + 1)
        counts = later[begin:stop]
        first = np.repeat(position[begin:stop], counts)
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        if len(first):
            yield first, first + 1 + offset
        begin = stop


def _closed(  # noqa: PLR0917 - one inner step, all of it arrays
    first: Ints, second: Ints, head: Ints, rank: Ints, key: Ints, n: int
) -> tuple[Ints, Ints, Ints]:
    wanted = rank[head[first]] * n + rank[head[second]]
    third = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    hit = key[third] == wanted
    return first[hit], second[hit], third[hit]
