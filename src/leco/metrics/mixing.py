"""Mixing: whether ties stay within sectors or bridge them, against what chance would give."""

import math

from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.graph.partition import By, Labels
from leco.labels import Note
from leco.metrics.registry import measure
from leco.result import Statistic

# Pairs of partners with several labels are compared for this many partners at a time.
CHUNK = 512


def _known_ties(net: Network, labels: Labels) -> tuple[Ints, Ints, Floats, tuple[Note, ...]]:
    """List the ties whose two ends have a label, and say how many do not."""
    rows, columns, strengths = net.tie_list()
    both: Flags = labels.known[rows] & labels.known[columns]
    left_out = int((~both).sum())
    notes = (Note("ties_unlabelled", {"count": left_out}),) if left_out else ()
    return rows[both], columns[both], strengths[both], notes


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
    rows, columns, strengths, notes = _known_ties(net, labels)
    n = int(labels.known.sum())
    notes = (*labels.notes(by), *notes)
    if len(rows) == 0:
        return Statistic(
            value=math.nan, n=n, missing=labels.missing, notes=(*notes, Note("no_ties"))
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
    source="1 minus the segregation index of Freeman (1978); Geary (1954) for squared distances",
)  # fmt: skip
def bridging_ratio(net: Network, *, by: By, weight: str | None = None) -> Statistic:
    r"""How different tied partners are, compared with any two partners.

    .. math:: \rho = \frac{\sum_{ties} w_{ij} d_{ij} / \sum_{ties} w_{ij}}
              {\mathrm{mean}_{i<j}\, d_{ij}}

    with d the difference between two partners: 0 for the same sector and 1 for another; for
    several labels 1 minus the labels they share over all they have (Jaccard). At 1 ties
    bridge sectors as often as chance; below 1 the coalition is siloed, above 1 it bridges.
    Its mean over all ways to hand the labels to the partners is exactly 1, whatever the
    number of partners and ties, so it compares across sizes. Ties with an unlabelled end
    are left out and counted; isolates count among the pairs. Not defined (NaN) without ties
    or when all partners are alike.

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
        `parts`: across_ties, across_pairs (the two means).

    References
    ----------
    Freeman (1978), Segregation in social networks, Sociological Methods & Research 6.
    Geary (1954), The contiguity ratio and statistical mapping.

    Examples
    --------
    >>> import networkx as nx
    >>> float(bridging_ratio(nx.path_graph(3), by={0: "care", 1: "care", 2: "youth"}))
    0.75
    """
    labels = net.labels(by)
    rows, columns, strengths, notes = _known_ties(net, labels)
    notes = (*labels.notes(by), *notes)
    n = int(labels.known.sum())
    carries = (labels.matrix > 0).astype(float)
    pairs = _mean_difference(carries[labels.known], labels.single)
    if len(rows) == 0 or not pairs > 0:
        why = Note("no_ties") if len(rows) == 0 else Note("all_alike")
        return Statistic(value=math.nan, n=n, missing=labels.missing, notes=(*notes, why))
    shared = (carries[rows] * carries[columns]).sum(axis=1)
    held = carries.sum(axis=1)
    difference = 1 - shared / (held[rows] + held[columns] - shared)
    ties = float((strengths * difference).sum() / strengths.sum())
    return Statistic(
        value=ties / pairs,
        n=n,
        missing=labels.missing,
        parts={"across_ties": ties, "across_pairs": pairs},
        notes=notes,
    )


def _mean_difference(carries: Floats, single: bool) -> float:
    """Average 1 - Jaccard over all pairs of partners; NaN for fewer than two."""
    n = len(carries)
    if n < 2:
        return math.nan
    if single:
        counts = carries.sum(axis=0)
        return 1 - float((counts * (counts - 1)).sum()) / (n * (n - 1))
    held, alike = carries.sum(axis=1), 0.0
    for begin in range(0, n, CHUNK):
        shared = carries[begin : begin + CHUNK] @ carries.T
        alike += float((shared / (held[begin : begin + CHUNK, None] + held - shared)).sum())
    return 1 - (alike - n) / (n * (n - 1))
