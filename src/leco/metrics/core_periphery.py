"""Core and periphery: a group tied to each other, and others tied to it but not to each other.

`core_periphery` finds the two groups that fit the ties best (Borgatti & Everett 2000);
`core_share` says how large the core is. Everything here is deterministic: no seed.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, islice
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
from scipy import sparse

from leco import labels
from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.labels import Note
from leco.metrics.registry import measure, partner_frame
from leco.result import Scores, Statistic, json_value

MixedBlock = Literal["counted", "ignored"] | float

# Up to this many partners every one of the 2^n groups is tried (22: 0.3 s, 250 MB).
EXHAUSTIVE = 22
# So many tied optima are listed; all are counted.
LISTED = 1000
TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class CorePeriphery(Scores):
    """A core, how well it fits, and every other core that fits as well.

    Attributes
    ----------
    fit : float
        The correlation between the ties and the pattern, -1 to 1.
    core : frozenset
        The smallest optimal core (the first in order of ids among equals).
    optima : tuple of frozenset
        Every optimal core, at most 1000 of them; `n_optima` counts them all.
    densities : dict
        Mean strength within the core, between core and periphery, within the periphery.
    certified : bool
        Whether no better core exists, by proof or by trying all.
    """

    kind: ClassVar[str] = "core_periphery"

    fit: float = math.nan
    core: frozenset[Hashable] = frozenset()
    optima: tuple[frozenset[Hashable], ...] = ()
    n_optima: int = 0
    densities: dict[str, float] = field(default_factory=dict)
    certified: bool = False

    @property
    def coreness(self) -> "pd.Series[Any]":
        """The share of the optimal cores that a partner is in."""
        return self.frame["coreness"]

    def __repr__(self) -> str:
        tied = f", {self.n_optima} equally good" if self.n_optima > 1 else ""
        sure = "certified" if self.certified else "not certified"
        return (
            f"<{self.name}: core of {len(self.core)} in {self.n}, fit {self.fit:.6g}, {sure}{tied}>"
        )

    def unknown(self, note: Note) -> Self:
        """Give the same answer with nothing known, and the reason."""
        blank = super().unknown(note)
        return replace(blank, fit=math.nan, core=frozenset(), optima=(), n_optima=0, densities={})

    def sentence(self, lang: str | None = None) -> str:
        """Say who is in the core and how well it fits."""
        if math.isnan(self.fit):
            return labels.text("answer.undefined", lang)
        shown = sorted(map(str, self.core))
        names = "; ".join(shown[:10]) + ("; ..." if len(shown) > 10 else "")
        return labels.text("reads.core_periphery", lang, core=len(self.core), n=self.n,
                           names=names, fit=self.fit, optima=self.n_optima)  # fmt: skip

    def _content(self) -> dict[str, Any]:
        return {
            **super()._content(), "fit": json_value(self.fit), "core": json_value(self.core),
            "optima": [json_value(one) for one in self.optima], "n_optima": str(self.n_optima),
            "densities": json_value(self.densities), "certified": self.certified,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Cells:
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
        tie, square = net.strengths, net.strengths.power(2)
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


@dataclass(frozen=True)
class _Optimum:
    fit: float
    cores: list[Ints]
    count: int
    coreness: Floats
    sizes: dict[int, Fraction]  # share of the optima that have each size
    certified: bool


@measure(
    level="partner", family="core_periphery", bounds=(0, 1),
    source="Borgatti & Everett (2000), Social Networks 21, p. 378-383",
)  # fmt: skip
def core_periphery(
    net: Network,
    *,
    method: Literal["borgatti_everett"] = "borgatti_everett",
    mixed_block: MixedBlock = 0.5,
    weight: str | None = None,
) -> CorePeriphery:
    r"""Find the core whose pattern correlates best with the ties.

    .. math:: \max_C \ \mathrm{corr}_{i<j}(w_{ij}, \Delta_{ij}),\quad
              \Delta_{ij} = 1 \text{ in } C,\ \delta \text{ between},\ 0 \text{ outside}

    over all cells off the diagonal (ordered cells when directed). `mixed_block` says what a
    tie between core and periphery should be: ``"counted"`` present (delta = 1),
    ``"ignored"`` left out of the correlation, or a number: a density in between.

    At one half, the default, only the strengths of the partners matter: the sum
    to maximise is half the strengths of the core, so for each size the strongest partners
    are best and one pass over the sorted strengths finds every optimum. That is exact at
    any size, weighted or directed, in O(m + n log n). Otherwise every group is tried up to
    22 partners; above, several starts are improved by Kernighan-Lin passes in O(n^2) each
    and the answer is not `certified`.

    The fit is between -1 and 1; higher means closer to a core-periphery pattern, but the
    best fit of chance alone is higher in small coalitions, so it does not compare
    across sizes. Isolates are in the periphery. Without ties, or with every tie present,
    nothing is defined (NaN). Labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    method : "borgatti_everett"
    mixed_block : 0.5, "counted", "ignored" or a number from 0 to 1
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    CorePeriphery
        Columns ``core`` (1 or 0) and ``coreness`` (share of the optimal cores it is in).

    Raises
    ------
    ValueError
        For another `method` or `mixed_block`.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures, eq. 1 and 4.

    Examples
    --------
    >>> import networkx as nx
    >>> found = core_periphery(nx.karate_club_graph())
    >>> sorted(found.core), found.fit, found.certified
    ([0, 1, 2, 32, 33], 0.428892, True)
    """
    if method != "borgatti_everett":
        raise ValueError(f"method={method!r}: choose 'borgatti_everett'")
    if isinstance(mixed_block, str):
        if mixed_block not in {"counted", "ignored"}:
            raise ValueError(f"mixed_block={mixed_block!r}: 'counted', 'ignored' or a number")
    elif not 0 <= mixed_block <= 1:
        raise ValueError(f"mixed_block={mixed_block!r}: a number from 0 to 1")
    best = _optimum(net, mixed_block)
    if best is None:
        blank = np.full(net.n, np.nan)
        return CorePeriphery(
            frame=partner_frame(net, {"core": blank, "coreness": blank}),
            notes=(Note("no_pattern"),),
        )
    chosen = min(best.cores, key=lambda core: (len(core), tuple(core)))
    inside = np.zeros(net.n, dtype=bool)
    inside[chosen] = True
    notes = () if best.certified else (Note("not_certified"),)
    named = [frozenset(net.nodes[place] for place in core) for core in best.cores]
    return CorePeriphery(
        frame=partner_frame(net, {"core": inside.astype(float), "coreness": best.coreness}),
        fit=best.fit,
        core=frozenset(net.nodes[place] for place in chosen),
        optima=tuple(named),
        n_optima=best.count,
        densities=_densities(net, inside),
        certified=best.certified,
        notes=notes,
    )


@measure(
    level="coalition", family="core_periphery", bounds=(0, 1), null="size",
    source="Borgatti & Everett (2000), with the core-periphery block at one half",
)  # fmt: skip
def core_share(net: Network, *, weight: str | None = None) -> Statistic:
    """Share of the partners that are in the core.

    The core is the certified optimum of `core_periphery` with the mixed block at one half;
    when several cores fit equally well it is their mean size. Between 0 and 1. It falls
    when newcomers join at the rim although nobody in the core moves, so a falling share
    alone does not mean that the core shrinks: look at `core_size` in `parts`. A core is found
    in any coalition that has ties, also where they are due to chance. Isolates count as
    periphery. Not defined (NaN) without ties or when every tie is there. Labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: core_size, smallest, largest (over the optima), fit.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures.

    Examples
    --------
    >>> import networkx as nx
    >>> float(core_share(nx.karate_club_graph()))
    0.147
    """
    best = _optimum(net, 0.5)
    if best is None:
        return Statistic(value=math.nan, notes=(Note("no_pattern"),))
    size = float(sum(size * share for size, share in best.sizes.items()))
    return Statistic(
        value=size / net.n,
        parts={"core_size": size, "smallest": min(best.sizes), "largest": max(best.sizes),
               "fit": best.fit},
    )  # fmt: skip


def _optimum(net: Network, mixed: MixedBlock) -> _Optimum | None:
    if net.n < 2 or net.ties == 0:
        return None
    cells = _Cells.of(net)
    if mixed == 0.5:
        return _by_strength(cells)
    if net.n <= EXHAUSTIVE:
        return _by_trying_all(cells, mixed)
    return _by_search(cells, mixed)


def _by_strength(cells: _Cells) -> _Optimum | None:
    """Solve the half-density model exactly: one pass over the sorted strengths."""
    strength = np.asarray(cells.tie.sum(axis=1)).ravel()
    order = np.lexsort((np.arange(cells.n), -strength))
    reach = np.cumsum(strength[order])[:-1]
    k = np.arange(1, cells.n)
    fit = cells.fit(k, 0.0, reach, (0.0, 0.0), 0.5)
    if np.isnan(fit).all():
        return None
    best = float(np.nanmax(fit))
    coreness = np.zeros(cells.n)
    cores: list[Ints] = []
    counts: dict[int, int] = {}
    parts: list[tuple[int, Ints, Ints, int]] = []
    for size in k[fit >= best - TOLERANCE]:
        cut = strength[order[size - 1]]
        close = np.isclose(strength, cut, rtol=1e-12, atol=0)
        above, level = np.flatnonzero((strength > cut) & ~close), np.flatnonzero(close)
        free = int(size) - len(above)
        counts[int(size)] = math.comb(len(level), free)
        parts.append((int(size), above, level, free))
    total = sum(counts.values())
    for size, above, level, free in parts:
        share = float(Fraction(counts[size], total))
        coreness[above] += share
        coreness[level] += share * free / len(level)
        choices = islice(combinations(level, free), max(0, LISTED - len(cores)))
        cores += [np.sort(np.concatenate([above, choice])).astype(np.int64) for choice in choices]
    sizes = {size: Fraction(count, total) for size, count in counts.items()}
    return _Optimum(best, cores, total, np.minimum(coreness, 1.0), sizes, certified=True)


def _by_trying_all(cells: _Cells, mixed: MixedBlock) -> _Optimum | None:
    """Try every group of partners: the sums of 2^n groups by doubling, one partner at a time."""
    tie, square = cells.tie.toarray(), cells.square.toarray()
    k = _doubled(np.ones(cells.n))
    tied, reach = _within(tie), _doubled(tie.sum(axis=1))
    squares: tuple[Any, Any] = (0.0, 0.0)
    if mixed == "ignored":
        squares = (_within(square), _doubled(square.sum(axis=1)))
    fit = cells.fit(k, tied, reach, squares, mixed)
    least = 2 if mixed == "ignored" else 1
    fit[(k < least) | (k > cells.n - least)] = np.nan
    if np.isnan(fit).all():
        return None
    best = float(np.nanmax(fit))
    groups = np.flatnonzero(fit >= best - TOLERANCE)
    bits = (groups[:, None] >> np.arange(cells.n)) & 1
    found = [np.flatnonzero(row) for row in bits]
    return _gathered(cells.n, best, found, certified=True)


def _doubled(values: Floats) -> Floats:
    """Sum `values` over every subset; subset s holds partner i when bit i of s is set."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


