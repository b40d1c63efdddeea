"""What a list of partners is made of: the kernels that the rooms of diversity share."""

import heapq
import math
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from leco.graph.arrays import Floats
from leco.graph.partition import Labels

# So near to 1 a Hill number is its limit: the general formula would divide rounding by nothing.
NEAR_ONE = 1e-8


@dataclass(frozen=True, eq=False)
class Carriers:
    """How many partners carry each label, and the sum of squares of each partner's own shares."""

    each: Floats
    itself: float

    def plus(self, more: Floats) -> "Carriers":
        """Add partners with one label each: `more` holds how many for each label, then new ones."""
        room = np.zeros(max(len(self.each), len(more)))
        room[: len(self.each)] += self.each
        room[: len(more)] += more
        return Carriers(room, self.itself + float(more.sum()))

    def less(self, partner: Floats) -> "Carriers":
        """Leave one partner out."""
        return Carriers(self.each - partner, self.itself - float((partner**2).sum()))


def hill(share: Floats, order: float, times: Floats | float = 1.0) -> float:
    """Take the Hill number of shares above 0 that each occur `times` times."""
    if not len(share):
        return math.nan
    if math.isinf(order):
        return float(1 / share.max())
    logs = np.log(share)
    if abs(order - 1) < NEAR_ONE:
        return float(np.exp(-(times * share * logs).sum()))
    return float(np.exp(logsumexp(order * logs, b=times) / (1 - order)))


def effective_by_row(share: Floats) -> Floats:
    """Take the Hill number of order 1 of each row of shares; NaN where there are none."""
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    effective: Floats = np.exp(-(share * logs).sum(axis=1))
    return effective if share.shape[1] else np.full(len(share), np.nan)


def check_order(order: float) -> None:
    """Refuse an order of a Hill number below 0."""
    if not order >= 0:
        raise ValueError(f"order={order!r}: the order of a Hill number is 0 or higher")


def shares_of(labels: Labels) -> Floats:
    """Give the share of each label in use; a partner with k labels counts 1/k for each."""
    counts: Floats = labels.matrix.sum(axis=0)
    return counts / counts.sum() if len(counts) else counts


def gini_simpson(counts: Floats, itself: float | None = None) -> float:
    """Take the chance that two partners differ: drawn twice, or two different ones.

    For two different ones, `itself` is the sum of squares of each partner's own shares.
    """
    n, alike = float(counts.sum()), float((counts**2).sum())
    pairs = n**2 if itself is None else n * (n - 1)
    return 1 - (alike - (itself or 0.0)) / pairs if pairs > 0.5 else math.nan


def number_of_categories(labels: Labels, categories: int | None) -> int:
    """Give the number of labels to choose from; refuse fewer than there are in use."""
    if categories is None:
        return len(labels.names)
    if categories < len(labels.names) or not float(categories).is_integer():
        raise ValueError(
            f"categories={categories!r}: a whole number, and at least the "
            f"{len(labels.names)} labels in use"
        )
    return int(categories)


def normalised(blau_index: float, k: int) -> float:
    """Take Blau's index as a share of what it is with k categories equally large."""
    return blau_index * k / (k - 1) if k > 1 else math.nan


def evenly(n: int, k: int) -> Carriers:
    """Spread n partners over k labels as evenly as whole partners can."""
    each = np.full(k, n // k, dtype=float)
    each[: n % k] += 1
    return Carriers(each, float(n))


def filled(counts: Carriers, missing: int, categories: int | None) -> tuple[Carriers, Carriers]:
    """Give the unlabelled partners one label each: all the commonest, and as spread as can be.

    What falls in one of these orders of evenness falls in every index of it, so the two ends
    are exact for all. Without a number of categories an unlabelled partner may be of a new one.
    """
    lowest = np.zeros(len(counts.each))
    lowest[counts.each.argmax()] = missing
    if categories is None:
        return counts.plus(lowest), counts.plus(np.r_[np.zeros(len(lowest)), np.ones(missing)])
    room = np.r_[counts.each, np.zeros(categories - len(counts.each))]
    spread = np.zeros(categories)
    heap = [(count, place) for place, count in enumerate(room.tolist())]
    heapq.heapify(heap)
    for _ in range(missing):
        count, place = heap[0]
        spread[place] += 1
        heapq.heapreplace(heap, (count + 1, place))
    return counts.plus(lowest), counts.plus(spread)
