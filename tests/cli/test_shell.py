"""The shell on the bundled examples: what goes where, and with which exit code."""

import csv
import io
import json
import os
import re
import subprocess
import sys

import joblib
import pytest
from tests.cli.shell import call as _leco, process as _process

import leco
from leco import words
from leco.result import LONG


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    place = tmp_path_factory.mktemp("examples")
    for name in leco.datasets.NAMES:
        for label, coalition in leco.datasets.load(name).items():
            leco.write(coalition, place / label.replace(" ", "_").lower())
    return place


def _rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_every_command_explains_itself():
    commands = (
        "new",
        "check",
        "describe",
        "measures",
        "measure",
        "test",
        "track",
        "compare",
        "report",
        "example",
    )
    shown = _leco("--help").stdout
    for command in commands:
        assert command in shown
        assert _leco(command, "--help").returncode == 0
    assert _process("--version").stdout == f"leco {leco.__version__}\n"


def test_intervals_are_shown_and_are_those_of_the_library(examples):
    asked = ("--measures", "density", "--interval", "process", "--seed", "3")
    path = examples / "simulated_stable"
    rows = _rows(_leco("track", path, *asked, "--format", "csv").stdout)
    stable = leco.read(path)
    wanted = leco.track(stable, "density", every="year", interval="process", seed=3).frame
    assert [float(row["low"]) for row in rows] == pytest.approx(wanted["low"].tolist())
    with joblib.parallel_config(backend="threading"):  # workers that need not start first
        shown = _leco("track", path, *asked, "--jobs", "2").stdout
    assert re.search(r"measure +moment +value +low +high", shown)
    beside = _leco("compare", path, examples / "simulated_growing", *asked, "--draws", "9").stdout
    assert re.search(r"measure +coalition +value +low +high", beside)
    wrong = _leco("track", path, "--measures", "density", "--interval", "proces", "--lang", "nl")
    assert wrong.returncode == 2
    assert "'process', 'dates' of 'response'" in wrong.stderr


def test_a_table_writes_numbers_as_its_language_does(examples):
    asked = ("track", examples / "simulated_stable", "--measures", "density", "--every", "year")
    english, dutch = _leco(*asked).stdout, _leco(*asked, "--lang", "nl").stdout
    assert "0." in english
    assert "0," in dutch
    assert "0." not in dutch
    # For programs numbers are those of programs.
    csv_of = [_leco(*asked, "--format", "csv", "--lang", lang).stdout for lang in ("en", "nl")]
    assert csv_of[0] == csv_of[1]


def test_no_arguments_is_help(examples):
    done = _process()
    assert "track" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 2}


def test_example_writes_what_the_library_has(tmp_path):
    done = _process("example", "europe", tmp_path / "europe")
    assert (done.returncode, done.stderr) == (0, "")
    europe = leco.read(tmp_path / "europe")
    # Public lists of members: NATO had 16 in 1983 and 32 in June 2024; the EU 6 in 1958, 28 in 2013
    # and 27 the day after the United Kingdom left.
    for activity, day, members in (("NATO", "1983-01-01", 16), ("NATO", "2024-06-01", 32), ("EU", "1958-01-01", 6),
                                   ("EU", "2013-07-01", 28), ("EU", "2020-02-01", 27)):  # fmt: skip
        rows = europe.at(day).tables["participations"]
        assert (rows["activity"] == activity).sum() == members
    three = _leco("example", "limburg", tmp_path / "limburg").stdout
    assert len(three.splitlines()) == 3
    assert len(leco.read(tmp_path / "limburg" / "borgloon")) == 11, "the fact sheet names eleven"
    grown = _leco("example", "simulated", tmp_path / "simulated")
    assert grown.returncode == 0
    assert len(leco.read(tmp_path / "simulated" / "simulated_stable")) == 40


# --- what the commands say ------------------------------------------------------------------------


