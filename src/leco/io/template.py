"""template(): an empty workbook that explains itself, to fill in and read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from leco import words
from leco.errors import LecoError
from leco.io.sheets import letters, new_workbook, quoted
from leco.schema.cells import Entity, Flag, Kind, Number, Strength, Tier
from leco.schema.tables import ROWS
from leco.schema.vocabularies import ENTITIES, KINDS, TIERS

# The sheets of a new workbook; what else leco reads is on the page about tables.
SHEETS = ("partners", "ties", "activities", "participations", "needs", "ratings")
ROOM = 2000  # rows for which cells offer their lists
_TEXT = "@"  # a spreadsheet leaves such a cell alone: 2023-06 does not become 1 June
NARROWEST, WIDEST = 13, 60
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#8A94A6"}
_NEEDED = {**_HEAD, "bg_color": "#1B4F72", "font_color": "#FFFFFF"}
_WANTED = {**_HEAD, "bg_color": "#D6E4F0"}


@dataclass(frozen=True)
class Place:
    """Where a table stands in a workbook: its sheet, the row of its header, its columns."""

    sheet: str
    top: int
    columns: Mapping[str, int]


def template(path: str | Path, *, lang: str | None = None) -> Path:
    """Write an empty workbook to fill in: one sheet per table, explained in Dutch or English.

    The first sheet says how to fill it in, column by column, with examples that are never read as
    data. The others have their headers only, each with a comment; cells offer a list where leco
    knows the words (kinds of tie, tiers, yes or no) or the partners that are already there, and
    refuse strengths that are not above 0. `read` takes a sheet that nobody filled in for not
    known, not for empty. Dates are cells of text, so that a spreadsheet does not make the first of
    June out of "June".

    Parameters
    ----------
    path : str or Path
        Must end in ``.xlsx``; a file that is there is never overwritten.
    lang : {"en", "nl"}, optional
        Else ``LECO_LANG``, else English.

    Returns
    -------
    Path

    Raises
    ------
    LecoError
        When the file is there already, or has another ending.

    Examples
    --------
    >>> import tempfile
    >>> place = template(tempfile.mkdtemp() + "/genk.xlsx", lang="nl")
    >>> from leco.io.sheets import sheets_of
    >>> list(sheets_of(place))
    ['Uitleg', 'Partners', 'Verbindingen', 'Activiteiten', 'Deelnames', 'Noden', 'Beoordelingen']
    """
    place, lang = Path(path), words.language(lang)
    require_new(place)
    with new_workbook(place) as book:
        _explain(book, lang)
        places = {
            table: Place(_title(table, lang), 1, {
                column: at for at, column in enumerate(ROWS[table].model_fields)
            })
            for table in SHEETS
        }  # fmt: skip
        text = book.add_format({"num_format": _TEXT})
        heads = {True: book.add_format(_NEEDED), False: book.add_format(_WANTED)}
        for table, where in places.items():
            sheet = book.add_worksheet(where.sheet)
            for column, at in where.columns.items():
                head = header(table, column, lang)
                said = words.text(f"explain.{table}.{column}", lang)
                needed = ROWS[table].model_fields[column].is_required()
                free = answer(table, column) not in {Strength, Number}
                sheet.set_column(at, at, max(NARROWEST, len(head) + 3), text if free else None)
                sheet.write_string(0, at, head, heads[needed])
                sheet.write_comment(0, at, said, {"author": "leco", "x_scale": 1.6, "y_scale": 1.2})
            sheet.freeze_panes(1, 1)
            sheet.repeat_rows(0)
            print_wide(sheet)
            offer(sheet, table, places, lang)
    return place


def require_new(place: Path) -> None:
    """Refuse to write a workbook over another file, or under another ending."""
    if place.suffix.casefold() != ".xlsx":
        raise LecoError.of("ends_in_xlsx", name=place.name)
    if place.exists():
        raise LecoError.of("there_already", place=str(place))


def header(table: str, column: str, lang: str) -> str:
    """Give the header of a column as a new workbook has it."""
    return words.text(f"header.{table}.{column}", lang).replace("_", " ")


def _title(table: str, lang: str) -> str:
    return words.text(f"table.{table}", lang).capitalize()


def print_wide(sheet: Any) -> None:
    """Print a sheet in the width of a page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _explain(book: Any, lang: str) -> None:
    """Write the sheet that says how to fill in the others, and shows what to write."""
    sheet = book.add_worksheet(words.text("workbook.sheet", lang))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    shown = book.add_format({"text_wrap": True, "valign": "top", "italic": True})
    strong = book.add_format({"bold": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 16})
    head = book.add_format(_NEEDED)
    for place, width in enumerate((16, 22, 10, WIDEST, 24)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, words.text("workbook.title", lang), title)
    row = 1
    for line in words.text("workbook.how", lang).split("\n"):
        sheet.merge_range(row, 0, row, 4, line, wrap)
        sheet.set_row(row, 15 * (1 + len(line) // 170))
        row += 1
    row += 1
    for place, name in enumerate(("sheet", "column", "needed", "what", "example")):
        sheet.write_string(row, place, words.text(f"workbook.head.{name}", lang), head)
    for table in SHEETS:
        for column, field in ROWS[table].model_fields.items():
            row += 1
            needed = words.text("workbook.needed", lang) if field.is_required() else ""
            said = words.text(f"explain.{table}.{column}", lang)
            sheet.write_string(row, 0, _title(table, lang), wrap)
            sheet.write_string(row, 1, header(table, column, lang), strong if needed else wrap)
            sheet.write_string(row, 2, needed, wrap)
            sheet.write_string(row, 3, said, wrap)
            sheet.write_string(row, 4, words.text(f"example.{table}.{column}", lang), shown)
            sheet.set_row(row, 15 * (1 + len(said) // 75))
    print_wide(sheet)


def offer(sheet: Any, table: str, places: Mapping[str, Place], lang: str) -> None:
    """Let the cells of a table offer what may be chosen, and refuse what can only be wrong."""
    where = places[table]
    for column, at in where.columns.items():
        if column not in ROWS[table].model_fields:
            continue
        for rule in _rules(table, column, places, lang):
            sheet.data_validation(where.top, at, where.top + ROOM - 1, at, rule)


def _rules(
    table: str, column: str, places: Mapping[str, Place], lang: str
) -> Iterator[dict[str, object]]:
    allowed = answer(table, column)
    title = header(table, column, lang)[:32]
    closed: dict[Any, tuple[str, Mapping[str, object]]] = {
        Entity: ("entity", ENTITIES), Tier: ("tier", TIERS), Flag: ("flag", {"yes": 1, "no": 0}),
        Kind: ("kind", KINDS),
    }  # fmt: skip
    if allowed in closed:
        kind, codes = closed[allowed]
        listed = [words.word(kind, code, lang) for code in codes]
        # Kinds of tie are open: the list helps, and refuses nothing.
        message = words.text("workbook.choose", lang, listed=", ".join(listed))
        yield {"validate": "list", "source": listed, "show_error": allowed is not Kind,
               "error_title": title, "error_message": message}  # fmt: skip
    elif allowed is Strength:
        yield {"validate": "decimal", "criteria": ">", "value": 0, "error_title": title,
               "error_message": words.text("workbook.above_zero", lang)}  # fmt: skip
    elif allowed is Number:
        message = words.text("workbook.number", lang)
        yield {"validate": "decimal", "criteria": "between", "minimum": -1e9, "maximum": 1e9,
               "error_title": title, "error_message": message}  # fmt: skip
    other, key = ROWS[table].refers.get(column, ("", ""))
    if other in places and key in places[other].columns:
        there = places[other]
        letter = letters(there.columns[key])
        span = f"${letter}${there.top + 1}:${letter}${there.top + ROOM}"
        message = words.text("workbook.unknown", lang, sheet=there.sheet)
        yield {"validate": "list", "source": f"={quoted(there.sheet)}!{span}",
               "error_type": "warning", "error_title": title, "error_message": message}  # fmt: skip


def answer(table: str, column: str) -> Any:
    """Give the type that says what a cell of an optional column may hold."""
    return next(iter(get_args(ROWS[table].model_fields[column].annotation)), None)
