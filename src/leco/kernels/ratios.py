"""Parts of wholes, where a whole may be nothing."""

import math

import numpy as np
from numpy.typing import NDArray


def over(
    part: NDArray[np.float64], whole: NDArray[np.float64], empty: float = math.nan
) -> NDArray[np.float64]:
    """Divide; NaN (or `empty`) where the whole is not above 0.

    >>> over(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    part, whole = np.broadcast_arrays(part, whole)
    share: NDArray[np.float64] = np.full(part.shape, empty)
    return np.divide(part, whole, out=share, where=whole > 0)


def beyond_chance(
    alike: NDArray[np.float64] | float, random: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Take how far a share goes beyond what chance gives, of how far it could.

    So it is 1 where all are alike and 0 at chance; NaN where chance alone gives all.

    >>> beyond_chance(np.array([1.0, 0.6]), np.array([0.2, 0.2])).tolist()
    [1.0, 0.5]
    """
    return over(np.asarray(alike - random), np.asarray(1.0 - random))
