"""Cohesion against sna, igraph and networkx, and by hand."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import both_doors, graph_of, reference
from tests.oracles.steps import steps

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


@pytest.mark.parametrize("name", SMALL)
def test_transitivity_and_distance_equal_sna(name):
    # gtrans(measure="weak") and geodist of R sna 2.7-1, where sna has something to divide by.
    entry = SMALL[name]
    graph, expected = graph_of(entry, "edges_1based", first=1), entry["expected"]
    for data in both_doors(graph):
        closed = leco.transitivity(data)
        if any(first != last for middle in graph for first in nx.all_neighbors(graph, middle)
               if graph.has_edge(first, middle) for last in graph[middle]):  # fmt: skip
            assert float(closed) == pytest.approx(expected["transitivity_weak"], abs=1e-9)
            ratio = expected["transitivity_weak"] / expected["density"]
            assert closed.parts["ratio_to_density"] == pytest.approx(ratio, abs=1e-9)
        else:  # sna prints 1 where no two ties meet
            assert math.isnan(closed.value)
            assert closed.notes[-1].code == "no_two_paths"
        for mean in (leco.compactness(data).parts["mean_distance"],
                     leco.diameter(data).parts["mean_distance"]):  # fmt: skip
            shown = expected.get("mean_distance_reachable", math.nan)
            assert mean == pytest.approx(shown, abs=1e-9, nan_ok=True)


@given(graphs(directed=False))
def test_transitivity_without_direction_is_that_of_networkx(graph):
    found = leco.transitivity(graph)
    if any(degree > 1 for _, degree in graph.degree):
        assert float(found) == pytest.approx(nx.transitivity(graph))
        triangles = sum(nx.triangles(graph).values())
        assert found.parts["closed"] == triangles
    else:
        assert math.isnan(found.value)


@given(graphs(directed=True))
def test_transitivity_with_direction_by_listing_every_way(graph):
    ways = [(first, last) for middle in graph for first in graph.predecessors(middle)
            for last in graph.successors(middle) if first != last]  # fmt: skip
    found = leco.transitivity(graph)
    if not ways:
        assert math.isnan(found.value)
        return
    assert found.parts["two_paths"] == len(ways)
    assert float(found) == pytest.approx(np.mean([graph.has_edge(*way) for way in ways]))


def test_a_ring_of_three_closes_no_way_with_direction():
    assert float(leco.transitivity(nx.cycle_graph(3, create_using=nx.DiGraph))) == 0
    assert float(leco.transitivity(nx.cycle_graph(3))) == 1


@given(graphs(min_partners=2))
def test_reach_and_diameter_by_walking_step_by_step(graph):
    lengths = [
        length for node in graph for other, length in steps(graph, node).items() if node != other
    ]
    n = len(graph)
    pairs = n * (n - 1)
    found = leco.reach_in_two(graph)
    assert float(found) == pytest.approx(sum(length <= 2 for length in lengths) / pairs)
    assert found.parts["tied"] == sum(length == 1 for length in lengths)
    assert float(leco.density(graph)) <= float(found) + 1e-12
    widest = leco.diameter(graph)
    assert widest.parts["reachable"] == pytest.approx(len(lengths) / pairs)
    if lengths:
        assert widest.parts["longest"] == max(lengths)
    if len(lengths) == pairs:
        assert float(widest) == max(lengths)
    else:
        assert math.isnan(widest.value)
        assert widest.notes[0].code == "split"


@pytest.mark.parametrize("directed", [False, True])
def test_steps_are_counted_the_same_in_chunks_and_one_by_one(monkeypatch, directed):
    from leco.kernels import steps as room

    graph = nx.gnm_random_graph(200, 500, seed=3, directed=directed)

    def told():
        far, near = leco.diameter(graph), leco.compactness(graph)
        return far.parts | near.parts | {"longest": float(far), "compactness": float(near)}

    whole = told()
    monkeypatch.setattr(room, "TOGETHER", 1)  # 64 partners at a time
    assert told() == whole
    monkeypatch.setattr(room, "LONG", 3)
    monkeypatch.setattr(room, "ROWS", 10)
    assert told() == whole


@pytest.mark.parametrize("n", [64, 66, 300])
def test_a_long_path_is_as_long_as_it_is(n):
    assert float(leco.diameter(nx.path_graph(n))) == n - 1
    # The mean distance on a path is (n + 1) / 3.
    mean = leco.compactness(nx.path_graph(n)).parts["mean_distance"]
    assert mean == pytest.approx((n + 1) / 3)


@given(graphs(min_partners=2))
def test_bounds_between_measures_of_cohesion(graph):
    density, compact = float(leco.density(graph)), float(leco.compactness(graph))
    connected, whole = float(leco.connectedness(graph)), float(leco.wholeness(graph))
    assert density <= compact + 1e-12
    assert compact <= connected + 1e-12
    assert (whole == 1) == (connected == 1)
    n, pieces = len(graph), leco.wholeness(graph).parts["pieces"]
    assert pieces == nx.number_connected_components(graph.to_undirected())
    graph.add_node("alone")
    assert float(leco.wholeness(graph)) == pytest.approx(1 - pieces / n)


def test_an_empty_graph_is_not_reciprocal():
    # R sna's default counts empty pairs as reciprocal and prints 1.
    found = leco.reciprocity(nx.empty_graph(4, create_using=nx.DiGraph))
    assert math.isnan(found.value)
    assert found.notes[0].code == "no_ties"


def test_a_tree_without_an_answer_is_not_mostly_reciprocal():
    # sna's default, dyadic, counts the fifteen pairs without a tie among the reciprocal ones.
    entry = SMALL["out_tree_7"]
    assert entry["expected"]["reciprocity_dyadic"] == pytest.approx(15 / 21)
    for data in both_doors(graph_of(entry, "edges_1based", first=1)):
        assert float(leco.reciprocity(data)) == 0


def test_reciprocity_refuses_ties_without_direction():
    with pytest.raises(leco.UnsupportedGraphError, match="directed"):
        leco.reciprocity(nx.path_graph(3))


@given(graphs(min_partners=2, directed=False))
def test_compactness_is_the_efficiency_of_networkx(graph):
    assert float(leco.compactness(graph)) == pytest.approx(nx.global_efficiency(graph))


def test_what_the_parts_of_transitivity_and_reach_count():
    # By hand, a triangle with a partner beside it: with direction every way counts twice.
    paw = nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3)])
    once, twice = leco.transitivity(paw).parts, leco.transitivity(paw.to_directed()).parts
    assert (once["two_paths"], once["closed"]) == (5, 3)
    assert (twice["two_paths"], twice["closed"]) == (10, 6)
    assert once["ratio_to_density"] == twice["ratio_to_density"] == pytest.approx(0.6 / (4 / 6))
    parts = leco.reach_in_two(paw).parts
    assert parts == {"tied": 8, "in_two": 4, "pairs": 12}


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
