"""Brokerage: who stands between partners that have no tie of their own."""

import math
from typing import Literal, get_args

from leco.errors import require_one_of
from leco.graph.arrays import Network
from leco.graph.partition import By
from leco.kernels.role_sums import full_credit, partial_credit, role_columns
from leco.metrics.broker_pairs import Brokerage
from leco.metrics.registry import measure, partner_frame
from leco.result import Table

Credit = Literal["full", "partial"]
Convention = Literal["leco", "sna"]


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
    require_one_of("credit", credit, get_args(Credit))
    require_one_of("convention", convention, get_args(Convention))
    labels = net.labels(by)
    sums = full_credit if credit == "full" else partial_credit
    found = role_columns(
        sums(net, labels),
        merged=not net.directed and convention == "leco",
        unclassified=labels.missing > 0,
    )
    return Brokerage(
        frame=partner_frame(net, found), missing=labels.missing, notes=labels.notes(by),
        network=net, labels=labels,
    )  # fmt: skip


@measure(
    level="table", family="brokerage", bounds=(0, math.inf),
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
    MissingAttributeError
        When there is no such column.

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
