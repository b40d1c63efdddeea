"""Tables with their titles, headers and words in a language, read back as what they were."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from leco import words
from leco.io.cells import plain
from leco.io.template import answer, header
from leco.schema.cells import Entity, Flag, Kind, Tier
from leco.schema.headers import column_names, table_name
from leco.schema.tables import ROWS

WORDS: Mapping[Any, str] = {Entity: "entity", Tier: "tier", Kind: "kind", Flag: "flag"}


def in_language(tables: Mapping[str, pd.DataFrame], lang: str) -> dict[str, pd.DataFrame]:
    """Give tables as people read them; in English they have the names that programs use."""
    if words.language(lang) == "en":
        return dict(tables)
    return {
        _title(name, tables, lang): _spoken(name, frame, lang) for name, frame in tables.items()
    }


def _title(name: str, tables: Mapping[str, pd.DataFrame], lang: str) -> str:
    if name not in ROWS:
        return name
    title = words.text(f"table.{name}", lang)
    taken = {one.casefold() for one in tables if one != name}
    return name if title.casefold() in taken or table_name(title) != name else title


def _spoken(table: str, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Translate the headers and words of a table that leco knows; others stay."""
    if table not in ROWS:
        return frame
    known = ROWS[table].model_fields
    names = {str(one): header(table, str(one), lang) if one in known else str(one)
             for one in frame.columns}  # fmt: skip
    back, clashes = column_names(table, names.values())
    if clashes or [back[one] for one in names.values()] != list(names):
        return frame  # a column of one's own has such a name already
    cells = {
        names[column]: _said(frame[column], WORDS.get(answer(table, column) if column in known
                                                      else None), lang)
        for column in names
    }  # fmt: skip
    return pd.DataFrame(cells, index=frame.index)


def _said(column: "pd.Series[Any]", kind: str | None, lang: str) -> "pd.Series[Any]":
    if kind is None:
        return column
    said = {code: words.word(kind, str(plain(code)), lang) for code in column.dropna().unique()}
    return column.map(said, na_action="ignore")
