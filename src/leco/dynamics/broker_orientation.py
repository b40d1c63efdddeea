"""Whether brokers last, and whether they bring others together or keep them apart."""

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.special import gammainc, gammaln
from scipy.stats import kendalltau

from leco import labels
from leco.coalition.core import Coalition
from leco.dynamics.broker_change import places, what_became
from leco.dynamics.core_flows import require_order
from leco.errors import LecoError
from leco.graph.arrays import Data, Flags, Floats, Ints, Network, arrays
from leco.graph.partition import By
from leco.graph.paths import open_paths
from leco.labels import Note
from leco.metrics.bridging import bridging_profile
from leco.metrics.registry import measure
from leco.result import About, Scores, Statistic


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Orientation(Scores):
    """Scores whose last columns are an interval around a ratio."""

    headline: ClassVar[str | None] = "ratio"

    def sentence(self, lang: str | None = None) -> str:
        """Name who brings together more and less than usual, and count who cannot be told."""
        known = self.frame.dropna()
        if known.empty:
            return labels.text("answer.undefined", lang)
        above, below = known.index[known["low"] > 1], known.index[known["high"] < 1]
        names = {side: "; ".join(map(str, found)) or "–"
                 for side, found in (("above", above), ("below", below))}  # fmt: skip
        rest = len(known) - len(above) - len(below)
        return labels.text("reads.broker_orientation", lang, rest=rest, **names)


# How much partners can differ (the spread of their ratios around 1), as a grid to average over.
SPREAD = np.linspace(0.05, 4.0, 80)

# Pairs with this many brokers or more close alike: finer would leave too few to pool.
MANY = 3


@measure(
    level="coalition", family="change", bounds=(-1, 1),
    source="Kendall (1945), tau-b, of the bridged pairs of two moments",
)  # fmt: skip
def broker_persistence(net: Network, *, before: Data, by: By, top: int = 5) -> Statistic:
    r"""How far the order of brokers is the same as at an earlier moment.

    .. math:: \tau_b = \frac{C - D}{\sqrt{(C + D + T_x)(C + D + T_y)}}

    over pairs of partners that are there at both moments, with C pairs in the same order of
    ``bridged_pairs`` (see `bridging_profile`), D in the opposite, and T those tied at one moment
    only. Between -1 (reversed) and 1 (the same order); 0: the earlier order tells nothing.
    Ties between sectors fade fast anywhere, so a low value alone is no finding. Isolates bridge
    nothing and count. Pairs with an unlabelled end are left out. Strengths and direction are
    not used. Not defined (NaN) with fewer than two partners of both moments, or when all of them
    bridge as much.

    Parameters
    ----------
    data : Coalition or networkx graph
        The later moment.
    before : Coalition or networkx graph
        The earlier moment.
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    top : int
        How many of the highest brokers to follow (all that share the last place count).

    Returns
    -------
    Statistic
        `parts`: both (partners of both moments), top_before, top_kept: how many of the highest
        brokers before, leavers included, are among the highest now.

    Raises
    ------
    ValueError
        When `top` is below 1.

    References
    ----------
    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33.
    Burt (2002), Bridge decay, Social Networks 24.

    Examples
    --------
    >>> import networkx as nx
    >>> by = dict(zip(range(4), "abca"))
    >>> star = nx.star_graph(3)
    >>> round(float(broker_persistence(star, before=star, by=by)), 6)
    1.0
    """
    if top < 1:
        raise ValueError(f"top={top}: follow at least one broker")
    earlier = arrays(before)
    if not earlier.ties_known:
        return Statistic(value=math.nan, notes=(Note("ties_unknown"),))
    now = bridging_profile(net, by=by).frame["bridged_pairs"]
    then = bridging_profile(earlier, by=by).frame["bridged_pairs"]
    both = then.index.intersection(now.index)
    highest, still = _highest(then, top), _highest(now, top)
    parts = {"both": len(both), "top_before": len(highest), "top_kept": len(highest & still)}
    # Sums of 1/n that differ by rounding alone are ties.
    one, other = (frame.loc[both].round(9).to_numpy() for frame in (then, now))
    if len(both) < 2 or len(set(one)) < 2 or len(set(other)) < 2:
        return Statistic(value=math.nan, parts=parts, notes=(Note("no_order"),))
    return Statistic(value=float(kendalltau(one, other).statistic), parts=parts)


