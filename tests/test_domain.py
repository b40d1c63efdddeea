"""The page that follows the field row by row names tables, functions and tests that exist."""

import re
from pathlib import Path

import pytest

import leco
from leco.report.parts import PARTS
from leco.schema.tables import ROWS

ROOT = Path(__file__).parents[1]
LINES = re.findall(
    r"^\| (D\d\d) \| (.+) \| (.+) \| (.+) \| (.+) \| (.+) \|$",
    (ROOT / "docs" / "domain.md").read_text("utf-8"), re.MULTILINE,
)  # fmt: skip
NAMED = re.compile(r"`([^`]+)`")


def test_every_row_of_the_field_stands_once_and_in_order():
    assert [row for row, *_ in LINES] == [f"D{number:02d}" for number in range(1, 69)]


@pytest.mark.parametrize(("row", "stored"), [(one[0], one[2]) for one in LINES])
def test_tables_and_columns_exist(row, stored):
    named = NAMED.findall(stored)
    assert named or stored == "nothing to store", row
    for one in named:
        table, _, column = one.partition(".")
        assert table in ROWS, (row, one)
        assert not column or column in ROWS[table].model_fields, (row, one)


@pytest.mark.parametrize(("row", "functions"), [(one[0], one[3]) for one in LINES])
def test_functions_exist_or_it_says_that_there_are_none(row, functions):
    named = NAMED.findall(functions)
    assert named or functions.startswith("not computable"), row
    for one in named:
        owner = leco
        for part in one.split("."):
            assert hasattr(owner, part), (row, one)
            owner = getattr(owner, part)


@pytest.mark.parametrize(("row", "test"), [(one[0], one[5]) for one in LINES])
def test_tests_exist(row, test):
    named = NAMED.findall(test)
    assert named or test == "none", row
    for one in named:
        assert "\ndef test_" in (ROOT / one).read_text("utf-8"), (row, one)


@pytest.mark.parametrize(("row", "functions", "test"), [(one[0], one[3], one[5]) for one in LINES])
def test_the_test_named_is_about_a_function_named(row, functions, test):
    named = [one for one in NAMED.findall(functions) if one != "datasets"]
    if named and NAMED.findall(test):
        text = (ROOT / NAMED.findall(test)[0]).read_text("utf-8")
        assert any(one.rpartition(".")[2] in text for one in named), (row, functions, test)


SECTIONS = {
    "members", "maps", *PARTS, "signals", "brokers", "without", "core", "diversity", "integration",
    "compared", "change",
}  # fmt: skip
ELSEWHERE = {"none", "the head of the page", "every section", "in the words", "only when asked for",
             "each part that serves it", "and persons are never named"}  # fmt: skip


@pytest.mark.parametrize(("row", "shown"), [(one[0], one[4]) for one in LINES])
def test_the_report_has_the_sections_named(row, shown):
    assert set(shown.split(", ")) <= SECTIONS | ELSEWHERE, row


def test_no_row_is_still_to_do():
    assert not [row for row, *cells in LINES if "not yet" in " ".join(cells)]
