"""What the README and CONTRIBUTING show is run as written."""

import contextlib
import fnmatch
import importlib.util
import inspect
import io
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from tests.cli.shell import call

import leco
import leco.words
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


SHELL = [
    "README.md",
    "docs/five-minutes.md",
    "docs/own-data.md",
    "docs/privacy.md",
    "docs/shell.md",
]


@pytest.mark.parametrize("name", SHELL)
def test_shell_blocks_print_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for block in _blocks(name, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *expected = step.splitlines()
            program, *arguments = shlex.split(command)
            assert program == "leco"
            done = call(*arguments, env={"COLUMNS": "80"})
            wrong = bool(expected) and "problem" in expected[0]
            assert done.returncode == int(wrong), done.stderr
            _matches(expected, (done.stderr if wrong else done.stdout).splitlines())


def test_every_measure_is_in_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    for name in leco.measures():
        assert f"`{name}`" in text, f"name {name} in the table of README.md, beside its question"


def test_every_public_function_is_in_the_changelog():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    functions = [name for name in leco.__all__ if inspect.isfunction(getattr(leco, name))]
    new = [name for name in functions if not re.search(rf"\b{name}\b", text)]
    assert len(functions) > 100
    assert not new, f"say in CHANGELOG.md, under Added, what these are for: {new}"


def test_the_page_of_tables_has_every_column_and_says_which_are_needed():
    text = (ROOT / "docs" / "tables.md").read_text("utf-8")
    rows = text.split("|---|---|\n")[1].split("\n\n")[0]
    written = {}
    for table, cell in re.findall(r"^\| (\w+) \| (.*) \|$", rows, re.MULTILINE):
        listed = re.sub(r" \(.*?\)|:.*", "", cell).replace(" *or* ", ", ")
        written[table] = listed.split(", ")
    wanted = {
        table: [f"**{name}**" if field.is_required() else name
                for name, field in row.model_fields.items()]
        for table, row in ROWS.items()
    }  # fmt: skip
    for table in written.keys() | wanted:
        assert written.get(table) == wanted.get(table), (
            f"write the columns of {table} in docs/tables.md"
        )


def _of_docs(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_stands_once_in_the_reference():
    pages = _of_docs("pages")
    written = "\n".join([*pages.measures().values(), *pages.reference().values()])
    named = re.findall(r"^\.\. auto(?:function|class|exception):: (\S+)$", written, re.MULTILINE)
    for name in leco.__all__:
        if name not in {"__version__", "datasets", "plot"}:
            assert named.count(f"leco.{name}") == 1, name


@pytest.mark.parametrize("name", leco.measures())
def test_a_measure_is_described_in_both_languages(name):
    pages = _of_docs("pages")
    text = "\n".join(pages._measure(leco.measures()[name]))
    for lang in leco.words.LANGUAGES:
        assert leco.words.text(f"higher.{name}", lang) in text
    assert "{" not in text.replace("```{eval-rst}", ""), "a place for a value is left"


def test_the_page_of_conformance_is_counted():
    conformance = _of_docs("conformance")
    text = conformance.page()
    # By hand: two blocks of the references, and who reads them.
    assert (
        "| diversity_integration: spectral_analytic | 12 | a closed form | metrics connectivity |"
        in text
    )
    read = "metrics coverage, practice invitation, practice readiness"
    assert f"| diversity_integration: needs_coverage | 20 | a closed form | {read} |" in text
    assert conformance.numbers({"a": [1, 2.5, True, "3"], "b": {"c": None}}) == 2
    assert "`test_networkx_k_components_of_nine_nodes` | networkx < 3.7" in text
    known = dict(conformance.expected_failures())
    assert len(known) == 7, "say in docs/peers.md what is new, or what was mended"


def test_the_house_is_drawn_as_it_is_built():
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    built = [set(floor.split(" | ")) for floor in layers["contracts"][0]["layers"]]
    drawing = (ROOT / "docs" / "images" / "house.svg").read_text("utf-8")
    bold = re.findall(r'<text x="164" y="(\d+)"[^>]*>([^<]+)</text>', drawing)
    drawn = [
        set(re.findall(r"\w+", floor)) for _, floor in sorted(bold, key=lambda one: int(one[0]))
    ]
    assert drawn == built, "draw the floors of pyproject.toml in docs/images/house.svg"
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = page.split("| room | what it knows")[1].split("\n\n")[0].splitlines()[2:]
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(told) == sorted(set().union(*built)), "a row for each in docs/architecture.md"
    height = {name: place for place, floor in enumerate(reversed(built)) for name in floor}
    assert [height[name] for name in told] == sorted(height[name] for name in told), "bottom first"


def test_every_page_is_on_the_first_page():
    listed = set(re.findall(r"\{doc\}`([^`]+)`", (ROOT / "docs" / "index.md").read_text("utf-8")))
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"}
    assert pages <= listed


def test_links_lead_somewhere():
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


def test_every_ignore_has_its_reason_beside_it():
    # As CONTRIBUTING says: after a dash where ruff is told, as a comment of its own where mypy is.
    told = re.compile(r"# (noqa|type: ignore)(?!: [A-Z0-9, ]+ - \w|\[[a-z, -]+\]  # \w)")
    for folder in ("src", "tests", "benchmarks", "docs"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = path.read_text("utf-8").splitlines() if path != Path(__file__) else []
            bare = [place for place, line in enumerate(lines, 1) if told.search(line)]
            assert not bare, f"{path.relative_to(ROOT)}, lines {bare}: say why it is ignored"


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
        found = machine.search(path.read_text("utf-8", errors="replace"))
        assert not found, (name, found)
