"""Tables of what surrounds the network: there and back, and along with the coalition's verbs."""

import datetime as dt

import pandas as pd
import pytest
from tests.practice.example import OTHERS, PARTNERS, TIES, example

import leco
from leco.schema import vocabularies
from leco.schema.surroundings import SURROUNDINGS
from leco.schema.tables import ROWS
from leco.schema.vocabularies import chosen


def test_the_example_fills_every_table_and_every_column_of_what_surrounds_the_network():
    tables = example().tables
    assert set(tables) == set(ROWS), "fill each table in tests/practice/example.py"
    for table, row in SURROUNDINGS.items():
        filled = tables[table].notna().any()
        assert set(row.model_fields) == set(filled.index[filled]), (
            f"fill each column of {table} somewhere in tests/practice/example.py"
        )


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_every_table_comes_back_the_same(tmp_path, suffix):
    again = leco.read(leco.write(example(), tmp_path / f"x{suffix}"))
    for table, frame in example().tables.items():
        back = again.tables[table].reset_index(drop=True)
        pd.testing.assert_frame_equal(back[list(frame.columns)], frame.reset_index(drop=True))


def test_what_a_column_does_not_know_is_refused_and_what_leco_does_not_know_is_kept():
    plain = [{"id": "a"}]
    kept = leco.Coalition.from_frames(plain, sites=[{"site": "s", "Kleur": "rood"}])
    assert kept.tables["sites"]["Kleur"].tolist() == ["rood"]
    assert leco.Coalition.from_frames(plain, admissions=[{"partner": "a", "mode": "loting"}]).tables[
        "admissions"]["mode"].tolist() == ["loting"]  # fmt: skip
    for table, row, said in (
        ("admissions", {"partner": "b"}, "is not in partners"),
        ("contributions", {"partner": "a", "amount": "veel"}, "is not a number"),
        ("contributions", {"partner": "a", "direction": "sideways"}, "neither given nor received"),
        ("contexts", {"context": "c", "start": "2024", "end": "2023"}, "lies before the start"),
        ("phases", {"phase": "p", "start": "2024", "end": "2023"}, "lies before the start"),
        ("sites", {"note": "x"}, "this column is missing"),
    ):
        with pytest.raises(leco.DataError, match=said):
            leco.Coalition.from_frames(plain, **{table: [row]})


def test_rows_with_names_and_no_ids_are_called_by_their_names():
    found = leco.Coalition.from_frames([{"id": "a"}], sites=[{"Naam": "Markt"}]).tables["sites"]
    assert found.to_dict("records") == [{"site": "Markt", "name": "Markt"}]


def test_without_a_partner_its_rows_go_too():
    tables = example().without("sport").tables
    assert tables["admissions"]["partner"].tolist() == ["school", "care", "arts", "bank"]
    assert tables["contributions"]["partner"].tolist() == ["city", "school"]
    tables = example().select(sector="education").tables
    assert tables["site_links"]["partner"].tolist() == ["school"]
    assert len(tables["contexts"]) == 2, "who offers it may be several, and nobody of the partners"


def test_a_moment_keeps_what_is_in_force_then_and_what_is_planned():
    tables = example().at("2022-06-30").tables
    assert tables["forms"]["form"].tolist() == ["learning_network"]
    assert tables["contexts"]["context"].tolist() == ["course"]
    assert tables["contributions"].empty
    assert tables["supports"]["supporter"].tolist() == ["University"]
    assert len(tables["phases"]) == 2
    assert len(tables["programmes"]) == 1
    assert len(tables["activities"]) == 3


def test_folding_follows_and_keeps_two_gifts_that_look_the_same():
    hours = {"kind": "hours", "amount": 10, "direction": "given"}
    folded = leco.Coalition.from_frames(
        [{"id": "city"}, {"id": "parks", "parent": "city"}, {"id": "youth", "parent": "city"}],
        contributions=[{"partner": "parks", **hours}, {"partner": "youth", **hours}],
        site_links=[{"partner": "parks", "site": "s"}, {"partner": "youth", "site": "s"}],
    ).fold(to="parent")  # fmt: skip
    assert folded.tables["contributions"]["amount"].tolist() == [10, 10]
    assert folded.tables["contributions"]["partner"].tolist() == ["city", "city"]
    assert len(folded.tables["site_links"]) == 1, "the same link twice is one"


def test_what_is_promised_for_later_does_not_say_until_when_anybody_looked():
    plain = [{"id": "a", "joined": "2020-01-01", "left": "2021-12-31"}]
    later = {"start": "2019", "end": "2031"}
    coalition = leco.Coalition.from_frames(
        plain,
        contributions=[{"partner": "a", **later}], contexts=[{"context": "c", **later}],
        forms=[{"form": "contract", **later}], supports=[{"supporter": "s", **later}],
        site_links=[{"partner": "a", "site": "s", **later}],
    )  # fmt: skip
    assert coalition.observed == (dt.date(2020, 1, 1), dt.date(2021, 12, 31))
    assert not coalition.coarse_dates


def test_no_number_of_the_network_changes_by_what_surrounds_it():
    surroundings = {name: rows for name, rows in OTHERS.items() if name in SURROUNDINGS}
    bare = {name: rows for name, rows in OTHERS.items() if name not in SURROUNDINGS}
    plain = leco.Coalition.from_frames(PARTNERS, TIES, **bare)
    assert surroundings
    for measure in (leco.density, leco.core_share, leco.compactness):
        assert float(measure(plain)) == float(measure(example()))


VOCABULARIES = {name: one for name, one in vars(vocabularies).items()
                if name.isupper() and isinstance(one, dict)}  # fmt: skip


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_of_a_vocabulary_means_one_code(name):
    for code, said in VOCABULARIES[name].items():
        assert chosen(VOCABULARIES[name], code) == code, "a code as written means itself"
        for word in said:
            assert chosen(VOCABULARIES[name], f" {word.upper()} ") == code