def test_following_europe_gives_a_tidy_table(examples):
    measures = "density,core_share,hill_number,ei_index"
    done = _leco(
        "track",
        examples / "europe",
        "--measures",
        measures,
        "--by",
        "sector",
        "--every",
        "year",
        "-f",
        "csv",
    )
    assert (done.returncode, done.stderr) == (0, "")
    rows = _rows(done.stdout)
    assert tuple(rows[0]) == LONG
    # 1949 to 2026 are 78 years, the last cut off at what was observed.
    moments = list(dict.fromkeys(row["moment"] for row in rows))
    assert (len(moments), moments[0], moments[-1]) == (78, "1949-12-31", "2026-11-01")
    keys = [(row["moment"], row["measure"], row["key"], row["column"]) for row in rows]
    assert len(keys) == len(set(keys)) == 4 * 78
    limits = {"density": (0, 1), "core_share": (0, 1), "hill_number": (1, 30), "ei_index": (-1, 1)}
    for row in rows:
        low, high = limits[row["measure"]]
        assert low <= float(row["value"]) <= high, row
        assert int(row["n"]) > 0
    library = (
        leco.track(leco.read(examples / "europe"), ["density"], every=["1990-12-31"])
        .frame["value"]
        .item()
    )
    shown = next(
        row for row in rows if row["measure"] == "density" and row["moment"] == "1990-12-31"
    )
    assert float(shown["value"]) == pytest.approx(library)


def test_the_table_of_a_track_has_a_column_for_each_measure(examples):
    europe = examples / "europe"
    assert _leco("check", europe).returncode == 0
    measures = "density,core_share,hill_number,ei_index"
    table = _leco("track", europe, "--measures", measures, "--by", "sector").stdout
    assert table.splitlines()[0].split() == ["moment", *measures.split(",")]
    assert "grows" in table


def test_measuring_one_coalition(examples):
    path = examples / "simulated_stable"
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


