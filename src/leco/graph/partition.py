"""The partition: who carries which label, as one membership matrix."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leco.words import Note

if TYPE_CHECKING:
    Series: TypeAlias = pd.Series[Any]
else:  # the class itself takes no type argument at run time
    Series = pd.Series

# The partition: the name of a column, or a mapping from partner to label(s).
By: TypeAlias = str | Mapping[Any, Any] | Series


@dataclass(frozen=True, eq=False)
class Labels:
    """Who carries which label: one row per partner, summing to 1, or to 0 when unknown."""

    names: tuple[str, ...]
    matrix: NDArray[np.float64]
    known: NDArray[np.bool_]

    @cached_property
    def single(self) -> bool:
        """Whether every known partner has exactly one label."""
        return bool(np.isin(self.matrix, (0.0, 1.0)).all())

    @property
    def n(self) -> int:
        """How many partners have a label."""
        return int(self.known.sum())

    @cached_property
    def carries(self) -> NDArray[np.bool_]:
        """Whether a partner (row) has a label (column), however many others it has."""
        return self.matrix > 0

    def shared(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether two partners have a label in common, for many pairs of places."""
        return np.asarray((self.carries[first] & self.carries[last]).any(axis=1))

    @property
    def missing(self) -> int:
        """How many partners have no label."""
        return int((~self.known).sum())

    def notes(self, by: By) -> tuple[Note, ...]:
        """Say how many partners are left out for want of a label, if any."""
        if not self.missing:
            return ()
        return (labels_missing(self.missing, by),)


def grouping(by: By) -> str:
    """Name the column that `by` means; a mapping has no name of its own."""
    return by if isinstance(by, str) else "by"


def labels_missing(count: int, by: By) -> Note:
    """Say how many partners `by` says nothing of."""
    return Note("labels_missing", {"count": count, "by": grouping(by)})


def read_labels(values: Iterable[Any]) -> Labels:
    """Read what stands in a column as labels, one row per partner.

    >>> read_labels(["care; youth", "care", None]).matrix.tolist()
    [[0.5, 0.5], [1.0, 0.0], [0.0, 0.0]]
    """
    # A sector stands in many rows: each way to write it is read once. A list cannot be a key,
    # and 1 and True are one key but two labels.
    read: dict[object, int] = {}
    distinct: dict[frozenset[str], int] = {}
    places = []
    for value in values:
        kind = type(value)
        key = value if kind is str or kind is int else None
        place = read.get(key)  # None is never read into it
        if place is None:
            place = distinct.setdefault(split_labels(value), len(distinct))
            if key is not None:
                read[key] = place
        places.append(place)
    names = tuple(sorted({name for labels in distinct for name in labels}))
    column = {name: place for place, name in enumerate(names)}
    rows = np.zeros((len(distinct), len(names)))
    for labels, place in distinct.items():
        for name in labels:
            rows[place, column[name]] = 1.0 / len(labels)
    stated = np.array([bool(labels) for labels in distinct], dtype=bool)
    order = np.array(places, dtype=np.int64)
    return Labels(names, rows[order], stated[order])


def split_labels(value: Any) -> frozenset[str]:
    """Read one cell of labels: ``"care; youth"`` is two, blank is none.

    >>> sorted(split_labels("care; youth")), sorted(split_labels(None))
    (['care', 'youth'], [])
    """
    if blank(value):
        return frozenset()
    if isinstance(value, (list, tuple, set, frozenset)):
        return frozenset(label for one in value for label in split_labels(one))
    return frozenset(part.strip() for part in str(value).split(";") if part.strip())


def blank(value: Any) -> bool:
    """Whether a value says nothing: None, NaN, NaT or NA."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, np.floating)) and bool(np.isnan(value))
