"""leftovers(): what can still be read of names, in a coalition or in what was written of it."""

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.coalition.loading import Tables
from leco.errors import FormatError
from leco.io.masking import REACHED, Mask, split_words, telling
from leco.io.naming import everyone, naming
from leco.io.sheets import sheets_of
from leco.io.tables import DELIMITERS, WORKBOOKS, decode, require_small, require_there

COLUMNS = ("table", "row", "column", "what", "found")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# Where a text stands: table or file, row or line, column.
Place = tuple[str, int | str | None, str]


def leftovers(original: Coalition, found: Coalition | str | Path) -> pd.DataFrame:
    """Search for names of the original, in a pseudonymised coalition or in anything written.

    Looks for ids and names of partners, for everybody else whom a table names, for parts of these
    names of at least four letters, and for the e-mail and web addresses, telephone and account
    numbers that stand in the original; without case, accents and signs between words; in cells,
    titles of columns, names of files and between the lines of a page. It does not look into
    pictures, nor for nicknames and misspellings: no row found is no proof.

    Parameters
    ----------
    original : Coalition
        The coalition with the names.
    found : Coalition, str or Path
        What should have none: a coalition, a folder (with all that is in it), a workbook, a CSV
        file, a report, or any other text.

    Returns
    -------
    DataFrame
        ``table`` (or file), ``row`` (or line), ``column``, ``what`` (``name``: a whole id or name;
        ``part``: a word of one, which may be any word; ``e-mail``, ``web``, ``phone``, ``number``;
        ``unread``: a file that holds no text), ``found``. No rows when nothing is found.

    Raises
    ------
    FormatError
        When there is nothing at the path, or it is too large to search.

    Examples
    --------
    >>> genk = Coalition.from_frames([{"id": "city", "name": "Stad Genk", "sector": "stad"}])
    >>> from leco.io.pseudonyms import pseudonymise
    >>> leftovers(genk, pseudonymise(genk, key=bytes(32)).coalition).values.tolist()
    [['partners', 0, 'sector', 'part', 'stad']]
    """
    sought = _sought(original.tables)
    rows: list[tuple[object, ...]] = []
    texts = _texts(found) if isinstance(found, Coalition) else _files(Path(found))
    for place, text in texts:
        rows += [(*place, what, said) for what, said in sought.within(place, text)]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=list(COLUMNS), dtype=object)


@dataclass(frozen=True)
class _Sought:
    """What is searched for: whole names, short ones, parts of names, ways to reach somebody."""

    whole: Mask
    short: frozenset[str]
    parts: frozenset[str]
    reached: frozenset[str]

    def within(self, place: Place, text: str) -> Iterator[tuple[str, str]]:
        """Find what is left in one text."""
        if text == UNREAD:
            yield "unread", ""
            return
        table, _, column = place
        for label in {text, *(part.strip() for part in text.split(";"))}:
            if label in self.short and (
                column in naming(table) or sum(map(str.isalpha, label)) > 1
            ):
                yield "name", label
        spans = list(self.whole.names_in(text))
        yield from (("name", text[first:last]) for first, last, _ in spans)
        inside = [(first, last) for first, last, _ in spans]
        for word, first, last in split_words(text):
            named = any(begin <= first and last <= end for begin, end in inside)
            if word in self.parts and not named:
                yield "part", text[first:last]
        for what, sign in REACHED.items():
            for one in sign.finditer(text):
                if _bare(one[0]) in self.reached:
                    yield what, one[0]


UNREAD = "\0"


def _sought(tables: Tables) -> _Sought:
    known = everyone(tables)
    names = known.all | set(known.names.values())
    worded = {name: [word for word, _, _ in split_words(name)] for name in names}
    reached = {
        _bare(one[0])
        for _, text in _cells(tables) for sign in REACHED.values() for one in sign.finditer(text)
    }  # fmt: skip
    return _Sought(
        whole=Mask({name: name for name in names}),
        short=frozenset(name for name, own in worded.items() if not telling(own)),
        parts=frozenset(word for own in worded.values() for word in own if telling([word])),
        reached=frozenset(reached),
    )


def _bare(text: str) -> str:
    """Write an address or a number as it compares: without case, spaces and signs between."""
    return re.sub(r"[\s./()-]+", "", text).casefold().removeprefix("https:").removeprefix("http:")


def _texts(coalition: Coalition) -> Iterator[tuple[Place, str]]:
    yield ("coalition", None, "name"), coalition.name
    for note in coalition.notes:
        yield ("notes", None, note.code), note.say("en")
    yield from _cells(coalition.tables)


def _cells(tables: Tables) -> Iterator[tuple[Place, str]]:
    """Go through titles and the distinct texts of each column, each at its first row."""
    for table, frame in tables.items():
        yield (table, None, ""), table
        for column in frame.columns:
            yield (table, None, str(column)), str(column)
            first = frame[column].dropna().drop_duplicates()
            if not pd.api.types.is_numeric_dtype(first):
                yield from (((table, _row(row), str(column)), str(cell))
                            for row, cell in first.items())  # fmt: skip


def _row(label: Any) -> int | str:
    return label if isinstance(label, int) else str(label)


def _files(path: Path) -> Iterator[tuple[Place, str]]:
    """Go through a file, or all files of a folder, and what they are called."""
    require_there(path)
    if not path.is_dir():
        yield from _file(path, path.stem)
        return
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        yield (name, None, ""), name
        if file.is_file():
            yield from _file(file, name.removesuffix(".csv"))


def _file(file: Path, name: str) -> Iterator[tuple[Place, str]]:
    if not file.stat().st_size:
        return
    require_small(file)
    if file.suffix.casefold() in WORKBOOKS:
        for title, cells in sheets_of(file).items():
            yield (title, None, ""), title
            yield from _grid(title, [["" if one is None else str(one) for one in row]
                                     for row in cells])  # fmt: skip
        return
    try:
        content, _ = decode(file)
    except FormatError:
        yield (name, None, ""), UNREAD
        return
    if file.suffix.casefold() in {".csv", ".tsv"}:
        rows = _rows(content)
        if rows is not None:
            yield from _grid(name, rows)
            return
    plain = _ESCAPED.sub(lambda one: chr(int(one[1], 16)), html.unescape(content))
    for line, text in enumerate(plain.split("\n"), 1):
        yield (name, line, ""), text
    # A name may be broken by marks or over lines, as words of a drawing are.
    yield (name, None, ""), _TAG.sub(" ", plain)


def _rows(content: str) -> list[list[str]] | None:
    """Split a CSV file by the delimiter that makes the most columns; None if that fails."""
    first = content.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error:
        return None


def _grid(table: str, rows: list[list[str]]) -> Iterator[tuple[Place, str]]:
    header: list[str] = []
    for number, cells in enumerate(rows, 1):
        header = header or (cells if any(cells) else [])
        for place, cell in enumerate(cells):
            title = header[place] if place < len(header) else ""
            if cell:
                yield (table, number, title), cell
