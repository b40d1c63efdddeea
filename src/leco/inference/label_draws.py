"""Measures that only see which labels ties join, or paths of two: all draws of labels at once.

The draws are those of the long way, and the numbers are the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from leco.graph.arrays import Floats, Ints, Network
from leco.graph.partition import Labels
from leco.kernels import nulls
from leco.kernels.label_counts import TiesOfLabels, ties_of_labels
from leco.kernels.ratios import beyond_chance, over
from leco.kernels.role_draws import sums_of_draws
from leco.kernels.role_sums import role_columns
from leco.metrics.calls import Call

# Draws taken together before somebody who waits is told.
TOGETHER = 500


class Shuffle(NamedTuple):
    """What is shuffled: one label for each partner, within strata when given."""

    net: Network
    labels: Labels
    values: Sequence[Any]
    strata: Sequence[Any] | None


def _inside(ties: TiesOfLabels) -> Floats:
    return over(ties.within.sum(axis=1), ties.sent.sum(axis=1))


def _ei_index(ties: TiesOfLabels, _: Floats) -> Floats:
    return 1 - 2 * _inside(ties)


def _bridging_ratio(ties: TiesOfLabels, sizes: Floats) -> Floats:
    n = sizes.sum()
    alike, pairs = (sizes * (sizes - 1)).sum(), n * (n - 1)
    return over((1 - _inside(ties)) * pairs, pairs - alike)


def _freeman_segregation(ties: TiesOfLabels, sizes: Floats) -> Floats:
    return 1 - _bridging_ratio(ties, sizes)


def _assortativity(ties: TiesOfLabels, _: Floats) -> Floats:
    total = ties.sent.sum(axis=1)
    random = over((ties.sent * ties.received).sum(axis=1), total * total)
    return beyond_chance(_inside(ties), random)


def _gamix(ties: TiesOfLabels, sizes: Floats) -> Floats:
    kept = over(ties.within, ties.sent).sum(axis=1)
    return over(kept - 1, np.array(len(sizes) - 1.0))


# Each takes the ties of labels, and how many partners carry each label; gives one number.
FORMULAS: Mapping[str, Callable[[TiesOfLabels, Floats], Floats]] = {
    "assortativity": _assortativity,
    "bridging_ratio": _bridging_ratio,
    "ei_index": _ei_index,
    "freeman_segregation": _freeman_segregation,
    "gamix": _gamix,
}


def _by_partner(columns: Mapping[str, Floats], order: Ints) -> Floats:
    by_partner = np.stack([values[:, order] for values in columns.values()], axis=2)
    return by_partner.reshape(len(by_partner), -1)


def _summed(columns: Mapping[str, Floats], _: Ints) -> Floats:
    return np.stack([values.sum(axis=1) for values in columns.values()], axis=1)


# Each takes the roles, by draw and partner, and the caller's order; as `Answer.values` goes.
ROLES: Mapping[str, Callable[[Mapping[str, Floats], Ints], Floats]] = {
    "brokerage_roles": _by_partner,
    "brokerage_totals": _summed,
}


def fits(calls: Sequence[Call]) -> bool:
    """Whether these measures see nothing but ties between labels, or paths of two."""
    return all(
        call.entry is not None and call.entry.name in {*FORMULAS, *ROLES}
        and set(call.parameters) <= {"by", "weight"}
        for call in calls
    )  # fmt: skip


def measured(
    calls: Sequence[Call], shuffle: Shuffle, seeds: Sequence[np.random.SeedSequence] | None
) -> Iterator[Floats]:
    """Give the values of the draws with these seeds, or of every way: one row a draw, in parts."""
    net, labels = shuffle.net, shuffle.labels
    names = [call.entry.name for call in calls if call.entry is not None]
    rows, columns, strengths = net.tie_list()
    both = labels.known[rows] & labels.known[columns]
    ends, strengths = (rows[both], columns[both]), strengths[both]
    sizes, order = labels.matrix.sum(axis=0), net.caller_order()
    for codes in _handed_out(shuffle, seeds):
        found: dict[str, Floats] = {}
        if not FORMULAS.keys().isdisjoint(names):
            ties = ties_of_labels(codes, ends, strengths, len(sizes), net.directed)
            found |= {name: FORMULAS[name](ties, sizes) for name in names if name in FORMULAS}
        if not ROLES.keys().isdisjoint(names):
            sums = sums_of_draws(net, codes, labels.known, len(sizes))
            roles = role_columns(sums, merged=not net.directed, unclassified=labels.missing > 0)
            found |= {name: ROLES[name](roles, order) for name in names if name in ROLES}
        yield np.column_stack([found[name] for name in names])


def _handed_out(shuffle: Shuffle, seeds: Sequence[np.random.SeedSequence] | None) -> Iterator[Ints]:
    """Give the label of each partner (from 0), draw by draw, some draws at a time."""
    known = shuffle.labels.known
    codes = shuffle.labels.matrix.argmax(axis=1).astype(np.int32)
    if seeds is None:
        # What is written differently is handed out as different, though it may say the same.
        written = [repr(value) for value in shuffle.values]
        label = dict(zip(written, codes.tolist(), strict=True))
        every = nulls.all_labels(written, known, shuffle.strata)
        yield np.array([[label[one] for one in way] for way in every])
        return
    groups = nulls.strata_of(known, shuffle.strata)
    for begin in range(0, len(seeds), TOGETHER):
        some = seeds[begin : begin + TOGETHER]
        places = np.array([
            nulls.shuffled_places(len(codes), groups, np.random.default_rng(child))
            for child in some
        ])  # fmt: skip
        yield codes[places]
