"""Cores by search, for when there are too many partners to try every group.

Each step starts from what the one before found. Partners are put in a few orders, and every
beginning of an order is scored as a core at once, from sums that run along it. The best
beginnings are improved by moving many partners together while that helps. Then a walk moves one
partner at a time, the best move left, and also downhill; who has moved waits for a while. Where
walks end apart, all is done again from what their cores share or have together. Nothing is drawn
at random.
"""

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints
from leco.kernels.core_cells import TOLERANCE, BlockCells
from leco.kernels.core_walk import Slopes, Sums, one_fit, slopes, walk
from leco.kernels.groups import orders, strength_of

# A walk ends after so many steps for each partner without a better core, and in any case
# when it has looked at WORK partners in all.
PATIENCE = 1.5
LEAST_PATIENCE = 200
WORK = 12_000_000
# Walks start from so many of the improved beginnings, and from more when partners are few.
LEAST_WALKS = 16
SMALL = 1_000
# From four cores apart on, walks go on from between the best six while that leads anywhere new.
APART = 4
PAIRED = 6
ROUNDS_BETWEEN = 8
# With so few ties all of them are gone through sooner than some are looked up.
LIGHT = 100_000
# So many equally good cores are kept.
KEPT = 1000
ROUNDS = 200


class Reached:
    """The best cores met so far."""

    def __init__(self) -> None:
        self.fit = -math.inf
        self.cores: dict[bytes, Flags] = {}

    def meet(self, fit: float, inside: Flags) -> None:
        """Keep a core that fits as well as the best; forget the others when it fits better."""
        if not fit >= self.fit - TOLERANCE:
            return
        if fit > self.fit + TOLERANCE:
            self.cores.clear()
        self.fit = max(fit, self.fit)
        key = np.packbits(inside).tobytes()
        if key not in self.cores and len(self.cores) < KEPT:
            self.cores[key] = inside.copy()


