"""The vertex bootstrap: the same partners once more, drawn with replacement."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from leco.graph.arrays import Floats, Ints, Network
from leco.graph.ties import matrix_of, pattern_of


def vertex_draw(net: Network, rng: np.random.Generator) -> tuple[Network, Ints]:
    """Draw as many partners as there are, with replacement; also say who each of them was.

    Two that were drawn are tied as the partners they come from. A partner has no tie with
    itself to go by, so two copies of one are tied as a pair drawn from all pairs is (each
    direction by itself). What is known of a partner follows it; kinds of tie are not kept.

    Snijders & Borgatti (1999), Connections 22(2).
    """
    chosen = rng.integers(net.n, size=net.n)
    one, other = np.nonzero(np.triu(chosen[:, None] == chosen[None, :], 1))
    if net.directed:
        one, other = np.r_[one, other], np.r_[other, one]
    filled = _any_pair(net, len(one), rng)
    there = filled > 0
    copies = matrix_of(net.n, one[there], other[there], filled[there], net.directed)
    strengths = sparse.csr_array(net.strengths[chosen][:, chosen] + copies)
    strengths.sort_indices()
    drawn = replace(
        net,
        nodes=tuple(range(net.n)),
        adjacency=pattern_of(strengths),
        strengths=strengths,
        attributes={name: [values[place] for place in chosen.tolist()]
                    for name, values in net.attributes.items()},
        given=None,
        silent=None if net.silent is None else net.silent[chosen],
        activities=None if net.activities is None else net.activities[chosen],
        kinds=None,
    )  # fmt: skip
    return drawn, chosen


def _any_pair(net: Network, count: int, rng: np.random.Generator) -> Floats:
    """Give the strengths of pairs drawn from all pairs of two partners, 0 where not tied."""
    if not count:
        return np.zeros(0)
    row = rng.integers(net.n, size=count)
    column = rng.integers(net.n - 1, size=count)
    column += column >= row
    return np.asarray(net.strengths[row, column], dtype=np.float64).ravel()
