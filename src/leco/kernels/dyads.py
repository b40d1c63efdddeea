"""Values of pairs of partners, permuted: cells in, their values after relabelling out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from leco.graph.arrays import Floats, Ints

# So many values at most are permuted at a time.
CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class Cells:
    """The pairs of one or more coalitions that are looked at, one below the other.

    `sizes` holds the numbers of partners; `directed` says whether a pair counts both ways;
    `strata` holds, for all partners in order, the group within which they are exchanged.
    """

    sizes: tuple[int, ...]
    directed: bool
    strata: Ints

    def ends(self) -> list[tuple[Ints, Ints]]:
        """Give the two partners of every pair, for each coalition by itself."""
        found = []
        for n in self.sizes:
            if self.directed:
                rows, columns = np.nonzero(~np.eye(n, dtype=bool))
            else:
                rows, columns = np.triu_indices(n, 1)
            found.append((rows.astype(np.int64), columns.astype(np.int64)))
        return found

    def of(self, matrices: list[Floats]) -> Floats:
        """List the values of all pairs."""
        return np.concatenate(
            [m[rows, columns] for m, (rows, columns) in zip(matrices, self.ends(), strict=True)]
        )

    def back(self, values: Floats) -> list[Floats]:
        """Put a list of values of pairs back into matrices."""
        found, begin = [], 0
        for n, (rows, columns) in zip(self.sizes, self.ends(), strict=True):
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
        count = 1
        for group in self._groups():
            count *= math.factorial(len(group))
        return count

    def _groups(self) -> list[Ints]:
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        keys = np.stack([owner, self.strata], axis=1)
        _, code = np.unique(keys, axis=0, return_inverse=True)
        return [np.flatnonzero(code.ravel() == one) for one in range(int(code.max()) + 1)]

    def every_order(self) -> NDArray[np.int64]:
        """Give all ways to exchange the partners, one a row."""
        groups = self._groups()
        orders = []
        for choice in product(*(permutations(group.tolist()) for group in groups)):
            order = np.arange(len(self.strata))
            for group, chosen in zip(groups, choice, strict=True):
                order[group] = chosen
            orders.append(order)
        return np.array(orders, dtype=np.int64)

    def some_orders(self, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw ways to exchange the partners, one a row."""
        orders = np.tile(np.arange(len(self.strata)), (draws, 1))
        for group in self._groups():
            orders[:, group] = rng.permuted(orders[:, group], axis=1)
        return orders

    def permuted(
        self, values: Floats, orders: NDArray[np.int64], at: NDArray[np.bool_] | None = None
    ) -> Iterator[Floats]:
        """Give the values of pairs (all, or some) after each exchange, some exchanges at a time."""
        kept = np.ones(len(values), dtype=bool) if at is None else at
        places, begin = [], 0
        start = np.cumsum([0, *self.sizes])
        for matrix, (rows, columns), first in zip(
            self.back(values), self.ends(), start, strict=False
        ):
            here = kept[begin : begin + len(rows)]
            places.append((matrix, rows[here] + first, columns[here] + first, first))
            begin += len(rows)
        step = max(1, CHUNK // max(1, int(kept.sum())))
        for begin in range(0, len(orders), step):
            part = orders[begin : begin + step]
            yield np.concatenate(
                [matrix[part[:, rows] - first, part[:, columns] - first]
                 for matrix, rows, columns, first in places],
                axis=1,
            )  # fmt: skip


def correlations(first: Floats, second: Floats, cells: Cells, orders: NDArray[np.int64]) -> Floats:
    """Correlate the values of pairs after each exchange of the partners of `second`."""
    one, other = first - first.mean(), second - second.mean()
    scale = math.sqrt(float(one @ one) * float(other @ other))
    # The values of `other` add up to 0 in any order, so pairs that are 0 in `first` add nothing.
    there = first != 0
    parts = cells.permuted(other, orders, there)
    return np.concatenate([part @ first[there] for part in parts]) / scale


def t_statistics(
    outcome: Floats, others: Floats, column: Floats, cells: Cells, orders: NDArray[np.int64]
) -> Floats:
    r"""Give the t of a column that is permuted after the others are taken out of it.

    With Q an orthonormal basis of the others, :math:`e_y = y - QQ'y`, e the same of the column and
    :math:`e_\pi` after the exchange: :math:`d = |e_\pi|^2 - |Q'e_\pi|^2`,
    :math:`b = e_y'e_\pi / d`, :math:`t = b / \sqrt{(|e_y|^2 - b^2 d) / (N - p) / d}`
    (Frisch & Waugh 1933).
    """
    basis, _ = np.linalg.qr(others)
    left_y = outcome - basis @ (basis.T @ outcome)
    left = column - basis @ (basis.T @ column)
    free = len(outcome) - others.shape[1] - 1
    found = []
    for part in cells.permuted(left, orders):
        d = (part**2).sum(axis=1) - ((part @ basis) ** 2).sum(axis=1)
        b = (part @ left_y) / d
        rest = np.maximum(float(left_y @ left_y) - b**2 * d, 0.0)
        found.append(b / np.sqrt(rest / free / d))
    return np.concatenate(found)


def score_statistics(
    outcome: Floats, others: Floats, column: Floats, cells: Cells, orders: NDArray[np.int64]
) -> Floats:
    r"""Give the score statistic of a column, permuted likewise, in a logistic regression.

    The fit without the column does not change with the exchange, so it is made once:
    :math:`z = e_\pi'(y - \mu) / \sqrt{e_\pi'We_\pi - e_\pi'WZ(Z'WZ)^{-1}Z'We_\pi}`.
    """
    basis, _ = np.linalg.qr(others)
    left = column - basis @ (basis.T @ column)
    _, mean = logit(outcome, others)
    weight = mean * (1 - mean)
    weighted = others * weight[:, None]
    inverse = np.linalg.inv(others.T @ weighted)
    found = []
    for part in cells.permuted(left, orders):
        shared = part @ weighted
        spread = (part**2) @ weight - ((shared @ inverse) * shared).sum(axis=1)
        found.append((part @ (outcome - mean)) / np.sqrt(spread))
    return np.concatenate(found)


def logit(outcome: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Fit a logistic regression by Newton's steps; coefficients and fitted chances.

    Raises FloatingPointError when the fit runs off: a column separates the outcomes.
    """
    beta = np.zeros(columns.shape[1])
    for _ in range(50):
        mean = 1 / (1 + np.exp(-np.clip(columns @ beta, -500, 500)))
        information = columns.T @ (columns * (mean * (1 - mean))[:, None])
        try:
            step = np.linalg.solve(information, columns.T @ (outcome - mean))
        except np.linalg.LinAlgError as error:
            raise FloatingPointError("singular") from error
        beta = beta + step
        if np.abs(columns @ beta).max() > 50:
            raise FloatingPointError("separated")
        if np.abs(step).max() < 1e-10:
            return beta, 1 / (1 + np.exp(-(columns @ beta)))
    raise FloatingPointError("separated")
