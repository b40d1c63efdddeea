"""What a list of partners is made of: the kernels that the rooms of diversity share."""

import math
from collections.abc import Mapping

import numpy as np
from scipy.special import logsumexp

from leco.graph.arrays import Floats
from leco.graph.partition import By, Labels
from leco.labels import Note
from leco.result import Statistic

# So near to 1 a Hill number is its limit: the general formula would divide rounding by nothing.
NEAR_ONE = 1e-8


def composition(
    value: float, labels: Labels, by: By, *more: Note, parts: Mapping[str, float] | None = None
) -> Statistic:
    """Wrap a number about the labelled partners; say of how many labels, and who was left out."""
    if not labels.known.any():
        value, parts, more = math.nan, None, (Note("no_labels"),)
    return Statistic(
        value=value, n=int(labels.known.sum()), missing=labels.missing,
        parts={"labels": len(labels.names), **(parts or {})}, notes=(*labels.notes(by), *more),
    )  # fmt: skip


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
