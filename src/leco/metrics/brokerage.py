"""Brokerage: who stands between partners that have no tie of their own."""

import math
from typing import Literal

import numpy as np

from leco.graph.arrays import Floats, Ints, Network, tied
from leco.graph.partition import By
from leco.graph.paths import open_paths
from leco.graph.triangles import triangles
from leco.metrics.broker_pairs import Brokerage
from leco.metrics.registry import measure, partner_frame
from leco.result import Table

Credit = Literal["full", "partial"]
Convention = Literal["leco", "sna"]

# Closed two-paths times labels handled at once: memory stays at a few hundred MB.
CHUNK = 4_000_000


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989), Structures of mediation, p. 92-96",
)  # fmt: skip
def brokerage_roles(
    net: Network, *, by: By, credit: Credit = "full", convention: Convention = "leco"
) -> Brokerage:
    r"""How often a partner stands between two that have no tie, by the sectors of all three.

    A partner v brokers the pair (a, b) when a has a tie to v, v has one to b, and a has none
    to b. With the broker in the middle:

    ============== ========= =========================================
    coordinator    A-A-A     all three in one sector
    itinerant      A-B-A     the outsider between two of one sector
    representative A-A-B     the first two share the broker's sector
    gatekeeper     A-B-B     the last two share the broker's sector
    liaison        A-B-C     three sectors
    total                    all pairs
    ============== ========= =========================================

    Ties without direction: each pair is counted once, and gatekeeper and representative,
    which only direction tells apart, are one column ``gatekeeper_representative``. (R's sna
    counts every such pair twice, once in each direction: ``convention="sna"`` does so too.)

    Partners with several sectors count as fractions: with membership rows M summing to 1,
    coordinator is :math:`\sum_g M_{ag} M_{vg} M_{bg}` and so on, which is the table above for
    one sector each. When a partner's sector is unknown
    its pairs have no role: they stand in a further column ``unclassified``, so that the
    total still adds up. Isolates have 0. Strengths are not used. Higher means more brokering.

    Time O(m sqrt(m)) for the triangles plus the number of labels times ties; partial credit
    lists every path of two ties.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    credit : "full" or "partial"
        Whether a pair counts whole for each partner between its ends, or is shared.
    convention : "leco" or "sna"
        How ties without direction are counted; directed ones are the same in both.

    Returns
    -------
    Brokerage
        Scores with one column per role, and ``total``; ``.pairs(partner)`` lists the very pairs
        counted, ``.explain(partner=...)`` says them in words.

    Raises
    ------
    ValueError
        For another `credit` or `convention`.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Sociological Methodology 19, p. 92-96. R's netrics and
    NetworkBrokerage.jl give some of these names to other patterns.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.DiGraph([("a", "v"), ("v", "b")])
    >>> found = brokerage_roles(path, by={"a": "care", "v": "youth", "b": "youth"})
    >>> found.frame.loc["v", ["representative", "gatekeeper", "total"]].tolist()
    [0.0, 1.0, 1.0]
    """
    if credit not in {"full", "partial"}:
        raise ValueError(f"credit={credit!r}: choose 'full' or 'partial'")
    if convention not in {"leco", "sna"}:
        raise ValueError(f"convention={convention!r}: choose 'leco' or 'sna'")
    labels = net.labels(by)
    sums = _counted if credit == "full" else _shared
    found = role_columns(
        sums(net, labels.matrix, labels.known.astype(float)),
        merged=not net.directed and convention == "leco",
        unclassified=labels.missing > 0,
    )
    return Brokerage(
        frame=partner_frame(net, found), missing=labels.missing, notes=labels.notes(by),
        network=net, labels=labels,
    )  # fmt: skip


@measure(
    level="pair", family="brokerage", bounds=(0, math.inf),
    source="Gould & Fernandez (1989), Structures of mediation, p. 96",
)  # fmt: skip
def brokerage_totals(
    net: Network, *, by: By, credit: Credit = "full", convention: Convention = "leco"
) -> Table:
    """How often each brokerage role is played in the whole coalition.

    The sums over partners of `brokerage_roles`: a pair that three partners stand between counts
    three times with full credit, once with partial credit, where the total is the number of open
    pairs two ties apart. From 0 up; it grows with the number of partners and ties, so read it
    against `brokerage_totals_expected` or a `test`. Partners without a sector leave their pairs
    ``unclassified``; several sectors count as fractions. Isolates add nothing. Strengths are
    not used.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    credit : "full" or "partial"
        Whether a pair counts whole for each partner between its ends, or is shared.
    convention : "leco" or "sna"
        How ties without direction are counted; directed ones are the same in both.

    Returns
    -------
    Table
        Index role, column ``count``.

    Raises
    ------
    ValueError
        For another `credit` or `convention`.

    References
    ----------
    Gould & Fernandez (1989), Sociological Methodology 19, p. 96.

    Examples
    --------
    >>> import networkx as nx
    >>> found = brokerage_totals(nx.star_graph(3), by={0: "care", 1: "care", 2: "care", 3: "art"})
    >>> found.frame["count"].to_dict()["gatekeeper_representative"]
    2.0
    """
    found = brokerage_roles(net, by=by, credit=credit, convention=convention)
    count = found.frame.sum(axis=0).rename_axis("role").to_frame("count")
    return Table(frame=count, missing=found.missing, notes=found.notes)


