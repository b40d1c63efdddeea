"""What chance gives for brokerage roles, in closed form: no draws needed.

Two chance models: the ties stay and the sectors of all other partners are shuffled
(``"labels"``), or every tie is there with the same probability (``"bernoulli"``). Expected
counts and standard deviations are exact under both.
"""

import math
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from leco.errors import require_one_of
from leco.graph.arrays import Floats, Network
from leco.graph.partition import By, Labels
from leco.graph.ties import matrix_of
from leco.kernels.paths import open_paths
from leco.kernels.role_sums import ROLES, roles_of, without_direction
from leco.metrics.registry import measure, scores
from leco.result import Scores, Table
from leco.words import Note

RolesNull = Literal["labels", "bernoulli"]

COUNTED = (*ROLES, "total")


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    headline="total_expected",
    source="Gould & Fernandez (1989)",
)  # fmt: skip
def brokerage_expected(net: Network, *, by: By, null: RolesNull = "labels") -> Scores:
    r"""Give the mean and standard deviation of each brokerage role under chance.

    ``"labels"`` keeps every tie and the partner's own sector and shuffles the sectors of all
    others: is this mix of roles more than the sizes of the sectors give, given the ties? With
    T the partner's ordered open pairs and R, S, D, H, U the pairs of pairs that are reversed,
    share their first, their last, are chained, or share nobody,

    .. math:: E = T \pi_1, \quad
              \mathrm{Var} = T \pi_1 + R \pi_R + S \pi_S + D \pi_D + H \pi_H + U \pi_U - E^2

    where each :math:`\pi` is the chance that the two, three or four labels involved fit the
    role. The total does not move, so its sd is 0. ``"bernoulli"`` lets every tie exist with
    the observed density d: a weaker question, for comparison with R's sna. For ties without
    direction each tie is drawn once (sna draws its two halves apart and so divides by a
    standard deviation too small by the square root of 2).

    Counts are those of ``brokerage_roles`` with full credit. When a sector is unknown or a
    partner has several, nothing is defined (NaN). Isolates have 0. Strengths are not used.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    null : "labels" or "bernoulli"

    Returns
    -------
    Scores
        For each column of `brokerage_roles` its ``..._expected`` and ``..._sd``.

    Raises
    ------
    ValueError
        For another `null`.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Sociological Methodology 19, p. 99-103.

    Examples
    --------
    >>> import networkx as nx
    >>> star = nx.star_graph(3)
    >>> by = {0: "a", 1: "a", 2: "b", 3: "b"}
    >>> float(brokerage_expected(star, by=by).frame.loc[0, "gatekeeper_representative_expected"])
    2.0
    """
    require_one_of("null", null, get_args(RolesNull))
    labels = net.labels(by)
    notes = labels.notes(by)
    if labels.single and not labels.missing:
        found = _shuffled(net, labels) if null == "labels" else _bernoulli(net, labels)
    else:
        found = dict.fromkeys(COUNTED, np.full((2, net.n), np.nan))
        notes = (*notes, Note("needs_one_label_each"))
    if not net.directed:
        found = without_direction(found)
    columns = {
        f"{role}_{name}": values
        for role, rows in found.items()
        for name, values in zip(("expected", "sd"), rows, strict=True)
    }
    return scores(net, columns, notes, missing=labels.missing)


def _shuffled(net: Network, labels: Labels) -> dict[str, Floats]:
    """Take mean and sd over all ways to hand out the labels of the others."""
    pairs, reverse, first, last, chained = _pairs_of_pairs(net)
    apart = pairs**2 - pairs - reverse - first - last - chained
    there, others = _Others.of(labels), float(net.n - 1)
    own, rest = there.own, there.rest
    own2, own3, own4 = (_falling(own, k) for k in (2, 3, 4))
    rest2, rest4 = _falling(rest, 2), _falling(rest, 4)
    nothing = np.zeros(net.n)
    liaison = rest2 - there.alike[2]
    liaison4 = rest4 - 2 * there.alike[2] * _falling(rest - 2, 2) + there.two_pairs
    # Ways to fit: two labels, the same reversed, sharing the first, the last, chained, four.
    ways = {
        "coordinator": (own2, own2, own3, own3, own3, own4),
        "itinerant": (there.alike[2], there.alike[2], *[there.alike[3]] * 3, there.two_pairs),
        "representative": (own * rest, nothing, own * rest2, own2 * rest, nothing, own2 * rest2),
        "gatekeeper": (own * rest, nothing, own2 * rest, own * rest2, nothing, own2 * rest2),
        "liaison": (liaison, liaison, there.apart, there.apart, there.apart, liaison4),
    }
    of2, of3, of4 = (max(float(_falling(np.array(others), k)), 1.0) for k in (2, 3, 4))
    found = {}
    for role, (two, back, same_first, same_last, chain, four) in ways.items():
        mean = pairs * two / of2
        second = (
            mean + reverse * back / of2
            + (first * same_first + last * same_last + chained * chain) / of3
            + apart * four / of4
        )  # fmt: skip
        found[role] = _with_sd(mean, second - mean**2)
    found["total"] = _with_sd(pairs, nothing)
    return found


