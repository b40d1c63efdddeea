"""When partners are present and ties in force.

Dates are intervals of possible days (`leco.schema.dates`). To ask for one moment a coarse
start stands at its first day and a coarse end at its last; both ends count as people write
them. A coarse moment stands for its last day. Nothing is inferred between waves.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from leco.coalition.loading import Tables
from leco.errors import ChoiceError, LecoError, UndefinedError
from leco.graph.arrays import Flags, Ints
from leco.schema import dates
from leco.schema.check import days
from leco.schema.tables import ROWS

SPELLS = tuple(table for table, row in ROWS.items() if row.spell)
# Those whose dates say from when until when somebody looked; what surrounds the network may be
# promised for years ahead.
OBSERVING = ("partners", "ties", "participations", "memberships", "affiliations")
# The days of a wave whose name is no date.
NEVER = dates.Days(dates.LATEST, dates.EARLIEST)


def spell(table: str, frame: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give the first day and the last day each row can be in force."""
    bounds = ROWS[table].spell
    assert bounds is not None  # noqa: S101 - callers name tables of SPELLS
    start, end = bounds
    first, _, _ = days(frame.get(start), len(frame))
    _, last, _ = days(frame.get(end), len(frame))
    if table == "ties" and "wave" in frame.columns:
        # A wave that is itself a date stands for its days; another wave for no day at all.
        codes, named = pd.factorize(frame["wave"])
        stated = np.array([wave_days(str(wave)) for wave in named], dtype=np.int64).reshape(-1, 2)
        at_wave = codes >= 0
        first[at_wave] = np.maximum(first[at_wave], stated[codes[at_wave], 0])
        last[at_wave] = np.minimum(last[at_wave], stated[codes[at_wave], 1])
    return first, last


def wave_days(wave: str) -> dates.Days:
    """Give the days of a wave that is itself a date; else no day at all."""
    return dates.parse_if_date(wave) or NEVER


def in_force(table: str, frame: pd.DataFrame, begin: int, end: int) -> Flags:
    """Whether each row can be in force on any day from `begin` to `end`."""
    return meets(spell(table, frame), begin, end)


def meets(spells: tuple[Ints, Ints], begin: int, end: int) -> Flags:
    """Whether each spell has a day from `begin` to `end`; its own first and last count."""
    first, last = spells
    found: Flags = (first <= end) & (last >= begin)
    return found


def member(partners: pd.DataFrame) -> Flags:
    """Whether a row is a partner: not a candidate, and not a former one without dates."""
    if "tier" not in partners.columns:
        return np.ones(len(partners), dtype=bool)
    here: Flags = ~((partners["tier"] == "candidate").to_numpy() | gone(partners))
    return here


def gone(partners: pd.DataFrame) -> Flags:
    """Whether a row is a former partner of whom nobody wrote when it left."""
    if "tier" not in partners.columns:
        return np.zeros(len(partners), dtype=bool)
    _, _, left = days(partners.get("left"), len(partners))
    former: Flags = (partners["tier"] == "former").to_numpy() & ~left
    return former


def written_days(tables: Tables) -> Ints:
    """Collect every day that the dated columns can mean, ends of intervals included."""
    columns = [(table, column) for table in OBSERVING for column in ROWS[table].spell or ()]
    found: set[int] = set()
    for table, column in [*columns, ("ties", "wave")]:
        frame = tables.get(table)
        if frame is None or column not in frame.columns:
            continue
        for written in frame[column].unique():  # of which a blank cell is no date
            found.update(dates.parse_if_date(str(written)) or ())
    return np.array(sorted(found - {dates.EARLIEST, dates.LATEST}), dtype=np.int64)


def waves(tables: Tables) -> list[str]:
    """List the waves, by date where they are dates, else by name (T2 before T10)."""
    named: list[str] = []
    for table, column in (("respondents", "wave"), ("ties", "wave")):
        frame = tables.get(table)
        if frame is not None and column in frame.columns:
            named += [str(wave) for wave in frame[column].dropna()]
    unique = list(dict.fromkeys(named))
    stated = {wave: wave_days(wave) for wave in unique}
    if all(one.first <= one.last for one in stated.values()):
        return sorted(unique, key=lambda wave: (stated[wave], wave))
    return sorted(unique, key=_naturally)


def _naturally(wave: str) -> list[tuple[int, str]]:
    """Sort T2 before T10: digits count as numbers."""
    parts = re.split(r"(\d+)", wave)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def silent(tables: Tables, until: int | None = None) -> frozenset[str]:
    """Name who was asked and did not answer, at the last wave by then that asked anybody."""
    asked = last_asked(tables, until)
    if asked is None:
        return frozenset()
    return frozenset(asked["partner"][(answered(asked) == 0).to_numpy()])


