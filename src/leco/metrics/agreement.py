"""Agreement: whether partners answer alike, on a scale of a few points."""

import math

import numpy as np

from leco.errors import DataError
from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.graph.numbers import Requirement, numbers_in
from leco.graph.partition import By, grouping
from leco.kernels.amounts import known_numbers, mean_distance, read_numbers
from leco.metrics.registry import measure
from leco.result import Statistic
from leco.words import Note


@measure(
    level="coalition", family="integration", bounds=(-1, 1), needs=("one_entity", "numbers"),
    source="van der Eijk (2001), Measuring agreement in ordered rating scales",
)  # fmt: skip
def agreement(net: Network, *, by: By, low: int = 1, high: int = 5) -> Statistic:
    r"""Tell how far partners agree in what they answered on a scale.

    .. math:: A = \sum_l w_l\, U_l \Big(1 - \frac{S_l - 1}{K - 1}\Big), \quad
              U = \frac{(K - 2)\, T_U - (K - 1)\, T_{DU}}{(K - 2)(T_U + T_{DU})}

    The answers are peeled into layers, each the points of the scale (of K) that still have
    answers; w is the share of the answers in the layer, S how many points it has, and the T
    count triples of points, in order, of which the middle one has answers and one end has
    (unimodal), or both ends have and the middle has not. From -1 (two camps at the ends) by 0
    (every point as often) to 1 (all alike). It says nothing of *what* partners agree on: all
    answering the lowest is full agreement, so `parts` has the share that endorses (the two
    highest points) beside it, and other measures for those who know them; these answer other
    questions and must not be mixed.

    Partners without an answer are left out and counted: no agreement is claimed for them. Ties
    play no part. Not defined (NaN) without an answer; what needs two answers, without a second.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The answers: a column (node attribute), or a mapping from partner to a whole number.
    low, high : int
        The ends of the scale.

    Returns
    -------
    Statistic
        `parts`: endorsing, mean, consensus (Tastle & Wierman, 0 to 1), r_wg (against evenly
        spread answers), r_wg_star (against two camps), a_wg, pairwise (1 less the mean distance of
        two partners, as a share of the scale).

    Raises
    ------
    ValueError
        When the scale has fewer than three points.
    UnsupportedGraphError
        When the answers are words, or persons and organisations are mixed.
    DataError
        For answers that are no points of the scale.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    van der Eijk (2001), Quality & Quantity 35, 325-341. Tastle & Wierman (2007), Consensus and
    dissention. James, Demaree & Wolf (1984), r_wg. Lindell, Brandt & Whitney (1999), r*_wg.
    Brown & Hauenstein (2005), a_wg.

    Examples
    --------
    >>> import networkx as nx
    >>> answers = dict(enumerate([5, 5, 4, 4, 4, 3, 5, 2, 4, 4]))
    >>> found = agreement(nx.empty_graph(10), by=answers)
    >>> float(found), found.parts["consensus"], found.parts["r_wg"]
    (0.6, 0.734, 0.556)
    """
    points = np.arange(low, high + 1)
    if len(points) < 3:
        raise ValueError(f"low={low!r}, high={high!r}: a scale has three points or more")
    numbers = read_numbers(net, by, "agreement")
    _refuse_others(net, by, numbers, points)
    answers, missing, notes = known_numbers(numbers, by)
    n = len(answers)
    if n == 0:
        return Statistic(value=math.nan, n=0, missing=missing, notes=(*notes, Note("no_answers")))
    if n == 1:
        notes = (*notes, Note("one_answer"))
    counts = np.array([(answers == point).sum() for point in points], dtype=float)
    mean, width = float(answers.mean()), float(high - low)
    variance = float(answers.var(ddof=1)) if n > 1 else math.nan
    most = ((high + low) * mean - mean**2 - high * low) * n / (n - 1) if n > 1 else math.nan
    parts = {
        "endorsing": float((answers >= high - 1).mean()), "mean": mean,
        "consensus": 1 + float((np.log2(1 - np.abs(answers - mean) / width)).mean()),
        "r_wg": 1 - variance / ((len(points) ** 2 - 1) / 12),
        "r_wg_star": 1 - variance / (width**2 / 4),
        # All at one end: no variance, and none possible.
        "a_wg": 1.0 if most == 0 else 1 - 2 * variance / most,
        "pairwise": 1 - mean_distance(answers) / width,
    }  # fmt: skip
    return Statistic(value=_layered(counts), n=n, missing=missing, parts=parts, notes=notes)


def _refuse_others(net: Network, by: By, numbers: Floats, points: Ints) -> None:
    ends = {"low": int(points[0]), "high": int(points[-1])}
    wanted = Requirement("partners", grouping(by), lambda one: np.isin(one, points),
                    "problem.no_point", ends)  # fmt: skip
    _, problems = numbers_in(numbers, net.nodes, wanted)
    if problems:
        raise DataError(problems)


def _layered(counts: Floats) -> float:
    """Peel the answers into layers, and add up how far each has one peak."""
    left, total, found = counts.copy(), float(counts.sum()), 0.0
    while left.any():
        there = left > 0
        least = float(left[there].min())
        found += least * int(there.sum()) / total * _one_layer(there)
        left[there] -= least
    return found


def _one_layer(there: Flags) -> float:
    k, size = len(there), int(there.sum())
    # Of each point, how many with answers stand before it, and after.
    before: Ints = np.cumsum(there) - there
    after = size - before - there
    place = np.arange(k)
    empty_before, empty_after = place - before, k - 1 - place - after
    unimodal = float((there * (before * empty_after + empty_before * after)).sum())
    split = float((~there * (before * after)).sum())
    if unimodal + split == 0:
        peaked = 1.0
    else:
        peaked = ((k - 2) * unimodal - (k - 1) * split) / ((k - 2) * (unimodal + split))
    return peaked * (1 - (size - 1) / (k - 1))
