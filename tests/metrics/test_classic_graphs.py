"""Padgett's families and Krackhardt's kite: what R sna, igraph and UCINET print, read in place."""

import networkx as nx
import numpy as np
import pytest
from tests.conftest import both_doors, in_place

import leco

# What each value is called there, and how leco says it.
OF_THE_WHOLE = {
    "n": lambda data: leco.density(data).n,
    "m": lambda data: leco.density(data).parts["ties"],
    "density": leco.density,
    "transitivity": leco.transitivity,
    "connectedness": leco.connectedness,
    "centralization_degree": leco.degree_centralisation,
    "centralization_betweenness": leco.betweenness_centralisation,
    "lcc_n": lambda data: leco.connectedness(data).parts["largest"],
    "core_number_max": lambda data: leco.core_periphery(data, method="k_core").objective,
    "degree_assortativity": leco.degree_assortativity,
}
OF_THE_LARGEST_PIECE = {
    "lcc_centralization_closeness": leco.closeness_centralisation,
    "lcc_centralization_degree": leco.degree_centralisation,
    "lcc_centralization_betweenness": leco.betweenness_centralisation,
    "lcc_mean_distance": lambda data: leco.compactness(data).parts["mean_distance"],
    "lcc_diameter": leco.diameter,
    "lcc_algebraic_connectivity": leco.algebraic_connectivity,
    "lcc_kirchhoff": lambda data: leco.mean_resistance(data).parts["kirchhoff_index"],
    "lcc_vertex_connectivity": leco.node_connectivity,
}
OF_THE_CLIQUES = {"maximal_cliques_ge3": "cliques_one",
                  "clique_overlap_actors_in_2plus": "overlapping_one"}  # fmt: skip
UCINET = {
    "density": leco.density,
    "intransitivity": lambda data: 1 - float(leco.transitivity(data)),
    "compactness": leco.compactness,
    "connectedness": leco.connectedness,
    "wholeness": leco.wholeness,
    "average_distance": OF_THE_LARGEST_PIECE["lcc_mean_distance"],
    "diameter": leco.diameter,
}


@pytest.fixture(scope="module")
def entry():
    return in_place("diversity_integration")["integration_classic"]


def _classic(entry, name):
    if name == "krackhardt_kite":
        return nx.Graph(entry["kite_edges_1based"])
    graph = nx.empty_graph(entry["padgett"]["V"])
    graph.add_edges_from(entry["padgett"][name.removeprefix("padgett_")])
    return graph


def _largest(graph):
    return graph.subgraph(max(nx.connected_components(graph), key=len)).copy()


@pytest.mark.parametrize("name", ["padgett_marriage", "padgett_business", "krackhardt_kite"])
def test_every_value_of_sna_and_igraph(entry, name):
    graph, expected = _classic(entry, name), entry["expected"][name]
    twice = nx.MultiGraph()  # the same ties as two kinds: cliques are of each kind
    twice.add_nodes_from(graph)
    for kind in ("one", "other"):
        twice.add_edges_from(graph.edges, kind=kind)
    seen = set()
    for data, piece, kinds in zip(*map(both_doors, (graph, _largest(graph), twice)), strict=True):
        for of, measures in ((data, OF_THE_WHOLE), (piece, OF_THE_LARGEST_PIECE)):
            for key, measure in measures.items():
                assert float(measure(of)) == pytest.approx(expected[key], abs=1e-8), key
                seen.add(key)
        row = leco.clique_overlap(kinds).frame.iloc[0]
        for key, column in OF_THE_CLIQUES.items():
            assert row[column] == expected[key]
            seen.add(key)
        assert leco.structural_cohesion(data).series.max() <= expected["core_number_max"]
    assert seen == set(expected)


@pytest.mark.parametrize("relation", ["marriage", "business"])
def test_every_value_that_ucinet_prints(entry, relation):
    graph = _classic(entry, f"padgett_{relation}")
    published = entry["published_ucinet"]
    for some, table in ((graph, "all_16_families"), (_largest(graph), "main_component")):
        for data in both_doors(some):
            for key, value in published[table][relation].items():
                # Three decimals; UCINET rounds 0.8085 up to 0.809.
                assert float(UCINET[key](data)) == pytest.approx(value, abs=6e-4), key


def test_overlap_of_marriage_and_business(entry):
    graph = nx.MultiGraph()
    graph.add_nodes_from(entry["padgett"]["V"])
    for kind in ("marriage", "business"):
        graph.add_edges_from(entry["padgett"][kind], kind=kind)
    cells = np.triu_indices(16, 1)
    one, other = (
        nx.to_numpy_array(_classic(entry, f"padgett_{kind}"))[cells]
        for kind in ("business", "marriage")
    )
    for data in both_doors(graph):
        overlap = leco.kind_overlap(data).frame.iloc[0]
        assert overlap["correlation"] == pytest.approx(np.corrcoef(one, other)[0, 1])
        assert overlap["both"] == (one * other).sum()
