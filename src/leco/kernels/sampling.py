"""Partners as a sample: what a few of them, or more than there are, would show.

One partner is one unit drawn. Where each has one label the formulas are those for abundance;
with several labels they are those for incidence. The first are the second with as many labels
as partners, so one kernel serves both.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from leco.graph.arrays import Floats
from leco.graph.partition import Labels
from leco.kernels.composition import hill


class Sample(NamedTuple):
    """Partners as units drawn: how many carry each label, how many units, how many labels."""

    carriers: Floats
    n: int
    total: float

    def seen(self, times: int) -> int:
        """Count the labels that this many partners carry."""
        return int((self.carriers == times).sum())


def sample_of(labels: Labels) -> Sample:
    """Count each label of a partner once, whole."""
    carriers = labels.carries.sum(axis=0).astype(float)
    return Sample(carriers, labels.n, float(carriers.sum()))


def among(sample: Sample, size: int, order: float) -> float:
    """Take the Hill number of the expected frequency counts among `size` partners."""
    carriers, n, total = sample
    if order == 0:
        absent = np.exp(log_choose(n - carriers, size) - log_choose(n, size))
        return float((1 - absent).sum())
    k = np.arange(1, size + 1)[:, None]
    expected = np.exp(
        log_choose(carriers, k) + log_choose(n - carriers, size - k) - log_choose(n, size)
    ).sum(axis=1)
    there = expected > 0
    return hill(k[there, 0] / (size * total / n), order, expected[there])


def log_choose(n: ArrayLike, k: ArrayLike) -> Floats:
    """Take the logarithm of a binomial coefficient; minus infinity where it is 0."""
    above, below = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(k, dtype=float))
    inside = below <= above
    top, low = np.where(inside, above, 1), np.where(inside, below, 0)
    value = gammaln(top + 1) - gammaln(low + 1) - gammaln(top - low + 1)
    return np.where(inside, value, -np.inf)


def unseen(sample: Sample) -> float:
    """Estimate how many labels are not on the list (Chao1; Chao2 for several labels)."""
    once, twice = sample.seen(1), sample.seen(2)
    pairs = once**2 / (2 * twice) if twice else once * (once - 1) / 2
    return (sample.n - 1) / sample.n * pairs


def _left(sample: Sample) -> float:
    """Give the factor by which each further partner shrinks what is not covered."""
    hidden = sample.n * unseen(sample)
    return hidden / (hidden + sample.seen(1)) if sample.seen(1) else 0.0


def coverage_at(sample: Sample, size: float) -> float:
    """Estimate the share of a larger list that is of a label found among `size` partners."""
    carriers, n, total = sample
    if size >= n:
        return float(1 - sample.seen(1) / total * _left(sample) ** (size - n + 1))
    log_absent = log_choose(n - carriers, size) - log_choose(n - 1, size)
    return float(1 - (carriers / total * np.exp(log_absent)).sum())


def size_at(sample: Sample, coverage: float, own: float) -> float:
    """Find the number of partners at which the estimated coverage is the one asked."""
    if coverage > own:
        once, left = sample.seen(1) / sample.total, _left(sample)
        return sample.n - 1 + math.log((1 - coverage) / once) / math.log(left)
    below, above = 1, sample.n  # coverage rises with the size
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (
            (middle, above) if coverage_at(sample, middle) <= coverage else (below, middle)
        )
    low, high = coverage_at(sample, below), coverage_at(sample, above)
    return below + (coverage - low) / (high - low)


def effective_at(sample: Sample, size: float, order: float) -> float:
    """Give the Hill number at any size: straight between whole sizes up to n, estimated above."""
    if size > sample.n:
        return _beyond(sample, size, order)
    below = math.floor(size)
    low = among(sample, below, order)
    if size == below:
        return low
    return low + (size - below) * (among(sample, below + 1, order) - low)


def _beyond(sample: Sample, size: float, order: float) -> float:
    """Estimate the Hill number of `size` partners, more than there are."""
    carriers, n, total = sample
    if order == 2:
        alike = float((carriers * (carriers - 1)).sum()) / (total**2 * (n - 1) / n)
        return 1 / (n / (size * total) + (size - 1) / size * alike)
    now, end = hill(carriers / total, order), limit(sample, order)
    if order == 0:
        shrinks = _left(sample)
    else:
        before = among(sample, n - 1, order)
        shrinks = 1 - (now - before) / (end - before) if end > now else 0.0
    return now + (end - now) * float(1 - shrinks ** (size - n))


def limit(sample: Sample, order: float) -> float:
    """Estimate the Hill number of an endless list; infinite when no two partners are alike."""
    carriers, n, total = sample
    if order == 0:
        return len(carriers) + unseen(sample)
    if order == 2:
        alike = float((carriers * (carriers - 1)).sum())
        return total**2 * (n - 1) / n / alike if alike > 0 else math.inf
    entropy = float((carriers / n * (digamma(n) - digamma(carriers))).sum())
    entropy += sample.seen(1) / n * _tail(_left_for_entropy(sample), n)
    return math.exp(n / total * entropy + math.log(total / n))


def _tail(left: float, n: int) -> float:
    """Add up left^j / (n - 1 + j) over all j from 1 on.

    The published form subtracts the first n - 1 terms from a logarithm, and loses all digits
    when these are nearly all of it; then the rest is a short sum by itself.
    """
    if left == 0:
        return 0.0
    if n * (1 - left) < 1:
        r = np.arange(1, n)
        return float(left ** (1 - n) * (-math.log(1 - left) - (left**r / r).sum()))
    j = np.arange(1, math.ceil(math.log(1e-17) / math.log(left)) + 1)
    return float((left**j / (n - 1 + j)).sum())


def _left_for_entropy(sample: Sample) -> float:
    once, twice = sample.seen(1), sample.seen(2)
    if once == 0 or (twice == 0 and once == 1):
        return 0.0
    if twice:
        return 1 - 2 * twice / ((sample.n - 1) * once + 2 * twice)
    return 1 - 2 / ((sample.n - 1) * (once - 1) + 2)
