"""trend(): whether numbers rise or fall over time, by how much, and against which chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.moments import followed, years
from leco.dynamics.tracking import track
from leco.errors import ChoiceError, LecoError, require_one_of
from leco.graph.arrays import Floats
from leco.graph.partition import By
from leco.inference.p_values import holm, step_down, two_sided
from leco.inference.permutation import against_growth
from leco.kernels.slopes import mann_kendall, theil_sen
from leco.metrics.calls import Wanted
from leco.result import About, Table, Track
from leco.words import Note

TrendNull = Literal["iid", "block", "reattach"]

# With fewer moments there is a slope to see, and no p.
LEAST = 8
# Without equal values the exact distribution of Kendall is used up to so many moments.
EXACT = 50


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Trend(Table):
    """How numbers move: one row per measure (and coalition, where there are several).

    `frame` has ``slope`` per year with its 95 % interval `low` to `high`, ``tau`` (Kendall's
    tau-b: how steadily), ``moments``, ``p`` and ``p_max`` (p when several measures are looked at
    together); `null` names the chance model, if any.
    """

    kind: ClassVar[str] = "trend"

    null: str | None = None
    draws: int = 0
    seed: int | None = None

    def sentence(self, lang: str | None = None) -> str:
        """Say of each number how it moves, and whether chance would do the same."""
        said = []
        for key, row in self.frame.iterrows():
            name = words.measure(str(key[-1] if isinstance(key, tuple) else key), lang)
            if math.isnan(row["slope"]):
                said.append(f"{name}: {words.text('answer.undefined', lang)}")
                continue
            p = float(row["p"])
            how = "plain" if math.isnan(p) else "beyond" if p <= 0.05 else "within"
            null = words.text(f"trend.{self.null}", lang) if self.null else ""
            said.append(words.text(f"trend.says.{how}", lang, measure=name, null=null, p=p, **{
                column: float(row[column]) for column in ("slope", "low", "high")
            }))  # fmt: skip
        return " ".join(said)


def trend(
    data: Coalition | Track,
    measures: Wanted | None = None,
    *,
    every: str | Sequence[object] | None = None,
    by: By | None = None,
    weight: str | None = None,
    null: TrendNull | None = None,
    draws: int = 999,
    seed: int | None = None,
) -> Trend:
    r"""Tell whether numbers rise or fall over time, and whether chance would do the same.

    .. math:: b = \mathrm{median}_{s < t} \frac{x_t - x_s}{t - s}

    over real time, per year (waves whose names are no dates: per wave), with the interval that
    Kendall's S gives (Sen 1968). There is no p
    without a chance model, since in a coalition that grows most numbers move although nobody
    changes behaviour: ``"reattach"`` keeps who entered when and how many ties formed when, and
    redraws who they went to (for a Coalition); ``"block"`` exchanges runs of moments, which
    keeps what one moment takes over from the last; ``"iid"`` takes moments as independent, which
    ties that last never are. p is two-sided, (b + 1) / (m + 1), or exact for ``"iid"``
    (without equal values, up to 50 moments; else normal). ``p_max`` is p when all numbers are
    looked at together: by the largest over the same draws, step by step (Westfall & Young 1993),
    for ``"iid"`` after Holm (1979). A Coalition in which nobody leaves and no tie ends is refused
    but for ``"reattach"``. Below eight moments there is a slope and no p. Moments at which a number
    is not defined are left out.

    Parameters
    ----------
    data : Coalition or Track
    measures : str, callable, or list of them
        For a Coalition.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
        For a Coalition.
    by : str or mapping, optional
    weight : str, optional
    null : "reattach", "block" or "iid", optional
    draws : int
    seed : int, optional

    Returns
    -------
    Trend

    Raises
    ------
    LecoError
        For a Coalition without `measures` or `every`, ``"reattach"`` with a Track, or ``"block"``
        or ``"iid"`` where partners and ties only pile up.

    References
    ----------
    Sen (1968), Estimates of the regression coefficient based on Kendall's tau.
    Gilbert (1987), Statistical methods for environmental pollution monitoring, p. 218 (interval).
    Kunsch (1989), The jackknife and the bootstrap for general stationary observations (blocks).

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = trend(simulated()["Simulated stable"], "density", every="quarter")
    >>> found.frame[["slope", "p"]].round(3).values.tolist()
    [[-0.016, nan]]
    """
    if null is not None:
        require_one_of("null", null, get_args(TrendNull))
    if draws < 1:
        raise ChoiceError.of("no_draws", draws=draws)
    if isinstance(data, Track):
        if null == "reattach":
            raise LecoError("null='reattach' redraws ties: hand over the coalition itself")
        series = _series(data)
    elif measures is None or every is None:
        raise LecoError("name measures and moments: trend(coalition, 'density', every='year')")
    else:
        _, nows = followed("trend", data, every)
        if null in {"iid", "block"} and _piles_up(nows):
            raise LecoError(
                f"nobody leaves and no tie ends: what only piles up rises or falls by itself, and "
                f"null={null!r} takes that for a trend. Use null='reattach'; if you must, hand "
                "over a Track"
            )
        series = _series(track(data, measures, every=every, by=by, weight=weight, seed=seed))
    found = {key: _slope(at, values) for key, (at, values) in series.items()}
    frame = pd.DataFrame(list(found.values()))
    frame.index = pd.Index(list(series), name="measure", tupleize_cols=False)
    few = [key for key, row in frame.iterrows() if row["moments"] < LEAST]
    tested = [key for key in series if key not in few] if null else []
    frame["p"] = frame["p_max"] = math.nan
    if null == "iid":
        single = [_independent(*series[key]) for key in tested]
        for key, p, p_max in zip(tested, single, holm(single), strict=True):
            frame.loc[[key], ["p", "p_max"]] = [p, p_max]
    elif tested:
        drawn = _drawn(null, data, measures, every, by, weight, series, tested, draws, seed)
        slopes = np.array([found[key]["slope"] for key in tested])
        own = two_sided(slopes, drawn.T)
        together = step_down(slopes, drawn, own, exact=False)
        for key, p, p_max in zip(tested, own, together, strict=True):
            frame.loc[[key], ["p", "p_max"]] = [p, p_max]
    notes: tuple[Note, ...] = ()
    if few and null:
        notes = (Note("trend_few_moments", {"count": len(few), "least": LEAST}),)
    about = About(name="trend", level="table", headline="slope", source="Sen (1968)",
                  first_line="Tell whether numbers rise or fall over time.")  # fmt: skip
    return Trend(frame=frame, n=max((len(at) for at, _ in series.values()), default=0), notes=notes,
                 about=about, null=null, draws=0 if null == "iid" else draws * bool(tested),
                 seed=seed)  # fmt: skip


def _piles_up(nows: Sequence[Coalition]) -> bool:
    """Whether partners and ties come and none ever goes."""
    seen = [
        {*now.partners["id"], *zip(now.ties["source"], now.ties["target"], strict=True)}
        for now in nows
    ]
    return all(before <= after for before, after in pairwise(seen)) and seen[0] != seen[-1]


def _series(found: Track) -> dict[object, tuple[Floats, Floats]]:
    """Give, for each number that is followed, when it is known and what it is."""
    frame = found.frame
    numbers = frame[(frame["level"] == "coalition") & (frame["column"] == "value")]
    if numbers.empty:
        raise LecoError("there is no number of a whole coalition to follow")
    several = len(set(numbers["coalition"])) > 1
    series: dict[object, tuple[Floats, Floats]] = {}
    for (coalition, measure), own in numbers.groupby(["coalition", "measure"], sort=False):
        at = years([str(moment) for moment in own["moment"]])
        values = own["value"].to_numpy(dtype=float)
        known = ~np.isnan(values)
        key: object = (str(coalition), str(measure)) if several else str(measure)
        series[key] = (at[known], values[known])
    return series


def _slope(at: Floats, values: Floats) -> dict[str, float]:
    flat = len(values) < 2 or np.ptp(values) == 0
    tau = math.nan if flat else float(kendalltau(at, values).statistic)
    return {**theil_sen(at, values)._asdict(), "tau": tau, "moments": len(values)}


def _independent(at: Floats, values: Floats) -> float:
    """Give the p of Kendall's S if moments were independent: exact without equal values."""
    if len(np.unique(values)) == len(values) <= EXACT:
        return float(kendalltau(at, values, method="exact").pvalue)
    return math.erfc(abs(mann_kendall(values)[2]) / math.sqrt(2))


