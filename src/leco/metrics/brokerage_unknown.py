"""Brokerage roles where some ties are not known: what is certain, and what is possible."""

import math
from collections.abc import Hashable, Iterable
from itertools import chain

import numpy as np
from scipy import sparse

from leco.errors import LecoError
from leco.graph.arrays import Floats, Ints, Network
from leco.graph.partition import By
from leco.graph.ties import matrix_of, pattern_of
from leco.kernels.paths import open_paths
from leco.kernels.role_sums import role_columns, sums_over
from leco.metrics.broker_pairs import places_of
from leco.metrics.registry import counted, measure, scores
from leco.result import Scores


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989)",
)  # fmt: skip
def brokerage_bounds(
    net: Network, *, by: By, unknown: Iterable[tuple[Hashable, Hashable]] | None = None
) -> Scores:
    """Between which values each brokerage role lies when some ties are not known.

    A pair surely meets in a partner when both ties are there and the pair surely has none; it
    possibly does when no known tie or absence forbids it. ``..._low`` counts the sure pairs,
    ``..._high`` the possible ones; the truth lies between them (each bound can be reached for one
    partner, not for all at once). Without unknown ties both are `brokerage_roles`.

    Unknown are the ties between two partners that were asked and did not answer (with
    direction: all from such a partner), but for those on record. Sectors that are not known
    leave pairs ``unclassified``, several sectors count as fractions. Isolates have 0 for sure.
    Strengths are not used. Higher: more brokering. Time and memory grow with the number of
    paths of two ties that are possible.

    Parameters
    ----------
    data : Coalition or networkx graph
        A graph says who did not answer by the node attribute ``answered``: False.
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    unknown : list of pairs of partners, optional
        The ties that are not known (from the first to the second when directed), in place of
        those between who did not answer. One on record counts as not known too.

    Returns
    -------
    Scores
        For each column of `brokerage_roles` its ``..._low`` and ``..._high``.

    Raises
    ------
    LecoError
        When `unknown` names somebody who is not there.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), for the roles. Huisman (2009), Imputation of missing network
    data, for why silent partners' ties are not absent ones.

    Examples
    --------
    >>> import networkx as nx
    >>> star = nx.star_graph(2)
    >>> found = brokerage_bounds(star, by=dict.fromkeys(range(3), "care"), unknown=[(1, 2)])
    >>> found.frame.loc[0, ["coordinator_low", "coordinator_high"]].tolist()
    [0.0, 1.0]
    """
    labels = net.labels(by)
    doubt = _unanswered(net) if unknown is None else _listed(net, unknown)
    there = _but(net.adjacency, doubt)
    possible = sparse.csr_array(there + doubt)
    bounds: dict[str, dict[str, Floats]] = {}
    for side, legs, closing in (("low", there, possible), ("high", possible, there)):
        paths = open_paths(legs, closing)
        sums = sums_over(net.n, paths.partners, labels)
        bounds[side] = role_columns(sums, merged=not net.directed, unclassified=labels.missing > 0)
    columns = {f"{role}_{side}": bounds[side][role] for role in bounds["low"] for side in bounds}
    count = int(doubt.nnz) // (1 if net.directed else 2)
    notes = (*labels.notes(by), *counted("unknown_pairs", count))
    return scores(net, columns, notes, missing=labels.missing)


def _unanswered(net: Network) -> sparse.csr_array:
    """Put 1 where a tie is not known, since neither end (or not the first) answered."""
    who = np.zeros(0, dtype=np.int64) if net.silent is None else np.flatnonzero(net.silent)
    towards = np.arange(net.n) if net.directed else who
    rows, columns = np.repeat(who, len(towards)), np.tile(towards, len(who))
    return _but(_cells(net.n, rows, columns, directed=True), net.adjacency)


def _listed(net: Network, unknown: Iterable[tuple[Hashable, Hashable]]) -> sparse.csr_array:
    """Put 1 where the caller says that a tie is not known."""
    pairs = [tuple(pair) for pair in unknown]
    if odd := [pair for pair in pairs if len(pair) != 2]:
        raise LecoError(f"unknown= takes pairs of partners, not {odd[0]!r}")
    ends = places_of(net, chain.from_iterable(pairs))
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    return _cells(net.n, rows, columns, directed=net.directed)


def _cells(n: int, rows: Ints, columns: Ints, *, directed: bool) -> sparse.csr_array:
    """Put 1 in some cells, none of them on the diagonal."""
    apart = rows != columns
    ones = np.ones(int(apart.sum()))
    return pattern_of(matrix_of(n, rows[apart], columns[apart], ones, directed))


def _but(cells: sparse.csr_array, others: sparse.csr_array) -> sparse.csr_array:
    """Empty the cells that are filled in another matrix too."""
    left = sparse.csr_array(cells - cells.multiply(others))
    left.eliminate_zeros()
    return left
