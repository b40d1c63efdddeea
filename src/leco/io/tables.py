"""Raw tables out of files: text as people wrote it, with the row numbers they see.

Nothing is interpreted here beyond what a file needs to be read at all: its encoding, its
delimiter, where its header is. What cannot be read is a FormatError; what is odd within a
readable table is a Problem that is reported with all the others.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from leco.errors import FormatError, Problem, shorten
from leco.schema.check import text
from leco.schema.headers import column_names, fold, likely_table, recognised, table_name
from leco.schema.tables import ROWS

# Rows of a table with their numbers; a cell is text, or None where it is blank.
Cells = list[tuple[int, list[str | None]]]

LARGEST_FILE = 200_000_000
LARGEST_UNPACKED = 1_000_000_000
DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}

LARGEST_SHEET = 100_000_000  # cells, as far as a sheet's last row and column reach
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_UNNAMED = re.compile(r"(?:sheet|blad|tabelle|feuil) ?\d*", re.IGNORECASE)
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# A quote that keeps a spreadsheet from running a cell as a formula (see the writer).
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_KEY, _VALUE = ("key", "field", "veld", "gegeven", "naam"), ("value", "waarde", "inhoud")
# A workbook must hold one of them.
_WHO_AND_WHAT = {"partners", "ties", "participations"}


@dataclass
class RawTable:
    """One table as text: a frame indexed by the row numbers of the file, and what is odd.

    `stands` gives the row of each column where they were written below each other.
    """

    name: str
    frame: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    stands: dict[str, int] = field(default_factory=dict)


def read_raw(path: Path) -> list[RawTable]:
    """Read every table of a folder, a workbook or a single text file."""
    try:
        there_is = path.exists()
    except (OSError, ValueError):  # a path that no system takes: too long, a NUL sign
        there_is = False
    if not there_is:
        try:
            near = sorted(one.name for one in path.parent.glob("*"))[:10]
        except (OSError, ValueError):
            near = []
        there = f" (there: {', '.join(near)})" if near else ""
        raise FormatError(f"there is no file or folder {shorten(str(path))}{there}")
    if path.is_dir():
        return _read_folder(path)
    _require_small(path)
    if path.stat().st_size == 0:
        raise FormatError(f"{path.name} is empty")
    if path.suffix.casefold() in WORKBOOKS:
        return _read_workbook(path)
    return [_read_text(path, None)]


def _read_folder(path: Path) -> list[RawTable]:
    files = sorted(one for one in path.iterdir() if one.suffix.casefold() in {".csv", ".tsv"})
    if not files:
        there = ", ".join(sorted(one.name for one in path.iterdir())[:10]) or "nothing"
        raise FormatError(
            f"the folder {path.name!r} has no .csv files (there: {there}): name them partners.csv, "
            "ties.csv, ... or give the path of a workbook"
        )
    found: dict[str, tuple[str, RawTable]] = {}
    for file in files:
        _require_small(file)
        name = table_name(file.stem)
        if name in found:
            raise FormatError(f"{found[name][0]} and {file.name} both hold the table {name!r}")
        found[name] = (file.name, _read_text(file, name))
    return [table for _, table in found.values()]


def _require_small(path: Path) -> None:
    if path.stat().st_size > LARGEST_FILE:
        raise FormatError(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB")


def _read_text(path: Path, name: str | None) -> RawTable:
    content, encoding = _decode(path)
    if not content.strip():
        raise FormatError(f"{path.name} is empty")
    hinted = _SEP_LINE.match(content)
    if hinted:  # Excel's own first line "sep=;"
        rows = _parse(path.name, content[hinted.end() :], hinted[1], skipped=1)
    else:
        rows = _parse(path.name, content, _delimiter(content, name), skipped=0)
    if name is None:
        header = [cell or "" for cell in rows[0][1]] if rows else []
        stem = table_name(path.stem)
        name = stem if stem in ROWS else likely_table(header)
        if name is None:
            shown = ", ".join(shorten(cell) for cell in header[:8])
            raise FormatError(
                f"{path.name}: neither partners nor ties: the first row reads {shown} (read as "
                f"{encoding}; tried the delimiters , ; tab |). Ties need columns source and "
                "target, partners a column id"
            )
    return _table(name, rows)


def _decode(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content:
        raise FormatError(
            f"{path.name} is not a text file; leco reads .csv, .tsv and workbooks ({path.suffix!r})"
        )
    else:
        # cp1252 leaves five bytes without meaning: such a file is no Windows text either.
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise FormatError(
        f"{path.name}: unknown encoding (tried {', '.join(encodings)}): save as UTF-8"
    )


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


def _parse(name: str, content: str, delimiter: str, skipped: int) -> Cells:
    """Split into rows, numbered as a spreadsheet numbers them; empty rows fall away."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    rows: Cells = []
    number = skipped
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                rows.append((number, [text(_unguarded(cell)) for cell in cells]))
    except csv.Error as error:
        raise FormatError(
            f"{name}, row {number + 1}: {error}; look for a quote that is opened and not closed"
        ) from error
    return rows


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _read_workbook(path: Path) -> list[RawTable]:
    sheets = _sheets(path)
    found: dict[str, RawTable] = {}
    nameless: dict[str, Cells] = {}
    for title, rows in sheets.items():
        name = table_name(title)
        if not rows:
            continue
        if name not in ROWS:
            nameless[title] = rows
        elif name in found:
            raise FormatError(f"{path.name}: two sheets hold the table {name!r}")
        else:
            found[name] = _table(name, rows)
    named = bool(_WHO_AND_WHAT & found.keys())
    for title, rows in nameless.items():
        # Beside a sheet with a name that leco knows, another name says: something else.
        guess = None
        if not named or _UNNAMED.fullmatch(title.strip()):
            guess = likely_table(cell or "" for cell in rows[0][1])
        name = guess if guess and guess not in found else title
        found[name] = _table(name, rows)
    if not _WHO_AND_WHAT & found.keys():
        raise FormatError(
            f"{path.name} has no sheet of partners or ties (sheets: {', '.join(sheets)})"
        )
    return list(found.values())


