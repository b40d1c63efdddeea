"""Numbers of partners: read from a column, and how far they lie apart."""

import math

import numpy as np

from leco.errors import DataError, UnsupportedGraphError
from leco.graph.arrays import Floats, Network
from leco.graph.numbers import Requirement, finite, numbers_in
from leco.graph.partition import By, grouping, labels_missing
from leco.words import Note


def read_numbers(net: Network, by: By, asked_by: str) -> Floats:
    """Read what `by` says of each partner as a number; NaN where it says nothing.

    Raises UnsupportedGraphError when it says words, and DataError with each cell when only some
    are no numbers.
    """
    written = net.values(by)
    wanted = Requirement("partners", grouping(by), finite)
    numbers, problems = numbers_in(written, net.nodes, wanted)
    if problems and not np.isfinite(numbers).any():
        raise UnsupportedGraphError.of("words_no_numbers", measure=asked_by, column=grouping(by),
                                       value=problems[0].value)  # fmt: skip
    if problems:
        raise DataError(problems)
    return numbers


def read_amounts(net: Network, by: By, asked_by: str) -> Floats:
    """Read numbers that can be divided among partners: none below 0, or DataError."""
    amounts = read_numbers(net, by, asked_by)
    wanted = Requirement("partners", grouping(by), lambda one: one >= 0, "problem.below_zero")
    _, problems = numbers_in(amounts, net.nodes, wanted)
    if problems:
        raise DataError(problems)
    return amounts


def known_numbers(numbers: Floats, by: By) -> tuple[Floats, int, tuple[Note, ...]]:
    """Give the numbers that are known, how many partners have none, and a note that says so."""
    missing = int(np.isnan(numbers).sum())
    notes = (labels_missing(missing, by),) if missing else ()
    return numbers[~np.isnan(numbers)], missing, notes


def gaps(values: Floats) -> float:
    """Add up the differences between all pairs of partners, each pair once."""
    n = len(values)
    return float(((2 * np.arange(1, n + 1) - n - 1) * np.sort(values)).sum())


def mean_distance(values: Floats) -> float:
    """Average the distance between two partners; NaN for fewer than two."""
    n = len(values)
    return gaps(values) / (n * (n - 1) / 2) if n > 1 else math.nan
