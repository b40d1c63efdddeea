"""What a file of another program cannot hold: said in notes when it is written."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.graph.ties import one_way
from leco.io.cells import plain
from leco.schema.tables import ROWS
from leco.words import Note, Term

# What is in a file by another name than that of a column.
ENDS = ("source", "target")
# What XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def rows_of(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give each row of a table by its columns, without what is blank."""
    columns = [str(column) for column in frame.columns]
    for cells in frame.itertuples(index=False, name=None):
        held = {column: plain(cell) for column, cell in zip(columns, cells, strict=True)}
        yield {column: cell for column, cell in held.items() if cell != ""}


def tie_rows(coalition: Coalition) -> Iterator[tuple[bool, dict[str, Any]]]:
    """Give each tie without what is blank, and whether it has a direction."""
    ties = coalition.ties
    for directed, row in zip(one_way(ties).tolist(), rows_of(ties), strict=True):
        row.pop("directed", None)
        yield directed, row


def tables_lost(
    coalition: Coalition, place: Path | None = None, *, about: bool = True
) -> list[Note]:
    """Name what stays behind of a coalition besides its partners and ties.

    `about` says whether what the coalition table tells stays behind too, but for the name;
    `place` is that of a file with no room for the name, which is then that of the file.
    """
    notes = [] if coalition.ties_known else [Note("lost_ties_unknown")]
    if place is not None and coalition.name not in {"", place.stem}:
        notes.append(Note("lost_name", {"name": coalition.name}))
    behind = [table for table, frame in coalition.tables.items()
              if table not in {"partners", "ties", "coalition"} and len(frame.columns)]  # fmt: skip
    if behind:
        notes.append(Note("lost_tables", {"listed": tuple(Term("table", one) for one in behind)}))
    told = [key for key in coalition.about if key != "name"] if about else []
    if told:
        said = tuple(Term("header.coalition", one) for one in told)
        notes.append(Note("lost_about", {"listed": said}))
    return notes


def columns_lost(coalition: Coalition, table: str, kept: Iterable[str]) -> list[Note]:
    """Name the columns of a table that stay behind, of those in which something is written."""
    frame = coalition.ties if table == "ties" else coalition.partners
    known = set(ROWS[table].model_fields)
    behind = [str(column) for column in frame.columns
              if column not in set(kept) and frame[column].notna().any()]  # fmt: skip
    if not behind:
        return []
    said = tuple(Term(f"header.{table}", one) if one in known else one for one in behind)
    return [Note(f"lost_columns_{table}", {"listed": said})]


def strengths_lost(coalition: Coalition) -> list[Note]:
    """Say of which ties the strength is not known, or is no other than 1."""
    ties = coalition.ties
    if "weight" not in ties.columns:
        return []
    unknown = int(ties["weight"].isna().sum())
    if 0 < unknown < len(ties):
        return [Note("lost_strength", {"count": unknown})]
    return [Note("lost_strength_one")] if len(ties) and (ties["weight"] == 1).all() else []