def _sheets(path: Path) -> dict[str, Cells]:
    """Give the rows of each sheet of a workbook, but for the empty ones."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if zipfile.is_zipfile(path):
            _require_reasonable(path)
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = {
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
        raise FormatError(
            f"{path.name} is not a workbook leco can read ({error}); is it protected by a "
            "password, or another kind of file under this name?"
        ) from error
    return {name: _filled(cells) for name, cells in sheets.items()}


def _filled(sheet: list[list[Any]]) -> Cells:
    rows = [(number, [text(cell) for cell in cells]) for number, cells in enumerate(sheet, 1)]
    return [(number, cells) for number, cells in rows if any(cells)]


def _require_reasonable(path: Path) -> None:
    """Refuse a workbook that would fill the memory: a zip bomb, or a cell in a far corner."""
    with zipfile.ZipFile(path) as archive:
        if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
            raise FormatError(f"{path.name} unpacks to more than 1 GB: not read")
        for sheet in archive.namelist():
            if not sheet.startswith("xl/worksheets/") or not sheet.endswith(".xml"):
                continue
            rows = width = 0
            for cell in _CELL.finditer(archive.read(sheet)):
                rows = max(rows, int(cell[2]))
                width = max(width, len(cell[1]))
            # Three letters are column 703 and on; two are at most 702.
            if rows * {0: 0, 1: 26, 2: 702}.get(width, 16_384) > LARGEST_SHEET:
                raise FormatError(
                    f"{path.name}: a sheet reaches to row {rows:,} and far to the right; is there "
                    "a stray cell in a far corner? remove it and save again"
                )


def _table(name: str, rows: Cells) -> RawTable:
    """Take the first row as header; report cells without one, keep the rest as text."""
    if not rows:
        return RawTable(name, pd.DataFrame())
    stands: dict[str, int] = {}
    pairs = key_values(rows) if name == "coalition" else None
    if pairs is not None:
        stands = _standing(pairs)
        rows = [
            (1, [cells[0] for _, cells in pairs]),
            (2, [cells[1] if len(cells) > 1 else None for _, cells in pairs]),
        ]
    (top, header), *body = rows
    titles = [_clean(cell or "") for cell in header]
    while titles and not titles[-1]:
        titles.pop()
    width = len(titles)
    frame = pd.DataFrame(
        [[*cells, *[None] * width][:width] for _, cells in body],
        index=pd.Index([number for number, _ in body], dtype="int64"),
        columns=range(width),
        dtype="str",
    )
    # An empty column without a header is nothing; one with cells is reported.
    kept = [place for place in range(width) if titles[place] or frame[place].notna().any()]
    frame = frame[kept].set_axis([titles[place] for place in kept], axis=1)
    if name not in ROWS:
        return RawTable(name, frame)
    problems = _odd(name, top, frame, body, width)
    if problems:
        # They are reported; the rest is still checked, so that all is said at once.
        frame = frame.loc[:, ~frame.columns.duplicated() & (frame.columns != "")]
    return RawTable(name, frame.map(_clean, na_action="ignore").astype("str"), problems, stands)


def _odd(name: str, top: int, frame: pd.DataFrame, body: Cells, width: int) -> list[Problem]:
    """Report headers that stand twice or are missing, and cells beyond the last header."""
    twice = sorted({title for title in frame.columns[frame.columns.duplicated()] if title})
    found = [
        Problem.of("problem.header_twice", name, top, title)
        for title in twice
    ]
    for place in np.flatnonzero(frame.columns == "").tolist():
        filled = frame.index[frame.iloc[:, place].notna()]
        row = int(filled[0]) if len(filled) else top
        found.append(Problem.of("problem.no_header", name, row, f"column {place + 1}"))
    for number, cells in body:
        extra = next((cell for cell in cells[width:] if cell), None)
        if extra is not None:
            found.append(Problem.of("problem.beyond", name, number, None, extra))
    return found


def _clean(cell: str) -> str:
    """Trim a cell and compose its accents: a file hides both from the eye."""
    return unicodedata.normalize("NFC", cell.replace("\ufeff", "").replace("\u00a0", " ")).strip()


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
