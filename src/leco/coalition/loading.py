"""From frames or a graph to the checked tables of a Coalition."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from leco.errors import DataError, LecoError, Problem
from leco.graph import affiliation
from leco.graph.arrays import Graph
from leco.schema.cells import read_ties_from
from leco.schema.check import check_references, check_table
from leco.schema.tables import ROWS
from leco.words import Note

Rows = pd.DataFrame | Sequence[Mapping[str, Any]]
Tables: TypeAlias = Mapping[str, pd.DataFrame]

# Which columns name a partner, in every table that does (a parent is told of, not named).
NAMING: Mapping[str, tuple[str, ...]] = {
    table: columns
    for table, row in ROWS.items()
    if table != "partners"
    and (columns := tuple(key for key, (other, _) in row.refers.items() if other == "partners"))
}


def checked(given: Mapping[str, Rows]) -> tuple[dict[str, pd.DataFrame], tuple[Note, ...]]:
    """Check every table and what they say of each other; one DataError with all problems."""
    if not {"partners", "ties", "participations"} & set(given):
        raise LecoError.of("nothing_given")
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table, rows in given.items():
        frame = _frame(table, rows)
        if table not in ROWS:
            tables[table] = frame.copy(deep=False)
            continue
        tables[table], found = check_table(table, frame)
        problems += found
    notes: tuple[Note, ...] = ()
    if "partners" not in given and not problems:
        tables["partners"] = _inferred(tables)
        notes = (Note("partners_inferred", {"count": len(tables["partners"])}),)
    problems += check_references(tables)
    if problems:
        raise DataError(problems)
    order = [table for table in ROWS if table in tables]
    return {table: tables[table] for table in dict.fromkeys([*order, *tables])}, notes


def added(
    tables: Tables, table: str, rows: Rows
) -> tuple[dict[str, pd.DataFrame], tuple[Note, ...]]:
    """Add rows to a table, checked together with all the rest."""
    fresh, problems = check_table(table, _frame(table, rows))
    if problems:
        raise DataError(problems)
    own = tables.get(table)
    # The fresh rows keep their own numbers for the problems, which can only be theirs.
    joined = fresh if own is None else pd.concat([own, fresh])
    found, notes = checked({**tables, table: joined})
    return {**found, table: found[table].reset_index(drop=True)}, notes


def _frame(table: str, rows: Rows) -> pd.DataFrame:
    frame = rows if isinstance(rows, pd.DataFrame) else _of_rows(list(rows))
    if table in ROWS and not len(frame.columns):
        # An empty list of rows is a table without rows, not a table without columns.
        return pd.DataFrame(columns=ROWS[table].needed())
    return frame


def _of_rows(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    try:
        return pd.DataFrame(rows)
    except UnicodeEncodeError:  # half a sign, which text has no room for where pyarrow holds it
        return pd.DataFrame(rows, dtype=object)


def _inferred(tables: Tables) -> pd.DataFrame:
    """Take the partners that ties and participations name, in the order they are named."""
    named = [
        tables[table][column].to_numpy()
        for table in ("ties", "participations")
        if table in tables
        for column in NAMING[table]
    ]
    return pd.DataFrame({"id": pd.Series(pd.unique(np.concatenate(named)), dtype="str")})


def with_made_ties(tables: Tables, wanted: str) -> tuple[dict[str, pd.DataFrame], Note]:
    """Add the ties that `ties_from` asks for, made out of the participations at hand."""
    strength, least = read_ties_from(wanted)
    ties = affiliation.project(tables["participations"], strength, least)
    if "ties" in tables:
        ties = pd.concat([tables["ties"], ties], ignore_index=True)
    # They are made: nothing is left to make them from again.
    about = tables["coalition"].drop(columns="ties_from")
    note = Note("ties_projected", {"ties_from": wanted})
    return {**tables, "ties": ties, "coalition": about}, note


def rows_of(graph: Graph) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn a networkx graph into rows of partners and ties (ids as text)."""
    ids = {node: str(node) for node in graph.nodes}
    if len(set(ids.values())) < len(ids):
        why = "two nodes read the same as text"
        raise DataError([Problem("partners", None, "id", None, why, "relabel the nodes")])
    partners = [
        {"id": ids[node], **{key: value for key, value in facts.items() if key != "id"}}
        for node, facts in graph.nodes(data=True)
    ]
    ties: list[dict[str, Any]] = []
    for source, target, facts in graph.edges(data=True):
        own = dict(facts)
        own |= {"source": ids[source], "target": ids[target], "directed": graph.is_directed()}
        kinds = own.get("kinds")
        if not isinstance(kinds, tuple) or "kind" in own or ("weight" in own and len(kinds) > 1):
            ties.append(own)  # one strength over several kinds is not divided again
            continue
        del own["kinds"]
        ties += [{**own, "kind": kind} for kind in kinds] or [own]
    frame = pd.DataFrame(ties) if ties else pd.DataFrame(columns=["source", "target", "directed"])
    return pd.DataFrame(partners) if partners else pd.DataFrame(columns=["id"]), frame
