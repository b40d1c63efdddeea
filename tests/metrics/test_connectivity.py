"""Connectivity against sna and networkx; spectral measures against closed forms and igraph."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import both_doors, graph_of, reference
from tests.oracles import cohesion

import leco
from leco.testing import graphs

SOURCE = reference("diversity_integration")
SMALL = SOURCE["integration_small"]
MAKE = {"path": nx.path_graph, "cycle": nx.cycle_graph, "complete": nx.complete_graph,
        "star": lambda n: nx.star_graph(n - 1)}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_small_graphs_equal_igraph(name):
    # Ties read in either direction, as there.
    entry = SMALL[name]
    graph, expected = graph_of(entry, "edges_1based", first=1), entry["expected"]
    for data in both_doors(graph):
        assert float(leco.node_connectivity(data)) == expected["vertex_connectivity"]
        assert float(leco.edge_connectivity(data)) == expected["edge_connectivity"]


@pytest.mark.parametrize("case", SOURCE["spectral_analytic"]["cases"], ids=lambda one: one["graph"])
def test_spectral_measures_equal_their_closed_forms(case):
    shape, n = case["graph"].split("_")[0], case["n"]
    for data in both_doors(MAKE[shape](n)):
        found = float(leco.algebraic_connectivity(data))
        assert found == pytest.approx(case["algebraic_connectivity"])
        resistance = leco.mean_resistance(data)
        assert resistance.parts["kirchhoff_index"] == pytest.approx(case["kirchhoff_index"])
        assert float(resistance) == pytest.approx(2 * case["kirchhoff_index"] / (n * (n - 1)))


@pytest.mark.parametrize("n", [3, 4, 8, 25])
def test_closed_forms_at_any_size(n):
    # Eigenvalues and Kirchhoff index as in spectral_analytic, and the connectivity of each shape.
    second = {"path": 2 - 2 * math.cos(math.pi / n), "cycle": 2 - 2 * math.cos(2 * math.pi / n),
              "star": 1, "complete": n}  # fmt: skip
    index = {"path": (n**3 - n) / 6, "cycle": (n**3 - n) / 12, "star": (n - 1) ** 2,
             "complete": n - 1}  # fmt: skip
    firm = {"path": 1, "cycle": 2, "star": 1, "complete": n - 1}
    for shape, make in MAKE.items():
        graph = make(n)
        assert float(leco.algebraic_connectivity(graph)) == pytest.approx(second[shape])
        found = leco.mean_resistance(graph).parts["kirchhoff_index"]
        assert found == pytest.approx(index[shape])
        assert float(leco.node_connectivity(graph)) == firm[shape]
        assert float(leco.edge_connectivity(graph)) == firm[shape]


@given(graphs(min_partners=2, max_partners=8))
def test_node_connectivity_by_leaving_out_every_subset(graph):
    plain = graph.to_undirected()
    expected = cohesion.connectivity(plain)
    found = float(leco.node_connectivity(graph))
    assert found == expected
    edges = float(leco.edge_connectivity(graph))
    assert edges == nx.edge_connectivity(plain)
    # Whitney (1932), and Fiedler (1973) unless everybody is tied.
    assert found <= edges <= leco.edge_connectivity(graph).parts["fewest_ties"]
    if nx.density(plain) < 1:
        assert float(leco.algebraic_connectivity(graph)) <= found + 1e-9


@pytest.mark.parametrize("seed", range(15))
def test_connectivity_of_larger_graphs_is_that_of_networkx(seed):
    graph = nx.gnp_random_graph(10 + 2 * seed, 0.15 + 0.02 * (seed % 10), seed=seed)
    assert float(leco.node_connectivity(graph)) == nx.node_connectivity(graph)
    assert float(leco.edge_connectivity(graph)) == nx.edge_connectivity(graph)


@given(graphs(min_partners=2))
def test_spectral_measures_by_all_eigenvalues(graph):
    plain = graph.to_undirected()
    values = np.linalg.eigvalsh(nx.laplacian_matrix(plain, weight=None).toarray().astype(float))
    assert float(leco.algebraic_connectivity(graph)) == pytest.approx(values[1], abs=1e-9)
    index = pairs = 0
    for piece in nx.connected_components(plain):
        part = plain.subgraph(piece)
        own = np.linalg.eigvalsh(nx.laplacian_matrix(part, weight=None).toarray().astype(float))
        index += len(piece) * (1 / own[1:]).sum()
        pairs += len(piece) * (len(piece) - 1) / 2
    found = leco.mean_resistance(graph)
    if not pairs:
        assert math.isnan(found.value)
        return
    assert float(found) == pytest.approx(index / pairs)
    connected = float(leco.connectedness(graph))
    assert found.parts["connectedness"] == pytest.approx(connected)
    assert any(note.code == "within_pieces" for note in found.notes) == (connected < 1)
    # Of several ways none resists more than the shortest.
    assert float(found) <= leco.compactness(plain).parts["mean_distance"] + 1e-9


def test_the_fewest_ties_are_those_of_the_partner_with_the_fewest():
    for measure in (leco.node_connectivity, leco.edge_connectivity):
        assert measure(nx.lollipop_graph(4, 1)).parts == {"fewest_ties": 1}
        alone = measure(nx.empty_graph(1))
        assert math.isnan(alone.value)
        assert alone.notes[0].code == "too_few_partners"


def test_a_piece_too_large_is_not_computed_and_says_so(monkeypatch):
    from leco.metrics import connectivity

    monkeypatch.setattr(connectivity, "DENSE_MOST", 5)
    for measure in (leco.algebraic_connectivity, leco.mean_resistance):
        found = measure(nx.path_graph(6))
        assert math.isnan(found.value)
        assert found.notes[0].code == "too_large_piece"
        assert not math.isnan(measure(nx.path_graph(5)).value)
    beside = nx.disjoint_union(nx.path_graph(6), nx.path_graph(2))
    assert leco.mean_resistance(beside).notes[0].code == "too_large_piece"
