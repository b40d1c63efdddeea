"""Constraint against literal definitions, igraph and hand counts."""

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs

BROKERAGE = reference("brokerage")


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
@pytest.mark.parametrize(
    ("key", "weight", "model"),
    [
        ("burt_whole", None, "whole"),
        ("burt_ego", None, "ego"),
        ("burt_weighted_whole", "weight", "whole"),
        ("burt_weighted_ego", "weight", "ego"),
    ],
)
def test_constraint_equals_the_literal_definition(name, key, weight, model):
    # "oracle" values: Burt's formula written out term by term (tests/reference).
    graph = graph_of(BROKERAGE["graphs"][name])
    expected = np.array(BROKERAGE["expected"][name]["oracle"][key]["constraint"], dtype=float)
    found = leco.constraint(graph, weight=weight, model=model).series.to_numpy()
    np.testing.assert_allclose(found, expected, atol=1e-9)


@given(graphs(min_partners=1, weights=True))
def test_constraint_equals_igraph(graph):
    nodes = list(graph)
    number = {node: place for place, node in enumerate(nodes)}
    other = igraph.Graph(
        n=len(nodes),
        edges=[(number[source], number[target]) for source, target in graph.edges],
        directed=graph.is_directed(),
    )
    strengths = [facts["weight"] for _, _, facts in graph.edges(data=True)]
    for weight, weights in ((None, None), ("weight", strengths)):
        if weight and not strengths:
            continue
        expected = np.array(other.constraint(weights=weights), dtype=float)
        found = leco.constraint(graph, weight=weight).series.to_numpy()
        np.testing.assert_allclose(found, expected, atol=1e-9)


def test_seven_ties_by_hand():
    # Ties 12 13 14 23 34 35 45, node 1: (5/12)^2 + (11/18)^2 + (5/12)^2 = 0.7207, as igraph;
    # R influenceR swaps two indices and prints 0.6975.
    graph = nx.Graph([(1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (3, 5), (4, 5)])
    expected = (5 / 12) ** 2 + (11 / 18) ** 2 + (5 / 12) ** 2
    assert leco.constraint(graph).series[1] == pytest.approx(expected)


def test_two_contacts_who_know_each_other_pass_one():
    # Everett & Borgatti (2020): a clique of three gives 9/8.
    assert leco.constraint(nx.complete_graph(3)).series[0] == pytest.approx(9 / 8)


def test_partners_without_ties_have_no_constraint():
    # R influenceR gives isolates 0, which reads "perfect broker".
    graph = nx.Graph([(0, 1)])
    graph.add_node(2)
    graph.add_edge(3, 3)
    found = leco.constraint(graph)
    assert found.series.isna().tolist() == [False, False, True, True]
    assert [note.code for note in found.notes] == ["self_loops", "isolates"]


def test_a_partner_that_only_receives_has_a_constraint():
    # networkx with nodes= gives NaN here.
    graph = nx.DiGraph([("a", "b"), ("a", "c")])
    assert leco.constraint(graph).series["b"] == pytest.approx(1.0)
    assert leco.constraint(graph).series["a"] == pytest.approx(0.5)


@given(graphs(min_partners=2, weights=True))
def test_scaling_all_strengths_changes_nothing(graph):
    if not graph.number_of_edges():
        return
    before = leco.constraint(graph, weight="weight").series
    for _, _, facts in graph.edges(data=True):
        facts["weight"] *= 7.5
    after = leco.constraint(graph, weight="weight").series
    np.testing.assert_allclose(after, before, atol=1e-12)


@given(graphs(min_partners=2, directed=False, weights=True))
def test_parallel_ties_count_as_their_sum(graph):
    doubled = nx.MultiGraph(graph)
    doubled.add_edges_from(list(graph.edges(data=True)))
    for _, _, facts in graph.edges(data=True):
        facts["weight"] *= 2
    if graph.number_of_edges():
        one = leco.constraint(graph, weight="weight").series
        two = leco.constraint(doubled, weight="weight").series
        np.testing.assert_allclose(two, one, atol=1e-12)


@given(graphs(directed=False))
def test_both_directions_are_the_undirected_graph(graph):
    one = leco.constraint(graph).series
    two = leco.constraint(graph.to_directed()).series
    np.testing.assert_allclose(two, one, atol=1e-12)


def test_what_networkx_gets_wrong_with_nodes_is_known():
    # A fix upstream would make this fail, and then leco's note about it can go.
    graph = nx.DiGraph([("a", "b"), ("a", "c")])
    assert np.isnan(nx.constraint(graph, nodes=["b"])["b"])


def test_an_unknown_model_is_refused():
    with pytest.raises(ValueError, match="whole"):
        leco.constraint(nx.path_graph(3), model="star")


def test_a_strength_of_nothing_names_its_tie():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=0)
    graph.add_edge("b", "c", weight=float("inf"))
    with pytest.raises(leco.DataError, match="'a' - 'b'") as caught:
        leco.constraint(graph, weight="weight")
    assert len(caught.value.problems) == 2
