"""track(): any measure over time."""

from collections.abc import Sequence
from typing import Any

from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.arrays import Network, arrays
from leco.graph.partition import By
from leco.metrics.calls import Call, Wanted, settled
from leco.result import Answer, Track, long_frame
from leco.words import Note


def track(
    coalition: Coalition,
    measures: Wanted,
    *,
    every: str | Sequence[object],
    by: By | None = None,
    weight: str | None = None,
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
    seed : int, optional
        The randomness, for measures that have it.

    Returns
    -------
    Track
        `frame`: coalition, moment, measure, level, key, column, value, low, high, n,
        missing, note. `low` and `high` are empty (NaN) here.

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
    calls = settled(measures, by=by, weight=weight, seed=seed)
    rows: list[dict[str, Any]] = []
    # Measures that use the same strengths share the arrays of a moment.
    used = {call.parameters.get("weight") for call in calls}
    earlier: dict[Any, Network] = {}
    for moment in coalition.moments(every):
        now = coalition.at(moment)
        nets = {strength: arrays(now, weight=strength) for strength in used}
        for call in calls:
            strength = call.parameters.get("weight")
            answer = _answer(call, nets[strength], earlier.get(strength))
            rows += answer.rows(coalition.name, now.moment)
        earlier = nets
    return Track(frame=long_frame(rows), seed=seed)


def _answer(call: Call, now: Network, earlier: Network | None) -> Answer:
    if call.entry is None or "before" not in call.entry.parameters:
        found: Answer = call.run(now)
        return found
    found = call.run(now, before=now if earlier is None else earlier)
    return found if earlier is not None else found.unknown(Note("first_moment"))
