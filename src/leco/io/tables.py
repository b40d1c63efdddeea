"""Raw tables out of files: text as people wrote it, with the row numbers they see.

Nothing is interpreted here beyond what a file needs to be read at all: its encoding, its
delimiter, where its header is. What cannot be read is a FormatError; what is odd within a
readable table is a Problem that is reported with all the others.
"""

import csv
import io
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from leco import words
from leco.errors import LISTED, FormatError, Problem, excerpt, known_names, shortened
from leco.io.found import clean
from leco.io.plain_text import distinct, plain_cells
from leco.io.sheets import Cells, cell_address, filled, sheets_of
from leco.schema.check import text
from leco.schema.headers import column_names, fold, likely_table, recognised, spoken, table_name
from leco.schema.tables import ROWS
from leco.words import Note, Term

LARGEST_FILE = 200_000_000
LARGEST_LIST, MOST_LINES = 60_000_000, 3_000_000
MOST_COLUMNS = 2000
MOST_CELLS = 20_000_000  # that are held one by one; plain text is not
DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_UNNAMED = re.compile(r"(?:sheet|blad|tabelle|feuil) ?\d*", re.IGNORECASE)
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# A quote that keeps a spreadsheet from running a cell as a formula (see the writer).
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_KEY, _VALUE = ("key", "field", "veld", "gegeven", "naam"), ("value", "waarde", "inhoud")
# A workbook must hold one of them.
WHO_AND_WHAT = {"partners", "ties", "participations"}


@dataclass
class RawTable:
    """One table as text: a frame indexed by the row numbers of the file, and what is odd.

    `stands` gives the row of each column where they were written below each other. Of a sheet,
    `sheet` is its title, `top` the row of its header, and `places` says where each column is.
    `language` is that of the titles of all sheets or files, where they tell it.
    """

    name: str
    frame: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    stands: dict[str, int] = field(default_factory=dict)
    sheet: str = ""
    top: int = 1
    places: dict[str, int] = field(default_factory=dict)
    language: str | None = None

    def address(self, row: int | str | None, column: str | None) -> str:
        """Give the cell of a row and a column, by its header or leco's name; blank in a file."""
        if not self.sheet:
            return ""
        if column in self.stands:
            return cell_address(self.sheet, self.stands[column], 1)
        places = dict(self.places)
        if self.name in ROWS:
            named, _ = column_names(self.name, self.places)
            places |= {named[header]: place for header, place in self.places.items()}
        numbered = re.fullmatch(r"column (\d+)", column or "")
        place = int(numbered[1]) - 1 if numbered else places.get(column or "", 0)
        return cell_address(self.sheet, row if isinstance(row, int) else self.top, place)


def require_there(path: Path) -> None:
    """Refuse a path at which there is nothing, and name what is near."""
    try:
        there_is = path.exists()
    except (OSError, ValueError):  # a path that no system takes: too long, a NUL sign
        there_is = False
    if not there_is:
        try:
            near = sorted(one.name for one in path.parent.glob("*"))[:10]
        except (OSError, ValueError):
            near = []
        there = Note("there", {"listed": shortened(", ".join(near), LISTED)}) if near else ""
        raise FormatError.of("no_file", path=excerpt(str(path)), there=there)


def read_raw(path: Path) -> list[RawTable]:
    """Read every table of a folder, a workbook or a single text file."""
    require_there(path)
    if path.is_dir():
        return _read_folder(path)
    require_small(path)
    if path.suffix.casefold() in WORKBOOKS:
        return _read_workbook(path)
    return [replace(read_text(path, None), language=spoken([path.stem]))]


def _read_folder(path: Path) -> list[RawTable]:
    files = sorted(one for one in path.iterdir() if one.suffix.casefold() in {".csv", ".tsv"})
    if not files:
        there = known_names(sorted(one.name for one in path.iterdir()))
        raise FormatError.of("no_tables", name=path.name, there=there)
    found: dict[str, tuple[str, RawTable]] = {}
    for file in files:
        require_small(file)
        name = table_name(file.stem)
        if name in found:
            raise FormatError.of("table_twice", name=found[name][0], other=file.name,
                                 table=Term("table", name))  # fmt: skip
        found[name] = (file.name, read_text(file, name))
    language = spoken(file.stem for file in files)
    return [replace(table, language=language) for _, table in found.values()]


