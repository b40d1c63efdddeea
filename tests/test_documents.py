"""What the README and CONTRIBUTING show is run as written."""

import contextlib
import fnmatch
import io
import re
import shlex
import subprocess
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from tests.cli.shell import call

import leco
from leco.metrics import registry
from leco.schema.tables import ROWS

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _blocks(name, language):
    text = (ROOT / name).read_text("utf-8")
    return [code for kind, code in BLOCK.findall(text) if kind == language]


PAGES = [
    str(page.relative_to(ROOT))
    for page in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    )
    if _blocks(page, "python")
]


@pytest.mark.parametrize("name", PAGES)
def test_python_blocks_run_and_print_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mpl.use("Agg")
    leco.write(leco.datasets.simulated()["Simulated stable"], "genk")
    known = leco.measures()  # loads them all: what is put back must hold every one
    world = {"__name__": "document"}
    try:
        for code in _blocks(name, "python"):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(code, name, "exec"), world)
            expected = [line[2:] for line in code.splitlines() if line.startswith("# ")]
            _matches(expected, said.getvalue().splitlines())
            plt.close("all")
    finally:
        registry._CATALOGUE.clear()
        registry._CATALOGUE.update(known)
        plt.close("all")


def _matches(expected, shown):
    """Compare line by line; a last line ``...`` stands for whatever follows."""
    if expected and expected[-1] == "...":
        expected, shown = expected[:-1], shown[: len(expected) - 1]
    elif not expected:
        return
    assert len(shown) == len(expected), shown
    for wanted, line in zip(expected, shown, strict=True):
        assert fnmatch.fnmatchcase(line.rstrip(), _pattern(wanted)), (wanted, line)


def _pattern(wanted):
    literal = re.sub(r"([\[\]?*])", r"[\1]", wanted.rstrip())
    return literal.replace("...", "*")


@pytest.mark.parametrize("name", ["README.md", "docs/five-minutes.md"])
def test_shell_blocks_print_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for block in _blocks(name, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *expected = step.splitlines()
            program, *arguments = shlex.split(command)
            assert program == "leco"
            done = call(*arguments, env={"COLUMNS": "80"})
            assert done.returncode == 0, done.stderr
            _matches(expected, done.stdout.splitlines())


def test_every_measure_is_in_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    for name in leco.measures():
        assert f"`{name}`" in text, f"name {name} in the table of README.md, beside its question"


def test_the_page_of_tables_has_every_column_and_says_which_are_needed():
    text = (ROOT / "docs" / "tables.md").read_text("utf-8")
    rows = text.split("|---|---|\n")[1].split("\n\n")[0]
    written = {}
    for table, cell in re.findall(r"^\| (\w+) \| (.*) \|$", rows, re.MULTILINE):
        listed = re.sub(r" \(.*?\)|:.*", "", cell).replace(" *or* ", ", ")
        written[table] = listed.split(", ")
    assert written == {
        table: [f"**{name}**" if field.is_required() else name
                for name, field in row.model_fields.items()]
        for table, row in ROWS.items()
    }  # fmt: skip


def test_links_lead_somewhere():
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


def test_the_repository_speaks_of_leco_alone():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")  # an unpacked sdist has no list of committed files
    machine = re.compile(r"/(?:work|farm|root|home)/[a-z]|/tmp/[a-z]")
    for name in listed.stdout.split():
        path = ROOT / name
        if (
            path.suffix in {".png", ".ipynb"}
            or not path.is_file()
            or path.name == Path(__file__).name
        ):
            continue
        found = machine.search(path.read_text("utf-8"))
        assert not found, (name, found)
