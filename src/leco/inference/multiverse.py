"""What the analyst's choices leave open of a number."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from leco.errors import LecoError
from leco.graph.arrays import Data, arrays
from leco.graph.partition import By
from leco.inference.intervals import defined, one_number
from leco.metrics.calls import Asked, Call
from leco.result import Interval
from leco.result.interval import interval_frame
from leco.words import Note


def multiverse(
    measure: Asked,
    data: Data,
    choices: Mapping[str, Data | Asked],
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
