"""Diversity that knows how different the sectors are: two youth clubs are not a club and a bank."""

import math

import numpy as np
from scipy.special import logsumexp

from leco.graph.arrays import Floats, Network
from leco.graph.label_distances import Distance, label_distances
from leco.graph.partition import By
from leco.kernels.composition import NEAR_ONE, check_order, shares_of
from leco.kernels.difference import mean_spread
from leco.metrics.registry import composition, measure
from leco.result import Statistic
from leco.words import Note


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity",),
    source="Rao (1982), Theoretical Population Biology 21",
)  # fmt: skip
def rao(
    net: Network, *, by: By, distance: Distance | None = None, coarse: By | None = None,
    unbiased: bool = False,
) -> Statistic:  # fmt: skip
    r"""Mean difference between two partners drawn at random (Rao's quadratic entropy).

    .. math:: Q = \sum_g \sum_h p_g p_h d_{gh} \qquad \text{unbiased: the mean over pairs of two
              different partners}

    with d the difference between two labels, from 0 to 1. Without `distance` or `coarse` every two
    labels differ by 1, and this is Blau's index. From 0 (all alike) to the largest difference;
    higher means more diverse. The plain index draws with replacement and reads low in
    small coalitions by the factor (n - 1)/n. The effective number it stands for,
    :math:`1/(1 - Q)`, is `leinster_cobbold` of order 2. A partner with k labels counts 1/k for
    each. Partners without a label are left out and counted. Ties play no part. Not defined
    (NaN) without labels, or unbiased for fewer than two partners. Memory O(K^2).

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    distance : square DataFrame, or mapping of mappings, optional
        The differences by the names of the labels: symmetric, 0 to 1, 0 on the diagonal.
    coarse : str or mapping, optional
        A coarser label for each partner: two labels under one coarse label differ by 1/2.
    unbiased : bool
        Whether to draw two different partners.

    Returns
    -------
    Statistic
        `parts`: labels, effective (:math:`1/(1 - Q)`, of the plain index).

    Raises
    ------
    ValueError
        For `distance` and `coarse` at once, and (DataError) for every problem in either.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Rao (1982), Diversity and dissimilarity coefficients, Theoretical Population Biology 21.
    Leinster & Cobbold (2012), Ecology 93, for the effective number.

    Examples
    --------
    >>> import networkx as nx
    >>> fine, top = {0: "school", 1: "library", 2: "bank"}, {0: "learn", 1: "learn", 2: "firm"}
    >>> float(rao(nx.path_graph(3), by=fine)), float(rao(nx.path_graph(3), by=fine, coarse=top))
    (0.667, 0.556)
    """
    labels, apart = label_distances(net, by, distance=distance, coarse=coarse)
    counts = labels.matrix.sum(axis=0)
    n = labels.n
    if n == 0:
        return composition(math.nan, labels, by)
    plain = float(counts @ apart @ counts) / n**2
    parts = {"effective": 1 / (1 - plain)}
    if not unbiased:
        return composition(plain, labels, by, parts=parts)
    if n < 2:
        return composition(math.nan, labels, by, Note("too_few_partners", {"count": 2}))
    return composition(mean_spread(labels, apart), labels, by, parts=parts)


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Stirling (2007)",
)  # fmt: skip
def rao_stirling(
    net: Network, *, by: By, alpha: float = 1, beta: float = 1,
    distance: Distance | None = None, coarse: By | None = None,
) -> Statistic:  # fmt: skip
    r"""Variety, balance and disparity of sectors in one number, weighed by two exponents.

    .. math:: \sum_{g \ne h} (p_g p_h)^\beta d_{gh}^\alpha

    summed over ordered pairs, each two sectors twice; sums over :math:`g < h`, as some programs
    give, are half of it. With both exponents 1 it is Rao's index. A higher alpha lets large
    differences count more, a lower beta small sectors. From 0 up (to 1 when beta is 1); higher
    means more diverse. With beta other than 1 it depends on the number of sectors: do not
    compare it between lists with different headings. A difference of 0 adds nothing, also when
    alpha is 0. A partner with k labels counts 1/k for each. Partners without a label are left out
    and counted; without any label it is not defined (NaN). Ties play no part. Memory O(K^2).

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    alpha : float
        The exponent of the differences, 0 or higher.
    beta : float
        The exponent of the shares, 0 or higher.
    distance : square DataFrame, or mapping of mappings, optional
        The differences by the names of the labels: symmetric, 0 to 1, 0 on the diagonal.
    coarse : str or mapping, optional
        A coarser label for each partner: two labels under one coarse label differ by 1/2.

    Returns
    -------
    Statistic

    Raises
    ------
    ValueError
        For an exponent that is negative or no number, for `distance` and `coarse` at once, and
        (DataError) for every problem in either.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Stirling (2007), A general framework for analysing diversity, Journal of the Royal Society
    Interface 4.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "a", 1: "a", 2: "b", 3: "c"}
    >>> float(rao_stirling(nx.path_graph(4), by=by, beta=0.5))
    1.914
    """
    for name, value in (("alpha", alpha), ("beta", beta)):
        if not 0 <= value < math.inf:
            raise ValueError(f"{name}={value!r}: an exponent of 0 or higher")
    labels, apart = label_distances(net, by, distance=distance, coarse=coarse)
    shares = shares_of(labels)
    weighed = np.where(apart > 0, apart**alpha, 0.0)  # 0 to the power 0 is no difference either
    return composition(float(shares**beta @ weighed @ shares**beta), labels, by)


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Leinster & Cobbold (2012), Ecology 93",
)  # fmt: skip
def leinster_cobbold(
    net: Network, *, by: By, order: float = 1, distance: Distance | None = None,
    coarse: By | None = None,
) -> Statistic:  # fmt: skip
    r"""Effective number of wholly different sectors: alike sectors count for less than two.

    .. math:: D_q^Z = \Big(\sum_g p_g (Zp)_g^{q-1}\Big)^{1/(1-q)}, \quad Z = 1 - d, \qquad
              D_1^Z = \prod_g (Zp)_g^{-p_g}, \quad D_\infty^Z = 1 / \max_g (Zp)_g

    with d the difference between two labels. Without `distance` or `coarse` it is the Hill number
    of that order. Order 2 is :math:`1/(1 - Q)` with Q Rao's index. From 1 (all alike)
    to the number of sectors; higher means more diverse. Splitting a heading into headings
    that are nearly the same hardly moves it, and into the same not at all, so it compares lists
    whose headings are more or less fine. A partner with k labels counts 1/k for each. Reads
    low in small coalitions. Partners without a label are left out and counted; without any
    label it is not defined (NaN). Ties play no part. Memory O(K^2).

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    order : float
        The order q, 0 or higher (``float("inf")`` allowed).
    distance : square DataFrame, or mapping of mappings, optional
        The differences by the names of the labels: symmetric, 0 to 1, 0 on the diagonal.
    coarse : str or mapping, optional
        A coarser label for each partner: two labels under one coarse label differ by 1/2.

    Returns
    -------
    Statistic

    Raises
    ------
    ValueError
        For an order below 0, for `distance` and `coarse` at once, and (DataError) for every
        problem in either.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Leinster & Cobbold (2012), Measuring diversity: the importance of species similarity,
    Ecology 93.

    Examples
    --------
    >>> import networkx as nx
    >>> fine, top = {0: "school", 1: "library", 2: "bank"}, {0: "learn", 1: "learn", 2: "firm"}
    >>> float(leinster_cobbold(nx.path_graph(3), by=fine, coarse=top, order=2))
    2.25
    """
    check_order(order)
    labels, apart = label_distances(net, by, distance=distance, coarse=coarse)
    shares = shares_of(labels)
    return composition(_leinster_cobbold(shares, 1 - apart, order), labels, by)


def _leinster_cobbold(shares: Floats, alike: Floats, order: float) -> float:
    if not len(shares):
        return math.nan
    ordinary = alike @ shares
    if math.isinf(order):
        return float(1 / ordinary.max())
    logs = np.log(ordinary)
    if abs(order - 1) < NEAR_ONE:
        return float(np.exp(-(shares * logs).sum()))
    return float(np.exp(logsumexp((order - 1) * logs, b=shares) / (1 - order)))
