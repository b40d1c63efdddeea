"""test(): measures held against what chance would give."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pandas as pd
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types

from leco.coalition.coalition import Coalition
from leco.errors import ChoiceError, UndefinedError, require_one_of
from leco.graph.arrays import Data, Floats, Ints, Network, arrays
from leco.graph.partition import By
from leco.inference import label_draws
from leco.inference.chances import (
    OF_TABLES,
    OF_TIME,
    WITHOUT_STRENGTHS,
    Chance,
    Draw,
    Drawn,
    chance_of,
    dated,
    grown_again,
)
from leco.inference.p_values import TOLERANCE, false_discovery, step_down, two_sided
from leco.kernels.nulls import Null
from leco.kernels.ratios import over
from leco.kernels.rewiring import Walk, doubts
from leco.metrics.calls import Asked, Call, Wanted, resolve
from leco.result import Answer, TestResult
from leco.result.level import MIDDLE
from leco.words import Note

# Up to so many possibilities all are tried, and p is exact.
EXACT = 10_000
# Draws that go to a worker in one piece: data travel once for all of them.
BATCH = 10

# Told how many draws are done, and of how many.
Progress = Callable[[int, int], object]


def test(
    measure: Wanted,
    data: Data,
    *,
    by: By | None = None,
    weight: str | None = None,
    null: Null,
    within: str | None = None,
    draws: int = 999,
    seed: int | None = None,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> TestResult:
    r"""Hold a measure, or several, against what chance would give.

    The null says what chance keeps:

    - ``"labels"``: every tie; who carries which label is shuffled;
    - ``"size"``: the number of partners and ties;
    - ``"dyads"``: how many pairs are tied both ways, one way and not at all (without direction
      the same as ``"size"``);
    - ``"degree"``: the number of ties of each partner, in and out;
    - ``"two_mode_degree"``: how many activities each partner takes part in, and how many
      partners each activity has; ties are made again of the participations drawn;
    - ``"reattach"``: who entered when and how many ties formed when (for a dated Coalition: the
      only one that growth does not fool);
    - ``"arrival"``: the network at the end, and how many entered when; who of those there came
      when is shuffled.

    When there are at most 10,000 possibilities under ``"labels"``, ``"size"`` or ``"dyads"`` all
    are tried and p is exact; else

    .. math:: p = 2 \min\Big(\frac{1 + \#\{d \ge o\}}{1 + m},
              \frac{1 + \#\{d \le o\}}{1 + m}\Big), \text{ at most } 1

    over m draws d against the observed o; p is never 0. Among many values some p are small by
    luck. ``q`` counts that in for the values of one measure, such as those of all partners: of
    those with q at most 0.05, 5 % at most are luck on the average (Benjamini & Hochberg).
    ``p_max`` counts it in for everything tested at once, since all is measured on the same draws:
    the chance that luck alone gives any so far from its mean, in standard deviations (step-down
    max-T of Westfall & Young), and never less than p. For a single value all three are the same.

    Draws in which a measure is not defined are left out and counted in a note; values that are
    not defined on the data have no p and do not count among those tested (a note says how many).
    ``"degree"`` and ``"two_mode_degree"`` walk from the data to each draw; a note says when the
    walk gets nowhere, meets few different states, or is too short. Strengths are not kept by
    ``"size"``, ``"dyads"`` and ``"degree"``, so these refuse `weight`.

    Parameters
    ----------
    measure : str or callable, or list of them
        A measure by name (``"hill_number:order=2"``) or function, a `functools.partial` of
        one, or any function of a graph that returns a number or a Series.
    data : Coalition or networkx graph
    by : str or mapping, optional
        The partition, handed to the measure and shuffled under ``"labels"``.
    weight : str, optional
        The strengths, for measures that take them.
    null : "labels", "size", "dyads", "degree", "two_mode_degree", "reattach" or "arrival"
    within : str, optional
        Shuffle labels only within the groups of this column (``"labels"`` only).
    draws : int
        How many draws when not all can be tried.
    seed : int, optional
        The same seed gives the same draws, for any `n_jobs` and any order of rows.
    n_jobs : int
        Parallel workers, through joblib.
    progress : callable, optional
        Called now and then with how many draws are done, and of how many.

    Returns
    -------
    TestResult
        `frame` has a row per value; for a list of measures its index has the measure first.

    Raises
    ------
    UndefinedError
        When no measure is defined on the data themselves.
    UnsupportedGraphError
        When ties are made from participations and the null would redraw ties, or when the null
        needs dates or participations that are not there.

    References
    ----------
    Phipson & Smyth (2010), Permutation p-values should never be zero.
    Anderson, Butts & Carley (1999), The interaction of size and density with graph-level indices.
    Benjamini & Hochberg (1995), Controlling the false discovery rate.
    Westfall & Young (1993), Resampling-based multiple testing, algorithm 2.8.
    Strona et al. (2014), A fast and unbiased procedure to randomize ecological matrices.

    Examples
    --------
    >>> import networkx as nx
    >>> karate = nx.karate_club_graph()
    >>> found = test("bridging_ratio", karate, by="club", null="labels", draws=99, seed=7)
    >>> found.observed, found.p
    (0.274, 0.02)
    >>> several = test(["core_share", "compactness"], karate, null="degree", draws=99, seed=7)
    >>> bool((several.frame["p_max"] >= several.frame["p"]).all())
    True
    """
    if within is not None and null != "labels":
        raise ChoiceError.of("within_labels")
    asked: list[Asked] = [measure] if isinstance(measure, str) or callable(measure) else [*measure]
    calls = [resolve(one).given(by=by, weight=weight) for one in asked]
    labels = [call.label for call in calls]
    if not calls or len(set(labels)) < len(labels):
        raise ChoiceError.of("measures_once")
    return _held(
        calls, data, by=by, weight=weight, null=null, within=within, draws=draws, seed=seed,
        n_jobs=n_jobs, progress=progress, several=asked != [measure],
    )  # fmt: skip


def tested(call: Call, data: Data, *, null: Null, draws: int, seed: int | None) -> TestResult:
    """Hold a call that is settled against chance; see `test`."""
    return _held([call], data, null=null, draws=draws, seed=seed)


def _held(
    calls: Sequence[Call], data: Data, *, null: Null, draws: int, seed: int | None,
    by: By | None = None, weight: str | None = None, within: str | None = None, n_jobs: int = 1,
    progress: Progress | None = None, several: bool = False,
) -> TestResult:  # fmt: skip
    require_one_of("null", null, get_args(Null))
    if draws < 1:
        raise ChoiceError.of("no_draws", draws=draws)
    strengths = {call.parameters.get("weight", weight) for call in calls}
    if len(strengths) > 1:
        raise ChoiceError.of("another_each", name="weight")
    [weight] = strengths
    if weight is not None and null in WITHOUT_STRENGTHS:
        raise ChoiceError.of("no_strengths", null=null)
    # What is redrawn as tables stays a Coalition; the rest is made into arrays once.
    read = data if null in OF_TABLES else arrays(data, weight=weight)
    observed = [_values(call, data if call.entry is None else read, {}) for call in calls]
    if all(values.isna().all() for values in observed):
        named = " and ".join(call.label for call in calls)
        raise UndefinedError.of("not_defined", measure=named)
    chance = chance_of(null, calls, data if null in OF_TIME else read, by, within)
    exact = chance.count <= EXACT and chance.every is not None
    table, walks = _drawn(calls, chance, observed, exact, draws, seed, n_jobs, progress)
    seen = pd.concat(observed)
    if several:
        names = [call.label for call, values in zip(calls, observed, strict=True) for _ in values]
        keys = pd.Index([key for values in observed for key in values.index], tupleize_cols=False)
        seen = seen.set_axis(pd.MultiIndex.from_arrays([names, keys], names=["measure", "key"]))
    label = ", ".join(call.label for call in calls)
    found = against(label, null, seen, table, exact, seed, arrays(read).n)
    notes = (*found.notes, *(doubts(walks) if walks else ()))
    return replace(found, notes=notes, names=arrays(read).names)


def _drawn(  # noqa: PLR0917 - private, one caller
    calls: Sequence[Call], chance: Chance, observed: Sequence["pd.Series[float]"], exact: bool,
    draws: int, seed: int | None, n_jobs: int, progress: Progress | None,
) -> tuple[Floats, list[Walk]]:  # fmt: skip
    """Measure every draw: one row a draw, one column a value observed."""
    seeds = None if exact else np.random.SeedSequence(seed).spawn(draws)
    rows: list[Floats] = []
    if chance.shuffle is not None and label_draws.fits(calls):
        for part in label_draws.measured(calls, chance.shuffle, seeds):
            rows.append(part)
            _tell(progress, sum(map(len, rows)), int(chance.count) if exact else draws)
        return np.vstack(rows), []
    if seeds is None:
        assert chance.every is not None  # noqa: S101 - exact says that it is there
        return np.vstack([_row(calls, one, observed) for one in chance.every()]), []
    work = (
        delayed(_batch)(calls, chance.draw, seeds[begin : begin + BATCH], observed)
        for begin in range(0, draws, BATCH)
    )
    # A backend that cannot give results one by one is only asked to when somebody looks.
    how = "list" if progress is None else "generator"
    walks: list[Walk | None] = []
    for some, ways in Parallel(n_jobs=n_jobs, return_as=how)(work):
        rows += some
        walks += ways
        _tell(progress, len(rows), draws)
    return np.vstack(rows), [walk for walk in walks if walk is not None]


def _tell(progress: Progress | None, done: int, draws: int) -> None:
    if progress is not None:
        progress(done, draws)


def _batch(
    calls: Sequence[Call], draw: Draw, seeds: Sequence[np.random.SeedSequence],
    observed: Sequence["pd.Series[float]"],
) -> tuple[list[Floats], list[Walk | None]]:  # fmt: skip
    drawn = [draw(np.random.default_rng(child)) for child in seeds]
    return [_row(calls, one, observed) for one in drawn], [one.walk for one in drawn]


def _row(calls: Sequence[Call], drawn: Drawn, observed: Sequence["pd.Series[float]"]) -> Floats:
    """Measure one draw; each measure gets of what was drawn beside the data what it takes."""
    found = []
    for call, seen in zip(calls, observed, strict=True):
        takes = ("by",) if call.entry is None else call.entry.parameters
        more = {key: value for key, value in drawn.more.items()
                if key in takes and (key == "by" or key in call.parameters)}  # fmt: skip
        found.append(_aligned(_values(call, drawn.data, more), seen))
    return np.concatenate(found)


def against_growth(
    function: Callable[[Coalition], "pd.Series[float]"], coalition: Coalition, *, draws: int,
    seed: int | None,
) -> TestResult:  # fmt: skip
    """Hold what a function says of a whole dated coalition against ties redrawn within growth.

    The draws are those of ``test(..., null="reattach")``, but the function sees all moments.
    """
    whole = dated(coalition)
    observed = function(coalition).astype(float)
    drawn = []
    for child in np.random.SeedSequence(seed).spawn(draws):
        redrawn = grown_again(whole, np.random.default_rng(child)).data
        assert isinstance(redrawn, Coalition)  # noqa: S101 - what reattach draws
        drawn.append(_aligned(function(redrawn), observed))
    name = getattr(function, "__name__", type(function).__name__)
    return against(name, "reattach", observed, np.vstack(drawn), False, seed, len(coalition))


def against(  # noqa: PLR0917 - the pieces of a TestResult, handed over once
    label: str, null: str, observed: "pd.Series[float]", table: Floats, exact: bool,
    seed: int | None, n: int,
) -> TestResult:  # fmt: skip
    """Hold observed values against drawn ones (one row a draw)."""
    frame = _outcomes(observed, table, exact)
    p: Floats = np.asarray(frame["p"], dtype=np.float64)
    family = observed.index.get_level_values(0) if observed.index.nlevels > 1 else None
    frame["q"] = false_discovery(p, family)
    seen: Floats = np.asarray(observed, dtype=np.float64)
    frame["p_max"] = step_down(seen, table, p, exact)
    known = ~np.isnan(seen)
    undefined = int(np.isnan(table[:, known]).any(axis=1).sum())
    notes = [Note("undefined_draws", {"count": undefined})] if undefined else []
    if not known.all():
        notes.append(Note("untested_values", {"count": int((~known).sum())}))
    slack = TOLERANCE * np.maximum(1.0, np.abs(seen[known]))
    if known.any() and (np.abs(table[:, known] - seen[known]) <= slack).all():
        notes.append(Note("same_in_every_draw"))
    return TestResult(measure=label, null=null, frame=frame, draws=table, exact=exact,
                      seed=seed, n=n, notes=tuple(notes))  # fmt: skip


def _aligned(drawn: "pd.Series[float]", observed: "pd.Series[float]") -> np.ndarray:
    """Put what was drawn beside what was observed, by key: rows differ from draw to draw."""
    found = dict(zip(drawn.index, drawn, strict=True))
    return np.array([found.get(key, math.nan) for key in observed.index], dtype=float)


def _values(call: Call, data: Data, more: Mapping[str, Any]) -> "pd.Series[float]":
    """Run a measure; give its values as a Series, keyed by partner and column where several."""
    if call.entry is None and isinstance(data, Network):
        data = data.to_networkx()  # a function of your own sees a plain graph
    elif call.entry is None and isinstance(data, Coalition):
        data = data.graph()
    answer = call.run(data, **more)
    if isinstance(answer, Answer):
        rows = list(answer.values())
        columns = {column for _, column, _ in rows}
        if len(rows) == 1 and rows[0][0] == "":
            return pd.Series([rows[0][2]], index=pd.Index([rows[0][1]], name="key"))
        keys = [key if len(columns) == 1 else (key, column) for key, column, _ in rows]
        index = pd.Index(keys, name="key", tupleize_cols=False)
        return pd.Series([value for _, _, value in rows], index=index, dtype=float)
    if isinstance(answer, Mapping):
        answer = pd.Series(dict(answer))
    if isinstance(answer, pd.Series):
        return answer.astype(float)
    return pd.Series([float(answer)], index=pd.Index(["value"], name="key"))


def _outcomes(observed: "pd.Series[float]", table: Floats, exact: bool) -> pd.DataFrame:
    """Say of each value where it stands among its draws (one row a draw)."""
    seen: Floats = np.asarray(observed, dtype=np.float64)
    drawn = np.sort(np.ascontiguousarray(table.T), axis=1)  # what is not defined goes last
    known = (~np.isnan(drawn)).sum(axis=1)
    there = np.arange(drawn.shape[1]) < known[:, None]
    expected = over(np.where(there, drawn, 0.0).sum(axis=1), known)
    spread = (np.where(there, drawn - expected[:, None], 0.0) ** 2).sum(axis=1)
    sd = np.where(known > 1, np.sqrt(over(spread, known - (0 if exact else 1))), math.nan)
    slack = TOLERANCE * np.maximum(1.0, np.abs(seen))
    low, high = (_quantile(drawn, known, share) for share in MIDDLE)
    columns = {
        "observed": seen,
        "expected": expected,
        "ratio": np.divide(
            seen, expected, out=np.full(len(seen), math.nan), where=np.abs(expected) > slack
        ),
        "sd": sd,
        "z": over(seen - expected, np.where(sd > slack, sd, 0.0)),
        "p": two_sided(seen, drawn, exact),
        "low": low,
        "high": high,
    }
    frame = pd.DataFrame(columns, index=observed.index)
    frame.loc[np.isnan(seen) | (known == 0), frame.columns != "observed"] = math.nan
    return frame


def _quantile(drawn: Floats, known: Ints, share: float) -> Floats:
    """Give a quantile of each row, sorted, of which the first so many are known."""
    place = share * np.maximum(known - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(known - 1, 0))
    rows = np.arange(len(drawn))
    one, other = drawn[rows, below], drawn[rows, above]
    found: Floats = one + (other - one) * (place - below)
    return found
