"""Reading what a coalition's tables record, or why they do not say.

Every reader gives what is written, or the notes that say which table or column is missing: a
verb of practice answers "not known, because ..." and never stumbles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.arrays import Flags, Ints
from leco.graph.partition import split_labels
from leco.practice.findings import Findings
from leco.schema import dates
from leco.schema.check import days
from leco.schema.vocabularies import EXPERIMENTS, Vocabulary, code_of
from leco.words import Note, Term

Why = tuple[Note, ...]
MONEY = ("money", "funding", "subsidy", "geld", "financiering", "subsidie", "middelen")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Recorded(Findings):
    """Findings whose table has words beside its numbers, with the limits of what it can say.

    `limits` are what no data of this kind can settle; `explain` ends with them.
    """

    limits: Why = ()

    def values(self) -> Iterator[tuple[object, str, float]]:
        """Go through the columns that hold numbers."""
        for column in self.frame.select_dtypes("number").columns:
            for key, value in zip(self.frame.index, self.frame[column], strict=True):
                yield key, str(column), float(value)

    def explain(self, lang: str | None = None) -> str:
        """Say the answer, what it rests on, the lines drawn, and its limits."""
        limits = [words.text("practice.limit", lang, said=note) for note in self.limits]
        return "\n".join([super().explain(lang), *limits])


@dataclass(frozen=True)
class Window:
    """Some days up to the moment asked about."""

    begin: int
    end: int

    def holds(self, cells: "pd.Series[str]") -> Flags:
        """Whether each date lies in it; a coarse date stands at its first day."""
        first, _, given = days(cells, len(cells))
        found: Flags = given & (first >= self.begin) & (first <= self.end)
        return found


def until(coalition: Coalition) -> int | None:
    """Give the last day that the coalition, or the moment chosen of it, can speak of."""
    if coalition.moment is not None:
        day = dates.end_of(coalition.moment)
        return None if day is None else day.last
    last = coalition.observed[1]
    return None if last is None else dates.ordinal(last)


def window(coalition: Coalition, length: float) -> Window | None:
    """Give the last `length` days; None where nothing is dated."""
    end = until(coalition)
    return None if end is None else Window(end - int(length) + 1, end)


def no_table(table: str) -> Note:
    """Say that a table is not there, by the name it has in either language."""
    return Note("no_such_table", {"table": Term("table", table)})


def no_column(table: str, column: str) -> Note:
    """Say that a table has no such column."""
    named = {"table": Term("table", table), "column": Term(f"header.{table}", column)}
    return Note("no_such_column", named)


def unfilled(table: str, column: str) -> Note:
    """Say that nobody filled in a column."""
    named = {"table": Term("table", table), "column": Term(f"header.{table}", column)}
    return Note("nothing_filled", named)


def rows(coalition: Coalition, table: str, *columns: str) -> tuple[pd.DataFrame | None, Why]:
    """Give the rows of a table in which these columns are filled; None, and why, when none are."""
    frame = coalition._copied(table)  # that one only: `tables` would copy them all
    if frame is None:
        return None, (no_table(table),)
    lacking = [column for column in columns if column not in frame.columns]
    if lacking:
        return None, (no_column(table, lacking[0]),)
    filled = frame[frame[list(columns)].notna().all(axis=1)]
    if filled.empty:
        return None, tuple(unfilled(table, column) for column in columns) or (no_table(table),)
    return filled, ()


def before(frame: pd.DataFrame, column: str, end: int | None) -> pd.DataFrame:
    """Keep the rows that can be so by the last day asked about; one without a date is kept."""
    if end is None or column not in frame.columns:
        return frame
    first, _, _ = days(frame[column], len(frame))
    return frame[first <= end]


def codes(vocabulary: Vocabulary, cells: "pd.Series[str]") -> list[frozenset[str]]:
    """Read cells with one or several words as sets of codes."""
    return [frozenset(code_of(vocabulary, one) for one in split_labels(cell)) for cell in cells]


def labels(
    coalition: Coalition, table: str, key: str, column: str
) -> tuple[dict[str, frozenset[str]], Why]:
    """Give what rows list of each by its key, over all its rows; why not, where none do."""
    frame, why = rows(coalition, table, column)
    found: dict[str, frozenset[str]] = {}
    if frame is not None:
        for one, cell in zip(frame[key], frame[column], strict=True):
            found[str(one)] = found.get(str(one), frozenset()) | split_labels(cell)
    return found, why


def sites_of(coalition: Coalition) -> tuple[dict[str, frozenset[str]], Why]:
    """Give the sites of each partner that has any; why not, where nobody has."""
    own, why = labels(coalition, "partners", "id", "site")
    linked, lacking = labels(coalition, "site_links", "partner", "site")
    found = {one: own.get(one, frozenset()) | linked.get(one, frozenset())
             for one in {**own, **linked}}  # fmt: skip
    return found, () if found else (*why, *lacking)


def tried(coalition: Coalition, end: int | None) -> tuple[pd.DataFrame | None, Why]:
    """Give the activities that are experiments and have begun (those only planned have not)."""
    frame, why = rows(coalition, "activities", "kind")
    if frame is None:
        return None, why
    fits = [str(kind).strip().casefold() in EXPERIMENTS for kind in frame["kind"]]
    frame = before(frame[np.array(fits, dtype=bool)], "start", end)
    if "status" in frame.columns:
        frame = frame[(frame["status"] != "planned").fillna(value=True).to_numpy(dtype=bool)]
    return frame, ()


def money(coalition: Coalition, *columns: str) -> tuple[pd.DataFrame | None, Why]:
    """Give the contributions that are money."""
    frame, why = rows(coalition, "contributions", "kind", *columns)
    if frame is None:
        return None, why
    paid = frame[[str(kind).strip().casefold() in MONEY for kind in frame["kind"]]]
    return (None, (Note("no_money"),)) if paid.empty else (paid, ())


def first_days(cells: "pd.Series[str]") -> Ints:
    """Give the first day that each date can mean."""
    first, _, _ = days(cells, len(cells))
    return first


def at_day(coalition: Coalition, day: int) -> Coalition:
    """Give the coalition as it was on a day; itself when a moment was chosen already."""
    return coalition if coalition.moment else coalition.at(dates.to_date(day))


def tally(found: Sequence[str]) -> dict[str, int]:
    """Count words, the most frequent first."""
    counted = pd.Series(list(found), dtype="str").value_counts(sort=False)
    order = sorted(counted.items(), key=lambda one: (-one[1], str(one[0])))
    return {str(word): int(count) for word, count in order}
