"""Other ways to find a core, each a function of one symmetric matrix of ties.

None of them looks at direction: `symmetric` makes the matrix, with a tie where there is one in
either direction, as strong as the stronger of the two. Every function gives `CoreFound`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.kernels.core_cells import TOLERANCE, BlockCells, CoreFound
from leco.kernels.core_optima import strongest
from leco.kernels.groups import orders, strength_of
from leco.words import Note

# No value of MINRES is larger than this many times the root of the strongest tie.
BOUND = 100.0
# The shapes of Rombach's core that are averaged over: how sharp (alpha), how large (1 - beta).
SHAPES = (0.1, 0.3, 0.5, 0.7, 0.9)
GRID = tuple(product(SHAPES, SHAPES))
# Rankings of up to this many pairs of partners are improved by exchanges, so many in all.
EXCHANGES = 20_000_000
# Up to so many partners more rankings are tried.
FEW = 50


def symmetric(net: Network) -> sparse.csr_array:
    """Give the ties in either direction, as strong as the stronger of the two."""
    if not net.directed:
        return net.strengths
    return sparse.csr_array(net.strengths.maximum(net.strengths.T))


def flat(ties: sparse.csr_array) -> bool:
    """Whether there are no ties, or all are there and equally strong: then nobody stands out."""
    n = ties.shape[0]
    if ties.nnz == 0:
        return True
    return bool(ties.nnz == n * (n - 1) and np.ptp(ties.data) <= 1e-9 * ties.data.max())


def lip(ties: sparse.csr_array) -> CoreFound:
    """Count the ties missing in the core and present in the periphery; all cores with the fewest.

    With d the ties of a partner, that is k (k - 1) / 2 + m less the sum of d over the core: for
    each size the strongest are best. One partner at least on either side loses nothing.
    """
    degree = strength_of(ties)
    n = len(degree)
    k = np.arange(1, n)
    wrong = k * (k - 1) / 2 + degree.sum() / 2 - np.cumsum(np.sort(degree)[::-1])[:-1]
    best = strongest(degree, k[wrong == wrong.min()], float(wrong.min()))
    return replace(best, notes=(Note("core_does_not_scale"),))


def k_core(ties: sparse.csr_array) -> CoreFound:
    """Peel off who has fewest ties, again and again; the core is the innermost shell."""
    shell = shells(ties)
    inner = np.flatnonzero(shell == shell.max())
    return CoreFound(shell / shell.max(), [inner], 1, float(shell.max()), certified=True,
                 notes=(Note("core_drifts"),))  # fmt: skip


def shells(ties: sparse.csr_array) -> Ints:
    """Give the largest k such that a partner is among partners with k ties to each other."""
    left = np.diff(ties.indptr).astype(np.int64)
    shell = np.zeros(len(left), dtype=np.int64)
    there = np.ones(len(left), dtype=bool)
    k = 0
    leaving: Ints
    while there.any():
        k = max(k, int(left[there].min()))
        leaving = np.flatnonzero(there & (left <= k))
        while len(leaving):
            shell[leaving], there[leaving] = k, False
            touched, times = np.unique(
                np.asarray(ties[leaving].indices, dtype=np.int64), return_counts=True
            )
            left[touched] -= times
            leaving = touched[there[touched] & (left[touched] <= k)]
    return shell


def rich_core(ties: sparse.csr_array) -> CoreFound:
    """Go down the partners by strength; the core ends where most runs to those above.

    Partners that are equally strong stand at one place: half of what runs between them counts,
    what it would be on average if they stood in any order.
    """
    strength = strength_of(ties)
    level = _levels(strength)
    listed = ties.tocoo()
    upward = np.where(level[listed.col] < level[listed.row], 1.0,
                      np.where(level[listed.col] == level[listed.row], 0.5, 0.0))  # fmt: skip
    above = np.bincount(listed.row, weights=listed.data * upward, minlength=len(strength))
    most = float(above.max())
    cuts = np.unique(level[above >= most * (1 - 1e-12)])
    cores = [np.flatnonzero(level <= cut) for cut in cuts]
    coreness = np.bincount(np.concatenate(cores), minlength=len(strength)) / len(cores)
    return CoreFound(coreness, cores, len(cores), most, certified=True)


def minres(ties: sparse.csr_array) -> CoreFound:
    """Give each partner a value, so that the products of two come closest to the ties.

    The sum of squared differences is made smallest by L-BFGS-B from a few starts, all values
    from 0 to a bound. When one value grows without end and the others shrink, its ties are met
    exactly and no others: what is then left is the limit that is compared with.
    """
    from scipy.optimize import Bounds, minimize

    unit = float(ties.data.max())
    matrix = sparse.csr_array(ties / unit)
    n = len(matrix.indptr) - 1
    squares = strength_of(matrix.power(2))
    whole = float(squares.sum()) / 2
    hub = int(squares.argmax())
    limit = whole - float(squares[hub])

    def rest(value: Any) -> tuple[float, Any]:
        reached, length = np.asarray(matrix @ value), float(value @ value)
        off = length**2 - float((value**4).sum())
        gradient = 2 * (length * value - value**3 - reached)
        return whole - float(value @ reached) + off / 2, gradient

    strength = strength_of(matrix)
    starts = [strength / np.sqrt(strength.sum()), np.full(n, np.sqrt(strength.sum()) / n)]
    for one in np.argsort(-squares, kind="stable")[:4]:
        start = matrix[[one]].toarray()[0] / 2
        start[one] = 2.0
        starts.append(start)

    def improved(start: Any, steps: int, close: float) -> tuple[float, Floats]:
        options: dict[str, Any] = {"maxiter": steps, "maxfun": 2 * steps, "ftol": close,
                                   "gtol": 1e-8, "maxcor": 20}  # fmt: skip
        done = minimize(  # type: ignore[call-overload]  # its stubs do not know a plain dict
            rest, start, jac=True, method="L-BFGS-B", bounds=Bounds(0, BOUND), options=options
        )
        return float(done.fun), np.asarray(done.x)

    best, value = min((improved(start, 100, 1e-9) for start in starts), key=lambda one: one[0])
    best, value = improved(value, 1000, 1e-14)
    notes: tuple[Note, ...] = (Note("ranking_without_cut"),)
    if best >= limit - 1e-6 * whole or value.max() > 0.999 * BOUND:
        notes = (Note("heywood"), *notes)
    if best >= limit - 1e-6 * whole:  # nothing beats one value without end
        value = matrix[[hub]].toarray()[0] / BOUND
        best = limit + rest(value)[0] - whole  # the ties of the hub are met exactly
        value[hub] = BOUND
    return CoreFound(value / value.max(), [], 0, best * unit**2, certified=False, notes=notes)


def rombach(ties: sparse.csr_array) -> CoreFound:
    """Rank partners for many shapes of core, and add up their places, by how well each fits."""
    matrix = sparse.csr_array(ties / ties.data.max())
    total, quality = np.zeros(len(matrix.indptr) - 1), []
    for alpha, beta in GRID:
        place, reached = best_ranking(matrix, alpha, beta)
        total += place * reached
        quality.append(reached)
    return CoreFound(total / total.max(), [], 0, float(np.mean(quality)) * float(ties.data.max()),
                 certified=False, notes=(Note("ranking_without_cut"),))  # fmt: skip


def places(n: int, alpha: float, beta: float) -> Floats:
    """Give the values that the places of a ranking have, from the rim to the core."""
    rank, rim = np.arange(1, n + 1), int(np.floor(beta * n + 1e-9))
    low = (1 - alpha) * rank / (2 * max(rim, 1))
    high = (rank - rim) * (1 - alpha) / (2 * max(n - rim, 1)) + (1 + alpha) / 2
    return np.where(rank <= rim, low, high)


def best_ranking(matrix: sparse.csr_array, alpha: float, beta: float) -> tuple[Floats, float]:
    """Rank partners so that strong ties run between high places: each one's value, and the sum.

    The sum is over both directions of each tie. Several rankings are sorted anew by the places
    of everybody's contacts while that helps, and then improved by exchanges of two partners.
    """
    n = len(matrix.indptr) - 1
    value = places(n, alpha, beta)
    best, highest = value, -np.inf
    for score in islice(orders(matrix), 3 if n > FEW else None):
        place = _placed(value, score)
        place = _exchanged(matrix, _resorted(matrix, value, place))
        reached = float(place @ (matrix @ place))
        if reached > highest + 1e-9:
            best, highest = place, reached
    return best, highest


def _placed(value: Floats, score: Floats) -> Floats:
    place = np.empty(len(value))
    # Sums that differ by rounding alone are equal: then the id decides.
    place[np.lexsort((-np.arange(len(value)), score.round(9)))] = value
    return place


def _resorted(matrix: sparse.csr_array, value: Floats, place: Floats) -> Floats:
    """Sort by the places of contacts; where that overshoots, by one's own place as well."""
    reached = float(place @ (matrix @ place))
    most = float(strength_of(matrix).max())
    for _ in range(200):
        near = matrix @ place
        for own in (0.0, most / 64, most / 8, most):
            other = _placed(value, near + own * place)
            after = float(other @ (matrix @ other))
            if after > reached + 1e-9:
                break
        else:
            return place
        place, reached = other, after
    return place


