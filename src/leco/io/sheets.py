"""Workbooks as they are: sheets, cells and their addresses, before anything is understood."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from leco.errors import FormatError
from leco.io.reach import require_reasonable
from leco.io.whole import replacing
from leco.schema.check import text

# Rows of a table with their numbers; a cell is text, or None where it is blank.
Cells = list[tuple[int, list[str | None]]]

WORKBOOK_CELL = 32_767  # the most characters Excel takes in a cell
# What xlsxwriter must not do: make formulas, links or numbers of text.
AS_WRITTEN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def cell_address(sheet: str, row: int, place: int) -> str:
    """Write the address of a cell as a spreadsheet does, rows from 1 and columns from 0.

    >>> cell_address("Partners", 7, 1), cell_address("Wie met wie", 2, 27)
    ('Partners!B7', "'Wie met wie'!AB2")
    """
    return f"{quoted(sheet)}!{letters(place)}{row}"


def letters(place: int) -> str:
    """Give the letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def quoted(sheet: str) -> str:
    """Quote the name of a sheet where a formula or an address needs it."""
    plain = re.fullmatch(r"[^\W\d]\w*", sheet)
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    """Give the cells of each sheet of a workbook, as the spreadsheet holds them."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        require_reasonable(path)
        workbook = CalamineWorkbook.from_path(str(path))
        return {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except FormatError:
        raise  # it is a ValueError too, and already says all
    except (
        CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # zipfile's word for a packing it does not know
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise FormatError.of("no_workbook", name=path.name) from error


def filled(sheet: list[list[Any]]) -> Cells:
    """Give the rows of a sheet as text with their numbers, but for the empty ones."""
    rows = [(number, [text(cell) for cell in cells]) for number, cells in enumerate(sheet, 1)]
    return [(number, cells) for number, cells in rows if any(cells)]


@contextmanager
def new_workbook(place: Path) -> Iterator[Any]:
    """Open a new workbook that takes its place when all is written in it."""
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    with replacing(place) as fresh:
        book = xlsxwriter.Workbook(str(fresh), AS_WRITTEN)
        yield book
        try:
            book.close()
        except xlsxwriter.exceptions.XlsxFileError as error:
            raise OSError(f"{place} cannot be written: {error}") from error


def require_fits(table: str, column: object, value: object) -> None:
    """Refuse a text that no cell of a workbook can hold."""
    count = len(str(value))
    if count > WORKBOOK_CELL:
        raise FormatError.of("long_cell_written", place=f"{table}, {column}", count=count)
