"""write(): a Coalition to a folder of CSV files or one workbook, readable again."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import FormatError, LecoError
from leco.io.tables import key_values
from leco.schema.check import text
from leco.schema.tables import ROWS

WORKBOOK_CELL = 32_767  # the most characters Excel takes in a cell, and in the name of a sheet
WORKBOOK_TITLE = 31
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write(coalition: Coalition, path: str | Path) -> Path:
    """Write a coalition so that `read` gives the same again.

    A path that ends in ``.xlsx`` becomes one workbook, any other a folder of CSV files
    (UTF-8, comma). Dates are written as they were given, unknown tables and columns too. In
    CSV, text that a spreadsheet would run as a formula gets a quote in front, which `read`
    takes off again; in a workbook it is written as text.

    Parameters
    ----------
    coalition : Coalition
    path : str or Path

    Returns
    -------
    Path
        The folder or file.

    Raises
    ------
    LecoError
        When the folder holds tables of something else, or a table has a name that no file
        or sheet can bear.
    """
    place = Path(path)
    tables = {name: frame for name, frame in coalition.tables.items() if len(frame.columns)}
    about = tables.get("coalition")
    if coalition.name and (about is None or "name" not in about.columns):
        own = about if about is not None and len(about) else pd.DataFrame(index=[2])
        named = own.assign(name=pd.Series([coalition.name], index=own.index[:1], dtype="str"))
        tables["coalition"] = named[["name", *(one for one in named.columns if one != "name")]]
    if "coalition" in tables:
        tables["coalition"] = _unmistakable(tables["coalition"])
    _require_names(list(tables), workbook=place.suffix.casefold() == ".xlsx")
    if place.suffix.casefold() == ".xlsx":
        _write_workbook(tables, place)
    else:
        _write_folder(tables, place)
    return place


def _require_names(names: list[str], *, workbook: bool) -> None:
    """Refuse a table whose name would lead out of the folder, or that no sheet can bear."""
    seen: set[str] = set()
    for name in names:
        odd = not name.strip(" .") or any(sign in name for sign in '/\\:*?"<>|[]\0')
        long = workbook and (len(name) > WORKBOOK_TITLE or name[0] == "'" or name[-1] == "'")
        if odd or long or name.casefold() in seen:
            raise LecoError(
                f"the table {name!r} cannot be written under that name: choose a short name of "
                "letters and digits that no other table has"
            )
        seen.add(name.casefold())


def _unmistakable(about: pd.DataFrame) -> pd.DataFrame:
    """Write keys and values below each other where the row itself would be read as such.

    A coalition called "objective" in a table of two columns is one.
    """
    if len(about) != 1:
        return about
    header = list(about.columns)
    (row,) = about.itertuples(index=False, name=None)
    cells = [_plain(value) for value in row]
    mistaken = key_values([(1, list(map(text, header))), (2, list(map(text, cells)))])
    return about if mistaken is None else pd.DataFrame({"key": header, "value": cells})


def _write_folder(tables: dict[str, pd.DataFrame], place: Path) -> None:
    if place.is_file():
        raise LecoError(f"{place} is a file: give a folder, or a name that ends in .xlsx")
    place.mkdir(parents=True, exist_ok=True)
    others = sorted(one.name for one in place.glob("*.csv") if one.stem not in tables)
    if others:
        raise LecoError(f"{place} already holds {', '.join(others[:5])}: choose an empty folder")
    for name, frame in tables.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            plain = csv.writer(file, lineterminator="\n")
            quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            plain.writerow([_guarded(str(column)) for column in frame.columns])
            for row in frame.itertuples(index=False, name=None):
                cells = [_cell(value) for value in row]
                # The csv module leaves a lone carriage return bare, which ends a row elsewhere.
                (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)


def _cell(value: Any) -> str:
    plain = _plain(value)
    return _guarded(plain) if isinstance(plain, str) else str(plain)


def _guarded(cell: str) -> str:
    # A quote already there is kept apart from ours by one more.
    return f"'{cell}" if cell.lstrip("'").startswith(DANGEROUS) else cell


def _plain(value: Any) -> str | float | int:
    """Give a cell as text or number; blank for not known, yes or no for a flag."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool) or str(type(value)).endswith("bool'>"):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if isinstance(value, int) else str(value)


def _write_workbook(tables: dict[str, pd.DataFrame], place: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    place.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(place), options) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, frame in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(frame.columns):
                sheet.write_string(0, column, str(title), bold)
                numeric = name in ROWS and pd.api.types.is_float_dtype(frame[title])
                for row, value in enumerate(frame[title], 1):
                    plain = _plain(value)
                    if isinstance(plain, str) or not numeric:
                        written = str(plain)
                        if len(written) > WORKBOOK_CELL:
                            raise FormatError(
                                f"{name}, {title}: a cell of {len(written):,} characters does not "
                                "fit in a workbook: write a folder of CSV files"
                            )
                        if written:
                            sheet.write_string(row, column, written)
                    else:
                        sheet.write_number(row, column, plain)
