"""Who is named in the tables of a coalition, where, and the same tables with other names.

Which columns name somebody follows from the schema: what refers to partners, and what may name
anybody at all. So a column that is added there cannot be forgotten here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from leco.coalition.loading import Tables
from leco.io.masking import Mask, each_part, split_words
from leco.schema.cells import WHO
from leco.schema.tables import ROWS


def naming(table: str) -> tuple[str, ...]:
    """Give the columns of a table that name partners or other people, ids among them.

    >>> naming("ties"), naming("affiliations"), naming("needs")
    (('source', 'target', 'reported_by'), ('person', 'organisation'), ())
    """
    row = ROWS.get(table)
    if row is None:
        return ()
    checked = {
        column for column, (other, key) in row.refers.items()
        if (other, key) == ("partners", "id") or ROWS[other].mark(key) == WHO
    }  # fmt: skip
    return tuple(
        column for column in row.model_fields
        if column in checked or row.mark(column) == WHO or (table, column) == ("partners", "id")
    )  # fmt: skip


@dataclass(frozen=True)
class Named:
    """Everybody whom the tables name: partners by id, what they are called, and all others."""

    partners: frozenset[str]
    names: Mapping[str, str]
    others: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Everything that stands for somebody in a column that names."""
        return self.partners | self.others

    def mask(self, codes: Mapping[str, str]) -> Mask:
        """Give what takes names out of text: ids and names of partners, and others by full name.

        One word that is no partner may as well be a role: "facilitator".
        """
        instead = {one: codes[one] for one in sorted(self.others)
                   if one in codes and len(split_words(one)) > 1}  # fmt: skip
        instead |= {self.names[one]: codes[one] for one in sorted(self.names) if one in codes}
        instead |= {one: codes[one] for one in sorted(self.partners) if one in codes}
        return Mask(instead)


def everyone(tables: Tables) -> Named:
    """Find everybody whom the tables name; a cell that is no partner may hold several."""
    partners = tables["partners"]
    ids = frozenset(partners["id"])
    others: set[str] = set()
    for table, frame in tables.items():
        for column in naming(table):
            if column in frame.columns:
                for cell in frame[column].dropna().unique():
                    if cell not in ids:
                        others |= {part.strip() for part in cell.split(";") if part.strip()}
    names: dict[str, str] = {}
    if "name" in partners.columns:
        called = partners[["id", "name"]].dropna()
        names = dict(zip(called["id"], called["name"], strict=True))
    return Named(ids, names, frozenset(others - ids))


def renamed(column: "pd.Series[str]", codes: Mapping[str, str]) -> "pd.Series[str]":
    """Give a column that names with other names; who has none keeps its own."""
    shown: dict[str, str] = {}
    for cell in column.dropna().unique():
        parts = {part.strip(): codes.get(part.strip(), part.strip()) for part in cell.split(";")}
        shown[cell] = codes[cell] if cell in codes else each_part(cell, parts)
    return column.map(shown, na_action="ignore").astype("str")


def unlabelled(column: "pd.Series[str]", mask: Mask) -> "pd.Series[str]":
    """Give a column of ids or labels without the names in it."""
    shown = mask.labels(column.dropna().unique())
    return column.map(shown, na_action="ignore").astype("str")


def sorted_by_names(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Put rows in the order of the new names: the old order may be that of the old ones."""
    keys = [column for column in naming(table) if column in frame.columns]
    return frame.sort_values(keys, kind="stable", ignore_index=True) if keys else frame
