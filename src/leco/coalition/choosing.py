"""Choosing rows: which partners and ties fit, and what else goes with them."""

import numpy as np
import pandas as pd

from leco.coalition.loading import NAMING, Tables
from leco.errors import MissingAttributeError
from leco.graph.arrays import Flags
from leco.graph.partition import split_labels
from leco.schema.vocabularies import KINDS

# The columns by which ties are chosen; any other chooses partners.
OF_TIES = ("kind", "domain", "activity")


def kept(tables: Tables, here: Flags) -> dict[str, pd.DataFrame]:
    """Keep these partners, and of every other table the rows that name only them."""
    partners = tables["partners"][here]
    known, everybody = set(partners["id"]), bool(here.all())
    if "parent" in partners.columns:
        # A unit outlives the parent that is not kept; it then stands on its own.
        gone = ~partners["parent"].isin(known)
        partners = partners.assign(parent=partners["parent"].mask(gone).astype("str"))
    result = {**tables, "partners": partners}
    for table, columns in NAMING.items():
        if table in result:
            frame = result[table]
            # Checked tables name nobody else: of everybody, nothing is to be looked up.
            named = [frame[column].notna() if everybody else frame[column].isin(known)
                     for column in columns]  # fmt: skip
            rows = np.logical_and.reduce(named)
            result[table] = frame if rows.all() else frame[rows]
    return result


def partners_that_fit(tables: Tables, column: str, wanted: object) -> Flags:
    """Tell which partners have one of the values wanted among their labels."""
    partners = tables["partners"]
    if column not in partners.columns:
        raise MissingAttributeError(column, partners.columns)
    return _fits(partners[column], _values(wanted))


def ties_that_fit(tables: Tables, column: str, wanted: object) -> dict[str, pd.DataFrame]:
    """Keep the ties (and participations) that have one of the values wanted."""
    values = _values(wanted)
    if column == "kind":
        values |= {code for code, words in KINDS.items() if values & set(words)}
    result = dict(tables)
    there = [table for table in ("ties", "participations")
             if table in tables and column in tables[table].columns]  # fmt: skip
    if not there:
        known = tables["ties"].columns if "ties" in tables else ()
        raise MissingAttributeError(column, known, "tie")
    for table in there:
        result[table] = tables[table][_fits(tables[table][column], values)]
    return result


def _values(wanted: object) -> set[str]:
    listed = wanted if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
    return {str(one) for one in listed}


def _fits(cells: "pd.Series[str]", values: set[str]) -> Flags:
    return np.array([bool(split_labels(cell) & values) for cell in cells], dtype=bool)
