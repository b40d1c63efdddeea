"""Brokerage between sectors: who stands between which two of them."""

import math

import numpy as np
import pandas as pd
from scipy import sparse

from leco.graph.arrays import Floats, Ints, Network
from leco.graph.partition import By, Labels
from leco.kernels.paths import OpenPaths, open_paths
from leco.kernels.runs import runs
from leco.metrics.registry import measure, partner_index
from leco.result import Table


@measure(
    level="table", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989)",
)  # fmt: skip
def sector_brokers(net: Network, *, by: By) -> Table:
    r"""Who stands between which sectors, for how many pairs, and how far it is alone in that.

    One row for each two sectors and each partner that stands between a partner of the one and a
    partner of the other that have no tie of their own:

    ============ ==========================================================================
    pairs        open pairs of the two sectors that this partner stands between
    sole_pairs   those that nobody else stands between
    contact_lost 1 when, without this partner, no tie, no open pair and no partner of both
                 sectors joins the two any more; else 0
    shared_pairs the pairs, each shared among all that stand between: :math:`\sum 1/n_{ab}`
    ============ ==========================================================================

    Two partners of the same sector stand under that sector twice. Directed ties: from `sector`
    to `other`; without direction the two are in the order of their names. Over all rows
    `shared_pairs` adds up to the open pairs. Partners with several sectors count as fractions of
    each. Pairs with an unlabelled end are left out; the broker needs no label. Isolates stand in
    no row. Higher: more is brokered there. Strengths are not used. Time and memory grow with
    the number of paths of two ties.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Table
        Index (sector, other, broker), in the order of sectors and of the partners.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Structures of mediation, p. 92-96, for open pairs and credit.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "care", 1: "care", 2: "youth"}
    >>> sector_brokers(nx.path_graph(3), by=by).frame.loc[("care", "youth", 1)].tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    labels = net.labels(by)
    paths = open_paths(net.adjacency, once=not net.directed)
    path, sector, other, part = _sectors_of(paths.first, paths.last, labels, ordered=net.directed)
    middle, between = paths.middle[path], paths.between[path]
    key = (sector * len(labels.names) + other) * net.n + middle
    rows, row = np.unique(key, return_inverse=True)

    def total(values: Floats) -> Floats:
        return np.bincount(row, values, minlength=len(rows)).astype(np.float64)

    pair, broker = np.divmod(rows, max(net.n, 1))
    columns = {
        "pairs": total(part),
        "sole_pairs": total(part * (between == 1)),
        "contact_lost": _lost(net, labels, paths, pair, broker),
        "shared_pairs": total(part / between),
    }
    order = np.lexsort((net.rank[broker], pair))
    names = np.array([*labels.names, ""], dtype=object)
    one, two = np.divmod(pair[order], max(len(labels.names), 1))
    index = pd.MultiIndex.from_arrays(
        [names[one], names[two], partner_index(net, broker[order])],
        names=["sector", "other", "broker"],
    )
    frame = pd.DataFrame({name: values[order] for name, values in columns.items()}, index=index)
    return Table(frame=frame, missing=labels.missing, notes=labels.notes(by))


def _sectors_of(
    first: Ints, last: Ints, labels: Labels, *, ordered: bool
) -> tuple[Ints, Ints, Ints, Floats]:
    """List, for each pair of partners, every sector of the first with every one of the last."""
    member = sparse.csr_array(labels.matrix)
    many = np.diff(member.indptr).astype(np.int64)
    count = many[first] * many[last]
    row = np.repeat(np.arange(len(first)), count)
    step = runs(np.zeros_like(count), count)
    ahead, behind = np.divmod(step, np.maximum(many[last][row], 1))
    one = member.indptr[first][row] + ahead
    two = member.indptr[last][row] + behind
    sector, other = member.indices[one].astype(np.int64), member.indices[two].astype(np.int64)
    if not ordered:
        sector, other = np.minimum(sector, other), np.maximum(sector, other)
    return row, sector, other, member.data[one] * member.data[two]


def _lost(net: Network, labels: Labels, paths: OpenPaths, pair: Ints, broker: Ints) -> Floats:
    """Tell for each two sectors and broker whether nothing else brings the two into contact."""
    rows, columns, _ = net.tie_list()
    sectors = len(labels.names)
    itself = np.arange(net.n)
    # What brings sectors into contact: a tie, an open pair, a partner of both; and whom it needs.
    contacts = ((rows, columns, ()), (paths.first, paths.last, (paths.middle,)),
                (itself, itself, ()))  # fmt: skip
    whole = np.zeros(sectors * sectors)
    needs = np.zeros(len(pair))
    wanted = pair * max(net.n, 1) + broker
    for first, last, through in contacts:
        row, sector, other, _ = _sectors_of(first, last, labels, ordered=net.directed)
        between = sector * sectors + other
        whole += np.bincount(between, minlength=sectors * sectors)
        ends = (first,) if first is last else (first, last)
        for partner in (*ends, *through):
            key, number = np.unique(between * net.n + partner[row], return_counts=True)
            if len(key):
                place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
                needs += np.where(key[place] == wanted, number[place], 0)
    one, two = np.divmod(pair, max(sectors, 1))
    return np.asarray((whole[pair] == needs) & (one != two), dtype=np.float64)