def test_the_very_pairs_of_one_partner(examples):
    europe = examples / "europe"
    done = _leco(
        "measure", "brokerage_roles", europe, "--by", "sector", "--partner", "NOR", "--lang", "nl"
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Norway staat tussen 52 paren partners zonder eigen verbinding")
    rows = _rows(
        _leco("measure", "brokerage_roles", europe, "--by", "sector", "--partner", "NOR",
              "--format", "csv").stdout
    )  # fmt: skip
    assert len(rows) == 52
    assert sum(row["between"] == "1" for row in rows) == 4
    wrong = _leco("measure", "density", europe, "--partner", "NOR")
    assert wrong.returncode == 2
    assert "goes with brokerage_roles" in wrong.stderr
    wrong = _leco("measure", "brokerage_roles", europe, "--by", "sector", "--partner", "NOO")
    assert wrong.returncode != 0
    assert "did you mean 'NOR'" in wrong.stderr


def test_holding_measures_against_chance(examples):
    place = examples / "simulated_stable"
    asked = ("test", "bridging_ratio,ei_index", place, "--null", "labels", "--by", "sector",
             "--draws", "99", "--seed", "7")  # fmt: skip
    done = _leco(*asked)
    assert (done.returncode, done.stderr) == (0, "")
    told = leco.test(["bridging_ratio", "ei_index"], leco.read(place), by="sector", null="labels",
                     draws=99, seed=7)  # fmt: skip
    assert done.stdout.splitlines()[0].split() == ["measure", "key", *told.frame.columns]
    assert told.explain("en") in done.stdout
    assert told.explain("nl") in _leco(*asked, "--lang", "nl").stdout
    rows = _rows(_leco(*asked, "--format", "csv").stdout)
    assert [row["measure"] for row in rows] == ["bridging_ratio", "ei_index"]
    assert [float(row["p_max"]) for row in rows] == pytest.approx(told.frame["p_max"].tolist())
    held = json.loads(_leco(*asked, "--format", "json").stdout)
    assert (held["kind"], held["draws"], held["seed"]) == ("test", 99, 7)
    roles = _rows(_leco("test", "brokerage_roles", place, "--null", "labels", "--by", "sector",
                        "--draws", "9", "-f", "csv").stdout)  # fmt: skip
    assert roles[0]["key"] == "P01, coordinator"
    for wrong, why in (
        (("--null", "luck"), "'reattach'"),
        ((), "--null"),
        (("--null", "labels"), "by="),
    ):
        failed = _leco("test", "density", place, *wrong)
        assert failed.returncode == 2
        assert why in failed.stderr


@pytest.mark.skipif(os.name != "posix", reason="no terminal of its own to look at")
def test_who_waits_at_a_terminal_sees_how_far_it_is(examples):
    asked = (
        "test",
        "core_share",
        examples / "simulated_stable",
        "--null",
        "degree",
        "--draws",
        "99",
    )
    main, end = os.openpty()
    command = [sys.executable, "-c", "from leco.cli import main; main()", *map(str, asked)]
    env = {**os.environ, "COLUMNS": "200", "TERM": "xterm"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=end, text=True, env=env)
    os.close(end)
    seen = b""
    while part := _read_some(main):
        seen += part
    os.close(main)
    assert done.returncode == 0
    assert b"drawing" in seen
    assert b"%" in seen
    assert "drawing" not in done.stdout
    assert _leco(*asked).stderr == ""


def _read_some(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody writes to it any more
        return b""


def test_comparing_says_first_what_cannot_be_compared(examples):
    folders = [examples / name for name in ("genk", "beringen", "borgloon")]
    shown = _leco("compare", *folders, "--measures", "density,richness", "--lang", "nl")
    assert shown.returncode == 0
    assert "geen verbindingen opgetekend" in shown.stdout
    assert shown.stdout.index("geen verbindingen") < shown.stdout.index("Aantal soorten")
    held = json.loads(_leco("compare", *folders, "--format", "json").stdout)
    assert held["schema_version"] == 1
    assert [row["coalition"] for row in held["comparability"]] == ["Genk", "Beringen", "Borgloon"]


def test_whether_the_core_shrinks(examples, tmp_path):
    place = examples / "simulated_growing"
    figure = tmp_path / "figures" / "core.png"
    done = _leco("shrinking-core", place, "--draws", "0", "--seed", "7", "--figure", figure,
                 "--lang", "nl")  # fmt: skip
    assert done.returncode == 0, done.stderr
    # By construction the core doubles, by one promotion after another; what the library says.
    grown = leco.datasets.simulated()["Simulated growing"]
    told = leco.shrinking_core(grown, every="year", seed=7, draws=0)
    assert told.explain("nl") in done.stdout
    assert "entered_periphery" in done.stdout
    assert figure.stat().st_size > 10_000
    held = json.loads(_leco("shrinking-core", place, "--draws", "0", "--seed", "7",
                            "--format", "json").stdout)  # fmt: skip
    assert (held["verdict"], held["why"]) == (told.verdict, told.why)
    rows = _rows(_leco("shrinking-core", place, "--draws", "0", "--seed", "7", "--every",
                       "2021-06-30,2023-06-30", "--format", "csv").stdout)  # fmt: skip
    assert [row["moment"] for row in rows] == ["2021-06-30", "2023-06-30"]
    limburg = _leco("shrinking-core", examples / "genk", "--every", "2019,2021", "--draws", "0")
    assert limburg.returncode == 0, limburg.stderr
    assert "It cannot be told" in limburg.stdout


# --- forms, files and languages -------------------------------------------------------------------


COMMANDS = {
    "check": ("check", "{borgloon}"),
    "describe": ("describe", "{genk}"),
    "measures": ("measures",),
    "measure one number": ("measure", "density", "{stable}"),
    "measure a score": ("measure", "constraint", "{stable}"),
    "measure a table": ("measure", "dyadic_constraint", "{stable}"),
    "test": ("test", "core_share", "{stable}", "--null", "size", "--draws", "9"),
    "track": ("track", "{stable}", "--measures", "density"),
    "compare": ("compare", "{stable}", "{growing}", "--measures", "density", "--draws", "9"),
}


def _filled(command, examples):
    places = {"borgloon": examples / "borgloon", "genk": examples / "genk",
              "stable": examples / "simulated_stable", "growing": examples / "simulated_growing"}  # fmt: skip
    return [part.format(**places) for part in COMMANDS[command]]


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_json_and_files(command, examples, tmp_path):
    arguments = _filled(command, examples)
    as_csv = _leco(*arguments, "--format", "csv")
    assert (as_csv.returncode, as_csv.stderr) == (0, "")
    rows = _rows(as_csv.stdout)
    assert rows
    assert all(None not in row and None not in row.values() for row in rows), (
        "every row as wide as the header"
    )
    as_json = _leco(*arguments, "--format", "json")
    assert (as_json.returncode, as_json.stderr) == (0, "")
    held = json.loads(as_json.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert held
    out = tmp_path / "a" / "b.csv"
    to_file = _leco(*arguments, "--format", "csv", "--out", out)
    assert (to_file.returncode, to_file.stdout) == (0, "")
    assert out.read_text("utf-8") == as_csv.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_out_always_writes_the_file(command, examples, tmp_path):
    out = tmp_path / "x.csv"
    done = _leco(*_filled(command, examples), "--out", out)
    assert done.returncode == 0
    assert out.exists()
    assert out.read_text("utf-8").strip()


def test_every_measure_is_listed(tmp_path):
    held = tmp_path / "m.json"
    _leco("measures", "--format", "json", "--out", held)
    assert {row["measure"] for row in json.loads(held.read_text())} == set(leco.measures())


@pytest.mark.parametrize("command", ["check", "measures", "measure one number", "compare"])
def test_dutch_by_option_or_environment(command, examples):
    arguments = _filled(command, examples)
    english, dutch = _leco(*arguments).stdout, _leco(*arguments, "--lang", "nl").stdout
    assert english != dutch
    assert _leco(*arguments, env={"LECO_LANG": "nl"}).stdout == dutch
    assert _leco(*arguments, "--lang", "en", env={"LECO_LANG": "nl"}).stdout == english


def test_words_are_said_in_dutch_and_data_stay_as_they_are(examples):
    path, dutch = examples / "borgloon", {"LECO_LANG": "nl"}
    said = _leco("measure", "richness", path, "--by", "sector", env=dutch).stdout
    assert "soorten partners" in said
    assert "lokaal" not in _leco("describe", path).stdout
    assert "lokaal" not in _leco("describe", path, env=dutch).stdout


def test_a_report_in_both_languages(examples, tmp_path):
    for lang in ("nl", "en"):
        out = tmp_path / f"{lang}.html"
        done = _leco("report", examples / "genk", "--out", out, "--lang", lang)
        assert (done.returncode, done.stderr) == (0, "")
        page = out.read_text("utf-8")
        assert f'<html lang="{lang}">' in page
        assert "Stad Genk" in page


def test_a_terminal_that_lacks_signs_still_gets_its_numbers(examples):
    # Windows hands a pipe to cp1252, which has no mathematical minus (the E-I index is negative here).
    done = _process("measure", "ei_index", examples / "simulated_stable", "--by", "sector",
                    env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}, errors="replace")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ei_index" in done.stdout


# --- what goes wrong ------------------------------------------------------------------------------


def _file(path, text):
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def wrong(tmp_path_factory, examples):
    place = tmp_path_factory.mktemp("wrong")
    (place / "empty").mkdir()
    open_ended = place / "open"
    open_ended.mkdir()
    _file(open_ended / "partners.csv", "id,joined\na,2019\n")
    _file(open_ended / "coalition.csv", "name,observed_until,place\nx,..,y\n")
    return {
        "stable": examples / "simulated_stable", "place": place, "empty": place / "empty", "open": open_ended,
        "strength": _file(place / "ties.csv", "source,target,weight\na,b,0\n"),
        "binary": _file(place / "x.csv", "\x89PNG\x00\x00"),
        "numbers": _file(place / "partners.csv", "id,site\na,3600\nb,3500\n"),
        "nothing": place / "nothing", "genk": examples / "genk",
    }  # fmt: skip


@pytest.mark.parametrize(
    "command", ["check", "describe", "measure density", "track -m density", "compare", "report"]
)
@pytest.mark.parametrize("what", ["strength", "binary", "empty", "nothing"])
def test_wrong_data_is_exit_1_on_standard_error(command, what, wrong):
    words = command.split()
    arguments = (
        [*words, wrong[what]] if words[0] == "measure" else [words[0], wrong[what], *words[1:]]
    )
    done = _leco(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert {"strength": "row 2, weight", "binary": "not a text file", "empty": "no .csv files",
            "nothing": "there is no file"}[what] in done.stderr  # fmt: skip


def test_an_open_end_of_observation_is_wrong_data_too(wrong):
    done = _leco("check", wrong["open"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "observed_until" in done.stderr


MEANT = {
    "measure densty {stable}": "did you mean 'density'",
    "measure richness {stable}": "needs by",
    "measure richness {stable} --by sektor": "did you mean 'sector'",
    "example euorpe {place}/x": "did you mean 'europe'",
    "track {genk} --measures density --every year": "every=",
    "measures --lang fr": "lang",
    "measure": "is missing",
    "measure density {stable} --wieght weight": "did you mean '--weight'",
    "measrue density {stable}": "did you mean 'measure'",
    "track {stable} --measures density --interval response": "nobody says who answered",
    "compare {stable} --measures density --interval response": "nobody says who answered, of 'Simulated stable'",
    "compare {stable} --measures density --interval dates --draws 1": "two draws at least",
    "shrinking-core {stable} --draws -1": "0 or more",
    "measure diversity:construct=variety {numbers} --by site": "variety counts kinds",
}
USAGE = [
    *MEANT,
    "measure density:foo=1 {stable}", "measure hill_number:order=abc {stable} --by sector",
    "measure hill_number:order {stable} --by sector", "measure turnover {stable}", "measure tie_survival {stable}",
    "measure constraint:model=zzz {stable}", "measure density {stable} --at 1900",
    "measure density {stable} --at gisteren", "measure density {stable} --format xml",
    "track {stable} --measures density --every week", "track {stable} --measures density --every 2020-13",
    "track {stable}", "track {stable} --measures ,", "compare {stable} {stable}", "compare", "nonsense", "--nonsense",
    "example nonsense {place}/x", "report {stable} --every week --out {place}/r.html",
    "track {stable} --measures density --seed x",
    "measure coverage:offers=sector {stable}",
]  # fmt: skip


@pytest.mark.parametrize("arguments", USAGE)
def test_wrong_usage_is_exit_2_on_standard_error(arguments, wrong):
    done = _leco(*(part.format(**wrong) for part in arguments.split()))
    assert "Traceback" not in done.stderr, done.stderr[-300:]
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip()) > 10
    assert MEANT.get(arguments, "") in done.stderr


DATA = ["{strength}", "{binary}", "{empty}", "{nothing}", "{open}"]


@pytest.mark.parametrize("arguments", [*USAGE, *(f"check {one}" for one in DATA)])
def test_what_is_refused_is_said_from_the_catalogue(arguments, wrong, monkeypatch):
    marked = {key: f"⟦{text}⟧" for key, text in words._catalogue("en").items()}
    monkeypatch.setattr(words, "_catalogue", lambda _: marked)
    said = _leco(*(part.format(**wrong) for part in arguments.split())).stderr
    while "⟦" in said:
        said, count = re.subn(r"⟦[^⟦⟧]*⟧", " ", said)
        assert count, said
    # Bare are the name of the program, quoted values, and where the help of a command stands.
    left = re.sub(r"\(leco[a-z -]* --help\)|'[^']*'|^leco:", " ", said)
    assert not re.findall(r"[^\W\d_]{2,}", left), left


@pytest.mark.parametrize("arguments", MEANT)
def test_what_is_refused_is_said_in_the_language_asked_for(arguments, wrong):
    # Of the language itself nothing can be asked in a language that leco does not speak.
    asked = [part.format(**wrong) for part in arguments.replace("--lang fr", "--land fr").split()]
    english = _leco(*asked, env={"LECO_LANG": ""}).stderr
    dutch = _leco(*asked, env={"LECO_LANG": "nl"}).stderr
    assert dutch != english
    assert not re.findall(r"\b(is missing|did you mean|there is|needs|the)\b", dutch)
    if asked[0] in {"track", "measure"} and len(asked) > 1:
        assert _leco(*asked, "--lang", "nl").stderr == dutch


@pytest.mark.parametrize(
    "arguments",
    ["measure density {stable} -f csv --out {strength}/x.csv", "report {stable} --out {strength}/x.html",
     "example limburg {strength}/x"],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_said_without_a_traceback(arguments, wrong):
    # A file stands where a folder should be.
    done = _leco(*(part.format(**wrong) for part in arguments.split()))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ties.csv" in done.stderr


def test_the_shell_fills_in_the_gate_of_the_profile(tmp_path):
    rows = [{"id": one, "sector": one} for one in "abc"]
    ties = [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}]
    said = [{"item": "vision", "rater": one, "score": 1} for one in "abc"]
    leco.write(leco.Coalition.from_frames(rows, ties, ratings=said), tmp_path / "it")
    shown = _leco("measure", "integration", tmp_path / "it").stdout
    assert "No shared why" in shown
    assert (
        json.loads(_leco("measure", "integration", tmp_path / "it", "--format", "json").stdout)[
            "reading"
        ][0]
        == "no_shared_why"
    )
