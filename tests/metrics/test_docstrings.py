"""One shape for every measure: what its docstring says, and in which order."""

import inspect
import re

import pytest

import leco

ORDER = ["Parameters", "Returns", "Raises", "References", "Examples"]
REFUSES = {"one_entity", "direction", "activities", "numbers"}


@pytest.mark.parametrize("name", leco.measures())
def test_every_measure_is_described_in_the_same_order(name):
    entry = leco.measures()[name]
    assert entry.source, f"say source= in the @measure of {name}: author, year, page"
    doc = inspect.getdoc(entry.function)
    first, *rest = doc.split("\n")
    assert re.fullmatch(r"[A-Z].*\.", first), "begin with one plain sentence, on one line"
    assert rest[:1] == [""], "leave a line empty after the first sentence, then give the formula"
    sections = re.findall(r"^([A-Z]\w+)\n-+$", doc, re.MULTILINE)
    missing = {"Parameters", "Returns", "References", "Examples"} - set(sections)
    assert not missing, f"write these parts of the docstring of {name}: {sorted(missing)}"
    assert sections == [one for one in ORDER if one in sections], f"in the order of {ORDER}"
    said = doc[doc.index("\nParameters") : doc.index("\nReturns")]
    lines = re.findall(r"^(\w+(?:, \w+)*)(?: : .*)?$", said, re.MULTILINE)
    named = {one for line in lines[1:] for one in line.split(", ")}
    assert named == {"data", *entry.parameters}, f"name each under Parameters: {entry.parameters}"
    raises = doc[doc.index("\nRaises") : doc.index("\nReferences")] if "Raises" in sections else ""
    if "by" in entry.parameters:
        assert "MissingAttributeError" in raises, "say under Raises what by= leads to"
    if entry.needs & REFUSES:
        assert "UnsupportedGraphError" in raises, f"say under Raises what needs= {entry.needs} does"


@pytest.mark.parametrize("name", leco.measures())
def test_every_measure_has_a_test_that_calls_it_by_name(name, request):
    tests = request.config.rootpath / "tests"
    called = [path for path in tests.rglob("test_*.py") if path.name != "test_every_measure.py"
              and re.search(rf"leco\.{name}\b|\"{name}", path.read_text("utf-8"))]  # fmt: skip
    assert called, (
        f"test leco.{name} in tests/metrics/, against numbers that say where they are from"
    )
