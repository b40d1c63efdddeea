"""The pairs of partners as cells of a matrix, and the correlation of ties and pattern over them."""

import math
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Network

MixedBlock = Literal["counted", "ignored"] | float
# Partners, cells a pair, strength of all ties, the same of their squares, the mixed block.
Whole: TypeAlias = tuple[float, float, float, float, float]

# Fits closer than this are equal.
TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Cells:
    """The pairs of partners as cells: sums that the correlation is made of.

    Directed ties have two cells a pair; `tie` and `square` then hold both added up.
    """

    n: int
    per_pair: int
    tie: sparse.csr_array
    square: sparse.csr_array
    total: float
    total_square: float

    @classmethod
    def of(cls, net: Network) -> Self:
        """Read the strengths of a network as cells."""
        # A correlation does not know the unit; sums of tiny strengths would drown in rounding.
        tie = sparse.csr_array(net.strengths / net.strengths.max())
        square = tie.power(2)
        total, total_square = float(tie.sum()), float(square.sum())
        if net.directed:
            tie, square = sparse.csr_array(tie + tie.T), sparse.csr_array(square + square.T)
        else:
            total, total_square = total / 2, total_square / 2
        return cls(net.n, 2 if net.directed else 1, tie, square, total, total_square)

    def fit(self, k: Any, tied: Any, reach: Any, squares: Any, mixed: MixedBlock) -> Floats:
        """Correlate ties and pattern for cores of k partners, from their block sums.

        `tied` is the strength within the core, `reach` the strength of all ties of its
        members (within counted twice); `squares` the same two for squared strengths.
        """
        n, per = self.n, self.per_pair
        core_cells = per * k * (k - 1) / 2
        mixed_cells = per * k * (n - k)
        if mixed == "ignored":
            rest_cells = per * (n - k) * (n - k - 1) / 2
            cells = core_cells + rest_cells
            total = self.total - (reach - 2 * tied)
            total_square = self.total_square - (squares[1] - 2 * squares[0])
            shared, pattern, pattern_square = tied, core_cells, core_cells
        else:
            delta = 1.0 if mixed == "counted" else float(mixed)
            cells = per * n * (n - 1) / 2
            total, total_square = self.total, self.total_square
            shared = (1 - 2 * delta) * tied + delta * reach
            pattern = core_cells + delta * mixed_cells
            pattern_square = core_cells + delta**2 * mixed_cells
        spread = (cells * total_square - total**2) * (cells * pattern_square - pattern**2)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (cells * shared - total * pattern) / np.sqrt(np.maximum(spread, 0))
        # Spreads that are zero but for rounding have no correlation.
        return np.where(spread > 1e-9 * np.maximum(1.0, np.square(cells)), found, np.nan)

    def whole(self, mixed: MixedBlock) -> Whole:
        """Say what every core's fit shares, the density of the mixed block among it."""
        delta = {"ignored": math.nan, "counted": 1.0}.get(str(mixed))
        return (float(self.n), float(self.per_pair), self.total, self.total_square,
                float(mixed) if delta is None else delta)  # fmt: skip

    def fit_at_half(self, inside: Flags) -> float:
        """Give the fit of one core with the mixed block at one half; NaN where undefined."""
        reach = float(np.asarray(self.tie.sum(axis=1)).ravel()[inside].sum())
        return float(self.fit(np.array(inside.sum()), 0.0, reach, (0.0, 0.0), 0.5))
