"""The walk of the core search, one move at a time; compiled where numba is.

`Whole` holds what every core of one coalition shares, `Sums` what the fit of one core is made
of. A mixed block that is left out is written as a density of NaN.
"""

import math
from typing import Any, TypeAlias

import numpy as np

from leco.graph.arrays import Flags, Floats, Ints
from leco.kernels.compiled import compiled
from leco.kernels.core_cells import TOLERANCE, Whole

# Partners in the core, strength within it, of all ties of its members, the two of the squares.
Sums: TypeAlias = tuple[float, float, float, float, float]
Slopes: TypeAlias = tuple[float, float, float, float]
# Row starts, columns, strengths and squared strengths of a sparse matrix.
Ties: TypeAlias = tuple[Any, Any, Floats, Floats]


@compiled
def one_fit(whole: Whole, sums: Sums) -> float:
    """Correlate ties and pattern for one core; minus infinity where undefined."""
    n, per, total, total_square, delta = whole
    k, tied, reach, tied_square, reach_square = sums
    core_cells = per * k * (k - 1) / 2
    if math.isnan(delta):
        cells = core_cells + per * (n - k) * (n - k - 1) / 2
        total -= reach - 2 * tied
        total_square -= reach_square - 2 * tied_square
        shared, pattern, pattern_square = tied, core_cells, core_cells
    else:
        cells = per * n * (n - 1) / 2
        mixed_cells = per * k * (n - k)
        shared = (1 - 2 * delta) * tied + delta * reach
        pattern = core_cells + delta * mixed_cells
        pattern_square = core_cells + delta * delta * mixed_cells
    spread = (cells * total_square - total * total) * (cells * pattern_square - pattern * pattern)
    if not spread > 1e-9 * max(1.0, cells * cells):
        return -math.inf
    return (cells * shared - total * pattern) / math.sqrt(spread)


@compiled
def slopes(whole: Whole, sums: Sums) -> Slopes:
    """Say how the fit of cores of this size rises: by `tied`, by `reach`, by their squares.

    With the mixed block counted at any density the fit is a line in the first two; with the
    block left out it is bent, and this is its slope here. All up to one positive factor.
    """
    n, per, total, total_square, delta = whole
    k, tied, reach, tied_square, reach_square = sums
    if not math.isnan(delta):
        return 1 - 2 * delta, delta, 0.0, 0.0
    core_cells = per * k * (k - 1) / 2
    cells = core_cells + per * (n - k) * (n - k - 1) / 2
    total -= reach - 2 * tied
    variance = cells * (total_square - (reach_square - 2 * tied_square)) - total * total
    if variance <= 0:
        return 1.0, 0.0, 0.0, 0.0
    bent = (cells * tied - total * core_cells) / variance
    by_reach = core_cells - bent * total
    by_square = bent * cells / 2
    return cells - 2 * by_reach, by_reach, -2 * by_square, by_square


@compiled
def moved(sums: Sums, sign: float, own: Sums) -> Sums:
    """Add to the sums of a core, or take away, what one partner brings."""
    return (sums[0] + sign * own[0], sums[1] + sign * own[1], sums[2] + sign * own[2],
            sums[3] + sign * own[3], sums[4] + sign * own[4])  # fmt: skip


@compiled
def _best(
    whole: Whole, sums: Sums, arrays: tuple[Floats, ...], inside: Flags, free: tuple[Floats, Floats]
) -> tuple[int, float, Sums, float]:
    """Choose between the best partner to take in and the best to let go: who, fit, sums, sign."""
    to_core, strength, to_core_square, square, score = arrays
    best, best_fit, best_sums, best_sign = -1, -np.inf, sums, 0.0
    for move in ((score + free[0]).argmax(), (score - free[1]).argmin()):
        if free[1 if inside[move] else 0][move] != 0.0:
            continue
        sign = -1.0 if inside[move] else 1.0
        own = (1.0, to_core[move], strength[move], to_core_square[move], square[move])
        then = moved(sums, sign, own)
        fit = one_fit(whole, then)
        if fit > best_fit:
            best, best_fit, best_sums, best_sign = int(move), fit, then, sign
    return best, best_fit, best_sums, best_sign


@compiled
def walk(  # noqa: PLR0917 - compiled code takes arrays, and no keywords
    whole: Whole,
    ties: Ties,
    strength: tuple[Floats, Floats],
    to_core: tuple[Floats, Floats],
    inside: Flags,
    sums: Sums,
    limits: tuple[int, int],
) -> tuple[Ints, Floats]:
    """Move one partner at a time, up or downhill; who has moved stays where it is for a while.

    `strength` and `to_core` hold each partner's ties, with all and with the core, and the same
    of squared strengths; `ties` no squares where these do not matter. `limits` are the steps
    without a better core, and all steps. Gives who moved at each step, and the fit then
    (nobody: -1). Changes `to_core` and `inside`.
    """
    indptr, indices, data, squares = ties
    n = len(inside)
    wait = max(1, min(n // 4, 12))
    # Added to a score: who may not come in, or go, is never the best.
    free = np.where(inside, -np.inf, 0.0), np.where(inside, 0.0, -np.inf)
    moves, fits = np.full(limits[1], -1), np.full(limits[1], -np.inf)
    highest, last, back, out = one_fit(whole, sums), 0, 0, 0
    for step in range(limits[1]):
        if step - last > limits[0]:
            return moves[:step], fits[:step]
        a, b, c, d = slopes(whole, sums)
        if len(squares):
            score = a * to_core[0] + b * strength[0] + (c * to_core[1] + d * strength[1])
        else:
            score = (a + c) * to_core[0] + (b + d) * strength[0]
        arrays = (to_core[0], strength[0], to_core[1], strength[1], score)
        move, fit, after, sign = _best(whole, sums, arrays, inside, free)
        if move >= 0:
            row = slice(indptr[move], indptr[move + 1])
            to_core[0][indices[row]] += sign * data[row]
            if len(squares):
                to_core[1][indices[row]] += sign * squares[row]
            inside[move] = sign > 0
            free[0][move] = free[1][move] = -np.inf
            sums = after
            moves[step], fits[step] = move, fit
            out += 1
            if fit > highest + TOLERANCE:
                highest, last = fit, step
        if out > wait + step % 5 or (move < 0 and out):
            while moves[back] < 0:
                back += 1
            free[1 if inside[moves[back]] else 0][moves[back]] = 0.0
            back, out = back + 1, out - 1
    return moves, fits
