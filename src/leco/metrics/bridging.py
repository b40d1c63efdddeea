"""Bridging: how a partner spans sectors, whom it could introduce, what it keeps to itself."""

import math
from itertools import combinations, permutations

import numpy as np
import pandas as pd
from scipy import sparse

from leco.graph.arrays import Floats, Network
from leco.graph.partition import By, Labels
from leco.kernels.composition import effective_by_row
from leco.kernels.paths import OpenPaths, open_paths
from leco.kernels.ratios import over
from leco.kernels.triangles import each_once, triangles
from leco.metrics.registry import counted, measure, partner_index, scores
from leco.result import Scores, Table
from leco.words import Note

# A spread smaller than this part of the largest sum comes from rounding alone.
ROUNDING = 1e-9


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989); Hill (1973)",
)  # fmt: skip
def bridging_profile(net: Network, *, by: By) -> Scores:
    r"""How far a partner bridges sectors: a profile rather than one number.

    =============== =======================================================================
    connections     partners tied to it, in either direction
    hats            sectors of its own
    sectors_reached effective number of sectors among its contacts, :math:`\exp(-\sum q \ln q)`
    open_pairs      pairs of its contacts from different sectors without a tie of their own
    bridged_pairs   the same, each shared among all :math:`n_{ab}` that stand between:
                    :math:`\sum 1/n_{ab}`
    sole_pairs      those that only this partner stands between
    sector_pairs    different pairs of sectors among the open pairs
    =============== =======================================================================

    Two partners are from different sectors when they have none in common. Direction is not
    used. Higher means more bridging; `sole_pairs` are what is lost when the partner
    leaves. Isolates have 0 and no sectors reached (NaN). Pairs with an unlabelled end are
    left out, and unlabelled contacts from `sectors_reached`. Strengths are not used. Time
    and memory grow with the number of paths of two ties.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Scores

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Structures of mediation, for pairs and partial credit.
    Hill (1973), Diversity and evenness, for the effective number.

    Examples
    --------
    >>> import networkx as nx
    >>> hub = bridging_profile(nx.star_graph(3), by={0: "a", 1: "a", 2: "b", 3: "c"}).frame.loc[0]
    >>> float(hub["bridged_pairs"]), float(hub["sector_pairs"])
    (3.0, 3.0)
    """
    labels = net.labels(by)
    paths = _across(open_paths(net.undirected, once=True), labels)

    def total(values: Floats | None = None) -> Floats:
        return np.bincount(paths.middle, values, minlength=net.n).astype(np.float64)

    reached = net.undirected @ labels.matrix
    effective = effective_by_row(_shares(reached))
    effective[~reached.any(axis=1)] = np.nan  # also where nobody has a sector
    found = {
        "connections": net.undirected.sum(axis=1),
        "hats": labels.carries.sum(axis=1).astype(float),
        "sectors_reached": effective,
        "open_pairs": total(),
        "bridged_pairs": total(1 / paths.between),
        "sole_pairs": total((paths.between == 1).astype(float)),
        "sector_pairs": _sector_pairs(net.n, paths, labels),
    }
    alone = int(np.isnan(found["sectors_reached"]).sum())
    notes = (*labels.notes(by), *counted("no_sector_reached", alone))
    return scores(net, found, notes, missing=labels.missing)


def _across(paths: OpenPaths, labels: Labels) -> OpenPaths:
    """Keep the pairs from different sectors: both have one, and none in common."""
    known = labels.known[paths.first] & labels.known[paths.last]
    return paths.where(known & ~labels.shared(paths.first, paths.last))


def _shares(reached: Floats) -> Floats:
    """Give the share of each sector in what a partner reaches; NaN when it reaches none."""
    return over(reached, reached.sum(axis=1, keepdims=True))


def _sector_pairs(n: int, paths: OpenPaths, labels: Labels) -> Floats:
    """Count, per partner in the middle, the different pairs of sectors at the two ends."""
    starts, ends = labels.carries[paths.first], labels.carries[paths.last]
    count = np.zeros(n)
    for one, other in combinations(range(len(labels.names)), 2):
        there = starts[:, one] & ends[:, other]
        there |= starts[:, other] & ends[:, one]
        count[np.unique(paths.middle[there])] += 1
    return count


