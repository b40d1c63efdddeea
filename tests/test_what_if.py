"""What if: a coalition beside itself, against networkx; nobody rewires, and it is said."""

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from tests.conftest import reference

import leco

TEMPORAL = reference("temporal_inference")
SHOWN = TEMPORAL["what_if"]["remove_each_node_U14"]
MEASURES = {"density": "density", "transitivity": "transitivity", "compactness": "efficiency"}


@pytest.fixture(scope="module")
def u14():
    graph = nx.from_numpy_array(np.array(TEMPORAL["data"]["U14"]["A"]))
    return leco.Coalition.from_graph(nx.relabel_nodes(graph, str), name="U14")


def test_each_node_taken_out_equals_networkx(u14):
    sides = {"as is": u14, **{node: u14.without(node) for node in SHOWN["remove"]}}
    found = leco.compare(sides, list(MEASURES), draws=2, seed=1).wide().droplevel("moment")
    dependence = leco.dependence(u14).frame
    for side, wanted in (("as is", SHOWN["base"]), *SHOWN["remove"].items()):
        for measure, name in MEASURES.items():
            assert found.loc[side, measure] == pytest.approx(wanted[name], abs=1e-12)
        if side != "as is":
            assert dependence.loc[side, "pieces"] == wanted["components"]
            assert round(13 * dependence.loc[side, "largest_without"]) == wanted["largest"]


def test_it_says_that_nobody_rewires_and_puts_no_interval_on_the_difference(u14):
    both = {"as is": u14, "without 4": u14.without("4")}
    found = leco.compare(both, "density", draws=2, seed=1)
    assert "compare_what_if" in {note.code for note in found.cautions}
    assert "No rewiring assumed" in found.explain("en")
    assert "aangenomen dat niemand" in found.explain("nl")
    labels = dict(zip(u14.partners["id"], "abbaabbabaabba", strict=True))
    split = leco.compare(both, "ei_index", by=labels, draws=9, seed=1)
    assert split.differences["why"].tolist() == ["what_if"]
    assert split.differences["low"].isna().all()
    assert "staat vast" in split.explain("nl")


def test_other_coalitions_and_other_moments_are_no_what_if(u14):
    other = leco.Coalition.from_graph(nx.relabel_nodes(nx.path_graph(9), str), name="path")
    plain = leco.compare([u14, other], "density", draws=2, seed=1)
    assert "compare_what_if" not in {note.code for note in plain.cautions}
    world = leco.datasets.simulated()["Simulated growing"]
    later = leco.compare(
        {year: world.at(year) for year in ("2021", "2024")}, "density", draws=2, seed=1
    )
    assert "compare_what_if" not in {note.code for note in later.cautions}


def test_the_interval_of_each_side_is_that_of_process_interval(u14):
    both = {"as is": u14, "without 4": u14.without("4")}
    found = leco.compare(both, ["density", "betweenness"], interval="process", draws=20, seed=5)
    values = found.frame[found.frame["column"] == "value"].set_index("coalition")
    for label, data in both.items():
        alone = leco.process_interval("density", data, draws=20, seed=5).frame.iloc[0]
        row = values[values["measure"] == "density"].loc[label]
        assert (row["low"], row["high"]) == (alone["low"], alone["high"])
    assert values[values["level"] == "partner"]["low"].isna().all()
    without = leco.compare(both, "density", draws=20, seed=5)
    assert without.frame[without.frame["column"] == "value"]["low"].isna().all()
    pd.testing.assert_frame_equal(
        without.frame[without.frame["column"] == "expected"], found.frame[
            (found.frame["column"] == "expected") & (found.frame["measure"] == "density")
        ],
    )  # fmt: skip
    assert "in another course" in found.explain("en")
    assert "in another course" not in without.explain("en")
    with pytest.raises(ValueError, match="choose 'process'"):
        leco.compare(both, "density", interval="bootstrap")


def test_no_interval_around_what_is_not_defined():
    lists = leco.datasets.limburg()
    found = leco.compare(
        lists, ["density", "richness"], by="sector", interval="process", draws=5, seed=1
    )
    rows = found.frame[(found.frame["measure"] == "density") & (found.frame["column"] == "value")]
    assert rows["low"].isna().all()
    rich = found.frame[(found.frame["measure"] == "richness") & (found.frame["column"] == "value")]
    assert not math.isnan(rich["low"].iloc[-1])