def _highest(bridged: "pd.Series[float]", top: int) -> set[object]:
    """Name the partners at the first places, all that share the last one, none that bridges 0."""
    values = bridged.round(9)
    values = values[values > 0]
    if values.empty:
        return set()
    least = values.sort_values(ascending=False).iloc[min(top, len(values)) - 1]
    return set(values.index[values >= least])


def broker_orientation(
    coalition: Coalition, *, every: str | Sequence[object], by: By | None = None,
    confidence: float = 0.95,
) -> Orientation:  # fmt: skip
    r"""How often those a partner stands between come together, beside what is usual for such pairs.

    Each pair without a tie that a partner stood between at one moment is followed to the next.
    It is *joined* when the two are then tied and the partner keeps both ties. What is usual is
    the share of all such pairs that were joined, between the same two moments, with as many
    brokers (1, 2, 3 or more) and, with `by`, from the same or from different sectors. A pair
    counts :math:`1/n_{ab}` for each of the :math:`n_{ab}` partners between it. With
    :math:`J_v` the joined pairs of partner v and :math:`E_v` what is usual for them,

    .. math:: J_v \sim \mathrm{Poisson}(\theta_v E_v), \quad
              \theta_v \sim \mathrm{Gamma}(\sigma^{-2}, \sigma^{-2}), \quad
              \sigma \sim \mathrm{HalfNormal}(1)

    and the answer is the mean of :math:`\theta_v` given the data and the interval that holds it.
    :math:`\sigma`, how much partners differ, is averaged over what the data allow. So few pairs
    give a ratio drawn to 1 and a wide interval. From 0 up. Above 1 is consistent with bringing
    others together (*tertius iungens*), below 1 with keeping them apart (*tertius gaudens*);
    when the interval holds 1 nothing can be said. It is never proof: two that meet need not have
    been introduced.
    Pairs of which one of the three left are not followed. Partners without a pair to follow,
    or of whose kind of pairs none was joined by anybody, have no ratio (NaN). Direction and
    strengths are not used; with `by`, pairs with an
    unlabelled end form a stratum of their own.

    Parameters
    ----------
    coalition : Coalition
        With dates or waves.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    by : str or mapping, optional
        The sectors: a column, or a mapping from partner to label(s).
    confidence : float
        The chance that the interval holds the ratio.

    Returns
    -------
    Orientation
        Scores with columns ``followed`` (pairs), ``joined``, ``expected`` (both shared among
        brokers), ``ratio``, ``low``, ``high``; one row per partner that was ever there.

    Raises
    ------
    LecoError
        For anything but a Coalition, or fewer than two moments.
    ValueError
        When `confidence` is not between 0 and 1.

    References
    ----------
    Obstfeld (2005), Social networks, the tertius iungens orientation, and innovation.
    Clayton & Kaldor (1987), Empirical Bayes estimates, Biometrics 43, for the model.

    Examples
    --------
    >>> c = Coalition.from_frames([{"id": one} for one in "vab"], [
    ...     {"source": one, "target": other, "wave": wave}
    ...     for one, other, wave in ("va1", "vb1", "va2", "vb2", "ab2")])
    >>> broker_orientation(c, every="wave").frame.loc["v", ["joined", "expected"]].tolist()
    [1.0, 1.0]
    """
    if not isinstance(coalition, Coalition):
        raise LecoError("broker_orientation follows a Coalition; make one with from_frames")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence}: between 0 and 1")
    moments = coalition.moments(every)
    if len(moments) < 2:
        raise LecoError(f"every={every!r} gives {len(moments)} moment: nothing to follow")
    nows = [coalition.at(moment) for moment in moments]
    require_order([str(now.moment) for now in nows])
    waves = [arrays(now) for now in nows]
    followed = [_followed(one, other, by) for one, other in pairwise(waves)]
    listed = pd.concat(followed, keys=range(len(followed)), names=["wave"]).reset_index("wave")
    strata = listed.groupby(["wave", "brokers", "across"], observed=True)
    share = strata["joined"].transform("sum") / strata["weight"].transform("sum")
    listed["expected"] = share * listed["weight"]
    everybody = list(coalition.partners["id"])
    sums = listed.groupby("broker")[["joined", "expected"]].sum().reindex(everybody)
    pairs = listed.groupby("broker").size().reindex(everybody)
    columns = pd.DataFrame({"followed": pairs, **sums}).fillna(0.0)
    ratio = _shrunk(columns["joined"].to_numpy(), columns["expected"].to_numpy(), confidence)
    frame = columns.assign(ratio=ratio.mean, low=ratio.low, high=ratio.high)
    doc = inspect.getdoc(broker_orientation) or ""
    about = About(
        name="broker_orientation", level="partner", bounds=(0, math.inf),
        source="Obstfeld (2005); interval: Clayton & Kaldor (1987)",
        first_line=doc.split("\n", maxsplit=1)[0], moment=str(moments[-1]),
        fingerprint=waves[-1].fingerprint,
    )  # fmt: skip
    none, usual = frame["followed"] == 0, frame["ratio"].isna() & (frame["followed"] > 0)
    notes = tuple(
        Note(code, {"count": int(flags.sum())})
        for code, flags in (("nothing_to_follow", none), ("none_joined", usual))
        if flags.any()
    )
    frame = frame.rename_axis("partner")
    found = Orientation(frame=frame, n=len(everybody), notes=notes, about=about)
    known = all(wave.ties_known for wave in waves)
    return found if known else found.unknown(Note("ties_unknown"))


