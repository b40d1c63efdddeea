"""Orders of the partners, and every beginning of an order scored as a core at once."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints
from leco.metrics.core_cells import Cells, MixedBlock

# With fewer ties than MANY, what is near each of the strongest partners is an order as well.
HUBS = 8
MANY = 500_000


def prefix_fits(cells: Cells, mixed: MixedBlock, order: Ints) -> Floats:
    """Score every beginning of an order as a core: entry k - 1 is for the first k, k < n."""
    rank = np.empty(cells.n, dtype=np.int64)
    rank[order] = np.arange(cells.n)
    k = np.arange(1, cells.n)
    lines = np.repeat(np.arange(cells.n), np.diff(cells.tie.indptr))
    later = np.maximum(rank[lines], rank[cells.tie.indices])

    def along(ties: Any) -> tuple[Floats, Floats]:
        within = np.bincount(later, weights=ties.data, minlength=cells.n) / 2
        reach = np.asarray(ties.sum(axis=1)).ravel()[order]
        return np.cumsum(within)[:-1], np.cumsum(reach)[:-1]

    tied, reach = along(cells.tie)
    squares: Any = along(cells.square) if mixed == "ignored" else (0.0, 0.0)
    fit = cells.fit(k, tied, reach, squares, mixed)
    least = least_side(mixed)
    fit[(k < least) | (k > cells.n - least)] = np.nan
    return fit


def least_side(mixed: MixedBlock) -> int:
    """How many partners core and periphery need at least: a block left out must have a rest."""
    return 2 if mixed == "ignored" else 1


def starts(cells: Cells, mixed: MixedBlock) -> Iterator[Flags]:
    """Take the best beginnings of several orders of the partners."""
    for score in orders(cells.tie):
        order = np.lexsort((np.arange(cells.n), -score))
        fit = prefix_fits(cells, mixed, order)
        if np.isnan(fit).all():
            continue
        inside = np.zeros(cells.n, dtype=bool)
        inside[order[: int(np.nanargmax(fit)) + 1]] = True
        yield inside


def orders(tie: sparse.csr_array) -> Iterator[Floats]:
    """Score partners by ties, by ties of ties, by their ratio, and by nearness to each hub."""
    n = len(tie.indptr) - 1
    strength: Floats = np.asarray(tie.sum(axis=1), dtype=np.float64).ravel()
    second = tie @ strength
    yield from (strength, second, second / np.maximum(strength, 1e-300))
    for hub in np.lexsort((np.arange(n), -strength))[: HUBS if tie.nnz <= MANY else 0]:
        near = np.zeros(n)
        near[hub] = 1.0
        near += tie @ near
        yield near + tie @ near
