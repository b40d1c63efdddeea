"""Days drawn for coarse dates, so that an interval around a number can say what they leave open.

Memberships are not drawn: their spells stand against each other, and keep their widest reading.
"""

from typing import TypeAlias

import numpy as np
import pandas as pd

from leco.coalition.loading import Tables
from leco.coalition.time import OBSERVING
from leco.graph.arrays import Flags, Ints
from leco.schema import dates
from leco.schema.check import days
from leco.schema.tables import ROWS

Limit: TypeAlias = tuple[Ints, Ints]  # the earliest and the latest day, one for each row

DRAWN = tuple(table for table in OBSERVING if table != "memberships")


def coarse(tables: Tables) -> bool:
    """Whether any date that bounds a spell and is drawn can mean more than one day."""
    return any(
        bool(_open(tables[table].get(column), len(tables[table]))[2].any())
        for table in DRAWN
        if table in tables
        for column in ROWS[table].spell or ()
    )


def _open(series: "pd.Series[str] | None", size: int) -> tuple[Ints, Ints, Flags]:
    first, last, given = days(series, size)
    wide: Flags = given & (first < last) & (first > dates.EARLIEST) & (last < dates.LATEST)
    return first, last, wide


def drawn(tables: Tables, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Draw a day for every coarse date, evenly within what it can mean.

    Jointly: a spell does not end before it starts, a partner is there on the days that its ties
    surely hold, and a tie starts and ends within the presence of its two partners, wherever the
    dates as written leave room for that. The order of rows does not matter.
    """
    found = dict(tables)
    partners = tables["partners"]
    first, last = _sure_days(tables)
    earliest, latest = (
        np.asarray(partners["id"].map(side).fillna(blank), dtype=np.int64)
        for side, blank in ((first, dates.LATEST), (last, dates.EARLIEST))
    )
    nothing = np.full(len(partners), dates.EARLIEST), np.full(len(partners), dates.LATEST)
    joined, left, found["partners"] = _spells(
        "partners", partners, rng, (nothing[0], earliest), (latest, nothing[1])
    )
    begin, end = (pd.Series(side, index=partners["id"]) for side in (joined, left))
    for table in DRAWN:
        if table == "partners" or table not in tables:
            continue
        frame = tables[table]
        here, gone = np.full(len(frame), dates.EARLIEST), np.full(len(frame), dates.LATEST)
        for column in ("source", "target", "partner"):
            if column in frame.columns:
                here = np.maximum(here, frame[column].map(begin).to_numpy(dtype=np.int64))
                gone = np.minimum(gone, frame[column].map(end).to_numpy(dtype=np.int64))
        low, high = _wave_days(frame)
        starts = np.minimum(np.minimum(gone, low), dates.LATEST)
        ends = np.maximum(here, high)
        _, _, found[table] = _spells(table, frame, rng, (here, starts), (ends, gone))
    return found


def _wave_days(frame: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give the first and last day of the wave a row was seen at; no limit where it has none."""
    low, high = np.full(len(frame), dates.LATEST), np.full(len(frame), dates.EARLIEST)
    if "wave" in frame.columns:
        for row, wave in enumerate(frame["wave"]):
            if isinstance(wave, str) and (stated := dates.parse_if_date(wave)):
                low[row], high[row] = stated
    return low, high


def _sure_days(tables: Tables) -> "tuple[pd.Series[int], pd.Series[int]]":
    """Give, per partner, the first day by which one of its ties surely holds, and the last."""
    ties = tables.get("ties")
    if ties is None or ties.empty:
        nothing = pd.Series(dtype="int64")
        return nothing, nothing
    start_low, start, started = days(ties.get("start"), len(ties))
    end, end_high, ended = days(ties.get("end"), len(ties))
    started, ended = started & (start < dates.LATEST), ended & (end > dates.EARLIEST)
    # A written start alone is a day that the tie holds, and so is a written end.
    first = np.where(started, start, np.where(ended, end_high, dates.LATEST))
    last = np.where(ended, end, np.where(started, start_low, dates.EARLIEST))
    ends = pd.concat([ties["source"], ties["target"]])
    low, high = (pd.Series(np.tile(one, 2), index=ends).groupby(level=0) for one in (first, last))
    return low.min(), high.max()


def _spells(
    table: str, frame: pd.DataFrame, rng: np.random.Generator, starts: Limit, ends: Limit
) -> tuple[Ints, Ints, pd.DataFrame]:
    """Draw both ends of the spells of a table, within limits where the dates leave room."""
    start, end = ROWS[table].spell or ("", "")
    start_low, start_high, start_wide = _open(frame.get(start), len(frame))
    end_low, end_high, end_wide = _open(frame.get(end), len(frame))
    luck = _luck(frame, rng)
    begin = _within(start_low, np.minimum(start_high, end_high), start_wide, starts, luck[0])
    stop = _within(np.maximum(end_low, begin), end_high, end_wide, ends, luck[1])
    fresh = frame.copy()
    for column, day, wide in ((start, begin, start_wide), (end, stop, end_wide)):
        if wide.any():
            written = [dates.to_date(int(one)).isoformat() for one in day[wide]]
            fresh.loc[wide, column] = written
    return np.where(start_wide, begin, start_low), np.where(end_wide, stop, end_high), fresh


def _luck(frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Draw two numbers a row, in an order that the rows' content fixes."""
    keys = ["\x1f".join(map(str, row)) for row in frame.itertuples(index=False)]
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    luck = np.empty((2, len(frame)))
    luck[:, order] = rng.random((2, len(frame)))
    return luck


def _within(low: Ints, high: Ints, wide: Flags, limit: Limit, luck: np.ndarray) -> Ints:
    """Draw evenly from `low` to `high`, both moved to the limits that lie between them."""
    least, most = limit
    low = np.where((least > low) & (least <= high), least, low)
    high = np.where((most < high) & (most >= low), most, high)
    span = np.where(wide, np.maximum(high - low, 0), 0)
    return np.asarray(low + np.floor(luck * (span + 1)).astype(np.int64) * wide)
