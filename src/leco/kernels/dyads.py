"""Values of pairs of partners, permuted: cells in, their values after relabelling out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from leco.graph.arrays import Floats, Ints
from leco.kernels.dyad_fits import ROUNDING, freed, logit

# So many values are permuted at a time: they stay in the processor's cache.
CHUNK = 65_536
# A draw of which the others explain all but this share of the squares has no value of its own.
SLIVER = 1e-6


@dataclass(frozen=True, eq=False)
class PairCells:
    """The pairs of one or more coalitions that are looked at, one below the other.

    `sizes` holds the numbers of partners; `directed` says whether a pair counts both ways;
    `strata` holds, for all partners in order, the group within which they are exchanged.
    """

    sizes: tuple[int, ...]
    directed: bool
    strata: Ints

    @cached_property
    def ends(self) -> list[tuple[Ints, Ints]]:
        """The two partners of every pair, for each coalition by itself."""
        found = []
        for n in self.sizes:
            if self.directed:
                rows, columns = np.nonzero(~np.eye(n, dtype=bool))
            else:
                rows, columns = np.triu_indices(n, 1)
            found.append((rows.astype(np.int64), columns.astype(np.int64)))
        return found

    @cached_property
    def owner(self) -> Ints:
        """The coalition of every pair, by its number."""
        counts = [len(rows) for rows, _ in self.ends]
        return np.repeat(np.arange(len(self.sizes)), counts)

    def of(self, matrices: list[Floats]) -> Floats:
        """List the values of all pairs."""
        return np.concatenate(
            [m[rows, columns] for m, (rows, columns) in zip(matrices, self.ends, strict=True)]
        )

    def back(self, values: Floats) -> list[Floats]:
        """Put a list of values of pairs back into matrices."""
        found, begin = [], 0
        for n, (rows, columns) in zip(self.sizes, self.ends, strict=True):
            part = values[begin : begin + len(rows)]
            matrix = np.zeros((n, n))
            matrix[rows, columns] = part
            if not self.directed:
                matrix[columns, rows] = part
            found.append(matrix)
            begin += len(rows)
        return found

    @property
    def ways(self) -> int:
        """How many ways there are to exchange the partners within their groups."""
        return math.prod(math.factorial(len(group)) for group in self._groups)

    @cached_property
    def _groups(self) -> list[Ints]:
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        keys = np.stack([owner, self.strata], axis=1)
        _, code = np.unique(keys, axis=0, return_inverse=True)
        groups = (np.flatnonzero(code.ravel() == one) for one in range(int(code.max()) + 1))
        return [group for group in groups if len(group) > 1]

    @property
    def as_they_are(self) -> NDArray[np.int64]:
        """The order in which nobody is exchanged, as the only row."""
        return np.arange(len(self.strata))[None]

    def every_order(self) -> NDArray[np.int64]:
        """Give all ways to exchange the partners, one a row."""
        orders = []
        for choice in product(*(permutations(group.tolist()) for group in self._groups)):
            order = np.arange(len(self.strata))
            for group, chosen in zip(self._groups, choice, strict=True):
                order[group] = chosen
            orders.append(order)
        return np.array(orders, dtype=np.int64)

    def some_orders(self, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw ways to exchange the partners, one a row."""
        orders = np.tile(np.arange(len(self.strata)), (draws, 1))
        for group in self._groups:
            orders[:, group] = rng.permuted(orders[:, group], axis=1)
        return orders

    def permuted(
        self, values: Floats, orders: NDArray[np.int64], at: NDArray[np.bool_] | None = None
    ) -> Iterator[Floats]:
        """Give the values of pairs (all, or some) after each exchange, some exchanges at a time."""
        # All matrices lie in one list: a partner has a row that begins there, and a place in it.
        matrices = self.back(values)
        flat = np.concatenate([matrix.ravel() for matrix in matrices])
        first = np.cumsum([0, *(n * n for n in self.sizes)])[:-1]
        place = np.concatenate([np.arange(n) for n in self.sizes])
        begins = np.repeat(first, self.sizes) + place * np.repeat(self.sizes, self.sizes)
        start = np.cumsum([0, *self.sizes])[:-1]
        rows, columns = (
            np.concatenate([ends[side] + one for ends, one in zip(self.ends, start, strict=True)])
            for side in (0, 1)
        )
        if at is not None:
            rows, columns = rows[at], columns[at]
        step = max(1, CHUNK // max(1, len(rows)))
        for begin in range(0, len(orders), step):
            part = orders[begin : begin + step]
            where = begins[part].take(rows, axis=1)
            where += place[part].take(columns, axis=1)
            yield flat.take(where)


def correlations(
    first: Floats, second: Floats, cells: PairCells, orders: NDArray[np.int64]
) -> Floats:
    """Correlate the values of pairs after each exchange of the partners of `second`."""
    one, other = first - first.mean(), second - second.mean()
    scale = math.sqrt(float(one @ one) * float(other @ other))
    # The values of `other` add up to 0 in any order, so pairs that are 0 in `first` add nothing.
    there = first != 0
    parts = cells.permuted(other, orders, there)
    return np.concatenate([part @ first[there] for part in parts]) / scale


def partial_correlations(
    outcome: Floats, others: Floats, column: Floats, cells: PairCells, orders: NDArray[np.int64]
) -> Floats:
    r"""Correlate the outcome with a column, both freed of the others, after each exchange.

    With Q an orthonormal basis of the others, :math:`e_y = y - QQ'y`, e the same of the column and
    :math:`e_\pi` after the exchange: :math:`d = |e_\pi|^2 - |Q'e_\pi|^2`,
    :math:`r = e_y'e_\pi / \sqrt{|e_y|^2 d}`. It rises with
    :math:`t = r \sqrt{(N - p) / (1 - r^2)}` (Frisch & Waugh 1933), so ranks draws alike, and
    stays finite where the fit is perfect. NaN where the others explain a draw wholly; 0 where
    they explain the outcome wholly.
    """
    basis, _ = np.linalg.qr(others)
    left_y, left = freed(outcome, basis), freed(column, basis)
    rest, size = float(np.linalg.norm(left_y)), float(left @ left)
    if rest <= ROUNDING * float(np.linalg.norm(outcome)):
        return np.zeros(len(orders))
    beside = np.column_stack([basis, left_y / rest])
    found = []
    for part in cells.permuted(left, orders):
        shared = part @ beside
        d = size - (shared[:, :-1] ** 2).sum(axis=1)  # an exchange leaves the squares' sum alone
        d[d <= SLIVER * size] = math.nan
        found.append(shared[:, -1] / np.sqrt(d))
    return np.concatenate(found)


def score_statistics(
    outcome: Floats, others: Floats, column: Floats, cells: PairCells, orders: NDArray[np.int64]
) -> Floats:
    r"""Give the score statistic of a column, permuted likewise, in a logistic regression.

    The fit without the column does not change with the exchange, so it is made once:
    :math:`z = e_\pi'(y - \mu) / \sqrt{e_\pi'We_\pi - e_\pi'WQ(Q'WQ)^{-1}Q'We_\pi}`. NaN where
    the others explain a draw wholly.
    """
    basis, _ = np.linalg.qr(others)
    left = freed(column, basis)
    mean = logit(outcome, basis).chances
    weight = mean * (1 - mean)
    weighted = basis * weight[:, None]
    inverse = np.linalg.inv(basis.T @ weighted)
    beside = np.column_stack([weighted, outcome - mean])
    found = []
    for part in cells.permuted(left, orders):
        both = part @ beside
        shared = both[:, :-1]
        whole = np.square(part, out=part) @ weight
        spread = whole - ((shared @ inverse) * shared).sum(axis=1)
        spread[spread <= SLIVER * whole] = math.nan
        found.append(both[:, -1] / np.sqrt(spread))
    return np.concatenate(found)
