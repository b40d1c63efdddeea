"""Groups of partners to look at, every one or the beginnings of an order, and the ties within."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from leco.graph.arrays import Floats, Ints

# With fewer ties than MANY, what is near each of the strongest partners is an order as well.
HUBS = 8
MANY = 500_000


def strength_of(ties: sparse.csr_array) -> Floats:
    """Sum the ties of each partner."""
    return np.asarray(ties.sum(axis=1), dtype=np.float64)


def over_groups(values: Floats) -> Floats:
    """Sum `values` over every group; group s holds partner i when bit i of s is set."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


def within_groups(ties: Floats) -> Floats:
    """Sum the ties within every group, from a dense matrix."""
    sums = np.zeros(1)
    for partner in range(len(ties)):
        sums = np.concatenate([sums, sums + over_groups(ties[partner, :partner])])
    return sums


def beginnings(ties: sparse.csr_array, order: Ints) -> tuple[Floats, Floats]:
    """Sum the ties within the first k of an order, and all ties of these, for every k < n."""
    n = len(order)
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    lines = np.repeat(np.arange(n), np.diff(ties.indptr))
    later = np.maximum(rank[lines], rank[ties.indices])
    within = np.bincount(later, weights=ties.data, minlength=n) / 2
    return np.cumsum(within)[:-1], np.cumsum(strength_of(ties)[order])[:-1]


def orders(ties: sparse.csr_array) -> Iterator[Floats]:
    """Score partners by ties, by ties of ties, by their ratio, and by nearness to each hub."""
    strength = strength_of(ties)
    n = len(strength)
    second = ties @ strength
    yield from (strength, second, second / np.maximum(strength, 1e-300))
    for hub in np.lexsort((np.arange(n), -strength))[: HUBS if ties.nnz <= MANY else 0]:
        near = np.zeros(n)
        near[hub] = 1.0
        near += ties @ near
        yield near + ties @ near
