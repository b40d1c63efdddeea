"""Numbers that people wrote in cells: read in one way, with every cell that holds none."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leco.errors import Problem
from leco.graph.partition import split_labels
from leco.schema.numerals import read_number


@dataclass(frozen=True)
class Requirement:
    """What the numbers of a column must be, and the problem of a cell that holds another."""

    table: str
    column: str
    fits: Callable[[NDArray[np.float64]], NDArray[np.bool_]]
    problem: str = "problem.no_number"
    values: Mapping[str, object] = field(default_factory=dict)


def finite(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which are numbers at all."""
    return np.isfinite(numbers)


def positive(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which are finite and above 0."""
    return np.isfinite(numbers) & (numbers > 0)


def numbers_in(
    written: Sequence[Any] | NDArray[Any], names: Sequence[object], wanted: Requirement
) -> tuple[NDArray[np.float64], list[Problem]]:
    """Read a column: NaN where a cell is blank, and a problem for each that is not as wanted."""
    if isinstance(written, np.ndarray) and written.dtype == float:
        numbers, said = written.astype(float), ~np.isnan(written)
    else:
        said = np.array([bool(split_labels(value)) for value in written], dtype=bool)
        numbers = np.full(len(said), math.nan)
        for place in np.flatnonzero(said).tolist():
            numbers[place] = number_in(written[place])
    problems = [
        Problem.of(wanted.problem, wanted.table, str(names[place]), wanted.column, written[place],
                   values=wanted.values)
        for place in np.flatnonzero(said & ~wanted.fits(numbers)).tolist()
    ]  # fmt: skip
    return numbers, problems


def number_in(value: object) -> float:
    """Read one cell as a number, with a decimal point or comma; NaN when it is none.

    >>> number_in("2,5"), number_in(3), number_in("bank")
    (2.5, 3.0, nan)
    """
    number = read_number(value.item() if isinstance(value, np.generic) else value)
    return math.nan if number is None else number
