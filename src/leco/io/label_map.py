"""Labels for programs that take short or plain ones only, and a table that says whose they are."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from leco.coalition.loading import NAMING
from leco.io.cells import csv_text
from leco.io.found import Found, clean
from leco.io.tables import decode, parse, require_small
from leco.io.whole import save
from leco.words import Note


def map_beside(path: Path) -> Path:
    """Give the place of the table of labels of a file: ``genk.net`` has ``genk.labels.csv``."""
    return path.with_name(f"{path.stem}.labels.csv")


def labels(
    ids: Sequence[str], written: Callable[[str], str], longest: int, path: Path
) -> tuple[list[str], list[Note]]:
    """Give each partner a label of its own that a format can hold.

    Where one differs from the id, a table beside the file says whose it is, and a note says so.
    """
    given: list[str] = []
    taken: set[str] = set()
    for one in ids:
        label = written(one)[:longest].strip() or "x"
        place = 2
        while label.casefold() in taken:
            end = f"~{place}"
            label, place = written(one)[: longest - len(end)].strip() + end, place + 1
        taken.add(label.casefold())
        given.append(label)
    changed = sum(one != label for one, label in zip(ids, given, strict=True))
    if not changed:
        return given, []
    beside = map_beside(path)
    save(beside, csv_text(["partner", "label"], zip(ids, given, strict=True)))
    return given, [Note("lost_labels", {"count": changed, "file": beside.name})]


def plain(one: str, *, ascii_only: bool = False) -> str:
    """Write a label on one line, without the quotes that would end it."""
    said = re.sub(r"\s+", " ", one.replace('"', "'")).strip()
    said = "".join(sign for sign in said if sign.isprintable())
    if not ascii_only:
        return said
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", said) if sign.isascii())
    return bare.strip() or "x"


def restored(found: Found, path: Path) -> Found:
    """Call partners as they were called, where a table of labels of their own lies beside.

    Only where it knows every label of the file; else it is of another file.
    """
    beside = map_beside(path)
    if not beside.is_file():
        return found
    require_small(beside)
    written = [cells for _, cells in parse(beside.name, decode(beside)[0], ",", 0)]
    if not written:
        return found
    header, *rows = written
    if [clean(cell or "") for cell in header[:2]] != ["partner", "label"]:
        return found
    back = {clean(cells[1] or "").casefold(): cells[0] for cells in rows if len(cells) == 2}
    partners = found.tables["partners"].copy()
    if not len(partners) or not partners["id"].str.casefold().isin(list(back)).all():
        return found
    partners["id"] = _back(partners["id"], back)
    tables = {**found.tables, "partners": partners}
    # Of two modes there are participations instead of ties.
    for table in NAMING.keys() & tables.keys():
        named = {
            one: _back(tables[table][one], back) for one in NAMING[table] if one in tables[table]
        }
        tables[table] = tables[table].assign(**named)
    note = Note("labels_restored", {"file": beside.name})
    return Found(tables, found.name, (*found.notes, note))


def _back(column: "pd.Series[str]", back: dict[str, str | None]) -> "pd.Series[str]":
    return column.str.casefold().map(back).astype("str")
