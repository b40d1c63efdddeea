"""Structural holes: how far a partner's contacts are tied to one another."""

import math
from typing import Literal

import numpy as np

from leco.graph.arrays import Floats, Ints, Network
from leco.graph.triangles import triangles
from leco.labels import Note
from leco.metrics.registry import measure, scores
from leco.result import Scores

Model = Literal["whole", "ego"]


@measure(
    level="partner", family="structural_holes", bounds=(0, math.inf),
    source="Burt (1992), p. 54-55, eq. 2.4",
)  # fmt: skip
def constraint(net: Network, *, weight: str | None = None, model: Model = "whole") -> Scores:
    r"""How far a partner's contacts depend on each other, so that it can bridge nothing.

    .. math:: C_i = \sum_{j \in N(i)} \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2,
              \quad p_{ij} = z_{ij} / \sum_k z_{ik}, \quad z_{ij} = w_{ij} + w_{ji}

    The lowest value for n contacts is 1/n; lower means more structural holes, more freedom
    to bridge. It can pass 1 (two contacts tied to each other: 9/8) and depends on the number
    of contacts, so do not compare partners with different numbers of contacts by it alone. A
    partner without ties has no constraint (NaN, never 0: 0 would read "perfect broker").
    Directed ties count both ways, added up. Labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.
    model : "whole" or "ego"
        Whether :math:`p_{qj}` looks at all ties of contact q (as igraph and networkx do) or
        only at those within the partner's own circle (UCINET's "ego network model").

    Returns
    -------
    Scores
        One column, ``constraint``.

    Raises
    ------
    ValueError
        For another `model`.
    DataError
        When a strength is not positive and finite.

    References
    ----------
    Burt (1992), Structural Holes, p. 54-55, with O_j = 1 as all software has it.

    Examples
    --------
    >>> import networkx as nx
    >>> float(constraint(nx.star_graph(4)).series.loc[0])
    0.25
    """
    if model not in {"whole", "ego"}:
        raise ValueError(f"model={model!r}: choose 'whole' or 'ego'")
    value = _constraint(net, model)
    alone = int(np.isnan(value).sum())
    notes = (Note("isolates", {"count": alone}),) if alone else ()
    return scores(net, {"constraint": value}, notes)


def _constraint(net: Network, model: Model) -> Floats:
    """Sum (M_ij + T_ij)^2 / s_i^2 over ties, with T_ij = sum over triangles of M_iq M_qj / s_q.

    One accumulator per tie and direction; each triangle updates six of them.
    """
    symmetric = net.mutual
    found = triangles(net.undirected)
    rows, columns = found.rows, found.columns
    m = len(rows)
    tie = np.asarray(symmetric[rows, columns]).ravel() if m else np.zeros(0)
    strength: Floats = np.asarray(symmetric.sum(axis=1), dtype=np.float64).ravel()
    corners = np.stack([found.a, found.b, found.c])
    sides = np.stack([found.bc, found.ac, found.ab])  # the side opposite each corner
    # For tie (i, q): what q has to share out in the model, seen from i.
    shares = _shares(rows, columns, tie, strength, corners, sides, model)
    detour = np.zeros(2 * m)  # i -> j at the tie's number, j -> i at m + that number
    for first in range(3):
        for second in range(3):
            if first == second:
                continue
            third = 3 - first - second
            i, j = corners[first], corners[second]
            direct = sides[third] + m * (i > j)  # tie i - j, seen from i
            via = sides[second]  # tie i - q
            seen = via + m * (i > corners[third])
            detour += np.bincount(
                direct, tie[via] * tie[sides[first]] / shares[seen], minlength=2 * m
            )
    ends = np.concatenate([rows, columns])
    total = np.bincount(ends, (np.tile(tie, 2) + detour) ** 2, minlength=net.n)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(strength > 0, total / strength**2, np.nan)


def _shares(  # noqa: PLR0917 - one inner step, all of it arrays
    rows: Ints, columns: Ints, tie: Floats, strength: Floats,
    corners: Ints, sides: Ints, model: Model,
) -> Floats:  # fmt: skip
    m = len(rows)
    if model == "whole":
        return np.concatenate([strength[columns], strength[rows]])
    inside = np.tile(tie, 2)
    for first in range(3):
        for second in range(3):
            if first == second:
                continue
            third = 3 - first - second
            i = corners[first]
            # q = second: besides i it shares with the third corner, its fellow contact.
            seen = sides[third] + m * (i > corners[second])
            inside += np.bincount(seen, tie[sides[first]], minlength=2 * m)
    return inside