def _drawn(  # noqa: PLR0917 - private, one caller
    null: TrendNull | None, data: Coalition | Track, measures: Wanted | None,
    every: str | Sequence[object] | None, by: By | None, weight: str | None,
    series: dict[object, tuple[Floats, Floats]], tested: list[object], draws: int, seed: int | None,
) -> Floats:  # fmt: skip
    """Draw the slopes of the measures that are tested, one row a draw, all from the same draw."""
    if null == "block":
        # One order of runs for all measures, so that they are drawn together.
        luck = np.random.default_rng(seed).random((draws, 2))
        return np.array([
            [_slope(series[key][0], _in_blocks(series[key][1], *moves))["slope"] for key in tested]
            for moves in luck
        ])  # fmt: skip
    assert isinstance(data, Coalition)  # noqa: S101 - trend() refuses a Track
    assert measures is not None  # noqa: S101 - and a Coalition without
    assert every is not None  # noqa: S101 - either
    steps = every

    def slopes(coalition: Coalition) -> "pd.Series[float]":
        found = _series(track(coalition, measures, every=steps, by=by, weight=weight, seed=seed))
        return pd.Series({key: _slope(*found[key])["slope"] for key in tested})

    # Moments of a redrawn coalition are the same: entries and starts of ties stay.
    return np.asarray(against_growth(slopes, data, draws=draws, seed=seed).draws)


def _in_blocks(values: Floats, cut: float, order: float) -> Floats:
    """Put runs of T^(1/3) moments in another order, the first run cut at a random place."""
    size = math.ceil(len(values) ** (1 / 3))
    turned = np.roll(values, -int(cut * size))
    parts = [turned[begin : begin + size] for begin in range(0, len(turned), size)]
    places = np.random.default_rng(int(order * 2**53)).permutation(len(parts))
    return np.concatenate([parts[one] for one in places])
