"""What the commands of the shell can be told, each said once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from leco import words

Form = Literal["table", "csv", "json"]

Path_ = Annotated[Path, typer.Argument(help="A folder of CSV files, a workbook, or one file.")]
Paths = Annotated[list[Path], typer.Argument(help="One coalition each: folder, workbook or file.")]
Measures = Annotated[
    str,
    typer.Option(
        "--measures", "-m", help="Measures, separated by commas: density,hill_number:order=2."
    ),
]
Every = Annotated[str, typer.Option(help="month, quarter, year, phase, wave, or dates.")]
By = Annotated[str | None, typer.Option(help="The column that groups partners, such as sector.")]
Weight = Annotated[str | None, typer.Option(help="The column with strengths, such as weight.")]
Kind = Annotated[str | None, typer.Option(help="Only ties of this kind, such as information.")]
At = Annotated[str | None, typer.Option(help="The moment: a day, month, quarter, year or wave.")]
Persons = Annotated[
    bool, typer.Option("--persons", help="Call persons by their names, not by a number.")
]
Interval = Annotated[
    str | None,
    typer.Option(help="Put an interval around numbers, for: process, dates or response."),
]
Jobs = Annotated[int, typer.Option(help="Parallel workers; -1: as many as there are.")]
Seed = Annotated[int, typer.Option(help="The seed of what is drawn.")]
Format = Annotated[Form, typer.Option("--format", "-f", help="How to write the table.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")]
Lang = Annotated[
    words.Language | None,
    typer.Option(
        "--lang",
        help="Language of words (else LECO_LANG, else English; for what is wrong in "
        "a table, else that of its titles).",
    ),
]
