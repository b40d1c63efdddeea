"""read(): a Coalition from a folder of CSV files, one workbook, or one file."""

from dataclasses import dataclass, replace
from pathlib import Path

from leco.coalition.checks import findings
from leco.coalition.coalition import Coalition
from leco.errors import DataError, Problem
from leco.io.formats import FORMATS, format_of
from leco.io.tables import RawTable, read_raw, require_small, require_there
from leco.schema.tables import ROWS
from leco.words import Note


def read(path: str | Path, *, name: str | None = None) -> Coalition:
    r"""Read a coalition.

    Of leco's own tables, a folder holds one CSV file each (``partners.csv``, ``ties.csv``,
    ...), a workbook one sheet; a single CSV file holds ties, partners or participations, told
    apart by its headers. Headers may be English or Dutch, in any order; delimiter
    (``, ; tab |``), encoding (UTF-8, UTF-16, Windows-1252) and decimal comma are recognised.
    Tables and columns that leco does not know are kept and written back. With ties alone,
    the partners are those that the ties name, and a note says so.

    Files of other programs, in the formats that `write` names, are known by what they begin
    with, else by their ending. What of such a file is not read, the coalition's ``notes`` say.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        The coalition's name; else as its coalition table says, else the name of the file.

    Returns
    -------
    Coalition

    Raises
    ------
    DataError
        With every problem of every table: table, row, column, value, what to do.
    FormatError
        When the file cannot be read at all.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp()) / "genk"
    >>> folder.mkdir()
    >>> _ = (folder / "partners.csv").write_text("id;sector\nNA;zorg\nstad;bestuur\n")
    >>> read(folder).partners["id"].tolist()
    ['NA', 'stad']
    """
    found = examine(path, name=name)
    if found.coalition is None:
        raise DataError(found.problems)
    return found.coalition


@dataclass(frozen=True)
class Examined:
    """What reading found: a coalition, or what is wrong; and the language its titles are in."""

    coalition: Coalition | None
    problems: list[Problem]
    language: str | None
    tables: dict[str, RawTable]

    def noted(self) -> list[Problem]:
        """Give what is possible but odd in the tables, each at its cell."""
        if self.coalition is None:
            return []
        return self._placed([one.problem() for one in findings(self.coalition.tables)])

    def _placed(self, problems: list[Problem]) -> list[Problem]:
        return [
            replace(one, cell=self.tables[one.table].address(one.row, one.column))
            if one.table in self.tables and not one.cell else one
            for one in problems
        ]  # fmt: skip


def examine(path: str | Path, *, name: str | None = None) -> Examined:
    """Read a coalition as `read` does, but give what is wrong instead of raising it."""
    place = Path(path)
    raw, stated, notes = _raw(place)
    problems: list[Problem] = [problem for table in raw.values() for problem in table.problems]
    tables = {table.name: table.frame for table in raw.values()}
    coalition = None
    try:
        coalition = Coalition.from_frames(
            tables.pop("partners", None), tables.pop("ties", None), name=name, **tables
        )
        coalition = Coalition(
            coalition.tables, name=coalition.name or stated, notes=(*coalition.notes, *notes),
        ) if notes or stated else coalition  # fmt: skip
    except DataError as error:
        problems += [
            replace(one, row=raw[one.table].stands.get(one.column or "", one.row))
            for one in error.problems
        ]
    language = next(iter(raw.values())).language
    if coalition is None or problems:
        wrong = Examined(None, [], language, raw)
        return replace(wrong, problems=wrong._placed(_sorted(problems)))
    named = coalition if coalition.name else coalition.named(place.stem)
    return Examined(named, [], language, raw)


def _raw(place: Path) -> tuple[dict[str, RawTable], str, tuple[Note, ...]]:
    """Give the tables of a path by name; of another program's file its name and notes too."""
    require_there(place)
    if not place.is_dir():
        require_small(place)
    form = format_of(place)
    if form is None:
        return {table.name: table for table in read_raw(place)}, "", ()
    found = FORMATS[form].read(place)
    raw = {name: RawTable(name, frame) for name, frame in found.tables.items()}
    return raw, found.name, found.notes


def _sorted(problems: list[Problem]) -> list[Problem]:
    """Put problems in the order somebody mends them: table by table, row by row."""
    order = {table: place for place, table in enumerate(ROWS)}
    return sorted(
        problems,
        key=lambda one: (order.get(one.table, len(order)), one.table,
                         one.row if isinstance(one.row, int) else -1),
    )  # fmt: skip
