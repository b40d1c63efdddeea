"""The best cores there are: exactly at one half, by trying all, or by search."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

import numpy as np

from leco.graph.arrays import Floats, Ints, Network
from leco.metrics.core_cells import TOLERANCE, Cells, MixedBlock
from leco.metrics.core_starts import least_side

# Up to this many partners every one of the 2^n groups is tried; up to CERTIFIABLE when asked.
EXHAUSTIVE = 20
CERTIFIABLE = 24
# The groups are tried in blocks of 2^BLOCK, to hold little at a time.
BLOCK = 16
# So many tied optima are listed; all are counted.
LISTED = 1000


@dataclass(frozen=True)
class Optimum:
    """The best fit, the cores that reach it, and what they have in common."""

    fit: float
    cores: list[Ints]
    count: int
    coreness: Floats
    sizes: dict[int, Fraction]  # share of the optima that have each size
    certified: bool


def optimum(net: Network, mixed: MixedBlock, *, certify: bool = False) -> Optimum | None:
    """Find the cores that fit best; None where no core stands out."""
    if certify and mixed != 0.5 and net.n > CERTIFIABLE:
        raise ValueError(
            f"certify=True tries every group, and {net.n} partners have too many of them (at most "
            f"{CERTIFIABLE} partners): use mixed_block=0.5, which is certain at any size, or leave "
            "certify out"
        )
    if net.n < 2 or net.ties == 0:
        return None
    cells = Cells.of(net)
    if mixed == 0.5:
        return _by_strength(cells)
    if net.n <= (CERTIFIABLE if certify else EXHAUSTIVE):
        return _by_trying_all(cells, mixed)
    return _by_search(cells, mixed)


def _by_strength(cells: Cells) -> Optimum | None:
    """Solve the half-density model exactly: one pass over the sorted strengths."""
    strength: Floats = np.asarray(cells.tie.sum(axis=1), dtype=np.float64).ravel()
    order = np.lexsort((np.arange(cells.n), -strength))
    reach = np.cumsum(strength[order])[:-1]
    k = np.arange(1, cells.n)
    fit = cells.fit(k, 0.0, reach, (0.0, 0.0), 0.5)
    if np.isnan(fit).all():
        return None
    best = float(np.nanmax(fit))
    return strongest(strength, k[fit >= best - TOLERANCE], best)


def strongest(strength: Floats, sizes: Ints, fit: float) -> Optimum:
    """Take the strongest partners as cores of these sizes: every choice among equals at the cut."""
    falling = np.sort(strength)[::-1]
    coreness = np.zeros(len(strength))
    cores: list[Ints] = []
    counts: dict[int, int] = {}
    parts: list[tuple[Ints, Ints, int]] = []
    for size in sizes.tolist():
        cut = falling[size - 1]
        close = np.isclose(strength, cut, rtol=1e-12, atol=0)
        above, level = np.flatnonzero((strength > cut) & ~close), np.flatnonzero(close)
        free = size - len(above)
        counts[size] = math.comb(len(level), free)
        parts.append((above, level, free))
    total = sum(counts.values())
    for count, (above, level, free) in zip(counts.values(), parts, strict=True):
        share = float(Fraction(count, total))
        coreness[above] += share
        coreness[level] += share * free / len(level)
        choices = islice(combinations(level, free), max(0, LISTED - len(cores)))
        cores += [np.sort(np.concatenate([above, choice])).astype(np.int64) for choice in choices]
    shares = {size: Fraction(count, total) for size, count in counts.items()}
    return Optimum(fit, cores, total, np.minimum(coreness, 1.0), shares, certified=True)


def _by_trying_all(cells: Cells, mixed: MixedBlock) -> Optimum | None:
    """Try every group: each group of the last partners with all 2^BLOCK of the first, at once."""
    few = min(cells.n, BLOCK)
    tie, square = cells.tie.toarray(), cells.square.toarray()
    k = _doubled(np.ones(few))
    inner = [(_within(one[:few, :few]), _doubled(one[:few].sum(axis=1))) for one in (tie, square)]
    least, best = least_side(mixed), -math.inf
    found: list[Ints] = []
    fits: list[Floats] = []
    for group in range(1 << (cells.n - few)):
        rest = few + np.flatnonzero((group >> np.arange(cells.n - few)) & 1)
        size = k + len(rest)
        sums: list[tuple[Any, Any]] = []
        for one, (within, reach) in zip((tie, square), inner, strict=True):
            between = _doubled(one[rest, :few].sum(axis=0))
            own = float(one[np.ix_(rest, rest)].sum()) / 2
            sums.append((within + between + own, reach + float(one[rest].sum())))
            if mixed != "ignored":
                sums.append((0.0, 0.0))
                break
        fit = cells.fit(size, *sums[0], sums[1], mixed)
        fit[(size < least) | (size > cells.n - least) | np.isnan(fit)] = -math.inf
        best = max(best, float(fit.max()))
        good = np.flatnonzero((fit >= best - TOLERANCE) & (fit > -math.inf))
        found.append((group << few) + good)
        fits.append(fit[good])
    groups = np.concatenate(found)[np.concatenate(fits) >= best - TOLERANCE]
    if best == -math.inf:
        return None
    bits = (groups[:, None] >> np.arange(cells.n)) & 1
    return _gathered(cells.n, best, [np.flatnonzero(row) for row in bits], certified=True)


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
    """Search for the best cores; nothing proves that there is no better one."""
    from leco.metrics.core_search import search

    best, found = search(cells, mixed)
    return _gathered(cells.n, best, found, certified=False) if found else None
