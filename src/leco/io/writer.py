"""write(): a Coalition to tables that are readable again, or to the file of another program."""

from pathlib import Path

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.io.cells import csv_text, own_folder, plain
from leco.io.formats import FORMATS, OWN, format_for
from leco.io.label_map import map_beside
from leco.io.sheets import new_workbook, require_fits
from leco.io.speaking import in_language
from leco.io.tables import key_values
from leco.io.whole import replacing, staged
from leco.io.written import Written
from leco.schema.check import text
from leco.schema.headers import table_name
from leco.schema.tables import ROWS

WORKBOOK_TITLE = 31  # the most characters Excel takes in the name of a sheet
FILE_NAME = 200  # the most bytes of a name that every system takes, its ending apart
# What Windows takes for a device, whatever the ending.
RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{device}{place}" for device in ("com", "lpt") for place in "123456789"
}


def write(
    coalition: Coalition, path: str | Path, *, to: str | None = None, lang: str | None = None
) -> Written:
    """Write a coalition: whole, as leco's own tables, or in the format of another program.

    A path that ends in ``.xlsx`` becomes one workbook, one without an ending a folder of CSV files
    (UTF-8, comma): `read` gives the same again. Dates are written as they were given, unknown
    tables and columns too. In CSV, text that a spreadsheet would run as a formula gets a quote
    in front, which `read` takes off again; in a workbook it is written as text.

    Other endings are those of other programs: ``.graphml``, ``.gexf`` (Gephi, with time), ``.net``
    (Pajek), ``.dl`` (UCINET), ``.json`` (JSON Graph Format, in which nothing is lost), ``.vna``
    (NetDraw), ``.parquet``. What such a file cannot hold, the answer's `notes` say.

    Parameters
    ----------
    coalition : Coalition
    path : str or Path
    to : str, optional
        The format, where the ending does not tell: ``csv``, ``xlsx``, ``graphml``, ``gexf``,
        ``pajek``, ``ucinet``, ``jgf``, ``kumu`` (``.json`` or ``.xlsx``), ``vna``, ``gephi`` (a
        folder), ``parquet`` (a folder), ``matrix`` (``.csv`` or ``.xlsx``) or ``edges``.
    lang : {"en", "nl"}, optional
        The language of titles, headers and words of a folder or workbook of leco's own; `read`
        understands both. In English, the default, they are the names that leco computes with.

    Returns
    -------
    Written
        The path of the folder or file, with `notes` and `explain`.

    Raises
    ------
    LecoError
        When the folder holds tables of something else, a table has a name that no file
        or sheet can bear, there is no such format, or it has no headers in a language.

    Examples
    --------
    >>> import tempfile, leco
    >>> stable = leco.datasets.simulated()["Simulated stable"]
    >>> written = write(stable, tempfile.mkdtemp() + "/stable.net")
    >>> print(written.notes[-1])
    of the ties the file does not hold: start, end, origin
    >>> leco.read(written)
    <Coalition 'Simulated stable': 40 partners, 361 ties>
    """
    place = Path(path)
    form = format_for(place, to)
    if form in OWN:
        _write_own(coalition, place, workbook=form == "xlsx", lang=lang)
        return Written.at(place, ())
    if lang is not None:
        raise LecoError.of("no_headers", format=form)
    if FORMATS[form].folder:
        return Written.at(place, tuple(FORMATS[form].write(coalition, place)))
    with replacing(place) as fresh:
        notes = tuple(FORMATS[form].write(coalition, fresh))
        relabelled = map_beside(fresh).exists()
    if FORMATS[form].labelled and not relabelled:
        map_beside(place).unlink(missing_ok=True)  # it was of an earlier file
    return Written.at(place, notes)


def _write_own(coalition: Coalition, place: Path, *, workbook: bool, lang: str | None) -> None:
    tables = {name: frame for name, frame in coalition.tables.items() if len(frame.columns)}
    about = tables.get("coalition")
    if coalition.name and (about is None or "name" not in about.columns):
        own = about if about is not None and len(about) else pd.DataFrame(index=[2])
        named = own.assign(name=pd.Series([coalition.name], index=own.index[:1], dtype="str"))
        tables["coalition"] = named[["name", *(one for one in named.columns if one != "name")]]
    tables = in_language(tables, lang or "en")
    for title in tables:
        if table_name(title) == "coalition":
            tables[title] = _unmistakable(tables[title])
    _require_names(list(tables), workbook=workbook)
    if workbook:
        _write_workbook(tables, place)
    else:
        _write_folder(tables, place)


def _require_names(names: list[str], *, workbook: bool) -> None:
    """Refuse a table whose name would lead out of the folder, or that no sheet can bear."""
    seen: set[str] = set()
    for name in names:
        odd = (
            name != name.strip(" .") or not name or not name.isprintable()
            or any(sign in name for sign in '/\\:*?"<>|[]')
            or name.partition(".")[0].strip().casefold() in RESERVED
        )  # fmt: skip
        long = len(name.encode("utf-8", "replace")) > FILE_NAME or (
            workbook and (len(name) > WORKBOOK_TITLE or name.startswith("'") or name.endswith("'"))
        )
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
    with staged(place) as folder:
        for name, frame in tables.items():
            text = csv_text(frame.columns, frame.itertuples(index=False, name=None))
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


def _write_workbook(tables: dict[str, pd.DataFrame], place: Path) -> None:
    with new_workbook(place) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, frame in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(frame.columns):
                sheet.write_string(0, column, str(title), bold)
                numeric = table_name(name) in ROWS and pd.api.types.is_float_dtype(frame[title])
                for row, value in enumerate(frame[title], 1):
                    cell = plain(value)
                    if isinstance(cell, str) or not numeric:
                        written = str(cell)
                        require_fits(name, title, written)
                        if written:
                            sheet.write_string(row, column, written)
                    else:
                        sheet.write_number(row, column, cell)
