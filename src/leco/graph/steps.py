"""How many steps lie between partners: the one walk that every measure of distance stands on.

Many partners set out at once. Each is one bit, and where they have come is kept as bits, 64
partners in a word: in one step a partner takes in what its contacts hold. Time: the largest
number of steps times n m / 64. Memory: O(n + m) and one chunk.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from leco.graph.arrays import Ints

# Words held at once: 64 MB in the one array that has a row for each tie.
TOGETHER = 8_000_000
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
    pairs = [0]
    reached, far = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    width = 64 * max(1, TOGETHER // max(1, into.nnz))
    for begin in range(0, n, width):
        for step, fresh in enumerate(_walk(into, begin, min(begin + width, n)), start=1):
            if step == len(pairs):
                pairs.append(0)
            pairs[step] += int(fresh.sum())
            reached += fresh
            far += step * fresh
    return Steps(np.array(pairs, dtype=np.int64), reached, far)


def _walk(into: sparse.csr_array, begin: int, end: int) -> list[Ints]:
    """Walk from some partners; for each step, from how many of them each is first reached."""
    n, own = into.shape[0], np.arange(end - begin)
    here = np.zeros((n, -(-(end - begin) // 64)), dtype=np.uint64)
    here[begin + own, own // 64] = np.uint64(1) << (own % 64).astype(np.uint64)
    seen = here.copy()
    some = np.flatnonzero(np.diff(into.indptr))
    starts = into.indptr[some]
    counts: list[Ints] = []
    while len(some):
        there = np.zeros_like(here)
        there[some] = np.bitwise_or.reduceat(here[into.indices], starts, axis=0)
        there &= ~seen
        if not there.any():
            break
        seen |= there
        counts.append(BITS[there.view(np.uint8)].sum(axis=1, dtype=np.int64))
        here = there
    return counts
