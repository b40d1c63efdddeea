"""Betweenness and bridgeness against other programs and by definition; a sample of shortest ways, and the error it states."""

import itertools

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, reference

import leco
from leco.metrics import shortest_paths
from leco.testing import graphs

BROKERAGE = reference("brokerage")


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_betweenness_equals_the_literal_count(name):
    graph = graph_of(BROKERAGE["graphs"][name])
    expected = BROKERAGE["expected"][name]["oracle"]["betweenness"]
    found = leco.betweenness(graph, normalized=False).series
    np.testing.assert_allclose(found, expected, atol=1e-9)


@given(graphs(min_partners=3, weights=True))
def test_betweenness_equals_igraph_and_networkx(graph):
    nodes = list(graph)
    number = {node: place for place, node in enumerate(nodes)}
    edges = [(number[source], number[target]) for source, target in graph.edges]
    other = igraph.Graph(n=len(nodes), edges=edges, directed=graph.is_directed())
    expected = other.betweenness(directed=graph.is_directed())
    found = leco.betweenness(graph, normalized=False).series
    np.testing.assert_allclose(found, expected, atol=1e-9)
    expected = list(nx.betweenness_centrality(graph).values())
    np.testing.assert_allclose(leco.betweenness(graph).series, expected, atol=1e-9)


def test_with_strengths_a_strong_tie_is_short_and_the_answer_says_so():
    # a-b-c with strengths 4 and 4 is 1/4 + 1/4 long; the direct tie of strength 1 is 1 long.
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 4), ("b", "c", 4), ("a", "c", 1)])
    found = leco.betweenness(graph, weight="weight")
    assert found.series["b"] == 1.0
    assert leco.betweenness(graph).series["b"] == 0.0
    assert "1 / weight" in str(found.notes[0])


@given(graphs(max_partners=8))
def test_bridgeness_by_every_shortest_way(graph):
    plain = nx.Graph(graph)
    expected = dict.fromkeys(plain, 0.0)
    for one, other in itertools.combinations(plain, 2):
        if not nx.has_path(plain, one, other):
            continue
        ways = list(nx.all_shortest_paths(plain, one, other))
        for v in itertools.chain.from_iterable(way[1:-1] for way in ways):
            if one not in plain[v] and other not in plain[v]:
                expected[v] += 1 / len(ways)
    found = leco.bridgeness(graph).series
    np.testing.assert_allclose(found, list(expected.values()), atol=1e-9)


def test_bridgeness_tells_a_bridge_from_a_hub():
    # Two stars joined through one partner: the hubs have the betweenness, the bridge the rest.
    graph = nx.disjoint_union(nx.star_graph(5), nx.star_graph(5))
    graph.add_edges_from([(0, "bridge"), (6, "bridge")])
    assert leco.betweenness(graph).series.idxmax() == 0
    found = leco.bridgeness(graph).series
    assert found.idxmax() == "bridge"
    # By hand: 5 x 5 pairs of leaves, of which none is a contact of the bridge.
    assert found["bridge"] == 25
    assert found[0] == found[6] == 0


@given(graphs(min_partners=3))
def test_all_pivots_give_the_value_itself(graph):
    exact = leco.betweenness(graph).series
    np.testing.assert_allclose(leco.betweenness(graph, pivots=len(graph)).series, exact)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("normalized", [False, True])
def test_a_sample_is_right_on_average_and_its_error_is_what_it_says(directed, normalized):
    graph = nx.gnp_random_graph(40, 0.1, seed=3, directed=directed)
    exact = leco.betweenness(graph, normalized=normalized).series
    drawn = [
        leco.betweenness(graph, normalized=normalized, pivots=10, seed=one) for one in range(300)
    ]
    found = np.array([one.series for one in drawn])
    stated = np.sqrt(np.mean([one.standard_error**2 for one in drawn], axis=0))
    there = exact.to_numpy() > 0
    # 300 draws: the mean is within 5 standard errors of itself, the spread within 25 %.
    assert (np.abs(found.mean(axis=0) - exact) <= 5 * stated / 300**0.5 + 1e-12).all()
    np.testing.assert_allclose(found.std(axis=0)[there], stated[there], rtol=0.25)


def test_the_error_of_four_pivots_of_five_by_hand():
    # A star: from each point the hub lies on the ways to 3 others, from the hub on none. Four
    # points say 3, 3, 3, 3; the hub and three points 0, 3, 3, 3: mean 2.25, spread 1.5. Times n / 2,
    # and of the error what one partner of five leaves open: sqrt((1 - 4/5) / 4).
    star = nx.star_graph(4)
    found = [leco.betweenness(star, normalized=False, pivots=4, seed=one) for one in range(20)]
    said = {(round(one.series[0], 6), round(one.standard_error[0], 6)) for one in found}
    assert said == {(7.5, 0.0), (5.625, round(2.5 * 1.5 * 0.05**0.5, 6))}
    few = [leco.betweenness(star, pivots=one).standard_error for one in (1, 2)]
    assert few[0].isna().all()
    assert few[1].notna().all()


def test_past_a_size_the_answer_is_a_sample_and_says_so(monkeypatch):
    graph = nx.gnm_random_graph(60, 120, seed=1)
    monkeypatch.setattr(shortest_paths, "EXACT_MOST", 50)
    monkeypatch.setattr(shortest_paths, "PIVOTS", 20)
    found = leco.betweenness(graph)
    assert isinstance(found, shortest_paths.Estimate)
    assert found.notes[0].code == "pivots"
    assert "20" in found.explain("nl")
    assert found.notes[0].values["error"] == found.standard_error.max()
    assert len(found.to_dict()["standard_error"]) == 60
    assert found.series.equals(leco.betweenness(graph, pivots=20, seed=0).series)
    assert leco.betweenness(graph, pivots=30).notes[0].values["pivots"] == 30
    assert not leco.betweenness(nx.path_graph(50)).notes
    assert not found.series.equals(leco.betweenness(graph, pivots=20, seed=1).series)
    nodes = list(graph)[::-1]
    other = nx.Graph()
    other.add_nodes_from(nodes)
    other.add_edges_from(graph.edges)
    assert leco.betweenness(other).series.sort_index().equals(found.series.sort_index())


def test_a_few_at_a_time_give_what_all_together_give(monkeypatch):
    graph = nx.gnm_random_graph(30, 60, seed=2)
    whole = leco.bridgeness(graph).series
    monkeypatch.setattr("leco.kernels.brandes.TOGETHER", 1)
    np.testing.assert_allclose(leco.bridgeness(graph).series, whole)


def test_pivots_that_cannot_be():
    graph = nx.path_graph(4)
    for wrong in (0, -3):
        with pytest.raises(ValueError, match="pivots"):
            leco.betweenness(graph, pivots=wrong)
    nx.set_edge_attributes(graph, 2.0, "weight")
    with pytest.raises(ValueError, match="weight"):
        leco.betweenness(graph, pivots=2, weight="weight")
    assert np.isnan(leco.betweenness(graph, pivots=1).standard_error).all()


def test_an_error_that_is_not_defined_is_null_in_json():
    import json

    held = json.loads(leco.betweenness(nx.path_graph(6), pivots=1).to_json())
    assert held["standard_error"] == [None] * 6
