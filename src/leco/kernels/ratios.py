"""Parts of wholes, where a whole may be nothing."""

import math

import numpy as np

from leco.graph.ties import Floats, Ints


def over(part: Floats | Ints, whole: Floats | Ints, empty: float = math.nan) -> Floats:
    """Divide; NaN (or `empty`) where the whole is not above 0.

    >>> over(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    part, whole = np.broadcast_arrays(part, whole)
    share: Floats = np.full(part.shape, empty)
    return np.divide(part, whole, out=share, where=whole > 0)
