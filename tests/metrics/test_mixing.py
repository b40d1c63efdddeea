"""Mixing against netseg, closed forms, and every way to hand out the labels."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs

SEGREGATION = reference("diversity_integration")["segregation"]
GRAPHS = [name for name, entry in SEGREGATION.items() if "edges_1based" in entry]


@pytest.mark.parametrize("name", GRAPHS)
def test_ei_and_freeman_equal_netseg(name):
    # R netseg 1.0-4 and Python netseg 0.1.8, tests/reference.
    entry = SEGREGATION[name]
    graph = graph_of(entry, "edges_1based", first=1)
    by = dict(enumerate(entry["group"], 1))
    assert float(leco.ei_index(graph, by=by)) == pytest.approx(entry["expected"]["ei"], abs=1e-9)
    if "freeman" in entry["expected"]:
        rho = float(leco.bridging_ratio(graph, by=by))
        assert 1 - rho == pytest.approx(entry["expected"]["freeman"], abs=1e-9)


def test_what_chance_gives_for_ei_by_group_sizes():
    # Sizes 5, 4, 3: (47 - 19) / 66 pairs, tests/reference.
    entry = SEGREGATION["_ei_expected_by_group_sizes"]
    by = dict(enumerate("a" * 5 + "b" * 4 + "c" * 3))
    graph = nx.cycle_graph(12)
    found = leco.ei_index(graph, by=by).parts["expected"]
    assert found == pytest.approx(entry["expected_ei"])


def test_what_chance_gives_for_ei_over_every_way_to_hand_out_several_labels():
    graph = nx.Graph([(0, 1), (1, 2), (2, 3), (0, 2), (4, 0)])
    labels = [("care",), ("care", "youth"), ("care", "youth", "art"), ("art",), ("youth",)]
    found = [
        leco.ei_index(graph, by=dict(enumerate(one))) for one in itertools.permutations(labels)
    ]
    assert np.mean([float(one) for one in found]) == pytest.approx(found[0].parts["expected"])


def test_karate_bridging_ratio():
    entry = SEGREGATION["_bridging_ratio_identities"]["zachary_club"]
    found = leco.bridging_ratio(nx.karate_club_graph(), by="club")
    assert float(found) == pytest.approx(entry["rho_0_1_distance"])
    assert found.parts["across_pairs"] == pytest.approx(entry["D_pair"])


@pytest.mark.parametrize("labels", ["aabbcc", "aaaabc"])
def test_the_mean_over_all_ways_to_hand_out_labels_is_exactly_one(labels):
    graph = nx.Graph([(0, 1), (1, 2), (2, 3), (0, 2), (4, 0)])
    graph.add_node(5)
    found = [
        float(leco.bridging_ratio(graph, by=dict(enumerate(one))))
        for one in set(itertools.permutations(labels))
    ]
    assert np.mean(found) == pytest.approx(1.0)


sets = st.lists(st.sampled_from(["care", "youth", "art"]), max_size=3, unique=True)


@given(graphs(max_partners=7, weights=True), st.lists(sets, min_size=7, max_size=7))
def test_bridging_ratio_by_two_loops(graph, labels):
    by = dict(zip(graph, labels, strict=False))
    known = [node for node in graph if by[node]]

    def distance(one, other):
        a, b = set(by[one]), set(by[other])
        return 1 - len(a & b) / len(a | b)

    ties = [(facts["weight"], distance(one, other))
            for one, other, facts in graph.edges(data=True) if by[one] and by[other]]  # fmt: skip
    pairs = [distance(one, other) for one, other in itertools.combinations(known, 2)]
    weight = "weight" if graph.number_of_edges() else None
    found = float(leco.bridging_ratio(graph, by=by, weight=weight))
    if not ties or not sum(pairs):
        assert np.isnan(found)
        return
    expected = sum(w * d for w, d in ties) / sum(w for w, _ in ties) / np.mean(pairs)
    assert found == pytest.approx(expected)


@given(graphs(weights=True))
def test_ei_by_counting(graph):
    sector = dict(graph.nodes(data="sector"))
    ties = [(one, other, facts["weight"]) for one, other, facts in graph.edges(data=True)
            if sector[one] and sector[other]]  # fmt: skip
    if not any(sector.values()):
        with pytest.raises(leco.MissingAttributeError):
            leco.ei_index(graph, by="sector")
        return
    weight = "weight" if graph.number_of_edges() else None
    found = float(leco.ei_index(graph, by="sector", weight=weight))
    inner = sum(w for one, other, w in ties if sector[one] == sector[other])
    outer = sum(w for one, other, w in ties if sector[one] != sector[other])
    if ties:
        assert found == pytest.approx((outer - inner) / (outer + inner))
    else:
        assert np.isnan(found)


def test_a_missing_label_is_no_group_where_networkx_makes_it_one():
    # karate: 0.718 with all labels; networkx counts None as a group and prints 0.353.
    graph = nx.karate_club_graph()
    for node in range(8):
        del graph.nodes[node]["club"]
    found = leco.ei_index(graph, by="club")
    rest = graph.subgraph(range(8, 34))
    assert found.missing == 8
    assert float(found) == pytest.approx(float(leco.ei_index(rest, by="club")))
