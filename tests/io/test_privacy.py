"""Names are gone, numbers stay: pseudonyms in every table, and what is left of names anywhere."""

import os
import stat
import subprocess
import sys

import networkx as nx
import pandas as pd
import pytest
from hypothesis import assume, given, strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.cli.shell import call
from tests.conftest import filled, graphs

import leco
from leco.io.keys import require_apart
from leco.io.masking import Mask, codes
from leco.io.whole import whole
from leco.schema.check import check_table
from leco.schema.headers import fold
from leco.schema.tables import ROWS
from leco.testing import coalitions

KEY = bytes(range(32))

# --- pseudonyms ----------------------------------------------------------------------------


@given(st.sets(st.text(min_size=1), max_size=40), st.randoms())
def test_pseudonyms_tell_all_apart_in_any_order_with_no_digit_too_many(named, random):
    order = sorted(named)
    random.shuffle(order)
    # One digit to begin with, so that many share it.
    found = codes(order, KEY, digits=1)
    assert found == codes(named, KEY, digits=1)
    assert len(set(found.values())) == len(named)
    full = {one: codes([one], KEY, digits=64)[one] for one in named}
    for one, code in found.items():
        assert full[one].startswith(code)
        shorter = code[:-1]
        if len(code) > len("P-") + 1:
            assert sum(other.startswith(shorter) for other in full.values()) > 1


def test_the_pseudonym_is_the_published_function():
    # RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    found = codes(["what do ya want for nothing?"], b"Jefe", digits=16)
    assert list(found.values()) == ["P-5bdcc146bf60754e"]


def test_what_was_typed_last_is_no_word_of_leco():
    # Python keeps the last answer of a session among the names that every module has.
    code = "import builtins; builtins._ = ('Anna', 2); from leco.io import masking; print('anna' in masking.OWN_WORDS)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.stdout == "False\n", said.stderr


def test_months_join_with_the_same_key_and_no_other():
    june = leco.Coalition.from_frames([{"id": "Café A"}, {"id": "b"}])
    july = leco.Coalition.from_frames([{"id": "c"}, {"id": "Café A"}])
    one, two = (leco.pseudonymise(month, key=KEY).coalition for month in (june, july))
    assert len(set(one.partners["id"]) & set(two.partners["id"])) == 1
    other = leco.pseudonymise(july, key=bytes(32)).coalition
    assert not set(one.partners["id"]) & set(other.partners["id"])


@given(coalitions())
def test_the_order_of_rows_neither_changes_nor_survives(coalition):
    back = {name: frame.iloc[::-1] for name, frame in coalition.tables.items()}
    other = leco.Coalition(back, name=coalition.name)
    one, two = (leco.pseudonymise(each, key=KEY).coalition for each in (coalition, other))
    pd.testing.assert_frame_equal(one.partners, two.partners)
    ids = list(one.partners["id"])
    assert ids == sorted(ids)
    ties = [tuple(row) for row in one.ties[["source", "target"]].values]
    assert ties == sorted(ties)


# --- every measure -------------------------------------------------------------------------

MEASURES = leco.measures()
ONE_MODE = [name for name, entry in MEASURES.items() if "activities" not in entry.needs]
# Draws and starts of a search come in the order of ids: with the same seed they are others.
DRAWN = {"core_sensitivity", "core_typology"}
# Of partners that would do as well, it takes the first by id.
CHOOSES = {"covering_set"}


def _values(name, answer, called):
    """Values by key and column; of what chooses among equals, the values of each column."""
    found = {}
    for key, column, value in answer.values():
        new = tuple(called.get(one, one) for one in (key if isinstance(key, tuple) else (key,)))
        if name in CHOOSES:
            new = (sum(column == other for _, other in found),)
        found[new, column] = value
    return found


