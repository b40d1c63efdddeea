"""How different two labels are, as a table or a coarser label says: read, and what is wrong."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from leco.errors import DataError, Problem, known_names
from leco.graph.network import Network
from leco.graph.partition import By, Labels
from leco.graph.ties import Floats

# How different two labels under one coarse label are: they share one level of two.
HALFWAY = 0.5

# A square table of differences between labels: a frame, or label -> label -> difference.
Distance: TypeAlias = pd.DataFrame | Mapping[Any, Mapping[Any, float]]


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
        Problem.of("problem.no_coarser", "partners", repr(net.nodes[place]), column)
        for place in np.flatnonzero(labels.known & ~upper.known).tolist()
    ]  # fmt: skip
    under = labels.carries.T.astype(float) @ upper.carries.astype(float) > 0
    problems += [
        Problem.of(
            "problem.many_coarser", "partners", None, column, labels.names[place],
            values={"there": known_names(upper.names[one] for one in np.flatnonzero(under[place]))},
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
