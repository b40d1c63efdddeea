"""Cores by search, for when there are too many partners to try every group.

Three steps, each from what the one before found. Partners are put in a few orders, and every
beginning of an order is scored as a core at once, from sums that run along it. The best
beginnings are improved by moving many partners together while that helps. Last, a walk moves one
partner at a time, the best move left, and also downhill; who has moved waits for a while.
Nothing is drawn at random.
"""

import math
from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints
from leco.metrics.core_cells import TOLERANCE, Cells, MixedBlock, Slopes

# A walk ends after so many steps for each partner without a better core, and in any case
# when it has looked at WORK partners in all.
PATIENCE = 1.5
LEAST_PATIENCE = 200
WORK = 12_000_000
# Walks start from so many of the improved beginnings, and from more when partners are few.
LEAST_WALKS = 8
SMALL = 1_000
# With fewer ties than MANY, what is near each of the strongest partners is an order as well.
HUBS = 8
MANY = 500_000
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


def search(cells: Cells, mixed: MixedBlock) -> tuple[float, list[Ints]]:
    """Find the best cores that are reached, in order of size and ids; none when nothing fits."""
    reached = Reached()
    improved: dict[bytes, State] = {}
    for start in _starts(cells, mixed):
        state = State(cells, mixed, start)
        _together(state)
        reached.meet(state.fit, state.inside)
        improved.setdefault(state.inside.tobytes(), state)
    walks = max(LEAST_WALKS, SMALL // cells.n)
    for state in sorted(improved.values(), key=lambda state: -state.fit)[:walks]:
        _walk(state, reached)
    _sideways(cells, mixed, reached)
    found = [np.flatnonzero(inside) for inside in reached.cores.values()]
    return reached.fit, sorted(found, key=lambda core: (len(core), tuple(core)))


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


def _starts(cells: Cells, mixed: MixedBlock) -> Iterator[Flags]:
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


class State:
    """A core, the sums its fit is made of, and what every partner is tied to in it."""

    def __init__(self, cells: Cells, mixed: MixedBlock, inside: Flags) -> None:
        self.cells, self.mixed, self.inside = cells, mixed, inside.copy()
        self.strength: Floats = np.asarray(cells.tie.sum(axis=1), dtype=np.float64).ravel()
        # Ties of one strength are their own squares.
        self.own_squares = np.array_equal(cells.tie.data, cells.square.data)
        self.square: Floats = np.asarray(cells.square.sum(axis=1), dtype=np.float64).ravel()
        self.uses_squares = mixed == "ignored" and not self.own_squares
        self.recount()

    def recount(self) -> None:
        """Add everything up afresh."""
        member = self.inside.astype(float)
        self.to_core = self.cells.tie @ member
        self.to_core_square = self.cells.square @ member if self.uses_squares else self.to_core
        self._sum()

    def turn(self, moves: Ints) -> None:
        """Move several partners to the other side at once."""
        sign = np.where(self.inside[moves], -1.0, 1.0)
        self.inside[moves] ^= True
        self.to_core = self.to_core + _shift(self.cells.tie, moves, sign)
        if self.uses_squares:
            self.to_core_square = self.to_core_square + _shift(self.cells.square, moves, sign)
        else:
            self.to_core_square = self.to_core
        self._sum()

    def _sum(self) -> None:
        self.k = int(self.inside.sum())
        # Plain sums: a product of vectors would wake every thread of the algebra library.
        self.tied, self.reach = self._inside(self.to_core) / 2, self._inside(self.strength)
        self.tied_square, self.reach_square = self.tied, self.reach
        if self.uses_squares:
            self.tied_square = self._inside(self.to_core_square) / 2
            self.reach_square = self._inside(self.square)
        self.fit = self.at(self.k, self.tied, self.reach, self.tied_square, self.reach_square)

    def _inside(self, values: Floats) -> float:
        return float(values[self.inside].sum())

    def at(self, k: int, tied: float, reach: float, tied2: float, reach2: float) -> float:
        """Give the fit of a core of k with these sums; minus infinity where there is none."""
        least = least_side(self.mixed)
        if not least <= k <= self.cells.n - least:
            return -math.inf
        return self.cells.one_fit(k, tied, reach, (tied2, reach2), self.mixed)

    def after(self, move: int) -> float:
        """Give the fit when one partner changes sides."""
        sign = -1 if self.inside[move] else 1
        return self.at(
            self.k + sign,
            self.tied + sign * float(self.to_core[move]),
            self.reach + sign * float(self.strength[move]),
            self.tied_square + sign * float(self.to_core_square[move]),
            self.reach_square + sign * float(self.square[move]),
        )

    def flip(self, move: int, fit: float) -> None:
        """Move one partner to the other side, where the fit is known."""
        sign = -1 if self.inside[move] else 1
        self.k += sign
        self.tied += sign * float(self.to_core[move])
        self.reach += sign * float(self.strength[move])
        self.tied_square += sign * float(self.to_core_square[move])
        self.reach_square += sign * float(self.square[move])
        tie, square = self.cells.tie, self.cells.square
        row = slice(tie.indptr[move], tie.indptr[move + 1])
        self.to_core[tie.indices[row]] += sign * tie.data[row]
        if self.uses_squares:
            row = slice(square.indptr[move], square.indptr[move + 1])
            self.to_core_square[square.indices[row]] += sign * square.data[row]
        self.inside[move] = sign > 0
        self.fit = fit

    def slopes(self) -> Slopes:
        """Say how the fit of cores of this size rises: by `tied`, by `reach`, by their squares.

        With the mixed block counted at any density the fit is a line in the first two; with
        the block left out it is bent, and this is its slope here. Up to a positive factor.
        """
        if self.mixed != "ignored":
            delta = 1.0 if self.mixed == "counted" else float(self.mixed)
            return 1 - 2 * delta, delta, 0.0, 0.0
        squares = (self.tied_square, self.reach_square)
        a, b, c, d = self.cells.slopes_ignored(self.k, self.tied, self.reach, squares)
        return (a, b, c, d) if self.uses_squares else (a + c, b + d, 0.0, 0.0)

    def scores(self) -> Floats:
        """Say how much each partner adds to the fit of a core of its size, up to a factor."""
        a, b, c, d = self.slopes()
        found: Floats = a * self.to_core
        found += b * self.strength
        if self.uses_squares:
            found += c * self.to_core_square + d * self.square
        return found

    def moved(self) -> Floats:
        """Give the fit after each partner's change of sides (NaN where there is none)."""
        sign = np.where(self.inside, -1.0, 1.0)
        size = self.k + sign
        squares = (self.tied_square + sign * self.to_core_square,
                   self.reach_square + sign * self.square)  # fmt: skip
        fit = self.cells.fit(size, self.tied + sign * self.to_core,
                             self.reach + sign * self.strength, squares, self.mixed)  # fmt: skip
        least = least_side(self.mixed)
        fit[(size < least) | (size > self.cells.n - least)] = np.nan
        return fit


def _shift(ties: sparse.csr_array, moves: Ints, sign: Floats) -> Floats:
    """Add up, for each partner, its ties with those who came in, less those who went."""
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


def _walk(state: State, reached: Reached) -> None:
    """Move one partner at a time, up or downhill; who has moved stays where it is for a while."""
    n = state.cells.n
    wait = max(1, min(n // 4, 12))
    enter, leave = np.full(n, -np.inf), np.full(n, np.inf)
    enter[~state.inside], leave[state.inside] = 0.0, 0.0
    waiting: deque[int] = deque()
    patience = max(LEAST_PATIENCE, int(PATIENCE * n))
    highest, last = state.fit, 0
    for step in range(WORK // n):
        if step - last > patience:
            return
        score = state.scores()
        best, fit = -1, -math.inf
        for move in (int((score + enter).argmax()), int((score + leave).argmin())):
            free = leave[move] == 0.0 if state.inside[move] else enter[move] == 0.0
            after = state.after(move) if free else -math.inf
            if after > fit:
                best, fit = move, after
        if best >= 0:
            state.flip(best, fit)
            enter[best], leave[best] = -np.inf, np.inf
            waiting.append(best)
            reached.meet(fit, state.inside)
            if fit > highest + TOLERANCE:
                highest, last = fit, step
        if len(waiting) > wait + step % 5 or (best < 0 and waiting):
            back = waiting.popleft()
            (leave if state.inside[back] else enter)[back] = 0.0


def _sideways(cells: Cells, mixed: MixedBlock, reached: Reached) -> None:
    """Look for equally good cores one move or one exchange away from those reached."""
    looked, seen = 0, set()
    while looked < WORK:
        left = [key for key in reached.cores if key not in seen]
        if not left:
            return
        seen.add(left[0])
        state = State(cells, mixed, reached.cores[left[0]])
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
    if state.mixed == "ignored":
        ties = cells.square if state.uses_squares else cells.tie
        own = state.square if state.uses_squares else state.strength
        squares = (after(state.tied_square, state.to_core_square, ties),
                   reach(state.reach_square, own))  # fmt: skip
    fit = cells.fit(
        float(state.k), after(state.tied, state.to_core, cells.tie),
        reach(state.reach, state.strength), squares, state.mixed,
    )  # fmt: skip
    for row, column in zip(*np.nonzero(fit >= reached.fit - TOLERANCE), strict=True):
        other = state.inside.copy()
        other[first[row]], other[second[column]] = False, True
        reached.meet(float(fit[row, column]), other)
    return len(first) * len(second)