def _followed(earlier: Network, now: Network, by: By | None) -> pd.DataFrame:
    """List every open pair and broker that are all there at the next moment too."""
    paths = open_paths(earlier.undirected)
    once = paths.first < paths.last
    first, middle, last = (part[once] for part in (paths.first, paths.middle, paths.last))
    seen, kept, closed = what_became(places(earlier, now), now, first, middle, last)
    between = paths.between[once]
    frame = pd.DataFrame({
        "broker": [earlier.nodes[one] for one in middle],
        "brokers": np.minimum(between, MANY),
        "across": _across(earlier, by, first, last),
        "weight": 1 / between,
        "joined": (kept & closed) / between,
    })  # fmt: skip
    return frame[seen]


def _across(net: Network, by: By | None, first: Ints, last: Ints) -> Ints:
    """Tell whether two partners share a sector (0), share none (1), or one has none known (2)."""
    if by is None:
        return np.zeros(len(first), dtype=np.int64)
    given = net.labels(by)
    carries = given.matrix > 0
    known: Flags = given.known[first] & given.known[last]
    shared = np.asarray((carries[first] & carries[last]).any(axis=1))
    return np.where(known, np.where(shared, 0, 1), 2)


@dataclass(frozen=True, eq=False)
class _Ratio:
    mean: Floats
    low: Floats
    high: Floats


def _shrunk(joined: Floats, expected: Floats, confidence: float) -> _Ratio:
    """Estimate each ratio with its interval, averaged over how much partners can differ."""
    there = expected > 0
    j, e = joined[there, None], expected[there, None]
    alpha = 1 / SPREAD[None, :] ** 2
    likelihood = (
        gammaln(alpha + j) - gammaln(alpha)
        + alpha * np.log(alpha) + j * np.log(e) - (alpha + j) * np.log(alpha + e)
    ).sum(axis=0)  # fmt: skip
    log_weight = likelihood - SPREAD**2 / 2
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    shape, rate = alpha + j, alpha + e

    def quantile(share: float) -> Floats:
        low, high = np.zeros(len(j)), ((shape + 40 * np.sqrt(shape) + 40) / rate).max(axis=1)
        for _ in range(60):  # halving: the share below grows with the ratio
            middle = (low + high) / 2
            below = (gammainc(shape, rate * middle[:, None]) * weight).sum(axis=1) < share
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray((low + high) / 2)

    def spread_out(values: Floats) -> Floats:
        whole = np.full(len(there), np.nan)
        whole[there] = values
        return whole

    tail = (1 - confidence) / 2
    mean = (shape / rate * weight).sum(axis=1)
    return _Ratio(*map(spread_out, (mean, quantile(tail), quantile(1 - tail))))
