"""The ordered two-block model: core partners tie most, mixed pairs less, the periphery least.

Every pair is tied by itself, with the chance :math:`p_{cc} > p_{cp} > p_{pp}` of its block
(Gallagher, Young & Welles 2021, hub and spoke). What is not known is who is core and what the
three chances are. `every_core` sums over all groups of partners, exactly. `graph.block_draws`
draws from the same model, and follows partners through several moments.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln, logsumexp

from leco.graph.arrays import Floats

# Places at which an integral over one chance is taken; and classes of groups at once.
NODES = 96
AT_ONCE = 20_000
# How far from the middle of a chance, in standard deviations, it is looked for.
WIDE = 9.0


@dataclass(frozen=True, eq=False)
class Exact:
    """What summing over every group of partners gives."""

    inclusion: Floats  # the chance that each partner is core
    sizes: Floats  # the chance of each size of the core, 0 to n
    log_evidence: float


def log_one_chance(ties: float, cells: float) -> float:
    """Give the evidence for a coalition in which every pair is tied with the same chance."""
    return float(betaln(ties + 1, cells - ties + 1))


def log_ordered(cells: Floats, ties: Floats) -> Floats:
    r"""Integrate the likelihood of three blocks over chances in order.

    `cells` and `ties` have a row each for core, mixed and periphery. The prior is even over
    :math:`1 > p_{cc} > p_{cp} > p_{pp} > 0`, whose density is 6.
    """
    found = [
        _integrated(cells[:, begin : begin + AT_ONCE], ties[:, begin : begin + AT_ONCE])
        for begin in range(0, cells.shape[1], AT_ONCE)
    ]
    return np.concatenate(found) if found else np.zeros(0)


def _integrated(cells: Floats, ties: Floats) -> Floats:
    yes, no = ties + 1, cells - ties + 1
    middle = yes / (yes + no)
    spread = np.sqrt(middle * (1 - middle) / (yes + no + 1))
    low = np.minimum(middle[1] - WIDE * spread[1], middle[0] - WIDE * spread[0])
    high = np.maximum(middle[1] + WIDE * spread[1], middle[2] + WIDE * spread[2])
    # Where the blocks stand in order already, the mixed block alone says where to look.
    apart = middle[0] - WIDE * spread[0] > middle[1] + WIDE * spread[1]
    low = np.where(apart, middle[1] - WIDE * spread[1], low)
    apart = middle[2] + WIDE * spread[2] < middle[1] - WIDE * spread[1]
    high = np.where(apart, middle[1] + WIDE * spread[1], high)
    # The angle whose sine is the root of a chance has the same spread wherever it is.
    begin, end = (np.arcsin(np.sqrt(np.clip(side, 0.0, 1.0))) for side in (low, high))
    places, weights = np.polynomial.legendre.leggauss(NODES)
    angle = begin[:, None] + (end - begin)[:, None] * (places + 1) / 2
    p = np.clip(np.sin(angle) ** 2, 1e-300, 1 - 1e-16)
    with np.errstate(divide="ignore"):
        inside = (
            (yes[1, :, None] - 0.5) * np.log(p) + (no[1, :, None] - 0.5) * np.log1p(-p)
            + log_below(no[0, :, None], yes[0, :, None], 1 - p)
            + log_below(yes[2, :, None], no[2, :, None], p)
            + np.log(weights) + np.log(np.maximum(end - begin, 1e-300))[:, None]
        )  # fmt: skip
    whole: Floats = logsumexp(inside, axis=1) + betaln(yes[0], no[0]) + betaln(yes[2], no[2])
    return np.asarray(whole + np.log(6.0))


def log_below(a: Floats, b: Floats, x: Floats) -> Floats:
    """Give the log of the chance that a beta variable lies below x, far out in its tail too."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(betainc(a, b, x))
        # Too small for a float: the first term of its series, and the rest as if geometric.
        rest = np.minimum(x * (a + b) / (a + 1), 0.999)
        tail = a * np.log(x) + b * np.log1p(-x) - np.log(a) - betaln(a, b) - np.log1p(-rest)
    return np.asarray(np.where(np.isfinite(found), found, tail))


def every_core(ties: Floats, per_pair: int) -> Exact:
    """Sum over every group of partners, from a dense matrix of ties per pair (both ways added).

    Cost: 2^n groups in memory; their classes (size, ties within, ties outside) are integrated
    once each.
    """
    n = len(ties)
    sums = np.zeros((1, 3))  # size, ties within, ties of its members
    degree = ties.sum(axis=1)
    for partner in range(n):
        within = np.zeros(1)
        for other in range(partner):
            within = np.concatenate([within, within + ties[partner, other]])
        more = np.stack([np.ones(len(sums)), within, np.full(len(sums), degree[partner])], axis=1)
        sums = np.concatenate([sums, sums + more])
    size, core = sums[:, 0], sums[:, 1]
    mixed = sums[:, 2] - 2 * core
    total = degree.sum() / 2
    classes, which = np.unique(np.stack([size, core, mixed]), axis=1, return_inverse=True)
    value = log_ordered(*_blocks(n, classes, total, per_pair))
    k = classes[0]
    # Every size is as likely, and every group of a size.
    value += betaln(k + 1, n - k + 1) + np.log((n + 1) / max(n - 1, 1))
    value[(k < 1) | (k > n - 1)] = -np.inf
    each = value[which.ravel()]
    whole = float(logsumexp(each)) if n > 1 else -np.inf
    chance = np.exp(each - whole)
    inclusion = np.array([chance.reshape(-1, 2, 2**one)[:, 1].sum() for one in range(n)])
    sizes = np.bincount(size.astype(int), chance, minlength=n + 1).astype(np.float64)
    return Exact(inclusion, sizes, whole)


def _blocks(n: int, classes: Floats, total: float, per_pair: int) -> tuple[Floats, Floats]:
    k, core, mixed = classes
    cells = per_pair * np.stack([k * (k - 1) / 2, k * (n - k), (n - k) * (n - k - 1) / 2])
    return cells, np.stack([core, mixed, total - core - mixed])
