"""Structural cohesion against every subset of partners, and where packages lose a block."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import both_doors, reference
from tests.oracles import cohesion

import leco
from leco.testing import graphs

CASES = reference("diversity_integration")["structural_cohesion"]["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda one: one["name"])
def test_blocks_that_packages_lose(case):
    # The square with pendants is igraph's error, the nine nodes that of networkx 3.6.1.
    graph = nx.Graph(case["edges_0based"])
    expected = {int(node): k for node, k in case["max_k"].items()}
    assert leco.structural_cohesion(graph).series.to_dict() == expected
    other = leco.structural_cohesion(both_doors(graph)[1]).series.to_dict()
    assert {int(node): k for node, k in other.items()} == expected
    assert cohesion.k_numbers(graph) == expected


@given(graphs(max_partners=7))
def test_k_numbers_by_every_subset(graph):
    plain = graph.to_undirected()
    found = leco.structural_cohesion(graph)
    expected = cohesion.k_numbers(plain)
    assert found.series.to_dict() == expected
    for node, core in nx.core_number(plain).items():
        assert found.series[node] <= core
    if len(graph):
        assert found.share == pytest.approx(sum(k >= 2 for k in expected.values()) / len(graph))
        assert found.mean == pytest.approx(sum(expected.values()) / len(graph))
        assert found.share == pytest.approx(float(leco.cohesion_share(graph)))


@pytest.mark.parametrize("seed", range(20))
def test_k_numbers_of_eight_partners_by_every_subset(seed):
    graph = nx.gnp_random_graph(8, 0.25 + 0.025 * seed, seed=seed)
    assert leco.structural_cohesion(graph).series.to_dict() == cohesion.k_numbers(graph)


@pytest.mark.parametrize("seed", range(15))
def test_k_numbers_of_groups_that_overlap_by_every_subset(seed):
    graph = cohesion.glued(np.random.default_rng(seed), 3, 8, 5, 0.95)
    assert leco.structural_cohesion(graph).series.to_dict() == cohesion.k_numbers(graph)


@pytest.mark.parametrize("seed", range(15))
def test_k_numbers_and_connectivity_of_larger_groups_that_overlap(seed):
    rng = np.random.default_rng(seed)
    size = 5 + seed % 4
    graph = cohesion.glued(rng, 4 + seed % 5, 20 + seed, size, 0.7 + 0.3 * rng.random())
    assert leco.structural_cohesion(graph).series.to_dict() == cohesion.k_numbers_by_cuts(graph)
    for block in leco.structural_cohesion(graph).blocks["partners"]:
        part = graph.subgraph(block)
        assert float(leco.node_connectivity(part)) == nx.node_connectivity(part)
        assert float(leco.edge_connectivity(part)) == nx.edge_connectivity(part)


@pytest.mark.parametrize("shared", [0, 1, 2, 3, 4])
def test_two_cliques_that_share_partners_keep_their_k(shared):
    # Two groups of six, all tied within: each needs five to leave, whatever they share.
    graph = nx.complete_graph(6)
    graph.add_edges_from(nx.complete_graph(range(6 - shared, 12 - shared)).edges)
    found = leco.structural_cohesion(graph)
    assert found.series.tolist() == [5] * (12 - shared)
    inner = found.blocks[found.blocks["k"] == 5]
    assert inner["size"].tolist() == [6, 6]
    if shared:
        assert float(leco.node_connectivity(graph)) == shared
        assert found.blocks.loc[0, ["k", "size"]].tolist() == [shared, 12 - shared]


@pytest.mark.parametrize("joiners", [1, 2, 3])
def test_go_betweens_with_few_ties_are_the_cut(joiners):
    # Two groups of ten, all tied within. The go-betweens are tied to the same few in each: the
    # only small cut is all of them, who have the fewest ties. With either group they hold more.
    graph = nx.disjoint_union(nx.complete_graph(10), nx.complete_graph(10))
    for one in range(20, 20 + joiners):
        for other in range(joiners + 1):
            graph.add_edges_from([(one, other), (one, 10 + other)])
    assert float(leco.node_connectivity(graph)) == joiners
    found = leco.structural_cohesion(graph)
    assert found.series.tolist() == [9] * 20 + [joiners + 1] * joiners
    blocks = found.blocks[["k", "size"]].to_numpy().tolist()
    assert blocks == [[joiners, 20 + joiners], *[[joiners + 1, 10 + joiners]] * 2, *[[9, 10]] * 2]


@pytest.mark.parametrize("seed", range(12))
def test_blocks_are_what_they_say(seed):
    # Every block holds, none holds within a larger one, and two of one k share fewer than k.
    graph = nx.gnp_random_graph(12 + seed, 0.2 + 0.02 * seed, seed=seed)
    more = cohesion.glued(np.random.default_rng(seed), 4, 14, 6, 0.9)
    graph = nx.disjoint_union(graph, more)
    found = leco.structural_cohesion(graph)
    rows = found.blocks.to_dict("index")
    for row in rows.values():
        assert row["size"] == len(row["partners"]) > row["k"]
        assert nx.node_connectivity(graph.subgraph(row["partners"])) == row["k"]
        if row["within"] >= 0:
            around = rows[row["within"]]
            assert around["k"] < row["k"]
            assert set(row["partners"]) < set(around["partners"])
    for node in graph:
        highest = max((row["k"] for row in rows.values() if node in row["partners"]), default=0)
        assert found.series[node] == highest <= nx.core_number(graph)[node]
    for one in rows:
        for other in rows:
            if one < other and rows[one]["k"] == rows[other]["k"]:
                shared = set(rows[one]["partners"]) & set(rows[other]["partners"])
                assert len(shared) < rows[one]["k"]


def test_a_block_all_of_whose_partners_are_in_other_blocks_too():
    # Each partner of the four is in a triangle of its own besides: the nesting is still known.
    graph = nx.complete_graph(4)
    for node in range(4):
        graph.add_edges_from([(node, 10 + node), (10 + node, 20 + node), (20 + node, node)])
    blocks = leco.structural_cohesion(graph).blocks
    assert blocks["k"].tolist() == [1, 3, 2, 2, 2, 2]
    assert blocks["within"].tolist() == [-1, 0, 0, 0, 0, 0]
    assert blocks.loc[1, "partners"] == (0, 1, 2, 3)


def test_the_groups_that_a_share_is_of_and_who_is_in_them():
    graph = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(4))
    parts = leco.cohesion_share(graph).parts
    assert parts == {"partners": 7, "groups": 2, "largest": 4, "k": 2}
    assert leco.cohesion_share(nx.path_graph(3)).parts["largest"] == 0
    turned = nx.Graph()
    turned.add_nodes_from(range(6, -1, -1))
    turned.add_edges_from(graph.edges)
    named = leco.structural_cohesion(turned).blocks["partners"].tolist()
    assert named == [(6, 5, 4, 3), (2, 1, 0)], "in the order of the caller"


def test_stopping_early_says_so():
    graph = nx.complete_graph(6)
    graph.add_edge(0, 6)
    assert leco.structural_cohesion(graph, highest=2).notes[0].values == {"count": 6, "k": 2}
    graph.remove_node(6)
    found = leco.structural_cohesion(graph, highest=2)
    assert found.series.tolist() == [2] * 6
    assert found.notes[0].code == "k_at_least"
    assert not leco.structural_cohesion(graph, highest=9).notes
    assert found.share == 1
    with pytest.raises(ValueError, match="k = 1"):
        leco.structural_cohesion(graph, highest=0)
    with pytest.raises(ValueError, match="k = 1"):
        leco.cohesion_share(graph, k=0)


def test_shares_at_any_k():
    graph = nx.disjoint_union(nx.complete_graph(5), nx.path_graph(5))
    shares = [float(leco.cohesion_share(graph, k=k)) for k in range(1, 6)]
    assert shares == [1, 0.5, 0.5, 0.5, 0]
    parts = leco.cohesion_share(graph).parts
    assert parts == {"partners": 5, "groups": 1, "largest": 5, "k": 2}
    graph.add_node("alone")
    assert float(leco.cohesion_share(graph)) == pytest.approx(5 / 11)


def test_it_can_be_saved_and_blanked():
    found = leco.structural_cohesion(nx.complete_graph(3))
    held = found.to_dict()
    assert held["blocks"] == [{"block": 0, "k": 2, "size": 3, "within": -1, "partners": [0, 1, 2]}]
    assert (held["share"], held["mean"]) == (1, 2)
    none = leco.structural_cohesion(leco.Coalition.from_frames([{"id": "a"}, {"id": "b"}]))
    assert math.isnan(none.share)
    assert math.isnan(none.mean)
    assert none.blocks.empty
    assert none.series.isna().all()


@pytest.mark.slow
def test_150_partners_with_many_ties_take_seconds():
    graph = nx.gnp_random_graph(150, 0.2, seed=1)
    found = leco.structural_cohesion(graph).series
    assert all(found[node] <= core for node, core in nx.core_number(graph).items())
    assert found.max() == 23  # no larger than the highest core, and its block holds
