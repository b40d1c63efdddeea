"""Brokerage through shared activities: who stands between two that never meet."""

import math
from typing import Literal, get_args

import numpy as np
from scipy import sparse

from leco.errors import require_one_of
from leco.graph.affiliation import sided
from leco.graph.arrays import Network
from leco.graph.partition import By
from leco.kernels.paths import open_paths
from leco.kernels.role_sums import role_columns, sums_over
from leco.metrics.registry import measure, partner_frame
from leco.result import Scores

Count = Literal["pairs", "chains"]


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
    MissingAttributeError
        When there is no such column.

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
    require_one_of("count", count, get_args(Count))
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
    sums = sums_over(partners.n, paths.partners, labels, weight)
    found = role_columns(sums, merged=True, unclassified=labels.missing > 0)
    return Scores(frame=partner_frame(partners, found), n=partners.n, missing=labels.missing,
                  notes=labels.notes(by))  # fmt: skip


def _partners_only(net: Network) -> Network:
    """Leave out the activities that a two-mode graph has among its nodes."""
    mode = net.attributes.get("bipartite")
    if mode is None:
        return net
    return net.among(np.flatnonzero([sided(side) == 0 for side in mode]))