def last_asked(tables: Tables, until: int | None = None) -> pd.DataFrame | None:
    """Give who was asked at the last wave by then; None where nobody says who answered."""
    respondents = tables.get("respondents")
    if respondents is None or "answered" not in respondents.columns:
        return None
    asking = [
        wave for wave in waves({"respondents": respondents})
        if until is None or not until < wave_days(wave).first < dates.LATEST
    ]  # fmt: skip
    if not asking:
        return None
    asked = respondents[(respondents["wave"] == asking[-1]).to_numpy()]
    return asked if answered(asked).notna().any() else None


def answered(respondents: pd.DataFrame) -> "pd.Series[float]":
    """Give 1 for those asked that answered, 0 for those that did not, NaN where nobody says."""
    return respondents["answered"].astype("Float64").astype(float)


def about(tables: Tables) -> dict[str, str]:
    """Give what the coalition table says of the coalition."""
    frame = tables.get("coalition")
    if frame is None or frame.empty:
        return {}
    return {str(key): str(value) for key, value in frame.iloc[0].items() if not pd.isna(value)}


def stated_bounds(said: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Give the first and the last day observed as the coalition table states them."""
    begin, end = (dates.moment(said[key]) if key in said else None
                  for key in ("observed_from", "observed_until"))  # fmt: skip
    return begin and begin.first, end and end.last


def observed(tables: Tables) -> tuple[int | None, int | None]:
    """Give the first and the last day observed: as stated, else the first and last written."""
    begin, end = stated_bounds(about(tables))
    if begin is None or end is None:
        written = written_days(tables)
        if len(written):
            begin = int(written[0]) if begin is None else begin
            end = int(written[-1]) if end is None else end
    return begin, end


def require_whole(moment: str | None) -> None:
    """Refuse one moment of a coalition where its whole course is asked."""
    if moment is not None:
        raise LecoError.of("one_moment", moment=moment)


def require_observed(said: Mapping[str, str], begin: int, end: int) -> None:
    """Refuse days that all lie before or after what was observed, where that is stated."""
    for key, side in (("observed_from", "before"), ("observed_until", "after")):
        if key not in said:
            continue
        stated = dates.moment(said[key])
        if end < stated.first if side == "before" else begin > stated.last:
            day = dates.to_date(end if side == "before" else begin)
            raise UndefinedError.of(f"{side}_observed", day=str(day), stated=said[key])


def period_ends(every: str, begin: int, end: int) -> list[dt.date]:
    """List the last days of months, quarters or years from `begin` to `end`, clipped to it.

    >>> begin, end = dates.ordinal(dt.date(2024, 2, 1)), dates.ordinal(dt.date(2024, 5, 9))
    >>> period_ends("quarter", begin, end)
    [datetime.date(2024, 3, 31), datetime.date(2024, 5, 9)]
    """
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    day, last = dates.to_date(begin), dates.to_date(end)
    found: list[dt.date] = []
    year, month = day.year, ((day.month - 1) // months + 1) * months
    while not found or found[-1] < last:
        found.append(min(dates.month_end(year, month), last))
        month += months
        year, month = (year + 1, month - 12) if month > 12 else (year, month)
    return found


def moments(
    tables: Tables, every: str | Sequence[object], begin: int | None, end: int | None
) -> list[object]:
    """List the moments asked for (see `Coalition.moments`)."""
    if not isinstance(every, str):
        return list(every)
    if every == "wave":
        found = waves(tables)
        if not found:
            raise LecoError.of("no_waves")
        return list(found)
    if every == "phase":
        return list(_phases(tables))
    if every not in {"month", "quarter", "year"}:
        raise ChoiceError.of("every", every=every)
    if begin is None or end is None:
        raise LecoError.of("no_dates", every=every)
    return list(period_ends(every, begin, end))


def _phases(tables: Tables) -> Iterable[dt.date]:
    """List the last days of the phases, clipped to what is stated as observed."""
    phases = tables.get("phases")
    if phases is None or "end" not in phases.columns:
        raise LecoError.of("no_phases")
    ends = []
    for value in phases["end"].dropna():
        try:
            ends.append(dates.moment(value).last)
        except ValueError as error:
            raise LecoError.of("no_phase_end", value=value, why=error) from error
    begin, end = stated_bounds(about(tables))
    low, high = (dates.EARLIEST if begin is None else begin), (dates.LATEST if end is None else end)
    return [dates.to_date(day) for day in sorted({min(max(one, low), high) for one in ends})]
