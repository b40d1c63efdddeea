"""Partners and what they take part in: as a matrix, as a two-mode graph, and the ties it implies.

Two partners in the same activity become tied with a strength that says how much sharing an
activity means:

======== =============================================== =========================
count    number of activities shared                     plain, favours large events
newman   sum over shared activities of 1 / (k - 1)       k partners share the attention
cosine   shared / sqrt(own activities, both)             relative to how active both are
======== =============================================== =========================

Sources: Breiger (1974); Newman (2001), Phys. Rev. E 64, 016132, eq. 2; Salton & McGill (1983).
"""

from collections.abc import Hashable, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from leco.errors import UnsupportedGraphError
from leco.graph.network import Graph
from leco.graph.ties import Floats

# More pairs than this would take minutes and gigabytes to project.
MOST_PAIRS = 5_000_000


def activity_matrix(nodes: Sequence[Hashable], participations: pd.DataFrame) -> sparse.csr_array:
    """Read who takes part in what as a 0/1 matrix of partners by activities."""
    rows = participations[["partner", "activity"]].drop_duplicates()
    place = {node: row for row, node in enumerate(nodes)}
    rows = rows[rows["partner"].isin(place)]
    partner = rows["partner"].map(place).to_numpy(dtype=np.int64)
    activity, names = pd.factorize(rows["activity"], sort=True)
    shape = (len(nodes), len(names))
    return sparse.csr_array((np.ones(len(rows)), (partner, activity)), shape=shape)


def two_mode_matrix(
    nodes: Sequence[Hashable], graph: Graph, mode: Sequence[Any]
) -> sparse.csr_array | None:
    """Read a two-mode graph (``bipartite`` 0: partners, 1: activities), if it is one."""
    if {sided(one) for one in mode} != {0, 1} or len(mode) < len(nodes):
        return None  # a node of neither mode: nobody can say what it is
    side = {node: sided(one) for node, one in zip(nodes, mode, strict=True)}
    ends = [sorted(pair, key=lambda end: bool(side[end])) for pair in graph.edges()]
    rows = [pair for pair in ends if [side[end] for end in pair] == [0, 1]]
    return activity_matrix(nodes, pd.DataFrame(rows, columns=["partner", "activity"]))


def sided(written: Any) -> int | None:
    """Read which of two modes a node is of: 0 or 1, however the number is kept; else None."""
    numbers = (int, float, np.integer, np.floating, np.bool_)
    return int(written) if isinstance(written, numbers) and written in {0, 1} else None


def two_mode(partners: pd.DataFrame, participations: pd.DataFrame) -> Graph:
    """Join partners to their activities: nodes ``("partner", id)`` and ``("activity", id)``."""
    graph: Graph = nx.Graph(two_mode=True)
    for row in partners.to_dict("records"):
        facts = {str(key): value for key, value in row.items() if not pd.isna(value)}
        graph.add_node(("partner", facts.pop("id")), bipartite=0, **facts)
    for partner, activity in zip(
        participations["partner"], participations["activity"], strict=True
    ):
        graph.add_node(("activity", activity), bipartite=1)
        graph.add_edge(("partner", partner), ("activity", activity))
    return graph


def project(participations: pd.DataFrame, strength: str, least: float = 0.0) -> pd.DataFrame:
    """Turn shared activities into ties of at least the strength `least`.

    Cost: time and memory grow with the number of pairs in one activity, summed over
    activities. Past 5 million pairs it refuses and says how many there would be.

    >>> rows = pd.DataFrame({"partner": ["a", "b", "c", "a", "b"],
    ...                      "activity": ["x", "x", "x", "y", "y"]})
    >>> project(rows, "newman").weight.tolist()
    [1.5, 0.5, 0.5]
    """
    rows = participations[["partner", "activity"]].drop_duplicates()
    sizes = rows["activity"].value_counts().to_numpy()
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if pairs > MOST_PAIRS:
        raise UnsupportedGraphError.of("many_shared", pairs=pairs, most=MOST_PAIRS)
    names = sorted(rows["partner"].unique())
    takes_part = activity_matrix(names, rows)
    if strength == "newman":
        # Who is alone in an activity shares it with nobody, whatever it is divided by.
        share: Floats = 1 / np.maximum(takes_part.sum(axis=0) - 1, 1)
        shared = takes_part @ sparse.diags_array(share) @ takes_part.T
    else:
        shared = takes_part @ takes_part.T
    upper = sparse.csr_array(sparse.triu(shared, k=1)).tocoo()
    weight = upper.data
    if strength == "cosine":
        own = np.sqrt(takes_part.sum(axis=1))
        weight = weight / (own[upper.row] * own[upper.col])
    # A strength that equals the least one but for rounding counts.
    keep = weight >= least - 1e-12
    named = np.array(names, dtype=object)
    frame = pd.DataFrame(
        {
            "source": pd.Series(named[upper.row[keep]], dtype="str"),
            "target": pd.Series(named[upper.col[keep]], dtype="str"),
            "kind": pd.Series(["activities"] * int(keep.sum()), dtype="str"),
            "weight": weight[keep].astype(float),
        }
    )
    return frame.sort_values(["source", "target"], ignore_index=True)