def _within(tie: Floats) -> Floats:
    """Sum the ties within every subset."""
    sums = np.zeros(1)
    for partner in range(len(tie)):
        sums = np.concatenate([sums, sums + _doubled(tie[partner, :partner])])
    return sums


def _gathered(n: int, best: float, found: Sequence[Ints], *, certified: bool) -> _Optimum:
    coreness = np.bincount(np.concatenate(found), minlength=n) / len(found)
    lengths = [len(core) for core in found]
    sizes = {size: Fraction(lengths.count(size), len(found)) for size in sorted(set(lengths))}
    return _Optimum(best, list(found[:LISTED]), len(found), coreness, sizes, certified)


def _by_search(cells: _Cells, mixed: MixedBlock) -> _Optimum | None:
    """Improve several starting cores by Kernighan-Lin passes; keep all that reach the best."""
    reached: dict[bytes, tuple[float, Ints]] = {}
    for start in _starts(cells):
        fit, inside = _improved(cells, mixed, start)
        if not math.isnan(fit):
            reached[inside.tobytes()] = (fit, np.flatnonzero(inside))
    if not reached:
        return None
    best = max(fit for fit, _ in reached.values())
    found = [core for fit, core in reached.values() if fit >= best - TOLERANCE]
    found.sort(key=lambda core: (len(core), tuple(core)))
    return _gathered(cells.n, best, found, certified=False)


