"""From raw frames to checked tables: every problem found, nothing dropped, nothing guessed.

A column is checked by its distinct values, so that a hundred thousand ties cost what a few
hundred do. Checks within a row (a spell that ends before it starts) and between tables (a
tie to an unknown partner) follow.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from leco.errors import Problem, nearest
from leco.schema import dates
from leco.schema.headers import column_names
from leco.schema.tables import ROWS, Row

UNIQUE = {
    "partners": ("id",),
    "activities": ("activity",),
    "respondents": ("wave", "partner"),
    "needs": ("need",),
}


def text(value: object) -> str | None:  # noqa: PLR0911 - one return per kind of cell
    """Read a cell as text; None when it is blank.

    Whole numbers lose the ``.0`` a spreadsheet gives them, dates are written as ISO dates,
    lists are joined with ``;``. A partner called ``NA`` is a partner.

    >>> text(2.0), text(["care", "youth"]), text("NA"), text("  ")
    ('2', 'care;youth', 'NA', None)
    """
    if isinstance(value, str):
        return value if value.strip() else None
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = sorted(map(str, value)) if isinstance(value, (set, frozenset)) else map(str, value)
        return ";".join(parts) or None
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return None
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


@cache
def _adapter(row: type[Row], column: str) -> TypeAdapter[Any]:
    field = row.model_fields[column]
    annotation: Any = field.annotation
    for extra in field.metadata:
        annotation = Annotated[annotation, extra]
    return TypeAdapter(annotation)


def _kind(row: type[Row], column: str) -> type:
    """Tell how a column is stored: float for numbers, bool for flags, str for the rest."""
    shown = str(row.model_fields[column].annotation)
    if "float" in shown:
        return float
    return bool if "bool" in shown else str


def _label(row: Hashable) -> int | str:
    return int(row) if isinstance(row, (int, np.integer)) else str(row)


def check_table(table: str, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Check one typed table; give the table with leco's columns, and what is wrong in it."""
    row = ROWS[table]
    twice = raw.columns.duplicated()
    mapping, clashes = column_names(table, [str(column) for column in raw.columns])
    clashes += [f"two columns are called {str(one)!r}" for one in raw.columns[twice].unique()]
    raw = raw.loc[:, ~twice]
    problems = [
        Problem(table, None, None, None, clash, "rename or remove one of them") for clash in clashes
    ]
    # A column under a claimed name keeps its own header, so that no two columns share one.
    taken: dict[str, str] = {}
    for header, column in mapping.items():
        taken[header] = header if column in taken.values() else column
    frame = raw.set_axis([taken[str(column)] for column in raw.columns], axis=1)
    frame = frame.loc[:, ~frame.columns.duplicated()]  # the clash is already reported
    if table == "partners" and "id" not in frame.columns and "name" in frame.columns:
        frame = frame.assign(id=frame["name"])
    required = [name for name, field in row.model_fields.items() if field.is_required()]
    for column in required:
        if column not in frame.columns:
            close = nearest(column, frame.columns)
            hint = f"is it the column {close!r}? " if close else ""
            problems.append(
                Problem(
                    table,
                    None,
                    column,
                    None,
                    "this column is missing",
                    f"{hint}add a column {column!r}",
                )
            )
    checked: dict[str, pd.Series[Any]] = {}
    for column in frame.columns:
        if column in row.model_fields:
            checked[column] = _check_column(table, column, frame[column], problems)
        else:
            checked[column] = _without_containers(frame[column])
    typed = [column for column in row.model_fields if column in checked]
    order = typed + [column for column in frame.columns if column not in row.model_fields]
    result = pd.DataFrame({column: checked[column] for column in order}, index=frame.index)
    problems += _check_unique(table, result) + _check_spells(table, result)
    return result, problems


def _without_containers(given: "pd.Series[Any]") -> "pd.Series[Any]":
    """Carry a column that leco does not know as it is, but for lists and the like: as text."""
    if given.dtype != object:
        return given
    containers = (list, tuple, set, frozenset, dict, np.ndarray)
    return given.map(lambda value: text(value) if isinstance(value, containers) else value)


