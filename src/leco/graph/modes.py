"""Partners and activities as a matrix: from rows of participations, or from a two-mode graph."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

if TYPE_CHECKING:
    import networkx as nx


def activity_matrix(
    nodes: Sequence[Hashable], participations: pd.DataFrame | None
) -> sparse.csr_array | None:
    """Read who takes part in what as a 0/1 matrix of partners by activities."""
    if participations is None:
        return None
    rows = participations[["partner", "activity"]].drop_duplicates()
    place = {node: row for row, node in enumerate(nodes)}
    rows = rows[rows["partner"].isin(place)]
    partner = rows["partner"].map(place).to_numpy(dtype=np.int64)
    activity, names = pd.factorize(rows["activity"], sort=True)
    shape = (len(nodes), len(names))
    return sparse.csr_array((np.ones(len(rows)), (partner, activity)), shape=shape)


def two_mode_matrix(
    nodes: Sequence[Hashable], graph: "nx.Graph[Any]", mode: Sequence[Any]
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
