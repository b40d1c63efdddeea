"""From raw frames to checked tables: every problem found, nothing dropped, nothing guessed.

A column is checked by its distinct values, so that a hundred thousand ties cost what a few
hundred do. Checks within a row (a spell that ends before it starts) and between tables (a
tie to an unknown partner) follow.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from leco.errors import Problem, nearest
from leco.schema import dates
from leco.schema.cells import Row
from leco.schema.headers import column_names, fold
from leco.schema.tables import ROWS
from leco.words import Term

MOST_COMPARED = 200_000  # pairs of names that are looked at for a likeness
# How the types that a row model may have are stored.
DTYPES: Mapping[Any, str] = {float: "float", bool: "boolean", str: "str"}


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


def _dtype(row: type[Row], column: str) -> str:
    """Tell how a column is stored: numbers as float, flags as boolean, the rest as text."""
    annotation = row.model_fields[column].annotation
    for one in (*get_args(annotation), annotation):
        found = DTYPES.get(getattr(one, "__origin__", one))
        if found:
            return found
    raise TypeError(f"{row.__name__}.{column}: a column holds {', '.join(DTYPES.values())}")


def check_table(table: str, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Check one typed table; give the table with leco's columns, and what is wrong in it."""
    known = ROWS[table].model_fields
    frame, problems = _under_known_names(table, raw)
    checked: dict[str, pd.Series[Any]] = {}
    for column in frame.columns:
        if column in known:
            checked[column] = _check_column(table, column, frame[column], problems)
        else:
            checked[column] = _without_containers(frame[column])
    order = [column for column in known if column in checked]
    order += [column for column in frame.columns if column not in known]
    result = pd.DataFrame({column: checked[column] for column in order}, index=frame.index)
    problems += _check_unique(table, result) + _check_spells(table, result)
    return result, problems


