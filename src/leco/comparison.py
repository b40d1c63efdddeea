"""compare(): several coalitions side by side, and first what cannot be compared."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

import networkx as nx
import pandas as pd

from leco.coalition import checks
from leco.coalition.core import Coalition
from leco.dynamics.tracking import Wanted, settled
from leco.errors import LecoError, MissingAttributeError, UndefinedError, UnsupportedGraphError
from leco.graph.arrays import Data, Network, arrays
from leco.graph.partition import By, grouping
from leco.inference.differences import at_size, differences, split
from leco.inference.permutation import Null, test
from leco.labels import Note
from leco.metrics.registry import SHARED, Call
from leco.result import Comparison, long_frame

# Below this share of answers path-based and core-based numbers are fragile.
FRAGILE_RESPONSE = 0.8

Row = dict[str, Any]


def compare(
    coalitions: Sequence[Coalition] | Mapping[str, Data],
    measures: Wanted,
    *,
    by: By | None = None,
    weight: str | None = None,
    seed: int | None = None,
    draws: int = 199,
) -> Comparison:
    """Put coalitions side by side, with what chance gives at each one's size.

    Raw values of most measures depend on the number of partners. So a measure that has a
    chance model comes with what chance gives (``expected``, with the middle 95 % of the
    draws) and the ratio; diversity comes with its value at the size of the smallest
    coalition (``rarefied``). Compare ratios and rarefied values, not raw ones.

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
    seed : int, optional
        The same seed gives the same draws.
    draws : int
        Draws per chance model.

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
        When two coalitions have the same name, or there is none.
    MissingAttributeError
        When no coalition has the column `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> both = {"path": nx.path_graph(4), "star": nx.star_graph(3)}
    >>> compare(both, "degree_centralisation", seed=7).wide().to_numpy().ravel()
    array([0.333, 1.   ])
    """
    named = _named(coalitions)
    calls = settled(measures, by=by, weight=weight, seed=seed)
    changes = [call.label for call in calls if call.entry and "before" in call.entry.parameters]
    if changes:
        raise LecoError(f"{changes[0]} compares two moments: follow it with track, one coalition "
                        "at a time")  # fmt: skip
    snapshots = {
        label: data.snapshot() if isinstance(data, Coalition) else data
        for label, data in named.items()
    }
    nets = {label: arrays(data) for label, data in snapshots.items()}
    if isinstance(by, str) and not any(by in net.attributes for net in nets.values()):
        there = sorted({name for net in nets.values() for name in net.attributes})
        raise MissingAttributeError(by, there)
    facts = {label: _facts(snapshots[label], net, by) for label, net in nets.items()}
    strong = (
        nets
        if weight is None
        else {label: _with_strengths(data, weight) for label, data in snapshots.items()}
    )
    rows: list[Row] = []
    smallest = {call.label: _smallest(call, nets) for call in calls}
    for call in calls:
        for label, data in snapshots.items():
            rows += _side(call, label, data, smallest[call.label], seed, draws)
    frame = long_frame(rows)
    comparability = pd.DataFrame(list(facts.values()), index=pd.Index(facts, name="coalition"))
    if not comparability["boundary"].any():
        comparability = comparability.drop(columns="boundary")
    return Comparison(
        frame=frame,
        comparability=comparability,
        cautions=_cautions(facts, nets, by),
        differences=differences(calls, nets, strong, facts, frame, smallest, seed),
        split=split(calls, nets, strong),
        seed=seed,
    )


def _named(coalitions: Sequence[Coalition] | Mapping[str, Data]) -> dict[str, Data]:
    if isinstance(coalitions, (Coalition, nx.Graph)):
        raise LecoError("compare takes a list of coalitions, or a mapping from label to coalition")
    if isinstance(coalitions, Mapping):
        named = {str(label): data for label, data in coalitions.items()}
    else:
        labels = [one.name or f"coalition {place + 1}" for place, one in enumerate(coalitions)]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise LecoError(
                f"two coalitions are called {twice[0]!r}: hand over a mapping "
                "{label: coalition} instead of a list"
            )
        named = dict(zip(labels, coalitions, strict=True))
    if not named:
        raise LecoError("compare needs at least one coalition")
    return named


def _with_strengths(data: Data, weight: str) -> Network:
    """Read the strengths asked for; without them each tie counts once, as its value is NaN."""
    try:
        return arrays(data, weight=weight)
    except MissingAttributeError:
        return arrays(data)


def _facts(data: Data, net: Network, by: By | None) -> Row:
    """Collect what must agree before numbers can be compared."""
    kinds = ", ".join(sorted(net.kinds.layers)) if net.kinds is not None else ""
    boundary, response = "", math.nan
    if isinstance(data, Coalition):
        about = data.tables.get("coalition")
        if about is not None and "boundary" in about.columns and about["boundary"].notna().any():
            boundary = str(about["boundary"].dropna().iloc[0])
        rates = checks.response(data.tables)
        response = float(rates.iloc[-1]) if len(rates) else math.nan
    labels: Row = {}
    if by is not None:
        labels = {"by": grouping(by), "labels": 0, "unlabelled": net.n}
        try:
            found = net.labels(by)
            labels |= {"labels": len(found.names), "unlabelled": found.missing}
        except MissingAttributeError:
            pass  # said as a caution: this coalition has no such column
    return {
        "partners": net.n,
        "ties": net.ties if net.ties_known else math.nan,
        "directed": net.directed,
        "kinds": kinds,
        "boundary": boundary,
        "moment": net.moment or "",
        "response": response,
        **labels,
    }


def _cautions(
    facts: Mapping[str, Row], nets: Mapping[str, Network], by: By | None
) -> tuple[Note, ...]:
    """Say what cannot be compared, or only with care."""
    found: list[Note] = []

    def say(code: str, labels: Sequence[str]) -> None:
        found.append(Note(code, {"names": ", ".join(labels)}))

    unknown = [label for label, net in nets.items() if not net.ties_known]
    if unknown:
        say("compare_ties_unknown", unknown)
    if len(facts) > 1:
        known = {label: one for label, one in facts.items() if nets[label].ties_known}
        checks_of = (
            ("compare_sizes_differ", "partners", facts),
            ("compare_moments_differ", "moment", facts),
            ("compare_kinds_differ", "kinds", known),
            ("compare_direction_differs", "directed", known),
            ("compare_boundary_differs", "boundary", facts),
        )
        for code, column, among in checks_of:
            if len({one[column] for one in among.values()}) > 1:
                say(code, [f"{label} {one[column] or '–'}" for label, one in among.items()])
    low = [label for label, one in facts.items() if one["response"] < FRAGILE_RESPONSE]
    if low:
        say("compare_response_low", low)
    if by is not None:
        without = [label for label, one in facts.items() if one["unlabelled"]]
        if without:
            say("compare_unlabelled", [
                f"{label} {facts[label]['unlabelled']}/{facts[label]['partners']}"
                for label in without
            ])  # fmt: skip
        names = [set(net.labels(by).names) for label, net in nets.items() if facts[label]["labels"]]
        if len(names) > 1 and not set.intersection(*names):
            say("compare_taxonomy_differs", list(facts))
    return tuple(found)


def _smallest(call: Call, nets: Mapping[str, Network]) -> int | None:
    """Give the common number of labelled partners to compare diversity at."""
    if call.entry is None or not call.entry.rarefies or len(nets) < 2:
        return None
    counts = []
    for net in nets.values():
        try:
            counts.append(int(net.labels(call.parameters["by"]).known.sum()))
        except MissingAttributeError:
            continue
    counts = [count for count in counts if count > 0]
    return min(counts) if counts else None


def _side(  # noqa: PLR0917 - private, one caller
    call: Call, label: str, data: Data, smallest: int | None, seed: int | None, draws: int
) -> list[Row]:
    """Measure one coalition, and hold it against chance and against the smallest size."""
    entry = call.entry
    assert entry is not None  # noqa: S101 - settled() refuses plain functions
    try:
        answer = call.run(data)
    except MissingAttributeError as error:
        return [_empty(call, label, str(error))]
    rows: list[Row] = answer.rows(label)
    if entry.level != "coalition":
        return rows
    if smallest is not None:
        common = at_size(call, smallest).run(data)
        rows.append({**rows[0], "column": "rarefied", "value": common.value, "n": smallest,
                     "note": "; ".join(map(str, common.notes))})  # fmt: skip
    elif "unbiased" in entry.parameters and "unbiased" not in call.parameters:
        fair = call.run(data, unbiased=True)
        rows.append({**rows[0], "column": "unbiased", "value": fair.value,
                     "note": "; ".join(map(str, fair.notes))})  # fmt: skip
    if entry.null is None or math.isnan(rows[0]["value"]):
        return rows
    try:
        own = {key: value for key, value in call.parameters.items() if key not in SHARED}
        chance = test(
            partial(entry.function, **own),
            data,
            by=call.parameters.get("by"),
            weight=call.parameters.get("weight"),
            null=cast("Null", entry.null),
            draws=draws,
            seed=seed,
        )
    except (UnsupportedGraphError, UndefinedError, ValueError) as error:
        rows.append({**rows[0], "column": "expected", "value": math.nan, "note": str(error)})
        return rows
    low, high = chance.interval
    # What is known exactly needs no draws; only its spread does.
    expected = float(answer.parts.get("expected", chance.expected))
    rows.append({**rows[0], "column": "expected", "value": expected,
                 "low": low, "high": high, "note": f"null={entry.null}"})  # fmt: skip
    if entry.bounds[0] < 0:  # a ratio of numbers that may be below 0 says nothing
        rows.append({**rows[0], "column": "excess", "value": rows[0]["value"] - expected,
                     "note": ""})  # fmt: skip
        return rows
    ratio = rows[0]["value"] / expected if expected else math.nan
    rows.append({**rows[0], "column": "ratio", "value": ratio, "note": ""})
    return rows


def _empty(call: Call, label: str, why: str) -> Row:
    assert call.entry is not None  # noqa: S101 - settled() refuses plain functions
    return {
        "coalition": label, "moment": None, "measure": call.label, "level": call.entry.level,
        "key": "", "column": "value", "value": math.nan, "low": math.nan, "high": math.nan,
        "n": 0, "missing": 0, "note": why,
    }  # fmt: skip
