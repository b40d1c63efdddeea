"""Diversity: how many sectors (or other labels), how evenly, at what number of partners."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, logsumexp

from leco.graph.arrays import Floats, Network
from leco.graph.partition import By, Labels
from leco.labels import Note
from leco.metrics.registry import measure
from leco.result import Statistic

# So near to 1 a Hill number is its limit: the general formula would divide rounding by nothing.
NEAR_ONE = 1e-8


def _nothing(labels: Labels, by: By) -> Statistic:
    notes = (*labels.notes(by), Note("no_labels"))
    return Statistic(value=math.nan, n=0, missing=labels.missing, notes=notes)


def _statistic(
    value: float, labels: Labels, by: By, parts: dict[str, float], *more: Note
) -> Statistic:
    """Wrap a number about the labelled partners, and say who was left out."""
    return Statistic(
        value=value, n=int(labels.known.sum()), missing=labels.missing,
        parts=parts, notes=(*labels.notes(by), *more),
    )  # fmt: skip


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    rarefies=True, source="Hill (1973), order 0",
)  # fmt: skip
def richness(net: Network, *, by: By) -> Statistic:
    r"""Count the different sectors (or other labels) among the partners.

    .. math:: S = \#\{g : x_g > 0\}

    From 1 up to the number of labels in use; higher means more kinds of partner. It can
    only grow as partners join, so never compare it between coalitions of different size:
    `rarefied` does that. A partner with several labels brings each of them. Partners without
    a label are left out and counted; without any label it is not defined (NaN). Ties
    play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Statistic

    References
    ----------
    Hill (1973), Diversity and evenness, Ecology 54, p. 427-432.

    Examples
    --------
    >>> import networkx as nx
    >>> int(richness(nx.path_graph(3), by={0: "care", 1: "care", 2: "youth"}).value)
    2
    """
    labels = net.labels(by)
    if not labels.known.any():
        return _nothing(labels, by)
    return _statistic(float(len(labels.names)), labels, by, {})


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity",),
    source="Blau (1977), p. 78; unbiased: Simpson (1949)",
)  # fmt: skip
def blau(net: Network, *, by: By, unbiased: bool = False) -> Statistic:
    r"""Chance that two partners, drawn at random, are of different sectors.

    .. math:: 1 - \sum_g p_g^2 \qquad \text{unbiased: two different partners, }
              1 - \frac{\sum_g x_g (x_g - 1)}{n (n - 1)}

    From 0 (all alike) to 1 - 1/K for K sectors (to 1 when unbiased); higher means more
    diverse. The plain index draws with replacement and reads low in small coalitions by the
    factor (n - 1)/n; take ``unbiased=True`` to compare coalitions of different size. A
    partner with k labels counts 1/k for each; unbiased, two such partners differ by 1
    minus the product of their shares. Partners without a label are left out and counted.
    Ties play no part. Not defined (NaN) without labels, or unbiased for fewer than two partners.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    unbiased : bool
        Whether to draw two different partners.

    Returns
    -------
    Statistic

    References
    ----------
    Blau (1977), Inequality and Heterogeneity, p. 78. Simpson (1949), Nature 163, p. 688.
    Biemann & Kearney (2010), Organizational Research Methods 13, on the bias.

    Examples
    --------
    >>> import networkx as nx
    >>> float(blau(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "c"}))
    0.625
    """
    labels = net.labels(by)
    n = int(labels.known.sum())
    if n == 0:
        return _nothing(labels, by)
    counts = labels.matrix.sum(axis=0)
    alike = float((counts**2).sum())
    if not unbiased:
        return _statistic(1 - alike / n**2, labels, by, {})
    if n < 2:
        return _statistic(math.nan, labels, by, {}, Note("too_few_partners", {"count": 2}))
    itself = float((labels.matrix**2).sum())
    return _statistic(1 - (alike - itself) / (n * (n - 1)), labels, by, {})


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    rarefies=True, source="Hill (1973), eq. 1; Jost (2006)",
)  # fmt: skip
def hill_number(net: Network, *, by: By, order: float = 1) -> Statistic:
    r"""Effective number of sectors: how many equally large sectors would be as diverse.

    .. math:: D_q = \Big(\sum_g p_g^q\Big)^{1/(1-q)}, \quad
              D_1 = \exp\Big(-\sum_g p_g \ln p_g\Big), \quad D_\infty = 1/\max_g p_g

    From 1 (one sector) to the number of sectors (all equally large); higher means more
    diverse. The higher the order q, the less small sectors count: 0 counts all alike
    (richness), 1 by their size, 2 mainly the large ones. Reads low in small coalitions, so
    compare with `rarefied`. A partner with k labels counts 1/k for each. Partners without a
    label are left out and counted; without any label it is not defined (NaN). Ties play
    no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    order : float
        The order q, 0 or higher (``float("inf")`` allowed).

    Returns
    -------
    Statistic

    Raises
    ------
    ValueError
        For an order below 0.

    References
    ----------
    Hill (1973), Ecology 54, eq. 1. Jost (2006), Entropy and diversity, Oikos 113.

    Examples
    --------
    >>> import networkx as nx
    >>> float(hill_number(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "b"}, order=2))
    2.0
    """
    if not order >= 0:
        raise ValueError(f"order={order!r}: the order of a Hill number is 0 or higher")
    labels = net.labels(by)
    if not labels.known.any():
        return _nothing(labels, by)
    counts = labels.matrix.sum(axis=0)
    share = counts / counts.sum()
    return _statistic(_hill(share, np.ones_like(share), order), labels, by, {})


def _hill(share: Floats, times: Floats, order: float) -> float:
    """Take the Hill number of shares that each occur `times` times."""
    if math.isinf(order):
        return float(1 / share.max())
    logs = np.log(share)
    if abs(order - 1) < NEAR_ONE:
        return float(np.exp(-(times * share * logs).sum()))
    return float(np.exp(logsumexp(order * logs, b=times) / (1 - order)))


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Hurlbert (1971), eq. 3 (order 0); Chao et al. (2014), eq. 4 and 6",
)  # fmt: skip
def rarefied(net: Network, *, by: By, size: int, order: float = 0) -> Statistic:
    r"""Effective number of sectors among a few partners drawn at random.

    .. math:: D_q(m) = \Big(\sum_{k=1}^m (k/m)^q f_k(m)\Big)^{1/(1-q)}, \quad
              f_k(m) = \sum_g \binom{x_g}{k} \binom{n - x_g}{m - k} \Big/ \binom{n}{m}

    The question it answers: if m of the partners sat at the table, how diverse would
    the table be? It makes coalitions of different size comparable at a common m. From 1 to m;
    rises with m up to the value of the whole coalition at m = n. A partner list is a
    census, so nothing is assumed about a larger world and m may not exceed n (NaN, with a
    note). Partners without a label are left out and counted. Partners with several labels:
    for order 0 each label counts; for other orders it is not defined (NaN). Ties play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    size : int
        The number of partners drawn, m.
    order : float
        The order q of the Hill number.

    Returns
    -------
    Statistic

    Raises
    ------
    ValueError
        For a size that is no whole number from 1 on, or an order below 0.

    References
    ----------
    Hurlbert (1971), The nonconcept of species diversity, Ecology 52, eq. 3.
    Chao et al. (2014), Rarefaction and extrapolation with Hill numbers, eq. 4 and 6.

    Examples
    --------
    >>> import networkx as nx
    >>> float(rarefied(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "c"}, size=2))
    1.833
    """
    if size < 1 or not float(size).is_integer():
        raise ValueError(f"size={size!r}: draw a whole number of partners, at least one")
    if not order >= 0:
        raise ValueError(f"order={order!r}: the order of a Hill number is 0 or higher")
    labels = net.labels(by)
    n = int(labels.known.sum())
    if n == 0:
        return _nothing(labels, by)
    if size > n:
        return _statistic(math.nan, labels, by, {}, Note("size_above_n", {"size": size, "n": n}))
    carriers = (labels.matrix > 0).sum(axis=0)
    if order == 0:
        present = 1 - np.exp(_log_choose(n - carriers, size) - _log_choose(n, size))
        return _statistic(float(present.sum()), labels, by, {})
    if math.isinf(order):
        # The expected largest share has no closed form in the frequency counts.
        return _statistic(math.nan, labels, by, {}, Note("order_infinite"))
    if not labels.single:
        return _statistic(math.nan, labels, by, {}, Note("needs_single_labels"))
    k = np.arange(1, size + 1)[:, None]
    expected = np.exp(
        _log_choose(carriers, k) + _log_choose(n - carriers, size - k) - _log_choose(n, size)
    ).sum(axis=1)
    there = expected > 0
    return _statistic(_hill(k[there, 0] / size, expected[there], order), labels, by, {})


def _log_choose(n: ArrayLike, k: ArrayLike) -> Floats:
    """Take the logarithm of a binomial coefficient; minus infinity where it is 0."""
    above, below = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(k, dtype=float))
    inside = (below >= 0) & (below <= above)
    top, low = np.where(inside, above, 1), np.where(inside, below, 0)
    value = gammaln(top + 1) - gammaln(low + 1) - gammaln(top - low + 1)
    return np.where(inside, value, -np.inf)
