"""Cells as files hold them, and folders that hold what leco wrote and nothing else."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from leco.errors import LecoError, known_names
from leco.io.whole import staged

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """Give a cell of a CSV file; text that a spreadsheet would run gets a quote in front.

    >>> cell("=1+1"), cell(2.0), cell(None)
    ("'=1+1", '2', '')
    """
    written = plain(value)
    return guarded(written) if isinstance(written, str) else str(written)


def guarded(written: str) -> str:
    """Put a quote in front of text that a spreadsheet would run."""
    # A quote already there is kept apart from ours by one more.
    return f"'{written}" if written.lstrip("'").startswith(DANGEROUS) else written


def plain(value: Any) -> str | float | int:
    """Give a cell as text or number; blank for not known, yes or no for a flag."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if isinstance(value, int) else str(value)


def csv_text(header: Iterable[object], rows: Iterable[Iterable[Any]]) -> str:
    """Write rows as the text of a CSV file."""
    file = io.StringIO()
    usual = csv.writer(file, lineterminator="\n")
    quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    usual.writerow([guarded(str(column)) for column in header])
    for row in rows:
        cells = [cell(value) for value in row]
        # The csv module leaves a lone carriage return bare, which ends a row elsewhere.
        (quoted if any("\r" in one for one in cells) else usual).writerow(cells)
    return file.getvalue()


def own_folder(place: Path, names: Iterable[str], pattern: str = "*") -> None:
    """Refuse a folder that holds files which are not to be written there.

    Raises
    ------
    LecoError
        When it is a file, or holds others that fit the pattern.
    """
    if place.is_file():
        raise LecoError.of("is_file", place=str(place))
    known = set(names)
    others = sorted(one.name for one in place.glob(pattern) if one.name not in known)
    if others:
        raise LecoError.of("not_empty", place=str(place), there=known_names(others))


def fill(place: Path, files: Mapping[str, str]) -> None:
    """Write texts to a folder that holds nothing else."""
    own_folder(place, files)
    with staged(place) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