def require_small(path: Path) -> None:
    """Refuse a file that is empty, or larger than any table should be."""
    if path.stat().st_size == 0:
        raise FormatError.of("empty_file", name=path.name)
    if path.stat().st_size > LARGEST_FILE:
        raise FormatError.of("too_large", name=path.name, most=LARGEST_FILE // 1_000_000)


def read_text(path: Path, name: str | None) -> RawTable:
    """Read a table of delimited text, whose name may be told by its headers."""
    content, encoding, delimiter, skipped = _delimited(path, name)
    plain = _plain_table(path, name, content, delimiter, skipped)
    if plain is not None:
        return plain
    rows = parse(path.name, content, delimiter, skipped)
    if name is None:
        header = [cell or "" for cell in rows[0][1]] if rows else []
        name = _called(path, header)
        if name is None:
            shown = ", ".join(excerpt(cell) for cell in header[:8])
            raise FormatError.of("no_known_table", name=path.name, row=shown, encoding=encoding)
    return _table(name, rows)


def cells_of(path: Path) -> Cells:
    """Give the rows of delimited text as they are, before a header is looked for."""
    content, _, delimiter, skipped = _delimited(path, None)
    return parse(path.name, content, delimiter, skipped)


def _delimited(path: Path, name: str | None) -> tuple[str, str, str, int]:
    """Give a text, its encoding, its delimiter and how many lines stand before its rows."""
    content, encoding = decode(path)
    if not content.strip():
        raise FormatError.of("empty_file", name=path.name)
    if hinted := _SEP_LINE.match(content):  # Excel's own first line "sep=;"
        return content[hinted.end() :], encoding, hinted[1], 1
    return content, encoding, _delimiter(content, name), 0


def _called(path: Path, header: list[str]) -> str | None:
    """Tell which table a file on its own holds: by its name, else by its headers."""
    stem = table_name(path.stem)
    return stem if stem in ROWS else likely_table(header[:MOST_COLUMNS])


def _plain_table(
    path: Path, name: str | None, content: str, delimiter: str, skipped: int
) -> RawTable | None:
    """Read a table that is plain all through; None leaves it to the careful reader."""
    first, _, rest = content.partition("\n")
    written = first.removesuffix("\r").split(delimiter)
    if '"' in first or not all(written):
        return None
    titles = [text(clean(_unguarded(title))) or "" for title in written]
    name = name or _called(path, titles)
    if name not in ROWS or name == "coalition" or not all(titles):
        return None
    _require_narrow(name, len(titles))
    cells = plain_cells(rest, delimiter, len(titles)) if len({*titles}) == len(titles) else None
    if cells is None:
        return None
    named, _ = column_names(name, titles)
    known = ROWS[name].model_fields
    read = {
        title: distinct(
            column, [text(clean(_unguarded(one))) for one in column.cat.categories.to_numpy(object)]
        )
        for title, (_, column) in zip(titles, cells.items(), strict=True)
    }
    frame = pd.DataFrame({
        title: column if named.get(title) in known else column.astype("str")
        for title, column in read.items()
    })  # fmt: skip
    frame.index = pd.RangeIndex(skipped + 2, skipped + 2 + len(frame))
    if all(column.hasnans for _, column in frame.items()):
        frame = frame[frame.notna().any(axis=1)]
    return RawTable(name, frame, top=skipped + 1)


def decode(path: Path) -> tuple[str, str]:
    """Give a file as text, and the encoding that reads it."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content:
        raise FormatError.of("no_text", name=path.name)
    else:
        # cp1252 leaves five bytes without meaning: such a file is no Windows text either.
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise FormatError.of("no_encoding", name=path.name, tried=", ".join(encodings))


def listed(path: Path) -> str:
    """Give a file of which every word is held for itself, unless that would fill the memory."""
    content, _ = decode(path)
    if len(content) > LARGEST_LIST or content.count("\n") > MOST_LINES:
        raise FormatError.of("too_long", name=path.name)
    return content


def _delimiter(content: str, name: str | None) -> str:
    """Choose the delimiter under which the header has the most columns that leco knows."""
    start = content.lstrip("\r\n ")[:20_000]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
        except (csv.Error, StopIteration):
            return (0, 0)
        tables = [name] if name in ROWS else list(ROWS)
        return max(recognised(table, header) for table in tables if table), len(header)

    return max(DELIMITERS, key=score)


def parse(name: str, content: str, delimiter: str, skipped: int) -> Cells:
    """Split into rows, numbered as a spreadsheet numbers them; empty rows fall away."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    rows: Cells = []
    number, left = skipped, MOST_CELLS
    try:
        for cells in reader:
            number += 1
            left -= 1 + len(cells)
            if left < 0:
                raise FormatError.of("too_many_quoted", name=name, most=MOST_CELLS)
            if any(cell and clean(cell) for cell in cells):
                rows.append((number, [text(_unguarded(cell)) for cell in cells]))
    except csv.Error as error:
        raise FormatError.of("no_cells", name=name, row=str(number + 1)) from error
    return rows


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _read_workbook(path: Path) -> list[RawTable]:
    sheets = {title: filled(cells) for title, cells in sheets_of(path).items()}
    guides = {title: lang for title, rows in sheets.items() if (lang := _guide(rows))}
    found: dict[str, RawTable] = {}
    nameless: dict[str, Cells] = {}
    unfilled: dict[str, RawTable] = {}
    for title, rows in sheets.items():
        name = table_name(title)
        if not rows or title in guides:
            continue
        if name not in ROWS:
            nameless[title] = rows
        elif name in found or name in unfilled:
            raise FormatError.of("sheet_twice", name=path.name, table=Term("table", name))
        elif guides and len(rows) == 1:
            # Of a workbook that leco made, a sheet nobody filled in says that it is not known.
            unfilled[name] = _table(name, rows, title)
        else:
            found[name] = _table(name, rows, title)
    named = bool(WHO_AND_WHAT & (found.keys() | unfilled.keys()))
    for title, rows in nameless.items():
        # Beside a sheet with a name that leco knows, another name says: something else.
        guess = None
        if not named or _UNNAMED.fullmatch(title.strip()):
            guess = likely_table(cell or "" for cell in rows[0][1])
        name = guess if guess and guess not in found else title
        found[name] = _table(name, rows, title)
    if not WHO_AND_WHAT & found.keys():
        empty = unfilled.get("partners")
        if empty is None:
            raise FormatError.of("no_sheet", name=path.name, there=known_names(sheets))
        first = cell_address(empty.sheet, empty.top + 1, 0)
        said = Problem.of("problem.no_partners", "partners", cell=first)
        found["partners"] = replace(empty, problems=[*empty.problems, said])
    language = next(iter(guides.values()), None) or spoken(sheets)
    return [replace(table, language=language) for table in found.values()]


def _guide(rows: Cells) -> str | None:
    """Tell in which language a sheet explains a workbook that leco made; None: it is another."""
    first = rows[0][1][0] if rows else None
    titles = {words.text("workbook.title", lang): lang for lang in words.LANGUAGES}
    return titles.get(first or "")


def _table(name: str, rows: Cells, sheet: str = "") -> RawTable:
    """Take the first row as header; report cells without one, keep the rest as text."""
    if not rows:
        return RawTable(name, pd.DataFrame(), sheet=sheet)
    stands: dict[str, int] = {}
    pairs = key_values(rows) if name == "coalition" else None
    if pairs is not None:
        stands = _standing(pairs)
        rows = [
            (1, [cells[0] for _, cells in pairs]),
            (2, [cells[1] if len(cells) > 1 else None for _, cells in pairs]),
        ]
    (top, header), *body = rows
    titles = [clean(cell or "") for cell in header]
    while titles and not titles[-1]:
        titles.pop()
    width = len(titles)
    # An empty column without a header is nothing; one with cells is reported.
    filled_in = {place for _, cells in body for place, cell in enumerate(cells[:width]) if cell}
    kept = [place for place in range(width) if titles[place] or place in filled_in]
    _require_narrow(name, len(kept))
    frame = pd.DataFrame(
        [[cells[place] if place < len(cells) else None for place in kept] for _, cells in body],
        index=pd.Index([number for number, _ in body], dtype="int64"),
        columns=range(len(kept)),
        dtype="str",
    ).set_axis([titles[place] for place in kept], axis=1)
    places = {title: titles.index(title) for title in titles if title}
    if name not in ROWS:
        return RawTable(name, frame, sheet=sheet, top=top, places=places)
    problems = _odd(RawTable(name, frame, sheet=sheet, top=top), body, width)
    if problems:
        # They are reported; the rest is still checked, so that all is said at once.
        frame = frame.loc[:, ~frame.columns.duplicated() & (frame.columns != "")]
    frame = frame.map(lambda cell: text(clean(cell)), na_action="ignore").astype("str")
    return RawTable(name, frame, problems, stands, sheet, top, places)


def _require_narrow(name: str, width: int) -> None:
    """Refuse more columns than a table of anything has."""
    if width > MOST_COLUMNS:
        raise FormatError.of("too_wide", name=name, count=width, most=MOST_COLUMNS)


def _odd(table: RawTable, body: Cells, width: int) -> list[Problem]:
    """Report headers that stand twice or are missing, and cells beyond the last header."""
    name, frame, sheet, top = table.name, table.frame, table.sheet, table.top
    twice = sorted({title for title in frame.columns[frame.columns.duplicated()] if title})
    found = [Problem.of("problem.header_twice", name, top, title) for title in twice]
    for place in np.flatnonzero(frame.columns == "").tolist():
        filled = frame.index[frame.iloc[:, place].notna()]
        row = int(filled[0]) if len(filled) else top
        found.append(Problem.of("problem.no_header", name, row, f"column {place + 1}"))
    for number, cells in body:
        beyond = next((place for place, cell in enumerate(cells) if place >= width and cell), None)
        if beyond is not None:
            at = cell_address(sheet, number, beyond) if sheet else ""
            found.append(Problem.of("problem.beyond", name, number, None, cells[beyond], cell=at))
    return found


def key_values(rows: Cells) -> Cells | None:
    """Give the rows of a coalition table that has a key and a value a row; None when it has not."""
    if max(sum(cell is not None for cell in cells) for _, cells in rows) > 2:
        return None
    header = [cell or "" for cell in rows[0][1]]
    if len(header) > 1 and fold(header[0]) in _KEY and fold(header[1]) in _VALUE:
        return rows[1:]
    keys = [cells[0] or "" for _, cells in rows]
    known = recognised("coalition", keys) >= max(2, 1 + recognised("coalition", header))
    return rows if known else None


def _standing(pairs: Cells) -> dict[str, int]:
    """Give, per column of the coalition table, the row in which it was written."""
    places = {cells[0] or "": number for number, cells in pairs}
    columns, _ = column_names("coalition", list(places))
    return {column: places[header] for header, column in columns.items()}
