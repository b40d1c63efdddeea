"""The tables a coalition is made of: what is odd in them, what is said of them, and that they stay."""

import contextlib

import numpy as np
import pandas as pd
import pytest

import leco


@pytest.fixture
def city():
    """A city with two services, a school, and persons with hats."""
    return leco.Coalition.from_frames(
        [{"id": "city", "entity": "organisation", "sector": "government"},
         {"id": "youth", "parent": "city", "entity": "organisation", "sector": "government;youth"},
         {"id": "parks", "parent": "youth", "entity": "organisation", "sector": "government"},
         {"id": "school", "entity": "organisation", "sector": "education"},
         {"id": "Ann", "entity": "person", "sector": "education"}],
        [{"source": "youth", "target": "school", "kind": "informatie", "weight": 2},
         {"source": "youth", "target": "school", "kind": "information", "weight": 3},
         {"source": "parks", "target": "city", "kind": "resources"},
         {"source": "Ann", "target": "city", "kind": "trust", "domain": "welfare"},
         {"source": "city", "target": "city", "kind": "trust"}],
        affiliations=[{"person": "Ann", "organisation": "school"},
                      {"person": "Ann", "organisation": "library"}],
        name="city",
    )  # fmt: skip


@pytest.fixture
def small():
    """A city, its youth service and a school."""
    return leco.Coalition.from_frames(
        [{"id": "city"}, {"id": "youth", "parent": "city"}, {"id": "school"}],
        [{"source": "youth", "target": "school"}, {"source": "city", "target": "youth"}],
        name="city",
    )


# --- immutable -----------------------------------------------------------------------------------


def _spoil(frame):
    """Try every way to change a frame in place."""
    frame["new"] = 1
    frame.loc[frame.index[:1], frame.columns[0]] = "spoilt"
    frame.iloc[0, 0] = "spoilt"
    frame.columns = [str(column).upper() for column in frame.columns]
    del frame[frame.columns[0]]


def test_no_way_to_change_a_coalition_through_its_frames(small):
    before = {name: frame.copy(deep=True) for name, frame in small.tables.items()}
    handed = [
        small.partners,
        small.ties,
        *small.tables.values(),
        small.describe(),
        small.at("2020").partners,
    ]
    for frame in handed:
        _spoil(frame)
    small.tables.pop("ties")
    graph = small.graph()
    graph.remove_node("city")
    graph.nodes["school"]["sector"] = "spoilt"
    assert small.tables.keys() == before.keys()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(small.tables[name], frame)


@pytest.mark.parametrize("way", ["to_numpy", "asarray", "values"])
@pytest.mark.parametrize("column", ["source", "weight", "directed"])
def test_an_array_of_a_column_is_no_back_door(way, column):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b", "weight": 2, "directed": "ja"}]
    )
    series = coalition.ties[column]
    held = {
        "to_numpy": series.to_numpy,
        "asarray": lambda: np.asarray(series),
        "values": lambda: series.values,
    }[way]()
    with contextlib.suppress(ValueError):  # read-only, or a copy: either will do
        held[0] = {"source": "b", "weight": 9.0, "directed": False}[column]
    assert coalition.ties.iloc[0].tolist() == ["a", "b", 2.0, True]


def test_changing_the_frames_that_went_in_changes_nothing():
    partners = pd.DataFrame({"id": ["a", "b"], "extra": ["x", "y"]})
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [2.0]})
    sites = pd.DataFrame({"site": ["s"]})
    coalition = leco.Coalition.from_frames(partners, ties, sites=sites)
    for frame in (partners, ties, sites):
        _spoil(frame)
    assert coalition.partners.to_numpy().tolist() == [["a", "x"], ["b", "y"]]
    assert coalition.ties["weight"].tolist() == [2.0]
    assert coalition.tables["sites"]["site"].tolist() == ["s"]


# --- checked and described ------------------------------------------------------------------------


def test_check_lists_what_is_odd():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019", "left": "2020", "sector": ""},
         {"id": "b", "tier": "former", "sector": "x", "entity": "person"},
         {"id": "c", "joined": "2018", "left": "..", "sector": "x", "entity": "organisation"}],
        [{"source": "a", "target": "c", "start": "2018", "end": "2021"},
         {"source": "c", "target": "c"}, {"source": "a", "target": "c"}, {"source": "a", "target": "c"}],
        respondents=[{"wave": "1", "partner": "a", "answered": "no"}],
    )  # fmt: skip
    found = coalition.check()
    said = " | ".join(found["message"])
    for words in ("no sector", "persons among", "former partner", "tied to itself", "stands twice",
                  "starts before", "not everybody asked"):  # fmt: skip
        assert words in said
    assert found["hint"].str.len().min() > 10
    assert "geen sector" in " ".join(coalition.check("nl")["message"])
    assert leco.datasets.simulated()["Simulated stable"].check().empty


def test_describe_and_repr(city):
    facts = city.describe()["value"]
    assert facts["partners"] == "5"
    assert "information 2" in facts["kinds of tie"]
    assert "5 partners" in city._repr_html_() or "partners" in city._repr_html_()
    assert repr(city) == "<Coalition 'city': 5 partners, 5 ties>"


def test_equal_tables_give_equal_answers_in_any_order_of_rows(city):
    turned = leco.Coalition.from_frames(city.partners.iloc[::-1], city.ties.iloc[::-1], name="city")
    one = leco.brokerage_roles(city, by="sector").frame
    other = leco.brokerage_roles(turned, by="sector").frame
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index())


def test_nothing_at_all_is_refused():
    with pytest.raises(leco.LecoError, match="partners"):
        leco.Coalition.from_frames()
    assert len(leco.Coalition.from_frames([])) == 0


def test_two_columns_of_one_name_are_refused():
    frame = pd.DataFrame([["a", "b"]], columns=["id", "id"])
    with pytest.raises(leco.DataError, match="two columns are called 'id'"):
        leco.Coalition.from_frames(frame)
