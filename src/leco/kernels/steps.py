"""How many steps lie between partners: the one walk that every measure of distance stands on.

Many partners set out at once. Each is one bit, and where they have come is kept as bits, 64
partners in a word: in one step a partner takes in what its contacts hold. Time: the largest
number of steps times n m / 64, or n m where ways are longer than that pays for. Memory:
O(n + m) and one chunk.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from leco.graph.arrays import Ints

# Words held at once: 64 MB in the one array that has a row for each tie.
TOGETHER = 8_000_000
# Ways of more steps are walked from one partner at a time, for so many rows of distances.
LONG, ROWS = 64, 256
# How many bits each byte has.
BITS = np.array([bin(byte).count("1") for byte in range(256)], dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Steps:
    """How far partners are apart, counting steps along ties.

    `pairs[d]` is the number of ordered pairs that are d steps apart, d from 1; of each partner
    `reached` says from how many others a way leads to it, and `far` the steps of these ways
    together.
    """

    pairs: Ints
    reached: Ints
    far: Ints

    @property
    def mean(self) -> float:
        """The mean number of steps over the pairs that reach each other; NaN without any."""
        there = int(self.reached.sum())
        return float(self.far.sum()) / there if there else np.nan


def steps(ties: sparse.csr_array) -> Steps:
    """Count the steps from everybody to everybody.

    >>> path = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> found = steps(path)
    >>> found.pairs.tolist(), found.reached.tolist(), found.far.tolist()
    ([0, 4, 2], [2, 2, 2], [3, 2, 3])
    """
    n = ties.shape[0]
    into = sparse.csr_array(ties.T)
    width = 64 * max(1, TOGETHER // max(1, into.nnz))
    pairs = np.zeros(1, dtype=np.int64)
    reached, far = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for begin in range(0, n, width):
        some = np.arange(begin, min(begin + width, n))
        found = _together(into, some) or _one_by_one(ties, some)
        longer, shorter = sorted((pairs, found.pairs), key=len, reverse=True)
        pairs = longer.copy()
        pairs[: len(shorter)] += shorter
        reached += found.reached
        far += found.far
    return Steps(pairs, reached, far)


def _together(into: sparse.csr_array, sources: Ints) -> Steps | None:
    """Walk from some partners at once; None when the ways are so long that it does not pay."""
    n, own = into.shape[0], np.arange(len(sources))
    here = np.zeros((n, -(-len(sources) // 64)), dtype=np.uint64)
    here[sources, own // 64] = np.uint64(1) << (own % 64).astype(np.uint64)
    seen = here.copy()
    some = np.flatnonzero(np.diff(into.indptr))
    starts = into.indptr[some]
    pairs = [0]
    reached, far = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    while len(some):
        there = np.zeros_like(here)
        there[some] = np.bitwise_or.reduceat(here[into.indices], starts, axis=0)
        there &= ~seen
        if not there.any():
            break
        if len(pairs) > LONG:
            return None
        seen |= there
        fresh = BITS[there.view(np.uint8)].sum(axis=1, dtype=np.int64)
        reached += fresh
        far += len(pairs) * fresh
        pairs.append(int(fresh.sum()))
        here = there
    return Steps(np.array(pairs, dtype=np.int64), reached, far)


def _one_by_one(ties: sparse.csr_array, sources: Ints) -> Steps:
    """Walk from each of some partners by itself: its cost does not grow with the steps."""
    n = ties.shape[0]
    pairs = np.zeros(n, dtype=np.int64)
    reached, far = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for begin in range(0, len(sources), ROWS):
        distance = csgraph.dijkstra(ties, indices=sources[begin : begin + ROWS], unweighted=True)
        there = np.isfinite(distance) & (distance > 0)
        length = np.where(there, distance, 0.0).astype(np.int64)
        pairs += np.bincount(length[there], minlength=n)
        reached += there.sum(axis=0)
        far += length.sum(axis=0)
    return Steps(pairs[: int(np.flatnonzero(pairs).max(initial=0)) + 1], reached, far)
