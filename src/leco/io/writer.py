"""write(): a Coalition to a folder of CSV files or one workbook, readable again."""

from pathlib import Path

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import FormatError, LecoError
from leco.io.cells import csv_text, own_folder, plain
from leco.io.sheets import AS_WRITTEN, WORKBOOK_CELL
from leco.io.tables import key_values
from leco.schema.check import text
from leco.schema.tables import ROWS

WORKBOOK_TITLE = 31  # the most characters Excel takes in the name of a sheet


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
            raise LecoError.of("table_name", name=name)
        seen.add(name.casefold())


def _unmistakable(about: pd.DataFrame) -> pd.DataFrame:
    """Write keys and values below each other where the row itself would be read as such.

    A coalition called "objective" in a table of two columns is one.
    """
    if len(about) != 1:
        return about
    header = list(about.columns)
    (row,) = about.itertuples(index=False, name=None)
    cells = [plain(value) for value in row]
    mistaken = key_values([(1, list(map(text, header))), (2, list(map(text, cells)))])
    return about if mistaken is None else pd.DataFrame({"key": header, "value": cells})


def _write_folder(tables: dict[str, pd.DataFrame], place: Path) -> None:
    own_folder(place, [f"{name}.csv" for name in tables], "*.csv")
    for name, frame in tables.items():
        text = csv_text(frame.columns, frame.itertuples(index=False, name=None))
        (place / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


def _write_workbook(tables: dict[str, pd.DataFrame], place: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    place.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(place), AS_WRITTEN) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, frame in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(frame.columns):
                sheet.write_string(0, column, str(title), bold)
                numeric = name in ROWS and pd.api.types.is_float_dtype(frame[title])
                for row, value in enumerate(frame[title], 1):
                    cell = plain(value)
                    if isinstance(cell, str) or not numeric:
                        written = str(cell)
                        if len(written) > WORKBOOK_CELL:
                            raise FormatError.of(
                                "long_cell_written", place=f"{name}, {title}", count=len(written)
                            )
                        if written:
                            sheet.write_string(row, column, written)
                    else:
                        sheet.write_number(row, column, cell)
