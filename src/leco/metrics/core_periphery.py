"""Core and periphery: a group tied to each other, and others tied to it but not to each other.

`core_periphery` finds the two groups that fit the ties best (Borgatti & Everett 2000);
`core_share` says how large the core is. Everything here is deterministic: no seed.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd

from leco import labels
from leco.graph.arrays import Flags, Network
from leco.labels import Note
from leco.metrics.core_cells import MixedBlock
from leco.metrics.core_optima import optimum
from leco.metrics.registry import measure, partner_frame
from leco.result import Scores, Statistic, json_value


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
            **super()._content(),
            "fit": json_value(self.fit),
            "core": json_value(self.core),
            "optima": [json_value(one) for one in self.optima],
            "n_optima": json_value(self.n_optima),
            "densities": json_value(self.densities),
            "certified": self.certified,
        }


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
        Column ``coreness``: the share of the optimal cores that a partner is in. (Which of
        several tied cores is named `core` depends on the ids; this does not.)

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
    best = optimum(net, mixed_block)
    if best is None:
        blank = np.full(net.n, np.nan)
        return CorePeriphery(
            frame=partner_frame(net, {"coreness": blank}),
            notes=(Note("no_pattern"),),
        )
    chosen = min(best.cores, key=lambda core: (len(core), tuple(core)))
    inside = np.zeros(net.n, dtype=bool)
    inside[chosen] = True
    notes = () if best.certified else (Note("not_certified"),)
    named = [frozenset(net.nodes[place] for place in core) for core in best.cores]
    return CorePeriphery(
        frame=partner_frame(net, {"coreness": best.coreness}),
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
    best = optimum(net, 0.5)
    if best is None:
        return Statistic(value=math.nan, notes=(Note("no_pattern"),))
    size = float(sum(size * share for size, share in best.sizes.items()))
    return Statistic(
        value=size / net.n,
        parts={"core_size": size, "smallest": min(best.sizes), "largest": max(best.sizes),
               "fit": best.fit},
    )  # fmt: skip


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