def role_columns(sums: Floats, *, merged: bool, unclassified: bool) -> dict[str, Floats]:
    """Turn six sums over ordered open paths into the columns of `brokerage_roles`."""
    roles = _roles(sums)
    if merged:
        both = roles.pop("representative")
        roles.pop("gatekeeper")  # its twin without direction
        halves = {name: values / 2 for name, values in roles.items()}
        roles = {
            "coordinator": halves["coordinator"],
            "itinerant": halves["itinerant"],
            "gatekeeper_representative": both,
            "liaison": halves["liaison"],
            "unclassified": halves["unclassified"],
            "total": halves["total"],
        }
    if not unclassified:
        del roles["unclassified"]
    # Fractions leave dust of 1e-16 below zero; a count has none.
    return {name: np.maximum(values, 0.0) for name, values in roles.items()}


def _roles(sums: Floats) -> dict[str, Floats]:
    """Turn six sums over open paths a-v-b into roles.

    With S, AV, VB, AB the sums of the labels shared by all three, by a and v, by v and b, by a
    and b, and K the number of paths whose three labels are known, the roles are S, AB - S,
    AV - S, VB - S and K - AB - AV - VB + 2 S.
    """
    shared, a_v, v_b, a_b, classified, total = sums
    return {
        "coordinator": shared,
        "itinerant": a_b - shared,
        "representative": a_v - shared,
        "gatekeeper": v_b - shared,
        "liaison": classified - a_b - a_v - v_b + 2 * shared,
        "unclassified": total - classified,
        "total": total,
    }


def _counted(net: Network, member: Floats, known: Floats) -> Floats:
    """Sum over all paths of two ties, then take away those that lead back or are closed."""
    ties = net.adjacency
    into, out_of = ties.T @ member, ties @ member  # labels of those before and after
    arrive, leave = ties.sum(axis=0), ties.sum(axis=1)
    arrive_known, leave_known = ties.T @ known, ties @ known
    from_own, to_own = (into * member).sum(axis=1), (out_of * member).sum(axis=1)
    sums = np.stack([
        (into * member * out_of).sum(axis=1),  # S
        from_own * leave_known,  # AV
        arrive_known * to_own,  # VB
        (into * out_of).sum(axis=1) * known,  # AB
        arrive_known * leave_known * known,  # K
        arrive * leave,  # all
    ])  # fmt: skip
    back = ties.multiply(ties.T).tocoo()  # v - a and a - v: the path a-v-a joins nobody
    sums -= _paths(net.n, back.col, back.row, back.col, member, known)
    return sums - sums_over(net.n, *_closed_paths(net), member, known)


def _shared(net: Network, member: Floats, known: Floats) -> Floats:
    """Sum over the open paths, each shared among the partners between its ends."""
    found = open_paths(net.adjacency)
    return sums_over(net.n, found.first, found.middle, found.last, member, known, 1 / found.between)


def sums_over(  # noqa: PLR0917 - the three partners of many paths, as arrays
    n: int, first: Ints, middle: Ints, last: Ints, member: Floats, known: Floats,
    weight: Floats | None = None,
) -> Floats:  # fmt: skip
    """Sum the six quantities of `role_columns` over many listed paths, a part at a time."""
    sums = np.zeros((6, n))
    step = max(1, CHUNK // max(1, member.shape[1]))
    for begin in range(0, len(first), step):
        part = slice(begin, begin + step)
        own = None if weight is None else weight[part]
        sums += _paths(n, first[part], middle[part], last[part], member, known, own)
    return sums


def _paths(  # noqa: PLR0917 - the three partners of many paths, as arrays
    n: int, first: Ints, middle: Ints, last: Ints, member: Floats, known: Floats,
    weight: Floats | None = None,
) -> Floats:  # fmt: skip
    """Sum the six quantities of `_roles` over listed paths, per partner in the middle."""
    a, v, b = member[first], member[middle], member[last]
    know_a, know_v, know_b = known[first], known[middle], known[last]
    values = (
        (a * v * b).sum(axis=1), (a * v).sum(axis=1) * know_b, (v * b).sum(axis=1) * know_a,
        (a * b).sum(axis=1) * know_v, know_a * know_v * know_b, np.ones(len(first)),
    )  # fmt: skip
    weighed = values if weight is None else tuple(value * weight for value in values)
    return np.stack([np.bincount(middle, value, minlength=n) for value in weighed])


def _closed_paths(net: Network) -> tuple[Ints, Ints, Ints]:
    """List the paths a-v-b that a tie a-b closes: up to six for each triangle."""
    found = triangles(net.undirected)
    corners = (found.a, found.b, found.c)
    pieces: list[tuple[Ints, Ints, Ints]] = []
    has = net.adjacency
    for a, v, b in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        first, middle, last = corners[a], corners[v], corners[b]
        if net.directed:
            there = (tied(has, first, middle) & tied(has, middle, last)
                     & tied(has, first, last))  # fmt: skip
            first, middle, last = first[there], middle[there], last[there]
        pieces.append((first, middle, last))
    first, middle, last = (np.concatenate([piece[place] for piece in pieces]) for place in range(3))
    return first, middle, last
