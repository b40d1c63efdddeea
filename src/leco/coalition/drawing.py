"""Days drawn for coarse dates, so that an interval around a number can say what they leave open."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd

from leco.coalition.time import SPELLS
from leco.graph.arrays import Ints
from leco.schema import dates
from leco.schema.check import days
from leco.schema.tables import ROWS

Tables = Mapping[str, pd.DataFrame]


def coarse(tables: Tables) -> bool:
    """Whether any date that bounds a spell can mean more than one day, both ends known."""
    return any(
        bool(_open(frame.get(column), len(frame))[2].any())
        for table, frame, column in _bounds(tables)
        if column in frame.columns and table in tables
    )


def _bounds(tables: Tables) -> list[tuple[str, pd.DataFrame, str]]:
    return [
        (table, tables[table], column)
        for table in SPELLS
        if table in tables
        for column in ROWS[table].spell or ()
    ]


def _open(series: "pd.Series[str] | None", size: int) -> tuple[Ints, Ints, np.ndarray]:
    first, last, given = days(series, size)
    wide = given & (first < last) & (first > dates.EARLIEST) & (last < dates.LATEST)
    return first, last, wide


def drawn(tables: Tables, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Draw a day for every coarse date, evenly within what it can mean.

    Jointly: a spell does not end before it starts, a partner is there on the days that its ties
    surely hold, and a tie starts and ends within the presence of its two partners, wherever the
    dates as written leave room for that.
    """
    found = dict(tables)
    partners = tables["partners"]
    sure = _sure_days(tables)
    earliest, latest = (
        np.asarray(partners["id"].map(sure[side]).fillna(blank), dtype=np.int64)
        for side, blank in (("first", dates.LATEST), ("last", dates.EARLIEST))
    )
    joined, left, found["partners"] = _spells("partners", partners, rng, (None, earliest),
                                              (latest, None))  # fmt: skip
    begin = pd.Series(joined, index=partners["id"])
    end = pd.Series(left, index=partners["id"])
    for table in SPELLS:
        if table == "partners" or table not in tables:
            continue
        frame = tables[table]
        naming = [column for column in ("source", "target", "partner") if column in frame.columns]
        here = np.max([frame[column].map(begin).to_numpy() for column in naming], axis=0)
        gone = np.min([frame[column].map(end).to_numpy() for column in naming], axis=0)
        _, _, found[table] = _spells(table, frame, rng, (here, None), (None, gone))
    return found


def _sure_days(tables: Tables) -> dict[str, "pd.Series[int]"]:
    """Give, per partner, the first day by which one of its ties holds, and the last."""
    ties = tables.get("ties")
    if ties is None or ties.empty:
        nothing = pd.Series(dtype="int64")
        return {"first": nothing, "last": nothing}
    _, start, _ = days(ties.get("start"), len(ties))
    end, _, _ = days(ties.get("end"), len(ties))
    ends = pd.concat([ties["source"], ties["target"]])
    first = pd.Series(np.tile(start, 2), index=ends).groupby(level=0).min()
    last = pd.Series(np.tile(end, 2), index=ends).groupby(level=0).max()
    return {"first": first, "last": last}


Limit: TypeAlias = tuple[Ints | None, Ints | None]


def _spells(
    table: str, frame: pd.DataFrame, rng: np.random.Generator, starts: Limit, ends: Limit
) -> tuple[Ints, Ints, pd.DataFrame]:
    """Draw both ends of the spells of a table, within limits where the dates leave room."""
    start, end = ROWS[table].spell or ("", "")
    start_low, start_high, start_wide = _open(frame.get(start), len(frame))
    end_low, end_high, end_wide = _open(frame.get(end), len(frame))
    begin = _within(start_low, np.minimum(start_high, end_high), start_wide, starts, rng)
    stop = _within(np.maximum(end_low, begin), end_high, end_wide, ends, rng)
    fresh = frame.copy()
    for column, day, wide in ((start, begin, start_wide), (end, stop, end_wide)):
        if wide.any():
            written = [dates.to_date(int(one)).isoformat() for one in day[wide]]
            fresh.loc[wide, column] = written
    return np.where(start_wide, begin, start_low), np.where(end_wide, stop, end_high), fresh


def _within(
    low: Ints, high: Ints, wide: np.ndarray, limit: Limit, rng: np.random.Generator
) -> Ints:
    for place, bound in enumerate(limit):
        if bound is None:
            continue
        if place == 0:
            low = np.where((bound > low) & (bound <= high), bound, low)
        else:
            high = np.where((bound < high) & (bound >= low), bound, high)
    span = np.where(wide, np.maximum(high - low, 0), 0)
    return np.asarray(low + np.floor(rng.random(len(low)) * (span + 1)).astype(np.int64) * wide)
