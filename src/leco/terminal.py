"""What the shell reads and shows: tables, files, and on standard error what keeps it waiting."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from leco import words
from leco.errors import DataError, LecoError, known_names, meant
from leco.options import Form

if TYPE_CHECKING:
    import pandas as pd

    from leco.coalition.coalition import Coalition

# So many signs are a name.
WHOLE = 26


def read(
    path: Path, kind: str | None = None, lang: str | None = None, *, persons: bool = False
) -> "Coalition":
    """Read a coalition; what is wrong in it ends the command, in the language of its titles.

    Persons are called by a number unless their names are asked for.
    """
    from leco.io.persons import hide_persons
    from leco.io.reader import examine

    found = examine(path)
    if found.coalition is None:
        said = DataError(found.problems).say(words.language(lang, found.language))
        typer.echo(said, err=True)
        raise typer.Exit(1)
    shown = found.coalition if persons else hide_persons(found.coalition, lang=lang)
    return _of_kind(shown, kind) if kind else shown


def _of_kind(coalition: "Coalition", kind: str) -> "Coalition":
    chosen = coalition.select(kind=kind)
    if chosen.ties.empty:
        known = sorted(set(coalition.ties["kind"].dropna()))
        raise LecoError.of("no_kind", kind=kind, near=meant(kind, known), there=known_names(known))
    return chosen


def asked_language() -> str:
    """Give the language of the command line as it was typed, or of the environment.

    What is wrong with a command is said before its options are read.
    """
    typed = re.search(r"(?:^|\0)--lang[=\0](\w+)", "\0".join(sys.argv[1:]))
    asked = typed[1] if typed else os.environ.get("LECO_LANG")
    return asked if asked in words.LANGUAGES else "en"


def refusal(error: Exception, lang: str) -> str:
    """Say in a language why a command was not carried out."""
    if isinstance(error, LecoError):
        return error.say(lang)
    if isinstance(error, OSError):
        known = [PermissionError, NotADirectoryError, FileExistsError, IsADirectoryError]
        codes = ["no_permission", "no_folder", "no_folder", "is_folder"]
        code = next((one for kind, one in zip(known, codes, strict=True)
                     if isinstance(error, kind)), "no_access")  # fmt: skip
        return words.text(f"error.{code}", lang, place=str(error.filename or ""), why=str(error))
    if isinstance(error, typer.TyperException):
        return _misspoken(error, lang)
    return str(error)


def _misspoken(error: Any, lang: str) -> str:
    """Say what is wrong in how a command was typed, and where its help is."""
    context: Any = getattr(error, "ctx", None)
    name = getattr(error, "option_name", "")
    said, quoted = error.message, re.findall(r"'([^']*)'", error.message)
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return str(said)
        case "NoSuchOption":
            known = [one for parameter in context.command.params for one in parameter.opts]
            code, values = "no_option", {"name": name, "near": meant(name, known)}
        case "MissingParameter":
            code, values = "missing", {"where": error.param.get_error_hint()}
        case "BadParameter" if "one of" in said:
            choices = ", ".join(quoted[1:])
            code, values = "one_of", {"where": error.param.get_error_hint(), "listed": choices}
        case "BadParameter":
            code, values = "bad_value", {"where": error.param.get_error_hint()}
        case "BadOptionUsage":
            code, values = "option_value", {"name": name}
        case "UsageError" if hasattr(context.command, "commands") and quoted:
            near = meant(quoted[0], context.command.commands)
            code, values = "no_command", {"name": quoted[0], "near": near}
        case _:
            code, values = "extra_argument", {"said": said.partition("(s) (")[2].rstrip(")")}
    path = context.command_path if context is not None else "leco"
    return f"{words.text(f'error.{code}', lang, **values)} ({path} --help)"


def emit(
    frame: "pd.DataFrame", form: Form, out: Path | None, lang: str | None = None,
    *, index: bool = True,
) -> None:  # fmt: skip
    """Give a table as it was asked for: shown, as csv or as json, or to a file."""
    shown = frame.reset_index() if index else frame
    if form == "csv" or (form == "table" and out is not None):
        write(shown.to_csv(index=False, lineterminator="\n"), out)
    elif form == "json":
        from leco.result import json_value

        write_json(json_value(shown.to_dict("records")), out)
    else:
        show(shown, lang)


def write_json(held: object, out: Path | None) -> None:
    """Give what is held as JSON."""
    write(json.dumps(held, ensure_ascii=False, indent=1), out)


def write(text: str, out: Path | None) -> None:
    """Give a text on standard output, or in a file."""
    if out is None:
        typer.echo(text.removesuffix("\n"))
    else:
        from leco.io.whole import save

        save(out, text if text.endswith("\n") else f"{text}\n")


def busy(doing: str) -> AbstractContextManager[Any]:
    """Show a spinner on standard error, on a terminal only."""
    from rich.console import Console

    return Console(stderr=True).status(f"{doing} ...")


@contextmanager
def bar(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error, on a terminal only, how much is done of how much."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(doing, total=None)

        def tell(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield tell


def show(frame: "pd.DataFrame", lang: str | None = None) -> None:
    """Print a table: words left, numbers right, as the language writes them."""
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold cyan")
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
    for place, (column, right) in enumerate(zip(frame.columns, numeric, strict=True)):
        # What a row is called is not broken, if it is a name and no sentence.
        whole = place == 0 and all(len(str(cell)) <= WHOLE for cell in frame[column])
        table.add_column(str(column), justify="right" if right else "left", overflow="fold",
                         no_wrap=whole)  # fmt: skip
    for row in frame.itertuples(index=False, name=None):
        table.add_row(*(
            words.number(float(value), lang) if isinstance(value, float)
            else "" if value is None else str(value)
            for value in row
        ))  # fmt: skip
    console = Console()
    # A pipe has no width: do not fold what a program will read.
    console.print(table, width=None if console.is_terminal else 200, markup=False)