def _under_known_names(table: str, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Give columns the names that leco knows; report those that clash and those that lack."""
    twice = raw.columns.duplicated()
    mapping, clashes = column_names(table, [str(column) for column in raw.columns])
    problems = [
        Problem.of("problem.column_clash", table, values={
            "column": Term(f"header.{table}", column),
            "listed": ", ".join(map(repr, claimed[:-1])), "last": claimed[-1],
        })
        for column, claimed in clashes.items()
    ] + [
        Problem.of("problem.column_twice", table, values={"column": str(one)})
        for one in raw.columns[twice].unique()
    ]  # fmt: skip
    frame = _each_once(raw)
    # A column under a claimed name keeps its own header, so that no two columns share one.
    taken: dict[str, str] = {}
    for header, column in mapping.items():
        taken[header] = header if column in taken.values() else column
    frame = frame.set_axis([taken[str(column)] for column in frame.columns], axis=1)
    frame = _each_once(frame)  # the clash is already reported
    needed = ROWS[table].needed()
    if len(needed) == 1 and needed[0] not in frame.columns:
        # Where rows have names and no ids, they are called by their names.
        names = [column for column in frame.columns if fold(str(column)) in {"name", "naam"}]
        frame = frame.assign(**{needed[0]: frame[names[0]]}) if names else frame
    for column in needed:
        if column not in frame.columns:
            close = nearest(column, frame.columns)
            key = "problem.column_missing_near" if close else "problem.column_missing"
            said = {"column": Term(f"header.{table}", column)} | ({"near": close} if close else {})
            problems.append(Problem.of(key, table, None, column, values=said))
    return frame, problems


def _each_once(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the first of columns that share a name."""
    return frame if frame.columns.is_unique else frame.loc[:, ~frame.columns.duplicated()]


def _without_containers(given: "pd.Series[Any]") -> "pd.Series[Any]":
    """Carry a column that leco does not know as it is, but for lists and the like: as text."""
    if given.dtype != object:
        return given
    containers = (list, tuple, set, frozenset, dict, np.ndarray)
    return given.map(lambda value: text(value) if isinstance(value, containers) else value)


def _check_column(
    table: str, column: str, given: "pd.Series[Any]", problems: list[Problem]
) -> "pd.Series[Any]":
    """Read a column by its distinct texts; add what is wrong in it to the problems."""
    field = ROWS[table].model_fields[column]
    adapter, dtype = _adapter(ROWS[table], column), _dtype(ROWS[table], column)
    places, texts = _distinct(given)
    outcome: list[object] = [None] * len(texts)
    wrong: dict[int, tuple[str, dict[str, object]]] = {}
    for place, value in enumerate(texts):
        if value is None:
            if field.is_required():
                wrong[place] = ("problem.empty", {"column": Term(f"header.{table}", column)})
            continue
        try:
            outcome[place] = adapter.validate_python(value)
        except ValidationError as error:
            wrong[place] = _said(value, error)
    problems += [
        Problem.of(key, table, row, column, texts[place], values=said)
        for row, place in _rows_with(list(wrong), places, given.index)
        for key, said in [wrong[place]]
    ]
    if dtype == "float" and any("." in value for value in texts if value):
        # 0.5 and 1,250 in one column cannot be read without guessing.
        commas = [place for place, value in enumerate(texts) if value and "," in value]
        problems += [
            Problem.of("problem.comma_and_point", table, row, column, texts[place])
            for row, place in _rows_with(commas, places, given.index)
        ]
    return pd.Series(pd.Series(outcome, dtype=dtype).array.take(places), index=given.index)


def _distinct(given: "pd.Series[Any]") -> tuple[np.ndarray, list[str | None]]:
    """Give the distinct texts of a column (None is blank), and the place of each cell's."""
    if given.dtype == object:  # of any type: 1 and True are one value, and not one text
        given = pd.Series([text(value) for value in given], dtype=object)
    places, values = pd.factorize(given)
    texts = [text(value) for value in np.asarray(values, dtype=object)]
    blank = places < 0
    if not blank.any():
        return places, texts
    return np.where(blank, len(texts), places), [*texts, None]


def _rows_with(
    wanted: list[int], places: np.ndarray, index: pd.Index
) -> Iterator[tuple[int | str, int]]:
    """Go through the rows whose cell is one of the texts wanted."""
    if not wanted:
        return
    for row in np.flatnonzero(np.isin(places, wanted)).tolist():
        yield _label(index[row]), int(places[row])


def _said(value: str, error: ValidationError) -> tuple[str, dict[str, object]]:
    """Tell what is wrong with a text: a key of the catalogues, and values for its places."""
    first = error.errors()[0]
    if first["type"] == "string_too_long":
        return "problem.too_long", {"count": len(value)}
    if first["type"] == "string_unicode":
        return "problem.half_sign", {}
    context = first["ctx"]
    return f"problem.{context['code']}", context["values"]


def _label(row: Hashable) -> int | str:
    """Give the number or the label of a row, as a Problem holds it."""
    return int(row) if isinstance(row, (int, np.integer)) else str(row)


def _check_unique(table: str, frame: pd.DataFrame) -> list[Problem]:
    columns = ROWS[table].unique
    if not columns or not set(columns) <= set(frame.columns):
        return []
    keys = zip(*(frame[column].tolist() for column in columns), strict=True)
    first: dict[tuple[object, ...], Hashable] = {}
    problems = []
    for row, key in zip(frame.index, keys, strict=True):
        if any(map(pd.isna, key)):
            continue
        if key in first:
            problems.append(Problem.of("problem.twice", table, _label(row), columns[-1], key[-1],
                                       values={"row": first[key]}))  # fmt: skip
        else:
            first[key] = row
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
    starts, _, _ = days(frame[start], len(frame))
    _, ends, _ = days(frame[end], len(frame))
    late = frame[ends < starts]
    return [
        Problem.of("problem.ends_before", table, _label(row), end, until,
                   values={"start": Term(f"header.{table}", start), "since": since})
        for row, since, until in zip(late.index, late[start], late[end], strict=True)
    ]  # fmt: skip


def check_references(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Find the cells that name a partner or an activity which no row introduces."""
    problems: list[Problem] = []
    for table, frame in tables.items():
        refers = ROWS[table].refers if table in ROWS else {}
        for column, (other, key) in refers.items():
            if column not in frame.columns or other not in tables:
                continue
            if key not in tables[other].columns:
                continue
            known = set(tables[other][key].dropna())
            named = frame[column]
            strange = {one for one in set(named.to_numpy(object)) - known if not pd.isna(one)}
            if not strange:
                continue
            unknown = named[named.isin(strange)]
            suggest = _suggestion(known, other, key)
            problems += [
                Problem.of(what, table, _label(row), column, value, values=said)
                for row, value in unknown.items()
                for what, said in [suggest(value)]
            ]
    return problems


def _suggestion(
    known: set[str], other: str, key: str
) -> Callable[[str], tuple[str, dict[str, object]]]:
    """Give what finds, for an unknown name, the nearest known one and how to say so."""
    there: dict[str, object] = {
        "other": Term("table", other),
        "column": Term(f"header.{other}", key),
    }
    folded = {fold(one): one for one in sorted(known, reverse=True)}

    names = sorted(known)
    left = MOST_COMPARED // max(1, len(names))

    @cache
    def suggest(value: str) -> tuple[str, dict[str, object]]:
        nonlocal left
        close = folded.get(fold(value))
        if close is None and left > 0:
            # Where thousands are unknown, the first are enough to see why.
            left -= 1
            close = nearest(value, names)
        if close:
            return "problem.unknown_near", {**there, "near": close}
        return "problem.unknown", there

    return suggest
