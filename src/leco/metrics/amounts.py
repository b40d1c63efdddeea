"""Numbers of partners: read from a column, and how far they lie apart."""

import math

import numpy as np

from leco.errors import DataError, Problem, UnsupportedGraphError
from leco.graph.arrays import Floats, Network
from leco.graph.partition import By, split_labels
from leco.labels import Note
from leco.schema.tables import number


def read_numbers(net: Network, by: By, asked_by: str) -> Floats:
    """Read what `by` says of each partner as a number; NaN where it says nothing.

    Raises UnsupportedGraphError when it says words, and DataError with each cell when only some
    are no numbers.
    """
    written = net.values(by)
    column = by if isinstance(by, str) else "by"
    numbers = np.full(net.n, math.nan)
    problems = []
    said = 0
    for place, value in enumerate(written):
        if not split_labels(value):  # an empty cell, or one of blanks
            continue
        said += 1
        numbers[place] = as_number(value)
        if not math.isfinite(numbers[place]):
            node = str(net.nodes[place])
            problems.append(
                Problem("partners", node, column, value, "is not a number", "write digits")
            )
    if problems and len(problems) == said:
        raise UnsupportedGraphError(
            f"{asked_by} asks about a scale or an amount, but {column!r} holds words "
            f"({problems[0].value!r}): choose a column of numbers, or count the kinds with "
            "diversity(construct='variety'), blau or hill_number"
        )
    if problems:
        raise DataError(problems)
    return numbers


def as_number(value: object) -> float:
    """Read one cell as a number; NaN when it is none.

    >>> as_number("2,5"), as_number(3), as_number("bank")
    (2.5, 3.0, nan)
    """
    try:
        return float(number(value.item() if isinstance(value, np.generic) else value))
    except ValueError:
        return math.nan


def read_amounts(net: Network, by: By, asked_by: str) -> Floats:
    """Read numbers that can be divided among partners: none below 0, or DataError."""
    amounts = read_numbers(net, by, asked_by)
    column = by if isinstance(by, str) else "by"
    problems = [
        Problem("partners", str(net.nodes[place]), column, amounts[place],
                "is below 0", "an amount that is divided is 0 or more")
        for place in np.flatnonzero(amounts < 0).tolist()
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    return amounts


def numbers_missing(numbers: Floats, by: By) -> tuple[int, tuple[Note, ...]]:
    """Count the partners without a number, and say so."""
    missing = int(np.isnan(numbers).sum())
    named = by if isinstance(by, str) else "by"
    note = Note("labels_missing", {"count": missing, "by": named})
    return missing, (note,) if missing else ()


def gaps(values: Floats) -> float:
    """Add up the differences between all pairs of partners, each pair once."""
    n = len(values)
    return float(((2 * np.arange(1, n + 1) - n - 1) * np.sort(values)).sum())


def mean_distance(values: Floats) -> float:
    """Average the distance between two partners; NaN for fewer than two."""
    n = len(values)
    return gaps(values) / (n * (n - 1) / 2) if n > 1 else math.nan
