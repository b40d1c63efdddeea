"""The method "ordered_blocks": how likely each partner is core, and that there is a core at all."""

import math

import numpy as np

from leco.graph.arrays import Floats, Network
from leco.kernels.block_draws import sample
from leco.kernels.blocks import every_core, log_one_chance, log_ordered, pair_counts
from leco.kernels.core_cells import CoreFound
from leco.words import Note

# Up to this many partners all groups are summed over (16: 0.2 s); above, draws are taken.
SUMMED = 16
SWEEPS, WARM_UP = 800, 200
# Of many partners the ties say more, and a sweep takes longer: fewer will do.
MANY, FEWER = 100, 300


def ordered_blocks(net: Network, seed: int) -> CoreFound | None:
    """Weigh every group of partners as a core; None without ties or with all ties there.

    The objective is the chance that there is a core at all, when a coalition with one and one
    without (every pair tied with the same chance) are as likely beforehand. From draws it is a
    lower bound where all of them have a core.
    """
    per_pair = 2 if net.directed else 1
    cells, ties = per_pair * net.n * (net.n - 1) // 2, net.ties
    if ties in {0, cells}:
        return None
    both = pair_counts(net)
    without = log_one_chance(ties, cells)
    if net.n <= SUMMED:
        found = every_core(both.toarray(), per_pair)
        return _found(found.inclusion, found.log_evidence - without, certified=True)
    drawn = sample(
        [both], np.ones((1, net.n), dtype=bool), per_pair, np.random.default_rng(seed),
        sweeps=SWEEPS if net.n <= MANY else FEWER, warm_up=WARM_UP,
    ).core[:, 0]  # fmt: skip
    size = drawn.sum(axis=1)
    split = (size > 0) & (size < net.n)
    if not split.any():
        return _found(np.full(net.n, np.nan), -math.inf, certified=False)
    # Groups of nobody or everybody can be weighed exactly: the draws say how much more the rest is.
    edges = np.zeros((3, 2))
    edges[2, 0] = edges[0, 1] = cells
    trivial = np.logaddexp(*log_ordered(edges, edges * ties / cells)) - math.log(net.n - 1)
    more = split.sum() / max((~split).sum(), 1)
    log_odds = math.log(more) + float(trivial) - without
    return _found(drawn[split].mean(axis=0), log_odds, certified=False)


def _found(inclusion: Floats, log_odds: float, *, certified: bool) -> CoreFound:
    """Take who is core more likely than not."""
    support = 1 / (1 + math.exp(min(-log_odds, 700.0)))
    core = np.flatnonzero(inclusion >= 0.5)
    notes = (Note("no_core_shown", {"chance": support}),) if support < 0.5 else ()
    if not len(core):
        return CoreFound(inclusion, [], 0, support, certified, (*notes, Note("nobody_core")))
    return CoreFound(inclusion, [core], 1, support, certified, notes)
