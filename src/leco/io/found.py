"""What a file of another program holds: tables as text, where each row stands, and notes."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from leco.errors import FormatError
from leco.schema.check import text
from leco.words import Note

# A row of a table and the line, or the place in the list, where the file has it.
Row = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Found:
    """The tables of a file, not checked yet; its name for the coalition, if it gives one."""

    tables: Mapping[str, pd.DataFrame]
    name: str = ""
    notes: tuple[Note, ...] = ()


def refused(code: str, **values: Any) -> FormatError:
    """Make the error that says why a file cannot be read, and what to do."""
    return FormatError.of(code, **values)


def found(
    partners: Sequence[Row], ties: Sequence[Row] | None, name: str = "",
    notes: Iterable[Note] = (),
    **more: Sequence[Row],
) -> Found:  # fmt: skip
    """Make tables of rows; of direction nothing is said where no tie has one."""
    tables = {"partners": frame(partners, ["id"])}
    if ties is not None:
        if not any(row.get("directed") == "yes" for _, row in ties):
            ties = [(line, {key: value for key, value in row.items() if key != "directed"})
                    for line, row in ties]  # fmt: skip
        tables["ties"] = frame(ties, ["source", "target"])
    tables |= {table: frame(rows) for table, rows in more.items() if rows}
    return Found(tables, clean(name), tuple(notes))


def frame(rows: Sequence[Row], first: Iterable[str] = ()) -> pd.DataFrame:
    """Put rows in a table of text, by the lines they stand on."""
    columns = list(dict.fromkeys([*first, *(column for _, row in rows for column in row)]))
    held = [[_cell(row.get(column)) for column in columns] for _, row in rows]
    index = pd.Index([line for line, _ in rows], dtype="int64")
    return pd.DataFrame(held, index=index, columns=pd.Index(columns, dtype="str"), dtype="str")


def _cell(value: Any) -> str | None:
    written = text(value)
    return text(clean(written)) if written is not None else None


def clean(cell: str) -> str:
    """Trim a cell and compose its accents: a file hides both from the eye."""
    if cell.isascii():  # which has neither, and is most of what a large file holds
        return cell.strip()
    return unicodedata.normalize("NFC", cell.replace("\ufeff", "").replace("\u00a0", " ")).strip()


def apart(attributes: Mapping[str, Any], taken: Iterable[str]) -> dict[str, Any]:
    """Give attributes names that are not those of what a row has by itself."""
    held = set(taken)
    return {f"{name} (attribute)" if name in held else name: value
            for name, value in attributes.items()}  # fmt: skip


def named(labels: Sequence[str]) -> list[dict[str, str]]:
    """Call partners by their labels; where two have the same, by number, with the label as name."""
    cleaned = [clean(label) for label in labels]
    if len(set(cleaned)) == len(cleaned) and all(cleaned):
        return [{"id": label} for label in cleaned]
    return [{"id": str(place), "name": label} for place, label in enumerate(cleaned, 1)]


def begins(path: Path) -> str:
    """Give the first signs of a text file, in any of the usual encodings."""
    with path.open("rb") as file:
        start = file.read(4096)
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return start.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
