"""to_remflow(): beginnings of ties as events in order, for programs of relational events."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.coalition.time import observed, require_whole, spell
from leco.errors import DataError, LecoError, Problem, UndefinedError
from leco.graph.ties import Flags, one_way
from leco.io.cells import csv_text, fill
from leco.result import About, Table
from leco.schema import dates
from leco.schema.check import days
from leco.words import Note

SCRIPT = """\
# Reads the files beside this one for remflow (pip install remflow), in this folder. For relevent
# in R: events <- read.csv("events.csv"); as.matrix(events[c("time", "source_number",
# "target_number")])
import pandas as pd
import remflow

events = pd.read_csv("events.csv", dtype={{"source": str, "target": str}}, keep_default_na=False)
partners = pd.read_csv("partners.csv", dtype={{"partner": str}}, keep_default_na=False)
history = remflow.remify(
    events, actors=list(partners["partner"]), directed={directed}, event_type="kind", ordinal=True
)
"""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Events(Table):
    """What was written: one row for each fact, with its count."""

    def sentence(self, lang: str | None = None) -> str:
        """Say how many events there are, and for how many the order is known."""
        facts = {str(name): int(count) for name, count in self.frame["count"].items()}
        return words.text("remflow.says", lang, **facts)


def to_remflow(coalition: Coalition, folder: str | Path) -> Events:
    """Write the beginnings of ties, in order, for programs that model relational events.

    Such models (remflow in Python, relevent in R) ask which tie begins next, given those that
    began before; leco does not fit them. The folder gets ``events.csv`` (``time`` in days since
    observation began, ``source``, ``target``, ``kind``, and the numbers of both partners, which
    relevent asks for), ``partners.csv`` (``number``, ``partner``, and ``start`` and ``end``: the
    first and the last day each was there, in the same days; blank where that is not known, or
    has no end) and ``read.py``. In ties without direction source and target are in alphabetical
    order. Strengths are not written. Ties without a start are no event, and counted.

    The answer counts ``events``, the ``partners`` named, how many events are ``simultaneous``
    (share their day with another, so that their order is not known), ties ``without_start``,
    and events ``outside`` the presence of a partner.

    Parameters
    ----------
    coalition : Coalition
        With ties that have a start; the whole, not at one moment.
    folder : str or Path
        Made when it is not there; one that holds other files is refused.

    Returns
    -------
    Events

    Raises
    ------
    DataError
        When a start can mean several days: there is no order then. ``draw_dates`` draws one.
    UndefinedError
        When ties are not known, or none has a start.
    LecoError
        When some ties have a direction and others do not, or the folder holds other files.

    References
    ----------
    Butts (2008), A relational event framework for social action, Sociological Methodology 38.

    Examples
    --------
    >>> import tempfile
    >>> from leco.datasets import simulated
    >>> to_remflow(simulated()["Simulated stable"], tempfile.mkdtemp()).frame["count"].tolist()
    [361, 40, 124, 0, 0]
    """
    ties, begin = _dated(coalition)
    directed = _one_way(ties)
    started = _started(ties)
    partners = coalition.partners
    ids = sorted(partners["id"].astype(str))
    number = {partner: place for place, partner in enumerate(ids, 1)}
    events = _in_order(ties[started], begin, directed)
    for side in ("source", "target"):
        events[f"{side}_number"] = events[side].map(number)
    first, last = spell("partners", partners)
    there = pd.DataFrame({"start": first, "end": last}, index=partners["id"].astype(str)).loc[ids]
    outside = np.zeros(len(events), dtype=bool)
    for side in ("source", "target"):
        own, day = there.loc[events[side]], events["time"].to_numpy() + begin
        outside |= (day < own["start"].to_numpy()) | (day > own["end"].to_numpy())
    known = there.where((there > dates.EARLIEST) & (there < dates.LATEST)) - begin
    rows = zip(range(1, len(ids) + 1), ids, known["start"], known["end"], strict=True)
    fill(Path(folder), {
        "events.csv": csv_text(events.columns, events.itertuples(index=False, name=None)),
        "partners.csv": csv_text(["number", "partner", "start", "end"], rows),
        "read.py": SCRIPT.format(directed=directed),
    })  # fmt: skip
    count = {
        "events": len(events), "partners": len(ids),
        "simultaneous": int(events["time"].duplicated(keep=False).sum()),
        "without_start": int((~started).sum()), "outside": int(outside.sum()),
    }  # fmt: skip
    notes = (Note("remflow_order"),) if 2 * count["simultaneous"] > len(events) else ()
    about = About(name="to_remflow", level="table", headline="count",
                  first_line="Events that were written.",
                  source="Butts (2008), Sociological Methodology 38")  # fmt: skip
    frame = pd.DataFrame({"count": pd.Series(count)}).rename_axis("fact")
    return Events(frame=frame, n=len(ids), missing=count["without_start"], notes=notes, about=about)


def _one_way(ties: pd.DataFrame) -> bool:
    """Tell whether all ties have a direction; they must be alike."""
    directions = one_way(ties)
    if directions.any() and not directions.all():
        raise LecoError.of("some_directed")
    return bool(directions.any())


def _started(ties: pd.DataFrame) -> Flags:
    """Tell which ties have a start, which must be a day."""
    first, last, given = days(ties.get("start"), len(ties))
    started: Flags = given & ((first > dates.EARLIEST) | (last < dates.LATEST))
    coarse = started & (first < last)
    if coarse.any():
        raise DataError([
            Problem.of("problem.several_days", "ties", str(row), "start", value)
            for row, value in ties["start"][coarse].items()
        ])  # fmt: skip
    if not started.any():
        raise UndefinedError.of("no_events")
    return started


def _in_order(ties: pd.DataFrame, begin: int, directed: bool) -> pd.DataFrame:
    """Give the events by day; partners of a tie without direction by alphabet."""
    first, _, _ = days(ties["start"], len(ties))
    kinds = ties["kind"].fillna("").astype(str) if "kind" in ties.columns else ""
    ends = ties[["source", "target"]].to_numpy(dtype=str)
    if not directed:
        ends = np.sort(ends, axis=1)
    events = pd.DataFrame(
        {"time": first - begin, "source": ends[:, 0], "target": ends[:, 1], "kind": kinds},
        index=ties.index,
    )
    return events.sort_values(list(events.columns), kind="stable", ignore_index=True)


def _dated(coalition: object) -> tuple[pd.DataFrame, int]:
    """Give the ties as tabled, without those with oneself, and the first day observed."""
    if not isinstance(coalition, Coalition):
        raise LecoError.of("wants_coalition", what="to_remflow")
    require_whole(coalition.moment)
    if "ties" not in coalition.tables:
        raise UndefinedError.of("no_ties_to_begin")
    ties = coalition.ties
    ties = ties[(ties["source"] != ties["target"]).to_numpy()]
    begin, _ = observed(coalition.tables)
    return ties, 0 if begin is None else begin
