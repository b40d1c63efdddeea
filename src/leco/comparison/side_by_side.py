"""compare(): several coalitions side by side, and first what cannot be compared."""

import math
from collections.abc import Mapping, Sequence
from typing import get_args

import networkx as nx
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types

from leco.coalition.coalition import Coalition
from leco.comparison.differences import at_size, differences, split
from leco.comparison.sides import Sides
from leco.dynamics.tracking import Around
from leco.errors import (
    LecoError,
    MissingAttributeError,
    UndefinedError,
    UnsupportedGraphError,
    require_one_of,
)
from leco.graph.arrays import Data, Network
from leco.graph.partition import By
from leco.inference.coarse_dates import over_dates
from leco.inference.intervals import Seeds, around, children
from leco.inference.permutation import tested
from leco.inference.rows import Row, put_dates_around, put_silence_around
from leco.inference.silence import refuse_unheard
from leco.metrics.calls import Call, Wanted, settled
from leco.result import BLANK_ROW, Comparison, long_frame


def compare(
    coalitions: Sequence[Coalition] | Mapping[str, Data],
    measures: Wanted,
    *,
    by: By | None = None,
    weight: str | None = None,
    interval: Around | None = None,
    seed: int | None = None,
    draws: int = 199,
    n_jobs: int = 1,
) -> Comparison:
    """Put coalitions side by side, with what chance gives at each one's size.

    Raw values of most measures depend on the number of partners. So a measure that has a
    chance model comes with what chance gives (``expected``, with the middle 95 % of the
    draws) and the ratio; diversity comes with its value at the size of the smallest
    coalition (``rarefied``). Compare ratios and rarefied values, not raw ones.

    A coalition beside itself with partners taken out or added (``c.without("X")``, known by its
    name and moment) is a what-if: nobody is taken to make or drop ties because of it, and a
    caution says so. How much the two differ is exact, so no interval is put around that.

    Parameters
    ----------
    coalitions : list of Coalition, or mapping from label to Coalition or graph
        In a list the names must differ.
    measures : str, callable, or list of them
    by : str or mapping, optional
        The partition, for measures that need one.
    weight : str, optional
        The strengths, for measures that take them. Chance models that redraw ties do not
        keep strengths; their rows are then left out, with a note.
    interval : "process", "dates" or "response", optional
        Put an interval around each number of a whole coalition (`low` and `high` of its
        ``value``): that of `process_interval`, what coarse dates leave open (`date_interval`;
        for whole coalitions, whose dates can be drawn), or who did not answer
        (`response_interval`; where it is on record who did).
    seed : int, optional
        The same seed gives the same draws.
    draws : int
        Draws per chance model, and of partners, dates or ties for an interval.
    n_jobs : int
        Parallel workers, through joblib: each takes coalitions. The numbers are the same for any.

    Returns
    -------
    Comparison
        `comparability`, `cautions`, `frame` in the long shape of `Track`; `differences` of every
        two coalitions in diversity and mixing, with simultaneous 95 % intervals, or why they
        cannot be compared; `split` of a difference in what ties bridge into composition and
        structure.

    Raises
    ------
    LecoError
        When two coalitions have the same name, or there is none; when dates or ties cannot be
        drawn of one of them.
    MissingAttributeError
        When no coalition has the column `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> both = {"path": nx.path_graph(4), "star": nx.star_graph(3)}
    >>> compare(both, "degree_centralisation", seed=7).wide().to_numpy().ravel()
    array([0.333, 1.   ])
    """
    if interval is not None:
        require_one_of("interval", interval, get_args(Around))
    calls = settled(measures, by=by, weight=weight, seed=seed)
    changes = [call.label for call in calls if call.of_change]
    if changes:
        raise LecoError.of("compares_moments", measure=changes[0])
    given = named(coalitions)
    sides = Sides.of(snapshots(given), by, weight)
    seeds = children(seed, draws) if interval == "process" else None
    work = (
        delayed(_side)(call, label, sides.asked(call)[label], sides.unasked(call, label), size,
                       seed, draws, seeds)
        for call in calls
        for size in [sides.common_size(call)]
        for label in given
    )  # fmt: skip
    rows: list[Row] = [row for own in Parallel(n_jobs=n_jobs)(work) for row in own]
    if interval in {"dates", "response"}:
        _put_around(interval, rows, calls, given, sides, children(seed, draws))
    frame = long_frame(rows)
    return Comparison(
        frame=frame,
        comparability=sides.comparability(),
        cautions=sides.cautions(by),
        differences=differences(calls, sides, frame, seed),
        split=split(calls, sides),
        seed=seed,
        interval=interval,
    )


