"""How different two labels are, and two partners: by their labels, or by a number."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.graph.known_ties import known_ties
from leco.graph.label_distances import Distance, label_distances
from leco.graph.partition import By, Labels
from leco.kernels.amounts import known_numbers, mean_distance, read_numbers
from leco.words import Note

# Pairs of partners with several labels are compared for this many partners at a time.
CHUNK = 512

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
        return Difference(known, _spread(labels, apart), mean_spread(labels, apart), notes)
    carries = labels.carries.astype(float)
    return Difference(known, _unshared(carries), _mean_unshared(carries[known]), notes)


def _spread(labels: Labels, apart: Floats) -> Callable[[Ints, Ints], Floats]:
    """Compare partners by the mean difference between a label of the one and of the other."""
    if labels.single and labels.names:
        place = labels.matrix.argmax(axis=1)
        return lambda rows, columns: apart[place[rows], place[columns]]
    reached = labels.matrix @ apart
    return lambda rows, columns: _summed(reached, labels.matrix, rows, columns)


def mean_spread(labels: Labels, apart: Floats) -> float:
    """Average over all pairs how far a label of the one is from a label of the other."""
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


def ratio_sd(net: Network, apart: Difference) -> float:
    r"""Give the standard deviation of the bridging ratio when the labels are shuffled.

    Exact (Mantel 1967; Cliff & Ord 1981), from sums of the ties and of the differences, their
    squares, and their squared sums by partner. NaN for fewer than four partners with a label.
    Time O(n^2).
    """
    rows, columns, strengths, _ = known_ties(net, apart.known)
    places = np.flatnonzero(apart.known)
    n = len(places)
    if n < 4 or len(rows) == 0 or not apart.mean > 0:
        return math.nan
    total = float(strengths.sum())
    # Of a matrix: its sum, that of squared pairs (both ways), and of squared rows and columns.
    ends = np.bincount(rows, strengths, net.n) + np.bincount(columns, strengths, net.n)
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    _, pair = np.unique(low * net.n + high, return_inverse=True)
    ties = (total, float((np.bincount(pair, strengths) ** 2).sum()), float((ends**2).sum()))
    reached, squares = np.zeros(n), 0.0
    for place, one in enumerate(places.tolist()):
        own = apart.between(np.full(n, one), places)
        own[place] = 0.0
        reached[place], squares = own.sum(), squares + float((own**2).sum())
    differences = (float(reached.sum()), 2 * squares, 4 * float((reached**2).sum()))
    (s0, s1, s2), (t0, t1, t2) = ties, differences
    two, three, four = n * (n - 1), n * (n - 1) * (n - 2), n * (n - 1) * (n - 2) * (n - 3)
    variance = (
        s1 * t1 / (2 * two) + (s2 - 2 * s1) * (t2 - 2 * t1) / (4 * three)
        + (s0**2 + s1 - s2) * (t0**2 + t1 - t2) / four - (s0 * t0 / two) ** 2
    )  # fmt: skip
    return math.sqrt(max(variance, 0.0)) / (total * apart.mean)
