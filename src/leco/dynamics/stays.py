"""How long partners stayed, or took to join: between which days, as far as the dates say."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from leco.coalition.calendar import Calendar
from leco.coalition.coalition import Coalition
from leco.coalition.loading import Tables
from leco.coalition.time import gone, member, observed, require_whole
from leco.errors import LecoError, UndefinedError
from leco.graph.arrays import Flags, Ints
from leco.schema import dates
from leco.schema.check import days
from leco.words import Note


class Spans(NamedTuple):
    """Lengths of time, in days: one row for each partner of whom they are known, by id.

    `frame`: ``entry``, ``exit`` and ``event`` read a coarse start as its first day and a coarse
    end as its last (``dated`` says whether they can); (``lo``, ``hi``] is what the dates allow,
    without an end where nothing was seen to happen, and from ``lo_entry`` on it would have been.
    """

    frame: pd.DataFrame
    coarse: bool
    notes: tuple[Note, ...]
    missing: int

    def dated(self) -> "Spans":
        """Keep those that can be read as of one day; the others are left out and counted."""
        frame = self.frame[self.frame["dated"]]
        undated = len(self.frame) - len(frame)
        if not undated:
            return self
        notes = (*self.notes, Note("tenure_no_end", {"count": undated}))
        return Spans(frame, self.coarse, notes, self.missing + undated)


class _Bounds(NamedTuple):
    """The first and the last day on which each partner can have come, or gone."""

    first: Ints
    last: Ints
    known: Flags


def stays(coalition: Coalition) -> Spans:
    """Give how long partners stayed, from joining to leaving, within what was observed."""
    tables, begin, until = _asked("tenure", coalition)
    partners = tables["partners"]
    came, went, again = _presence(tables, begin)
    former = gone(partners) & ~went.known  # gone, and nobody wrote when
    still = (went.first == dates.EARLIEST) & (went.last == dates.LATEST)
    event = former | (went.known & ~still & (went.first <= until))
    asked = member(partners) | former
    known = came.known & (came.last < dates.LATEST)
    # Nobody comes or goes, as far as these data can tell, after observation ended.
    calendar = Calendar(tables)
    seen = calendar.last_evidence
    gone_first = np.where(former, np.minimum(seen, until), went.first)
    gone_last = np.where(event, np.minimum(went.last, until), until)
    came_last = np.minimum(came.last, gone_last)
    gone_first = np.maximum(gone_first, came.first)
    inside = (came.first <= until) & (gone_last >= begin)
    kept = asked & known & inside
    # "../2019" has no first day to count from; its last day is the nearest to it.
    sided = came.first > dates.EARLIEST
    start = np.where(sided, came.first, came_last)
    lo_entry = np.maximum(0, begin - came_last)
    lo = np.where(event, gone_first - came_last, until + 1 - came_last)
    hi = np.where(event & sided, gone_last + 1.0 - start, np.inf)
    frame = pd.DataFrame(
        {
            "entry": np.maximum(0, begin - start), "exit": gone_last + 1 - start, "event": event,
            "lo_entry": lo_entry, "lo": np.maximum(lo, lo_entry), "hi": hi,
            "dated": sided & ~former,
        },
        index=pd.Index(partners["id"].astype(str), name="partner"),
    )  # fmt: skip
    narrow = frame["dated"] & (came.first == came.last) & (~event | (gone_first == gone_last))
    notes = _counted(
        tenure_no_start=asked & ~known, tenure_outside=asked & known & ~inside,
        tenure_before=kept & (lo_entry > 0), tenure_came_back=kept & again,
    )  # fmt: skip
    if assumed := calendar.unknown_ends(until, until):
        notes = (*notes, Note("unknown_ends", {"count": assumed}))
    coarse = bool((kept & ~narrow.to_numpy()).any())
    return Spans(_known(frame, kept), coarse, notes, int((asked & ~kept).sum()))


def waits(coalition: Coalition) -> Spans:
    """Give how long those that could join took to do so, from when observation began."""
    tables, begin, until = _asked("time_to_join", coalition)
    partners = tables["partners"]
    candidate = np.zeros(len(partners), dtype=bool)
    if "tier" in partners.columns:
        candidate = (partners["tier"] == "candidate").to_numpy()
    if not candidate.any():
        raise LecoError(
            "who could have joined and did not? name them in the table of partners with tier "
            "'candidate': without them nothing can be said of how soon partners join"
        )
    came, _, _ = _presence(tables, begin)
    event = ~candidate & came.known & (came.first <= until)
    founder = event & (came.first <= begin)
    kept = candidate | (event & ~founder)
    last = np.minimum(came.last, until)
    took = np.where(event, came.first - begin, until - begin)
    frame = pd.DataFrame(
        {
            "entry": 0, "exit": took, "event": event, "lo_entry": 0,
            "lo": np.where(event, took - 1, took), "hi": np.where(event, last - begin, np.inf),
            "dated": True,
        },
        index=pd.Index(partners["id"].astype(str), name="partner"),
    )  # fmt: skip
    notes = _counted(tenure_no_start=~candidate & ~came.known, join_founders=founder)
    coarse = bool((kept & event & (came.first < last)).any())
    return Spans(_known(frame, kept), coarse, notes, int((~kept).sum()))


def _asked(verb: str, coalition: object) -> tuple[Tables, int, int]:
    if not isinstance(coalition, Coalition):
        raise LecoError(f"{verb} asks a Coalition; make one with from_frames")
    require_whole(coalition.moment)
    tables = coalition.tables
    begin, until = observed(tables)
    if begin is None or until is None:
        raise UndefinedError(
            f"{verb} needs dates, and these tables have none: fill in joined and left"
        )
    return tables, begin, until


def _presence(tables: Tables, begin: int) -> tuple[_Bounds, _Bounds, Flags]:
    """Read when partners came and went, and who came back after a gap.

    Where memberships say so, it is the first stretch of them without a gap that was not over when
    observation began; what they leave blank the partner's own dates say.
    """
    partners = tables["partners"]
    came, went = _days(partners, "joined"), _days(partners, "left")
    again = np.zeros(len(partners), dtype=bool)
    memberships = tables.get("memberships")
    if memberships is None or memberships.empty:
        return came, went, again
    spells = memberships[memberships["tier"].isin(["core", "broad"])].reset_index(drop=True)
    start, end = _days(spells, "start"), _days(spells, "end")
    place = {str(one): row for row, one in enumerate(partners["id"])}
    for partner, own in spells.groupby("partner"):
        row = place[str(partner)]
        stretches = _stretches(start, end, list(map(int, own.index)))
        later = [one for one in stretches if end.last[one[1]] >= begin] or stretches[-1:]
        again[row] = len(later) > 1
        for mine, said, one in ((came, start, later[0][0]), (went, end, later[0][1])):
            if said.known[one]:
                mine.first[row], mine.last[row], mine.known[row] = (side[one] for side in said)
    return came, went, again


def _stretches(start: _Bounds, end: _Bounds, rows: list[int]) -> list[tuple[int, int]]:
    """Join spells that follow each other without a gap: the first and the last row of each."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows, key=lambda one: (start.first[one], end.last[one], one)):
        if found and start.first[row] <= end.last[found[-1][1]] + 1:
            first, last = found[-1]
            found[-1] = (first, row if end.last[row] > end.last[last] else last)
        else:
            found.append((row, row))
    return found


def _days(frame: pd.DataFrame, column: str) -> _Bounds:
    return _Bounds(*days(frame.get(column), len(frame)))


def _counted(**flags: Flags) -> tuple[Note, ...]:
    return tuple(Note(code, {"count": int(own.sum())}) for code, own in flags.items() if own.any())


def _known(frame: pd.DataFrame, kept: Flags) -> pd.DataFrame:
    if not kept.any():
        raise UndefinedError("of no partner do the dates say how long it took")
    return frame[kept].sort_index()
