"""Sums of strengths are rounded; equal is equal all the same."""

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given

import leco
from leco.testing import graphs


def _igraph(graph, weight):
    nodes = list(graph)
    number = {node: place for place, node in enumerate(nodes)}
    edges = [(number[one], number[other]) for one, other in graph.edges]
    other = igraph.Graph(n=len(nodes), edges=edges, directed=graph.is_directed())
    lengths = [1 / facts[weight] for _, _, facts in graph.edges(data=True)]
    return other.betweenness(directed=graph.is_directed(), weights=lengths)


@given(graphs(min_partners=3, weights=True))
def test_weighted_betweenness_equals_igraph(graph):
    assume(graph.number_of_edges())
    found = leco.betweenness(graph, weight="weight", normalized=False).series
    np.testing.assert_allclose(found, _igraph(graph, "weight"), atol=1e-9)


def test_two_ways_of_the_same_length_share_the_traffic():
    # Ten ties of strength 10 are as long as one of strength 1, though ten times 0.1 is not 1.0.
    graph = nx.Graph()
    graph.add_edges_from(((place, place + 1) for place in range(10)), hours=10)
    graph.add_edge(0, 10, hours=1)
    found = leco.betweenness(graph, weight="hours", normalized=False).series
    np.testing.assert_allclose(found, _igraph(graph, "hours"))
    assert found[5] == pytest.approx(24.5)


def test_partners_with_equally_strong_ties_inside_have_no_z():
    # Everybody has 0.1 + 0.2 + 0.3 within the sector, added up in different orders.
    graph = nx.Graph()
    for strength, pairs in (
        (0.1, [(0, 1), (2, 3)]),
        (0.2, [(0, 2), (1, 3)]),
        (0.3, [(0, 3), (1, 2)]),
    ):
        graph.add_edges_from(pairs, weight=strength)
    found = leco.participation(graph, by=dict.fromkeys(graph, "care"), weight="weight").frame
    assert found["within_sector_z"].isna().all()


@pytest.mark.parametrize("mixed", [0.5, "counted", "ignored"])
@pytest.mark.parametrize("strength", [1e-7, 0.1, 1 / 3, 1234.567, 1e9 + 0.1])
def test_when_all_are_tied_equally_there_is_no_core_whatever_the_strength(mixed, strength):
    for graph in (nx.complete_graph(7), nx.complete_graph(6, create_using=nx.DiGraph)):
        nx.set_edge_attributes(graph, strength, "weight")
        found = leco.core_periphery(graph, mixed_block=mixed, weight="weight")
        assert np.isnan(found.fit)
        assert found.core == frozenset()


@pytest.mark.parametrize("unit", [1e-9, 1e-5, 1, 1e9])
@pytest.mark.parametrize("mixed", [0.5, "counted", "ignored", 0.25])
def test_the_core_of_a_star_of_shares(mixed, unit):
    # Strengths are often shares of a whole: 0.00001 of a budget is a strength like another.
    graph = nx.star_graph(6)
    graph.add_edges_from([(1, 2), (3, 4)])
    expected = leco.core_periphery(graph, mixed_block=mixed)
    nx.set_edge_attributes(graph, unit, "weight")
    found = leco.core_periphery(graph, mixed_block=mixed, weight="weight")
    assert found.fit == pytest.approx(expected.fit)
    assert set(found.optima) == set(expected.optima)
