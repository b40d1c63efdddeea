"""Gephi's spreadsheets: a folder with ``nodes.csv`` and ``edges.csv``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.io.cells import csv_text, own_folder
from leco.io.found import Found, Row, apart, found, refused
from leco.io.lost import ENDS, rows_of, tables_lost, tie_rows
from leco.io.tables import read_text
from leco.io.whole import save, staged
from leco.words import Note

NODES, EDGES = "nodes.csv", "edges.csv"
WAYS = {"directed", "undirected", "mutual"}
# Gephi's own headers, and what leco calls them.
TITLES = {"nodes": {"id": "id", "label": "name"},
          "edges": {"source": "source", "target": "target", "type": "directed", "weight": "weight",
                    "kind": "kind", "label": "label"}}  # fmt: skip


def is_folder(path: Path) -> bool:
    """Whether a folder holds Gephi's tables and none of leco's."""
    there = {one.name.casefold() for one in path.iterdir()}
    return NODES in there and "partners.csv" not in there


def has_ways(frame: pd.DataFrame) -> bool:
    """Whether a table of ties says of each, under ``Type``, if it has a direction."""
    places = [at for at, one in enumerate(frame.columns) if str(one).strip().casefold() == "type"]
    if not places:
        return False
    written = frame.iloc[:, places[0]].dropna().str.strip().str.casefold()
    return len(written) > 0 and set(written) <= WAYS


def read(path: Path) -> Found:
    """Read the two tables; of ties alone the partners are those that they name."""
    files = {one.name.casefold(): one for one in path.iterdir()} if path.is_dir() else {EDGES: path}
    if EDGES not in files:
        raise refused("gephi_none", name=path.name)
    ties = _rows(read_text(files[EDGES], "stored").frame, "edges")
    rows: list[Row] = []
    for line, row in ties:
        way = str(row.pop("directed", "") or "undirected").strip().casefold()
        if way not in WAYS:
            raise refused("gephi_type", name=files[EDGES].name, line=line, value=way)
        ends = [row.get(end) for end in ENDS]
        for source, target in [ends] + ([ends[::-1]] if way == "mutual" else []):
            directed = "no" if way == "undirected" else "yes"
            rows.append((line, {**row, "source": source, "target": target, "directed": directed}))
    if NODES in files:
        partners = _rows(read_text(files[NODES], "stored").frame, "nodes")
        for _, row in partners:
            if row.get("name") == row.get("id"):
                row.pop("name", None)
    else:
        named = dict.fromkeys(row.get(end) for _, row in rows for end in ENDS)
        partners = [(place, {"id": one}) for place, one in enumerate(named, 1)]
    return found(partners, rows)


def _rows(frame: pd.DataFrame, table: str) -> list[tuple[int, dict[str, Any]]]:
    """Give the rows by leco's names; a header in another case is one of one's own."""
    if frame.columns.duplicated().any():
        twice = str(frame.columns[frame.columns.duplicated()][0])
        raise refused("header_twice", name=NODES if table == "nodes" else EDGES, value=twice)
    names: dict[str, str] = {}
    for column in map(str, frame.columns):
        meant = TITLES[table].get(column.strip().casefold(), column)
        names[column] = f"{column} (attribute)" if meant in names.values() else meant
    return [
        (int(line), {names[str(key)]: cell for key, cell in row.items() if isinstance(cell, str)})
        for line, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write partners and ties with all their columns."""
    nodes = [{"Id": row.pop("id"), "Label": row.pop("name", ""), **apart(row, ["Id", "Label"])}
             for row in rows_of(coalition.partners)]  # fmt: skip
    for row in nodes:
        row["Label"] = row["Label"] or row["Id"]
    edges = [
        {"Source": row.pop("source"), "Target": row.pop("target"),
         "Type": "Directed" if directed else "Undirected",
         **({"Weight": row.pop("weight")} if "weight" in row else {}),
         **({"Kind": row.pop("kind")} if "kind" in row else {}), **row}
        for directed, row in tie_rows(coalition)
    ]  # fmt: skip
    own_folder(path, [NODES, EDGES], "*.csv")
    with staged(path) as folder:
        save(folder / NODES, _text(nodes, ["Id", "Label"]))
        save(folder / EDGES, _text(edges, ["Source", "Target", "Type"]))
    return tables_lost(coalition, path)


def _text(rows: list[dict[str, Any]], first: list[str]) -> str:
    columns = list(dict.fromkeys([*first, *(key for row in rows for key in row)]))
    held: list[Mapping[str, Any]] = list(rows)
    return csv_text(columns, ([row.get(one, "") for one in columns] for row in held))
