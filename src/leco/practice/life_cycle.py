"""life_cycle(): where a coalition was rated to be in its life cycle; never read from ties."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, told
from leco.practice.records import Recorded, before, first_days, rows, until
from leco.schema import dates
from leco.words import Note

COLUMNS = ("date", "period", "phase", "maturity", "client_satisfaction")
LIMITS = (Note("life_cycle_limit_rated"), Note("life_cycle_limit_curve"))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class LifeCycle(Recorded):
    """The ratings given, one row each, the first first; `stale` when the last one is old.

    Column ``slope`` is the change of maturity a year since the rating before. `stale` is None where
    nobody can say.
    """

    what: ClassVar[str] = "life_cycle.where"

    stale: bool | None = None

    def sentence(self, lang: str | None = None) -> str:
        """Say the last rating, how maturity moved, and whether the rating is old."""
        if not self.known:
            return self.not_known(lang)
        last = self.frame.iloc[-1]
        said = [words.text(
            "life_cycle.last", lang, date=str(self.frame.index[-1]),
            place=", ".join(words.word("life_cycle.period", str(last[one]), lang)
                            for one in ("period", "phase") if isinstance(last[one], str))
            or words.text("life_cycle.no_period", lang),
        )]  # fmt: skip
        said += [words.text(f"life_cycle.{column}", lang, value=float(last[column]))
                 for column in ("maturity", "client_satisfaction")
                 if not math.isnan(float(last[column]))]  # fmt: skip
        if not math.isnan(slope := float(last["slope"])):
            said.append(words.text("life_cycle.slope", lang, slope=slope))
        if self.stale:
            said.append(words.text("life_cycle.stale", lang, days=self.thresholds["old"]))
        return " ".join(said)


def life_cycle(coalition: Coalition, *, old: int = 365) -> LifeCycle:
    """Tell where a coalition was rated to be in its life cycle, and how fast that moved.

    The life-cycle model of Struik and Brugman has a period of forming and a period of persisting,
    with a curve of maturity and one of the satisfaction of clients, which may dip while forming.
    Both are what somebody rated (0 to 1, in the table `maturity`); no curve is fitted. ``slope`` is
    the change of maturity a year between two ratings: how intense the change feels.

    Parameters
    ----------
    coalition : Coalition
    old : int
        After how many days a rating is old.

    Returns
    -------
    LifeCycle
        A row per rating up to the moment asked about: period, phase, maturity,
        client_satisfaction, slope.

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For a number of days below 1.

    References
    ----------
    Struik & Brugman, the life-cycle model of shared service centres.

    Examples
    --------
    >>> rated = [{"date": "2022-01-01", "period": "forming", "maturity": 0.2},
    ...          {"date": "2024-01-01", "period": "forming", "maturity": 0.6}]
    >>> found = life_cycle(Coalition.from_frames([{"id": "city"}], maturity=rated))
    >>> found.frame["slope"].round(2).tolist()
    [nan, 0.2]
    """
    if old < 1:
        raise ValueError(f"old={old!r}: a rating is old after one day or more")
    whole = told(coalition, "life_cycle")
    table, why = rows(whole, "maturity", "date")
    end = until(whole)
    given = pd.DataFrame(columns=list(COLUMNS)) if table is None else table
    given = before(given.reindex(columns=list(COLUMNS)), "date", end)
    day = first_days(given["date"])
    order = np.argsort(day, kind="stable")
    given, day = given.iloc[order], day[order]
    frame = given.set_index("date")
    for column in ("maturity", "client_satisfaction"):
        frame[column] = frame[column].astype(float)
    years = np.diff(day.astype(float), prepend=math.nan) / dates.YEAR
    moved = np.diff(frame["maturity"].to_numpy(dtype=float), prepend=math.nan)
    frame["slope"] = np.where(years > 0, moved / np.where(years > 0, years, 1.0), math.nan)
    if table is not None and frame.empty:
        why = (Note("nothing_in_window"),)
    return LifeCycle(
        frame=frame, n=len(whole.snapshot()), reasons=why, limits=LIMITS,
        thresholds={"old": float(old)},
        stale=bool(end - int(day[-1]) > old) if end is not None and len(day) else None,
        about=about("life_cycle", whole, headline="maturity", source="Struik & Brugman"),
    )  # fmt: skip
