"""The sixteen indicators of `stage`: what is recorded of each, and whether it supports a stage."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leco.coalition.coalition import Coalition
from leco.coalition.time import member
from leco.dynamics.membership import tie_survival
from leco.errors import LecoError
from leco.metrics.standardised_diversity import rarefied
from leco.practice.records import (
    Why,
    Window,
    at_day,
    codes,
    money,
    no_column,
    no_table,
    rows,
    tried,
    unfilled,
)
from leco.schema import dates
from leco.schema.check import days
from leco.schema.vocabularies import REASONS
from leco.words import Note

EARLY_REASONS = frozenset({"experiment", "governance", "site"})
STRUCTURAL = ("structural", "own means", "structureel", "eigen middelen")
INFORMAL = ("informal", "none", "no", "informeel", "geen", "nee")


@dataclass(frozen=True)
class Indication:
    """What one indicator found: a value and whether it supports its stage; None is silent."""

    value: float
    supports: bool | None
    said: Why


@dataclass(frozen=True)
class Asked:
    """What every indicator is asked about, and with which lines."""

    coalition: Coalition
    window: Window | None
    majority: float
    joining: float
    from_experiments: float
    lasting: float
    rising: float
    by: str

    @property
    def end(self) -> int | None:
        """The last day asked about."""
        return None if self.window is None else self.window.end


def _silent(why: Why) -> Indication:
    return Indication(math.nan, None, why)


def _share(count: int, of: int, line: float) -> Indication:
    """Read a share of what is recorded."""
    if not of:
        return _silent((Note("nothing_in_window"),))
    said = Note("counted_of", {"count": count, "of": of, "line": float(line)})
    return Indication(count / of, count / of >= line, (said,))


def _count(count: int, *, supports: bool) -> Indication:
    return Indication(float(count), supports, (Note("counted", {"count": count}),))


def _within(asked: Asked, table: str, date: str, *columns: str) -> tuple[pd.DataFrame | None, Why]:
    """Give the rows of the window in which these columns are filled."""
    frame, why = rows(asked.coalition, table, date, *columns)
    if frame is None or asked.window is None:
        return None, why or (Note("nothing_dated"),)
    return frame[asked.window.holds(frame[date])], ()


def _vision_versions(asked: Asked) -> Indication:
    frame, why = _within(asked, "visions", "date")
    if frame is None:
        return _silent(why)
    count = frame["version"].nunique()
    return _count(count, supports=count > 0)


def _no_experiments(asked: Asked) -> Indication:
    frame, why = tried(asked.coalition, asked.end)
    return _silent(why) if frame is None else _count(len(frame), supports=frame.empty)


def _vision_joins(asked: Asked) -> Indication:
    frame, why = _within(asked, "partners", "joined", "join_reason")
    if frame is None:
        return _silent(why)
    fits = sum("vision_fit" in own for own in codes(REASONS, frame["join_reason"]))
    return _share(fits, len(frame), asked.majority)


def _by_mode(mode: str) -> Callable[[Asked], Indication]:
    def read(asked: Asked) -> Indication:
        frame, why = _within(asked, "admissions", "date", "mode")
        if frame is None:
            return _silent(why)
        return _share(int((frame["mode"] == mode).sum()), len(frame), asked.majority)

    return read


def _newcomers(asked: Asked) -> Indication:
    frame, why = _within(asked, "partners", "joined")
    if frame is None or asked.window is None:
        return _silent(why)
    every = asked.coalition.partners
    joined, _, given = days(every["joined"], len(every))
    _, left, _ = days(every.get("left"), len(every))
    earlier = given & (joined < asked.window.begin) & (left >= asked.window.begin)
    there = int((earlier & member(every)).sum())
    return _share(len(frame), there, asked.joining)


def _early_reasons(asked: Asked) -> Indication:
    reasons: list[frozenset[str]] = []
    silent: Why = ()
    for date, reason in (("joined", "join_reason"), ("left", "leave_reason")):
        frame, why = _within(asked, "partners", date, reason)
        silent = (*silent, *why)
        if frame is not None:
            reasons += codes(REASONS, frame[reason])
    if not reasons:
        return _silent(silent or (Note("nothing_in_window"),))
    return _share(sum(bool(own & EARLY_REASONS) for own in reasons), len(reasons), asked.majority)


def _tried(asked: Asked) -> tuple[int, int, Why]:
    """Count the experiments that began in the window, and all that are evaluated or repeated."""
    frame, why = tried(asked.coalition, asked.end)
    if frame is None:
        return 0, 0, why
    if "start" not in frame.columns or asked.window is None:
        return 0, 0, (no_column("activities", "start"),)
    if "status" not in frame.columns:
        return 0, 0, (no_column("activities", "status"),)
    done = int(frame["status"].isin(["evaluated", "repeated"]).sum())
    return int(asked.window.holds(frame["start"]).sum()), done, ()


def _first_experiments(asked: Asked) -> Indication:
    begun, done, why = _tried(asked)
    return _silent(why) if why else _count(begun, supports=begun > 0 and not done)


def _evaluated(asked: Asked) -> Indication:
    _, done, why = _tried(asked)
    return _silent(why) if why else _count(done, supports=done > 0)


def _renewal(asked: Asked) -> Indication:
    begun, done, why = _tried(asked)
    return _silent(why) if why else _count(begun, supports=begun > 0 and done > 0)


def _new_funding(asked: Asked) -> Indication:
    frame, why = money(asked.coalition, "start")
    if frame is None or asked.window is None:
        return _silent(why or (Note("nothing_dated"),))
    count = int(asked.window.holds(frame["start"]).sum())
    return _count(count, supports=count > 0)


def _experiment_ties(asked: Asked) -> Indication:
    begun, why = tried(asked.coalition, asked.end)
    frame, silent = _within(asked, "ties", "start", "activity")
    if begun is None or frame is None:
        return _silent(why or silent)
    arose = int(frame["activity"].isin(begun["activity"]).sum())
    return _share(arose, len(frame), asked.from_experiments)


def _both_ends(asked: Asked) -> tuple[Coalition | None, Coalition | None, Why]:
    """Give the coalition at both ends of the window, where both were observed."""
    if asked.window is None:
        return None, None, (Note("nothing_dated"),)
    if asked.coalition.moment is not None:
        return None, None, (Note("one_moment"),)
    first = asked.coalition.observed[0]
    if first is None or dates.ordinal(first) > asked.window.begin - 1:
        return None, None, (Note("window_unobserved"),)
    try:
        earlier = at_day(asked.coalition, asked.window.begin - 1)
        return earlier, at_day(asked.coalition, asked.window.end), ()
    except LecoError:
        return None, None, (Note("window_unobserved"),)


def _rising_diversity(asked: Asked) -> Indication:
    earlier, now, why = _both_ends(asked)
    if earlier is None or now is None:
        return _silent(why)
    known = [rows(one, "partners", asked.by) for one in (earlier, now)]
    if known[0][0] is None or known[1][0] is None:
        return _silent((*known[0][1], *known[1][1])[:1])
    size = min(len(known[0][0]), len(known[1][0]))
    if size < 2:
        return _silent((Note("too_few_partners", {"count": 2}),))
    was, now_is = (float(rarefied(one, by=asked.by, size=size)) for one in (earlier, now))
    if math.isnan(was) or math.isnan(now_is):
        return _silent((unfilled("partners", asked.by),))
    said = Note("kinds_before_and_now", {"before": was, "now": now_is, "size": size})
    return Indication(now_is - was, now_is - was >= asked.rising, (said,))


def _lasting_ties(asked: Asked) -> Indication:
    earlier, now, why = _both_ends(asked)
    if earlier is None or now is None:
        return _silent(why)
    if not asked.coalition.ties_known:
        return _silent((no_table("ties"),))
    lasted = tie_survival(now, before=earlier)
    if math.isnan(float(lasted)):
        return _silent(lasted.notes or (Note("nothing_in_window"),))
    said = Note("lasted", {"share": float(lasted), "line": float(asked.lasting)})
    return Indication(float(lasted), float(lasted) >= asked.lasting, (said,))


def _lasting_funding(asked: Asked) -> Indication:
    frame, why = money(asked.coalition, "amount", "programme")
    if frame is None:
        return _silent(why)
    structural = [str(one).strip().casefold() in STRUCTURAL for one in frame["programme"]]
    total = float(frame["amount"].sum())
    if not total > 0:
        return _silent((Note("no_money"),))
    share = float(frame["amount"][np.array(structural, dtype=bool)].sum()) / total
    said = Note("lasted", {"share": share, "line": float(asked.majority)})
    return Indication(share, share >= asked.majority, (said,))


def _agreements(asked: Asked) -> Indication:
    now = asked.coalition.snapshot()
    frame, why = rows(now, "ties", "agreement")
    if frame is None:
        return _silent(why)
    formal = sum(str(one).strip().casefold() not in INFORMAL for one in frame["agreement"])
    return _share(formal, len(frame), asked.majority)


INDICATORS: Mapping[str, tuple[int, Callable[[Asked], Indication]]] = {
    "vision_versions": (1, _vision_versions),
    "no_experiments": (1, _no_experiments),
    "vision_joins": (1, _vision_joins),
    "by_consensus": (1, _by_mode("consensus")),
    "newcomers": (2, _newcomers),
    "early_reasons": (2, _early_reasons),
    "first_experiments": (2, _first_experiments),
    "new_funding": (2, _new_funding),
    "evaluated": (3, _evaluated),
    "experiment_ties": (3, _experiment_ties),
    "by_autonomy": (3, _by_mode("autonomous")),
    "rising_diversity": (3, _rising_diversity),
    "lasting_funding": (4, _lasting_funding),
    "agreements": (4, _agreements),
    "lasting_ties": (4, _lasting_ties),
    "renewal": (4, _renewal),
}