@measure(
    level="table", family="brokerage", bounds=(0, 1),
    source="Gould & Fernandez (1989)",
)  # fmt: skip
def introductions(net: Network, *, by: By) -> Table:
    r"""Who could introduce whom: pairs from different sectors without a tie, and who is between.

    One row for each open pair (in the order of ids) and each partner tied to both; ``share`` is
    :math:`1 / n_{ab}`, so 1 means that nobody else could make the introduction. Between 0
    and 1. Direction is not used. Pairs with an unlabelled end are left out and the number of
    unlabelled partners is said. Isolates stand in no row. Strengths are not used. Time and
    memory grow with the number of paths of two ties.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Table
        Index (partner, other, introducer), column ``share``.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Structures of mediation.

    Examples
    --------
    >>> import networkx as nx
    >>> introductions(nx.path_graph(3), by={0: "a", 1: "a", 2: "b"}).frame["share"].to_dict()
    {(0, 2, 1): 1.0}
    """
    labels = net.labels(by)
    paths = _across(open_paths(net.undirected, once=True), labels)
    # A pair has no order of its own: it is named, and listed, in the order of the ids.
    ends = (paths.first, paths.last, paths.middle)
    order = np.lexsort(ends[::-1])
    index = pd.MultiIndex.from_arrays(
        [partner_index(net, part[order]) for part in ends], names=["partner", "other", "introducer"]
    )
    frame = pd.DataFrame({"share": 1 / paths.between[order]}, index=index)
    return Table(frame=frame, missing=labels.missing, notes=labels.notes(by))


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    headline="pure",
    source="Borgatti, Everett & Freeman (2002), UCINET",
)  # fmt: skip
def honest_broker(net: Network, *, reciprocated: bool = False) -> Scores:
    """How many pairs of those who come to a partner have no tie, one, or ties both ways.

    ======== ========================================================================
    contacts partners with a tie to this one (with `reciprocated`, in both directions)
    pairs    pairs of them
    pure     HB0: no tie between the two; only the broker joins them
    weak     HB1: a tie in one direction only
    none     HB2: ties in both directions; there is nothing to broker
    ======== ========================================================================

    Pure, weak and none add up to the pairs. Ties without direction count as both ways, so
    ``weak`` is 0 then. Higher `pure`: more brokerage. Isolates have 0. Strengths and labels
    play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    reciprocated : bool
        Whether only contacts tied in both directions count.

    Returns
    -------
    Scores

    References
    ----------
    Borgatti, Everett & Freeman, UCINET, help page "Honest Broker".

    Examples
    --------
    >>> import networkx as nx
    >>> honest_broker(nx.star_graph(3)).frame.loc[0].tolist()
    [3.0, 3.0, 3.0, 0.0, 0.0]
    """
    ties = net.adjacency
    comes = sparse.csr_array(ties.multiply(ties.T)) if reciprocated else ties
    contacts = comes.sum(axis=0)
    pairs = contacts * (contacts - 1) / 2
    weak, none = np.zeros(net.n), np.zeros(net.n)
    for found in triangles(each_once(net.directions)):
        leads = {pair: found.leads(*pair) for pair in permutations(range(3), 2)}
        for broker in range(3):
            one, other = (broker + 1) % 3, (broker + 2) % 3
            both = leads[one, broker] & leads[other, broker]
            if reciprocated:
                both &= leads[broker, one] & leads[broker, other]
            there, back = leads[one, other], leads[other, one]
            np.add.at(weak, found.corners[broker][both & (there != back)], 1.0)
            np.add.at(none, found.corners[broker][both & there & back], 1.0)
    columns = {"contacts": contacts, "pairs": pairs, "pure": pairs - weak - none,
               "weak": weak, "none": none}  # fmt: skip
    return scores(net, columns)