def _same(name, original, keep):
    """Ask a coalition and its pseudonymised self; the answers differ in names alone."""
    entry = MEASURES[name]
    called = {row.id: row.pseudonym for row in leco.pseudonyms(original, key=KEY).itertuples()}
    other = leco.pseudonymise(original, key=KEY, keep=keep).coalition
    asked = filled(entry, original, size=2)
    one = _values(name, entry.function(original, **asked), called)
    asked = {key: other if value is original else value for key, value in asked.items()}
    two = _values(name, entry.function(other, **asked), {})
    if one.keys() != two.keys():  # pairs without direction, each in the order of its names
        one, two = ({(frozenset(key), column): value for (key, column), value in each.items()}
                    for each in (one, two))  # fmt: skip
    why = (
        f"does {name} go by the order of ids: in what it draws (DRAWN), or among equals (CHOOSES)?"
    )
    assert one.keys() == two.keys(), why
    for key, value in one.items():
        assert two[key] == pytest.approx(value, nan_ok=True, abs=1e-9), (key, why)


def _askable(name, graph):
    return (
        ("direction" not in MEASURES[name].needs or graph.is_directed())
        and any(sector for _, sector in graph.nodes(data="sector"))
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name in ONE_MODE if name not in DRAWN])
def test_every_measure_says_the_same_under_pseudonyms(name):
    # Eleven partners named by numbers, so that the order of pseudonyms is another one.
    for seed, directed in ((1, True), (2, False)):
        graph = nx.gnp_random_graph(11, 0.3, seed=seed, directed=directed)
        for node, facts in graph.nodes(data=True):
            facts |= {"sector": ("care", "youth", "care;youth", "")[node % 4], "amount": node % 5}
        if _askable(name, graph):
            _same(name, leco.Coalition.from_graph(graph), ["partners.amount"])


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ONE_MODE if name not in DRAWN])
@given(graph=graphs(min_partners=2, weights=True))
def test_any_graph_measures_the_same_under_pseudonyms(name, graph):
    assume(_askable(name, graph))
    _same(name, leco.Coalition.from_graph(graph), ["partners.amount"])


@pytest.mark.parametrize("name", [name for name in MEASURES if name not in ONE_MODE])
def test_measures_of_two_modes_say_the_same(name):
    partners = [{"id": one, "sector": "care" if one < "d" else "youth"} for one in "abcdef"]
    meetings = [{"partner": one, "activity": f"meeting {place % 3}"}
                for place, one in enumerate("abcdefabcadf")]  # fmt: skip
    _same(name, leco.Coalition.from_frames(partners, participations=meetings), [])


# --- canaries ------------------------------------------------------------------------------

# A partner, somebody whom only columns that name know, and ways to reach them.
PARTNER, CALLED, STRANGER = "kanarie_vogel", "Huis van de Kanarie", "Zebulon Quist"
REACHED = "z.quist@kanarie.be, 0471 23 45 67, +32 89 12 34 56, www.kanarie.be, 85.07.30-033.61"
SUNG = f"met KANARIE-VOGEL, huis  van de Kanárie en zebulon quist ({REACHED})"
CANARIES = ("kanarie", "vogel", "zebulon", "quist", "0471", "033.61")
# Somebody whom no column names, so that nothing is known to look for.
UNHEARD = "Xaver Yttrium"


def _accepted(table, column, value):
    needed = {one: _valid(table, one) for one, field in ROWS[table].model_fields.items()
              if field.is_required()}  # fmt: skip
    _, problems = check_table(table, pd.DataFrame([{**needed, column: value}]))
    return not problems


def _valid(table, column):
    """Give what such a column must hold where it holds no text."""
    for value in (
        "2020-01-01",
        "1",
        "yes",
        "core",
        "organisation",
        "given",
        "participations:count",
    ):
        if ROWS[table].model_fields[column].is_required():
            _, problems = check_table(table, pd.DataFrame([{column: value}]))
            if not any(one.column == column for one in problems):
                return value
        elif _accepted(table, column, value):
            return value
    raise AssertionError((table, column))


