"""Segregation: how far ties keep within sectors, as one number or for each sector."""

import math

import numpy as np
import pandas as pd

from leco.graph.arrays import Floats, Network
from leco.graph.known_ties import no_known_ties
from leco.graph.partition import By
from leco.kernels.ratios import beyond_chance, over
from leco.metrics.mixing_tables import Mixing, mixing_sums
from leco.metrics.registry import counted, measure
from leco.result import Statistic, Table
from leco.words import Note

# Added to each of the four counts when one of them is 0 (Haldane; Anscombe).
HALF = 0.5
# Strengths add up in another order on either side of a difference: less than this is none.
ROUNDING = 1e-12


@measure(
    level="coalition", family="mixing", bounds=(-math.inf, 1), null="labels",
    source="Freeman (1978), Sociological Methods & Research 6",
)  # fmt: skip
def freeman_segregation(net: Network, *, by: By, weight: str | None = None) -> Statistic:
    r"""How many fewer ties cross sectors than chance would have, as a share of those.

    .. math:: \frac{E[e^*] - e^*}{E[e^*]}, \quad
              E[e^*] = m \, \frac{n^2 - \sum_g n_g^2}{n (n - 1)}

    with e* the strength of the ties between sectors and m that of all. At most 1 (no tie
    crosses); 0 is what chance gives, whatever the size; below 0 ties cross more than that (it
    is not cut off at 0). It is 1 minus `bridging_ratio`. For partners with several labels a
    tie is internal to the extent of the product of their shares. Ties with an unlabelled end
    are left out and counted; isolates count among the partners. Each directed tie counts by
    itself. Not defined (NaN) without ties or when all partners are alike.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: between (ties that cross), between_by_chance, expected (0).

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Freeman (1978), Segregation in social networks, Sociological Methods & Research 6.

    Examples
    --------
    >>> import networkx as nx
    >>> float(freeman_segregation(nx.path_graph(3), by={0: "care", 1: "care", 2: "youth"}))
    0.25
    """
    found = mixing_sums(net, by)
    if found.total == 0 or not found.pairs_between > 0:
        why = no_known_ties(net) if found.total == 0 else Note("all_alike")
        return _number(found, math.nan, {}, why)
    once = 1 if net.directed else 2
    between = (found.total - found.within) / once
    chance = found.total * found.pairs_between / found.pairs.sum() / once
    parts = {"between": between, "between_by_chance": chance, "expected": 0.0}
    return _number(found, 1 - between / chance, parts)


def _number(found: Mixing, value: float, parts: dict[str, float], *more: Note) -> Statistic:
    """Wrap a number about the partners with a label."""
    notes = (*found.notes, *more)
    return Statistic(value=value, n=found.n, missing=found.labels.missing, parts=parts, notes=notes)


@measure(
    level="table", family="mixing", bounds=(-1, 1), needs=("ties", "direction"),
    source="Coleman (1958), Human Organization 17",
)  # fmt: skip
def coleman_homophily(net: Network, *, by: By, weight: str | None = None) -> Table:
    r"""How far each sector reaches out to its own, beyond what its size gives.

    .. math:: w_g^* = m_{g\cdot} \frac{n_g - 1}{n - 1}, \qquad
              S_g = \frac{m_{gg} - w_g^*}{m_{g\cdot} - w_g^*} \text{ above chance}, \quad
              \frac{m_{gg} - w_g^*}{w_g^*} \text{ below}

    with :math:`m_{gg}` the ties from sector g to itself and :math:`m_{g\cdot}` all it sends.
    From -1 (none to its own) over 0 (as chance has it) to 1 (all to its own). Ties with an
    unlabelled end are left out and counted; isolates count in the sizes. For partners with
    several labels the counts are sums of shares. A sector that sends no tie, or that all
    partners are in, has no value (NaN).

    Parameters
    ----------
    data : Coalition or networkx graph, directed
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Table
        One row per sector.

    Raises
    ------
    UnsupportedGraphError
        When the ties have no direction.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Coleman (1958), Relational analysis, Human Organization 17.
    Bojanowski & Corten (2014), Measuring segregation in social networks, Social Networks 39.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([(0, 1), (1, 2), (2, 0)])
    >>> coleman_homophily(graph, by={0: "a", 1: "a", 2: "b"}).frame["coleman_homophily"].tolist()
    [0.0, 0.0]
    """
    found = mixing_sums(net, by)
    own, sent = np.diagonal(found.ties), found.ties.sum(axis=1)
    # What chance gives: each tie that a partner sends may reach any other partner.
    shares = found.labels.matrix
    reach = net.strengths @ found.labels.known.astype(float)
    chance = ((reach[:, None] * shares) * (shares.sum(axis=0) - shares)).sum(axis=0)
    chance /= max(found.n - 1, 1)
    room = np.where(own >= chance - ROUNDING * sent, sent - chance, chance)
    # There is no room above chance for a sector that all partners are in.
    value = over(own - chance, np.where(room > ROUNDING * sent, room, 0.0))
    return _per_sector(found, "coleman_homophily", value)


