"""Coverage: what the coalition needs, against what its partners offer."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from leco import words
from leco.errors import UnsupportedGraphError
from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.graph.needs import GivenNeeds, Needs, read_needs
from leco.graph.partition import By
from leco.metrics.registry import measure, partner_index
from leco.result import Statistic, Table
from leco.words import Note


@dataclass(frozen=True, eq=False)
class Provision:
    """Which partner (row) provides which need (column), as far as offers are known."""

    needs: Needs
    provides: Floats
    known: Flags
    unneeded: int  # different offers that no need asks for
    notes: tuple[Note, ...]

    @property
    def n(self) -> int:
        """How many partners' offers are known."""
        return int(self.known.sum())

    @property
    def missing(self) -> int:
        """How many partners' offers are not known."""
        return int((~self.known).sum())

    @cached_property
    def providers(self) -> Floats:
        """How many partners provide each need."""
        found: Floats = self.provides.sum(axis=0)
        return found

    def covered(self, providers: Floats) -> Floats:
        """Give the share of each need that so many providers cover."""
        share: Floats = np.minimum(providers, self.needs.wanted) / self.needs.wanted
        return share


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class NeedCoverage(Table):
    """Coverage need by need; `providers` says who offers each, in the caller's order."""

    providers: Mapping[str, tuple[Hashable, ...]] = field(default_factory=dict)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The needs with fewer providers than wanted, the heaviest first."""
        short = self.frame[self.frame["gap"] > 0]
        return tuple(short.sort_values("weight", ascending=False, kind="stable").index)

    def _short(self) -> dict[str, tuple[float, float]]:
        there, wanted = self.frame["providers"].to_dict(), self.frame["wanted"].to_dict()
        return {need: (float(there[need]), float(wanted[need])) for need in self.gaps}

    def sentence(self, lang: str | None = None) -> str:
        """Say what is missing, and who alone provides what."""
        if self.frame.empty or self.frame["gap"].isna().all():
            return super().sentence(lang)
        said = [
            words.text("need_coverage.gaps", lang, gaps=_gaps(self._short(), lang))
            if self.gaps else words.text("need_coverage.no_gaps", lang)
        ]  # fmt: skip
        alone = [
            f"{need}: {self.partner(who[0])}"
            for need, who in self.providers.items()
            if len(who) == 1
        ]
        if alone:
            said.append(words.text("need_coverage.sole", lang, alone="; ".join(alone)))
        return " ".join(said)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class CoveringSet(Table):
    """The partners of a smallest covering set; its length is how many are needed at least.

    `short` has the needs that not even all partners together cover: providers there, and wanted.
    """

    short: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def sentence(self, lang: str | None = None) -> str:
        """Say how many partners are needed at least, a set of so many, and what is left."""
        if self.frame.empty:
            return super().sentence(lang)
        partners = "; ".join(map(self.partner, self.frame.index))
        count = len(self.frame)
        said = [words.text("covering_set.least", lang, count=count, partners=partners)]
        if self.short:
            said.append(words.text("covering_set.short", lang, gaps=_gaps(self.short, lang)))
        return " ".join(said)


def _gaps(short: Mapping[str, tuple[float, float]], lang: str | None) -> str:
    """Name needs with how many providers there are, of how many wanted."""
    return "; ".join(
        words.text("need_coverage.gap", lang, need=need, there=there, wanted=wanted)
        for need, (there, wanted) in short.items()
    )


@measure(
    level="coalition", family="coverage", bounds=(0, 1), needs=(),
    source="Church & ReVelle (1974)",
)  # fmt: skip
def coverage(net: Network, *, offers: By = "offers", needs: GivenNeeds | None = None) -> Statistic:
    r"""Share of what the coalition needs that its partners offer, by weight.

    .. math:: \sum_k w_k \frac{\min(c_k, r_k)}{r_k} \Big/ \sum_k w_k

    with :math:`w_k` the weight of need k (1 when none is given), :math:`c_k` the number of
    partners that offer it and :math:`r_k` the number wanted (1 when none is given). From 0
    (nothing) to 1 (everything); higher means less is missing. An offer and a need match when
    they are written alike; offers that no need asks for do not count (`parts` says how many).
    Ties play no part: a list of partners is enough. A partner whose offers are not known is
    left out and counted, never taken to offer nothing, so the value is the least that is
    covered and ``possible`` the most. Not defined (NaN) without needs or any known offer.

    Parameters
    ----------
    data : Coalition or networkx graph
    offers : str or mapping
        The offers: a column (node attribute), or a mapping from partner to offer(s).
    needs : mapping, list or DataFrame, optional
        Need -> weight, needs of equal weight, or a table with the columns need, weight and
        providers_wanted; else the coalition's own table.

    Returns
    -------
    Statistic
        `parts`: needs, met (with all providers wanted), gaps (the others), sole (needs with one
        provider), redundancy (mean number of providers beyond those wanted), weight (of all
        needs), covered (weight), possible, unneeded (offers that no need asks for).

    Raises
    ------
    UnsupportedGraphError
        When there are no needs to hold the offers against.
    MissingAttributeError
        When there is no column of offers.
    DataError
        When a need stands twice, or a weight is no positive number.

    References
    ----------
    Church & ReVelle (1974), The maximal covering location problem.

    Examples
    --------
    >>> import networkx as nx
    >>> offers = {0: ["room", "advice"], 1: "advice", 2: "meals"}
    >>> needs = {"room": 2, "advice": 1, "transport": 1}
    >>> float(coverage(nx.empty_graph(3), offers=offers, needs=needs))
    0.75
    """
    return coverage_of(provision(net, offers, needs))


def provision(net: Network, offers: By, needs: GivenNeeds | None) -> Provision:
    """Hold the offers of the partners against the needs."""
    wanted = net.needs if needs is None else read_needs(needs)
    if wanted is None:
        raise UnsupportedGraphError.of("no_needs")
    labels = net.labels(offers)
    column = {name: place for place, name in enumerate(labels.names)}
    provides = np.zeros((net.n, len(wanted.names)))
    for place, name in enumerate(wanted.names):
        if name in column:
            provides[:, place] = labels.carries[:, column[name]]
    notes = []
    if labels.missing:
        notes.append(Note("offers_unknown", {"count": labels.missing}))
    if wanted.unweighted:
        notes.append(Note("needs_unweighted", {"count": wanted.unweighted}))
    if not wanted.names:
        notes.append(Note("no_needs"))
    elif not labels.known.any():
        notes.append(Note("no_offers"))
    loose = {
        name.strip().casefold(): name for name in sorted(set(labels.names) - set(wanted.names))
    }
    nearly = [f"{name} / {loose[name.strip().casefold()]}" for name in wanted.names
              if name not in column and name.strip().casefold() in loose]  # fmt: skip
    if nearly:
        notes.append(Note("needs_nearly", {"names": "; ".join(nearly)}))
    unneeded = len(set(labels.names) - set(wanted.names))
    return Provision(wanted, provides, labels.known, unneeded, tuple(notes))


def coverage_of(found: Provision) -> Statistic:
    """Add up what is covered, by weight."""
    weight = float(found.needs.weight.sum())
    if not found.needs.names or found.n == 0:
        return Statistic(value=math.nan, n=found.n, missing=found.missing, notes=found.notes)
    share = found.covered(found.providers)
    covered = float(found.needs.weight @ share)
    possible = float(found.needs.weight @ found.covered(found.providers + found.missing))
    met = int((share >= 1).sum())
    parts = {
        "needs": len(share), "met": met, "gaps": len(share) - met,
        "sole": int((found.providers == 1).sum()),
        "redundancy": float(np.maximum(found.providers - found.needs.wanted, 0).mean()),
        "weight": weight, "covered": covered, "possible": possible / weight,
        "unneeded": found.unneeded,
    }  # fmt: skip
    return Statistic(
        value=covered / weight, n=found.n, missing=found.missing, parts=parts, notes=found.notes
    )


@measure(
    level="table", family="coverage", bounds=(0, math.inf), needs=(),
    source="Church & ReVelle (1974)",
)  # fmt: skip
def need_coverage(
    net: Network, *, offers: By = "offers", needs: GivenNeeds | None = None
) -> NeedCoverage:
    r"""Tell what is covered and what is missing, need by need, and who provides it.

    ========== ======================================================================
    weight     the weight of the need
    wanted     how many providers are wanted, r
    providers  how many partners offer it, c
    sole       1 when one partner alone offers it (its name stands in `providers`), else 0
    redundancy providers beyond those wanted, :math:`\max(c - r, 0)`
    gap        providers that are missing, :math:`\max(r - c, 0)`
    covered    share covered, :math:`\min(c, r) / r`
    ========== ======================================================================

    Ties play no part. Partners whose offers are not known are left out and counted: a gap may
    be smaller, and who seems the only provider may not be. Not defined (NaN) without any known
    offer.

    Parameters
    ----------
    data : Coalition or networkx graph
    offers : str or mapping
        The offers: a column (node attribute), or a mapping from partner to offer(s).
    needs : mapping, list or DataFrame, optional
        As in `coverage`.

    Returns
    -------
    NeedCoverage
        A Table, one row per need in the order given, with `providers` (need -> partners) and
        `gaps` (the needs that miss a provider, the heaviest first).

    Raises
    ------
    UnsupportedGraphError, MissingAttributeError, DataError
        As `coverage`.

    References
    ----------
    Church & ReVelle (1974), The maximal covering location problem, for coverage.

    Examples
    --------
    >>> import networkx as nx
    >>> offers = {0: ["room", "advice"], 1: "advice", 2: "meals"}
    >>> found = need_coverage(nx.empty_graph(3), offers=offers, needs=["room", "advice", "bus"])
    >>> found.frame["covered"].tolist(), found.gaps, found.providers["room"]
    ([1.0, 1.0, 0.0], ('bus',), (0,))
    """
    found = provision(net, offers, needs)
    wanted, providers = found.needs.wanted, found.providers
    columns = {
        "weight": found.needs.weight, "wanted": wanted, "providers": providers,
        "sole": (providers == 1).astype(float),
        "redundancy": np.maximum(providers - wanted, 0), "gap": np.maximum(wanted - providers, 0),
        "covered": found.covered(providers),
    }  # fmt: skip
    index = pd.Index(found.needs.names, name="need", dtype=object)
    frame = pd.DataFrame(columns, index=index)
    who = {
        name: tuple(net.nodes[row] for row in net.caller_order().tolist()
                    if found.provides[row, place])
        for place, name in enumerate(found.needs.names)
    }  # fmt: skip
    if not found.known.any():
        frame[["providers", "sole", "redundancy", "gap", "covered"]] = math.nan
        who = {}
    return NeedCoverage(frame=frame, n=found.n, missing=found.missing,
                        notes=found.notes, providers=who)  # fmt: skip


@measure(
    level="table", family="coverage", bounds=(0, math.inf), needs=(),
    source="Toregas et al. (1971)",
)  # fmt: skip
def covering_set(
    net: Network, *, offers: By = "offers", needs: GivenNeeds | None = None
) -> CoveringSet:
    r"""Find the fewest partners that together cover all that the coalition can cover.

    .. math:: \min \sum_i x_i \quad \text{so that} \quad
              \sum_{i \in P_k} x_i \ge \min(r_k, c_k) \ \text{for each need } k

    with :math:`P_k` the :math:`c_k` partners that offer need k and :math:`r_k` the number
    wanted. The number of rows says how many partners the result needs at least: with two or
    more, nobody reaches it alone. It is exact. Where several sets are as small one is given, the
    same for any order of rows: of partners with the same offers the first by id. Ties play no
    part. Partners whose offers are not known are left out and counted: with them a smaller set
    may do. No rows when nothing can be covered. Solved as an integer program over the different
    sets of offers: fast for hundreds of partners, exponential at worst.

    Parameters
    ----------
    data : Coalition or networkx graph
    offers : str or mapping
        The offers: a column (node attribute), or a mapping from partner to offer(s).
    needs : mapping, list or DataFrame, optional
        As in `coverage`.

    Returns
    -------
    CoveringSet
        A Table, one row per partner in the set, with the number and the weight of the needs that
        it offers.

    Raises
    ------
    UnsupportedGraphError, MissingAttributeError, DataError
        As `coverage`.

    References
    ----------
    Toregas, Swain, ReVelle & Bergman (1971), The location of emergency service facilities.

    Examples
    --------
    >>> import networkx as nx
    >>> offers = {0: ["room", "advice"], 1: "advice", 2: "meals"}
    >>> needs = ["room", "advice", "meals", "bus"]
    >>> covering_set(nx.empty_graph(3), offers=offers, needs=needs).frame.index.tolist()
    [0, 2]
    """
    found = provision(net, offers, needs)
    chosen = set(_fewest(found).tolist())
    rows = np.array([row for row in net.caller_order().tolist() if row in chosen], dtype=np.int64)
    columns = {
        "weight": found.provides[rows] @ found.needs.weight,
        "needs": found.provides[rows].sum(axis=1),
    }
    index = partner_index(net, rows)
    short = {
        name: (float(found.providers[place]), float(found.needs.wanted[place]))
        for place, name in enumerate(found.needs.names)
        if found.providers[place] < found.needs.wanted[place]
    }
    return CoveringSet(frame=pd.DataFrame(columns, index=index), n=found.n,
                       missing=found.missing, notes=found.notes, short=short)  # fmt: skip


def _fewest(found: Provision) -> Ints:
    """Choose the fewest partners; those with the same offers are one unknown, a number."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    helps = np.flatnonzero(found.provides.any(axis=1))
    if not len(helps):
        return helps
    # In the order of their names, so that the order of the needs decides nothing either.
    order = sorted(range(len(found.needs.names)), key=found.needs.names.__getitem__)
    kinds, kind = np.unique(found.provides[helps][:, order], axis=0, return_inverse=True)
    most = np.bincount(kind.ravel())
    least = np.ceil(np.minimum(found.needs.wanted, found.providers))[order]
    solved = milp(
        np.ones(len(kinds)),
        constraints=LinearConstraint(kinds.T, lb=least),
        bounds=Bounds(0, most),
        integrality=np.ones(len(kinds), dtype=np.int64),
        options={"mip_rel_gap": 0.0},
    )
    assert solved.x is not None  # noqa: S101 - all partners together are always a solution
    count = np.round(solved.x).astype(np.int64)
    return np.concatenate(
        [helps[np.flatnonzero(kind.ravel() == one)[:many]] for one, many in enumerate(count)]
    )