def _sung(said):
    """Fill every column of every table with canaries, wherever a cell takes text."""
    naming = {column for columns in map(leco.io.naming.naming, ROWS) for column in columns}
    tables = {}
    for table, row in ROWS.items():
        cells = {}
        for column in row.model_fields:
            refers = row.refers.get(column)
            if column in leco.io.naming.naming(table):
                checked = refers or (table, column) == ("partners", "id")
                cells[column] = PARTNER if checked else f"{STRANGER}; {PARTNER}"
            elif _accepted(table, column, said) and column != "ties_from":
                cells[column] = said
            else:
                cells[column] = _valid(table, column)
        tables[table] = [cells]
    tables["partners"][0] |= {"name": CALLED, "Contact": said}
    tables["notities"] = [{"tekst": said}]
    assert naming
    return leco.Coalition.from_frames(tables.pop("partners"), tables.pop("ties"), **tables)


def _texts(coalition):
    for table, frame in coalition.tables.items():
        for column in frame.columns:
            for cell in frame[column].dropna():
                yield table, column, fold(str(cell))


def test_no_canary_is_left_in_any_column_of_any_table(tmp_path):
    coalition = _sung(SUNG)
    before = {(table, column) for table, column, text in _texts(coalition)
              if any(one in text for one in CANARIES)}  # fmt: skip
    # Every table has one, or it is no test: all but the numbers, dates and codes.
    assert {table for table, _ in before} == {*ROWS, "notities"}
    found = leco.pseudonymise(coalition, key=KEY)
    for table, column, text in _texts(found.coalition):
        assert not any(one in text for one in CANARIES), (table, column)
    assert not len(leco.leftovers(coalition, found.coalition))
    for place in (tmp_path / "out", tmp_path / "out.xlsx"):
        leco.write(found.coalition, place)
        assert not len(leco.leftovers(coalition, place))
        again = leco.read(place)
        assert set(_texts(again)) == set(_texts(found.coalition))
    # What is kept by name is masked as well.
    keep = [f"{table}.{column}" for table, row in ROWS.items() for column in row.model_fields
            if row.mark(column) == "prose"]  # fmt: skip
    kept = leco.pseudonymise(coalition, key=KEY, keep=[*keep, "partners.Contact", "notities"])
    for table, column, text in _texts(kept.coalition):
        assert not any(one in text for one in CANARIES), (table, column)
    assert {*keep, "partners.Contact", "notities.tekst"} <= {
        f"{table}.{column}" for table, column, _ in _texts(kept.coalition)
    }


def test_no_text_can_hold_somebody_unheard_of_but_ids_and_labels():
    found = leco.pseudonymise(_sung(UNHEARD), key=KEY).coalition
    left = {}
    for table, column, text in _texts(found):
        if fold(UNHEARD) in text:
            left.setdefault(table, []).append(column)
    assert left == LABELS, "a new column names people (Who), is free text (Prose), or joins LABELS"


# Made by hand: words that several rows share, and names of things. A new column of text either
# names people (`Who`), is free text (`Prose`), or joins.
LABELS = {
    "partners": [
        "sector",
        "site",
        "offers",
        "target_groups",
        "motives",
        "capacity",
        "core_activities",
        "sourced_from_network",
    ],
    "ties": ["kind", "domain", "wave", "activity", "verb", "agreement", "governance_body"],
    "activities": ["activity", "name", "kind", "status", "needs", "own_capacity", "domain"],
    "participations": ["activity", "role"],
    "respondents": ["wave"],
    "needs": ["need", "result"],
    "ratings": ["item"],
    "affiliations": ["role"],
    "admissions": ["phase", "mode", "outcome", "criteria", "driver"],
    "phases": ["phase", "kind", "funder_phase"],
    "contributions": ["kind", "unit", "programme"],
    "sites": ["site", "name"],
    "site_links": ["site", "kind"],
    "supports": ["role", "kind", "phase"],
    "contexts": ["context", "name", "kind", "site", "target_groups", "ways", "goals", "lowers"],
    "target_groups": ["target_group", "faces"],
    "plans": ["plan", "links_to"],
    "principles": ["principle"],
    "visions": ["version", "part"],
    "programmes": ["programme", "call", "funder", "funder_phase", "rules"],
    "forms": ["form"],
    "maturity": ["period", "phase"],
    "indicators": ["indicator", "place", "source"],
    "results": ["result", "name"],
    "questions": ["question", "part"],
    "coalition": [
        "name",
        "programme",
        "place",
        "declared_stage",
        "language",
        "network_type",
        "drivers",
        "status",
    ],
}