def _pairs_of_pairs(net: Network) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Count each partner's open pairs, and its pairs of them by what they share."""
    n = net.n
    paths = open_paths(net.adjacency)
    ones = np.ones(len(paths.first))
    starts, stops = (
        matrix_of(n, paths.middle, end, ones, directed=True) for end in (paths.first, paths.last)
    )
    key = (paths.middle * n + paths.first) * n + paths.last
    back = (paths.middle * n + paths.last) * n + paths.first
    reverse = np.bincount(paths.middle, np.isin(back, key), minlength=n).astype(float)
    pairs = np.bincount(paths.middle, minlength=n).astype(np.float64)
    first: Floats = starts.power(2).sum(axis=1) - pairs
    last: Floats = stops.power(2).sum(axis=1) - pairs
    chained: Floats = 2 * (starts.multiply(stops).sum(axis=1) - reverse)
    return pairs, reverse, first, last, chained


@dataclass(frozen=True, eq=False)
class _Others:
    """How many others there are of the partner's own sector and of the rest.

    `own` and `rest` count them; `alike[k]` sums, over the other sectors g, the ordered ways to
    pick k partners of g; `two_pairs` the ways to pick two of one and two of another or the same.
    """

    own: Floats
    rest: Floats
    alike: dict[int, Floats]
    two_pairs: Floats
    apart: Floats  # one of g and two of other sectors than g and the own

    @classmethod
    def of(cls, labels: Labels) -> "_Others":
        """Count from the membership matrix."""
        sizes = labels.matrix.sum(axis=0)
        own_size = labels.matrix @ sizes
        own, rest = own_size - 1, sizes.sum() - own_size

        def over_others(values: Floats) -> Floats:
            without: Floats = values.sum() - labels.matrix @ values
            return without

        alike = {k: over_others(_falling(sizes, k)) for k in (2, 3, 4)}
        squares = over_others(_falling(sizes, 2) ** 2)
        # One of g, two from the rest without g: a square in the size of the rest.
        left = rest[:, None] - sizes[None, :]
        apart_all = sizes * _falling(left, 2)
        apart = apart_all.sum(axis=1) - (labels.matrix * apart_all).sum(axis=1)
        return cls(own, rest, alike, alike[4] + alike[2] ** 2 - squares, apart)


def _falling(n: Floats, k: int) -> Floats:
    """Count the ordered ways to pick k of n."""
    ways = np.ones_like(np.asarray(n, dtype=float))
    for step in range(k):
        ways = ways * np.maximum(n - step, 0)
    return ways


def _with_sd(mean: Floats, variance: Floats) -> Floats:
    # Rounding can leave a variance of nothing just below zero.
    return np.stack([mean, np.sqrt(np.maximum(variance, 0.0))])


def _bernoulli(net: Network, labels: Labels) -> dict[str, Floats]:
    """Take mean and sd when every tie is there with the observed density."""
    n = float(net.n)
    d = net.ties / net.pairs if net.pairs else 0.0
    one, two = d**2 * (1 - d), d**3 * (1 - d) ** 3
    there = _Others.of(labels)
    own, rest = there.own, there.rest
    everybody = np.full(net.n, n - 1)
    pairs = {
        "coordinator": (_falling(own, 2), 2 * _falling(own, 3)),
        "itinerant": (there.alike[2], 2 * there.alike[3]),
        "representative": (own * rest, own * rest * (n - 3)),
        "gatekeeper": (own * rest, own * rest * (n - 3)),
        "liaison": (_falling(rest, 2) - there.alike[2], 2 * there.apart),
        "total": (_falling(everybody, 2), 2 * _falling(everybody, 3)),
    }
    found = {}
    for role, (count, sharing) in pairs.items():
        mean = one * count
        variance = mean * (1 - one) + sharing * two
        if not net.directed and role not in {"representative", "gatekeeper"}:
            variance = 2 * variance  # both orders of a pair are there or not together
        found[role] = _with_sd(mean, variance)
    return found


