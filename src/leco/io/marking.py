"""write_marked(): a copy of a workbook in which every cell that asks for attention is coloured."""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from leco.errors import FormatError, LecoError, Problem, excerpt
from leco.io.reader import Examined
from leco.io.sheets import WORKBOOK_CELL, cell_address, new_workbook, quoted, sheets_of
from leco.io.tables import WORKBOOKS
from leco.io.template import NARROWEST, WIDEST, Place, offer, print_wide, require_new
from leco.schema.check import text
from leco.schema.headers import column_names
from leco.schema.tables import ROWS

WRONG, ODD = "#F4B183", "#FFF2CC"  # both readable with black letters, and in grey
_NO_TITLE = re.compile(r"^'|'$|[\[\]:*?/\\]|.{32}")  # other spreadsheets allow more
COMMENT = {"author": "leco", "x_scale": 2, "y_scale": 1.5}


def write_marked(path: Path, target: Path, found: Examined, lang: str) -> int:
    """Copy a workbook, with a colour and a comment on what is wrong or odd; count those cells.

    Numbers stay numbers and everything else is text, as leco reads it: formulas become their
    values, dates are written as 2023-06-30. Layout is not copied. Empty sheets are.
    """
    if path.suffix.casefold() not in WORKBOOKS:
        raise LecoError.of("mark_workbook", name=path.name)
    require_new(target)
    marks = _marks(found)
    sheets = sheets_of(path)
    _require_bearable(sheets)
    places = _places(found)
    titles = {where.sheet: table for table, where in places.items()}
    with new_workbook(target) as book:
        shown = {fill: book.add_format({"bg_color": fill, "border": 1}) for fill in (WRONG, ODD)}
        head = book.add_format({"bold": True})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            top = places[titles[title]].top if title in titles else 0
            for row, cells in enumerate(rows, 1):
                for place, value in enumerate(cells):
                    _write(sheet, row, place, value, head if row == top else None)
            if title in titles:
                sheet.freeze_panes(top, 1)
                offer(sheet, titles[title], places, lang)
            print_wide(sheet)
            for place, width in enumerate(_widths(rows[max(top - 1, 0) :])):
                sheet.set_column(place, place, width)
            for (row, place), (problems, fill) in marks.get(title, {}).items():
                cells = rows[row - 1] if row <= len(rows) else []
                value = cells[place] if place < len(cells) else None
                _write(sheet, row, place, value, shown[fill])
                sheet.write_comment(row - 1, place, _said(problems, lang), COMMENT)
    return sum(map(len, marks.values()))


def _marks(found: Examined) -> dict[str, dict[tuple[int, int], tuple[list[Problem], str]]]:
    """Put what is wrong or odd by its sheet, row and place, with the colour of the worst."""
    from xlsxwriter.utility import xl_cell_to_rowcol  # type: ignore[import-untyped]  # no types

    titles = {quoted(table.sheet): table.sheet for table in found.tables.values()}
    marks: dict[str, dict[tuple[int, int], tuple[list[Problem], str]]] = {}
    for fill, problems in ((WRONG, found.problems), (ODD, found.noted())):
        for one in problems:
            sheet, _, cell = one.cell.rpartition("!")
            if sheet in titles:
                row, place = xl_cell_to_rowcol(cell)
                there = marks.setdefault(titles[sheet], {})
                there.setdefault((row + 1, place), ([], fill))[0].append(one)
    return marks


def _require_bearable(sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """Refuse titles and cells that another kind of spreadsheet can hold and a workbook cannot."""
    for title, rows in sheets.items():
        if _NO_TITLE.search(title):
            raise LecoError.of("sheet_name", title=excerpt(title))
        for row, cells in enumerate(rows, 1):
            for place, value in enumerate(cells):
                if isinstance(value, str) and len(value) > WORKBOOK_CELL:
                    cell = cell_address(title, row, place)
                    raise FormatError.of("long_cell", place=cell, count=len(value))


def _places(found: Examined) -> dict[str, Place]:
    """Tell where each table stands, by leco's names for its columns."""
    places = {}
    for name, table in found.tables.items():
        if name in ROWS and not table.stands:
            named, _ = column_names(name, table.places)
            columns = {named[header]: place for header, place in table.places.items()}
            places[name] = Place(table.sheet, table.top, columns)
    return places


def _write(sheet: Any, row: int, place: int, value: object, shown: Any) -> None:
    """Write a cell again: a number as a number, anything else as text."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        sheet.write_number(row - 1, place, value, shown)
        return
    written = text(value)
    if written is None:
        if shown is not None:
            sheet.write_blank(row - 1, place, None, shown)
        return
    sheet.write_string(row - 1, place, written, shown)


def _widths(rows: Sequence[Sequence[object]]) -> list[int]:
    """Give columns the width of what stands in them, within reason."""
    wide: list[int] = []
    for cells in rows:
        written = [len(str(value)) for value in cells]
        wide += [0] * (len(written) - len(wide))
        if any(written[1:]):  # else a line that runs across
            wide[: len(written)] = map(max, wide, written)
    return [min(max(one + 2, NARROWEST), WIDEST) for one in wide]


def _said(problems: Sequence[Problem], lang: str) -> str:
    """Say in a comment what is wrong with a cell, and what to do."""
    lines = []
    for one in problems:
        message, hint = one.what(lang)
        lines.append(f"{message}.\n{hint}." if hint else f"{message}.")
    return "\n".join(line[:1].upper() + line[1:] for line in "\n".join(lines).split("\n"))
