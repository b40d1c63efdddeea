"""Diversity: how many sectors (or other labels) there are, and how evenly."""

import math
from collections.abc import Sequence

import pandas as pd

from leco.graph.arrays import Network
from leco.graph.partition import By
from leco.kernels.composition import (
    check_order,
    gini_simpson,
    hill,
    normalised,
    number_of_categories,
    shares_of,
)
from leco.metrics.registry import composition, measure
from leco.result import Statistic, Table
from leco.words import Note


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

    Raises
    ------
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

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
    return composition(float(len(labels.names)), labels, by)


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity",),
    source="Blau (1977), p. 78; Simpson (1949)",
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

    Raises
    ------
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

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
    n = labels.n
    if unbiased and n == 1:
        return composition(math.nan, labels, by, Note("too_few_partners", {"count": 2}))
    counts = labels.matrix.sum(axis=0)
    itself = float((labels.matrix**2).sum())
    return composition(gini_simpson(counts, itself if unbiased else None), labels, by)


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
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Hill (1973), Ecology 54, eq. 1. Jost (2006), Entropy and diversity, Oikos 113.

    Examples
    --------
    >>> import networkx as nx
    >>> float(hill_number(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "b"}, order=2))
    2.0
    """
    check_order(order)
    labels = net.labels(by)
    return composition(hill(shares_of(labels), order), labels, by)


@measure(
    level="table", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Hill (1973), eq. 1; Chao, Chiu & Jost (2014)",
)  # fmt: skip
def hill_profile(net: Network, *, by: By, orders: Sequence[float] = (0, 1, 2)) -> Table:
    """Effective number of sectors at several orders: one number can turn a ranking, a line not.

    Order 0 counts all sectors alike (richness), 1 by their size, 2 mainly the large ones. The
    line falls with the order: slowly when the sectors are equally large, steeply when a few
    dominate. A coalition is more diverse than another when its whole line lies higher; where
    two lines cross, either can be called the more diverse. From 1 to the number of sectors.
    Reads low in small coalitions. A partner with k labels counts 1/k for each. Partners without
    a label are left out and counted; without any label it is not defined (NaN). Ties play no
    part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    orders : sequence of float
        The orders q, each 0 or higher (``float("inf")`` allowed).

    Returns
    -------
    Table
        Index order, column ``hill_number``.

    Raises
    ------
    ValueError
        For an order below 0.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Hill (1973), Ecology 54, eq. 1. Chao, Chiu & Jost (2014), Annual Review of Ecology,
    Evolution, and Systematics 45.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "a", 1: "a", 2: "a", 3: "b"}
    >>> hill_profile(nx.path_graph(4), by=by).frame["hill_number"].tolist()
    [2.0, 1.755, 1.6]
    """
    for order in orders:
        check_order(order)
    labels = net.labels(by)
    shares = shares_of(labels)
    index = pd.Index([float(order) for order in orders], name="order")
    line = [hill(shares, order) for order in orders]
    notes = labels.notes(by) if len(shares) else (*labels.notes(by), Note("no_labels"))
    return Table(
        frame=pd.DataFrame({"hill_number": line}, index=index, dtype=float),
        n=labels.n, missing=labels.missing, notes=notes,
    )  # fmt: skip


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Shannon (1948); Teachman (1980)",
)  # fmt: skip
def shannon(net: Network, *, by: By) -> Statistic:
    r"""Uncertainty about the sector of a partner drawn at random, in nats.

    .. math:: H = -\sum_g p_g \ln p_g

    The logarithm is natural (base e); divide by :math:`\ln 2` for bits. From 0 (all alike) to
    :math:`\ln K` for K sectors; higher means more diverse. Nats say little by themselves: the
    effective number of sectors :math:`e^H` stands beside it, and is what `hill_number` gives. Reads
    low in small coalitions. A partner with k labels counts 1/k for each. Partners without a
    label are left out and counted; without any label it is not defined (NaN). Ties play no
    part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Statistic
        `parts`: labels, effective (:math:`e^H`).

    Raises
    ------
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Shannon (1948), A mathematical theory of communication. Teachman (1980), Analysis of
    population diversity, Sociological Methods & Research 8.

    Examples
    --------
    >>> import networkx as nx
    >>> float(shannon(nx.path_graph(4), by={0: "a", 1: "a", 2: "b", 3: "b"}))
    0.693
    """
    labels = net.labels(by)
    effective = hill(shares_of(labels), 1)
    return composition(math.log(effective), labels, by, parts={"effective": effective})


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity",),
    source="Mueller & Schuessler (1961); Agresti & Agresti (1978)",
)  # fmt: skip
def iqv(net: Network, *, by: By, categories: int | None = None) -> Statistic:
    r"""Index of qualitative variation: Blau's index as a share of the most it can be.

    .. math:: \frac{K}{K - 1} \Big(1 - \sum_g p_g^2\Big)

    From 0 (all alike) to 1 (all K sectors equally large); higher means more even over the
    sectors. K is the number of sectors that the list of headings has (`categories`); without
    it the number in use, which a note says: a coalition is then not held to account for a
    sector nobody comes from. With fewer partners than sectors 1 cannot be reached. A
    partner with k labels counts 1/k for each. Partners without a label are left out and
    counted. Ties play no part. Not defined (NaN) without labels or with one category.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    categories : int, optional
        How many labels there are to choose from, K; None takes those in use.

    Returns
    -------
    Statistic
        `parts`: labels (in use), categories (K).

    Raises
    ------
    ValueError
        For fewer categories than there are labels in use.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Mueller & Schuessler (1961), Statistical Reasoning in Sociology. Agresti & Agresti (1978),
    Statistical analysis of qualitative variation, Sociological Methodology 9.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "a", 1: "a", 2: "b", 3: "b"}
    >>> float(iqv(nx.path_graph(4), by=by)), float(iqv(nx.path_graph(4), by=by, categories=3))
    (1.0, 0.75)
    """
    labels = net.labels(by)
    k = number_of_categories(labels, categories)
    value = normalised(gini_simpson(labels.matrix.sum(axis=0)), k)
    notes = [Note("categories_in_use", {"count": k})] if categories is None else []
    if math.isnan(value):
        notes.append(Note("one_label"))
    return composition(value, labels, by, *notes, parts={"categories": k})


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity",),
    source="Hill (1973); Pielou (1966)",
)  # fmt: skip
def evenness(net: Network, *, by: By) -> Statistic:
    r"""How equally large the sectors are, whatever their number: a ratio of Hill numbers.

    .. math:: D_2 / D_0 \qquad \text{beside it Pielou: } H / \ln D_0

    The part of the sectors in use that count effectively. Near 0 when one sector holds nearly
    all partners, 1 when all are equally large; higher means more even. It says nothing about how
    many sectors there are, and falls as rare ones appear. A partner with k labels counts
    1/k for each. Partners without a label are left out and counted. Ties play no part. Not
    defined (NaN) without labels, or with one: a single sector is neither even nor uneven.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Statistic
        `parts`: labels, pielou.

    Raises
    ------
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Hill (1973), Ecology 54. Pielou (1966), The measurement of diversity in different types
    of biological collections, Journal of Theoretical Biology 13.

    Examples
    --------
    >>> import networkx as nx
    >>> float(evenness(nx.path_graph(4), by={0: "a", 1: "a", 2: "a", 3: "b"}))
    0.8
    """
    labels = net.labels(by)
    shares = shares_of(labels)
    if len(shares) < 2:
        return composition(math.nan, labels, by, Note("one_label"))
    pielou = math.log(hill(shares, 1)) / math.log(len(shares))
    ratio = hill(shares, 2) / len(shares)
    return composition(ratio, labels, by, parts={"pielou": pielou})
