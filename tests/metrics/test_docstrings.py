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
    doc = inspect.getdoc(entry.function)
    first, blank, *_ = doc.split("\n")
    assert re.fullmatch(r"[A-Z].*[.?]", first)
    assert blank == ""
    sections = re.findall(r"^([A-Z]\w+)\n-+$", doc, re.MULTILINE)
    assert sections == [one for one in ORDER if one in sections]
    assert {"Parameters", "Returns", "References", "Examples"} <= set(sections)
    said = doc[doc.index("\nParameters") : doc.index("\nReturns")]
    lines = re.findall(r"^(\w+(?:, \w+)*)(?: : .*)?$", said, re.MULTILINE)
    named = {one for line in lines[1:] for one in line.split(", ")}
    assert named == {"data", *entry.parameters}
    raises = doc[doc.index("\nRaises") : doc.index("\nReferences")] if "Raises" in sections else ""
    if "by" in entry.parameters:
        assert "MissingAttributeError" in raises
    if entry.needs & REFUSES:
        assert "UnsupportedGraphError" in raises


@pytest.mark.parametrize("name", leco.measures())
def test_every_measure_has_a_test_that_calls_it_by_name(name, request):
    tests = request.config.rootpath / "tests"
    called = [path for path in tests.rglob("test_*.py") if path.name != "test_every_measure.py"
              and re.search(rf"leco\.{name}\b|\"{name}", path.read_text("utf-8"))]  # fmt: skip
    assert called
