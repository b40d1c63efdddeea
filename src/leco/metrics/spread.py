"""Differences in numbers: how far apart partners stand, how unequally something is divided."""

import math
from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import gammaln

from leco.graph.arrays import Floats, Network
from leco.graph.partition import By
from leco.kernels.amounts import gaps, known_numbers, mean_distance, read_amounts, read_numbers
from leco.metrics.registry import measure
from leco.result import Statistic
from leco.words import Note


def _deviation(values: Floats) -> float:
    return float(np.std(values))


def _deviation_unbiased(values: Floats) -> float:
    n = len(values)
    if n < 2:
        return math.nan
    c4 = math.sqrt(2 / (n - 1)) * math.exp(gammaln(n / 2) - gammaln((n - 1) / 2))
    return float(np.std(values, ddof=1)) / c4


def _cv(values: Floats) -> float:
    mean = float(values.mean()) if len(values) else 0.0
    return float(np.std(values)) / mean if mean > 0 else math.nan


def _gini(values: Floats) -> float:
    total = float(values.sum())
    return gaps(values) / (len(values) * total) if total > 0 else math.nan


def _gini_unbiased(values: Floats) -> float:
    n = len(values)
    return _gini(values) * n / (n - 1) if n > 1 else math.nan


def _theil(values: Floats) -> float:
    mean = float(values.mean()) if len(values) else 0.0
    if not mean > 0:
        return math.nan
    ratio = values[values > 0] / mean
    return float((ratio * np.log(ratio)).sum()) / len(values)


Kernel = Callable[[Floats], float]

SEPARATION: Mapping[str, Kernel] = {
    "sd": _deviation,
    "sd_unbiased": _deviation_unbiased,
    "mean_distance": mean_distance,
}
DISPARITY: Mapping[str, Kernel] = {
    "cv": _cv,
    "gini": _gini,
    "gini_unbiased": _gini_unbiased,
    "theil": _theil,
}


@measure(
    level="coalition", family="diversity", bounds=(0, math.inf), needs=("one_entity", "numbers"),
    source="Harrison & Klein (2007); Biemann & Kearney (2010)",
)  # fmt: skip
def separation(net: Network, *, by: By, unbiased: bool = False) -> Statistic:
    r"""How far apart partners stand on a scale: the standard deviation.

    .. math:: \sqrt{\frac{1}{n} \sum_i (x_i - \bar x)^2} \qquad \text{unbiased: }
              \frac{1}{c_4(n)} \sqrt{\frac{1}{n - 1} \sum_i (x_i - \bar x)^2}

    with :math:`c_4(n) = \sqrt{2/(n-1)}\, \Gamma(n/2) / \Gamma((n-1)/2)`. For positions on one
    line, such as agreement with the vision from 1 to 5. From 0 (all in one place) to half the
    range of the scale (half at each end); higher means more divided, and a group in the middle
    means less. The plain index reads low in small coalitions; the unbiased one takes n - 1 and
    c4, which holds for normal positions. Beside it the mean distance between two different
    partners. Partners without a number are left out and counted. Ties play no part. Not defined
    (NaN) without numbers, or unbiased for fewer than two.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The positions: a column (node attribute) of numbers, or a mapping from partner to number.
    unbiased : bool
        Whether to correct for the number of partners.

    Returns
    -------
    Statistic
        `parts`: mean, mean_distance, lowest, highest.

    Raises
    ------
    UnsupportedGraphError
        When the column holds words, or persons and organisations are mixed.
    DataError
        When some of its cells are no numbers.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Harrison & Klein (2007), What's the difference? Academy of Management Review 32.
    Biemann & Kearney (2010), Organizational Research Methods 13.

    Examples
    --------
    >>> import networkx as nx
    >>> float(separation(nx.path_graph(4), by={0: 1, 1: 1, 2: 5, 3: 5}))
    2.0
    """
    values, missing, notes = known_numbers(read_numbers(net, by, "separation"), by)
    n = len(values)
    least = 2 if unbiased else 1
    if n < least:
        why = Note("too_few_numbers", {"count": least})
        return Statistic(value=math.nan, n=n, missing=missing, notes=(*notes, why))
    parts = {
        "mean": float(values.mean()),
        "mean_distance": mean_distance(values),
        "lowest": float(values.min()),
        "highest": float(values.max()),
    }
    value = SEPARATION["sd_unbiased" if unbiased else "sd"](values)
    return Statistic(value=value, n=n, missing=missing, parts=parts, notes=notes)


@measure(
    level="coalition", family="diversity", bounds=(0, 1), needs=("one_entity", "numbers"),
    source="Gini (1912); Harrison & Klein (2007)",
)  # fmt: skip
def disparity(net: Network, *, by: By) -> Statistic:
    r"""How unequally something is divided among the partners: the Gini index.

    .. math:: G = \frac{\sum_{i<j} |x_i - x_j|}{n (n - 1) \bar x}, \quad
              CV = \sigma / \bar x, \quad T = \frac{1}{n} \sum_i
              \frac{x_i}{\bar x} \ln \frac{x_i}{\bar x}

    For amounts: subsidy, staff, hours, seats. From 0 (all have as much) to 1 (one
    has it all) whatever the number of partners, since it is corrected by n/(n - 1); higher
    means more unequal. Beside it the plain Gini index (at most 1 - 1/n), the coefficient of
    variation (at most :math:`\sqrt{n - 1}`, standard deviation with n) and the index of Theil (at
    most ln n). The unit plays no part. Partners without a number are left out and counted;
    partners with 0 count. Ties play no part. Not defined (NaN) for fewer than two numbers, or
    when all are 0.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The amounts: a column (node attribute) of numbers, or a mapping from partner to number.

    Returns
    -------
    Statistic
        `parts`: gini (plain), cv, theil, total.

    Raises
    ------
    UnsupportedGraphError
        When the column holds words, or persons and organisations are mixed.
    DataError
        When some of its cells are no numbers, or below 0.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Harrison & Klein (2007), What's the difference? Academy of Management Review 32.
    Biemann & Kearney (2010), Organizational Research Methods 13, for the correction.

    Examples
    --------
    >>> import networkx as nx
    >>> float(disparity(nx.path_graph(4), by={0: 0, 1: 0, 2: 0, 3: 100}))
    1.0
    """
    values, missing, notes = known_numbers(read_amounts(net, by, "disparity"), by)
    n, total = len(values), float(values.sum())
    if n < 2 or total == 0:
        why = Note("too_few_numbers", {"count": 2}) if n < 2 else Note("nothing_divided")
        return Statistic(value=math.nan, n=n, missing=missing, notes=(*notes, why))
    parts = {"gini": _gini(values), "cv": _cv(values), "theil": _theil(values), "total": total}
    return Statistic(value=_gini_unbiased(values), n=n, missing=missing, parts=parts, notes=notes)
