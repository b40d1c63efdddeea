"""Cohesion against sna, igraph and networkx, and by hand."""

import math

import networkx as nx
import pytest
from hypothesis import given
from tests.conftest import graph_of, in_place, reference

import leco
from leco.testing import graphs

SMALL = reference("diversity_integration")["integration_small"]


@pytest.mark.parametrize("name", SMALL)
def test_small_graphs_equal_sna(name):
    # R sna 2.7-1, compactness from sna::geodist (tests/reference).
    entry = SMALL[name]
    graph, expected = graph_of(entry, "edges_1based", first=1), entry["expected"]
    assert float(leco.density(graph)) == pytest.approx(expected["density"], abs=1e-9)
    assert float(leco.compactness(graph)) == pytest.approx(expected["compactness"], abs=1e-9)
    assert float(leco.connectedness(graph)) == pytest.approx(
        expected["krackhardt_connectedness"], abs=1e-9
    )
    assert float(leco.degree_centralisation(graph)) == pytest.approx(
        expected["centralization_degree"], abs=1e-9
    )
    if entry["directed"] and entry["edges_1based"]:
        assert float(leco.reciprocity(graph)) == pytest.approx(
            expected["reciprocity_edgewise"], abs=1e-9
        )
        for mode in ("in", "out"):
            key = f"centralization_{mode}degree"
            if expected.get(key) is not None:
                found = float(leco.degree_centralisation(graph, mode=mode))
                assert found == pytest.approx(expected[key], abs=1e-9)


def test_padgett_equals_the_table_ucinet_prints():
    # UCINET's published table for Padgett's families, read in place.
    entry = in_place("diversity_integration")["integration_classic"]
    published = entry["published_ucinet"]["all_16_families"]
    for relation in ("marriage", "business"):
        graph = nx.empty_graph(entry["padgett"]["V"])
        graph.add_edges_from(entry["padgett"][relation])
        shown = published[relation]
        assert float(leco.density(graph)) == pytest.approx(shown["density"], abs=5e-4)
        assert float(leco.compactness(graph)) == pytest.approx(shown["compactness"], abs=5e-4)
        assert float(leco.connectedness(graph)) == pytest.approx(shown["connectedness"], abs=5e-4)


def test_an_empty_graph_is_not_reciprocal():
    # R sna's default counts empty pairs as reciprocal and prints 1.
    found = leco.reciprocity(nx.empty_graph(4, create_using=nx.DiGraph))
    assert math.isnan(found.value)
    assert found.notes[0].code == "no_ties"


def test_reciprocity_refuses_ties_without_direction():
    with pytest.raises(leco.UnsupportedGraphError, match="directed"):
        leco.reciprocity(nx.path_graph(3))


def test_centralisation_stays_within_one_whatever_the_strengths():
    # Strengths would take Freeman's index past 1; leco does not use them.
    star = nx.star_graph(5)
    nx.set_edge_attributes(star, 9.0, "weight")
    assert float(leco.degree_centralisation(star)) == 1.0


def test_centralisation_refuses_persons_among_organisations():
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: "person", 1: "organisation"}, "entity")
    with pytest.raises(leco.UnsupportedGraphError, match="fold"):
        leco.degree_centralisation(graph)


@given(graphs(min_partners=2, directed=False))
def test_compactness_is_the_efficiency_of_networkx(graph):
    assert float(leco.compactness(graph)) == pytest.approx(nx.global_efficiency(graph))


@given(graphs(min_partners=2))
def test_compactness_by_the_sum_over_all_pairs(graph):
    total = 0.0
    for source, lengths in nx.all_pairs_shortest_path_length(graph):
        total += sum(1 / steps for target, steps in lengths.items() if target != source)
    n = len(graph)
    assert float(leco.compactness(graph)) == pytest.approx(total / (n * (n - 1)))


@given(graphs(min_partners=2))
def test_an_isolate_lowers_connectedness_by_the_known_amount(graph):
    n = len(graph)
    before = float(leco.connectedness(graph))
    graph.add_node("alone")
    assert float(leco.connectedness(graph)) == pytest.approx(before * (n - 1) / (n + 1))


@given(graphs(min_partners=2))
def test_density_by_counting(graph):
    n = len(graph)
    pairs = n * (n - 1) / (1 if graph.is_directed() else 2)
    assert float(leco.density(graph)) == pytest.approx(graph.number_of_edges() / pairs)
