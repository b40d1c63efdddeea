"""Places: near who you are tied to, apart from everybody, the same every time."""

import time

import networkx as nx
import numpy as np

from leco.kernels.layout import BLOCK, _repulsion, layout


def test_repulsion_is_the_sum_over_all_others():
    place = np.random.default_rng(1).random((BLOCK + 7, 2))
    gap = place[:, None] - place[None]
    squared = (gap**2).sum(axis=2) + 1e-9
    np.testing.assert_allclose(_repulsion(place), (gap / squared[:, :, None]).sum(axis=1))


def test_tied_partners_stand_nearer():
    graph = nx.planted_partition_graph(3, 12, 0.7, 0.02, seed=4)
    place = layout(36, [(one, other, 1.0) for one, other in graph.edges], [0] * 36)
    gap = np.linalg.norm(place[:, None] - place[None], axis=2)
    tied = nx.to_numpy_array(graph).astype(bool)
    apart = ~tied & ~np.eye(36, dtype=bool)
    assert gap[tied].mean() < 0.75 * gap[apart].mean()


def test_partners_without_a_tie_stand_below_by_group():
    graph = nx.cycle_graph(10)
    ties = [(one, other, 1.0) for one, other in graph.edges]
    place = layout(14, ties, [0] * 10 + [2, 1, 2, 1])
    assert place[10:, 1].min() > place[:10, 1].max()
    order = np.argsort(place[10:, 0])
    assert order.tolist() == [1, 3, 0, 2]


def test_without_ties_a_group_keeps_together():
    groups = [node % 4 for node in range(40)]
    place = layout(40, [], groups)
    centre = np.array([place[np.array(groups) == kind].mean(axis=0) for kind in range(4)])
    nearest = np.linalg.norm(place[:, None] - centre[None], axis=2).argmin(axis=1)
    assert nearest.tolist() == groups


def test_a_thousand_partners_take_seconds_not_minutes():
    graph = nx.barabasi_albert_graph(1000, 3, seed=1)
    began = time.process_time()
    place = layout(1000, [(one, other, 1.0) for one, other in graph.edges], [0] * 1000)
    assert time.process_time() - began < 10
    assert np.isfinite(place).all()
    assert len(np.unique(place.round(6), axis=0)) == 1000
