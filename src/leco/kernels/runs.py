"""Runs of different lengths laid end to end: taken by the chunk, numbered from their own starts."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leco.graph.ties import Ints


def chunks(counts: Ints, most: int) -> Iterator[slice]:
    """Cut what comes in these counts into slices of at most so many together, or of one alone.

    >>> [(part.start, part.stop) for part in chunks(np.array([2, 2, 9, 1]), 4)]
    [(0, 2), (2, 3), (3, 4)]
    """
    ends = np.cumsum(counts)
    begin = done = 0
    while begin < len(ends):
        stop = max(int(np.searchsorted(ends, done + most, side="right")), begin + 1)
        yield slice(begin, stop)
        begin, done = stop, int(ends[stop - 1])


def runs(start: NDArray[np.integer[Any]], count: Ints) -> Ints:
    """Count on from each start, so many numbers.

    >>> runs(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    shift = start - np.cumsum(count) + count
    return np.arange(int(count.sum())) + np.repeat(shift, count)
