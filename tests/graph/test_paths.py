"""Triangles and open paths: the two listings every triad measure stands on, by brute force."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leco.graph import paths, triangles
from leco.graph.arrays import arrays
from leco.testing import graphs


def _corners(net):
    found = triangles.triangles(net.undirected)
    return found, [
        frozenset(three)
        for three in zip(found.a.tolist(), found.b.tolist(), found.c.tolist(), strict=True)
    ]


@given(graphs())
def test_every_triangle_once_with_its_own_sides(graph):
    net = arrays(graph)
    plain = nx.Graph(graph)
    found, corners = _corners(net)
    expected = {
        frozenset(map(net.nodes.index, three))
        for three in itertools.combinations(plain, 3)
        if all(plain.has_edge(*pair) for pair in itertools.combinations(three, 2))
    }
    assert len(corners) == len(set(corners))
    assert set(corners) == expected
    for side, one, other in (("ab", "a", "b"), ("ac", "a", "c"), ("bc", "b", "c")):
        tie = getattr(found, side)
        ends = np.sort([getattr(found, one), getattr(found, other)], axis=0)
        np.testing.assert_array_equal([found.rows[tie], found.columns[tie]], ends)


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


@pytest.mark.parametrize("chunk", [1, 7])
@given(graph=graphs(max_partners=8), data=st.data())
def test_the_size_of_a_chunk_changes_nothing(chunk, graph, data):
    net = arrays(graph)
    before = _open(net), sorted(map(sorted, _corners(net)[1]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "CHUNK", chunk)
        patch.setattr(triangles, "CHUNK", chunk)
        after = _open(net), sorted(map(sorted, _corners(net)[1]))
    assert sorted(before[0]) == sorted(after[0])
    assert before[1] == after[1]
