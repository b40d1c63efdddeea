"""write_marked(): a copy of a workbook in which every cell that asks for attention is coloured."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leco.errors import FormatError, LecoError, Problem
from leco.io.reader import Examined
from leco.io.sheets import AS_WRITTEN, WORKBOOK_CELL, cell_address, quoted, sheets_of
from leco.io.tables import WORKBOOKS
from leco.io.template import Place, offer, print_wide, require_new
from leco.schema.check import text
from leco.schema.headers import column_names
from leco.schema.tables import ROWS

WRONG, ODD = "#F4B183", "#FFF2CC"  # both readable with black letters, and in grey
COMMENT = {"author": "leco", "x_scale": 2, "y_scale": 1.5}


def write_marked(path: Path, target: Path, found: Examined, lang: str) -> int:
    """Copy a workbook, with a colour and a comment on what is wrong or odd; count those cells.

    Numbers stay numbers and everything else is text, as leco reads it: formulas become their
    values, dates are written as 2023-06-30. Layout is not copied. Empty sheets are.
    """
    if path.suffix.casefold() not in WORKBOOKS:
        raise LecoError(f"--mark goes with a workbook; {path.name} is none")
    require_new(target)
    marks: dict[str, list[Problem]] = {}
    for one in found.problems:
        marks.setdefault(one.cell, []).append(one)
    wrong = set(marks)
    for one in found.noted():
        marks.setdefault(one.cell, []).append(one)
    marks.pop("", None)
    sheets = sheets_of(path)
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
    from xlsxwriter.utility import xl_cell_to_rowcol  # type: ignore[import-untyped]  # no types

    with xlsxwriter.Workbook(str(target), AS_WRITTEN) as book:
        formats = {fill: book.add_format({"bg_color": fill, "border": 1}) for fill in (WRONG, ODD)}
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        places = _places(found)
        titles = {where.sheet: (table, where) for table, where in places.items()}
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            table, where = titles.get(title, ("", None))
            top = where.top if where else 1
            for row, cells in enumerate(rows, 1):
                for place, value in enumerate(cells):
                    _write(sheet, row, place, value, bold if where and row == top else None)
            if where is not None:
                sheet.freeze_panes(where.top, 1)
                offer(sheet, table, places, lang)
            print_wide(sheet)
            sheet.set_column(0, max((len(cells) for cells in rows), default=1), 16)
            for address, problems in marks.items():
                if not address.startswith(f"{quoted(title)}!"):
                    continue
                at, place = xl_cell_to_rowcol(address.rpartition("!")[2])
                cells = rows[at] if at < len(rows) else []
                value = cells[place] if place < len(cells) else None
                _write(sheet, at + 1, place, value, formats[WRONG if address in wrong else ODD])
                sheet.write_comment(at, place, _said(problems, lang), COMMENT)
    return len(marks)


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
    if len(written) > WORKBOOK_CELL:
        raise FormatError(
            f"{cell_address(sheet.get_name(), row, place)}: a cell of {len(written):,} characters "
            "does not fit in a workbook: shorten it first"
        )
    sheet.write_string(row - 1, place, written, shown)


def _said(problems: Sequence[Problem], lang: str) -> str:
    """Say in a comment what is wrong with a cell, and what to do."""
    lines = []
    for one in problems:
        message, hint = one.what(lang)
        lines.append(f"{message}.\n{hint}." if hint else f"{message}.")
    return "\n".join(line[:1].upper() + line[1:] for line in "\n".join(lines).split("\n"))