def test_short_ids_and_labels_keep_their_meaning():
    # Numbers of partners are no numbers of waves, and leco's own words are nobody's name.
    coalition = leco.Coalition.from_frames(
        [{"id": "1", "sector": "CLB", "capacity": "1"}, {"id": "CLB"}, {"id": "Trust"}],
        [{"source": "1", "target": "CLB", "wave": "1", "kind": "trust"}],
        visits=[{"who": "1", "times": "1"}, {"who": "CLB", "times": "4"}],
    )
    called = {row.id: row.pseudonym for row in leco.pseudonyms(coalition, key=KEY).itertuples()}
    found = leco.pseudonymise(coalition, key=KEY, keep=["visits"]).coalition
    partners = found.partners.set_index("id")
    assert partners.loc[called["1"]].tolist() == [called["CLB"], "1"]
    assert found.ties.iloc[0].tolist() == [called["1"], called["CLB"], "trust", "1"]
    # A column of one's own with nothing but ids refers to them.
    assert found.tables["visits"].values.tolist() == [[called["1"], "1"], [called["CLB"], "4"]]


def test_labels_that_differ_still_do():
    partners = [{"id": "stad_genk", "name": "Stad Genk", "sector": one}
                for one in ("stad-genk; zorg",)] + [
        {"id": "b", "sector": "Stad Genk"}, {"id": "c", "sector": "zorg"}]  # fmt: skip
    coalition = leco.Coalition.from_frames(partners)
    found = leco.pseudonymise(coalition, key=KEY).coalition
    assert leco.richness(found, by="sector").value == 3
    assert not len(leco.leftovers(coalition, found))


def test_what_is_kept_must_be_there_and_left_out_otherwise():
    coalition = leco.Coalition.from_frames([{"id": "a", "name": "A", "sector": "care"}])
    for one, error, said in (
        ("partners.nmae", leco.MissingAttributeError, "did you mean 'partners.name'"),
        ("partners.name", leco.LecoError, "holds the names"),
        ("partners.sector", leco.LecoError, "is not left out"),
    ):
        with pytest.raises(error, match=said):
            leco.pseudonymise(coalition, key=KEY, keep=[one])
    with pytest.raises(ValueError, match="32 at least"):
        leco.pseudonymise(coalition, key=bytes(31))


def test_days_become_months_and_nothing_else_does():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "14/03/2019", "left": "2020"}, {"id": "b", "joined": "2019-Q2"}],
        coalition=[{"observed_until": "2020-12-31", "ties_from": "participations:count"}],
    )
    found = leco.pseudonymise(coalition, key=KEY, months=True)
    assert set(found.coalition.partners["joined"]) == {"2019-03", "2019-Q2"}
    assert "2020" in set(found.coalition.partners["left"])
    assert found.coalition.about["observed_until"] == "2020-12-31"
    assert found.frame.query("done == 'month'").values.tolist() == [
        ["partners", "joined", "month", 1]
    ]
    assert "Days became months in 1 cell of: partners: joined" in found.explain("en")