def search(cells: BlockCells) -> tuple[float, list[Ints]]:
    """Find the best cores that are reached, in order of size and ids; none when nothing fits."""
    reached = Reached()
    walks = max(LEAST_WALKS, SMALL // cells.n)
    ended: dict[bytes, tuple[float, Flags]] = {}
    beginnings = _starts(cells)
    for _ in range(1 + ROUNDS_BETWEEN):
        improved: dict[bytes, State] = {}
        for start in beginnings:
            state = State(cells, start)
            _together(state)
            reached.meet(state.fit, state.inside)
            improved.setdefault(state.inside.tobytes(), state)
        before = len(ended)
        for state in sorted(improved.values(), key=lambda state: -state.fit)[:walks]:
            fit, inside = _walk(state, reached)
            ended.setdefault(inside.tobytes(), (fit, inside))
        if len(ended) == before or len(ended) < APART:
            break
        best = sorted(ended.values(), key=lambda one: -one[0])[:PAIRED]
        beginnings = _between([inside for _, inside in best])
    _sideways(cells, reached)
    found = [np.flatnonzero(inside) for inside in reached.cores.values()]
    return reached.fit, sorted(found, key=lambda core: (len(core), tuple(core)))


def _starts(cells: BlockCells) -> Iterator[Flags]:
    """Take the best beginnings of several orders of the partners."""
    for score in orders(cells.tie):
        order = np.lexsort((np.arange(cells.n), -score))
        fit = cells.fit_beginnings(order)
        if np.isnan(fit).all():
            continue
        inside = np.zeros(cells.n, dtype=bool)
        inside[order[: int(np.nanargmax(fit)) + 1]] = True
        yield inside


def _between(cores: list[Flags]) -> Iterator[Flags]:
    """Give what every two cores share, and what they have together."""
    for one, other in combinations(cores, 2):
        yield one & other
        yield one | other


class State:
    """A core, the sums its fit is made of, and what every partner is tied to in it."""

    def __init__(self, cells: BlockCells, inside: Flags) -> None:
        self.cells, self.inside = cells, inside.copy()
        self.whole, self.strength = cells.whole, cells.strength
        # Squares matter when a block is left out, and ties of one strength are their own squares.
        self.uses_squares = cells.ignored and not np.array_equal(cells.tie.data, cells.square.data)
        self.square = strength_of(cells.square) if self.uses_squares else self.strength
        self.recount()

    def recount(self) -> None:
        """Add everything up afresh."""
        member = self.inside.astype(float)
        self.to_core = self.to_core_square = self.cells.tie @ member
        if self.uses_squares:
            self.to_core_square = self.cells.square @ member
        self._sum()

    def turn(self, moves: Ints) -> None:
        """Move several partners to the other side at once."""
        sign = np.where(self.inside[moves], -1.0, 1.0)
        self.inside[moves] ^= True
        squares = self.to_core_square
        self.to_core = self.to_core_square = self.to_core + _shift(self.cells.tie, moves, sign)
        if self.uses_squares:
            self.to_core_square = squares + _shift(self.cells.square, moves, sign)
        self._sum()

    def _sum(self) -> None:
        # Plain sums: a product of vectors would wake every thread of the algebra library.
        tied, reach = self._inside(self.to_core) / 2, self._inside(self.strength)
        tied_square, reach_square = tied, reach
        if self.uses_squares:
            tied_square = self._inside(self.to_core_square) / 2
            reach_square = self._inside(self.square)
        self.sums: Sums = float(self.inside.sum()), tied, reach, tied_square, reach_square
        self.fit = one_fit(self.whole, self.sums)

    def _inside(self, values: Floats) -> float:
        return float(values[self.inside].sum())

    def slopes(self) -> Slopes:
        """Say how the fit rises with each sum, the squares' slopes apart only where they are."""
        a, b, c, d = slopes(self.whole, self.sums)
        return (a, b, c, d) if self.uses_squares else (a + c, b + d, 0.0, 0.0)

    def scores(self) -> Floats:
        """Say how much each partner adds to the fit of a core of its size, up to a factor."""
        a, b, c, d = self.slopes()
        found: Floats = a * self.to_core + b * self.strength
        if self.uses_squares:
            found += c * self.to_core_square + d * self.square
        return found

    def moved(self) -> Floats:
        """Give the fit after each partner's change of sides (NaN where there is none)."""
        sign = np.where(self.inside, -1.0, 1.0)
        k, tied, reach, tied_square, reach_square = self.sums
        squares = (tied_square + sign * self.to_core_square, reach_square + sign * self.square)
        return self.cells.fit(
            k + sign, tied + sign * self.to_core, reach + sign * self.strength, squares
        )


def _shift(ties: sparse.csr_array, moves: Ints, sign: Floats) -> Floats:
    """Add up, for each partner, its ties with those who came in, less those who went."""
    if ties.nnz <= LIGHT:
        change = np.zeros(len(ties.indptr) - 1)
        change[moves] = sign
        return np.asarray(ties @ change)
    rows = ties[moves]
    weights = rows.data * np.repeat(sign, np.diff(rows.indptr))
    found = np.bincount(rows.indices, weights=weights, minlength=ties.shape[0])
    return found.astype(np.float64)


def _together(state: State) -> None:
    """Move many partners at once: all whose own move helps, then half of those, until it does."""
    for _ in range(ROUNDS):
        gain = state.moved() - state.fit
        better = np.flatnonzero(gain > TOLERANCE)
        better = better[np.argsort(-gain[better], kind="stable")]
        before, count = state.fit, len(better)
        while count:
            state.turn(better[:count])
            if state.fit > before + TOLERANCE:
                break
            state.turn(better[:count])
            count //= 2
        if not count:
            break
    state.recount()


def _walk(state: State, reached: Reached) -> tuple[float, Flags]:
    """Walk from a core, keep the best cores on the way, and give the best of this walk."""
    cells, inside = state.cells, state.inside.copy()
    best_fit, best = state.fit, inside.copy()
    tie, square = cells.tie, cells.square
    limits = max(LEAST_PATIENCE, int(PATIENCE * cells.n)), WORK // cells.n
    squares = square.data if state.uses_squares else square.data[:0]
    moves, fits = walk(
        state.whole, (tie.indptr, tie.indices, tie.data, squares),
        (state.strength, state.square), (state.to_core, state.to_core_square), state.inside,
        state.sums, limits,
    )  # fmt: skip
    highest = float(fits.max(initial=-math.inf))
    seen = 0
    for step in np.flatnonzero(fits >= max(best_fit, highest) - TOLERANCE).tolist():
        moved = moves[seen : step + 1]
        inside ^= np.bincount(moved[moved >= 0], minlength=cells.n) % 2 == 1
        seen = step + 1
        reached.meet(float(fits[step]), inside)
        if fits[step] > best_fit + TOLERANCE:
            best_fit, best = float(fits[step]), inside.copy()
    return best_fit, best


def _sideways(cells: BlockCells, reached: Reached) -> None:
    """Look for equally good cores one move or one exchange away from those reached."""
    looked, seen = 0, set()
    while looked < WORK:
        left = [key for key in reached.cores if key not in seen]
        if not left:
            return
        seen.add(left[0])
        state = State(cells, reached.cores[left[0]])
        fit = state.moved()
        for move in np.flatnonzero(fit >= reached.fit - TOLERANCE):
            other = state.inside.copy()
            other[move] ^= True
            reached.meet(float(fit[move]), other)
        looked += cells.n + cells.tie.nnz + _exchanges(state, reached)


def _exchanges(state: State, reached: Reached) -> int:
    """Try to exchange a partner in the core for one outside; tell how many pairs were tried."""
    score, cells = state.scores(), state.cells
    # Only pairs whose scores nearly meet can do: a tie between the two shifts them a bit.
    by_tie, _, by_square, _ = state.slopes()
    slack = 2 * (abs(by_tie) * cells.tie.max() + abs(by_square) * cells.square.max())
    inner, outer = np.flatnonzero(state.inside), np.flatnonzero(~state.inside)
    first = inner[score[inner] <= score[outer].max() + slack]
    second = outer[score[outer] >= score[inner].min() - slack]
    if len(first) * len(second) > WORK // 4:
        return 0

    def after(total: float, to_core: Floats, ties: Any) -> Floats:
        both = ties[first][:, second].toarray()
        found: Floats = total - to_core[first][:, None] + to_core[second][None, :] - both
        return found

    def reach(total: float, strength: Floats) -> Floats:
        found: Floats = total - strength[first][:, None] + strength[second][None, :]
        return found

    squares: Any = (0.0, 0.0)
    if cells.ignored:
        ties = cells.square if state.uses_squares else cells.tie
        squares = (after(state.sums[3], state.to_core_square, ties),
                   reach(state.sums[4], state.square))  # fmt: skip
    fit = cells.fit(
        state.sums[0], after(state.sums[1], state.to_core, cells.tie),
        reach(state.sums[2], state.strength), squares,
    )  # fmt: skip
    for row, column in zip(*np.nonzero(fit >= reached.fit - TOLERANCE), strict=True):
        other = state.inside.copy()
        other[first[row]], other[second[column]] = False, True
        reached.meet(float(fit[row, column]), other)
    return len(first) * len(second)
