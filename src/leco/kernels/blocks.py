"""How well blocks of partners account for the ties: likelihoods, integrated over their chances.

Every pair is tied by itself, with the chance of its block: within the core, mixed, or within the
periphery (Gallagher, Young & Welles 2021). What is not known is who is core and what the three
chances are. `log_ordered` asks for :math:`p_{cc} > p_{cp} > p_{pp}` (hub and spoke), `log_layered`
for a core alone, `log_any_two` for nothing. `every_core` sums over all groups of partners,
exactly. `kernels.block_draws` draws from the ordered model, and follows partners through several
moments.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.special import betainc, betaln, logsumexp

from leco.graph.arrays import Floats, Network
from leco.kernels.groups import over_groups, within_groups

# Places at which an integral over one chance is taken; and classes of groups at once.
NODES = 96
AT_ONCE = 20_000
# How far from the middle of a chance, in standard deviations, it is looked for.
WIDE = 9.0

# The log likelihood of ties in cells, a row each for core, mixed and periphery.
Evidence: TypeAlias = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, eq=False)
class Exact:
    """What summing over every group of partners gives."""

    inclusion: Floats  # the chance that each partner is core
    log_evidence: float


@dataclass(frozen=True)
class Pairs:
    """How many ties the pairs of n partners have; each pair can have one, or two with direction."""

    n: int
    per_pair: int
    ties: float

    def weigh(self, evidence: Evidence, k: Floats, within: Floats, reach: Floats) -> Floats:
        """Weigh groups of k partners as cores, with `within` ties and `reach` ends of ties.

        Every size is as likely, and every group of a size. Nobody and everybody are no groups.
        """
        n, mixed = self.n, reach - 2 * within
        cells = self.per_pair * np.stack([k * (k - 1) / 2, k * (n - k), (n - k) * (n - k - 1) / 2])
        ties = np.stack([within, mixed, self.ties - within - mixed])
        prior = betaln(k + 1, n - k + 1) + math.log((n + 1) / max(n - 1, 1))
        value = evidence(cells, np.clip(ties, 0, cells)) + prior
        return np.where((k < 1) | (k > n - 1), -np.inf, value)


def pair_counts(net: Network) -> sparse.csr_array:
    """Give how many ties each pair has, one or with direction two, as a symmetric matrix."""
    if not net.directed:
        return net.adjacency
    return sparse.csr_array(net.adjacency + net.adjacency.T)


def every_core(ties: Floats, per_pair: int) -> Exact:
    """Sum over every group of partners, from a dense matrix of ties per pair (both ways added).

    Cost: 2^n groups in memory; their classes (size, ties within, ties outside) are integrated
    once each.
    """
    n = len(ties)
    degree = ties.sum(axis=1)
    groups = np.stack([over_groups(np.ones(n)), within_groups(ties), over_groups(degree)])
    classes, which = np.unique(groups, axis=1, return_inverse=True)
    each = Pairs(n, per_pair, degree.sum() / 2).weigh(log_ordered, *classes)[which.ravel()]
    whole = float(logsumexp(each)) if n > 1 else -np.inf
    chance = np.exp(each - whole)
    inclusion = np.array([chance.reshape(-1, 2, 2**one)[:, 1].sum() for one in range(n)])
    return Exact(inclusion, whole)


def log_one_chance(ties: float, cells: float) -> float:
    """Give the evidence for a coalition in which every pair is tied with the same chance."""
    return float(betaln(ties + 1, cells - ties + 1))


def log_any_two(cells: Floats, ties: Floats) -> Floats:
    """Integrate over three chances in any order: known in closed form."""
    return np.asarray(betaln(ties + 1, cells - ties + 1).sum(axis=0))


def log_layered(cells: Floats, ties: Floats) -> Floats:
    r"""Integrate over two chances in order: within the core, and less for all other pairs.

    :math:`p_{cc} > p_{cp} = p_{pp}`: the density of the prior is 2.
    """
    dense = ties[0] + 1, cells[0] - ties[0] + 1
    thin = ties[1] + ties[2] + 1, cells[1] + cells[2] - ties[1] - ties[2] + 1
    low, high = _where(*thin)
    least, _ = _where(*dense)
    p, weight, width = _places(np.where(least > high, low, np.minimum(low, least)), high)
    inside = _density(p, *thin) + log_below(dense[1][:, None], dense[0][:, None], 1 - p)
    inside += weight + width
    return np.asarray(logsumexp(inside, axis=1) + betaln(*dense) + np.log(2.0))


def log_ordered(cells: Floats, ties: Floats) -> Floats:
    r"""Integrate over three chances in order: core, mixed, periphery.

    The prior is even over :math:`1 > p_{cc} > p_{cp} > p_{pp} > 0`, whose density is 6.
    """
    found = [
        _integrated(cells[:, begin : begin + AT_ONCE], ties[:, begin : begin + AT_ONCE])
        for begin in range(0, cells.shape[1], AT_ONCE)
    ]
    return np.concatenate(found) if found else np.zeros(0)


def _integrated(cells: Floats, ties: Floats) -> Floats:
    yes, no = ties + 1, cells - ties + 1
    low, high = _where(yes, no)
    # Where the blocks stand in order already, the mixed block alone says where to look.
    p, weight, width = _places(
        np.where(low[0] > high[1], low[1], np.minimum(low[1], low[0])),
        np.where(high[2] < low[1], high[1], np.maximum(high[1], high[2])),
    )
    inside = (
        _density(p, yes[1], no[1])
        + log_below(no[0, :, None], yes[0, :, None], 1 - p)
        + log_below(yes[2, :, None], no[2, :, None], p)
        + weight
        + width
    )
    whole: Floats = logsumexp(inside, axis=1) + betaln(yes[0], no[0]) + betaln(yes[2], no[2])
    return np.asarray(whole + np.log(6.0))


def _where(yes: Floats, no: Floats) -> tuple[Floats, Floats]:
    """Say between which bounds a chance is worth looking for."""
    middle = yes / (yes + no)
    spread = np.sqrt(middle * (1 - middle) / (yes + no + 1))
    return middle - WIDE * spread, middle + WIDE * spread


def _places(low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Lay out chances between two bounds; their log weights in an integral, and its log width."""
    # The angle whose sine is the root of a chance has the same spread wherever it is.
    begin, end = (np.arcsin(np.sqrt(np.clip(side, 0.0, 1.0))) for side in (low, high))
    places, weights = np.polynomial.legendre.leggauss(NODES)
    angle = begin[:, None] + (end - begin)[:, None] * (places + 1) / 2
    p = np.clip(np.sin(angle) ** 2, 1e-300, 1 - 1e-16)
    return p, np.log(weights), np.log(np.maximum(end - begin, 1e-300))[:, None]


def _density(p: Floats, yes: Floats, no: Floats) -> Floats:
    """Give the log likelihood of a block at each of its chances, per unit of the angle."""
    return (yes[:, None] - 0.5) * np.log(p) + (no[:, None] - 0.5) * np.log1p(-p)


def log_below(a: Floats, b: Floats, x: Floats) -> Floats:
    """Give the log of the chance that a beta variable lies below x, far out in its tail too."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(betainc(a, b, x))
        # Too small for a float: the first term of its series, and the rest as if geometric.
        rest = np.minimum(x * (a + b) / (a + 1), 0.999)
        tail = a * np.log(x) + b * np.log1p(-x) - np.log(a) - betaln(a, b) - np.log1p(-rest)
    return np.asarray(np.where(np.isfinite(found), found, tail))