def _exchanged(matrix: sparse.csr_array, place: Floats) -> Floats:
    """Let each partner in turn exchange places with whom that helps most, until it helps nobody."""
    n = len(place)
    near = matrix @ place
    row = np.zeros(n)
    for _ in range(EXCHANGES // n**2):
        moved = False
        for one in range(n):
            own = slice(matrix.indptr[one], matrix.indptr[one + 1])
            row[matrix.indices[own]] = matrix.data[own]
            step = place - place[one]
            gain = step * (near[one] - near) - row * step * step
            row[matrix.indices[own]] = 0.0
            other = int(gain.round(9).argmax())
            if gain[other] <= 1e-9:
                continue
            moved = True
            shift = float(step[other])
            for end, change in ((one, shift), (other, -shift)):
                own_ = slice(matrix.indptr[end], matrix.indptr[end + 1])
                near[matrix.indices[own_]] += change * matrix.data[own_]
            place[one], place[other] = place[other], place[one]
        if not moved:
            break
    return place


def cut(net: Network, coreness: Floats) -> Flags:
    """Cut a ranking where the core correlates best with the ties, the mixed block at one half.

    Partners with equal scores stay together.
    """
    level = _levels(np.round(coreness, 6))
    order = np.lexsort((np.arange(net.n), level))
    fit = BlockCells.of(net, 0.5).fit_beginnings(order)
    whole = level[order][1:] != level[order][:-1]
    fit[~whole] = np.nan
    if np.isnan(fit).all():
        return np.ones(net.n, dtype=bool)
    last = int(np.flatnonzero(fit >= np.nanmax(fit) - TOLERANCE)[0])
    inside: Flags = level <= level[order][last]
    return inside


def _levels(values: Floats) -> Ints:
    """Give each value its level, 0 for the highest; values equal but for rounding share one."""
    order = np.argsort(-values, kind="stable")
    falling = values[order]
    new = np.r_[False, ~np.isclose(falling[1:], falling[:-1], rtol=1e-12, atol=0)]
    level = np.empty(len(values), dtype=np.int64)
    level[order] = np.cumsum(new)
    return level


@dataclass(frozen=True)
class Method:
    """A method by name: its function, whether it can use strengths, whether it is exact."""

    run: Callable[[sparse.csr_array], CoreFound]
    weighs: bool
    exact: bool


METHODS: dict[str, Method] = {
    "lip": Method(lip, weighs=False, exact=True),
    "minres": Method(minres, weighs=True, exact=False),
    "rombach": Method(rombach, weighs=True, exact=False),
    "rich_core": Method(rich_core, weighs=True, exact=True),
    "k_core": Method(k_core, weighs=False, exact=True),
}
