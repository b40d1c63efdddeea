"""Slopes over real time: the median of all slopes between two moments, and Kendall's S."""

import math
from typing import NamedTuple

import numpy as np

from leco.graph.arrays import Floats
from leco.result.level import NORMAL


class Slope(NamedTuple):
    """A slope by the year and its 95 % interval; NaN for fewer than two moments."""

    slope: float
    low: float
    high: float


def theil_sen(at: Floats, values: Floats) -> Slope:
    """Take the median slope, and the slopes that Kendall's S leaves open (Sen 1968)."""
    if len(values) < 2:
        return Slope(math.nan, math.nan, math.nan)
    first, last = np.triu_indices(len(values), 1)
    slopes = np.sort((values[last] - values[first]) / (at[last] - at[first]))
    # The ranks that S leaves open, between two slopes where they are no whole numbers.
    ranks = np.arange(1, len(slopes) + 1)
    wide = NORMAL * math.sqrt(mann_kendall(values)[1])
    low, high = np.interp([(len(slopes) - wide) / 2, (len(slopes) + wide) / 2 + 1], ranks, slopes)
    return Slope(float(np.median(slopes)), float(low), float(high))


def mann_kendall(values: Floats) -> tuple[float, float, float]:
    """Give Kendall's S of a series, its variance with ties, and z corrected for continuity."""
    n = len(values)
    s = float(np.sign(values[None] - values[:, None])[np.triu_indices(n, 1)].sum())
    _, counts = np.unique(values, return_counts=True)
    ties = float((counts * (counts - 1) * (2 * counts + 5)).sum())
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = (s - np.sign(s)) / math.sqrt(variance) if variance > 0 else 0.0
    return s, variance, float(z)
