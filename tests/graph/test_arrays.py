"""The door: whatever the caller hands over, the same ties in one fixed order."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import leco
from leco.graph.arrays import arrays
from leco.testing import graphs

IDS = {
    "text": ["b", "a", "école", "10", "9"],
    "numbers": [10, 9, 2, 1, 0],
    "pairs": [(1, "a"), (0, "b"), (1, "b"), (2, "a"), (0, "a")],
    "mixed": ["a", 1, (0, 1), 2.5, "1"],
    "sets": [frozenset("ab"), frozenset("c"), frozenset("bc"), frozenset(), frozenset("a")],
}


@pytest.mark.parametrize("nodes", IDS.values(), ids=IDS)
def test_the_order_of_partners_depends_on_their_ids_alone(nodes):
    seen = set()
    for order in itertools.islice(itertools.permutations(nodes), 0, 120, 7):
        graph = nx.empty_graph(order)
        graph.add_edges_from([(nodes[0], nodes[1]), (nodes[1], nodes[2])])
        net = arrays(graph)
        seen.add(net.nodes)
        assert [net.nodes[place] for place in net.caller_order()] == list(order)
    assert len(seen) == 1


@given(graphs(weights=True), st.randoms(use_true_random=False))
def test_the_fingerprint_is_that_of_the_ties_not_of_their_order(graph, random):
    nodes, edges = list(graph.nodes), list(graph.edges(data="weight"))
    random.shuffle(nodes)
    random.shuffle(edges)
    other = type(graph)()
    other.add_nodes_from(nodes)
    other.add_weighted_edges_from(edges)
    weight = "weight" if edges else None
    assert arrays(graph, weight=weight).fingerprint == arrays(other, weight=weight).fingerprint
    if edges:
        heavier = graph.copy()
        heavier.add_edge(*edges[0][:2], weight=99)
        assert (
            arrays(heavier, weight="weight").fingerprint
            != arrays(graph, weight="weight").fingerprint
        )


@given(graphs(weights=True))
def test_there_and_back(graph):
    weight = "weight" if graph.number_of_edges() else None
    back = arrays(graph, weight=weight).to_networkx()
    assert list(back.nodes(data=True)) == list(graph.nodes(data=True))
    assert nx.utils.edges_equal(
        [(one, other, {"weight": float(facts["weight"])}) for one, other, facts in graph.edges(data=True)],
        back.edges(data=True), directed=graph.is_directed(),
    )  # fmt: skip


def test_parallel_ties_are_summed_and_count_once():
    graph = nx.MultiGraph()
    graph.add_weighted_edges_from([("a", "b", 2), ("b", "a", 3), ("b", "c", 1)])
    net = arrays(graph, weight="weight")
    assert net.ties == 2
    assert sorted(net.tie_list()[2]) == [1, 5]
    arcs = arrays(nx.MultiDiGraph(graph), weight="weight")  # each tie both ways
    assert arcs.ties == 4
    np.testing.assert_array_equal(arcs.strengths.toarray(), net.strengths.toarray())


@pytest.mark.parametrize("directed", ["yes", "no"])
def test_a_tie_with_itself_is_left_out_and_counted_once(directed):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}],
        [{"source": "a", "target": "b", "directed": "yes"},
         {"source": "b", "target": "b", "directed": directed}],
    )  # fmt: skip
    found = leco.density(coalition)
    assert found.parts["ties"] == 1
    assert [(note.code, note.values) for note in found.notes] == [("self_loops", {"count": 1})]


def test_a_tie_without_direction_among_directed_ones_holds_both_ways():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        [{"source": "a", "target": "b", "directed": "yes"},
         {"source": "b", "target": "c", "directed": ""}],
    )  # fmt: skip
    assert leco.density(coalition).parts["ties"] == 3
    assert float(leco.reciprocity(coalition)) == pytest.approx(2 / 3)


def test_strengths_may_be_text_and_a_blank_one_counts_as_one():
    graph = nx.Graph()
    graph.add_edge("a", "b", hours="3")
    graph.add_edge("b", "c", hours=float("nan"))
    graph.add_edge("c", "d")
    net = arrays(graph, weight="hours")
    assert sorted(net.tie_list()[2]) == [1, 1, 3]
    assert [(note.code, note.values) for note in net.notes] == [("blank_strengths", {"count": 2})]


@pytest.mark.parametrize("wrong", [0, -1, float("inf"), "often"])
def test_a_wrong_strength_names_its_tie(wrong):
    graph = nx.Graph()
    graph.add_edge("a", "b", hours=2)
    graph.add_edge("b", "c", hours=wrong)
    with pytest.raises(leco.DataError, match="'b' - 'c'") as caught:
        arrays(graph, weight="hours")
    assert len(caught.value.problems) == 1


def test_an_unknown_strength_suggests_the_nearest():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2)
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'weight'"):
        leco.constraint(graph, weight="weigth")


@pytest.mark.parametrize(
    ("written", "labels"),
    [("care", {"care"}), ("care; youth;", {"care", "youth"}), (("a", "b;c"), {"a", "b", "c"}),
     ({"a"}, {"a"}), (7, {"7"}), (True, {"True"}), ("nan", {"nan"}), ("NA", {"NA"}),
     (None, set()), (float("nan"), set()), (np.float32("nan"), set()), (pd.NA, set()),
     (pd.NaT, set()), ("", set()), (" ; ", set()), ([], set())],
)  # fmt: skip
def test_what_a_cell_of_labels_may_hold(written, labels):
    net = arrays(nx.empty_graph(2)).labels({0: written, 1: "zzz"})
    assert set(net.names) - {"zzz"} == labels
    assert net.missing == (not labels)
    np.testing.assert_allclose(net.matrix[0].sum(), float(bool(labels)))


@pytest.mark.parametrize("written", [[1, True], [True, 1], [0, False], [False, 0]])
def test_a_number_and_a_truth_are_two_labels_whoever_comes_first(written):
    # 1 == True in Python: a reader who writes both means two things.
    net = arrays(nx.empty_graph(2)).labels(dict(enumerate(written)))
    assert set(net.names) == set(map(str, written))


def test_an_attribute_may_have_any_name():
    # A wide table turned into a graph has years as attributes; by= asks for them as text.
    graph = nx.Graph([("a", "b")])
    nx.set_node_attributes(graph, {"a": "care", "b": "youth"}, 2020)
    assert float(leco.richness(graph, by="2020")) == 2


def test_a_series_that_says_two_things_of_one_partner_is_refused():
    twice = pd.Series(["care", "youth", "care"], index=["a", "a", "b"])
    with pytest.raises((leco.LecoError, ValueError)):
        leco.richness(nx.Graph([("a", "b")]), by=twice)
