"""tenure() and time_to_join(): how long partners stay, and how soon candidates join."""

import math
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.stays import Spans, stays, waits
from leco.errors import ChoiceError, MissingAttributeError, require_one_of
from leco.graph.arrays import Floats, Ints
from leco.graph.partition import By, grouping, labels_missing, read_labels
from leco.inference.p_values import beyond
from leco.kernels.survival import chi_square_p, kaplan_meier, log_rank, poisson_limits
from leco.kernels.turnbull import cells, constant_rate, scores, turnbull
from leco.result import About, Table
from leco.result.level import MIDDLE
from leco.schema import dates
from leco.words import Note

Method = Literal["kaplan_meier", "turnbull"]

# With fewer events the chi-square distribution is not to be trusted, and labels are exchanged.
FEW = 30
TOLERANCE = 1e-9
# Searches for draws may end sooner: of 200 partners with dates to the month, the limits then lie
# within 0.001 of where a search to the end puts them.
ROUGH, ROUGH_STEPS = 1e-4, 300
EVERYBODY = "all"


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Survival(Table):
    """How long it took: one row for each group (``all`` without groups).

    `frame` has ``partners``, ``events`` (who left, or joined), the ``median`` in years with its
    95 % interval `low` to `high` (NaN, and infinite, where the curve never gets there), and the
    ``rate`` of events per partner-year with `rate_low` and `rate_high`. `curves` has a row for each
    step of each curve: ``group``, ``years`` (the step lies after ``since``, at ``years`` the
    latest; the last is the longest time seen), ``at_risk``, ``events``, ``share`` (still there, or
    not yet in) with its interval. `p`
    says whether groups differ; it comes from a chi-square distribution when `draws` is 0.
    """

    kind: ClassVar[str] = "survival"

    curves: pd.DataFrame = field(repr=True)
    method: str = "kaplan_meier"
    statistic: float = math.nan
    p: float = math.nan
    draws: int = 0
    seed: int | None = None

    def sentence(self, lang: str | None = None) -> str:
        """Say of each group how long it took half of it, and whether groups differ."""
        said = [self._says(str(group), row, lang) for group, row in self.frame.iterrows()]
        if not math.isnan(self.p):
            how = "differ" if self.p <= 0.05 else "alike"
            said.append(words.text(f"survival.{how}", lang, p=self.p))
        return " ".join(said)

    def _says(self, group: str, row: "pd.Series[float]", lang: str | None) -> str:
        own = self.curves[self.curves["group"] == group]
        facts = {name: float(row[name]) for name in ("partners", "median", "low", "high")}
        if not row["events"]:
            how = "none"
        elif math.isnan(row["median"]):
            last = own.iloc[-1]
            facts |= {"years": float(last["years"]), "share": 100 * float(last["share"]),
                      "share_low": 100 * float(last["low"]),
                      "share_high": 100 * float(last["high"])}  # fmt: skip
            how = "most"
        else:
            how = "half" if math.isfinite(row["high"]) else "half_open"
        said = words.text(f"survival.{self.about.name}.{how}", lang, **facts)
        return f"{group}: {said}" if self.about.by else said[:1].upper() + said[1:]


