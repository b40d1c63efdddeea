"""The ordered two-block model of one moment: how likely each partner is core, if any is."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from leco.graph.arrays import Floats, Network
from leco.graph.block_draws import sample
from leco.graph.blocks import every_core, log_one_chance, log_ordered

# Up to this many partners all groups are summed over (16: 0.2 s); above, draws are taken.
SUMMED = 16
SWEEPS, WARM_UP = 800, 200
# Of many partners the ties say more, and a sweep takes longer: fewer will do.
MANY, FEWER = 100, 300


@dataclass(frozen=True, eq=False)
class Ordered:
    """What the ties say of who is core, as chances.

    `support` is the chance that there is a core at all, when a coalition with one and one
    without (every pair tied with the same chance) are as likely beforehand. From draws it is a
    lower bound where all of them have a core.
    """

    inclusion: Floats
    sizes: Floats
    support: float
    exact: bool


def ordered(net: Network, seed: int) -> Ordered | None:
    """Weigh every group of partners as a core; None without ties or with all ties there."""
    pairs = net.n * (net.n - 1) // 2
    per_pair = 2 if net.directed else 1
    cells, ties = per_pair * pairs, net.ties
    if ties in {0, cells}:
        return None
    both = net.adjacency if not net.directed else sparse.csr_array(net.adjacency + net.adjacency.T)
    without = log_one_chance(ties, cells)
    if net.n <= SUMMED:
        found = every_core(both.toarray(), per_pair)
        return Ordered(found.inclusion, found.sizes, _even(found.log_evidence - without), True)
    drawn = sample(
        [both], np.ones((1, net.n), dtype=bool), per_pair, np.random.default_rng(seed),
        sweeps=SWEEPS if net.n <= MANY else FEWER, warm_up=WARM_UP,
    ).core[:, 0]  # fmt: skip
    size = drawn.sum(axis=1)
    split = (size > 0) & (size < net.n)
    if not split.any():
        blank = np.full(net.n, np.nan)
        return Ordered(blank, np.full(net.n + 1, np.nan), 0.0, False)
    # Groups of nobody or everybody can be weighed exactly: the draws say how much more the rest is.
    edges = np.zeros((3, 2))
    edges[2, 0] = edges[0, 1] = cells
    trivial = np.logaddexp(*log_ordered(edges, edges * ties / cells)) - math.log(net.n - 1)
    more = split.sum() / max((~split).sum(), 1)
    return Ordered(
        drawn[split].mean(axis=0),
        np.bincount(size[split], minlength=net.n + 1) / split.sum(),
        _even(math.log(more) + float(trivial) - without),
        False,
    )


def _even(log_odds: float) -> float:
    return 1 / (1 + math.exp(min(-log_odds, 700.0)))
