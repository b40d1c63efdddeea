"""The formats of other programs: each a reader and a writer, and what tells it apart.

To add one, write a module with ``read(path) -> Found`` and ``write(coalition, path) -> notes``,
and a line in `FORMATS`.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from leco.coalition.coalition import Coalition
from leco.errors import LecoError, meant
from leco.io import (
    edge_list,
    gephi,
    gexf,
    graphml,
    json_graph,
    kumu,
    matrix,
    pajek,
    parquet,
    ucinet,
    vna,
)
from leco.io.found import Found, begins
from leco.io.sheets import filled, sheets_of
from leco.io.tables import DELIMITERS, MOST_COLUMNS, WHO_AND_WHAT, WORKBOOKS, cells_of, read_text
from leco.schema.headers import fold, likely_table, table_name
from leco.schema.tables import ROWS
from leco.words import Note


@dataclass(frozen=True)
class Format:
    """One format: the endings of its files, its reader, its writer, and how its files begin."""

    endings: tuple[str, ...]
    read: Callable[[Path], Found]
    write: Callable[[Coalition, Path], list[Note]]
    start: str = ""
    labelled: bool = False  # whether a table of labels may lie beside
    folder: bool = False


# leco's own: a folder of CSV files, a workbook.
OWN = {"csv": "", "xlsx": ".xlsx"}
# Where two have the same ending, the first is meant unless another is asked for.
FORMATS: dict[str, Format] = {
    "graphml": Format((".graphml",), graphml.read, graphml.write,
                      r"\A(?=<)[^\0]*?<(\w+:)?graphml\b"),
    "gexf": Format((".gexf",), gexf.read, gexf.write, r"\A(?=<)[^\0]*?<(\w+:)?gexf\b"),
    "pajek": Format((".net", ".paj"), pajek.read, pajek.write,
                    r"\A(%[^\n]*\n\s*)*\*(network|vertices)\b", labelled=True),
    "ucinet": Format((".dl",), ucinet.read, ucinet.write, r"\Adl\s[^\0]*?\b(n[rc]?|format)\s*=",
                     labelled=True),
    "jgf": Format((".json", ".jgf"), json_graph.read, json_graph.write),
    "kumu": Format((".json", ".xlsx"), kumu.read, kumu.write, labelled=True),
    "vna": Format((".vna",), vna.read, vna.write, r"\A\*\s*(node|tie)\s+(data|properties)",
                  labelled=True),
    "gephi": Format((), gephi.read, gephi.write, folder=True),
    "parquet": Format((".parquet",), parquet.read, parquet.write, folder=True),
    "matrix": Format((".csv", ".xlsx"), matrix.read, matrix.write),
    "edges": Format((".csv", ".edgelist", ".edges", ".ncol"), edge_list.read, edge_list.write,
                    labelled=True),
}  # fmt: skip
NAMES = (*OWN, *FORMATS)
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^<>]*?\bname="([^"]*)"')


def format_of(path: Path) -> str | None:
    """Tell the format of what is read; None where it is leco's own tables.

    What a file begins with goes before the ending of its name.
    """
    if path.is_dir():
        return _of_folder(path)
    ending = path.suffix.casefold()
    if ending in WORKBOOKS:
        return _of_workbook(path)
    start = begins(path)
    told = [name for name, one in FORMATS.items()
            if one.start and re.search(one.start, start, re.IGNORECASE)]  # fmt: skip
    if told:
        return told[0]
    if ending in {".json", ".jgf"} or (start.startswith("{") and ending not in {".csv", ".tsv"}):
        return "kumu" if kumu.is_blueprint(json_graph.read_json(path)) else "jgf"
    if ending not in {".csv", ".tsv", ".txt", ""}:
        return next((name for name, one in FORMATS.items() if ending in one.endings), None)
    return _of_table(path)


def _of_folder(path: Path) -> str | None:
    if gephi.is_folder(path):
        return "gephi"
    tables = any(one.suffix.casefold() in {".csv", ".tsv"} for one in path.iterdir())
    return "parquet" if not tables and parquet.is_folder(path) else None


def _of_table(path: Path) -> str | None:
    """Tell what a table of text is by its first row."""
    with path.open("rb") as file:
        line = file.readline(4_000_000)
    if table_name(path.stem) in ROWS or b"\0" in line:
        return None
    first = line.decode("utf-8-sig", errors="replace")
    header = max((_cells(first, one) for one in DELIMITERS), key=len)[:MOST_COLUMNS]
    if {"source", "target", "type"} <= set(map(fold, header)):
        return "gephi" if gephi.has_ways(read_text(path, "stored").frame) else None
    if likely_table(header) is None and len(header) > 1 and matrix.is_matrix(cells_of(path)):
        return "matrix"
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:
        return []


def _of_workbook(path: Path) -> str | None:
    """Tell what a workbook is by the names of its sheets, else by their first rows."""
    try:
        with zipfile.ZipFile(path) as archive:
            held = archive.getinfo("xl/workbook.xml")
            content = archive.read(held) if held.file_size < 1_000_000 else b""
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, NotImplementedError,
            EOFError, zlib.error):  # fmt: skip
        return None  # an older workbook, or none: its reader says so
    titles = [one.decode("utf-8", errors="replace") for one in _SHEET.findall(content)]
    if kumu.is_workbook(titles):
        return "kumu"
    # A single sheet may hold a matrix whatever it is called.
    if len(titles) != 1 and any(table_name(title) in WHO_AND_WHAT for title in titles):
        return None
    sheets = [rows for rows in map(filled, sheets_of(path).values()) if rows]
    return "matrix" if sheets and all(map(matrix.is_matrix, sheets)) else None


def format_for(path: Path, to: str | None) -> str:
    """Tell in which format to write: what is asked for, else what the ending says.

    Raises
    ------
    LecoError
        When there is no such format, or the ending does not tell.
    """
    ending = path.suffix.casefold()
    if to is not None:
        if to not in NAMES:
            raise LecoError.of("no_format", name=to, near=meant(to, NAMES),
                                       listed=", ".join(NAMES))  # fmt: skip
        if to in OWN and ending == ".csv":
            raise _one_file(path)
        if to == "xlsx" and ending != ".xlsx":
            raise LecoError.of("needs_xlsx", name=path.name)
        return to
    if ending == ".csv":
        raise _one_file(path)
    if ending == ".xlsx":
        return "xlsx"
    return next((name for name, one in FORMATS.items() if ending in one.endings), "csv")


def _one_file(path: Path) -> LecoError:
    return LecoError.of("one_csv", name=path.name)
