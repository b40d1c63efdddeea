"""compare(): what cannot be compared first, then numbers beside chance."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import leco
from leco.result import LONG


@pytest.fixture(scope="module")
def simulated():
    return leco.datasets.simulated()


def test_chance_and_equal_size_stand_beside_the_values(simulated):
    found = leco.compare(simulated, ["compactness", "hill_number", "bridging_ratio"], by="sector",
                         seed=7, draws=49)  # fmt: skip
    assert list(found.frame.columns) == list(LONG)
    parts = found.frame.groupby("measure", sort=False)["column"].unique()
    assert set(parts["compactness"]) == {"value", "expected", "ratio"}
    assert set(parts["hill_number"]) == {"value", "rarefied"}
    wide = found.frame.pivot_table(index=["measure", "coalition"], columns="column", values="value")
    ratio = wide["value"] / wide["expected"]
    np.testing.assert_allclose(wide["ratio"].dropna(), ratio.dropna())
    # Chance alone bridges exactly as often as chance: 1, within what 49 draws allow.
    assert wide.loc["bridging_ratio", "expected"].between(0.93, 1.07).all()
    chance = found.frame[found.frame["column"] == "expected"]
    assert (chance["low"] <= chance["value"]).all()
    assert (chance["value"] <= chance["high"]).all()
    rarefied = found.frame[found.frame["column"] == "rarefied"]
    assert set(rarefied["n"]) == {36}, "the smallest coalition at the last moment"


def test_rarefied_at_the_smallest_size_is_the_value_of_the_smallest(simulated):
    found = leco.compare(simulated, "hill_number:order=2", by="sector").frame
    own = found[found["coalition"] == "Simulated stable"].set_index("column")["value"]
    assert own["rarefied"] == pytest.approx(own["value"])


def test_the_same_seed_gives_the_same(simulated):
    one = leco.compare(simulated, "core_share", seed=3, draws=19).frame
    two = leco.compare(simulated, "core_share", seed=3, draws=19).frame
    pd.testing.assert_frame_equal(one, two)


def test_rosters_without_ties_say_what_cannot_be_compared():
    found = leco.compare(leco.datasets.limburg(), ["density", "richness"], by="sector")
    assert found.comparability["ties"].isna().all()
    assert found.frame[found.frame["measure"] == "density"]["value"].isna().all()
    codes = [note.code for note in found.cautions]
    assert codes[0] == "compare_ties_unknown"
    assert "not the same as having no ties" in found.explain("en")
    assert "niet hetzelfde" in found.explain("nl")
    assert found.frame[found.frame["measure"] == "richness"]["value"].notna().all()


def test_cautions_name_what_differs():
    one = leco.Coalition.from_frames(
        [{"id": "a", "sector": "x"}, {"id": "b", "sector": ""}],
        [{"source": "a", "target": "b", "kind": "trust", "wave": "w1"}],
        respondents=[{"wave": "w1", "partner": "a", "answered": "yes"},
                     {"wave": "w1", "partner": "b", "answered": "no"}],
        name="one",
    )  # fmt: skip
    other = leco.Coalition.from_frames(
        [{"id": "a", "sector": "y"}, {"id": "b", "sector": "y"}, {"id": "c", "sector": "z"}],
        [{"source": "a", "target": "b", "kind": "governance", "directed": "yes"}],
        name="other",
    )
    found = leco.compare([one, other], "density", by="sector")
    assert [note.code for note in found.cautions] == [
        "compare_sizes_differ", "compare_moments_differ", "compare_kinds_differ",
        "compare_direction_differs", "compare_response_low", "compare_unlabelled",
        "compare_taxonomy_differs",
    ]  # fmt: skip
    assert found.comparability.loc["one", "response"] == 0.5


def test_a_coalition_without_the_column_is_said_not_dropped():
    one = leco.Coalition.from_frames(
        [{"id": "a", "sector": "x"}, {"id": "b", "sector": "y"}], name="1"
    )
    two = leco.Coalition.from_frames([{"id": "a"}, {"id": "b"}], name="2")
    found = leco.compare([one, two], "richness", by="sector").frame
    row = found[(found["coalition"] == "2") & (found["column"] == "value")].iloc[0]
    assert np.isnan(row["value"])
    assert "sector" in row["note"]


def test_ties_made_from_activities_have_no_chance_model_that_redraws_them():
    found = leco.compare({"1990": leco.datasets.europe().at("1990")}, "connectedness").frame
    row = found[found["column"] == "expected"].iloc[0]
    assert np.isnan(row["value"])
    assert "shared activities" in row["note"]


def test_partner_scores_are_compared_too():
    both = {"path": nx.path_graph(3), "star": nx.star_graph(3)}
    found = leco.compare(both, "constraint").frame
    assert set(found["level"]) == {"partner"}
    assert len(found) == 7


def test_wrong_calls():
    coalition = leco.datasets.simulated()["Simulated stable"]
    for call, words in (
        (lambda: leco.compare([coalition, coalition], "density"), "called"),
        (lambda: leco.compare(coalition, "density"), "list"),
        (lambda: leco.compare({}, "density"), "at least one"),
        (lambda: leco.compare([coalition], "turnover"), "track"),
    ):
        with pytest.raises(leco.LecoError, match=words):
            call()
