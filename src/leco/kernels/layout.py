"""Where partners stand on a map: computed once, so that they stay put as time moves."""

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from leco.graph.arrays import Floats, Ints

GOLDEN = 2.399963229728653  # the angle of a sunflower's seeds
ROUNDS, FEW, BLOCK = 300, 500, 256


def layout(
    n: int, ties: Sequence[tuple[int, int, float]], groups: Sequence[int], seed: int = 1
) -> Floats:
    """Place n partners in the unit square.

    Tied partners attract each other and all repel each other (Fruchterman & Reingold 1991),
    from a start that puts each group in a place of its own; partners without any tie stand
    in rows below. Without ties at all, groups become clusters. At the end, partners that
    overlap are pushed apart. The same input gives the same places. Time O(n^2) a round, of
    which there are fewer above 500 partners.

    >>> layout(3, [(0, 1, 1.0)], [0, 0, 0]).shape
    (3, 2)
    """
    if n == 0:
        return np.zeros((0, 2))
    start = _clusters(groups, np.random.default_rng(seed))
    if not ties:
        # A handful of partners keeps together in the middle.
        width = min(1.0, 0.4 + n / 30)
        return _apart(0.5 + (_fitted(start) - 0.5) * [width, 1.0])
    rows, columns, strength = (np.array(part) for part in zip(*ties, strict=True))
    tied = np.zeros(n, dtype=bool)
    tied[rows], tied[columns] = True, True
    place = np.full((n, 2), np.nan)
    inside = np.flatnonzero(tied)
    number = np.cumsum(tied) - 1
    placed = _spring(start[inside], number[rows], number[columns], strength.astype(float))
    alone = np.flatnonzero(~tied)
    band = 0.0
    if len(alone):
        # Rows below the map, one group after the other.
        order = alone[np.argsort(np.asarray(groups)[alone], kind="stable")]
        per_row = max(12, int(np.ceil(np.sqrt(len(order) * 6))))
        lines = -(-len(order) // per_row)
        band = min(0.4, 0.07 * lines)
        for position, partner in enumerate(order):
            row, column = divmod(position, per_row)
            width = min(per_row, len(order) - row * per_row)
            place[partner] = (column + 0.5) / width, 1 - band + band * (row + 0.6) / lines
    fitted = _apart(_evened(_fitted(placed)))
    place[inside] = fitted * [1, 1 - band - (0.04 if band else 0)]
    return place


def _clusters(groups: Sequence[int], rng: np.random.Generator) -> Floats:
    """Put each group on a circle, its members as the seeds of a sunflower."""
    member = np.asarray(groups)
    each, counts = np.unique(member, return_counts=True)
    place = np.zeros((len(member), 2))
    width = np.sqrt(counts / counts.max())
    angle = 2 * np.pi * (np.cumsum(width) - width / 2) / width.sum()
    ring = 0.0 if len(each) == 1 else 1.0 + 0.35 * len(each)
    for group, count, turn in zip(each, counts, angle, strict=True):
        seeds = np.arange(count)
        radius = 0.55 * np.sqrt(seeds + 0.3)
        spiral = np.c_[np.cos(seeds * GOLDEN), np.sin(seeds * GOLDEN)] * radius[:, None]
        place[member == group] = spiral + ring * np.array([np.cos(turn), np.sin(turn)])
    return place + rng.normal(scale=1e-3, size=place.shape)


def _spring(place: Floats, rows: Ints, columns: Ints, strength: Floats) -> Floats:
    n = len(place)
    place = _fitted(place)
    ideal = 0.9 / np.sqrt(n)
    pull = np.sqrt(strength / strength.max())
    rounds = max(60, min(ROUNDS, ROUNDS * FEW // n))
    for heat in np.geomspace(0.12, 0.002, rounds):
        force = _repulsion(place) * ideal**2
        along = place[rows] - place[columns]
        length = np.sqrt((along**2).sum(axis=1)) + 1e-9
        attraction = along * (length / ideal * pull)[:, None] * 0.6
        for ends, sign in ((rows, -1.0), (columns, 1.0)):
            for axis in (0, 1):
                force[:, axis] += sign * np.bincount(ends, attraction[:, axis], minlength=n)
        force -= (place - 0.5) * ideal * 1.5  # so that separate pieces do not drift away
        size = np.sqrt((force**2).sum(axis=1)) + 1e-12
        place = place + force / size[:, None] * np.minimum(size, heat)[:, None]
    return place


def _repulsion(place: Floats) -> Floats:
    """Sum, for each partner, the push of all others: one over the distance, away from them.

    A block of rows at a time, each axis by itself: what is worked on stays in the cache.
    """
    force = np.empty_like(place)
    x, y = np.ascontiguousarray(place[:, 0]), np.ascontiguousarray(place[:, 1])
    for begin in range(0, len(place), BLOCK):
        rows = slice(begin, begin + BLOCK)
        across, down = x[rows, None] - x, y[rows, None] - y
        weight = 1 / (across * across + down * down + 1e-9)
        force[rows, 0] = (across * weight).sum(axis=1)
        force[rows, 1] = (down * weight).sum(axis=1)
    return force


def _fitted(place: Floats) -> Floats:
    """Fill the unit square, each axis by itself."""
    low, high = place.min(axis=0), place.max(axis=0)
    spread = np.where(high - low > 1e-9, high - low, 1.0)
    fitted: Floats = np.where(high - low > 1e-9, (place - low) / spread, 0.5)
    return fitted


def _evened(place: Floats) -> Floats:
    """Move each coordinate halfway to its rank: a crowd opens up, an outlier comes nearer."""
    if len(place) < 4:
        return place
    rank = place.argsort(axis=0).argsort(axis=0) / (len(place) - 1)
    return 0.5 * place + 0.5 * rank


def _apart(place: Floats) -> Floats:
    """Push partners that overlap away from each other, and keep them in the square."""
    n = len(place)
    least = min(0.075, 0.72 / np.sqrt(n))
    shape = np.array([1.0, 0.68])  # a map is wider than high
    place = place * shape
    for _ in range(60):
        one, other = cKDTree(place).query_pairs(least, output_type="ndarray").T
        if not len(one):
            break
        gap = place[one] - place[other]
        distance = np.sqrt((gap**2).sum(axis=1)) + 1e-9
        push = gap * ((least - distance) / distance * 0.5)[:, None]
        for axis in (0, 1):
            place[:, axis] += np.bincount(one, push[:, axis], minlength=n)
            place[:, axis] -= np.bincount(other, push[:, axis], minlength=n)
        place = np.clip(place, 0, shape)
    found: Floats = place / shape
    return found
