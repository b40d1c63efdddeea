"""What coarse dates, silence, and the analyst's choices leave open of a number."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types
from scipy.stats import t

from leco.coalition.coalition import Coalition
from leco.errors import LecoError, UndefinedError
from leco.graph.arrays import Data, Floats, Network, arrays
from leco.graph.partition import By
from leco.inference.intervals import (
    Seeds,
    Wanted,
    around,
    children,
    defined,
    left_out,
    limits,
    one_number,
)
from leco.metrics.calls import Call
from leco.result import Interval, Statistic
from leco.result.interval import by_draw, interval_frame
from leco.result.level import LEVEL, NORMAL
from leco.words import Note


def date_interval(
    measure: Wanted,
    coalition: Coalition,
    *,
    at: object = None,
    by: By | None = None,
    weight: str | None = None,
    draws: int = 50,
    process_draws: int = 100,
    seed: int | None = None,
    n_jobs: int = 1,
) -> Interval:
    r"""Say what coarse dates leave open of a number, beside what another course would.

    A day is drawn for every coarse date, M times (`Coalition.draw_dates`), and the number taken
    each time with its variance over partners drawn once more. Rubin's rules put them together:

    .. math:: T = W + (1 + 1/M) B

    with W the mean variance of the ``process``, B the variance between the drawn ``dates``, and
    ``both`` their sum, around the mean over the draws; t with
    :math:`(M - 1) (1 + W / ((1 + 1/M) B))^2` degrees of freedom. A note says so when dates weigh
    more than the process. Draws in which the number is not defined are left out and counted.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number.
    coalition : Coalition
        The whole of it, not one moment: its dates are drawn before the moment is looked at.
    at : str, date or timestamp, optional
        The moment; else the one a measure answers for.
    by : str or mapping, optional
    weight : str, optional
    draws : int
        How often to draw the dates; two or more.
    process_draws : int
        How often to draw the partners for each; 0 leaves ``process`` and ``both`` out.
    seed : int, optional
    n_jobs : int

    Returns
    -------
    Interval

    Raises
    ------
    LecoError
        For a measure that gives no single number, or anything but a whole, dated Coalition.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Rubin (1987), Multiple imputation for nonresponse in surveys, p. 76.

    Examples
    --------
    >>> c = Coalition.from_frames(
    ...     [{"id": "a", "joined": "2019"}, {"id": "b", "joined": "2019"},
    ...      {"id": "c", "joined": "2020"}],
    ...     [{"source": "a", "target": "b", "start": "2019"}], name="c",
    ...     coalition=[{"observed_until": "2021"}])
    >>> found = date_interval("density", c, at="2020-06-30", process_draws=0, seed=7)
    >>> found.frame["about"].tolist(), bool(1/3 < found.frame["value"].iloc[0] < 1)
    (['dates'], True)
    """
    call = one_number(measure, by, weight, seed)
    weight = call.parameters.get("weight", weight)
    if not isinstance(coalition, Coalition) or coalition.moment is not None:
        raise LecoError("date_interval takes a whole Coalition, and the moment as at=...")
    moment = coalition.snapshot().moment if at is None else at
    if moment is None:
        raise LecoError("these tables have no dates to draw")
    if process_draws not in {0, *range(2, process_draws + 1)}:
        raise ValueError(f"process_draws={process_draws}: 0, or two or more")
    now = coalition.at(moment)
    answer = call.run(arrays(now, weight=weight))
    written = defined(call, float(answer.value))
    values, variances = np.full(draws, math.nan), np.full(draws, math.nan)
    for place, child in enumerate(children(seed, draws)):
        again = coalition.draw_dates(int(child.generate_state(1)[0]))
        net = arrays(again.at(moment), weight=weight)
        values[place] = float(call.run(net).value)
        if process_draws and not math.isnan(values[place]):
            found = around(call, net, values[place], child.spawn(process_draws), n_jobs)
            variances[place] = found.se**2
    known = values[~np.isnan(values)]
    if len(known) < 2:
        raise UndefinedError(f"{call.label} is not defined when days are drawn for coarse dates")
    many = len(known)
    value, between = _of_dates(known)
    parts: list[tuple[str, float, float]] = [("dates", between, many - 1)]
    process = variances[~np.isnan(variances)]
    if len(process):
        inside = float(process.mean())
        freedom = (many - 1) * (1 + inside / between) ** 2 if between else math.inf
        parts += [("process", inside, math.inf), ("both", between + inside, freedom)]
    rows = []
    for about, variance, freedom in parts:
        se = math.sqrt(variance)
        rows.append((value, *limits(call, value, se, _quantile(freedom)), se, about))
    notes = [*answer.notes, Note("dates_drawn", {"count": draws, "written": written})]
    if len(process) and between > float(process.mean()):
        notes.append(Note("dates_weigh_more"))
    return Interval(measure=call.label, frame=interval_frame(call.label, rows), seed=seed,
                    n=answer.n, moment=now.moment, drawn=by_draw(values),
                    notes=(*notes, *left_out(values)))  # fmt: skip


def over_dates(
    calls: Sequence[Call], coalition: Coalition, moments: Sequence[object], seeds: Seeds,
    n_jobs: int = 1,
) -> Floats:  # fmt: skip
    """Take the numbers of one moment again with dates drawn: by draw, moment and measure.

    NaN for measures that give no single number, or compare two moments.
    """
    courses = Parallel(n_jobs=n_jobs)(
        delayed(_course)(calls, coalition, moments, child) for child in seeds
    )
    return np.array(courses).reshape(len(seeds), len(moments), len(calls))


def _course(
    calls: Sequence[Call], coalition: Coalition, moments: Sequence[object],
    child: np.random.SeedSequence,
) -> list[list[float]]:  # fmt: skip
    again = coalition.draw_dates(int(child.generate_state(1)[0]))
    rows = []
    for moment in moments:
        now = again.at(moment)
        nets = {used: arrays(now, weight=used)
                for used in {call.parameters.get("weight") for call in calls}}  # fmt: skip
        rows.append([_number(call, nets[call.parameters.get("weight")]) for call in calls])
    return rows


def _number(call: Call, net: Network) -> float:
    change = call.entry is not None and "before" in call.entry.parameters
    answer = None if change else call.run(net)
    return float(answer) if isinstance(answer, Statistic) else math.nan


def between_dates(call: Call, values: Floats) -> tuple[float, float]:
    """Put the interval of the ``dates`` of `date_interval` around numbers with dates drawn."""
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return math.nan, math.nan
    mean, error = _of_dates(known)
    return limits(call, mean, math.sqrt(error), _quantile(len(known) - 1))


def _of_dates(known: Floats) -> tuple[float, float]:
    """Give the mean over drawn dates, and their part of the variance (Rubin)."""
    return float(known.mean()), (1 + 1 / len(known)) * float(known.var(ddof=1))


def response_bounds(
    measure: Wanted, data: Data, *, by: By | None = None, seed: int | None = None
) -> Interval:
    """Say what a number would be with none, and with all, of the ties that nobody told of.

    Not known are the ties between two partners that were asked and did not answer (with
    direction: all from such a partner), but for those on record. For numbers that only rise, or
    only fall, with every tie the two are the lowest and highest possible; for others they are
    two ends that show how much is open. There is no standard error. Without silent partners
    both are the number itself.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number, without strengths: those of unknown ties are unknown.
    data : Coalition or networkx graph
        A graph says who did not answer by the node attribute ``answered``: False.
    by : str or mapping, optional
    seed : int, optional
        The randomness, for measures that have it.

    Returns
    -------
    Interval

    Raises
    ------
    LecoError
        For a measure that gives no single number, or with strengths.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Manski (2003), Partial identification of probability distributions, for bounds.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.path_graph(4)
    >>> nx.set_node_attributes(graph, {0: False, 3: False}, "answered")
    >>> response_bounds("density", graph).frame[["low", "high"]].round(2).values.tolist()
    [[0.5, 0.67]]
    """
    call = one_number(measure, by, None, seed)
    if call.parameters.get("weight") is not None:
        raise LecoError("the strengths of ties that are not known are not known: leave out weight=")
    net = arrays(data)
    answer = call.run(net)
    value = defined(call, float(answer.value))
    silent = np.zeros(net.n, dtype=bool) if net.silent is None else net.silent
    unknown = (silent[:, None] if net.directed else silent[:, None] & silent[None, :]) & (
        net.adjacency.toarray() == 0
    )
    np.fill_diagonal(unknown, val=False)
    if not net.directed:
        unknown = np.triu(unknown)
    rows, columns = np.nonzero(unknown)
    known = net.tie_list()
    answered = replace(net, silent=None)
    full = answered.with_ties(np.r_[known[0], rows], np.r_[known[1], columns])
    ends = pd.Series({"none": float(call.run(answered).value), "all": float(call.run(full).value)})
    notes = (*answer.notes, Note("unknown_pairs", {"count": len(rows)}))
    row = (value, float(ends.min()), float(ends.max()), math.nan, "response")
    return Interval(measure=call.label, frame=interval_frame(call.label, [row]), n=answer.n,
                    moment=net.moment, drawn=ends.rename_axis("choice"), seed=seed,
                    notes=notes)  # fmt: skip


def multiverse(
    measure: Wanted,
    data: Data,
    choices: Mapping[str, Data | Wanted],
    *,
    by: By | None = None,
    weight: str | None = None,
    seed: int | None = None,
) -> Interval:
    """Say what a number is under every choice that could have been made as well.

    Each choice is either other data (``coalition.select(kind="trust")``, another moment, ties
    above a threshold) or another way to measure (``"hill_number:order=2"``, a `functools.partial`).
    `low` and `high` are the lowest and highest of them all, the first one included; `drawn` gives
    each by its label. This is no interval of chance: it says how much hangs on the analyst.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number: the choice that was made.
    data : Coalition or networkx graph
    choices : mapping from label to data or measure
    by : str or mapping, optional
    weight : str, optional
    seed : int, optional
        The randomness, for measures that have it.

    Returns
    -------
    Interval
        Choices under which the number is not defined are NaN, and counted in a note.

    Raises
    ------
    LecoError
        Without choices, or for a measure that gives no single number.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Increasing transparency through a multiverse
    analysis, Perspectives on Psychological Science 11.

    Examples
    --------
    >>> import networkx as nx
    >>> karate = nx.karate_club_graph()
    >>> ties = [tie for tie in karate.edges(data="weight") if tie[2] >= 3]
    >>> strong = nx.Graph()
    >>> strong.add_nodes_from(karate)
    >>> strong.add_weighted_edges_from(ties)
    >>> multiverse("density", karate, {"from 3": strong}).drawn.round(3).to_dict()
    {'as asked': 0.139, 'from 3': 0.086}
    """
    if not choices:
        raise LecoError("name at least one other choice: {'trust only': coalition.select(...)}")
    call = one_number(measure, by, weight, seed)
    answer = _run(call, data, weight)
    value = defined(call, float(answer.value))
    values = {"as asked": value}
    for label, choice in choices.items():
        if label in values:
            raise LecoError(f"{label!r} is the choice that was made: give the other another name")
        if isinstance(choice, str) or callable(choice):
            own, there = one_number(choice, by, weight, seed), data
        else:
            own, there = call, choice
        values[label] = float(_run(own, there, weight).value)
    found = pd.Series(values, dtype=float).rename_axis("choice")
    row = (value, float(found.min()), float(found.max()), math.nan, "specification")
    blank = int(found.isna().sum())
    notes = (*answer.notes, *((Note("undefined_choices", {"count": blank}),) if blank else ()))
    return Interval(measure=call.label, frame=interval_frame(call.label, [row]), n=answer.n,
                    moment=answer.about.moment, drawn=found, seed=seed, notes=notes)  # fmt: skip


def _run(call: Call, data: Data, weight: str | None) -> Any:
    return call.run(arrays(data, weight=call.parameters.get("weight", weight)))


def _quantile(freedom: float) -> float:
    return NORMAL if math.isinf(freedom) else float(t.ppf((1 + LEVEL) / 2, freedom))
