"""Whether brokers bring others together or keep them apart."""

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import gammainc, gammaln

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.broker_change import what_became
from leco.dynamics.moments import followed
from leco.graph.arrays import Floats, Ints, Network, arrays
from leco.graph.partition import By
from leco.kernels.paths import OpenPaths
from leco.result import About, Scores
from leco.words import Note

# How much partners can differ (the spread of their ratios around 1), as a grid to average over.
SPREAD = np.linspace(0.05, 4.0, 80)

# Pairs with this many brokers or more close alike: finer would leave too few to pool.
MANY = 3


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Orientation(Scores):
    """Scores whose last columns are an interval around a ratio."""

    def sentence(self, lang: str | None = None) -> str:
        """Name who brings together more and less than usual, and count who cannot be told."""
        known = self.frame.dropna()
        if known.empty:
            return words.text("answer.undefined", lang)
        above, below = known.index[known["low"] > 1], known.index[known["high"] < 1]
        names = {side: "; ".join(map(self.partner, found)) or words.text("answer.nobody", lang)
                 for side, found in (("above", above), ("below", below))}  # fmt: skip
        rest = len(known) - len(above) - len(below)
        return words.text("reads.broker_orientation", lang, rest=rest, **names)


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
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence}: between 0 and 1")
    moments, nows = followed("broker_orientation", coalition, every)
    waves = [arrays(now) for now in nows]
    steps = [_open_pairs(one, other, by) for one, other in pairwise(waves)]
    listed = pd.concat(steps, keys=range(len(steps)), names=["wave"]).reset_index("wave")
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
        name="broker_orientation", level="partner", headline="ratio", bounds=(0, math.inf),
        source="Obstfeld (2005); interval: Clayton & Kaldor (1987)",
        first_line=doc.split("\n", maxsplit=1)[0], moment=str(moments[-1]),
        fingerprint=waves[-1].fingerprint,
        names={node: name for wave in waves for node, name in wave.names.items()},
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


def _open_pairs(earlier: Network, now: Network, by: By | None) -> pd.DataFrame:
    """List every open pair and broker that are all there at the next moment too."""
    paths, seen, kept, closed = what_became(earlier, now)
    frame = pd.DataFrame({
        "broker": [earlier.nodes[one] for one in paths.middle],
        "brokers": np.minimum(paths.between, MANY),
        "across": _across(earlier, by, paths),
        "weight": 1 / paths.between,
        "joined": (kept & closed) / paths.between,
    })  # fmt: skip
    return frame[seen]


def _across(net: Network, by: By | None, paths: OpenPaths) -> Ints:
    """Tell whether two partners share a sector (0), share none (1), or one has none known (2)."""
    if by is None:
        return np.zeros(len(paths.first), dtype=np.int64)
    given = net.labels(by)
    known = given.known[paths.first] & given.known[paths.last]
    return np.where(known, np.where(given.shared(paths.first, paths.last), 0, 1), 2)


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
