"""What is on record of tasks, and of what partners give and get."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from leco.coalition.coalition import Coalition
from leco.graph.arrays import Network
from leco.graph.numbers import number_in
from leco.graph.partition import Labels, blank, split_labels
from leco.words import Note, Term

# What a table that leco carries untouched may be called, and its columns.
TASKS = ("tasks", "taken")
CONTRIBUTIONS = ("contributions", "bijdragen")
DECISIONS = ("decisions", "beslissingen", "admissions", "toelatingen")
COLUMNS = {
    "task": ("task", "taak"),
    "need": ("need", "nood"),
    "accountable": ("accountable", "verantwoordelijke", "trekker"),
    "definition": ("definition", "definitie", "omschrijving"),
    "competency": ("competency", "competentie"),
    "partner": ("partner",),
    "given": ("given", "gegeven"),
    "received": ("received", "gekregen"),
    "deciders": ("deciders", "beslissers"),
    "due": ("due", "deadline", "termijn"),
    "status": ("status", "stand"),
}

Share = tuple[float, tuple[Note, ...]]
UNKNOWN = float("nan")


def carried(now: Coalition, names: Sequence[str]) -> pd.DataFrame | None:
    """Give the first table so called, whatever the capitals, with the columns it is read by."""
    tables = {str(name).strip().casefold(): frame for name, frame in now.tables.items()}
    found = next((tables[name] for name in names if name in tables), None)
    if found is None:
        return None
    code = {said: one for one, written in COLUMNS.items() for said in written}
    heads = {head: code.get(str(head).strip().casefold(), head) for head in found.columns}
    return found.rename(columns=heads)


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Give a column, blank where it is not there."""
    return list(frame[name]) if name in frame.columns else [None] * len(frame)


def says(value: object) -> bool:
    """Tell whether a cell says anything."""
    return not blank(value) and bool(str(value).strip())


def needs_with_task(net: Network, tasks: pd.DataFrame) -> Share:
    """Share of the needs for which there is a task."""
    if net.needs is None or not net.needs.names:
        return UNKNOWN, (Note("no_needs_table"),)
    if "need" not in tasks.columns:
        return UNKNOWN, (Note("no_column", {"column": Term("task", "need")}),)
    served = frozenset[str]().union(*map(split_labels, column(tasks, "need")))
    without = [need for need in net.needs.names if need not in served]
    share = 1 - len(without) / len(net.needs.names)
    return share, (Note("needs_without_task", {"needs": ", ".join(without)}),) if without else ()


def tasks_defined(tasks: pd.DataFrame) -> Share:
    """Share of the tasks of which somebody wrote what they are."""
    if "definition" not in tasks.columns:
        return UNKNOWN, (Note("no_column", {"column": Term("task", "definition")}),)
    return float(np.mean([says(one) for one in tasks["definition"]])), ()


def tasks_distinct(tasks: pd.DataFrame) -> Share:
    """Share of the tasks that stand in the list once."""
    named = [str(one).strip().casefold() for one in column(tasks, "task")]
    twice = sorted({one for one in named if named.count(one) > 1})
    share = float(np.mean([named.count(one) == 1 for one in named]))
    return share, (Note("tasks_twice", {"tasks": ", ".join(twice)}),) if twice else ()


def one_accountable(net: Network, tasks: pd.DataFrame) -> Share:
    """Share of the tasks for which one partner that is there answers, and no more than one."""
    if "accountable" not in tasks.columns:
        return UNKNOWN, (Note("no_column", {"column": Term("task", "accountable")}),)
    count = [len(split_labels(one) & set(map(str, net.nodes))) for one in tasks["accountable"]]
    notes = [
        Note(code, {"count": many})
        for code, many in (
            ("tasks_unassigned", count.count(0)),
            ("tasks_shared", sum(one > 1 for one in count)),
        )
        if many
    ]
    return count.count(1) / len(count), tuple(notes)


def best_placed(net: Network, tasks: pd.DataFrame, offers: Labels | None) -> Share:
    """Share of the tasks that lie with a partner that offers the competency they ask.

    Of the tasks whose competency is said, and whose partners' offers are known.
    """
    if offers is None:
        return UNKNOWN, (Note("no_column", {"column": Term("header.partners", "offers")}),)
    place = {str(node): at for at, node in enumerate(net.nodes)}
    fits = []
    for asked, who in zip(column(tasks, "competency"), column(tasks, "accountable"), strict=True):
        places = [place[one] for one in split_labels(who) if one in place]
        if not split_labels(asked) or not places or not offers.known[places].all():
            continue
        has = np.atleast_1d(offers.carries[places].any(axis=0)).tolist()
        held = {name for name, there in zip(offers.names, has, strict=True) if there}
        fits.append(split_labels(asked) <= held)
    if not fits:
        return UNKNOWN, (Note("no_competencies"),)
    return float(np.mean(fits)), ()


def in_proportion(now: Coalition) -> Share:
    """Rank correlation of what partners give and what they get; 0 when it runs the other way."""
    frame = carried(now, CONTRIBUTIONS)
    if frame is None or not {"partner", "given", "received"} <= set(frame.columns):
        return UNKNOWN, (Note("no_contributions"),)
    numbers = frame.assign(
        given=[number_in(one) for one in frame["given"]],
        received=[number_in(one) for one in frame["received"]],
    )
    numbers = numbers[numbers["partner"].isin(now.partners["id"])]
    sums = numbers.groupby("partner")[["given", "received"]].sum(min_count=1).dropna()
    given, received = (rankdata(sums[one]) for one in ("given", "received"))
    if len(sums) < 3 or np.ptp(given) == 0 or np.ptp(received) == 0:
        return UNKNOWN, (Note("too_even_to_rank"),)
    rank = float(np.corrcoef(given, received)[0, 1])
    return max(rank, 0.0), (Note("in_proportion", {"rank": rank, "count": len(sums)}),)