def tenure(
    coalition: Coalition,
    *,
    by: By | None = None,
    method: Method | None = None,
    draws: int = 199,
    seed: int | None = None,
) -> Survival:
    r"""How long partners stay, from joining to leaving.

    .. math:: S(t) = \prod_{s \le t} \left(1 - \frac{d_s}{n_s}\right), \qquad
              S^{\exp(\pm 1.96 \, \hat\sigma / \log S)}

    the share that is still there t years after joining, with d that left of n present
    (Kaplan-Meier), and its 95 % log-log interval. Who is still there when observation ends has
    stayed at least so long; a blank date of leaving counts so too, and those of whom that is only
    assumed are counted in a note. Who joined before observation began counts from then on, since
    had it left earlier nobody would have seen it. Who came back counts for its first stay within
    observation. Partners without a date of joining are left out and counted.

    Where any date can mean several days, the curve is Turnbull's: it uses of each stay only that
    it lies between the shortest and the longest the dates allow, (lo, hi], and slants where they
    leave open when; its interval is the middle 95 % over partners drawn with replacement.
    Former partners without a date of leaving count with all days it can have been.
    `method="kaplan_meier"` reads a coarse start as its first day and a coarse end as its last
    instead, and leaves those out.

    With `by`, p says whether groups differ (log-rank test): from a chi-square distribution, or
    by exchanging labels when fewer than 30 left, and always for Turnbull's curve (with log-rank
    scores). The rate, leavers per partner-year, has an exact Poisson interval (Turnbull: by
    likelihood). Ties, strengths and direction play no part.

    Parameters
    ----------
    coalition : Coalition
        With dates; the whole, not at one moment.
    by : str or mapping, optional
        A curve for each label. Partners without a label, or with several, are left out.
    method : "kaplan_meier" or "turnbull", optional
        None: Turnbull's if any date that is used is coarse.
    draws : int
        For the intervals of Turnbull's curve and for exchanging labels.
    seed : int, optional

    Returns
    -------
    Survival

    Raises
    ------
    UndefinedError
        Without dates, or when they say of nobody how long it stayed.
    LecoError
        For a coalition at one moment.

    References
    ----------
    Kaplan & Meier (1958), JASA 53. Mantel (1966), Cancer Chemotherapy Reports 50 (log-rank).
    Turnbull (1976), JRSS B 38. Finkelstein (1986), Biometrics 42 (log-rank scores).

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = tenure(simulated()["Simulated stable"])
    >>> found.frame[["partners", "events"]].values.tolist()
    [[40, 4]]
    """
    about = About(
        name="tenure", level="table", headline="median", first_line="How long partners stay.",
        source="Kaplan & Meier (1958); Turnbull (1976); Mantel (1966)",
        by="" if by is None else grouping(by),
    )  # fmt: skip
    return _survival(stays(coalition), coalition, about, by, method, draws, seed)


def time_to_join(
    coalition: Coalition,
    *,
    by: By | None = None,
    method: Method | None = None,
    draws: int = 199,
    seed: int | None = None,
) -> Survival:
    r"""How soon those that could join do so, counted from when observation began.

    The same curve as in `tenure`, :math:`S(t)` being the share that has not joined yet after t
    years. It needs to be known who could have joined and did not: partners of tier ``candidate``,
    who wait at least until observation ends. Partners there from the beginning are left out and
    counted, and so are those without a date of joining. Candidates named with hindsight, only
    because they joined or never did, bend the curve.

    Parameters
    ----------
    coalition : Coalition
        With dates and candidates; the whole, not at one moment.
    by : str or mapping, optional
        A curve for each label.
    method : "kaplan_meier" or "turnbull", optional
        None: Turnbull's if any date that is used is coarse.
    draws : int
    seed : int, optional

    Returns
    -------
    Survival

    Raises
    ------
    LecoError
        Without candidates, or for a coalition at one moment.
    UndefinedError
        Without dates.

    References
    ----------
    Kaplan & Meier (1958), JASA 53. Turnbull (1976), JRSS B 38.

    Examples
    --------
    >>> c = Coalition.from_frames(
    ...     [{"id": "a", "joined": "2021-01-01"}, {"id": "b", "joined": "2022-01-01"},
    ...      {"id": "c", "tier": "candidate"}],
    ...     coalition=[{"observed_from": "2020-01-01", "observed_until": "2023-12-31"}])
    >>> time_to_join(c).curves[["years", "share"]].values.tolist()
    [[1.002, 0.667], [2.001, 0.333], [3.997, 0.333]]
    """
    about = About(
        name="time_to_join", level="table", headline="median",
        first_line="How soon candidates join.",
        source="Kaplan & Meier (1958); Turnbull (1976); Mantel (1966)",
        by="" if by is None else grouping(by),
    )  # fmt: skip
    return _survival(waits(coalition), coalition, about, by, method, draws, seed)


