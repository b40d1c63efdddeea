"""track(): any measure over time."""

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types

from leco.coalition.coalition import Coalition
from leco.errors import ChoiceError, LecoError, require_one_of
from leco.graph.arrays import Network, arrays
from leco.graph.partition import By
from leco.inference.coarse_dates import over_dates
from leco.inference.intervals import Seeds, around, children
from leco.inference.rows import Row, known_numbers, put_dates_around, put_silence_around
from leco.inference.silence import refuse_unheard, unheard
from leco.metrics.calls import Call, Wanted, settled
from leco.result import Answer, Statistic, Track, long_frame
from leco.words import Note

# What an interval is about, and how often to draw for it.
Around: TypeAlias = Literal["process", "dates", "response"]
DRAWS = {"process": 500, "dates": 50, "response": 50}


def track(
    coalition: Coalition,
    measures: Wanted,
    *,
    every: str | Sequence[object],
    by: By | None = None,
    weight: str | None = None,
    interval: Around | None = None,
    draws: int | None = None,
    seed: int | None = None,
    n_jobs: int = 1,
) -> Track:
    """Follow measures over time.

    At each moment the coalition is as it was then: partners present, isolates too, and ties
    in force. Measures of change (``turnover``, ``tie_survival``) compare each moment with
    the one before it; at the first they are not defined. No p-value is given: in a coalition
    that grows, most measures move although nobody changes behaviour.

    Parameters
    ----------
    coalition : Coalition
    measures : str, callable, or list of them
        Such as ``["density", "hill_number:order=2"]``.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    by : str or mapping, optional
        The partition, for measures that need one.
    weight : str, optional
        The strengths, for measures that take them.
    interval : "process", "dates" or "response", optional
        Put an interval around each number of a whole coalition that is of one moment, not of a
        change: that of `process_interval`, what coarse dates leave open (`date_interval`), or
        who did not answer (`response_interval`), each by its own formula and source. The last two
        are of what is open alone, without the process. That of who did not answer may lie beside
        the number, which takes ties that nobody told of for absent; where nobody answered, or
        nobody says who did, there is none, and the row says so.
    draws : int, optional
        How often to draw the partners (500), the dates (50) or the ties (50); two or more.
    seed : int, optional
        The randomness, for intervals and for measures that have it.
    n_jobs : int
        Parallel workers over the moments, through joblib; the numbers stay the same.

    Returns
    -------
    Track
        `frame`: coalition, moment, measure, level, key, column, value, low, high, n,
        missing, note. `low` and `high` are empty (NaN) without `interval`.

    Examples
    --------
    >>> c = Coalition.from_frames(
    ...     [{"id": "a", "joined": "2020"}, {"id": "b", "joined": "2020"},
    ...      {"id": "c", "joined": "2021"}],
    ...     [{"source": "a", "target": "b", "start": "2020-05"}], name="c")
    >>> track(c, "density", every="year").frame["value"].tolist()
    [1.0, 0.333]
    """
    if not isinstance(coalition, Coalition):
        raise LecoError.of("wants_coalition", what="track")
    if interval is not None:
        require_one_of("interval", interval, get_args(Around))
        draws = DRAWS[interval] if draws is None else draws
        if draws < 2:
            raise ChoiceError.of("two_draws", draws=draws)
    calls = settled(measures, by=by, weight=weight, seed=seed)
    # Measures that use the same strengths share the arrays of a moment.
    used = {call.parameters.get("weight") for call in calls}
    moments = coalition.moments(every)
    steps: list[_Step] = []
    earlier: dict[Any, Network] = {}
    for moment, child in zip(
        moments, np.random.SeedSequence(seed).spawn(len(moments)), strict=True
    ):
        now = coalition.at(moment)
        nets = {strength: arrays(now, weight=strength) for strength in used}
        # All measures of a moment are taken on the same draws.
        seeds = child.spawn(draws or 0) if interval in {"process", "response"} else []
        steps.append(_Step(coalition.name, now.moment, nets, earlier, interval, seeds))
        earlier = nets
    if interval == "response":
        refuse_unheard([net for step in steps for net in step.now.values()])
    found = Parallel(n_jobs=n_jobs)(delayed(_rows)(calls, step) for step in steps)
    if interval == "dates":
        again = over_dates(calls, coalition, moments, children(seed, draws or 0), n_jobs)
        for place, rows in enumerate(found):
            put_dates_around(rows, calls, again[:, place])
    return Track(frame=long_frame([row for rows in found for row in rows]), seed=seed,
                 interval=interval)  # fmt: skip


class _Step(NamedTuple):
    """One moment: the coalition then and at the moment before, by strengths."""

    name: str
    moment: str | None
    now: dict[Any, Network]
    earlier: dict[Any, Network]
    interval: Around | None
    seeds: Seeds


def _rows(calls: Sequence[Call], step: _Step) -> list[Row]:
    rows = []
    for call in calls:
        strength = call.parameters.get("weight")
        answer = _answer(call, step.now[strength], step.earlier.get(strength))
        found = answer.rows(step.name, step.moment)
        if step.interval == "process" and isinstance(answer, Statistic):
            low, high = _between(call, step.now[strength], float(answer), step.seeds)
            found[0] |= {"low": low, "high": high}
        rows += found
    if step.interval == "response":
        _put_silence_around(rows, calls, step)
    return rows


def _put_silence_around(rows: list[Row], calls: Sequence[Call], step: _Step) -> None:
    """Put around each number what those who did not answer leave open, or say why not."""
    nets = {call.label: step.now[call.parameters.get("weight")] for call in calls}
    why = unheard(nets[calls[0].label])
    if why is None:
        put_silence_around(rows, calls, nets, step.seeds)
        return
    for _, row in known_numbers(rows, calls):
        row["note"] = "; ".join(filter(None, [row["note"], str(why)]))


def _between(call: Call, net: Network, value: float, seeds: Seeds) -> tuple[float, float]:
    """Give the interval around a number; none around what is not defined, or is of a change."""
    if call.of_change or math.isnan(value):
        return math.nan, math.nan
    found = around(call, net, value, seeds)
    return found.low, found.high


def _answer(call: Call, now: Network, earlier: Network | None) -> Answer:
    if not call.of_change:
        found: Answer = call.run(now)
        return found
    found = call.run(now, before=now if earlier is None else earlier)
    return found if earlier is not None else found.unknown(Note("first_moment"))
