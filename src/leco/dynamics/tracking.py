"""track(): any measure over time."""

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from leco.coalition.coalition import Coalition
from leco.errors import LecoError, require_one_of
from leco.graph.arrays import Network, arrays
from leco.graph.partition import By
from leco.inference.intervals import Seeds, around
from leco.metrics.calls import Call, Wanted, settled
from leco.result import Answer, Statistic, Track, long_frame
from leco.words import Note


def track(
    coalition: Coalition,
    measures: Wanted,
    *,
    every: str | Sequence[object],
    by: By | None = None,
    weight: str | None = None,
    interval: Literal["process"] | None = None,
    draws: int = 500,
    seed: int | None = None,
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
    interval : "process", optional
        Put the interval of `process_interval` around each number of a whole coalition that is
        of one moment, not of a change.
    draws : int
        How often to draw the partners for an interval; two or more.
    seed : int, optional
        The randomness, for intervals and for measures that have it.

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
        raise LecoError("track follows a Coalition; for graphs, make one with from_frames")
    if interval is not None:
        require_one_of("interval", interval, ("process",))
        if draws < 2:
            raise ValueError(f"draws={draws!r}: an interval takes two draws at least")
    calls = settled(measures, by=by, weight=weight, seed=seed)
    rows: list[dict[str, Any]] = []
    # Measures that use the same strengths share the arrays of a moment.
    used = {call.parameters.get("weight") for call in calls}
    earlier: dict[Any, Network] = {}
    moments = coalition.moments(every)
    for moment, child in zip(
        moments, np.random.SeedSequence(seed).spawn(len(moments)), strict=True
    ):
        # All measures of a moment are taken on the same draws.
        seeds = child.spawn(draws) if interval else []
        now = coalition.at(moment)
        nets = {strength: arrays(now, weight=strength) for strength in used}
        for call in calls:
            strength = call.parameters.get("weight")
            answer = _answer(call, nets[strength], earlier.get(strength))
            found = answer.rows(coalition.name, now.moment)
            if interval and isinstance(answer, Statistic):
                low, high = _between(call, nets[strength], float(answer), seeds)
                found[0] |= {"low": low, "high": high}
            rows += found
        earlier = nets
    return Track(frame=long_frame(rows), seed=seed)


def _between(call: Call, net: Network, value: float, seeds: Seeds) -> tuple[float, float]:
    """Give the interval around a number; none around what is not defined, or is of a change."""
    change = call.entry is not None and "before" in call.entry.parameters
    if change or math.isnan(value):
        return math.nan, math.nan
    found = around(call, net, value, seeds)
    return found.low, found.high


def _answer(call: Call, now: Network, earlier: Network | None) -> Answer:
    if call.entry is None or "before" not in call.entry.parameters:
        found: Answer = call.run(now)
        return found
    found = call.run(now, before=now if earlier is None else earlier)
    return found if earlier is not None else found.unknown(Note("first_moment"))