def _per_sector(found: Mixing, name: str, value: Floats) -> Table:
    """Give one row per sector, and the reason where a sector has no value."""
    more = counted("sectors_undefined", int(np.isnan(value).sum()))
    index = pd.Index(found.labels.names, name="sector", dtype=object)
    frame = pd.DataFrame({name: value}, index=index)
    return Table(frame=frame, n=found.n, missing=found.labels.missing, notes=(*found.notes, *more))


@measure(
    level="table", family="mixing", bounds=(-1, 1),
    source="Fershtman (1997), Social Networks 19",
)  # fmt: skip
def segregation_matrix_index(net: Network, *, by: By, weight: str | None = None) -> Table:
    r"""How much denser ties are within each sector than from it to the others.

    .. math:: \frac{d_{gg} - d_{g\bar g}}{d_{gg} + d_{g\bar g}}

    with :math:`d_{gg}` the ties within sector g over the pairs in it, and :math:`d_{g\bar g}`
    the ties that g sends to all others over such pairs. From -1 (only ties out) over 0 (equally
    dense) to 1 (only ties within). Ties with an unlabelled end are left out and counted;
    isolates count among the pairs. For partners with several labels ties and pairs are sums of
    products of shares. A sector without ties, without pairs (one partner), or that all
    partners are in, has no value (NaN).

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Table
        One row per sector.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Fershtman (1997), Cohesive group detection in a social network by the segregation matrix
    index, Social Networks 19.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "a", 1: "a", 2: "b", 3: "b"}
    >>> segregation_matrix_index(nx.path_graph(4), by=by).frame.iloc[:, 0].tolist()
    [0.6, 0.6]
    """
    found = mixing_sums(net, by)
    own, own_pairs = np.diagonal(found.ties), np.diagonal(found.pairs)
    out, out_pairs = found.ties.sum(axis=1) - own, found.pairs.sum(axis=1) - own_pairs
    within, beyond = over(own, own_pairs), over(out, out_pairs)
    value = over(within - beyond, within + beyond)
    return _per_sector(found, "segregation_matrix_index", value)


@measure(
    level="coalition", family="mixing", bounds=(0, math.inf), null="labels",
    source="Haldane (1956)",
)  # fmt: skip
def odds_ratio(net: Network, *, by: By) -> Statistic:
    r"""How many times higher the odds of a tie are within a sector than between sectors.

    .. math:: \frac{t_w \, u_b}{t_b \, u_w}

    with t the pairs that are tied and u those that are not, within (w) and between sectors (b).
    At 1 a shared sector makes no difference; above 1 ties keep within. It does not depend on
    how many partners each sector has. When one of the four is 0, 1/2 is added to each (`parts`
    says so). Directed: ordered pairs. For partners with several labels pairs are within to the
    extent of the product of their shares. Pairs with an unlabelled end are left out; isolates
    count. Strengths are not used. Not defined (NaN) without ties, when all partners are alike,
    or when no two are.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Statistic
        `parts`: log, tied_within, untied_within, tied_between, untied_between, added (the half,
        or 0).

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Haldane (1956), The estimation and significance of the logarithm of a ratio of frequencies.
    Bojanowski & Corten (2014), Measuring segregation in social networks, Social Networks 39.

    Examples
    --------
    >>> import networkx as nx
    >>> found = odds_ratio(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "b"})
    >>> float(found), found.parts["added"]
    (11.667, 0.5)
    """
    found = mixing_sums(net, by, net.adjacency)
    once = 1 if net.directed else 2
    tied = np.array([found.within, found.total - found.within]) / once
    pairs = np.array([found.pairs.trace(), found.pairs_between]) / once
    if found.total == 0 or not pairs.min() > 0:
        alike = Note("none_alike" if pairs[1] > 0 else "all_alike")
        why = no_known_ties(net) if found.total == 0 else alike
        return _number(found, math.nan, {}, why)
    untied = pairs - tied
    added = HALF if min(tied.min(), untied.min()) < ROUNDING else 0.0
    value = float((tied[0] + added) * (untied[1] + added))
    value /= float((tied[1] + added) * (untied[0] + added))
    parts = {
        "log": math.log(value), "tied_within": float(tied[0]), "untied_within": float(untied[0]),
        "tied_between": float(tied[1]), "untied_between": float(untied[1]), "added": added,
    }  # fmt: skip
    return _number(found, value, parts)