def _check_column(
    table: str, column: str, given: "pd.Series[Any]", problems: list[Problem]
) -> "pd.Series[Any]":
    row = ROWS[table]
    adapter, kind = _adapter(row, column), _kind(row, column)
    required = row.model_fields[column].is_required()
    outcome: dict[str | None, object] = {}
    wrong: dict[str | None, tuple[str, str]] = {}
    written = [text(value) for value in given]
    for value in dict.fromkeys(written):
        if value is None:
            if required:
                wrong[value] = ("is empty", f"fill in the {column}, or remove the row")
            outcome[value] = None
            continue
        try:
            outcome[value] = adapter.validate_python(value)
        except ValidationError as error:
            first = error.errors()[0]
            context = first.get("ctx", {})
            if first["type"] == "string_too_long":
                wrong[value] = (
                    f"is {len(value):,} characters long",
                    "shorten it, or look for a missing quote in the file",
                )
            else:
                wrong[value] = (context.get("message", first["msg"]), context.get("hint", ""))
            outcome[value] = None
    if wrong:
        problems += [
            Problem(table, _label(label), column, value, *wrong[value])
            for label, value in zip(given.index, written, strict=True)
            if value in wrong
        ]
    if kind is float:
        problems += _check_decimals(table, column, given.index, written)
        numbers = [np.nan if (out := outcome[value]) is None else out for value in written]
        return pd.Series(numbers, index=given.index, dtype=float)
    values = [outcome[value] for value in written]
    dtype = "boolean" if kind is bool else "str"
    return pd.Series(values, index=given.index, dtype=dtype)


def _check_decimals(
    table: str, column: str, index: pd.Index, written: list[str | None]
) -> list[Problem]:
    """Refuse a column with both 0.5 and 1,250: it cannot be read without guessing."""
    points = any(value is not None and "." in value for value in written)
    if not points:
        return []
    return [
        Problem(
            table,
            _label(label),
            column,
            value,
            "has a decimal comma where other rows have a decimal point",
            "use one of the two in the whole column, and nothing to group thousands",
        )
        for label, value in zip(index, written, strict=True)
        if value is not None and "," in value
    ]


def _check_unique(table: str, frame: pd.DataFrame) -> list[Problem]:
    columns = UNIQUE.get(table, ())
    if not columns or not set(columns) <= set(frame.columns):
        return []
    keys = frame[list(columns)].dropna()
    first: dict[tuple[object, ...], Hashable] = {}
    problems = []
    for label, key in zip(keys.index, keys.itertuples(index=False, name=None), strict=True):
        if key in first:
            problems.append(
                Problem(
                    table,
                    _label(label),
                    columns[-1],
                    key[-1],
                    f"stands twice (first in row {first[key]})",
                    "remove one of the two, or give each its own",
                )
            )
        else:
            first[key] = label
    return problems


def days(series: "pd.Series[Any] | None", size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read a column of checked dates as first days, last days, and whether anything is written.

    A blank cell, or a column that is not there, may mean any day at all.
    """
    first = np.full(size, dates.EARLIEST, dtype=np.int64)
    last = np.full(size, dates.LATEST, dtype=np.int64)
    given = np.zeros(size, dtype=bool)
    if series is None:
        return first, last, given
    codes, uniques = pd.factorize(series)
    given = codes >= 0
    if given.any():
        read = np.array([dates.parse(str(written)) for written in uniques], dtype=np.int64)
        first[given], last[given] = read[codes[given]].T
    return first, last, given


def _check_spells(table: str, frame: pd.DataFrame) -> list[Problem]:
    bounds = ROWS[table].spell or ROWS[table].ordered
    if bounds is None or not set(bounds) <= set(frame.columns):
        return []
    start, end = bounds
    starts, _, _ = days(_parsable(frame[start]), len(frame))
    _, ends, _ = days(_parsable(frame[end]), len(frame))
    late = np.flatnonzero(ends < starts).tolist()
    return [
        Problem(
            table,
            _label(frame.index[row]),
            end,
            frame[end].iloc[row],
            f"lies before the {start} {frame[start].iloc[row]!r}",
            "swap the two dates, or mend one",
        )
        for row in late
    ]


def _parsable(series: "pd.Series[Any]") -> "pd.Series[Any]":
    # A wrong date is already reported and left blank by the check of its column.
    return series.where(series.notna(), None)


def check_references(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Find the cells that name a partner or an activity which no row introduces."""
    problems: list[Problem] = []
    for table, frame in tables.items():
        row = ROWS.get(table)
        for column, (other, key) in (row.refers if row else {}).items():
            if column not in frame.columns or other not in tables:
                continue
            if key not in tables[other].columns:
                continue
            known = set(tables[other][key].dropna())
            named = frame[column]
            unknown = named.notna() & ~named.isin(known)
            if not unknown.any():
                continue
            suggest = _suggestion(known, other, key)
            problems += [
                Problem(table, _label(label), column, value, f"is not in {other}", suggest(value))
                for label, value in named[unknown].items()
            ]
    return problems


def _suggestion(known: set[str], other: str, key: str) -> Callable[[str], str]:
    folded = {_fold(one): one for one in sorted(known, reverse=True)}

    @cache
    def suggest(value: str) -> str:
        close = folded.get(_fold(value)) or nearest(value, sorted(known))
        meant = f"did you mean {close!r}? otherwise " if close else ""
        return f"{meant}add it to {other} ({key})"

    return suggest


def _fold(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKD", value).casefold().split())
