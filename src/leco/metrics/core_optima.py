"""The best cores there are: exactly at one half, by trying all, or by search.

Every function here works on `Cells`: the pairs of partners as cells of a matrix, and the sums
that the correlation of ties and pattern is made of.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from typing import Any, Literal, Self

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints, Network

MixedBlock = Literal["counted", "ignored"] | float

# Up to this many partners every one of the 2^n groups is tried (22: 0.3 s, 250 MB).
EXHAUSTIVE = 22
# So many tied optima are listed; all are counted.
LISTED = 1000
TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Cells:
    """The pairs of partners as cells: sums that the correlation is made of.

    Directed ties have two cells a pair; `tie` and `square` then hold both added up.
    """

    n: int
    per_pair: int
    tie: sparse.csr_array
    square: sparse.csr_array
    total: float
    total_square: float

    @classmethod
    def of(cls, net: Network) -> Self:
        """Read the strengths of a network as cells."""
        # A correlation does not know the unit; sums of tiny strengths would drown in rounding.
        tie = sparse.csr_array(net.strengths / net.strengths.max())
        square = tie.power(2)
        total, total_square = float(tie.sum()), float(square.sum())
        if net.directed:
            tie, square = sparse.csr_array(tie + tie.T), sparse.csr_array(square + square.T)
        else:
            total, total_square = total / 2, total_square / 2
        return cls(net.n, 2 if net.directed else 1, tie, square, total, total_square)

    def fit(self, k: Any, tied: Any, reach: Any, squares: Any, mixed: MixedBlock) -> Floats:
        """Correlate ties and pattern for cores of k partners, from their block sums.

        `tied` is the strength within the core, `reach` the strength of all ties of its
        members (within counted twice); `squares` the same two for squared strengths.
        """
        n, per = self.n, self.per_pair
        core_cells = per * k * (k - 1) / 2
        mixed_cells = per * k * (n - k)
        if mixed == "ignored":
            rest_cells = per * (n - k) * (n - k - 1) / 2
            cells = core_cells + rest_cells
            total = self.total - (reach - 2 * tied)
            total_square = self.total_square - (squares[1] - 2 * squares[0])
            shared, pattern, pattern_square = tied, core_cells, core_cells
        else:
            delta = 1.0 if mixed == "counted" else float(mixed)
            cells = per * n * (n - 1) / 2
            total, total_square = self.total, self.total_square
            shared = (1 - 2 * delta) * tied + delta * reach
            pattern = core_cells + delta * mixed_cells
            pattern_square = core_cells + delta**2 * mixed_cells
        spread = (cells * total_square - total**2) * (cells * pattern_square - pattern**2)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (cells * shared - total * pattern) / np.sqrt(np.maximum(spread, 0))
        # Spreads that are zero but for rounding have no correlation.
        return np.where(spread > 1e-9 * np.maximum(1.0, np.square(cells)), found, np.nan)


@dataclass(frozen=True)
class Optimum:
    """The best fit, the cores that reach it, and what they have in common."""

    fit: float
    cores: list[Ints]
    count: int
    coreness: Floats
    sizes: dict[int, Fraction]  # share of the optima that have each size
    certified: bool


def optimum(net: Network, mixed: MixedBlock) -> Optimum | None:
    """Find the cores that fit best; None where no core stands out."""
    if net.n < 2 or net.ties == 0:
        return None
    cells = Cells.of(net)
    if mixed == 0.5:
        return _by_strength(cells)
    if net.n <= EXHAUSTIVE:
        return _by_trying_all(cells, mixed)
    return _by_search(cells, mixed)


def _by_strength(cells: Cells) -> Optimum | None:
    """Solve the half-density model exactly: one pass over the sorted strengths."""
    strength = np.asarray(cells.tie.sum(axis=1)).ravel()
    order = np.lexsort((np.arange(cells.n), -strength))
    reach = np.cumsum(strength[order])[:-1]
    k = np.arange(1, cells.n)
    fit = cells.fit(k, 0.0, reach, (0.0, 0.0), 0.5)
    if np.isnan(fit).all():
        return None
    best = float(np.nanmax(fit))
    coreness = np.zeros(cells.n)
    cores: list[Ints] = []
    counts: dict[int, int] = {}
    parts: list[tuple[int, Ints, Ints, int]] = []
    for size in k[fit >= best - TOLERANCE]:
        cut = strength[order[size - 1]]
        close = np.isclose(strength, cut, rtol=1e-12, atol=0)
        above, level = np.flatnonzero((strength > cut) & ~close), np.flatnonzero(close)
        free = int(size) - len(above)
        counts[int(size)] = math.comb(len(level), free)
        parts.append((int(size), above, level, free))
    total = sum(counts.values())
    for size, above, level, free in parts:
        share = float(Fraction(counts[size], total))
        coreness[above] += share
        coreness[level] += share * free / len(level)
        choices = islice(combinations(level, free), max(0, LISTED - len(cores)))
        cores += [np.sort(np.concatenate([above, choice])).astype(np.int64) for choice in choices]
    sizes = {size: Fraction(count, total) for size, count in counts.items()}
    return Optimum(best, cores, total, np.minimum(coreness, 1.0), sizes, certified=True)


def _by_trying_all(cells: Cells, mixed: MixedBlock) -> Optimum | None:
    """Try every group of partners: the sums of 2^n groups by doubling, one partner at a time."""
    tie, square = cells.tie.toarray(), cells.square.toarray()
    k = _doubled(np.ones(cells.n))
    tied, reach = _within(tie), _doubled(tie.sum(axis=1))
    squares: tuple[Any, Any] = (0.0, 0.0)
    if mixed == "ignored":
        squares = (_within(square), _doubled(square.sum(axis=1)))
    fit = cells.fit(k, tied, reach, squares, mixed)
    least = 2 if mixed == "ignored" else 1
    fit[(k < least) | (k > cells.n - least)] = np.nan
    if np.isnan(fit).all():
        return None
    best = float(np.nanmax(fit))
    groups = np.flatnonzero(fit >= best - TOLERANCE)
    bits = (groups[:, None] >> np.arange(cells.n)) & 1
    found = [np.flatnonzero(row) for row in bits]
    return _gathered(cells.n, best, found, certified=True)


def _doubled(values: Floats) -> Floats:
    """Sum `values` over every subset; subset s holds partner i when bit i of s is set."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