def test_names_in_notes_titles_and_the_name_of_the_coalition_go_too():
    coalition = leco.Coalition.from_frames(
        [{"id": "Stad Genk", "met Stad Genk": "ja"}], name="Rond Stad Genk",
        **{"lijst Stad Genk": [{"x": "y"}]},
    )  # fmt: skip
    keep = ["partners.met Stad Genk", "lijst Stad Genk"]
    found = leco.pseudonymise(coalition, key=KEY, keep=keep)
    assert not len(leco.leftovers(coalition, found.coalition))
    assert len(found.coalition.tables) == 2
    assert found.coalition.name.startswith("Rond P-")
    assert "Genk" not in found.to_json()
    assert "Genk" not in leco.pseudonymise(coalition, key=KEY).to_json()


def test_the_mask_finds_names_however_they_are_written():
    mask = Mask({"Huis van het Kind": "P-1", "Huis": "P-2"})
    for text, expected in {
        "in het HUIS  VAN\nHET KIND!": "in het P-1!",
        "huis-van-het-kind": "P-1",
        "het hu\u00adis van het Kind": "het P-1",  # a soft hyphen, which nobody sees
        "Huisarts, thuis, huis": "Huisarts, thuis, P-2",
        "Huis van het Kindje": "P-2 van het Kindje",
    }.items():
        assert mask.text(text) == expected
    accents = Mask({"Hépatite": "P-3"})
    assert accents.text("He\u0301patite en hepatite") == "P-3 en P-3"


# --- what is left ---------------------------------------------------------------------------

GENK = {"id": "hvk", "name": "Huis van het Kind", "mail": "Info@HvK.be"}


@pytest.fixture
def genk():
    return leco.Coalition.from_frames([GENK, {"id": "x1", "name": "Jan Peeters"}])


def test_leftovers_are_found_in_any_file_with_their_place(genk, tmp_path):
    place = tmp_path / "out"
    place.mkdir()
    (place / "ties.csv").write_text("van;naar\nP-1;P-2\nP-1;HvK en Huis van het Kind\n", "utf-8")
    (place / "page.html").write_text(
        "<p>Huis van het\n <b>Kind</b></p>\n<p>info@hvk.be</p><i>Peeters</i>", "utf-8"
    )
    (place / "data.json").write_text('{"who": "Jan \\u0050eeters"}', "utf-8")
    (place / "Jan Peeters.txt").write_text("niets", "utf-8")
    (place / "map.png").write_bytes(b"\x89PNG\0")
    (place / "empty.txt").write_text("", "utf-8")
    found = leco.leftovers(genk, place)
    rows = {tuple(row) for row in found.values.tolist()}
    assert rows >= {
        ("ties", 3, "naar", "name", "Huis van het Kind"),
        ("page.html", 2, "", "part", "Kind"),
        ("page.html", 3, "", "e-mail", "info@hvk.be"),
        ("page.html", 3, "", "part", "Peeters"),
        ("page.html", None, "", "name", "Huis van het\n  Kind"),
        ("data.json", 1, "", "name", "Jan Peeters"),
        ("Jan Peeters.txt", None, "", "name", "Jan Peeters"),
        ("map.png", None, "", "unread", ""),
    }
    assert list(leco.leftovers(genk, place / "ties.csv")["what"]) == ["name"]


def test_leftovers_are_found_in_a_coalition_and_a_workbook(genk, tmp_path):
    # Everything is left: the original itself.
    own = leco.leftovers(genk, genk)
    assert {"partners"} == set(own["table"])
    assert set(own.query("what == 'name'")["found"]) == {
        "hvk",
        "Huis van het Kind",
        "x1",
        "Jan Peeters",
    }
    assert own.query("what == 'e-mail'")[["row", "column"]].values.tolist() == [[0, "mail"]]
    leco.write(genk, tmp_path / "genk.xlsx")
    there = leco.leftovers(genk, tmp_path / "genk.xlsx")
    assert set(there["found"]) >= set(own["found"])
    assert there.query("found == 'Jan Peeters'")["row"].tolist() == [3]


