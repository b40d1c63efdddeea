"""How far a number rests on which partners happen to be in: one left out at a time."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from leco.errors import LecoError
from leco.graph.arrays import Network
from leco.metrics.calls import Call

# Above so many partners, groups of partners are left out instead.
GROUPS = 100


@dataclass(frozen=True)
class Spread:
    """A number, its standard deviation over who might have been in, and how sure that is."""

    value: float
    sd: float
    freedom: float


def spread(call: Call, net: Network, seed: int | None) -> Spread:
    r"""Leave out every partner once, and see how much the number moves (the jackknife).

    .. math:: s^2 = \frac{g - 1}{g} \sum_i (\theta_{(i)} - \bar\theta)^2

    over g partners, or g random groups of partners where they are many: on average not too small
    (Efron & Stein 1981). For smooth numbers only: a core that changes at a blow is no such number.
    NaN where the number is not defined without someone.
    """
    groups = min(net.n, GROUPS)
    if groups < 3:
        return Spread(_value(call, net), math.nan, math.nan)
    order = np.arange(net.n)
    if net.n > GROUPS:
        order = np.random.default_rng(seed).permutation(net.n)
    without = [
        _value(call, net.among(np.sort(np.delete(order, slice(place, None, groups)))))
        for place in range(groups)
    ]
    values = np.array(without)
    variance = (groups - 1) / groups * float(((values - values.mean()) ** 2).sum())
    return Spread(_value(call, net), math.sqrt(variance), groups - 1.0)


def _value(call: Call, net: Network) -> float:
    parameters = dict(call.parameters)
    if call.entry is not None and call.entry.name == "rarefied":
        # Nobody can draw more partners than are left.
        parameters["size"] = min(parameters["size"], net.labels(parameters["by"]).n)
        if parameters["size"] < 1:
            return math.nan
    try:
        return float(call.function(net, **parameters).value)
    except LecoError:
        return math.nan


def apart(one: Spread, other: Spread, level: float) -> tuple[float, float]:
    """Give the interval around a difference, of `one` less `other`.

    Two numbers with spreads of their own: degrees of freedom after Welch and Satterthwaite.
    """
    variance, difference = one.sd**2 + other.sd**2, one.value - other.value
    if math.isnan(difference) or not variance > 0:  # no spread at all is no certainty
        return math.nan, math.nan
    freedom = variance**2 / (one.sd**4 / one.freedom + other.sd**4 / other.freedom)
    half = float(t.ppf((1 + level) / 2, freedom)) * math.sqrt(variance)
    return difference - half, difference + half