def _within(tie: Floats) -> Floats:
    """Sum the ties within every subset."""
    sums = np.zeros(1)
    for partner in range(len(tie)):
        sums = np.concatenate([sums, sums + _doubled(tie[partner, :partner])])
    return sums


def _gathered(n: int, best: float, found: Sequence[Ints], *, certified: bool) -> Optimum:
    coreness = np.bincount(np.concatenate(found), minlength=n) / len(found)
    lengths = [len(core) for core in found]
    sizes = {size: Fraction(lengths.count(size), len(found)) for size in sorted(set(lengths))}
    return Optimum(best, list(found[:LISTED]), len(found), coreness, sizes, certified)


def _by_search(cells: Cells, mixed: MixedBlock) -> Optimum | None:
    """Improve several starting cores by Kernighan-Lin passes; keep all that reach the best."""
    reached: dict[bytes, tuple[float, Ints]] = {}
    for start in _starts(cells):
        fit, inside = _improved(cells, mixed, start)
        if not math.isnan(fit):
            reached[inside.tobytes()] = (fit, np.flatnonzero(inside))
    if not reached:
        return None
    best = max(fit for fit, _ in reached.values())
    found = [core for fit, core in reached.values() if fit >= best - TOLERANCE]
    found.sort(key=lambda core: (len(core), tuple(core)))
    return _gathered(cells.n, best, found, certified=False)


def _starts(cells: Cells) -> Iterator[Flags]:
    """Take the strongest partners, by ties and by ties of ties, at several sizes."""
    strength = np.asarray(cells.tie.sum(axis=1)).ravel()
    second = cells.tie @ strength
    half = _by_strength(cells)
    sizes = {2, 3, 5, 8, *(cells.n // part for part in (12, 8, 6, 4, 3, 2))}
    if half is not None:
        sizes |= {len(half.cores[0])}
    for score in (strength, second, second / np.maximum(strength, 1e-300)):
        order = np.lexsort((np.arange(cells.n), -score))
        for size in sorted(size for size in sizes if 2 <= size <= cells.n - 2):
            inside = np.zeros(cells.n, dtype=bool)
            inside[order[:size]] = True
            yield inside


def _improved(cells: Cells, mixed: MixedBlock, inside: Flags) -> tuple[float, Flags]:
    best, current = -math.inf, inside
    while True:
        fit, better = _pass(cells, mixed, current)
        if math.isnan(fit) or fit <= best + TOLERANCE:
            return (math.nan if best == -math.inf else best), current
        best, current = fit, better


def _pass(cells: Cells, mixed: MixedBlock, start: Flags) -> tuple[float, Flags]:
    """Move each partner once, always the best move left; give the best core on the way."""
    n = cells.n
    strength = np.asarray(cells.tie.sum(axis=1)).ravel()
    square = np.asarray(cells.square.sum(axis=1)).ravel()
    inside = start.copy()
    to_core, to_core_square = cells.tie @ inside.astype(float), cells.square @ inside.astype(float)
    least = 2 if mixed == "ignored" else 1
    k, tied, reach = float(inside.sum()), float(to_core[inside].sum() / 2), strength[inside].sum()
    tied_square, reach_square = float(to_core_square[inside].sum() / 2), square[inside].sum()
    best = float(cells.fit(k, tied, reach, (tied_square, reach_square), mixed))
    best_core, free = inside.copy(), np.ones(n, dtype=bool)
    for _ in range(n):
        sign = np.where(inside, -1.0, 1.0)
        size = k + sign
        squares = (tied_square + sign * to_core_square, reach_square + sign * square)
        fit = cells.fit(size, tied + sign * to_core, reach + sign * strength, squares, mixed)
        fit[~free | (size < least) | (size > n - least)] = np.nan
        if np.isnan(fit).all():
            break
        move = int(np.nanargmax(fit))
        moved = sign[move]
        k, tied, reach = size[move], tied + moved * to_core[move], reach + moved * strength[move]
        tied_square, reach_square = squares[0][move], squares[1][move]
        inside[move], free[move] = not inside[move], False
        row = slice(cells.tie.indptr[move], cells.tie.indptr[move + 1])
        to_core[cells.tie.indices[row]] += moved * cells.tie.data[row]
        to_core_square[cells.square.indices[row]] += moved * cells.square.data[row]
        if math.isnan(best) or fit[move] > best + TOLERANCE:
            best, best_core = float(fit[move]), inside.copy()
    return best, best_core
