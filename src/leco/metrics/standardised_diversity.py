"""Diversity at a common size or completeness, and what a larger list might hold."""

import math

from leco.graph.arrays import Network
from leco.graph.partition import By, Labels
from leco.kernels.composition import check_order, hill
from leco.kernels.sampling import (
    Sample,
    among,
    coverage_at,
    effective_at,
    limit,
    sample_of,
    size_at,
)
from leco.metrics.registry import composition, measure
from leco.result import Statistic
from leco.words import Note

# With fewer partners than this the estimates of what is not on the list are not worth printing.
FEWEST = 5


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Hurlbert (1971), eq. 3 (order 0); Chao et al. (2014), eq. 4 and 6",
)  # fmt: skip
def rarefied(
    net: Network, *, by: By, size: int, order: float = 0, incidence: bool = False
) -> Statistic:
    r"""Effective number of sectors among a few partners drawn at random.

    .. math:: D_q(m) = \Big(\sum_{k=1}^m (k/m)^q f_k(m)\Big)^{1/(1-q)}, \quad
              f_k(m) = \sum_g \binom{x_g}{k} \binom{n - x_g}{m - k} \Big/ \binom{n}{m}

    The question it answers: if m of the partners sat at the table, how diverse would
    the table be? It makes coalitions of different size comparable at a common m. From 1 to m;
    rises with m up to the value of the whole coalition at m = n. A partner list is a
    census, so nothing is assumed about a larger world and m may not exceed n (NaN, with a
    note). Partners without a label are left out and counted. Partners with several labels:
    for order 0 each label counts; for other orders say so with `incidence` (else NaN).
    Ties play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    size : int
        The number of partners drawn, m.
    order : float
        The order q of the Hill number.
    incidence : bool
        Whether a partner may have several labels, each of which then counts once: the shares
        are those among all labels of the partners drawn, :math:`k / (m U / n)` with U the number
        of labels that all n partners have together.

    Returns
    -------
    Statistic

    Raises
    ------
    ValueError
        For a size that is no whole number from 1 on, or an order below 0.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

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
    check_order(order)
    labels = net.labels(by)
    sample = sample_of(labels)
    if size > sample.n:
        above = Note("size_above_n", {"size": size, "n": sample.n})
        return composition(math.nan, labels, by, above)
    if math.isinf(order):
        # The expected largest share has no closed form in the frequency counts.
        return composition(math.nan, labels, by, Note("order_infinite"))
    if order > 0 and not (labels.single or incidence):
        return composition(math.nan, labels, by, Note("needs_single_labels"))
    return composition(among(sample, size, order), labels, by)


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity",),
    source="Chao & Jost (2012)",
)  # fmt: skip
def sample_coverage(net: Network, *, by: By, incidence: bool = False) -> Statistic:
    r"""Completeness: the chance that a further partner is of a sector already on the list.

    .. math:: 1 - \frac{f_1}{n} \cdot \frac{(n-1) f_1}{(n-1) f_1 + 2 f_2}
              \qquad f_2 = 0: \ 1 - \frac{f_1}{n} \cdot
              \frac{(n-1)(f_1-1)}{(n-1)(f_1-1) + 2}

    with :math:`f_k` the number of sectors with exactly k partners. It holds only if the list
    were a random sample of a larger set of partners; a partner list is mostly a census, and is
    then complete by itself. From 0 to 1; higher means that fewer sectors are still to be
    found. With `incidence` each label of a partner counts once, and n in the first
    fraction is the number of labels of all partners together. Not defined (NaN) for fewer than
    five partners with a label, or with several labels without `incidence`. Partners without a
    label are left out and counted. Ties play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    incidence : bool
        Whether a partner may have several labels, each of which then counts once.

    Returns
    -------
    Statistic
        `parts`: labels, once (:math:`f_1`), twice (:math:`f_2`).

    Raises
    ------
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Chao & Jost (2012), Coverage-based rarefaction and extrapolation, Ecology 93.

    Examples
    --------
    >>> import networkx as nx
    >>> by = dict(enumerate("aaabbc"))
    >>> float(sample_coverage(nx.path_graph(6), by=by))
    0.881
    """
    labels = net.labels(by)
    why = _open_list(labels, incidence)
    if why:
        return composition(math.nan, labels, by, *why)
    sample = sample_of(labels)
    parts = {"once": sample.seen(1), "twice": sample.seen(2)}
    value = coverage_at(sample, sample.n)
    return composition(value, labels, by, Note("if_random_sample"), parts=parts)


def _open_list(labels: Labels, incidence: bool) -> tuple[Note, ...]:
    """Say why nothing can be estimated about a larger list, if so."""
    if labels.n < FEWEST:
        return (Note("too_few_partners", {"count": FEWEST}),)
    return () if labels.single or incidence else (Note("needs_single_labels"),)


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Chao & Jost (2012); Chao et al. (2014)",
)  # fmt: skip
def coverage_standardised(
    net: Network, *, by: By, coverage: float, order: float = 0, incidence: bool = False
) -> Statistic:
    r"""Effective number of sectors at the size at which a list is as complete as asked.

    The m at which the estimated coverage is the one asked, and the Hill number at that
    m: rarefied below the number of partners n, extrapolated above. Between whole numbers of
    partners both run straight. It makes lists comparable at equal completeness, and holds only
    if the lists were random samples; to compare partner lists that are complete use
    `rarefied`. From 1 up; higher means more diverse. More than 2n partners is a guess (a note
    says so). Not defined (NaN) for fewer than five partners with a label, for a coverage that
    one partner alone already gives, or with several labels without `incidence`. Partners without
    a label are left out and counted. Ties play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    coverage : float
        The completeness to compare at, between 0 and 1.
    order : 0, 1 or 2
        The order q of the Hill number.
    incidence : bool
        Whether a partner may have several labels, each of which then counts once.

    Returns
    -------
    Statistic
        `parts`: labels, size (the m), own_coverage (of the whole list).

    Raises
    ------
    ValueError
        For a coverage outside 0 to 1, or another order.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Chao & Jost (2012), Ecology 93. Chao et al. (2014), Ecological Monographs 84.
    Hsieh, Ma & Chao (2016), iNEXT, Methods in Ecology and Evolution 7.

    Examples
    --------
    >>> import networkx as nx
    >>> by = dict(enumerate("aaabbc"))
    >>> float(coverage_standardised(nx.path_graph(6), by=by, coverage=0.7))
    2.4
    """
    if not 0 < coverage < 1:
        raise ValueError(f"coverage={coverage!r}: a share above 0 and below 1")
    _check_estimated(order)
    labels = net.labels(by)
    why = _open_list(labels, incidence)
    if why:
        return composition(math.nan, labels, by, *why)
    sample = sample_of(labels)
    own = coverage_at(sample, sample.n)
    lowest = coverage_at(sample, 1)
    if coverage < lowest:
        return composition(math.nan, labels, by, Note("coverage_of_one", {"lowest": lowest}))
    size = size_at(sample, coverage, own)
    return composition(
        effective_at(sample, size, order), labels, by, *_sampling_notes(sample, size),
        parts={"size": size, "own_coverage": own},
    )  # fmt: skip


def _check_estimated(order: float) -> None:
    """Refuse an order that has no estimate."""
    if order not in {0, 1, 2}:
        raise ValueError(f"order={order!r}: an estimate exists for the orders 0, 1 and 2")


def _sampling_notes(sample: Sample, size: float) -> tuple[Note, ...]:
    if size <= 2 * sample.n:
        return (Note("if_random_sample"),)
    return Note("if_random_sample"), Note("beyond_twice", {"size": float(size), "n": sample.n})


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Chao et al. (2014)",
)  # fmt: skip
def extrapolated(
    net: Network, *, by: By, size: int, order: float = 0, incidence: bool = False
) -> Statistic:
    r"""Effective number of sectors that a longer list of partners might have.

    .. math:: D_q(n + m^*) = D_q + (\hat D_\infty - D_q) (1 - (1 - \beta)^{m^*}), \quad
              \beta = \frac{D_q(n) - D_q(n - 1)}{\hat D_\infty - D_q(n - 1)}

    for the orders 0 and 1, and its closed form for 2. It holds only if the list were a
    random sample of a larger set: partners not yet registered, an inventory not yet
    finished. For a list that is complete it means nothing; use `rarefied`. Up to twice the number
    of partners at most; beyond that a note says that it is a guess. A size up to n gives the
    rarefied value. From 1 up; higher means more diverse. Not defined (NaN) for fewer than
    five partners with a label, or with several labels without `incidence`. Partners without a
    label are left out and counted. Ties play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    size : int
        The number of partners that the longer list would have.
    order : 0, 1 or 2
        The order q of the Hill number.
    incidence : bool
        Whether a partner may have several labels, each of which then counts once.

    Returns
    -------
    Statistic

    Raises
    ------
    ValueError
        For a size that is no whole number from 1 on, or another order.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Chao et al. (2014), Rarefaction and extrapolation with Hill numbers, Ecological
    Monographs 84.

    Examples
    --------
    >>> import networkx as nx
    >>> by = dict(enumerate("aaabbc"))
    >>> float(extrapolated(nx.path_graph(6), by=by, size=12))
    3.361
    """
    if size < 1 or not float(size).is_integer():
        raise ValueError(f"size={size!r}: a whole number of partners, at least one")
    _check_estimated(order)
    labels = net.labels(by)
    why = _open_list(labels, incidence)
    if why:
        return composition(math.nan, labels, by, *why)
    sample = sample_of(labels)
    value = effective_at(sample, size, order)
    return composition(value, labels, by, *_sampling_notes(sample, size))


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    source="Chao (1984); Chao, Wang & Jost (2013)",
)  # fmt: skip
def asymptotic_diversity(
    net: Network, *, by: By, order: float = 0, incidence: bool = False
) -> Statistic:
    r"""Effective number of sectors of an endless list of which this one were a random sample.

    .. math:: \hat D_0 = S + \frac{n-1}{n} \frac{f_1^2}{2 f_2}, \qquad
              \hat D_2 = \Big(\sum_g \frac{x_g (x_g - 1)}{n (n - 1)}\Big)^{-1}

    and for order 1 the exponent of the estimated entropy. Order 0 is Chao1 (Chao2 with
    `incidence`): a lower bound of the number of sectors; without a sector of two partners
    :math:`f_1 (f_1 - 1) / 2` stands for the fraction. It holds only if the list were a
    random sample of a larger set; for a list that is complete it means nothing. From 1 up;
    higher means more diverse. Not defined (NaN) for fewer than five partners with a label, for
    order 2 when no two partners are alike, or with several labels without `incidence`. Partners
    without a label are left out and counted. Ties play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).
    order : 0, 1 or 2
        The order q of the Hill number.
    incidence : bool
        Whether a partner may have several labels, each of which then counts once.

    Returns
    -------
    Statistic
        `parts`: labels, observed (the plain Hill number of the list); for order 0 also
        bias_corrected, :math:`S + f_1 (f_1 - 1) / (2 (f_2 + 1))`.

    Raises
    ------
    ValueError
        For another order.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Chao (1984), Scandinavian Journal of Statistics 11. Chao, Wang & Jost (2013), Entropy and
    the species accumulation curve, Methods in Ecology and Evolution 4. Chao & Jost (2015).

    Examples
    --------
    >>> import networkx as nx
    >>> by = dict(enumerate("aaabbc"))
    >>> float(asymptotic_diversity(nx.path_graph(6), by=by))
    3.417
    """
    _check_estimated(order)
    labels = net.labels(by)
    why = _open_list(labels, incidence)
    if why:
        return composition(math.nan, labels, by, *why)
    sample = sample_of(labels)
    value = limit(sample, order)
    parts = {"observed": hill(sample.carriers / sample.total, order)}
    if order == 0:
        once, twice = sample.seen(1), sample.seen(2)
        parts["bias_corrected"] = len(sample.carriers) + once * (once - 1) / (2 * (twice + 1))
    if math.isinf(value):
        return composition(math.nan, labels, by, Note("no_two_alike"), parts=parts)
    return composition(value, labels, by, Note("if_random_sample"), parts=parts)
