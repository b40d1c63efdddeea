"""The open paths of two ties: pairs of partners without a tie of their own, and who is between.

Triangles say which paths of two ties are closed; this lists those that are not. There are as
many as the sum over partners of ties in times ties out, so it serves measures that need each
pair by itself; counts by role come from `leco.kernels.triangles` without listing pairs.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from leco.graph.ties import Flags, Ints
from leco.kernels.runs import chunks, runs

CHUNK = 4_000_000


@dataclass(frozen=True, eq=False)
class OpenPaths:
    """Paths first - middle - last with no tie from first to last (ordered pairs).

    `between` is the number of partners between the two ends of each path.
    """

    first: Ints
    middle: Ints
    last: Ints
    between: Ints

    @property
    def partners(self) -> tuple[Ints, Ints, Ints]:
        """The three partners of each path, in order."""
        return self.first, self.middle, self.last

    def where(self, there: Flags) -> "OpenPaths":
        """Keep some of the paths."""
        return OpenPaths(*(part[there] for part in (*self.partners, self.between)))


def open_paths(
    ties: sparse.csr_array, closed_by: sparse.csr_array | None = None, *, once: bool = False
) -> OpenPaths:
    """List the open paths of two ties in a matrix without a diagonal, whatever it holds.

    `closed_by` holds the ties that close a path, when they are not the same. Ties without
    direction make each path both ways; `once` lists those with the first before the last.

    >>> star = sparse.csr_array(np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]]))
    >>> found = open_paths(star)
    >>> found.first.tolist(), found.middle.tolist(), found.last.tolist(), found.between.tolist()
    ([2, 1], [0, 0], [1, 2], [1, 1])
    >>> open_paths(star, once=True).first.tolist()
    [1]
    """
    n = ties.shape[0]
    into = sparse.csr_array(ties.T)
    middle = np.repeat(np.arange(n), np.diff(ties.indptr))
    last = ties.indices.astype(np.int64)
    counts = np.diff(into.indptr)[middle]
    key = _keys(ties if closed_by is None else closed_by)
    pieces = [np.zeros((3, 0), dtype=np.int64)]
    for part in chunks(counts, CHUNK):
        own = counts[part]
        v, b = np.repeat(middle[part], own), np.repeat(last[part], own)
        a = into.indices[runs(into.indptr[middle[part]], own)].astype(np.int64)
        free = ((a < b) if once else (a != b)) & ~_holds(key, a * n + b)
        pieces.append(np.stack([a[free], v[free], b[free]]))
    a, v, b = np.concatenate(pieces, axis=1)
    _, inverse, number = np.unique(a * n + b, return_inverse=True, return_counts=True)
    return OpenPaths(a, v, b, number[inverse])


def _keys(matrix: sparse.csr_array) -> Ints:
    """Give a number to every cell that is filled, in order."""
    n = matrix.shape[0]
    rows = np.repeat(np.arange(n), np.diff(matrix.indptr))
    return np.sort(rows * n + matrix.indices)


def _holds(key: Ints, wanted: Ints) -> Flags:
    if not len(key):
        return np.zeros(len(wanted), dtype=bool)
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    there: Flags = key[place] == wanted
    return there
