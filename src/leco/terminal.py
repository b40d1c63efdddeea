"""What the shell shows: tables, files and pipes, and on standard error what keeps it waiting."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from leco import words

if TYPE_CHECKING:
    import pandas as pd


Format = Literal["table", "csv", "json"]

# So many signs are a name.
WHOLE = 26


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


def emit(
    frame: "pd.DataFrame", form: Format, out: Path | None, lang: str | None = None,
    *, index: bool = True,
) -> None:  # fmt: skip
    """Show a table, or write it as csv or json to a pipe or a file."""
    shown = frame.reset_index() if index else frame
    if form == "csv" or (form == "table" and out is not None):
        write(shown.to_csv(index=False, lineterminator="\n"), out)
    elif form == "json":
        from leco.result import json_value

        write_json(json_value(shown.to_dict("records")), out)
    else:
        show(shown, lang)


def write_json(held: object, out: Path | None) -> None:
    """Write plain values as json."""
    write(json.dumps(held, ensure_ascii=False, indent=1), out)


def write(text: str, out: Path | None) -> None:
    """Write text to a file, or to standard output."""
    ended = text if text.endswith("\n") else f"{text}\n"
    if out is None:
        sys.stdout.write(ended)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(ended, encoding="utf-8")
