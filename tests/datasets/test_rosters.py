"""The bundled rosters against what was published."""

import datetime as dt

import numpy as np
import pytest

import leco

# klooz_public_list in diversity_integration_reference.json: the public fact sheet of KLOOZ
# (europawse.be, learning ecosystems, Borgloon & Zuid-Limburg): name, heading, subheading, core (*).
KLOOZ = [
    ("Stad Borgloon", "lokaal bestuur", None, True),
    ("Stad Tongeren", "lokaal bestuur", None, False),
    ("UCLL dienst Marketing en Technologie", "kennisinstelling", None, False),
    ("PIBO Campus vzw", "kennisinstelling", None, True),
    ("DKO Pentagoon", "onderwijs", None, False),
    ("Moment-cultuurfestival", "kunst en cultuur", None, False),
    ("PC Fruit vzw", "middenveld en burgers", "proefcentrum", False),
    ("Jeugdhuis 't Biejke vzw", "middenveld en burgers", "jeugd", True),
    ("Link in de Kabel vzw", "middenveld en burgers", "jeugd", True),
    ("IN-Z vzw", "middenveld en burgers", "sociale economie", True),
    ("externe consultant", "andere", None, True),
]


# The headings of the fact sheet in the English of the data set.
HEADINGS = {
    "lokaal bestuur": "local government", "kennisinstelling": "knowledge institution", "onderwijs": "education",
    "kunst en cultuur": "arts and culture", "middenveld en burgers": "civil society", "andere": "other",
    "proefcentrum": "research centre", "jeugd": "youth", "sociale economie": "social economy",
}  # fmt: skip


@pytest.fixture(scope="module")
def borgloon():
    return leco.datasets.limburg()["Borgloon"]


def test_borgloon_row_by_row(borgloon):
    found = borgloon.partners
    expected = [
        (HEADINGS[one], HEADINGS.get(sub), "core" if core else "broad")
        for _, one, sub, core in KLOOZ
    ]
    rows = found[["sector", "subsector", "tier"]].astype(object).where(found.notna(), None)
    assert list(rows.itertuples(index=False, name=None)) == expected
    for (name, *_), written in zip(KLOOZ, found["name"], strict=True):
        word = max(name.replace("DKO", "").split(), key=len)
        assert word in written, (name, written)


# "expected" of the same reference: 11 partners under headings 2 2 1 1 4 1.
@pytest.mark.parametrize(
    ("measure", "number"),
    [
        ("richness", 6),
        ("blau", 1 - (4 + 4 + 1 + 1 + 16 + 1) / 121),  # 0.77686, as in the reference
        ("blau:unbiased=true", 0.8545454545454546),
        ("hill_number:order=2", 121 / 27),
        ("hill_number:order=0", 6),
    ],
)
def test_diversity_of_the_fact_sheet(borgloon, measure, number):
    found = leco.track(borgloon.named("x"), measure, every=[dt.date(2024, 1, 1)], by="sector").frame
    assert found["value"].item() == pytest.approx(number)


def test_nothing_is_claimed_that_is_not_public():
    limburg = leco.datasets.limburg()
    assert {name: len(one) for name, one in limburg.items()} == {
        "Genk": 4, "Beringen": 3, "Borgloon": 11,
    }  # fmt: skip
    for name, coalition in limburg.items():
        assert not coalition.ties_known, name
        assert "ties" not in coalition.tables
        assert coalition.observed == (None, None)
        for table in ("partners", "sites", "supports", "coalition"):
            assert coalition.tables[table]["source"].str.len().min() > 10, (name, table)
        assert coalition.about["place"] == name
        assert "ties" in set(coalition.check()["table"]), "the check says that ties are not known"
        assert np.isnan(float(leco.density(coalition)))


@pytest.mark.parametrize("name", ["limburg", "europe"])
def test_every_real_row_has_its_source(name):
    for coalition in leco.datasets.load(name).values():
        for table, frame in coalition.tables.items():
            if table != "coalition" or "source" in frame.columns:
                assert frame["source"].str.len().min() > 3, table


def _of(coalition, activity):
    rows = coalition.tables["participations"]
    return rows[rows["activity"] == activity]


def test_europe_through_the_public_door():
    europe = leco.datasets.europe()
    for activity in ("NATO", "EU"):
        rows = _of(europe, activity)
        for day in ("1973-01-01", "1999-03-12", "2004-05-01", "2020-02-01"):
            inside = rows[(rows["start"] <= day) & ((rows["end"] == "..") | (rows["end"] >= day))]
            now = europe.at(day)
            seen = _of(now, activity)
            assert set(seen["partner"]) == set(inside["partner"])
            assert set(seen["partner"]) <= set(now.partners["id"])
    assert europe.at("1990-10-02").partners["id"].eq("DDR").any()
    assert not europe.at("1990-10-03").partners["id"].eq("DDR").any(), (
        "German unity, 3 October 1990"
    )


def test_europe_is_observed_to_a_stated_day():
    begin, end = leco.datasets.europe().observed
    assert (begin, end) == (dt.date(1949, 1, 1), dt.date(2026, 11, 1))


@pytest.mark.parametrize("name", ["limburg", "europe", "simulated"])
def test_examples_come_in_a_mapping_of_ones_own_and_check_clean_of_wrong_data(name):
    one, two = leco.datasets.load(name), leco.datasets.load(name)
    assert one is not two
    assert list(one) == list(two)
    for label, coalition in one.items():
        assert coalition.name == label
        assert len(leco.Coalition.from_frames(**coalition.tables)) == len(coalition)
        assert set(coalition.check()["table"]) <= {"partners", "ties"}


def test_what_one_reader_does_to_an_example_does_not_reach_the_next():
    first = leco.datasets.europe()
    first.name = "mine"
    frame = first.partners
    frame.loc[frame.index[0], "id"] = "mine"
    first.tables.pop("partners")
    again = leco.datasets.europe()
    assert again.name != "mine"
    assert "mine" not in set(again.partners["id"])
    assert len(again) == len(frame)


def test_an_unknown_example_suggests_the_nearest():
    with pytest.raises(leco.LecoError, match="limburg"):
        leco.datasets.load("limbourg")
