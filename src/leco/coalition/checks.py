"""What a reader should know of the data before believing a number."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leco.coalition import time
from leco.errors import Problem
from leco.schema import dates
from leco.schema.check import days

if TYPE_CHECKING:
    from leco.coalition.core import Coalition

COLUMNS = ("table", "row", "column", "value", "message", "hint")


def check(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """List the findings of every check as rows."""
    found = [*_partners(tables), *_ties(tables), *_respondents(tables)]
    rows = [[getattr(problem, column) for column in COLUMNS] for problem in found]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _partners(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    partners = tables["partners"]
    if "ties" not in tables and "participations" not in tables:
        yield Problem(
            "ties",
            None,
            None,
            None,
            "there is no record of ties",
            "structure cannot be measured; diversity and coverage can",
        )
    for column in ("sector",):
        if column in partners.columns:
            for row, partner in partners.loc[partners[column].isna(), "id"].items():
                yield _finding(
                    "partners",
                    row,
                    column,
                    partner,
                    "has no sector",
                    "fill it in; until then it is left out and counted",
                )
    if "entity" in partners.columns and {"person", "organisation"} <= set(
        partners["entity"].dropna()
    ):
        persons = int((partners["entity"] == "person").sum())
        yield Problem(
            "partners",
            None,
            "entity",
            persons,
            "persons among organisations",
            "select(entity='organisation') or fold(to='organisation') before counting",
        )
    if "tier" in partners.columns:
        _, _, left = days(partners.get("left"), len(partners))
        former = (partners["tier"] == "former").to_numpy() & ~left
        for row, partner in partners.loc[former, "id"].items():
            yield _finding(
                "partners",
                row,
                "left",
                partner,
                "is a former partner without a date",
                "fill in when it left; until then it is never counted as present",
            )
    stated = time.written_days(tables)
    if len(stated):
        said = time.about(tables).get("observed_until")
        until = dates.moment(said).last if said else int(stated[-1])
        if count := time.unknown_ends(tables, until, until):
            yield Problem(
                "partners",
                None,
                "left",
                count,
                "partners have no date of leaving and are not named in the last year",
                "they count as present; write '..' when that is known",
            )


def _ties(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    ties = tables.get("ties")
    if ties is None:
        return
    if ties.empty:
        yield Problem(
            "ties",
            None,
            None,
            None,
            "the table of ties is empty",
            "this reads as: no ties at all; remove the table if they are not known",
        )
    loops = ties["source"] == ties["target"]
    for row, partner in ties.loc[loops, "source"].items():
        yield _finding("ties", row, "target", partner, "is tied to itself", "it is left out")
    same = ties.duplicated(keep="first")
    for row, partner in ties.loc[same & ~loops, "source"].items():
        yield _finding(
            "ties",
            row,
            "source",
            partner,
            "this tie stands twice, word for word",
            "remove one, unless the strengths are meant to add up",
        )
    partners = tables["partners"].set_index("id", drop=False)
    if not {"start", "end", "wave"} & set(ties.columns):
        return
    first, last = time.spell("ties", ties)
    dated = (first > dates.EARLIEST) | (last < dates.LATEST)
    own_first, own_last = time.spell("partners", tables["partners"])
    bounds = pd.DataFrame({"first": own_first, "last": own_last}, index=partners.index)
    memberships = tables.get("memberships")
    if memberships is not None and not memberships.empty:
        begin, end = time.spell("memberships", memberships)
        spans = memberships.assign(first=begin, last=end).groupby("partner")
        bounds["first"] = spans["first"].min().reindex(bounds.index).fillna(bounds["first"])
        bounds["last"] = spans["last"].max().reindex(bounds.index).fillna(bounds["last"])
    for column in ("source", "target"):
        own = bounds.loc[ties[column]]
        early = dated & (first > dates.EARLIEST) & (first < own["first"].to_numpy())
        late = dated & (last < dates.LATEST) & (last > own["last"].to_numpy())
        for place in np.flatnonzero(early | late).tolist():
            side = "starts before" if early[place] else "ends after"
            yield _finding(
                "ties",
                ties.index[place],
                column,
                ties[column].iloc[place],
                f"the tie {side} this partner's membership",
                "outside the membership it does not count; mend one of the dates",
            )


def _respondents(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    for wave, rate in response(tables).items():
        if rate < 1:
            yield Problem(
                "respondents",
                None,
                "answered",
                str(wave),
                f"{rate:.0%} of those asked answered",
                "ties of those who did not answer are not known, not absent",
            )


def response(tables: Mapping[str, pd.DataFrame]) -> "pd.Series[float]":
    """Give the share of those asked that answered, per wave (none: no respondents table)."""
    respondents = tables.get("respondents")
    if respondents is None or respondents.empty or "answered" not in respondents.columns:
        return pd.Series(dtype=float)
    answered = respondents["answered"].fillna(value=False).astype(float)
    return answered.groupby(respondents["wave"]).mean()


def _finding(  # noqa: PLR0917 - the fields of a Problem, in their order
    table: str, row: object, column: str, value: object, message: str,
             hint: str) -> Problem:  # fmt: skip
    label = int(row) if isinstance(row, (int, np.integer)) else str(row)
    return Problem(table, label, column, value, message, hint)


def describe(coalition: "Coalition") -> pd.DataFrame:
    """Summarise a coalition: one fact a row."""
    tables = coalition.tables
    partners = tables["partners"]
    facts: dict[str, object] = {"partners": len(partners)}
    for column in ("tier", "entity", "sector"):
        if column in partners.columns:
            counts = partners[column].value_counts(dropna=True)
            facts[column] = ", ".join(f"{label} {count}" for label, count in counts.items())
            if missing := int(partners[column].isna().sum()):
                facts[f"{column} not known"] = missing
    if "ties" in tables:
        ties = tables["ties"]
        facts["ties"] = len(ties)
        if "kind" in ties.columns:
            counts = ties["kind"].value_counts()
            facts["kinds of tie"] = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    else:
        facts["ties"] = coalition.about.get("ties_from", "not known")
    for table in ("activities", "participations", "memberships", "needs"):
        if table in tables:
            facts[table] = len(tables[table])
    begin, end = coalition.observed
    if begin and end:
        facts["observed"] = f"{begin} to {end}"
    for wave, rate in response(tables).items():
        facts[f"response, wave {wave}"] = f"{rate:.0%}"
    facts["findings"] = len(check(tables))
    frame = pd.DataFrame({"value": [str(value) for value in facts.values()]}, index=list(facts))
    return frame.rename_axis("fact")
