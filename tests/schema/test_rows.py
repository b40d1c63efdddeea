"""The row models: what else must be said of a table or a column, so that it is read and followed."""

import pandas as pd
import pytest

from leco.coalition import folding
from leco.coalition.loading import NAMING
from leco.schema.headers import COLUMNS, TABLES, fold
from leco.schema.tables import ROWS


def test_every_table_has_names_for_its_file_and_its_columns():
    assert TABLES.keys() == ROWS.keys(), "say in schema/headers.py what a file of it is called"
    assert COLUMNS.keys() == ROWS.keys(), "say in schema/headers.py what its columns are called"


@pytest.mark.parametrize("table", ROWS)
def test_every_column_has_a_header_in_dutch_too(table):
    odd = COLUMNS[table].keys() ^ ROWS[table].model_fields.keys()
    assert not odd, (
        f"say in COLUMNS of schema/headers.py or surrounding_headers.py: {odd} of {table}"
    )
    assert all(COLUMNS[table].values()), "a column without another name than its code"
    for names in COLUMNS[table].values():
        assert [fold(name) for name in names] == list(names), "write headers as fold() leaves them"


@pytest.mark.parametrize("table", NAMING)
def test_a_column_that_names_a_partner_is_always_filled(table):
    assert all(ROWS[table].model_fields[column].is_required() for column in NAMING[table])


def test_folding_follows_every_column_that_names_a_partner(monkeypatch):
    monkeypatch.setattr(folding, "NAMING", {"visits": ("host", "guest")})
    tables = {
        "partners": pd.DataFrame({"id": ["city", "school"], "parent": ["", "city"]}, dtype="str"),
        "visits": pd.DataFrame({"host": ["school"], "guest": ["school"]}, dtype="str"),
    }
    tables["partners"]["parent"] = tables["partners"]["parent"].replace("", None)
    folded, _ = folding.fold(tables, "parent")
    assert folded["visits"].to_numpy().tolist() == [["city", "city"]]