def named(coalitions: Sequence[Coalition] | Mapping[str, Data]) -> dict[str, Data]:
    """Give every coalition by its label; names must differ."""
    if isinstance(coalitions, (Coalition, nx.Graph)):
        raise LecoError.of("takes_coalitions")
    if isinstance(coalitions, Mapping):
        named = {str(label): data for label, data in coalitions.items()}
    else:
        labels = [one.name or f"coalition {place + 1}" for place, one in enumerate(coalitions)]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise LecoError.of("called_the_same", name=twice[0])
        named = dict(zip(labels, coalitions, strict=True))
    if not named:
        raise LecoError.of("no_coalitions")
    return named


def snapshots(given: Mapping[str, Data]) -> dict[str, Data]:
    """Give each coalition at the moment it answers for; a graph as it is."""
    return {
        label: data.snapshot() if isinstance(data, Coalition) else data
        for label, data in given.items()
    }


def _side(  # noqa: PLR0917 - private, one caller
    call: Call, label: str, net: Network, why: str, size: int | None, seed: int | None, draws: int,
    seeds: Seeds | None,
) -> list[Row]:  # fmt: skip
    """Measure one coalition, and hold it against chance and against the smallest size."""
    entry = call.entry
    assert entry is not None  # noqa: S101 - settled() refuses plain functions
    empty = {"coalition": label, "measure": call.label, "level": entry.level, "column": "value"}
    if why:
        return [BLANK_ROW | empty | {"note": why}]
    try:
        answer = call.run(net)
    except MissingAttributeError as error:
        return [BLANK_ROW | empty | {"note": str(error)}]
    rows: list[Row] = answer.rows(label)
    if entry.level != "coalition":
        return rows
    first = rows[0]
    if size is not None:
        common = at_size(call, size).run(net)
        rows.append({**first, "column": "rarefied", "value": common.value, "n": size,
                     "note": "; ".join(map(str, common.notes))})  # fmt: skip
    elif "unbiased" in entry.parameters and "unbiased" not in call.parameters:
        fair = call.run(net, unbiased=True)
        rows.append({**first, "column": "unbiased", "value": fair.value,
                     "note": "; ".join(map(str, fair.notes))})  # fmt: skip
    if entry.null is not None and not math.isnan(first["value"]):
        known = answer.parts.get("expected")
        rows += _beside_chance(call, net, first, known, seed, draws)
    if seeds is not None and not math.isnan(first["value"]):
        found = around(call, net, first["value"], seeds)
        first |= {"low": found.low, "high": found.high}
    return rows


def _put_around(  # noqa: PLR0917 - private, one caller
    interval: Around, rows: list[Row], calls: Sequence[Call], given: Mapping[str, Data],
    sides: Sides, seeds: Seeds,
) -> None:  # fmt: skip
    """Put around each number of each coalition what its dates, or who is silent, leave open."""
    for label, data in given.items():
        own = [row for row in rows if row["coalition"] == label]
        if interval == "response":
            refuse_unheard([sides.nets[label]], label)
            nets = {call.label: sides.asked(call)[label] for call in calls}
            put_silence_around(own, calls, nets, seeds)
            continue
        moment = data.snapshot().moment if isinstance(data, Coalition) else None
        if not isinstance(data, Coalition) or data.moment is not None or moment is None:
            raise LecoError.of("no_dates_to_draw", name=label)
        put_dates_around(own, calls, over_dates(calls, data, [moment], seeds)[:, 0])


def _beside_chance(  # noqa: PLR0917 - private, one caller
    call: Call, net: Network, first: Row, known: float | None, seed: int | None, draws: int
) -> list[Row]:
    """Give what chance gives, and the ratio to it or, where values may be below 0, the excess."""
    assert call.entry is not None  # noqa: S101 - as above
    assert call.entry.null is not None  # noqa: S101 - the caller has looked
    try:
        chance = tested(call, net, null=call.entry.null, draws=draws, seed=seed)
    except (UnsupportedGraphError, UndefinedError, ValueError) as error:
        return [{**first, "column": "expected", "value": math.nan, "note": str(error)}]
    low, high = chance.interval
    # What is known exactly needs no draws; only its spread does.
    expected = float(chance.expected if known is None else known)
    if call.entry.bounds[0] < 0:  # a ratio of numbers that may be below 0 says nothing
        beside = {"column": "excess", "value": first["value"] - expected}
    else:
        ratio = first["value"] / expected if expected else math.nan
        beside = {"column": "ratio", "value": ratio}
    return [
        {**first, "column": "expected", "value": expected, "low": low, "high": high,
         "note": f"null={call.entry.null}"},
        {**first, **beside, "note": ""},
    ]  # fmt: skip