def _survival(  # noqa: PLR0917 - private, two callers
    spans: Spans, coalition: Coalition, about: About, by: By | None, method: Method | None,
    draws: int, seed: int | None,
) -> Survival:  # fmt: skip
    if method is not None:
        require_one_of("method", method, get_args(Method))
    if draws < 2:
        raise ChoiceError.of("two_draws", draws=draws)
    chosen: Method = method or ("turnbull" if spans.coarse else "kaplan_meier")
    frame, _, notes, missing = spans.dated() if chosen == "kaplan_meier" else spans
    names: tuple[str, ...] = (EVERYBODY,)
    group = np.zeros(len(frame), dtype=np.int64)
    if by is not None:
        frame, names, group, labelled = _grouped(frame, coalition.partners, by)
        notes, missing = (*notes, *labelled[0]), missing + labelled[1]
    *children, last = np.random.SeedSequence(seed).spawn(len(names) + 1)
    curve = _turnbull_curve if chosen == "turnbull" else _kaplan_meier_curve
    rows, curves, emptied = [], [], 0
    for place, name in enumerate(names):
        own = frame[group == place]
        row, steps = curve(own, draws, np.random.default_rng(children[place]))
        rows.append(row)
        emptied += int((steps["share"] <= 0).sum() > 1)
        steps.insert(0, "group", name)
        curves.append(steps)
    if emptied:
        notes = (*notes, Note("tenure_emptied", {"count": emptied}))
    drawn, statistic, p = 0, math.nan, math.nan
    if len(names) > 1:
        statistic, p, drawn = _apart(frame, group, chosen, draws, np.random.default_rng(last))
    return Survival(
        frame=pd.DataFrame(rows, index=pd.Index(names, name="group")), n=len(frame),
        missing=missing, notes=notes, about=about, method=chosen, statistic=statistic, p=p,
        draws=draws if chosen == "turnbull" else drawn, seed=seed,
        curves=pd.concat(curves, ignore_index=True),
    )  # fmt: skip


def _grouped(
    frame: pd.DataFrame, partners: pd.DataFrame, by: By
) -> tuple[pd.DataFrame, tuple[str, ...], Ints, tuple[tuple[Note, ...], int]]:
    """Keep the partners with one label, and number it."""
    ids = partners["id"].astype(str)
    if isinstance(by, str):
        if by not in partners.columns:
            raise MissingAttributeError(by, partners.columns)
        said = dict(zip(ids, partners[by], strict=True))
    else:
        said = {str(partner): label for partner, label in by.items()}
    labels = read_labels([said.get(str(partner)) for partner in frame.index])
    several = labels.carries.sum(axis=1) > 1
    kept = labels.known & ~several
    notes: tuple[Note, ...] = ()
    if labels.missing:
        notes = (labels_missing(labels.missing, by),)
    if several.any():
        notes = (*notes, Note("several_labels", {"count": int(several.sum())}))
    there, group = np.unique(labels.carries[kept].argmax(axis=1), return_inverse=True)
    names = tuple(labels.names[one] for one in there)
    return frame[kept], names, group.astype(np.int64), (notes, int((~kept).sum()))


def _kaplan_meier_curve(
    own: pd.DataFrame, draws: int, rng: np.random.Generator  # noqa: ARG001 - as its twin
) -> tuple[dict[str, float], pd.DataFrame]:  # fmt: skip
    entry, exit_, event = (own[name].to_numpy() for name in ("entry", "exit", "event"))
    found = kaplan_meier(entry, exit_, event)
    years = found.time / dates.YEAR
    steps = pd.DataFrame({
        "since": years, "years": years, "at_risk": found.at_risk.astype(float),
        "events": found.left.astype(float), "share": found.staying, "low": found.low,
        "high": found.high,
    })  # fmt: skip
    steps = _to_the_end(steps, float(exit_.max()) / dates.YEAR, float((exit_ == exit_.max()).sum()))
    exposed, count = float((exit_ - entry).sum()) / dates.YEAR, int(event.sum())
    # The interval of the median: from where the lower limit of the curve passes one half to
    # where the upper does (Brookmeyer & Crowley 1982). At 0 the lower limit is 0, and there is no
    # upper, which NaN never passes.
    sides = (found.staying, np.nan_to_num(found.low, nan=0.0), found.high)
    median, low, high = (_passes(years, side) for side in sides)
    rate = [one / exposed if exposed > 0 else math.nan for one in (count, *poisson_limits(count))]
    return _row(len(own), count, (median, low, high), rate), steps


