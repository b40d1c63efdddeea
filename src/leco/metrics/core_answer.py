"""The answer of `core_periphery`: a core, how well it fits, and how sure that is."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from leco import words
from leco.graph.arrays import Flags, Ints, Network
from leco.kernels.core_cells import CoreFound, fit_at_half
from leco.metrics.registry import partner_frame
from leco.result import Scores
from leco.words import Note

# Where each method but Borgatti and Everett's comes from.
SOURCES = {
    "ordered_blocks": "Gallagher, Young & Welles (2021), Science Advances 7",
    "lip": "Lip (2011), arXiv 1102.5511",
    "minres": "Boyd, Fitzgerald, Mahutga & Smith (2010), Social Networks 32",
    "rombach": "Rombach, Porter, Fowler & Mucha (2017), SIAM Review 59",
    "rich_core": "Ma & Mondragon (2015), PLOS ONE 10",
    "k_core": "Seidman (1983), Social Networks 5",
}


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class CorePeriphery(Scores):
    """A core, how well it fits, and every other core that fits as well.

    Attributes
    ----------
    fit : float
        The correlation between the ties and the pattern of Borgatti & Everett, -1 to 1. With
        another method than theirs it is that of its core with the mixed block at one half, so
        that methods can be set side by side.
    objective : float
        What the method itself makes as large or small as it can; see `core_periphery`.
    core : frozenset
        The smallest optimal core (the first in order of ids among equals).
    optima : tuple of frozenset
        Every optimal core, at most 1000 of them; `n_optima` counts them all.
    densities : dict
        Mean strength within the core, between core and periphery, within the periphery.
    certified : bool
        Whether no better core exists for this method, by proof or by trying all.
    network : Network
        The ties it was found in, for ``.plot(column="matrix")``.
    """

    kind: ClassVar[str] = "core_periphery"

    fit: float = math.nan
    objective: float = math.nan
    core: frozenset[Hashable] = frozenset()
    optima: tuple[frozenset[Hashable], ...] = ()
    n_optima: int = 0
    densities: dict[str, float] = field(default_factory=dict)
    certified: bool = False
    network: Network | None = field(default=None, repr=False)

    @property
    def coreness(self) -> "pd.Series[Any]":
        """How much a partner belongs to the core, 0 to 1; what that means depends on the method."""
        return self.frame["coreness"]

    @property
    def method(self) -> str:
        """The method that found it."""
        return str(self.about.parameters.get("method", "borgatti_everett"))

    def explain(self, lang: str | None = None) -> str:
        """Say who is in the core, what that means, and where the method comes from."""
        if self.method in SOURCES:
            own = replace(self, about=replace(self.about, source=SOURCES[self.method]))
            return Scores.explain(own, lang)
        return super().explain(lang)

    def __repr__(self) -> str:
        tied = f", {self.n_optima} equally good" if self.n_optima > 1 else ""
        sure = "certified" if self.certified else "not certified"
        return (
            f"<{self.name}: core of {len(self.core)} in {self.n}, fit {self.fit:.6g}, {sure}{tied}>"
        )

    def unknown(self, note: Note) -> Self:
        """Give the same answer with nothing known, and the reason."""
        blank = super().unknown(note)
        return replace(blank, fit=math.nan, objective=math.nan, core=frozenset(), optima=(),
                       n_optima=0, densities={}, certified=False)  # fmt: skip

    def sentence(self, lang: str | None = None) -> str:
        """Say who is in the core and how well it fits."""
        if not self.core:
            return words.text("answer.undefined", lang)
        shown = sorted(map(self.partner, self.core))
        names = "; ".join(shown[:10]) + ("; ..." if len(shown) > 10 else "")
        if self.method != "borgatti_everett":
            return words.text("reads.core_periphery.other", lang, core=len(self.core), n=self.n,
                               names=names, fit=self.fit)  # fmt: skip
        return words.text("reads.core_periphery", lang, core=len(self.core), n=self.n,
                           names=names, fit=self.fit, optima=self.n_optima)  # fmt: skip


def no_core(net: Network) -> CorePeriphery:
    """Answer that nothing is defined."""
    frame = partner_frame(net, {"coreness": np.full(net.n, np.nan)})
    return CorePeriphery(frame=frame, notes=(Note("no_pattern"),))


def answer(net: Network, found: CoreFound, fit: float | None = None) -> CorePeriphery:
    """Name the partners of what a method found; its fit is that at one half unless given."""
    # The smallest core, the first in order of ids among equals; nobody where there is none.
    core: Sequence[int] | Ints = min(
        found.cores, key=lambda one: (len(one), tuple(one)), default=[]
    )
    inside = np.zeros(net.n, dtype=bool)
    inside[core] = True
    notes = found.notes
    if fit is None:
        fit = fit_at_half(net, inside)
        if found.cores and math.isnan(fit):
            notes += (Note("no_periphery"),)
    return CorePeriphery(
        frame=partner_frame(net, {"coreness": found.coreness}),
        fit=fit,
        objective=found.objective,
        core=frozenset(net.nodes[place] for place in core),
        optima=tuple(frozenset(net.nodes[place] for place in one) for one in found.cores),
        n_optima=found.count,
        densities=densities(net, inside),
        certified=found.certified,
        notes=notes,
        network=net,
    )


def densities(net: Network, inside: Flags) -> dict[str, float]:
    """Give the mean strength per cell in the three blocks (NaN for a block without cells)."""
    member = inside.astype(float)
    within = float(member @ (net.strengths @ member))
    outside = float((1 - member) @ (net.strengths @ (1 - member)))
    between = float(net.strengths.sum()) - within - outside
    k, rest = int(inside.sum()), int((~inside).sum())
    cells = {"core": k * (k - 1), "mixed": 2 * k * rest, "periphery": rest * (rest - 1)}
    sums = {"core": within, "mixed": between, "periphery": outside}
    return {name: sums[name] / cells[name] if cells[name] else math.nan for name in cells}
