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


def beyond_chance(alike: Floats | float, random: Floats | float) -> Floats:
    """Take how far a share goes beyond what chance gives, of how far it could.

    So it is 1 where all are alike and 0 at chance; NaN where chance alone gives all.

    >>> beyond_chance(np.array([1.0, 0.6]), np.array([0.2, 0.2])).tolist()
    [1.0, 0.5]
    """
    return over(np.asarray(alike - random), np.asarray(1.0 - random))
