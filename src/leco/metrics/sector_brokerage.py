"""Brokerage between sectors, with ties that are not known, and through shared activities."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from leco.errors import LecoError, nearest
from leco.graph.arrays import Floats, Ints, Network
from leco.graph.modes import sided
from leco.graph.partition import By, Labels
from leco.graph.paths import OpenPaths, open_paths
from leco.labels import Note
from leco.metrics.registry import measure, partner_frame, scores
from leco.metrics.role_sums import role_columns, sums_over
from leco.result import Scores, Table

Count = Literal["pairs", "chains"]


@measure(
    level="pair", family="brokerage", bounds=(0, math.inf),
    source="open pairs and partial credit: Gould & Fernandez (1989), between their sectors",
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
    paths = open_paths(net.adjacency)
    if not net.directed:
        paths = paths.where(paths.first < paths.last)
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
    place = np.empty(net.n, dtype=np.int64)
    place[net.caller_order()] = np.arange(net.n)
    order = np.lexsort((place[broker], pair))
    names = np.array([*labels.names, ""], dtype=object)
    one, two = np.divmod(pair[order], max(len(labels.names), 1))
    index = pd.MultiIndex.from_arrays(
        [
            names[one],
            names[two],
            pd.Index([net.nodes[one] for one in broker[order]], tupleize_cols=False),
        ],
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
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
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
    kinds = len(labels.names)
    itself = np.arange(net.n)
    # What brings sectors into contact: a tie, an open pair, a partner of both; and whom it needs.
    contacts = ((rows, columns, ()), (paths.first, paths.last, (paths.middle,)),
                (itself, itself, ()))  # fmt: skip
    whole = np.zeros(kinds * kinds)
    needs = np.zeros(len(pair))
    wanted = pair * max(net.n, 1) + broker
    for first, last, through in contacts:
        row, sector, other, _ = _sectors_of(first, last, labels, ordered=net.directed)
        between = sector * kinds + other
        whole += np.bincount(between, minlength=kinds * kinds)
        ends = (first,) if first is last else (first, last)
        for partner in (*ends, *through):
            key, number = np.unique(between * net.n + partner[row], return_counts=True)
            if len(key):
                place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
                needs += np.where(key[place] == wanted, number[place], 0)
    same = pair // max(kinds, 1) == pair % max(kinds, 1)
    return np.asarray((whole[pair] == needs) & ~same, dtype=np.float64)


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989) between what is certain and what is possible",
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
    doubt = _silent(net) if unknown is None else _named(net, unknown)
    there = sparse.csr_array(net.adjacency - net.adjacency.multiply(doubt))
    there.eliminate_zeros()
    possible = sparse.csr_array(there + doubt)
    columns: dict[str, Floats] = {}
    for side, legs, closing in (("low", there, possible), ("high", possible, there)):
        paths = open_paths(legs, closing)
        sums = sums_over(net.n, paths.first, paths.middle, paths.last, labels)
        roles = role_columns(sums, merged=not net.directed, unclassified=labels.missing > 0)
        columns |= {f"{role}_{side}": values for role, values in roles.items()}
    ordered = sorted(columns, key=lambda name: list(columns).index(name) % (len(columns) // 2))
    count = int(doubt.nnz) // (1 if net.directed else 2)
    notes = (Note("unknown_pairs", {"count": count}),) if count else ()
    return scores(net, {name: columns[name] for name in ordered}, (*labels.notes(by), *notes),
                  missing=labels.missing)  # fmt: skip


def _silent(net: Network) -> sparse.csr_array:
    """Put 1 where a tie is not known, since neither end (or not the first) answered."""
    silent = np.zeros(net.n) if net.silent is None else net.silent.astype(float)
    who = np.flatnonzero(silent)
    towards = np.arange(net.n) if net.directed else who
    rows, columns = np.repeat(who, len(towards)), np.tile(towards, len(who))
    return _cells(net.n, rows[rows != columns], columns[rows != columns], net.adjacency)


def _named(net: Network, unknown: Iterable[tuple[Hashable, Hashable]]) -> sparse.csr_array:
    place = {node: one for one, node in enumerate(net.nodes)}
    ends = [tuple(pair) for pair in unknown]
    if odd := [pair for pair in ends if len(pair) != 2]:
        raise LecoError(f"unknown= takes pairs of partners, not {odd[0]!r}")
    for node in (end for pair in ends for end in pair):
        if node not in place:
            close = nearest(str(node), map(str, net.nodes))
            meant = f"; did you mean {close!r}?" if close else ""
            raise LecoError(f"unknown= names {node!r}, who is not here{meant}")
    distinct = [(place[one], place[other]) for one, other in ends if one != other]
    rows, columns = np.array(distinct, dtype=np.int64).reshape(-1, 2).T
    if not net.directed:
        rows, columns = np.r_[rows, columns], np.r_[columns, rows]
    return _cells(net.n, rows, columns, None)


def _cells(n: int, rows: Ints, columns: Ints, but: sparse.csr_array | None) -> sparse.csr_array:
    """Put 1 in some cells, but for those that are filled already."""
    cells = sparse.csr_array(sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(n, n)))
    cells.sum_duplicates()
    cells.data[:] = 1.0
    if but is not None:
        cells = sparse.csr_array(cells - cells.multiply(but))
        cells.eliminate_zeros()
    return cells


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf), needs=("activities",),
    source="Jasny & Lubell (2015), Social Networks 43",
)  # fmt: skip
def two_mode_roles(net: Network, *, by: By, count: Count = "pairs") -> Scores:
    """How often a partner stands between two that share no activity, by the sectors of all three.

    Partners a and b that take part in no activity together each take part in some activity with
    v: a - activity - v - activity - b. The roles are those of `brokerage_roles` without
    direction. ``count="pairs"`` counts each two partners once, ``"chains"`` each choice of the
    two activities: a partner that meets both often counts more. From 0 up; higher means more
    brokering. Who takes part in nothing, or only in what all share, has 0. Partners without a
    sector leave their pairs ``unclassified``; several sectors count as fractions. Ties play no
    part. Time and memory grow with the pairs that meet in an activity, and their two-step paths.

    Parameters
    ----------
    data : Coalition or networkx graph
        A coalition with participations, or a two-mode graph (node attribute ``bipartite``:
        0 partners, 1 activities).
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    count : "pairs" or "chains"

    Returns
    -------
    Scores
        One column per role, and ``total``; one row per partner, none for activities.

    Raises
    ------
    ValueError
        For another `count`.
    UnsupportedGraphError
        When there are no participations.

    References
    ----------
    Jasny & Lubell (2015), Two-mode brokerage in policy networks, Social Networks 43.

    Examples
    --------
    >>> import networkx as nx
    >>> meet = nx.Graph([("a", "fair"), ("v", "fair"), ("v", "board"), ("b", "board")])
    >>> nx.set_node_attributes(meet, {n: int(len(n) > 1) for n in meet}, "bipartite")
    >>> two_mode_roles(meet, by=dict.fromkeys("abv", "care")).frame["coordinator"].to_dict()
    {'a': 0.0, 'v': 1.0, 'b': 0.0}
    """
    if count not in {"pairs", "chains"}:
        raise ValueError(f"count={count!r}: choose 'pairs' or 'chains'")
    partners = _partners_only(net)
    labels = partners.labels(by)
    takes_part = partners.activities
    assert takes_part is not None  # noqa: S101 - the door refuses a network without them
    together = sparse.csr_array(takes_part @ takes_part.T)
    together.setdiag(0)
    together.eliminate_zeros()
    paths = open_paths(together)
    weight = None
    if count == "chains" and len(paths.first):
        weight = np.asarray(together[paths.first, paths.middle]).ravel()
        weight = weight * np.asarray(together[paths.middle, paths.last]).ravel()
    sums = sums_over(partners.n, paths.first, paths.middle, paths.last, labels, weight)
    found = role_columns(sums, merged=True, unclassified=labels.missing > 0)
    return Scores(frame=partner_frame(partners, found), n=partners.n, missing=labels.missing,
                  notes=labels.notes(by))  # fmt: skip


def _partners_only(net: Network) -> Network:
    """Leave out the activities that a two-mode graph has among its nodes."""
    mode = net.attributes.get("bipartite")
    if mode is None or net.activities is None:
        return net
    keep = np.array([sided(side) == 0 for side in mode], dtype=bool)
    place = np.cumsum(keep) - 1
    order = net.caller_order()
    kept = np.flatnonzero(keep).tolist()
    return replace(
        net,
        nodes=tuple(net.nodes[one] for one in kept),
        adjacency=net.adjacency[kept][:, kept],
        strengths=net.strengths[kept][:, kept],
        activities=net.activities[kept],
        attributes={name: [values[one] for one in kept] for name, values in net.attributes.items()},
        given=place[order[keep[order]]],
        silent=None,
    )
