"""Freeman's centralisations against sna, by networkx's centralities, and at their extremes."""

import math

import networkx as nx
import pytest
from hypothesis import given
from tests.conftest import both_doors, graph_of, reference

import leco
from leco.testing import graphs

SMALL = reference("diversity_integration")["integration_small"]
ALL = ("degree_centralisation", "betweenness_centralisation", "closeness_centralisation")


@pytest.mark.parametrize("name", SMALL)
def test_small_graphs_equal_sna(name):
    # R sna 2.7-1: centralization(betweenness), and closeness where Freeman defined it.
    entry = SMALL[name]
    graph, expected = graph_of(entry, "edges_1based", first=1), entry["expected"]
    for data in both_doors(graph):
        found = float(leco.betweenness_centralisation(data))
        assert found == pytest.approx(expected["centralization_betweenness"], abs=1e-9)
        near = leco.closeness_centralisation(data)
        if not nx.is_connected(graph.to_undirected()):
            assert math.isnan(near.value)  # sna prints 0
            assert near.notes[-1].code == "split"
        elif not entry["directed"]:
            shown = expected["centralization_closeness"]
            assert float(near) == pytest.approx(shown, abs=1e-9)
    for mode in ("all", "in", "out"):
        key = f"centralization_{mode.replace('all', '')}degree"
        if entry["directed"]:
            found = float(leco.degree_centralisation(both_doors(graph)[1], mode=mode))
            assert found == pytest.approx(expected[key], abs=1e-9)


def test_a_star_that_reaches_out_does_not_pass_1():
    # sna holds directed ties against the maximum of another graph and prints 1.2.
    assert SMALL["star_out_6"]["expected"]["centralization_closeness"] == 1.2
    star = graph_of(SMALL["star_out_6"], "edges_1based", first=1)
    found = leco.closeness_centralisation(star)
    assert float(found) == 1.0
    assert found.notes[0].code == "direction_not_used"


@given(graphs(min_partners=3))
def test_betweenness_centralisation_by_the_betweenness_of_networkx(graph):
    raw = nx.betweenness_centrality(graph, normalized=False).values()
    n = len(graph)
    most = (n - 1) ** 2 * (n - 2) / (1 if graph.is_directed() else 2)
    expected = sum(max(raw) - one for one in raw) / most
    found = leco.betweenness_centralisation(graph)
    assert float(found) == pytest.approx(expected, abs=1e-12)
    isolated = graph.copy()
    isolated.add_node("alone")  # one more at 0, and a larger star to be held against
    later = (n**2 * (n - 1)) / (1 if graph.is_directed() else 2)
    again = float(leco.betweenness_centralisation(isolated))
    assert again == pytest.approx((expected * most + max(raw)) / later, abs=1e-12)


@given(graphs(min_partners=3))
def test_closeness_centralisation_by_the_closeness_of_networkx(graph):
    plain = graph.to_undirected()
    found = leco.closeness_centralisation(graph)
    if not nx.is_connected(plain):
        assert math.isnan(found.value)
        return
    n, near = len(graph), nx.closeness_centrality(plain).values()
    expected = sum(max(near) - one for one in near) * (2 * n - 3) / ((n - 1) * (n - 2))
    assert float(found) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("n", [3, 4, 7, 30])
def test_a_star_is_1_and_a_clique_and_a_ring_are_0(name, n):
    function = leco.measures()[name].function
    assert float(function(nx.star_graph(n - 1))) == pytest.approx(1)
    assert float(function(nx.complete_graph(n))) == pytest.approx(0, abs=1e-12)
    assert float(function(nx.cycle_graph(n))) == pytest.approx(0, abs=1e-12)
    both_ways = nx.star_graph(n - 1).to_directed()
    assert float(function(both_ways)) == pytest.approx(1)


@pytest.mark.parametrize("name", ALL)
def test_of_a_star_the_most_is_the_middle_and_the_mean_is_of_all(name):
    # The middle has 4 ties, stands between all pairs and is at closeness 1; each of the four points
    # has 1 tie, stands between none, and reaches 4 partners over 1 + 2 + 2 + 2 = 7 steps.
    most, point = {"degree": (4, 1), "betweenness": (1, 0), "closeness": (1, 4 / 7)}[
        name.removesuffix("_centralisation")
    ]
    parts = leco.measures()[name].function(nx.star_graph(4)).parts
    assert parts == pytest.approx({"most": most, "mean": (most + 4 * point) / 5})


def test_without_direction_ties_in_and_out_are_all_ties():
    star = nx.star_graph(4)
    assert {
        float(leco.degree_centralisation(star, mode=mode)) for mode in ("all", "in", "out")
    } == {1}
    with pytest.raises(ValueError, match="mode"):
        leco.degree_centralisation(star, mode="both")


@pytest.mark.parametrize("name", ALL)
def test_centralisation_stays_within_one_whatever_the_strengths(name):
    # Strengths would take Freeman's index past 1; leco does not use them.
    star = nx.star_graph(5)
    nx.set_edge_attributes(star, 9.0, "weight")
    function = leco.measures()[name].function
    assert float(function(star)) == 1.0
    with pytest.raises(TypeError, match="weight"):
        function(star, weight="weight")


@pytest.mark.parametrize("name", ALL)
def test_centralisation_refuses_persons_among_organisations(name):
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: "person", 1: "organisation"}, "entity")
    with pytest.raises(leco.UnsupportedGraphError, match="fold"):
        leco.measures()[name].function(graph)
