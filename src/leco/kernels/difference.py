"""How different two labels are, and two partners: by their labels, or by a number."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from leco.errors import DataError, Problem
from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.graph.partition import By, Labels
from leco.kernels.amounts import known_numbers, mean_distance, read_numbers
from leco.words import Note

# How different two labels under one coarse label are: they share one level of two.
HALFWAY = 0.5
# Pairs of partners with several labels are compared for this many partners at a time.
CHUNK = 512

# A square table of differences between labels: a frame, or label -> label -> difference.
Distance: TypeAlias = pd.DataFrame | Mapping[Any, Mapping[Any, float]]
# How the numbers of two partners differ: by their distance, or by its square.
Numbers: TypeAlias = Literal["numbers", "squares"]


@dataclass(frozen=True, eq=False)
class Difference:
    """How different partners are: any pairs of them, and all pairs on the average."""

    known: Flags
    between: Callable[[Ints, Ints], Floats]  # of pairs of known partners, by their places
    mean: float  # over all pairs of known partners; NaN for fewer than two
    notes: tuple[Note, ...]

    @property
    def n(self) -> int:
        """How many partners something is known of."""
        return int(self.known.sum())

    @property
    def missing(self) -> int:
        """How many partners nothing is known of."""
        return int((~self.known).sum())


def label_distances(
    net: Network, by: By, *, distance: Distance | None = None, coarse: By | None = None
) -> tuple[Labels, Floats]:
    """Read the labels, and how different each is from each: 0 the same, 1 nothing in common.

    Without more, two labels differ by 1. `coarse` gives every partner a coarser label: two
    labels under one coarse label differ by 1/2. `distance` says it for each pair of labels; it
    may hold more labels than are in use. Rows and columns follow ``labels.names``. Raises
    ValueError for both at once, and DataError (a ValueError) with every problem in either.
    """
    if distance is not None and coarse is not None:
        raise ValueError(
            "distance= and coarse= both say how different labels are: give one of them"
        )
    labels = net.labels(by)
    if distance is not None:
        return labels, _stated(labels.names, distance)
    apart = 1.0 - np.eye(len(labels.names))
    if coarse is not None:
        above = _above(net, labels, coarse)
        apart[(above[:, None] == above) & (apart > 0)] = HALFWAY
    return labels, apart


def _above(net: Network, labels: Labels, coarse: By) -> Floats:
    """Give for each label the place of the one coarse label above it."""
    upper = net.labels(coarse)
    column = coarse if isinstance(coarse, str) else "coarse"
    problems = [
        Problem(
            "partners", repr(net.nodes[place]), column, None,
            "has a label but no coarser label",
            "give every partner with a label its coarser label too",
        )
        for place in np.flatnonzero(labels.known & ~upper.known).tolist()
    ]  # fmt: skip
    under = labels.carries.T.astype(float) @ upper.carries.astype(float) > 0
    problems += [
        Problem(
            "partners", None, column, labels.names[place],
            "stands under more than one coarser label: "
            + ", ".join(upper.names[one] for one in np.flatnonzero(under[place]).tolist()),
            "a label has one coarser label, the same for all its partners",
        )
        for place in np.flatnonzero(under.sum(axis=1) > 1).tolist()
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    above: Floats = under.argmax(axis=1).astype(float) if under.size else np.zeros(len(under))
    return above


def _stated(names: tuple[str, ...], distance: Distance) -> Floats:
    """Check a table of differences, and put the labels in use in their order."""
    if not isinstance(distance, (pd.DataFrame, Mapping)):
        raise ValueError(
            "distance= takes a square DataFrame, or a mapping of mappings, by the names of the "
            f"labels, not {type(distance).__name__}"
        )
    table = distance if isinstance(distance, pd.DataFrame) else pd.DataFrame(dict(distance))
    rows, columns = [str(one) for one in table.index], [str(one) for one in table.columns]
    twice = [
        Problem("distance", one, None, None, "stands there twice", "keep one row and one column")
        for one in sorted(set(rows) | set(columns))
        if rows.count(one) > 1 or columns.count(one) > 1
    ]
    if twice:
        raise DataError(twice)
    every = sorted(set(rows) | set(columns) | set(names))
    problems = [
        Problem(
            "distance", one, None, None, f"has no {what}", "the table holds each label both ways"
        )
        for one in every
        for what, there in (("row", rows), ("column", columns))
        if one not in there
    ]
    both = [one for one in every if one in rows and one in columns]
    square = table.set_axis(rows).set_axis(columns, axis=1).loc[both, both]
    values = square.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    problems += _wrong_cells(square, values)
    if problems:
        raise DataError(problems)
    place = [both.index(name) for name in names]
    stated: Floats = values[np.ix_(place, place)]
    return stated


def _wrong_cells(square: pd.DataFrame, values: Floats) -> list[Problem]:
    """List the cells that are no difference from 0 to 1, or not the same both ways."""
    inside = (values >= 0) & (values <= 1)
    itself = np.diag(np.diagonal(values) > 0) & inside
    uneven = np.triu(inside & inside.T & (values != values.T))
    return [
        Problem(
            "distance", str(square.index[row]), str(square.columns[column]),
            square.iloc[row, column], said, "differences are symmetric, from 0 (the same) to 1",
        )
        for wrong, said in (
            (~inside, "is not a number from 0 to 1"),
            (itself, "is not 0: a label does not differ from itself"),
            (uneven, "is not what stands the other way round"),
        )
        for row, column in np.argwhere(wrong).tolist()
    ]  # fmt: skip


def difference(
    net: Network, by: By, *, distance: Distance | Numbers | None = None, coarse: By | None = None
) -> Difference:
    """Compare partners by what `by` says of them.

    By labels: 0 for the same and 1 for another; for several labels 1 minus those shared over
    all they have (Jaccard). With `coarse` or a table as `distance` the labels differ as
    `label_distances` has it, and partners with several labels by the mean over one label of
    each. With ``distance="numbers"`` or ``"squares"`` the column holds numbers.
    """
    if isinstance(distance, str) and coarse is None:
        return _by_numbers(net, by, distance)
    if isinstance(distance, str):
        raise ValueError("coarse= is about labels and distance= about numbers: give one of them")
    labels, apart = label_distances(net, by, distance=distance, coarse=coarse)
    known, notes = labels.known, labels.notes(by)
    if labels.single or distance is not None or coarse is not None:
        return Difference(known, _spread(labels, apart), _mean_spread(labels, apart), notes)
    carries = labels.carries.astype(float)
    return Difference(known, _unshared(carries), _mean_unshared(carries[known]), notes)


def _spread(labels: Labels, apart: Floats) -> Callable[[Ints, Ints], Floats]:
    """Compare partners by the mean difference between a label of the one and of the other."""
    if labels.single and labels.names:
        place = labels.matrix.argmax(axis=1)
        return lambda rows, columns: apart[place[rows], place[columns]]
    reached = labels.matrix @ apart
    return lambda rows, columns: _summed(reached, labels.matrix, rows, columns)


def _mean_spread(labels: Labels, apart: Floats) -> float:
    n = labels.n
    if n < 2:
        return math.nan
    counts = labels.matrix.sum(axis=0)
    # A partner with several labels differs from itself: those pairs are no pairs.
    itself = float(((labels.matrix @ apart) * labels.matrix).sum())
    return (float(counts @ apart @ counts) - itself) / (n * (n - 1))


def _unshared(carries: Floats) -> Callable[[Ints, Ints], Floats]:
    """Compare partners by 1 minus Jaccard: the labels they do not share, of all they have."""
    held = carries.sum(axis=1)

    def between(rows: Ints, columns: Ints) -> Floats:
        shared = _summed(carries, carries, rows, columns)
        return 1 - jaccard(shared, held[rows], held[columns])

    return between


def _summed(one: Floats, other: Floats, rows: Ints, columns: Ints) -> Floats:
    """Add up the products of rows of two matrices, a part of the pairs at a time."""
    found = np.zeros(len(rows))
    for begin in range(0, len(rows), 64 * CHUNK):
        part = slice(begin, begin + 64 * CHUNK)
        found[part] = (one[rows[part]] * other[columns[part]]).sum(axis=1)
    return found


def _mean_unshared(carries: Floats) -> float:
    n = len(carries)
    if n < 2:
        return math.nan
    held, alike = carries.sum(axis=1), 0.0
    for begin in range(0, n, CHUNK):
        shared = carries[begin : begin + CHUNK] @ carries.T
        alike += float(jaccard(shared, held[begin : begin + CHUNK, None], held).sum())
    return 1 - (alike - n) / (n * (n - 1))


def jaccard(shared: Floats, one: Floats, other: Floats) -> Floats:
    """Take what two share as a share of what either has, from how much each has."""
    return shared / (one + other - shared)


def _by_numbers(net: Network, by: By, distance: str) -> Difference:
    if distance not in {"numbers", "squares"}:
        raise ValueError(
            f"distance={distance!r}: choose 'numbers', 'squares', or a table of differences"
        )
    numbers = read_numbers(net, by, "bridging_ratio")
    values, _, notes = known_numbers(numbers, by)
    squares = distance == "squares"

    def between(rows: Ints, columns: Ints) -> Floats:
        apart: Floats = np.abs(numbers[rows] - numbers[columns])
        return apart**2 if squares else apart

    return Difference(~np.isnan(numbers), between, _mean_of_numbers(values, squares), notes)


def _mean_of_numbers(numbers: Floats, squares: bool) -> float:
    n = len(numbers)
    if n < 2:
        return math.nan
    numbers = numbers - numbers[0]  # equal numbers then differ by 0, rounding or not
    if squares:
        return 2 * float(numbers.var(ddof=1))
    return mean_distance(numbers)
