"""Measures that only see how ties run between labels: all draws of labels at once.

The draws are those of the long way, and the numbers are the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from leco.graph.arrays import Floats, Ints, Network
from leco.graph.partition import Labels
from leco.kernels import nulls
from leco.kernels.label_counts import Counts, ties_of_labels
from leco.kernels.ratios import over
from leco.metrics.calls import Call

# Draws taken together before somebody who waits is told.
TOGETHER = 500


class Shuffle(NamedTuple):
    """What is shuffled: one label for each partner, within strata when given."""

    net: Network
    labels: Labels
    values: Sequence[Any]
    strata: Sequence[Any] | None


def _inside(ties: Counts) -> Floats:
    return over(ties.within.sum(axis=1), ties.sent.sum(axis=1))


def _ei_index(ties: Counts, _: Floats) -> Floats:
    return 1 - 2 * _inside(ties)


def _bridging_ratio(ties: Counts, sizes: Floats) -> Floats:
    n = sizes.sum()
    alike, pairs = (sizes * (sizes - 1)).sum(), n * (n - 1)
    return over((1 - _inside(ties)) * pairs, pairs - alike)


def _freeman_segregation(ties: Counts, sizes: Floats) -> Floats:
    return 1 - _bridging_ratio(ties, sizes)


def _assortativity(ties: Counts, _: Floats) -> Floats:
    total = ties.sent.sum(axis=1)
    random = over((ties.sent * ties.received).sum(axis=1), total * total)
    return over(_inside(ties) - random, 1 - random)


def _gamix(ties: Counts, sizes: Floats) -> Floats:
    kept = over(ties.within, ties.sent).sum(axis=1)
    return over(kept - 1, np.array(len(sizes) - 1.0))


# Each takes the ties of labels, and how many partners carry each label.
FORMULAS: Mapping[str, Callable[[Counts, Floats], Floats]] = {
    "assortativity": _assortativity,
    "bridging_ratio": _bridging_ratio,
    "ei_index": _ei_index,
    "freeman_segregation": _freeman_segregation,
    "gamix": _gamix,
}


def fits(calls: Sequence[Call]) -> bool:
    """Whether these measures see nothing but ties between labels."""
    return all(
        call.entry is not None and call.entry.name in FORMULAS
        and set(call.parameters) <= {"by", "weight"}
        for call in calls
    )  # fmt: skip


def measured(
    calls: Sequence[Call], shuffle: Shuffle, seeds: Sequence[np.random.SeedSequence] | None
) -> Iterator[Floats]:
    """Give the values of the draws with these seeds, or of every way: one row a draw, in parts."""
    net, labels = shuffle.net, shuffle.labels
    formulas = [FORMULAS[call.entry.name] for call in calls if call.entry is not None]
    rows, columns, strengths = net.tie_list()
    both = labels.known[rows] & labels.known[columns]
    ends, strengths = (rows[both], columns[both]), strengths[both]
    sizes = labels.matrix.sum(axis=0)
    for codes in _handed_out(shuffle, seeds):
        found = ties_of_labels(codes, ends, strengths, len(sizes), net.directed)
        yield np.column_stack([formula(found, sizes) for formula in formulas])


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