def test_nothing_at_the_path_is_an_error_and_other_mail_is_not_theirs(genk, tmp_path):
    with pytest.raises(leco.FormatError, match="there is no file"):
        leco.leftovers(genk, tmp_path / "nowhere")
    (tmp_path / "a.txt").write_text("mail ons: vragen@leco.be", "utf-8")
    assert not len(leco.leftovers(genk, tmp_path / "a.txt"))


# --- who is recognisable ---------------------------------------------------------------------


@given(graphs())
def test_who_shares_a_place_counted_one_by_one(graph):
    found = leco.recognisable(graph).frame
    plain = nx.Graph(graph.to_undirected())
    around = {one: sorted(plain.degree(other) for other in plain[one]) for one in plain}
    for one in plain:
        row = found.loc[one]
        assert row["same_ties"] == sum(plain.degree(other) == plain.degree(one) for other in plain)
        assert row["same_surroundings"] == sum(around[other] == around[one] for other in plain)
        own = graph.nodes[one].get("sector")
        alike = sum(graph.nodes[other].get("sector") == own for other in plain)
        assert row["alike"] == alike or not any(sector for _, sector in graph.nodes(data="sector"))


def test_combinations_of_labels_are_counted_and_said():
    # By hand: two alike (labels in any order), one that differs by site, one with a blank.
    rows = [("care;youth", "a"), ("youth; care", "a"), ("care;youth", "b"), (None, "a")]
    coalition = leco.Coalition.from_frames(
        [
            {"id": str(place), "sector": sector, "site": site}
            for place, (sector, site) in enumerate(rows)
        ]
    )
    found = leco.recognisable(coalition)
    assert found.by == ("sector", "site")
    assert found.frame["alike"].tolist() == [2, 2, 1, 1]
    assert found.frame["same_ties"].isna().all()
    assert found.explain("en").startswith(
        "By sector, site, 2 of 4 partners stand alone, and 4 share"
    )
    assert leco.recognisable(coalition, by=["site"]).count("alike") == 1
    assert "No labels" in leco.recognisable(coalition, by=[]).explain("en")
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'sector'"):
        leco.recognisable(coalition, by=["sektor"])
    assert found.to_dict()["by"] == ["sector", "site"]
    assert "Volgens" in found.explain("nl")


# --- keys, files and the shell ----------------------------------------------------------------


