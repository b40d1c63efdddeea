"""The shell: what it prints, where, and with which exit code."""

import csv
import io
import json
import subprocess
import sys

import pytest
from tests.cli.shell import call as _leco
from tests.cli.shell import process

import leco
from leco.result import LONG


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    place = tmp_path_factory.mktemp("examples")
    for name in leco.datasets.NAMES:
        assert _leco("example", name, place / name).returncode == 0
    return place


def test_every_command_explains_itself():
    commands = ("check", "describe", "measures", "measure", "track", "compare", "report", "example")
    shown = _leco("--help").stdout
    for command in commands:
        assert command in shown
        assert _leco(command, "--help").returncode == 0
    assert process("--version").stdout == f"leco {leco.__version__}\n"


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from leco.cli import app\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'networkx', 'matplotlib', 'pydantic'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert shown.stdout == "[]\n"


def test_the_road_of_the_readme(examples):
    europe = examples / "europe"
    checked = _leco("check", europe)
    assert checked.returncode == 0
    measures = "density,core_share,hill_number,ei_index"
    tracked = _leco("track", europe, "--measures", measures, "--by", "sector", "--every", "year",
                    "--format", "csv")  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(tracked.stdout)))
    assert tuple(rows[0]) == LONG
    assert {row["measure"] for row in rows} == set(measures.split(","))
    assert len(rows) == 4 * 78
    table = _leco("track", europe, "--measures", measures, "--by", "sector").stdout
    assert table.splitlines()[0].split() == ["moment", *measures.split(",")]
    assert "grows" in table


def test_comparing_says_first_what_cannot_be_compared(examples):
    folders = [examples / "limburg" / name for name in ("genk", "beringen", "borgloon")]
    shown = _leco("compare", *folders, "--measures", "density,richness", "--lang", "nl")
    assert shown.returncode == 0
    assert "geen verbindingen opgetekend" in shown.stdout
    assert shown.stdout.index("geen verbindingen") < shown.stdout.index("Aantal soorten")
    held = json.loads(_leco("compare", *folders, "--format", "json").stdout)
    assert held["schema_version"] == 1
    assert [row["coalition"] for row in held["comparability"]] == ["Genk", "Beringen", "Borgloon"]


def test_measuring_one_coalition(examples):
    path = examples / "simulated" / "simulated_stable"
    said = _leco(
        "measure", "hill_number:order=2", path, "--by", "sector", "--at", "2022", "--lang", "nl"
    )
    assert "even divers als" in said.stdout
    roles = _leco("measure", "brokerage_roles", path, "--by", "sector", "--format", "csv").stdout
    assert roles.splitlines()[0].startswith("partner,coordinator,itinerant")
    one = json.loads(
        _leco("measure", "density", path, "--kind", "information", "-f", "json").stdout
    )
    every = json.loads(_leco("measure", "density", path, "-f", "json").stdout)
    assert one["value"] < every["value"]
    long = _leco("measure", "density", path, "-f", "csv").stdout
    assert tuple(long.splitlines()[0].split(",")) == LONG


def test_files_instead_of_the_terminal(examples, tmp_path):
    path = examples / "simulated" / "simulated_stable"
    out = tmp_path / "deep" / "track.csv"
    done = _leco("track", path, "--measures", "density", "--out", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text().startswith(",".join(LONG))
    held = tmp_path / "m.json"
    _leco("measures", "--format", "json", "--out", held)
    assert {row["measure"] for row in json.loads(held.read_text())} == set(leco.measures())
    report = tmp_path / "report.html"
    written = _leco("report", path, "--out", report, "--lang", "nl")
    assert written.returncode == 0
    assert '<html lang="nl">' in report.read_text("utf-8")


def test_words_follow_the_environment(examples):
    path = examples / "limburg" / "borgloon"
    said = _leco("measure", "richness", path, "--by", "sector", env={"LECO_LANG": "nl"}).stdout
    assert "soorten partners" in said
    assert "lokaal" not in _leco("describe", path).stdout


def test_wrong_data_is_exit_1_and_wrong_usage_exit_2(examples, tmp_path):
    wrong = tmp_path / "ties.csv"
    wrong.write_text("source,target,weight\na,b,-1\n")
    path = examples / "limburg" / "genk"
    cases = [
        (1, "row 2, weight", ("check", wrong)),
        (1, "there is no file", ("check", tmp_path / "nothing")),
        (2, "did you mean 'density'", ("measure", "densty", path)),
        (2, "did you mean 'sector'", ("measure", "richness", path, "--by", "sektor")),
        (2, "needs by", ("measure", "richness", path)),
        (2, "did you mean 'europe'", ("example", "euorpe", tmp_path / "x")),
        (2, "every=", ("track", path, "--measures", "density", "--every", "year")),
        (2, "lang", ("measures", "--lang", "fr")),
        (2, "arg", ("measure",)),
    ]
    for code, words, arguments in cases:
        done = _leco(*arguments)
        assert done.returncode == code, (arguments, done.stderr)
        assert words in done.stderr, (arguments, done.stderr)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