@measure(
    level="coalition", family="mixing", bounds=(-1, 1), null="labels",
    source="Gupta, Anderson & May (1989), AIDS 3",
)  # fmt: skip
def gamix(net: Network, *, by: By, weight: str | None = None) -> Statistic:
    r"""How far the sectors keep their ties to themselves, every sector counting alike.

    .. math:: Q = \frac{\sum_g P_{gg} - 1}{K - 1}

    with :math:`P_{gg}` the share that stays within of the ties that sector g sends, and K
    sectors. From -1/(K - 1) (no tie within) to 1 (all within); 0 when every sector spreads its
    ties alike over all. A small sector weighs as much as a large one. Ties with an unlabelled
    end are left out and counted. For partners with several labels counts are sums of products of
    shares. Not defined (NaN) for one sector, or when a sector has no ties (sends none).

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: sectors (K).

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gupta, Anderson & May (1989), Networks of sexual contacts: implications for the pattern of
    spread of HIV, AIDS 3.

    Examples
    --------
    >>> import networkx as nx
    >>> float(gamix(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "b"}))
    0.333
    """
    found = mixing_sums(net, by)
    sent = found.ties.sum(axis=1)
    sectors = len(sent)
    silent = int((sent == 0).sum())
    if found.total == 0 or sectors < 2 or silent:
        why = (
            no_known_ties(net) if found.total == 0
            else Note("all_alike") if sectors < 2
            else Note("sectors_without_ties", {"count": silent})
        )  # fmt: skip
        return _number(found, math.nan, {"sectors": sectors}, why)
    kept = float((np.diagonal(found.ties) / sent).sum())
    return _number(found, (kept - 1) / (sectors - 1), {"sectors": sectors})


@measure(
    level="coalition", family="mixing", bounds=(-1, 1), null="labels",
    source="Newman (2003), Physical Review E 67, 026126, eq. 2",
)  # fmt: skip
def assortativity(net: Network, *, by: By, weight: str | None = None) -> Statistic:
    r"""How far ties join the same sector, given how many ties each sector has.

    .. math:: r = \frac{\sum_g e_{gg} - \sum_g a_g b_g}{1 - \sum_g a_g b_g}

    with e the shares of all ties by sector of both ends, a and b its row and column sums. At
    most 1 (all ties within); 0 when ends meet at random given their ties; at least -1. Ties
    with an unlabelled end are left out and counted: a missing label is never a sector of its
    own. Isolates play no part. For partners with several labels e sums products of shares. Not
    defined (NaN) without ties or when all ends of ties are of one sector.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: within (share of ties), within_at_random (given the ties of each sector).

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Newman (2003), Mixing patterns in networks, Physical Review E 67, 026126, eq. 2.

    Examples
    --------
    >>> import networkx as nx
    >>> float(assortativity(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "b"}))
    0.333
    """
    found = mixing_sums(net, by)
    if found.total == 0:
        return _number(found, math.nan, {}, no_known_ties(net))
    share = found.ties / found.total
    within, random = float(share.trace()), float(share.sum(axis=1) @ share.sum(axis=0))
    parts = {"within": within, "within_at_random": random}
    if not random < 1:
        return _number(found, math.nan, parts, Note("all_alike"))
    return _number(found, float(beyond_chance(within, random)), parts)
