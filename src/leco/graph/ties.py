"""Ties: which rows of a table have a direction, and a sparse matrix of them all."""

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


def one_way(ties: pd.DataFrame) -> Flags:
    """Whether each row of a table of ties has a direction; a blank cell says that it has none."""
    if "directed" not in ties.columns:
        return np.zeros(len(ties), dtype=bool)
    flags: Flags = ties["directed"].fillna(value=False).to_numpy(dtype=bool)
    return flags


def tied(ties: sparse.csr_array, rows: Ints, columns: Ints) -> Flags:
    """Tell, for many pairs of positions, whether the first has a tie to the second."""
    if not len(rows):
        return np.zeros(0, dtype=bool)
    there: Flags = np.asarray(ties[rows, columns]).ravel() > 0
    return there


def matrix_of(
    n: int, rows: Ints, columns: Ints, strengths: Floats, directed: bool
) -> sparse.csr_array:
    """Make a matrix of ties, those without direction both ways, and add up parallel ones."""
    if not directed:
        rows, columns = np.concatenate([rows, columns]), np.concatenate([columns, rows])
        strengths = np.concatenate([strengths, strengths])
    # Parallel ties are added up, and each row's in order, as it is made.
    return sparse.csr_array((strengths, (rows, columns)), shape=(n, n))


def pattern_of(matrix: sparse.csr_array) -> sparse.csr_array:
    """Give 1 where a matrix has a tie."""
    pattern = matrix.copy()
    pattern.data = np.ones_like(pattern.data)
    return pattern
