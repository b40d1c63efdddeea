"""How far the cells of a workbook reach, told before anything makes room for them.

A sheet is laid out as far as its last row and column: one stray cell in the far corner of a file
of 5 kB asks for 17 billion of them, and what asks for more memory than there is ends Python. So
the sheets are walked through once, and nothing of them is kept.
"""

import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO
from xml.parsers import expat

from leco.errors import FormatError
from leco.io.compound import COMPOUND, sheets_of_xls

LARGEST_UNPACKED = 1_000_000_000
LARGEST_SHEETS = 50_000_000  # cells of all sheets together
_PLACE = re.compile(r"([A-Za-z]*)(\d*)")
_SHEET = re.compile(rb"sheetData|table-cell")
_CHUNK, _OVERLAP = 1 << 20, 16


def require_reasonable(path: Path) -> None:
    """Refuse a workbook that would fill the memory: a zip bomb, or a cell in a far corner."""
    reached = 0
    for height, width in _sheets(path):
        reached += height * width
        if reached > LARGEST_SHEETS:
            raise FormatError.of("far_cell", name=path.name, row=height, column=width)


def _sheets(path: Path) -> Iterator[tuple[int, int]]:
    """Give how many rows and columns each sheet has."""
    with path.open("rb") as file:
        old = file.read(len(COMPOUND)) == COMPOUND
    if old:
        yield from sheets_of_xls(path.read_bytes())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                raise FormatError.of("unpacks", name=path.name)
            binary = "xl/workbook.bin" in archive.namelist()
            for part in archive.infolist():
                with archive.open(part) as file:
                    start = file.read(_CHUNK)
                    if binary and not start.lstrip().startswith(b"<"):
                        yield _binary(start + file.read())
                    else:
                        yield _walked(path, start, file)


def _walked(path: Path, start: bytes, file: IO[bytes]) -> tuple[int, int]:
    """Give the rows and columns of a sheet in XML; of any other part none."""
    walk, sheet, broken, end = _Walk(path), False, False, b""
    for chunk in chain([start], iter(lambda: file.read(_CHUNK), b"")):
        sheet = sheet or _SHEET.search(end + chunk) is not None
        end = chunk[-_OVERLAP:]
        try:
            if not broken:
                walk.parser.Parse(chunk)
        except (expat.ExpatError, LookupError, ValueError):
            broken = True  # drawings often are, and nobody reads them
    if sheet and broken:
        raise FormatError.of("damaged_sheet", name=path.name)
    return walk.height, walk.width


class _Walk:
    """The last row and column of the cells that pass by, of .xlsx and of .ods."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.height = self.width = self.row = self.column = self.repeated = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.declared

    def declared(self, *_: object) -> None:
        raise FormatError.of("xml_doctype", name=self.name, line=self.parser.CurrentLineNumber)

    def start(self, name: str, given: dict[str, str]) -> None:
        """Follow rows and cells; where one does not say its place, it is the next."""
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self.row = _number(given.get("r", "")) or self.row + 1
            self.column = 0
            self.height = max(self.height, self.row)
        elif kind == "c":
            place = _PLACE.match(given.get("r", ""))
            letters, digits = place.groups() if place else ("", "")
            self.column = _letters(letters) or self.column + 1
            self.height = max(self.height, _number(digits))
            self.width = max(self.width, self.column)
        elif kind == "table":
            self.row = self.repeated = 0
        elif kind == "table-row":
            self.row += self.repeated
            self.repeated = _times(given, "rows")
            self.column = 0
        elif kind in {"table-cell", "covered-table-cell"}:
            self.column += _times(given, "columns")
            if any(key.endswith(("value-type", "formula")) for key in given):
                self.height = max(self.height, self.row + self.repeated)
                self.width = max(self.width, self.column)


def _times(given: dict[str, str], what: str) -> int:
    said = next((one for key, one in given.items() if key.endswith(f"{what}-repeated")), "")
    return max(1, _number(said))


def _number(digits: str) -> int:
    return int(digits[:20]) if digits.isdecimal() else 0


def _letters(letters: str) -> int:
    found = 0
    for one in letters[:10].upper():
        found = 26 * found + ord(one) - ord("A") + 1
    return found


def _binary(content: bytes) -> tuple[int, int]:
    """Walk the records of a sheet of .xlsb: rows (type 0) and cells (types 1 to 11)."""
    at = height = width = 0
    begun = False
    while at < len(content):
        kind, at = _packed(content, at, 2)
        size, at = _packed(content, at, 4)
        first = int.from_bytes(content[at : at + 4], "little")
        begun = begun or kind == 145  # here the cells begin, which no other part has
        if begun and kind == 0:
            height = max(height, first + 1)
        elif begun and kind <= 11:
            width = max(width, first + 1)
        at += size
    return height, width


def _packed(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, and where it ends."""
    found = 0
    for place in range(most):
        one = content[at] if at < len(content) else 0
        at += 1
        found |= (one & 0x7F) << (7 * place)
        if one < 0x80:
            break
    return found, at
