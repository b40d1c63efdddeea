"""Triangles and open paths: the two listings every triad measure stands on, by brute force."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from leco.graph.arrays import arrays
from leco.kernels import paths, triangles
from leco.testing import graphs


def _listed(net):
    """Give the ties, and of every triangle its three corners and three sides."""
    ties = triangles.each_once(net.undirected)
    rows = [np.zeros((0, 6), dtype=np.int64)]
    for found in triangles.triangles(ties):
        rows.append(np.stack([*found.corners, found.ab, found.ac, found.bc], axis=1))
    return ties, np.concatenate(rows)


def _corners(net):
    return [frozenset(three) for three in _listed(net)[1][:, :3].tolist()]


@given(graphs())
def test_every_triangle_once_with_its_own_sides(graph):
    net = arrays(graph)
    plain = nx.Graph(graph)
    ties, listed = _listed(net)
    corners = _corners(net)
    expected = {
        frozenset(map(net.nodes.index, three))
        for three in itertools.combinations(plain, 3)
        if all(plain.has_edge(*pair) for pair in itertools.combinations(three, 2))
    }
    assert len(corners) == len(set(corners))
    assert set(corners) == expected
    a, b, c, *sides = listed.T
    for side, tail, head in zip(sides, (a, a, b), (b, c, c), strict=True):
        np.testing.assert_array_equal(ties.tail[side], tail)
        np.testing.assert_array_equal(ties.head[side], head)


@given(graphs())
def test_every_tie_once_with_what_it_holds_and_upwards(graph):
    net = arrays(graph)
    ties = triangles.each_once(net.directions)
    degree = net.undirected.sum(axis=1)
    ends = list(zip(ties.tail.tolist(), ties.head.tolist(), strict=True))
    assert len(ends) == net.undirected.nnz // 2
    assert len({frozenset(pair) for pair in ends}) == len(ends)
    assert (degree[ties.tail] <= degree[ties.head]).all()
    there = net.adjacency.toarray()
    assert ties.value.tolist() == [there[i, j] + 2 * there[j, i] for i, j in ends]


@given(graphs(max_partners=8))
def test_corners_know_which_way_their_ties_lead(graph):
    net = arrays(graph)
    there = net.adjacency.toarray() > 0
    for found in triangles.triangles(triangles.each_once(net.directions)):
        for one, other in itertools.permutations(range(3), 2):
            expected = there[found.corners[one], found.corners[other]]
            np.testing.assert_array_equal(found.leads(one, other), expected)


def _open(net):
    found = paths.open_paths(net.adjacency)
    return list(zip(found.first.tolist(), found.middle.tolist(), found.last.tolist(),
                    found.between.tolist(), strict=True))  # fmt: skip


def _literal(net):
    ties = net.adjacency.toarray() > 0
    three = itertools.permutations(range(net.n), 3)
    listed = [(a, v, b) for a, v, b in three if ties[a, v] and ties[v, b] and not ties[a, b]]
    ends = [(a, b) for a, _, b in listed]
    return {(a, v, b, ends.count((a, b))) for a, v, b in listed}


@given(graphs(max_partners=8))
def test_every_open_path_once_and_who_else_is_between(graph):
    net = arrays(graph)
    found = _open(net)
    assert len(found) == len(set(found))
    assert set(found) == _literal(net)


@given(graphs(max_partners=8))
def test_a_pair_without_an_order_is_listed_once(graph):
    ties = arrays(graph).undirected
    both, found = paths.open_paths(ties), paths.open_paths(ties, once=True)
    for part, whole in zip(
        found.partners, both.where(both.first < both.last).partners, strict=True
    ):
        np.testing.assert_array_equal(part, whole)
    np.testing.assert_array_equal(found.between, both.between[both.first < both.last])
    assert 2 * len(found.first) == len(both.first)


@pytest.mark.parametrize("chunk", [1, 7])
@given(graph=graphs(max_partners=8))
def test_the_size_of_a_chunk_changes_nothing(chunk, graph):
    net = arrays(graph)
    before = _open(net), sorted(map(sorted, _corners(net)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "CHUNK", chunk)
        patch.setattr(triangles, "CHUNK", chunk)
        after = _open(net), sorted(map(sorted, _corners(net)))
    assert sorted(before[0]) == sorted(after[0])
    assert before[1] == after[1]


@given(graph=graphs(max_partners=8))
def test_a_crowded_table_of_ties_loses_none(graph):
    net = arrays(graph)
    expected = sorted(map(sorted, _corners(net)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triangles, "ROOM", 1)
        assert sorted(map(sorted, _corners(net))) == expected


def test_the_first_tie_of_all_is_found_however_crowded_the_table(monkeypatch):
    # The pages of a book: as many triangles as there are, all on the tie of 0 and 1.
    monkeypatch.setattr(triangles, "ROOM", 1)
    for pages in range(1, 60):
        book = nx.complete_bipartite_graph(2, pages)
        book.add_edge(0, 1)
        assert len(_corners(arrays(book))) == pages


def test_without_ties_there_is_no_triangle():
    for graph in (nx.Graph(), nx.empty_graph(4), nx.path_graph(2)):
        assert not _corners(arrays(graph))
