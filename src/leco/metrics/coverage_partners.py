"""What each partner adds to coverage, and which two complement each other."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from leco.errors import DataError
from leco.graph.arrays import Flags, Floats, Ints, Network, tied
from leco.graph.needs import GivenNeeds
from leco.graph.numbers import Requirement, numbers_in
from leco.graph.partition import By, Labels
from leco.kernels.difference import jaccard
from leco.kernels.ratios import over
from leco.metrics.bridging import brokered
from leco.metrics.coverage import Provision, provision
from leco.metrics.registry import measure, partner_index, scores
from leco.result import Scores, Table
from leco.words import Note

# A product of two shares that equals the least one but for rounding counts.
ROUNDING = 1e-12


@measure(
    level="partner", family="coverage", bounds=(0, math.inf), needs=(),
    source="Shapley (1953)",
)  # fmt: skip
def contributions(
    net: Network,
    *,
    offers: By = "offers",
    needs: GivenNeeds | None = None,
    by: By | None = None,
    served: By | None = None,
) -> Scores:
    r"""Tell what each partner adds to coverage, and what would be lost without it.

    ======== ==========================================================================
    needs    how many of the needs it offers
    sole     needs that it alone offers
    marginal weight that is no longer covered without it
    bridges  pairs without a tie of their own that it stands between (with `by`: of
             different sectors), as `brokering` counts them
    surplus  1 when nothing is lost without it (`marginal` is 0) *and* it bridges nobody *and*
             no motive of its own is served; 0 when one of the three is not so
    shapley  its fair share of the weight covered
    ======== ==========================================================================

    .. math:: \phi_i = \sum_{k \in \mathrm{offers}(i)} \frac{w_k \min(c_k, r_k)}{c_k\, r_k}

    is the Shapley value of the game in which partners S cover
    :math:`\sum_k w_k \min(c_k(S), r_k) / r_k`. The game is a sum over needs, and in each all
    :math:`c_k` providers are interchangeable, so each has an equal share: exact for any number
    wanted. The values add up to the weight covered. Higher: it adds more.

    What is not known stays so (NaN, with a note): every column but `bridges` for a partner whose
    offers are not known; `bridges` without a record of ties, and where a partner that did not
    answer stands between nobody on record; `surplus` as long as one of its three is not known and
    none is not so. None of the three is a verdict by itself, nor is surplus: a partner may be there
    for its legitimacy or its mandate. Strengths play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    offers : str or mapping
        The offers: a column (node attribute), or a mapping from partner to offer(s).
    needs : mapping, list or DataFrame, optional
        As in `coverage`.
    by : str or mapping, optional
        The sectors, when only bridges between sectors count.
    served : str or mapping, optional
        Whether a motive of the partner's own is served: 1 or True, 0 or False, blank when not
        known (a share of its motives will do). Without it that is not known of anybody.

    Returns
    -------
    Scores

    Raises
    ------
    UnsupportedGraphError, MissingAttributeError, DataError
        As `coverage`; DataError also for `served` that is no number from 0 on.

    References
    ----------
    Shapley (1953), A value for n-person games.

    Examples
    --------
    >>> import networkx as nx
    >>> offers = {0: ["room", "advice"], 1: "advice", 2: "meals"}
    >>> found = contributions(nx.path_graph(3), offers=offers, needs={"room": 2, "advice": 1})
    >>> found.frame["shapley"].tolist(), found.frame["marginal"].tolist()
    ([2.5, 0.5, 0.0], [2.0, 0.0, 0.0])
    """
    found = provision(net, offers, needs)
    columns, notes = contributed(net, found, by, served)
    return replace(scores(net, columns, notes, missing=found.missing), n=found.n)


def contributed(
    net: Network, found: Provision, by: By | None, served: By | None
) -> tuple[dict[str, Floats], tuple[Note, ...]]:
    """Give the columns of `contributions`, and what is to be noted."""
    weight, providers = found.needs.weight, found.providers
    known = found.known if len(weight) else np.zeros(net.n, dtype=bool)
    share = weight * found.covered(providers)
    each = over(share, providers, empty=0.0)
    lost = share - weight * found.covered(np.maximum(providers - 1, 0))
    marginal = _where(known, found.provides @ lost)
    bridges, notes = _bridges(net, by)
    surplus = _all_three(marginal, bridges, _served(net, served))
    unsure = int(np.isnan(surplus).sum())
    if unsure:
        notes = (*notes, Note("surplus_unknown", {"count": unsure}))
    columns = {
        "needs": _where(known, found.provides.sum(axis=1)),
        "sole": _where(known, found.provides @ (providers == 1).astype(float)),
        "marginal": marginal,
        "bridges": bridges,
        "surplus": surplus,
        "shapley": _where(known, found.provides @ each),
    }
    return columns, (*found.notes, *notes)


def _where(known: Flags, values: Floats) -> Floats:
    return np.where(known, values, np.nan)


def _bridges(net: Network, by: By | None) -> tuple[Floats, tuple[Note, ...]]:
    """Count the pairs that each partner stands between; NaN where nobody knows."""
    labels: Labels | None = None
    notes: tuple[Note, ...] = ()
    if by is not None:
        labels = net.labels(by)
        notes = labels.notes(by)
    if not net.ties_known:
        return np.full(net.n, np.nan), (*notes, Note("bridges_unknown"))
    bridges, _ = brokered(net, labels)
    if labels is not None:
        # Open pairs with an unlabelled end may be bridges.
        open_pairs, _ = brokered(net, None)
        beside = np.asarray(net.undirected @ (~labels.known).astype(float)) > 0
        bridges[(bridges == 0) & (open_pairs > 0) & beside] = np.nan
    if net.silent is not None:
        bridges[net.silent & (bridges == 0)] = np.nan
    return bridges, notes


def _all_three(*reasons: Floats) -> Floats:
    """Give 1 where every reason to stay is 0, 0 where one is above it, else NaN."""
    stays = np.any([reason > 0 for reason in reasons], axis=0)
    unsure = np.any([np.isnan(reason) for reason in reasons], axis=0)
    found: Floats = np.where(stays, 0.0, np.where(unsure, np.nan, 1.0))
    return found


def _served(net: Network, served: By | None) -> Floats:
    """Read whether a motive of each partner is served; NaN where nobody says."""
    if served is None:
        return np.full(net.n, np.nan)
    # True and False are 1 and 0 here.
    written = [int(one) if isinstance(one, (bool, np.bool_)) else one for one in net.values(served)]
    wanted = Requirement("partners", "served", lambda numbers: numbers >= 0, "problem.no_served")
    found, problems = numbers_in(written, net.nodes, wanted)
    if problems:
        raise DataError(problems)
    return found


@measure(
    level="table", family="coverage", bounds=(0, 1), needs=(),
    source="Bunger & Gillespie (2014); Jaccard (1901)",
)  # fmt: skip
def complementarity(
    net: Network,
    *,
    offers: By = "offers",
    target_groups: By = "target_groups",
    high: float = 0.5,
) -> Table:
    r"""Which two partners offer different things to the same people.

    =============== ====================================================================
    offers_alike    offers both have, as a share of those either has (Jaccard)
    targets_alike   the same of their target groups
    tied            1 when there is a tie between the two, in either direction; else 0
    missed          1 when they complement each other (at least `high`) and are not tied
    complementarity :math:`(1 - J_{offers}) \times J_{targets}`, of the first two columns
    =============== ====================================================================

    From 0 to 1 (nothing in common but their people); higher: a more natural pair. Only pairs
    above 0 stand in a row, in the order of the ids. Partners whose offers or target groups are
    not known are left out and counted. Without a record of ties `tied` is not known (NaN), nor is
    it for two partners that did not answer and have no tie on record; `missed` neither, where
    they complement each other. Where to call that high is a convention, not a finding. Strengths
    play no part; an isolate is as any other. Time and memory grow with the number of pairs that
    share a target group.

    Parameters
    ----------
    data : Coalition or networkx graph
    offers, target_groups : str or mapping
        A column (node attribute), or a mapping from partner to label(s).
    high : float
        From which complementarity a pair without a tie is a missed one, above 0 and at most 1.

    Returns
    -------
    Table
        Index (partner, other).

    Raises
    ------
    ValueError
        For another `high`.
    MissingAttributeError
        When a column is not there.

    References
    ----------
    Bunger & Gillespie (2014), Coordinating nonprofit children's behavioral health services:
    clique composition and relationships.

    Examples
    --------
    >>> import networkx as nx
    >>> offers = {0: ["room", "advice"], 1: "advice", 2: "meals"}
    >>> people = {0: "families", 1: "families", 2: ["families", "elderly"]}
    >>> found = complementarity(nx.path_graph(3), offers=offers, target_groups=people)
    >>> found.frame["complementarity"].to_dict(), found.frame["missed"].tolist()
    ({(0, 1): 0.5, (0, 2): 0.5, (1, 2): 0.5}, [0.0, 1.0, 0.0])
    """
    if not 0 < high <= 1:
        raise ValueError(f"high={high!r}: a number above 0, at most 1")
    offered, reached = net.labels(offers), net.labels(target_groups)
    known = offered.known & reached.known
    notes = [*offered.notes(offers), *reached.notes(target_groups)]
    rows, columns, services, targets = _complements(offered, reached, known)
    fit = (1 - services) * targets
    joined = _tied(net, rows, columns)
    unsure = int(np.isnan(joined).sum())
    if unsure or not net.ties_known:
        notes.append(Note("ties_of_pairs_unknown", {"count": unsure}))
    missed = np.where(fit >= high - ROUNDING, 1 - joined, 0.0)
    index = pd.MultiIndex.from_arrays(
        [partner_index(net, rows), partner_index(net, columns)], names=["partner", "other"]
    )
    frame = pd.DataFrame(
        {"offers_alike": services, "targets_alike": targets, "tied": joined,
         "missed": missed, "complementarity": fit},
        index=index,
    )  # fmt: skip
    return Table(frame=frame, n=int(known.sum()), missing=int((~known).sum()), notes=tuple(notes))


def _complements(
    offered: Labels, reached: Labels, known: Flags
) -> tuple[Ints, Ints, Floats, Floats]:
    """List the pairs alike in target groups and not in all offers, and how far in either."""
    shared = sparse.csr_array(sparse.triu(_common(reached, known), k=1)).tocoo()
    order = np.lexsort((shared.col, shared.row))
    rows, columns = shared.row[order].astype(np.int64), shared.col[order].astype(np.int64)
    targets = _alike(reached, rows, columns, shared.data[order])
    both = np.asarray(_common(offered, known)[rows, columns]).ravel() if len(rows) else targets
    services = _alike(offered, rows, columns, both)
    there = (1 - services) * targets > 0
    return rows[there], columns[there], services[there], targets[there]


def _common(labels: Labels, known: Flags) -> sparse.csr_array:
    """Count the labels that two partners share, for all pairs that share one."""
    carries = sparse.csr_array(labels.carries * known[:, None].astype(float))
    return sparse.csr_array(carries @ carries.T)


def _alike(labels: Labels, rows: Ints, columns: Ints, shared: Floats) -> Floats:
    held = labels.carries.sum(axis=1).astype(float)
    return jaccard(shared, held[rows], held[columns])


def _tied(net: Network, rows: Ints, columns: Ints) -> Floats:
    """Give 1 where two partners have a tie, 0 where not, NaN where that is not known."""
    joined = tied(net.undirected, rows, columns).astype(float)
    if not net.ties_known:
        joined[:] = np.nan
    elif net.silent is not None:
        joined[net.silent[rows] & net.silent[columns] & (joined == 0)] = np.nan
    return joined
