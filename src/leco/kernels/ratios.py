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