@measure(
    level="partner", family="brokerage", bounds=(-math.inf, math.inf),
    headline="participation",
    source="Guimera & Amaral (2005), Nature 433, p. 899",
)  # fmt: skip
def participation(net: Network, *, by: By, weight: str | None = None) -> Scores:
    r"""How evenly a partner's ties spread over sectors, and how many stay in its own.

    .. math:: P_i = 1 - \sum_s (k_{is} / k_i)^2, \quad
              z_i = (k_{i s_i} - \overline{k}_{s_i}) / \sigma_{s_i}

    with :math:`k_{is}` the strength of ties to sector s. Participation is 0 when all ties go
    to one sector and at most 1 - 1/K; higher means a broader spread. ``within_sector_z`` says
    how many ties a partner has inside its sector compared with others of that sector (mean 0).
    Both depend on the number of ties. Directed ties count both ways, added up. Unlabelled
    contacts are left out. Participation is NaN without labelled contacts, z where all of a
    sector have as many ties inside it, and, for partners with several sectors, for all.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Scores
        Columns ``participation`` and ``within_sector_z``.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Guimera & Amaral (2005), Functional cartography of complex metabolic networks.

    Examples
    --------
    >>> import networkx as nx
    >>> float(participation(nx.star_graph(2), by={0: "a", 1: "a", 2: "b"}).frame.iloc[0, 0])
    0.5
    """
    labels = net.labels(by)
    reached = net.both_ways @ labels.matrix
    spread = 1 - (_shares(reached) ** 2).sum(axis=1)
    spread[~reached.any(axis=1)] = np.nan  # also where nobody has a sector
    z = np.full(net.n, np.nan)
    notes = list(labels.notes(by))
    if labels.single:
        inside = (reached * labels.matrix).sum(axis=1)
        for sector in range(len(labels.names)):
            own = labels.matrix[:, sector] == 1
            sd = inside[own].std()
            if sd > ROUNDING * inside[own].max():  # else all are equal but for rounding
                z[own] = (inside[own] - inside[own].mean()) / sd
    else:
        notes.append(Note("needs_single_labels"))
    undefined = int(np.isnan(spread).sum() + np.isnan(z).sum())
    if undefined:
        notes.append(Note("undefined_values", {"count": undefined}))
    return scores(net, {"participation": spread, "within_sector_z": z}, tuple(notes),
                  missing=labels.missing)  # fmt: skip


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Hamilton, Hileman & Bodin (2020), Social Networks 62",
)  # fmt: skip
def brokering(net: Network, *, by: By | None = None) -> Scores:
    """How many open pairs a partner stands between, and how many it alone does.

    ``activity`` counts the pairs of partners without a tie of their own that this one joins,
    ``exclusivity`` those that nobody else joins. Pairs are unordered without direction,
    ordered with it. With `by` only pairs from different sectors (without a sector in common)
    count; pairs with an unlabelled end are then left out. Higher: more brokering. Cutting
    both at their means gives four types: powerhouse (both high), connector (active), linchpin
    (exclusive), sideliner. Isolates have 0. Strengths are not used. Time and memory grow with
    the number of paths of two ties.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping, optional
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Scores
        Columns ``activity`` and ``exclusivity``.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Hamilton, Hileman & Bodin (2020), Evaluating heterogeneous brokerage.

    Examples
    --------
    >>> import networkx as nx
    >>> brokering(nx.cycle_graph(4)).frame.loc[0].tolist()
    [1.0, 0.0]
    """
    labels = None if by is None else net.labels(by)
    notes = () if by is None or labels is None else labels.notes(by)
    activity, exclusivity = brokered(net, labels)
    columns = {"activity": activity, "exclusivity": exclusivity}
    return scores(net, columns, notes, missing=0 if labels is None else labels.missing)


def brokered(net: Network, labels: Labels | None) -> tuple[Floats, Floats]:
    """Count the open pairs each partner stands between, and those it alone does.

    With labels only pairs without a label in common, both labelled.
    """
    paths = open_paths(net.adjacency, once=not net.directed)
    if labels is not None:
        paths = _across(paths, labels)
    alone = paths.middle[paths.between == 1]
    activity, exclusivity = (
        np.bincount(middle, minlength=net.n).astype(float) for middle in (paths.middle, alone)
    )
    return activity, exclusivity
