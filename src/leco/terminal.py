"""What the shell shows on a terminal: tables, and on standard error what keeps it waiting."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from leco import words

if TYPE_CHECKING:
    import pandas as pd


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

    table = Table(box=None, pad_edge=False, header_style="bold")
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
    for column, right in zip(frame.columns, numeric, strict=True):
        table.add_column(str(column), justify="right" if right else "left", overflow="fold")
    for row in frame.itertuples(index=False, name=None):
        table.add_row(*(
            words.number(float(value), lang) if isinstance(value, float)
            else "" if value is None else str(value)
            for value in row
        ))  # fmt: skip
    console = Console()
    # A pipe has no width: do not fold what a program will read.
    console.print(table, width=None if console.is_terminal else 200, markup=False)
