"""Intervals in the rows of a long table: what `track` and `compare` put around their numbers."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from leco.graph.arrays import Floats, Network
from leco.inference.intervals import Seeds
from leco.inference.rubin import around_drawn
from leco.inference.silence import over_silence
from leco.metrics.calls import Call

Row = dict[str, Any]


def known_numbers(rows: Sequence[Row], calls: Sequence[Call]) -> list[tuple[int, Row]]:
    """Give the place of each call whose number is known, and its row, of one coalition's rows.

    That is: one number of a whole coalition at one moment, so of no change.
    """
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["measure"], row)
    return [
        (place, row)
        for place, call in enumerate(calls)
        for row in [first[call.label]]
        if row["level"] == "coalition" and not math.isnan(row["value"]) and not call.of_change
    ]


def put_dates_around(rows: Sequence[Row], calls: Sequence[Call], values: Floats) -> None:
    """Put around each number what coarse dates leave open of it: by draw and measure."""
    for place, row in known_numbers(rows, calls):
        low, high = around_drawn(calls[place], values[:, place])
        row |= {"low": low, "high": high}


def put_silence_around(
    rows: Sequence[Row], calls: Sequence[Call], nets: Mapping[str, Network], seeds: Seeds
) -> None:
    """Put around each number what those who did not answer leave open; a network a measure."""
    known = known_numbers(rows, calls)
    asked = [calls[place] for place, _ in known]
    found = over_silence(asked, [nets[call.label] for call in asked], seeds)
    for (_, row), (low, high) in zip(known, found, strict=True):
        row |= {"low": low, "high": high}
