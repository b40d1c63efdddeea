"""What a reader should know of the data before believing a number."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leco import words
from leco.coalition import time
from leco.coalition.calendar import Calendar
from leco.coalition.loading import Tables
from leco.errors import Problem
from leco.schema import dates


@dataclass(frozen=True)
class Finding:
    """Something possible but odd, or a limit to what can be said: a code with its place."""

    code: str
    table: str
    row: Hashable = None
    column: str | None = None
    value: object = None

    def problem(self) -> Problem:
        """Give the finding as a problem: what is odd, and what to do."""
        row = int(self.row) if isinstance(self.row, (int, np.integer)) else self.row
        shown = row if row is None or isinstance(row, int) else str(row)
        counted = {"count": self.value} if isinstance(self.value, int) else {}
        return Problem.of(f"check.{self.code}", self.table, shown, self.column, self.value,
                          values=counted)  # fmt: skip

    def say(self, lang: str | None = None) -> dict[str, object]:
        """Give the finding as a row of words."""
        message, hint = self.problem().what(lang)
        return {
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": message,
            "hint": hint,
        }


# Up to so many partners are listed by name in a description.
ROSTER = 25
COLUMNS = ("table", "row", "column", "value", "message", "hint")


def check(tables: Tables, lang: str | None = None) -> pd.DataFrame:
    """List the findings of every check as rows."""
    return pd.DataFrame([one.say(lang) for one in findings(tables)], columns=list(COLUMNS))


def findings(tables: Tables) -> list[Finding]:
    """Give the findings of every check."""
    return [*_partners(tables), *_ties(tables), *_respondents(tables)]


def _partners(tables: Tables) -> Iterator[Finding]:
    partners = tables["partners"]
    if "ties" not in tables and "participations" not in tables:
        yield Finding("no_ties", "ties")
    if "sector" in partners.columns:
        for row, partner in partners.loc[partners["sector"].isna(), "id"].items():
            yield Finding("no_sector", "partners", row, "sector", partner)
    if "entity" in partners.columns:
        entities = partners["entity"].dropna()
        if {"person", "organisation"} <= set(entities):
            yield Finding("mixed", "partners", None, "entity", int((entities == "person").sum()))
    for row, partner in partners.loc[time.gone(partners), "id"].items():
        yield Finding("former", "partners", row, "left", partner)
    _, until = time.observed(tables)
    if until is not None and len(time.written_days(tables)):
        count = Calendar(tables).unknown_ends(until, until)
        if count:
            yield Finding("unknown_ends", "partners", None, "left", count)


def _ties(tables: Tables) -> Iterator[Finding]:
    ties = tables.get("ties")
    if ties is None:
        return
    if ties.empty:
        yield Finding("empty_ties", "ties")
    loops = ties["source"] == ties["target"]
    for row, partner in ties.loc[loops, "source"].items():
        yield Finding("self_loop", "ties", row, "target", partner)
    twice = ties.duplicated(keep="first") & ~loops
    for row, partner in ties.loc[twice, "source"].items():
        yield Finding("tie_twice", "ties", row, "source", partner)
    if {"start", "end", "wave"} & set(ties.columns):
        yield from _outside(tables, ties)


def _outside(tables: Tables, ties: pd.DataFrame) -> Iterator[Finding]:
    """Find the ties that stick out of a membership."""
    first, last = time.spell("ties", ties)
    bounds = _membership(tables)
    for column in ("source", "target"):
        own = bounds.loc[ties[column]]
        early = (first > dates.EARLIEST) & (first < own["first"].to_numpy())
        late = (last < dates.LATEST) & (last > own["last"].to_numpy())
        for place in np.flatnonzero((early | late) & (first <= last)).tolist():
            code = "tie_before" if early[place] else "tie_after"
            yield Finding(code, "ties", ties.index[place], column, ties[column].iloc[place])


def _membership(tables: Tables) -> pd.DataFrame:
    """Give the first and last day of each partner's membership, over all its spells."""
    first, last = time.spell("partners", tables["partners"])
    bounds = pd.DataFrame({"first": first, "last": last}, index=tables["partners"]["id"])
    memberships = tables.get("memberships")
    if memberships is None or memberships.empty:
        return bounds
    begin, end = time.spell("memberships", memberships)
    spans = memberships.assign(first=begin, last=end).groupby("partner")
    return pd.DataFrame({
        "first": spans["first"].min().reindex(bounds.index).fillna(bounds["first"]),
        "last": spans["last"].max().reindex(bounds.index).fillna(bounds["last"]),
    })  # fmt: skip


def _respondents(tables: Tables) -> Iterator[Finding]:
    for wave, rate in response(tables).items():
        if rate < 1:
            yield Finding("response", "respondents", None, "answered", f"{wave}: {rate:.0%}")


def response(tables: Tables) -> "pd.Series[float]":
    """Give the share that answered per wave, of those of whom it is known; none: nobody says."""
    respondents = tables.get("respondents")
    if respondents is None or respondents.empty or "answered" not in respondents.columns:
        return pd.Series(dtype=float)
    rates: pd.Series[float] = time.answered(respondents).groupby(respondents["wave"]).mean()
    return rates.dropna()


def describe(tables: Tables, lang: str | None = None) -> pd.DataFrame:
    """Summarise a coalition: one fact a row, named in words when a language is given."""
    partners = tables["partners"]
    facts: dict[str, object] = {"partners": len(partners)}
    for column in ("tier", "entity", "sector"):
        if column in partners.columns:
            counts = partners[column].value_counts(dropna=True)
            if len(counts):
                facts[column] = ", ".join(f"{label} {count}" for label, count in counts.items())
            if missing := int(partners[column].isna().sum()):
                facts[f"{column} not known"] = missing
    if len(partners) <= ROSTER:
        names = partners["name"].fillna(partners["id"]) if "name" in partners else partners["id"]
        facts["who"] = "; ".join(names)
    if "ties" in tables:
        ties = tables["ties"]
        facts["ties"] = len(ties)
        if "kind" in ties.columns:
            counts = ties["kind"].value_counts()
            facts["kinds of tie"] = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    else:
        facts["ties"] = time.about(tables).get("ties_from", "not known")
    for table in ("activities", "participations", "memberships", "needs"):
        if table in tables:
            facts[table] = len(tables[table])
    begin, end = time.observed(tables)
    if begin is not None and end is not None:
        facts["observed"] = f"{dates.to_date(begin)} – {dates.to_date(end)}"
    for wave, rate in response(tables).items():
        facts[f"response, wave {wave}"] = f"{rate:.0%}"
    facts["findings"] = len(check(tables))
    frame = pd.DataFrame({"value": [str(value) for value in facts.values()]}, index=list(facts))
    frame = frame.rename_axis("fact")
    return frame if lang is None else _in_words(frame, lang)


def _in_words(facts: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Name facts in words; what people typed stays as it is."""
    parts = [fact.partition(", wave ") for fact in facts.index]
    named = [words.word("fact", fact + more.rstrip(), lang) + (more and f" {wave}")
             for fact, more, wave in parts]  # fmt: skip
    columns = {"value": words.text("fact.value", lang)}
    shown = facts.replace({"value": {"not known": words.text("fact.not known", lang)}})
    return shown.set_axis(named).rename(columns=columns).rename_axis(words.text("fact", lang))
