"""Mixing: whether ties join partners alike, in sector or in ties, against what chance gives."""

import math

import numpy as np

from leco.graph.arrays import Network
from leco.graph.known_ties import known_ties, no_known_ties
from leco.graph.label_distances import Distance
from leco.graph.partition import By
from leco.kernels.difference import Difference, Numbers, difference
from leco.metrics.registry import measure, undefined
from leco.result import Statistic
from leco.words import Note


@measure(
    level="coalition", family="mixing", bounds=(-1, 1), null="labels",
    source="Krackhardt & Stern (1988), p. 127",
)  # fmt: skip
def ei_index(net: Network, *, by: By, weight: str | None = None) -> Statistic:
    r"""Ties between sectors less ties within them, as a share of all ties.

    .. math:: \frac{E - I}{E + I}

    with E the strength of external and I that of internal ties. From -1 (all ties within
    sectors) to 1 (all between). Zero does not mean "as chance has it": with many small
    sectors chance alone gives a high value, which stands in `parts` as ``expected`` (the
    exact mean over all ways to hand the labels to the partners). For partners with several
    labels a tie is internal to the extent of the product of their shares. Ties with an
    unlabelled end are left out and counted; isolates play no part. Each directed tie counts
    by itself. Not defined (NaN) without ties.

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
        `parts`: internal, external, expected.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Krackhardt & Stern (1988), Informal networks and organizational crises,
    Social Psychology Quarterly 51, p. 127.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.path_graph(3)
    >>> float(ei_index(path, by={0: "care", 1: "care", 2: "youth"}))
    0.0
    """
    labels = net.labels(by)
    n = labels.n
    rows, columns, strengths, notes = known_ties(net, labels.known)
    notes = (*labels.notes(by), *notes)
    if len(rows) == 0:
        return Statistic(
            value=math.nan, n=n, missing=labels.missing, notes=(*notes, no_known_ties(net))
        )
    shared = (labels.matrix[rows] * labels.matrix[columns]).sum(axis=1)
    total, internal = float(strengths.sum()), float((strengths * shared).sum())
    counts = labels.matrix.sum(axis=0)
    alike = (float((counts**2).sum()) - float((labels.matrix**2).sum())) / (n * (n - 1))
    return Statistic(
        value=(total - 2 * internal) / total,
        n=n,
        missing=labels.missing,
        parts={"internal": internal, "external": total - internal, "expected": 1 - 2 * alike},
        notes=notes,
    )


@measure(
    level="coalition", family="mixing", bounds=(0, math.inf), null="labels",
    source="Freeman (1978); Geary (1954)",
)  # fmt: skip
def bridging_ratio(
    net: Network,
    *,
    by: By,
    distance: Distance | Numbers | None = None,
    coarse: By | None = None,
    weight: str | None = None,
) -> Statistic:
    r"""How different tied partners are, compared with any two partners.

    .. math:: \rho = \frac{\sum_{ties} w_{ij} d_{ij} / \sum_{ties} w_{ij}}
              {\mathrm{mean}_{i<j}\, d_{ij}}

    with d the difference between two partners: 0 for the same sector and 1 for another; for
    several labels 1 minus the labels they share over all they have (Jaccard). Or d is what
    you say: by a coarser label, a table of differences, or a number. At 1 ties bridge
    differences as often as chance; below 1 the coalition is siloed, above 1 it bridges. Its
    mean over all ways to hand the labels to the partners is exactly 1, whatever the number of
    partners and ties, so it compares across sizes. For sectors it is 1 minus
    `freeman_segregation`, for squared numbers the C of Geary. Ties with an unlabelled end are
    left out and counted; isolates count among the pairs; each directed tie counts by itself.
    Not defined (NaN) without ties or when all partners are alike. Time O(m), and O(n^2) where
    partners have several labels and d is Jaccard.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s); or a
        number for each partner (see `distance`).
    distance : DataFrame, mapping, "numbers" or "squares", optional
        A square table of differences between labels, from 0 to 1; partners with several labels
        then differ by the mean over one label of each. Or, when `by` holds numbers, whether d
        is their distance or its square.
    coarse : str or mapping, optional
        A coarser label for each partner: labels under the same coarser one differ by 1/2.
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: across_ties, across_pairs (the two means), expected (1).

    Raises
    ------
    ValueError
        For `distance` together with `coarse`, a `distance` that is none of these (or a wrong
        table: DataError), or when some of the numbers in `by` are none (DataError).
    UnsupportedGraphError
        When `by` should hold numbers and holds words.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Freeman (1978), Segregation in social networks, Sociological Methods & Research 6.
    Geary (1954), The contiguity ratio and statistical mapping.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.path_graph(3)
    >>> float(bridging_ratio(path, by={0: "care", 1: "care", 2: "youth"}))
    0.75
    >>> float(bridging_ratio(path, by={0: 1, 1: 2, 2: 4}, distance="numbers"))
    0.75
    """
    return bridged(net, difference(net, by, distance=distance, coarse=coarse))


def bridged(net: Network, apart: Difference) -> Statistic:
    """Hold the difference between tied partners against that between any two."""
    rows, columns, strengths, notes = known_ties(net, apart.known)
    notes = (*apart.notes, *notes)
    if len(rows) == 0 or not apart.mean > 0:
        why = no_known_ties(net) if len(rows) == 0 else Note("all_alike")
        return Statistic(value=math.nan, n=apart.n, missing=apart.missing, notes=(*notes, why))
    ties = float((strengths * apart.between(rows, columns)).sum() / strengths.sum())
    return Statistic(
        value=ties / apart.mean,
        n=apart.n,
        missing=apart.missing,
        parts={"across_ties": ties, "across_pairs": apart.mean, "expected": 1.0},
        notes=notes,
    )


@measure(
    level="coalition", family="mixing", bounds=(-1, 1), null="size",
    source="Newman (2002), Physical Review Letters 89, 208701, eq. 4; Newman (2003), eq. 21",
)  # fmt: skip
def degree_assortativity(net: Network) -> Statistic:
    r"""How far partners with many ties are tied to others with many ties.

    .. math:: r = \mathrm{corr}(d_i, d_j) \text{ over all ties } ij

    with d the number of ties of a partner, each undirected tie read both ways; of a directed
    tie, the ties its sender sends and those its receiver receives. From -1 (who has many is tied
    to who has few, as in a star) to 1 (like to like). A coalition with a hub is below 0 also by
    chance, so hold it against its chance model. Isolates, strengths and labels play no part. Not
    defined (NaN) without ties or when all ends of ties have as many.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Statistic
        `parts`: at_ends (the mean number of ties of partners at the end of a tie).

    References
    ----------
    Newman (2002), Assortative mixing in networks, Physical Review Letters 89, 208701, eq. 4.
    Newman (2003), Mixing patterns in networks, Physical Review E 67, 026126, eq. 21.

    Examples
    --------
    >>> import networkx as nx
    >>> float(degree_assortativity(nx.path_graph(4)))
    -0.5
    """
    if net.ties == 0:
        return undefined(Note("no_ties"))
    senders, receivers = net.adjacency.nonzero()
    sent = net.adjacency.sum(axis=1)[senders]
    received = net.adjacency.sum(axis=0)[receivers]
    parts = {"at_ends": float(sent.mean() + received.mean()) / 2}
    if np.ptp(sent) == 0 or np.ptp(received) == 0:
        return Statistic(value=math.nan, parts=parts, notes=(Note("ends_alike"),))
    value = float(np.corrcoef(sent, received)[0, 1])
    return Statistic(value=min(max(value, -1.0), 1.0), parts=parts)  # rounding may pass 1