@measure(
    level="table", family="brokerage", bounds=(0, math.inf),
    headline="expected",
    source="Gould & Fernandez (1989), p. 99-103",
)  # fmt: skip
def brokerage_totals_expected(net: Network, *, by: By) -> Table:
    r"""Give the mean and standard deviation of each total of roles when ties are random.

    Every tie exists with the observed density d, by itself; q is 1 - d. A path a - v - b is
    then open with the chance :math:`f = d^2 q`, and two paths move together by

    ======================================= ===========================
    they share a tie that both need         :math:`d^3 q^3`
    they share a pair that both need untied :math:`d^5 q`
    one needs the tie that the other bars   :math:`-d^4 q^2`
    they have all three partners in common  what their ties say
    ======================================= ===========================

    summed over all paths by role. Exact. (R's sna misses that some paths on the same three
    partners exclude each other; its standard deviations are up to 10 % too large.) With the
    counts of `brokerage_totals` at full credit. This asks whether the totals fit a coalition with
    as many ties anywhere, which few coalitions are: for sharper questions use
    ``test(brokerage_totals, ..., null="labels")`` or ``"degree"``. When a sector is unknown or a
    partner has several, nothing is defined (NaN). Isolates count as partners. Strengths are not
    used. Time grows with the cube of the number of sectors.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Table
        Index role, columns ``expected`` and ``sd``.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Gould & Fernandez (1989), Sociological Methodology 19, p. 99-103.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "care", 1: "care", 2: "care"}
    >>> brokerage_totals_expected(nx.path_graph(3), by=by).frame.loc["total"].round(3).tolist()
    [0.444, 0.497]
    """
    labels = net.labels(by)
    notes = labels.notes(by)
    if labels.single and not labels.missing:
        d = net.ties / net.pairs if net.pairs else 0.0
        sizes = labels.matrix.sum(axis=0)
        found = dict(zip(COUNTED, _totals(sizes, d, net.directed).T, strict=True))
    else:
        notes = (*notes, Note("needs_one_label_each"))
        found = dict.fromkeys(COUNTED, np.full(2, np.nan))
    if not net.directed:
        found = without_direction(found)
    frame = pd.DataFrame.from_dict(found, orient="index", columns=["expected", "sd"])
    return Table(frame=frame.rename_axis("role"), missing=labels.missing, notes=notes)


def _totals(sizes: Floats, d: float, directed: bool) -> Floats:
    """Take mean and sd of each role's total over ordered paths, in the order of `COUNTED`."""
    q = 1 - d
    sectors = np.arange(len(sizes))
    h, k = sectors[:, None], sectors[None, :]
    alike = _alike(d, directed)
    mean, variance = np.zeros(len(COUNTED)), np.zeros(len(COUNTED))
    for g in sectors:
        pairs = sizes[g] * (sizes[h] - (h == g))
        third = sizes[k] - (k == g) - (k == h)
        ways = pairs * third
        fits = _fits(g, h, k)
        mean += d**2 * q * (ways * fits).sum(axis=(1, 2))
        # The same three partners, in each of their six orders.
        for order, together in alike.items():
            a, v, b = ((g, h, k)[place] for place in order)
            variance += together * (ways * fits * _fits(a, v, b)).sum(axis=(1, 2))
        # The same two partners, x of g and y of h, with different third ones, z of k.
        need = _fits(g, h, k) + _fits(k, g, h)
        bar = _fits(g, k, h)
        if not directed:
            need = need + _fits(h, g, k) + _fits(k, h, g)
            bar = bar + _fits(h, k, g)

        def apart(one: Floats, other: Floats, third: Floats = third) -> Floats:
            sums = (third * one).sum(axis=2), (third * other).sum(axis=2)
            return np.asarray(sums[0] * sums[1] - (third * one * other).sum(axis=2))

        shares = (apart(need, need) * (d * q) ** 3 - 2 * apart(need, bar) * d**4 * q**2
                  + apart(bar, bar) * d**5 * q)  # fmt: skip
        variance += (pairs[:, 0] * shares).sum(axis=1) / (1 if directed else 2)
    return _with_sd(mean, variance)


def _fits(a: Any, v: Any, b: Any) -> Floats:
    """Put 1 where sectors a, v, b make a role: a layer for each of `COUNTED`."""
    first, last, ends = np.broadcast_arrays(a == v, v == b, a == b)
    every = np.ones_like(first)
    sums = np.stack([first & last, first, last, ends, every, every]).astype(np.float64)
    roles = roles_of(sums)
    return np.stack([roles[role] for role in COUNTED])


def _alike(d: float, directed: bool) -> dict[tuple[int, ...], float]:
    """Give the covariance of a path with each path on the same three partners."""
    q = 1 - d

    def tie(one: int, other: int) -> Any:
        return (one, other) if directed else frozenset((one, other))

    def wants(a: int, v: int, b: int) -> tuple[set[Any], set[Any]]:
        return {tie(a, v), tie(v, b)}, {tie(a, b)}

    need, bar = wants(0, 1, 2)
    found = {}
    for order in permutations(range(3)):
        other_need, other_bar = wants(*order)
        clash = (need & other_bar) | (bar & other_need)
        both = 0.0 if clash else d ** len(need | other_need) * q ** len(bar | other_bar)
        found[order] = both - (d**2 * q) ** 2
    return found
