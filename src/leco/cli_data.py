"""The shell's commands for tables of one's own: ``new``, ``check``, ``describe``, ``example``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leco import words
from leco.errors import DataError, LecoError
from leco.options import Format, Lang, Out, Path_, Persons
from leco.terminal import emit, read

if TYPE_CHECKING:
    import pandas as pd


def new(
    path: Annotated[Path, typer.Argument(help="The workbook to make, such as partners.xlsx.")],
    lang: Lang = None,
) -> None:
    """Make an empty workbook to fill in, with explanations and lists to choose from."""
    from leco.io.template import template

    typer.echo(words.text("workbook.made", lang, path=template(path, lang=lang)))


def check(
    path: Path_,
    mark: Annotated[
        Path | None,
        typer.Option(help="Write a copy of the workbook to this file, with those cells coloured."),
    ] = None,
    lang: Lang = None,
    form: Format = "table",
    out: Out = None,
) -> None:
    """Read a coalition and list what is wrong or odd in its tables."""
    import pandas as pd

    from leco.coalition.checks import COLUMNS
    from leco.io.reader import examine

    found = examine(path)
    spoken = words.language(lang, found.language)
    noted = found.noted()
    if mark is not None:
        from leco.io.marking import write_marked

        count = write_marked(path, mark, found, spoken)
        typer.echo(words.text("workbook.marked", spoken, path=mark, count=count), err=True)
    if found.coalition is None:
        problems = found.problems
        typer.echo(DataError(problems).say(spoken, shown=len(problems)), err=True)
        raise typer.Exit(1)
    if form == "table" and out is None:
        if not noted:
            shown = words.text("finding.none", spoken, coalition=repr(found.coalition))
            typer.echo(shown)
            return
        key = "finding.one" if len(noted) == 1 else "finding.several"
        typer.echo(words.text(key, spoken, count=len(noted)))
        for one in noted:
            typer.echo(f"  {one.say(spoken)}")
        return
    rows = [
        (one.table, one.row, one.column, one.value, *one.what(spoken), one.cell) for one in noted
    ]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "cell"], dtype=object)
    if not any(one.cell for one in noted):
        frame = frame.drop(columns="cell")
    emit(frame, form, out, lang, index=False)


def convert(
    path: Path_,
    target: Annotated[Path, typer.Argument(help="The file or folder to write.")],
    to: Annotated[
        str | None,
        typer.Option(help="The format, where the ending does not tell: csv, xlsx, graphml, gexf, "
                     "pajek, ucinet, jgf, kumu, vna, gephi, parquet, matrix or edges."),
    ] = None,
    lang: Lang = None,
) -> None:  # fmt: skip
    """Turn the file of one program into that of another, or Dutch tables into English ones.

    What the other format cannot hold is listed. With --lang, tables of leco's own get their titles,
    headers and words in that language.
    """
    from leco.io.formats import OWN, format_for
    from leco.io.writer import write

    coalition = read(path, lang=lang, persons=True)  # a file keeps what the first one says
    own = format_for(target, to) in OWN
    written = write(coalition, target, to=to, lang=lang if own else None)
    for note in coalition.notes:
        typer.echo(f"{path}: {note.say(lang)}", err=True)
    typer.echo(written.explain(lang))


def describe(
    path: Path_, persons: Persons = False, lang: Lang = None, form: Format = "table",
    out: Out = None,
) -> None:  # fmt: skip
    """Summarise what a coalition's tables hold and what is missing."""
    emit(
        read(path, lang=lang, persons=persons).describe(
            words.language(lang) if form == "table" else None
        ),
        form,
        out,
    )


def example(
    name: Annotated[str, typer.Argument(help="limburg, europe or simulated.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write to.")],
) -> None:
    """Write a bundled example as tables: a folder of CSV files for each coalition."""
    from leco import datasets
    from leco.io.writer import write

    found = datasets.load(name)
    for label, coalition in found.items():
        place = folder / words.slug(label, "_") if len(found) > 1 else folder
        typer.echo(f"{write(coalition, place)}: {coalition!r}")


def pseudonymise(
    path: Path_,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The folder (or .xlsx) to write; not there yet.")
    ],
    key: Annotated[
        Path, typer.Option(help="The key file; made if not there. Never send it along.")
    ],
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Free text or a column of your own to keep: partners.note. Repeatable."),
    ] = None,
    months: Annotated[bool, typer.Option("--months", help="Make days their month.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="Write who is behind each pseudonym to this CSV file.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Write a coalition under pseudonyms, and say what is left that may tell who is who."""
    from leco.io.cells import csv_text
    from leco.io.keys import key_file, require_apart, write_secret
    from leco.io.leftovers import leftovers as search
    from leco.io.pseudonyms import pseudonymise as replaced, pseudonyms
    from leco.io.whole import whole
    from leco.io.writer import write

    coalition = read(path, lang=lang, persons=True)
    for secret in (key, mapping):
        if secret is not None:
            require_apart(secret, out)
    if mapping is not None and mapping.exists():
        raise LecoError.of("there_already", place=str(mapping))
    new = not key.exists()
    with whole(out) as place:
        own = key_file(key)
        found = replaced(coalition, key=own, keep=keep or (), months=months)
        write(found.coalition, place)
        left = search(coalition, place)
    typer.echo(f"{out}: {found.coalition!r}")
    typer.echo(found.explain(lang))
    typer.echo(words.text("pseudonymised.key_made" if new else "pseudonymised.key", lang, path=key))
    if mapping is not None:
        rows = pseudonyms(coalition, key=own)
        text = csv_text(rows.columns, rows.itertuples(index=False, name=None))
        write_secret(mapping, text)
        typer.echo(words.text("pseudonymised.mapping", lang, path=mapping))
    _say_left(left, lang)


def leftovers(
    original: Annotated[Path, typer.Argument(help="The coalition with its names.")],
    found: Annotated[Path, typer.Argument(help="What should have none: folder, file or report.")],
    lang: Lang = None,
    form: Format = "table",
    out: Out = None,
) -> None:
    """Search for names of a coalition in what was written of it."""
    from leco.io.leftovers import leftovers as search

    left = search(read(original, lang=lang, persons=True), found)
    if form != "table" or out is not None:
        emit(left, form, out, lang, index=False)
    else:
        _say_left(left, lang)
    if (left["what"] != "part").any():
        raise typer.Exit(1)


def _say_left(left: "pd.DataFrame", lang: str | None) -> None:
    """Say what was found of names: whole ones, and words of names that may be any word."""
    parts = (left["what"] == "part").sum()
    typer.echo(words.text("leftovers.found", lang, count=len(left) - int(parts), parts=int(parts)))
    if len(left):
        emit(left, "table", None, lang, index=False)
    typer.echo(words.text("leftovers.limits", lang))
