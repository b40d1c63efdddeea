"""Parquet: a folder with a file for each table, or one file with one table."""

import importlib.util
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import FormatError, MissingExtraError
from leco.io.cells import own_folder
from leco.io.found import Found, refused
from leco.io.whole import staged
from leco.schema.headers import likely_table, table_name
from leco.schema.tables import ROWS
from leco.words import Note

ENDING = ".parquet"
MOST_CELLS = 200_000_000


def _require() -> None:
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError.of("needs_arrow")


def is_folder(path: Path) -> bool:
    """Whether a folder holds such tables."""
    return any(one.suffix.casefold() == ENDING for one in path.iterdir())


def read(path: Path) -> Found:
    """Read every table, with what its cells hold."""
    _require()
    files = sorted(one for one in path.iterdir() if one.suffix.casefold() == ENDING) \
        if path.is_dir() else [path]  # fmt: skip
    tables = {}
    for file in files:
        frame = _read(file)
        name = table_name(file.stem)
        if name not in ROWS and not path.is_dir():
            guess = likely_table(map(str, frame.columns))
            if guess is None:
                raise refused("no_tables_in", name=file.name)
            name = guess
        tables[name] = frame
    if not tables:
        raise refused("no_tables_in", name=path.name)
    return Found(tables)


def _read(file: Path) -> pd.DataFrame:
    from pyarrow import (  # type: ignore[import-not-found]  # an extra, absent where types are checked
        ArrowException,
        parquet,
    )

    try:
        about = parquet.read_metadata(file)
        if about.num_rows * about.num_columns > MOST_CELLS:
            raise refused("too_many_counted", name=file.name, line=1, value=f"{about.num_rows}")
        frame = parquet.read_table(file).to_pandas(ignore_metadata=True)
        columns = {str(name): _plain(frame[name]) for name in frame.columns}
    except FormatError:
        raise  # it is a ValueError too, and already says all
    # Its own description of the table may be broken as well: then it is no text, or no JSON.
    except (ArrowException, OSError, ValueError) as error:
        raise refused("parquet_broken", name=file.name) from error
    index = pd.RangeIndex(1, len(frame) + 1)
    return pd.DataFrame(columns).set_axis(index)


def _plain(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Give text as text, whatever way it was packed."""
    return column if pd.api.types.is_numeric_dtype(column) else column.astype(object)


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write every table to a file of its own."""
    _require()
    tables = {name: table for name, table in coalition.tables.items() if len(table.columns)}
    own_folder(path, [f"{name}{ENDING}" for name in tables], f"*{ENDING}")
    with staged(path) as folder:
        for name, table in tables.items():
            table.reset_index(drop=True).to_parquet(folder / f"{name}{ENDING}", engine="pyarrow")
    return []