def _starts(cells: _Cells) -> Iterator[Flags]:
    """Take the strongest partners, by ties and by ties of ties, at several sizes."""
    strength = np.asarray(cells.tie.sum(axis=1)).ravel()
    second = cells.tie @ strength
    half = _by_strength(cells)
    sizes = {2, 3, 5, 8, *(cells.n // part for part in (12, 8, 6, 4, 3, 2))}
    if half is not None:
        sizes |= {len(half.cores[0])}
    for score in (strength, second, second / np.maximum(strength, 1e-300)):
        order = np.lexsort((np.arange(cells.n), -score))
        for size in sorted(size for size in sizes if 2 <= size <= cells.n - 2):
            inside = np.zeros(cells.n, dtype=bool)
            inside[order[:size]] = True
            yield inside


def _improved(cells: _Cells, mixed: MixedBlock, inside: Flags) -> tuple[float, Flags]:
    best, current = -math.inf, inside
    while True:
        fit, better = _pass(cells, mixed, current)
        if math.isnan(fit) or fit <= best + TOLERANCE:
            return (math.nan if best == -math.inf else best), current
        best, current = fit, better


def _pass(cells: _Cells, mixed: MixedBlock, start: Flags) -> tuple[float, Flags]:
    """Move each partner once, always the best move left; give the best core on the way."""
    n = cells.n
    strength = np.asarray(cells.tie.sum(axis=1)).ravel()
    square = np.asarray(cells.square.sum(axis=1)).ravel()
    inside = start.copy()
    to_core, to_core_square = cells.tie @ inside.astype(float), cells.square @ inside.astype(float)
    least = 2 if mixed == "ignored" else 1
    k, tied, reach = float(inside.sum()), float(to_core[inside].sum() / 2), strength[inside].sum()
    tied_square, reach_square = float(to_core_square[inside].sum() / 2), square[inside].sum()
    best = float(cells.fit(k, tied, reach, (tied_square, reach_square), mixed))
    best_core, free = inside.copy(), np.ones(n, dtype=bool)
    for _ in range(n):
        sign = np.where(inside, -1.0, 1.0)
        size = k + sign
        squares = (tied_square + sign * to_core_square, reach_square + sign * square)
        fit = cells.fit(size, tied + sign * to_core, reach + sign * strength, squares, mixed)
        fit[~free | (size < least) | (size > n - least)] = np.nan
        if np.isnan(fit).all():
            break
        move = int(np.nanargmax(fit))
        moved = sign[move]
        k, tied, reach = size[move], tied + moved * to_core[move], reach + moved * strength[move]
        tied_square, reach_square = squares[0][move], squares[1][move]
        inside[move], free[move] = not inside[move], False
        row = slice(cells.tie.indptr[move], cells.tie.indptr[move + 1])
        to_core[cells.tie.indices[row]] += moved * cells.tie.data[row]
        to_core_square[cells.square.indices[row]] += moved * cells.square.data[row]
        if math.isnan(best) or fit[move] > best + TOLERANCE:
            best, best_core = float(fit[move]), inside.copy()
    return best, best_core


def _densities(net: Network, inside: Flags) -> dict[str, float]:
    """Give the mean strength per cell in the three blocks (NaN for a block without cells)."""
    member = inside.astype(float)
    within = float(member @ (net.strengths @ member))
    outside = float((1 - member) @ (net.strengths @ (1 - member)))
    between = float(net.strengths.sum()) - within - outside
    k, rest = int(inside.sum()), int((~inside).sum())
    cells = {"core": k * (k - 1), "mixed": 2 * k * rest, "periphery": rest * (rest - 1)}
    sums = {"core": within, "mixed": between, "periphery": outside}
    return {name: sums[name] / cells[name] if cells[name] else math.nan for name in cells}
