"""Saved notebooks: read as they are, without running them, on a forge. ``.ci/run`` runs them."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MACHINE = re.compile(r"(?:/(?:work|farm|root|home|Users|tmp|opt|var|usr)/|[A-Z]:\\\\)\w", re.ASCII)
MOST = 200_000  # bytes


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def saved(request):
    text = request.param.read_text("utf-8")
    return text, json.loads(text)["cells"]


def _outputs(cell):
    return [one for one in cell.get("outputs", []) if one["output_type"] != "error"]


def test_outputs_are_there_and_none_is_an_error(saved):
    _, cells = saved
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert len(_outputs(cell)) == len(cell["outputs"])
        source = "".join(cell["source"])
        if ".plot(" in source or "draw_" in source:
            assert any("image/png" in one.get("data", {}) for one in cell["outputs"]), source
        if "print(" in source and "def " not in source:
            assert any(one["output_type"] == "stream" for one in cell["outputs"]), source


def test_it_says_nothing_of_the_machine_and_warns_of_nothing(saved):
    text, cells = saved
    assert not MACHINE.search(text)
    for cell in cells:
        assert not any(one.get("name") == "stderr" for one in cell.get("outputs", []))


def test_it_is_small_and_speaks_before_it_shows(saved):
    text, cells = saved
    assert len(text.encode()) < MOST
    assert cells[0]["cell_type"] == "markdown"
    assert cells[-1]["cell_type"] == "markdown"
    # Whoever has never heard of a graph reads words between any three blocks of code.
    kinds = "".join(cell["cell_type"][0] for cell in cells)
    assert "cccc" not in kinds


def test_every_notebook_is_linked_from_the_front_page():
    front = (ROOT / "docs" / "index.md").read_text("utf-8")
    for path in PATHS:
        assert front.count(f"notebooks/{path.stem}") >= 2, "in the list, and in the toctree"
