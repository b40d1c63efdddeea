"""Partners and what they take part in: the two-mode graph, and the ties it implies.

Two partners in the same activity become tied with a strength that says how much sharing an
activity means:

======== =============================================== =========================
count    number of activities shared                     plain, favours large events
newman   sum over shared activities of 1 / (k - 1)       k partners share the attention
cosine   shared / sqrt(own activities, both)             relative to how active both are
======== =============================================== =========================

Sources: Breiger (1974); Newman (2001), Phys. Rev. E 64, 016132, eq. 2; Salton & McGill (1983).
"""

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from leco.errors import UnsupportedGraphError
from leco.graph.arrays import Floats, Graph

# More pairs than this would take minutes and gigabytes to project.
MOST_PAIRS = 5_000_000


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
    rows = (
        participations[["partner", "activity"]]
        .drop_duplicates()
        .sort_values(["partner", "activity"])
    )
    sizes = rows["activity"].value_counts().to_numpy()
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if pairs > MOST_PAIRS:
        raise UnsupportedGraphError(
            f"these participations would become {pairs:,} ties (the most is {MOST_PAIRS:,}): "
            "select fewer activities, or a moment"
        )
    partner, names = pd.factorize(rows["partner"], sort=True)
    activity, _ = pd.factorize(rows["activity"], sort=True)
    takes_part = sparse.csr_array(
        (np.ones(len(rows)), (partner, activity)),
        shape=(len(names), int(activity.max(initial=-1)) + 1),
    )
    if strength == "newman":
        size: Floats = np.asarray(takes_part.sum(axis=0), dtype=np.float64)
        share = np.divide(1.0, size - 1, out=np.zeros(len(size)), where=size > 1)
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
    frame = pd.DataFrame(
        {
            "source": pd.Series(np.asarray(names)[upper.row[keep]], dtype="str"),
            "target": pd.Series(np.asarray(names)[upper.col[keep]], dtype="str"),
            "kind": pd.Series(["activities"] * int(keep.sum()), dtype="str"),
            "weight": weight[keep].astype(float),
        }
    )
    return frame.sort_values(["source", "target"], ignore_index=True)
