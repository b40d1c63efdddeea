"""The best cores there are: exactly at one half, by trying all, or by search."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, islice

import numpy as np

from leco.graph.arrays import Floats, Ints, Network
from leco.kernels.core_cells import TOLERANCE, BlockCells, CoreFound, MixedBlock
from leco.kernels.groups import over_groups, within_groups

# Up to this many partners every one of the 2^n groups is tried; up to CERTIFIABLE when asked.
EXHAUSTIVE = 20
CERTIFIABLE = 24
# The groups are tried in blocks of 2^BLOCK, to hold little at a time.
BLOCK = 16
# So many tied optima are listed; all are counted.
LISTED = 1000


def optimum(net: Network, mixed: MixedBlock = 0.5, *, certify: bool = False) -> CoreFound | None:
    """Find the cores that fit best; None where no core stands out."""
    if certify and mixed != 0.5 and net.n > CERTIFIABLE:
        raise ValueError(
            f"certify=True tries every group, and {net.n} partners have too many of them (at most "
            f"{CERTIFIABLE} partners): use mixed_block=0.5, which is certain at any size, or leave "
            "certify out"
        )
    if net.n < 2 or net.ties == 0:
        return None
    cells = BlockCells.of(net, mixed)
    if mixed == 0.5:
        return _by_strength(cells)
    if net.n <= (CERTIFIABLE if certify else EXHAUSTIVE):
        return _by_trying_all(cells)
    return _by_search(cells)


def _by_strength(cells: BlockCells) -> CoreFound | None:
    """Solve the half-density model exactly: one pass over the sorted strengths."""
    k = np.arange(1, cells.n)
    fit = cells.fit(k, 0.0, np.cumsum(np.sort(cells.strength)[::-1])[:-1])
    if np.isnan(fit).all():
        return None
    best = float(np.nanmax(fit))
    return strongest(cells.strength, k[fit >= best - TOLERANCE], best)


def strongest(strength: Floats, sizes: Ints, objective: float) -> CoreFound:
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
    return CoreFound(
        np.minimum(coreness, 1.0), cores, total, objective, certified=True,
        sizes={size: Fraction(count, total) for size, count in counts.items()},
    )  # fmt: skip


def _by_trying_all(cells: BlockCells) -> CoreFound | None:
    """Try every group: each group of the last partners with all 2^BLOCK of the first, at once."""
    few = min(cells.n, BLOCK)
    tables = [cells.tie.toarray()]
    if cells.ignored:
        tables.append(cells.square.toarray())
    k = over_groups(np.ones(few))
    inner = [(within_groups(one[:few, :few]), over_groups(one[:few].sum(axis=1))) for one in tables]
    best = -math.inf
    found: list[Ints] = []
    fits: list[Floats] = []
    for group in range(1 << (cells.n - few)):
        rest = few + np.flatnonzero((group >> np.arange(cells.n - few)) & 1)
        sums: list[tuple[Floats, Floats]] = []
        for one, (within, reach) in zip(tables, inner, strict=True):
            between = over_groups(one[rest, :few].sum(axis=0))
            own = float(one[np.ix_(rest, rest)].sum()) / 2
            sums.append((within + between + own, reach + float(one[rest].sum())))
        fit = cells.fit(k + len(rest), *sums[0], sums[-1])
        fit[np.isnan(fit)] = -math.inf
        best = max(best, float(fit.max()))
        good = np.flatnonzero((fit >= best - TOLERANCE) & (fit > -math.inf))
        found.append((group << few) + good)
        fits.append(fit[good])
    groups = np.concatenate(found)[np.concatenate(fits) >= best - TOLERANCE]
    if best == -math.inf:
        return None
    bits = (groups[:, None] >> np.arange(cells.n)) & 1
    return _gathered(cells.n, best, [np.flatnonzero(row) for row in bits], certified=True)


def _by_search(cells: BlockCells) -> CoreFound | None:
    """Search for the best cores; nothing proves that there is no better one."""
    from leco.kernels.core_search import search

    best, found = search(cells)
    return _gathered(cells.n, best, found, certified=False) if found else None


def _gathered(n: int, best: float, found: Sequence[Ints], *, certified: bool) -> CoreFound:
    coreness = np.bincount(np.concatenate(found), minlength=n) / len(found)
    lengths = [len(core) for core in found]
    sizes = {size: Fraction(lengths.count(size), len(found)) for size in sorted(set(lengths))}
    return CoreFound(coreness, list(found[:LISTED]), len(found), best, certified, sizes=sizes)
