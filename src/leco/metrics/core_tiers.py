"""Who is said to be in the core, beside who is by the ties."""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from leco.graph.arrays import Flags, Network
from leco.graph.partition import labels_missing
from leco.kernels.core_optima import optimum
from leco.metrics.registry import measure, partner_frame
from leco.result import Statistic
from leco.words import Note

# The tiers that say whether a partner is in the core; the others are not partners now.
STATED = ("core", "broad")


def _no_partners() -> pd.DataFrame:
    return pd.DataFrame({"declared": [], "computed": []}, dtype=object)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class TierAgreement(Statistic):
    """How far the declared and the computed core agree, and who is in one of them only.

    Attributes
    ----------
    partners : DataFrame
        One row per partner, columns ``declared`` (core or broad; missing where not stated) and
        ``computed`` (core or periphery).
    promoted : tuple
        In the computed core, declared broad.
    demoted : tuple
        Declared core, in the computed periphery.
    """

    kind: ClassVar[str] = "tier_agreement"

    partners: pd.DataFrame = field(default_factory=_no_partners)
    promoted: tuple[Hashable, ...] = ()
    demoted: tuple[Hashable, ...] = ()

    def unknown(self, note: Note) -> Self:
        """Give the same answer with nothing computed, and the reason."""
        partners = self.partners.assign(computed=None)
        return replace(super().unknown(note), partners=partners, promoted=(), demoted=())


@measure(
    level="coalition", family="core_periphery", bounds=(-1, 1),
    source="Cohen (1960), A coefficient of agreement for nominal scales, p. 40",
)  # fmt: skip
def tier_agreement(net: Network, *, weight: str | None = None) -> TierAgreement:
    r"""How far the declared core is the core that the ties show: Cohen's kappa.

    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}

    with :math:`p_o` the share of partners on which the two agree and :math:`p_e` what that would
    be if one had nothing to do with the other. The attribute ``tier`` declares core or broad;
    the computed core is that of `core_periphery` with the mixed block at one half, and a
    partner is in it when it is in more than half of the equally good cores. From -1 to 1 (full
    agreement); 0 is what unrelated lists give. Disagreement is no error of either: a tier is
    a decision, a core is a pattern of ties.

    Partners without a stated tier (also candidates and former partners) are left out and
    counted; their ties count for the computed core. Isolates are in its periphery. Not defined
    (NaN) when the declared or the computed side is the same for all, and without ties or
    with every tie there. Direction plays no part beyond the ties that count at both ends.

    Parameters
    ----------
    data : Coalition or networkx graph
        With the attribute ``tier``; when nobody has one the answer is not defined.
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    TierAgreement
        `parts`: both, declared_only, computed_only, neither (partners with a stated tier);
        `partners`, `promoted` and `demoted` say who.

    References
    ----------
    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20, p. 40.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.star_graph(4)
    >>> tiers = dict(zip(graph, ["core", "core", "broad", "broad", "broad"]))
    >>> nx.set_node_attributes(graph, tiers, "tier")
    >>> found = tier_agreement(graph)
    >>> float(found), found.demoted
    (0.545455, (1,))
    """
    said = [_stated(value) for value in net.attributes.get("tier", [None] * net.n)]
    declared = np.array([value == "core" for value in said], dtype=bool)
    stated = np.array([value is not None for value in said], dtype=bool)
    best = optimum(net)
    computed = np.zeros(net.n, dtype=bool) if best is None else best.coreness > 0.5 + 1e-9
    columns = {
        "declared": np.array(said, dtype=object),
        "computed": np.where(computed, "core", "periphery").astype(object),
    }
    if best is None:
        columns["computed"] = np.full(net.n, None, dtype=object)
    found = TierAgreement(
        value=math.nan, n=int(stated.sum()), missing=int((~stated).sum()),
        partners=partner_frame(net, columns), notes=_left_out(stated),
    )  # fmt: skip
    if not stated.any():
        return replace(found, notes=(Note("no_tier"),))
    if best is None:
        return replace(found, notes=(*found.notes, Note("no_pattern")))
    counts = {
        "both": declared & computed,
        "declared_only": declared & ~computed,
        "computed_only": computed & ~declared,
        "neither": ~declared & ~computed,
    }
    parts = {name: int((stated & one).sum()) for name, one in counts.items()}
    found = replace(
        found, parts=parts,
        promoted=_named(net, stated & counts["computed_only"]),
        demoted=_named(net, counts["declared_only"]),
    )  # fmt: skip
    kappa = _kappa(*parts.values())
    if math.isnan(kappa):
        return replace(found, notes=(*found.notes, Note("one_side_constant")))
    return replace(found, value=kappa)


def _stated(value: object) -> str | None:
    """Read a tier as core, broad or not stated."""
    read = value.strip().casefold() if isinstance(value, str) else ""
    return read if read in STATED else None


def _left_out(stated: Flags) -> tuple[Note, ...]:
    count = int((~stated).sum())
    return (labels_missing(count, "tier"),) if count else ()


def _named(net: Network, flags: Flags) -> tuple[Hashable, ...]:
    return tuple(net.nodes[place] for place in net.caller_order() if flags[place])


def _kappa(both: int, first: int, second: int, neither: int) -> float:
    """Agree beyond chance; NaN when a side is the same for all."""
    n = both + first + second + neither
    one, other = both + first, both + second
    if one in {0, n} or other in {0, n}:
        return math.nan
    agreed = (both + neither) / n
    chance = (one * other + (n - one) * (n - other)) / n**2
    return (agreed - chance) / (1 - chance)
