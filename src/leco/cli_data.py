"""The shell's commands for tables of one's own: ``new``, ``check``, ``describe``, ``example``."""

from pathlib import Path
from typing import Annotated

import typer

from leco import words
from leco.errors import DataError
from leco.options import Format, Lang, Out, Path_
from leco.terminal import emit, read


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

    coalition = read(path, lang=lang)
    own = format_for(target, to) in OWN
    written = write(coalition, target, to=to, lang=lang if own else None)
    for note in coalition.notes:
        typer.echo(f"{path}: {note.say(lang)}", err=True)
    typer.echo(written.explain(lang))


def describe(path: Path_, lang: Lang = None, form: Format = "table", out: Out = None) -> None:
    """Summarise what a coalition's tables hold and what is missing."""
    emit(read(path).describe(words.language(lang) if form == "table" else None), form, out)


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
