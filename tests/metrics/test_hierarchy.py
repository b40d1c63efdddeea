"""Krackhardt's dimensions against sna, and from their definitions, pair by pair."""

import math

import networkx as nx
import pytest
from hypothesis import given
from tests.conftest import both_doors, graph_of, reference
from tests.oracles import hierarchy

import leco
from leco.testing import graphs

SOURCE = reference("diversity_integration")
SMALL = SOURCE["integration_small"]


@pytest.mark.parametrize("name", SMALL)
def test_small_graphs_equal_sna(name):
    # R sna 2.7-1; its lubness is right on these.
    entry = SMALL[name]
    graph, expected = graph_of(entry, "edges_1based", first=1), entry["expected"]
    for data in both_doors(graph):
        for measure, key in (
            (leco.krackhardt_hierarchy, "krackhardt_hierarchy"),
            (leco.krackhardt_efficiency, "krackhardt_efficiency"),
            (leco.least_upper_boundedness, "krackhardt_lubness"),
        ):
            found = measure(data)
            if key in expected:
                assert float(found) == pytest.approx(expected[key], abs=1e-9), key
            else:  # an empty graph
                assert math.isnan(found.value)
                assert found.notes


@pytest.mark.parametrize("case", SOURCE["krackhardt_lub_definition"]["cases"])
def test_least_upper_bounds_where_sna_transposes_its_index(case):
    graph = graph_of({**case, "directed": True}, "edges_1based", first=1)
    for data in both_doors(graph):
        found = float(leco.least_upper_boundedness(data))
        assert found == pytest.approx(case["expected"], abs=1e-9)
        assert found != pytest.approx(case["sna_2.7_prints"], abs=1e-3)


@given(graphs())
def test_hierarchy_and_least_upper_bounds_by_their_definitions(graph):
    both_ways = graph if graph.is_directed() else graph.to_directed()
    for measure, oracle in (
        (leco.krackhardt_hierarchy, hierarchy.hierarchy),
        (leco.least_upper_boundedness, hierarchy.least_upper_boundedness),
    ):
        expected = oracle(both_ways)
        found = measure(graph)
        if expected is None:
            assert math.isnan(found.value)
        else:
            assert float(found) == pytest.approx(expected)
            assert float(measure(graph.to_directed())) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(20))
def test_least_upper_bounds_of_acyclic_graphs(seed):
    # Where rank is strict, bounds are many: ties only lead from lower to higher numbers.
    drawn = nx.gnp_random_graph(12, 0.08 + 0.01 * (seed % 20), seed=seed, directed=True)
    graph = nx.DiGraph((a, b) for a, b in drawn.edges if a < b)
    graph.add_nodes_from(drawn)
    expected = hierarchy.least_upper_boundedness(graph)
    found = leco.least_upper_boundedness(graph)
    if expected is None:
        assert math.isnan(found.value)
    else:
        assert float(found) == pytest.approx(expected)


@given(graphs(min_partners=2))
def test_efficiency_by_counting_in_each_piece(graph):
    plain = graph.to_undirected()
    arcs = graph.number_of_edges() * (1 if graph.is_directed() else 2)
    sizes, edges = [], []
    for piece in nx.connected_components(plain):
        sizes.append(len(piece))
        edges.append(plain.subgraph(piece).number_of_edges())
    tree, most = sum(k - 1 for k in sizes), sum((k - 1) ** 2 for k in sizes)
    found = leco.krackhardt_efficiency(graph)
    if most:
        assert float(found) == pytest.approx(1 - (arcs - tree) / most)
        assert (found.parts["ties"], found.parts["needed"]) == (arcs, tree)
    else:
        assert math.isnan(found.value)
    for convention, divisor in (
        ("underlying", lambda k: (k - 1) ** 2), ("normalised", lambda k: (k - 1) * (k - 2) / 2)
    ):  # fmt: skip
        rows = [(k, (e - k + 1) / divisor(k)) for k, e in zip(sizes, edges, strict=True)
                if divisor(k)]  # fmt: skip
        found = leco.krackhardt_efficiency(graph, convention=convention)
        if rows:
            spare = sum(k * one for k, one in rows) / sum(k for k, _ in rows)
            assert float(found) == pytest.approx(1 - spare)
        else:
            assert math.isnan(found.value)
            assert found.notes[-1].code == "no_large_piece"


def test_efficiency_says_its_convention():
    star, clique = nx.star_graph(5), nx.complete_graph(5)
    found = {name: leco.krackhardt_efficiency(star, convention=name)
             for name in ("arcs", "underlying", "normalised")}  # fmt: skip
    assert [float(one) for one in found.values()] == pytest.approx([0.8, 1, 1])
    for name, answer in found.items():
        assert name in answer.explain("nl")
        assert name in str(answer.notes[0])
    assert "arcs" in leco.krackhardt_efficiency(star).explain()
    values = [float(leco.krackhardt_efficiency(clique, convention=name)) for name in found]
    assert values == pytest.approx([0, 1 - 6 / 16, 0])
    with pytest.raises(ValueError, match="normalised"):
        leco.krackhardt_efficiency(star, convention="edges")


def test_a_complete_digraph_has_no_efficiency():
    # netrics divides n - 1 by the sum of indegrees, and gives 0.2.
    complete = nx.complete_graph(5, create_using=nx.DiGraph)
    assert float(leco.krackhardt_efficiency(complete)) == 0


def test_an_organisation_chart_scores_1_on_all_four():
    # Krackhardt (1994): only an out-tree does.
    tree = nx.DiGraph([(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)])
    for name in ("connectedness", "krackhardt_hierarchy", "krackhardt_efficiency",
                 "least_upper_boundedness"):  # fmt: skip
        assert float(leco.measures()[name].function(tree)) == 1


def test_too_many_groups_are_not_computed_and_say_so(monkeypatch):
    from leco.metrics import hierarchy as room

    monkeypatch.setattr(room, "KNOTS_MOST", 3)
    found = leco.least_upper_boundedness(nx.path_graph(4, create_using=nx.DiGraph))
    assert math.isnan(found.value)
    assert found.notes[0].code == "too_many_knots"
    assert float(leco.least_upper_boundedness(nx.path_graph(9))) == 1  # one group