def _turnbull_curve(
    own: pd.DataFrame, draws: int, rng: np.random.Generator
) -> tuple[dict[str, float], pd.DataFrame]:
    lo, hi, entry = (
        own[name].to_numpy(dtype=float) / dates.YEAR for name in ("lo", "hi", "lo_entry")
    )
    found = cells(lo, hi, entry)
    p = turnbull(found)[0]
    chosen = rng.integers(len(own), size=(draws, len(own)))
    weights = np.apply_along_axis(np.bincount, 1, chosen, minlength=len(own)).astype(float)
    drawn = _shares(turnbull(found, weights, still=ROUGH, steps=ROUGH_STEPS))
    low, high = np.quantile(drawn, MIDDLE, axis=0)
    steps = pd.DataFrame({
        "since": found.since, "years": found.until, "at_risk": math.nan, "events": len(own) * p,
        "share": _shares(p), "low": low, "high": high,
    })  # fmt: skip
    # Each draw passes one half somewhere within a cell; the interval holds the whole of it.
    shares = np.r_[steps["share"].to_numpy()[None], drawn]
    early, late = (np.array([_passes(side, one) for one in shares])
                   for side in (found.since, found.until))  # fmt: skip
    never = np.isinf(late)
    median = math.nan if never[0] else (early[0] + late[0]) / 2
    ends = (float(np.quantile(early[1:], MIDDLE[0], method="lower")),
            float(np.quantile(late[1:], MIDDLE[1], method="higher")))  # fmt: skip
    steps = steps[np.isfinite(steps["years"]) & (p > TOLERANCE)].reset_index(drop=True)
    steps = _to_the_end(steps, float(lo.max()), math.nan)
    rate = list(constant_rate(lo, hi, entry))
    return _row(len(own), int(own["event"].sum()), (median, *ends), rate), steps


def _shares(p: Floats) -> Floats:
    """Give the share left after each cell; sums of many small shares end a hair from 0."""
    return np.asarray((1 - np.cumsum(p, axis=-1)).clip(0).round(12))


def _to_the_end(steps: pd.DataFrame, years: float, at_risk: float) -> pd.DataFrame:
    """Carry a curve on to the longest time seen, where it stays what it was."""
    last = steps.iloc[-1] if len(steps) else pd.Series({"years": 0.0, "share": 1.0})
    if years <= last["years"]:
        return steps
    row = {"since": years, "years": years, "at_risk": at_risk, "events": 0.0}
    row |= {name: float(last.get(name, math.nan)) for name in ("share", "low", "high")}
    end = pd.DataFrame([row])
    return pd.concat([steps, end], ignore_index=True) if len(steps) else end


def _row(
    partners: int, events: int, median: tuple[float, float, float], rate: list[float]
) -> dict[str, float]:
    middle, low, high = median
    # What was never reached lies beyond all that was seen.
    middle, low = (math.nan if math.isinf(one) else one for one in (middle, low))
    return {
        "partners": partners, "events": events, "median": middle, "low": low, "high": high,
        "rate": rate[0], "rate_low": rate[1], "rate_high": rate[2],
    }  # fmt: skip


def _passes(years: Floats, share: Floats) -> float:
    """Give when a curve first is at or below one half; infinite if it never is."""
    below = np.flatnonzero(share <= 0.5 + TOLERANCE)
    return float(years[below[0]]) if len(below) else math.inf


def _apart(
    frame: pd.DataFrame, group: Ints, method: Method, draws: int, rng: np.random.Generator
) -> tuple[float, float, int]:
    """Test whether groups differ: the statistic, p, and from how many draws (0: chi-square)."""
    if method == "kaplan_meier":
        entry, exit_, event = (frame[name].to_numpy() for name in ("entry", "exit", "event"))
        statistic, freedom = log_rank(entry, exit_, event, group)
        if event.sum() >= FEW or not freedom:
            return statistic, chi_square_p(statistic, freedom), 0
        orders = (rng.permutation(group) for _ in range(draws))
        drawn = np.array([log_rank(entry, exit_, event, one)[0] for one in orders])
    else:
        lo, hi, entry = (frame[name].to_numpy(dtype=float) for name in ("lo", "hi", "lo_entry"))
        found = cells(lo, hi, entry)
        score = scores(found, turnbull(found)[0])
        size = np.bincount(group)

        def between(order: Ints) -> float:
            return float((np.bincount(order, score) ** 2 / size).sum())

        statistic = between(group)
        drawn = np.array([between(rng.permutation(group)) for _ in range(draws)])
    return statistic, float(beyond(statistic, drawn)), draws