def test_a_key_is_made_once_for_its_owner_alone_with_a_warning(tmp_path):
    place = tmp_path / "keys" / "genk.key"
    key = leco.key_file(place)
    assert len(key) == 32
    assert leco.key_file(place) == key
    assert leco.key_file(tmp_path / "other.key") != key
    assert "NEVER SEND IT ALONG" in place.read_text("utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


@pytest.mark.parametrize("held", ["", "# only a comment\n", "not hex\n", "ab" * 16, "ab\ncd\n"])
def test_a_file_without_a_key_is_refused_and_not_overwritten(held, tmp_path):
    place = tmp_path / "a.key"
    place.write_text(held, "utf-8")
    with pytest.raises(leco.FormatError):
        leco.key_file(place)
    assert place.read_text("utf-8") == held


def test_a_key_never_lies_in_what_is_handed_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for secret in ("out/a.key", "out", "x/../out/deep/a.key"):
        with pytest.raises(leco.LecoError, match="keep it somewhere else"):
            require_apart(tmp_path / secret, tmp_path / "out")
    require_apart(tmp_path / "outside.key", tmp_path / "out")
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with pytest.raises(leco.LecoError, match="keep it somewhere else"):
        require_apart(tmp_path / "link" / "a.key", tmp_path / "out")


@pytest.mark.parametrize("there", [False, True])
def test_what_fails_halfway_leaves_nothing(there, tmp_path):
    if there:
        (tmp_path / "out").mkdir()
    before = sorted(tmp_path.rglob("*"))

    def fail():
        with whole(tmp_path / "out") as place:
            place.mkdir()
            (place / "half.csv").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert sorted(tmp_path.rglob("*")) == before
    with whole(tmp_path / "out") as place:
        place.mkdir()
        (place / "a.csv").write_text("all")
    assert [one.name for one in tmp_path.rglob("*")] == ["out", "a.csv"]
    with pytest.raises(leco.LecoError, match="already there"), whole(tmp_path / "out"):
        pass


def test_the_shell_writes_says_and_joins(genk, tmp_path):
    leco.write(genk, tmp_path / "genk")
    asked = ("--key", tmp_path / "k", "--mapping", tmp_path / "who.csv", "--lang", "nl")
    done = call("pseudonymise", tmp_path / "genk", "--out", tmp_path / "out", *asked)
    assert done.returncode == 0, done.stderr
    for said in ("2 personen en organisaties hebben een pseudoniem", "nieuwe sleutel", "0 namen"):
        assert said in done.stdout
    mapping = pd.read_csv(tmp_path / "who.csv", dtype=str)
    written = leco.read(tmp_path / "out")
    assert list(written.partners["id"]) == list(mapping["pseudonym"])
    assert set(mapping["name"]) == {"Huis van het Kind", "Jan Peeters"}
    # The same key another time, to a workbook, and the same pseudonyms.
    again = call(
        "pseudonymise", tmp_path / "genk", "--out", tmp_path / "b.xlsx", "--key", tmp_path / "k"
    )
    assert "A new key" not in again.stdout
    assert set(leco.read(tmp_path / "b.xlsx").partners["id"]) == set(mapping["pseudonym"])
    before = sorted(tmp_path.rglob("*"))
    for wrong in (
        ("--out", tmp_path / "out", "--key", tmp_path / "k"),  # already there
        ("--out", tmp_path / "c", "--key", tmp_path / "c" / "k"),  # the key inside
        ("--out", tmp_path / "c", "--key", tmp_path / "k", "--mapping", tmp_path / "c" / "who.csv"),
        ("--out", tmp_path / "c", "--key", tmp_path / "k", "--mapping", tmp_path / "who.csv"),
        ("--out", tmp_path / "c", "--key", tmp_path / "k", "--keep", "partners.x"),
    ):
        failed = call("pseudonymise", tmp_path / "genk", *wrong)
        assert failed.returncode == 2, wrong
        assert failed.stderr.startswith("leco: ")
    assert sorted(tmp_path.rglob("*")) == before
    clean = call("leftovers", tmp_path / "genk", tmp_path / "out")
    assert clean.returncode == 0
    assert clean.stdout.startswith("0 names, addresses or numbers were found")
    left = call("leftovers", tmp_path / "genk", tmp_path / "genk", "--format", "csv")
    assert left.returncode == 1
    assert "Huis van het Kind" in left.stdout


# --- persons ----------------------------------------------------------------------------------


def _people():
    return leco.Coalition.from_frames(
        [
            {"id": "stad", "name": "Stad Genk", "entity": "organisation", "sector": "city"},
            {"id": "Jan Peeters", "entity": "person", "sector": "care"},
            {
                "id": "p2",
                "name": "Mia Claes",
                "entity": "person",
                "sector": "care",
                "parent": "stad",
            },
            {"id": "p3", "name": "An Maes", "entity": "person", "sector": "youth"},
        ],
        [{"source": "Jan Peeters", "target": one} for one in ("stad", "p2", "p3")],
        name="Genk",
        affiliations=[
            {"person": "Jan Peeters", "organisation": "stad"},
            {"person": "Els Wouters", "organisation": "stad"},
        ],
        coalition=[{"objective": "Jan Peeters en Mia Claes trekken"}],
    )


PEOPLE = ("Peeters", "Claes", "Maes", "Wouters")


def test_persons_have_a_number_in_their_organisation_in_any_order():
    coalition = _people()
    hidden = leco.hide_persons(coalition)
    texts = " ".join(text for _, _, text in _texts(hidden))
    assert not any(fold(one) in texts for one in PEOPLE)
    ids = set(hidden.partners["id"])
    assert {"stad", "person 1"} < ids
    of = {
        one for one in ids | set(hidden.tables["affiliations"]["person"]) if "of Stad Genk" in one
    }
    assert of == {f"person {number} of Stad Genk" for number in (1, 2, 3)}
    assert hidden.partners["name"].tolist()[0] == "Stad Genk"
    back = leco.Coalition({name: frame.iloc[::-1] for name, frame in coalition.tables.items()})
    assert set(leco.hide_persons(back).partners["id"]) == ids
    assert "persoon 1" in set(leco.hide_persons(coalition, lang="nl").partners["id"])
    # Who has a number keeps it.
    assert set(leco.hide_persons(hidden, lang="nl").partners["id"]) == ids
    nobody = leco.Coalition.from_frames([{"id": "stad"}])
    assert leco.hide_persons(nobody) is nobody
    density = float(leco.density(coalition))
    assert float(leco.density(hidden)) == density


def test_the_report_and_the_shell_name_persons_only_when_asked(tmp_path):
    coalition = _people()
    # A report counts organisations or persons: here the persons, whose hats still say of where.
    persons = coalition.select(entity="person")
    place = leco.write_report(persons, tmp_path / "a.html", lang="nl")
    left = leco.leftovers(persons, place).query("what == 'name'")
    assert set(left["found"]) == {"stad"}  # an organisation
    assert "persoon 1" in place.read_text("utf-8")
    leco.write(coalition, tmp_path / "genk")
    for command in (
        ("measure", "constraint", tmp_path / "genk"), ("describe", tmp_path / "genk"),
        ("measure", "brokerage_roles", tmp_path / "genk", "--by", "sector", "--format", "json"),
        ("compare", tmp_path / "genk", "--measures", "density"),
        ("test", "density", tmp_path / "genk", "--null", "size", "--draws", "9"),
    ):  # fmt: skip
        done = call(*command)
        assert done.returncode == 0, done.stderr
        assert not any(one in done.stdout for one in PEOPLE), command
        assert call(*command, "--persons").returncode == 0
    assert "Peeters" in call("measure", "constraint", tmp_path / "genk", "--persons").stdout


@pytest.mark.slow
def test_a_report_names_persons_when_asked(tmp_path):
    people = _people().select(entity="person")
    named = leco.write_report(people, tmp_path / "b.html", persons=True)
    assert "Mia Claes" in named.read_text("utf-8")


def test_figures_name_persons_only_when_asked():
    partners = [{"id": one, "entity": what, "tier": "core", "joined": "2020", "left": ".."}
                for one, what in (("Jan Peeters", "person"), ("stad", "organisation"))]  # fmt: skip
    spells = [{"partner": "Jan Peeters", "tier": "core", "start": "2020", "end": "2021"},
              {"partner": "Jan Peeters", "tier": "broad", "start": "2022", "end": ".."}]  # fmt: skip
    coalition = leco.Coalition.from_frames(
        partners, [{"source": "stad", "target": "Jan Peeters"}], memberships=spells
    )
    for draw in (leco.plot.draw_map, leco.plot.draw_timeline, leco.plot.draw_tiers):
        for persons in (False, True):
            more = {"every": ["2021", "2022"]} if draw is leco.plot.draw_tiers else {}
            axes = draw(coalition, ax=Figure().add_subplot(), persons=persons, **more)
            said = " ".join(one.get_text() for one in axes.findobj(Text))
            assert ("Peeters" in said) == persons, draw
            assert ("person 1" in said) != persons
