"""How well a core fits: the correlation of ties and pattern over all pairs of partners."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.kernels.groups import beginnings, strength_of
from leco.words import Note

MixedBlock = Literal["counted", "ignored"] | float
# Partners, cells a pair, strength of all ties, the same of their squares, the mixed block.
Whole: TypeAlias = tuple[float, float, float, float, float]

# Fits closer than this are equal.
TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class CoreFound:
    """What a method finds: scores from 0 to 1, the cores, and what it made best of.

    `cores` lists the cores that are equally good, as places in order; `count` counts them all, and
    `sizes` gives the share of them that has each size, where a method knows these.
    """

    coreness: Floats
    cores: list[Ints]
    count: int
    objective: float
    certified: bool
    notes: tuple[Note, ...] = ()
    sizes: Mapping[int, Fraction] = field(default_factory=dict)

    @property
    def size(self) -> float:
        """The mean size of the cores that are equally good."""
        return float(sum(size * share for size, share in self.sizes.items()))


@dataclass(frozen=True, eq=False)
class BlockCells:
    """The pairs of partners as cells of a matrix: sums that the correlation is made of.

    Directed ties have two cells a pair; `tie` and `square` then hold both added up. `delta` is
    what the pattern holds between core and periphery; NaN when these cells are left out.
    """

    n: int
    per_pair: int
    tie: sparse.csr_array
    square: sparse.csr_array
    total: float
    total_square: float
    delta: float

    @classmethod
    def of(cls, net: Network, mixed: MixedBlock) -> Self:
        """Read the strengths of a network as cells."""
        # A correlation does not know the unit; sums of tiny strengths would drown in rounding.
        tie = sparse.csr_array(net.strengths / net.strengths.max())
        square = tie.power(2)
        total, total_square = float(tie.sum()), float(square.sum())
        if net.directed:
            tie, square = sparse.csr_array(tie + tie.T), sparse.csr_array(square + square.T)
        else:
            total, total_square = total / 2, total_square / 2
        delta = {"ignored": math.nan, "counted": 1.0}.get(str(mixed))
        return cls(net.n, 2 if net.directed else 1, tie, square, total, total_square,
                   float(mixed) if delta is None else delta)  # fmt: skip

    @property
    def whole(self) -> Whole:
        """What every core's fit shares, as plain numbers."""
        return (float(self.n), float(self.per_pair), self.total, self.total_square, self.delta)

    @property
    def ignored(self) -> bool:
        """Whether the cells between core and periphery are left out."""
        return math.isnan(self.delta)

    @cached_property
    def strength(self) -> Floats:
        """The strength of all ties of each partner."""
        return strength_of(self.tie)

    def fit(self, k: Any, tied: Any, reach: Any, squares: Any = (0.0, 0.0)) -> Floats:
        """Correlate ties and pattern for cores of k partners, from their block sums.

        `tied` is the strength within the core, `reach` the strength of all ties of its members
        (within counted twice); `squares` the same two for squared strengths, which matter when
        the cells between are left out. NaN where all ties or all of the pattern are alike, as
        where core or periphery have no cells.
        """
        n, per = self.n, self.per_pair
        core_cells = per * k * (k - 1) / 2
        if self.ignored:
            cells = core_cells + per * (n - k) * (n - k - 1) / 2
            total = self.total - (reach - 2 * tied)
            total_square = self.total_square - (squares[1] - 2 * squares[0])
            return correlation(cells, tied, (total, total_square), (core_cells, core_cells))
        mixed_cells = per * k * (n - k)
        return correlation(
            per * n * (n - 1) / 2,
            (1 - 2 * self.delta) * tied + self.delta * reach,
            (self.total, self.total_square),
            (core_cells + self.delta * mixed_cells, core_cells + self.delta**2 * mixed_cells),
        )

    def fit_beginnings(self, order: Ints) -> Floats:
        """Score every beginning of an order as a core: entry k - 1 is for the first k, k < n."""
        squares = beginnings(self.square, order) if self.ignored else (0.0, 0.0)
        return self.fit(np.arange(1, self.n), *beginnings(self.tie, order), squares)


def correlation(cells: Any, shared: Any, ties: tuple[Any, Any], pattern: tuple[Any, Any]) -> Floats:
    """Correlate ties and pattern from the sum of their products, and of each sum and squares."""
    spread = (cells * ties[1] - ties[0] ** 2) * (cells * pattern[1] - pattern[0] ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (cells * shared - ties[0] * pattern[0]) / np.sqrt(np.maximum(spread, 0))
    # Spreads that are zero but for rounding have no correlation.
    return np.where(spread > 1e-9 * np.maximum(1.0, np.square(cells)), found, np.nan)


def fit_at_half(net: Network, inside: Flags) -> float:
    """Give the fit of one core with the mixed block at one half; NaN where undefined."""
    cells = BlockCells.of(net, 0.5)
    # At one half it does not matter whether a tie of a member leads into the core or out of it.
    return float(cells.fit(inside.sum(), 0.0, cells.strength[inside].sum()))
