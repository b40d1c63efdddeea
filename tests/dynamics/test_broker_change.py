"""What became of brokered pairs, against the literal definition and by hand."""

import networkx as nx
import numpy as np
import pytest
from tests.conftest import graph_of, reference

import leco

BROKERAGE = reference("brokerage")
FATES = ["maintained", "joined", "bypassed", "dissolved", "censored"]


@pytest.mark.parametrize("name", ["karate", "florentine", "rand2", "rand5"])
def test_fates_equal_the_literal_definition(name):
    # "proposals": every pair followed one by one (tests/reference).
    entry, proposal = BROKERAGE["graphs"][name], BROKERAGE["proposals"][name]
    earlier = graph_of(entry)
    now = nx.DiGraph() if entry["directed"] else nx.Graph()
    now.add_nodes_from(range(entry["n"]))
    now.add_edges_from((edge[0], edge[1]) for edge in proposal["wave2_edges"])
    gone = [node for node, here in enumerate(proposal["wave2_present"]) if not here]
    now.remove_nodes_from(gone)
    found = leco.pair_fates(now, before=earlier).frame
    assert list(found.columns) == FATES
    np.testing.assert_array_equal(found, proposal["pair_fates"])


def test_each_fate_by_hand():
    # v joins a, b, c and d, of whom none are tied: six pairs.
    earlier = nx.Graph([("v", one) for one in "abcd"])
    now = nx.Graph([("v", "a"), ("v", "b"), ("a", "b"), ("b", "c")])
    now.add_node("d")
    found = leco.pair_fates(now, before=earlier).frame.loc["v"]
    # a-b joined; b-c bypassed (v lost c); a-c, a-d, b-d, c-d dissolved.
    assert found.tolist() == [0, 1, 1, 4, 0]
    now.remove_node("d")
    assert leco.pair_fates(now, before=earlier).frame.loc["v"].tolist() == [0, 1, 1, 1, 3]
    assert leco.pair_fates(earlier, before=earlier).frame.loc["v"].tolist() == [6, 0, 0, 0, 0]


def test_followed_over_time():
    grown = leco.datasets.simulated()["Simulated stable"]
    found = leco.track(grown, "pair_fates", every="year").frame
    first = found["moment"] == "2020-12-31"
    assert found[first]["value"].isna().all()
    assert (found[~first]["value"] >= 0).all()
    assert set(found["column"]) == set(FATES)
