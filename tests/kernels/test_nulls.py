"""Reference graphs: every possibility once, and draws that are even over the possibilities.

The 36 graphs with given degrees of tests/reference stand in tests/inference/test_permutation.py.
"""

import itertools
from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from leco.graph.arrays import arrays
from leco.kernels import nulls
from leco.testing import graphs


def _ties(net):
    rows, columns, _ = net.tie_list()
    return tuple(sorted(zip(rows.tolist(), columns.tolist(), strict=True)))


def _even(counts, possibilities):
    """Hold counts against an even spread: a chance below 1 in 10,000 fails (seeds are fixed)."""
    assert set(counts) <= set(possibilities)
    seen = [counts[one] for one in possibilities]
    assert stats.chisquare(seen).pvalue > 1e-4, "some are drawn more often than others"


def _same_degrees(graph):
    """List every graph with these degrees (in and out), by trying all of its size."""
    net = arrays(graph)
    degrees = [net.adjacency.sum(axis=axis).tolist() for axis in (0, 1)]
    return [
        _ties(one) for one in nulls.all_sizes(net)
        if [one.adjacency.sum(axis=axis).tolist() for axis in (0, 1)] == degrees
    ]  # fmt: skip


@pytest.mark.parametrize("graph", [nx.path_graph(4), nx.DiGraph([(0, 1), (1, 2), (2, 0)])],
                         ids=["undirected", "directed"])  # fmt: skip
def test_all_graphs_of_a_size_once_and_draws_even_over_them(graph):
    net = arrays(graph)
    every = [_ties(one) for one in nulls.all_sizes(net)]
    assert len(every) == len(set(every)) == nulls.count_sizes(net) == 20  # 6 over 3
    rng = np.random.default_rng(11)
    _even(Counter(_ties(nulls.same_size(net, rng)) for _ in range(2000)), every)


@pytest.mark.parametrize(
    "arcs",
    [[(0, 1), (1, 2), (2, 0)],
     [(0, 1), (1, 2), (2, 0), (0, 3)],
     [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)],
     [(0, 1), (1, 0), (1, 2), (3, 2)]],
    ids=["ring of three", "ring of three and one more", "ring of four and a chord", "open"],
)  # fmt: skip
def test_directed_degree_draws_are_even_over_all_graphs_with_these_degrees(arcs):
    # Exchanging two arcs never turns a ring of three around: a third kind of step is needed
    # (Rao, Jana & Bandyopadhyay 1996, Sankhya A 58).
    graph = nx.DiGraph(arcs)
    every = _same_degrees(graph)
    assert len(every) > 1
    rng = np.random.default_rng(13)
    net = arrays(graph)
    _even(Counter(_ties(nulls.same_degree(net, rng)) for _ in range(200 * len(every))), every)


@given(graphs(max_partners=8))
def test_degree_draws_keep_every_degree(graph):
    net = arrays(graph)
    drawn = nulls.same_degree(net, np.random.default_rng(1))
    assert drawn.ties == net.ties
    for axis in (0, 1):
        np.testing.assert_array_equal(drawn.adjacency.sum(axis), net.adjacency.sum(axis))


@pytest.mark.parametrize(
    ("labels", "strata"), [("aabbc", None), ("aab?", None), ("aabbc", "xxyyy")]
)
def test_labels_are_handed_out_in_every_way_once_and_draws_are_even(labels, strata):
    values = [None if label == "?" else label for label in labels]
    free = np.array([value is not None for value in values])
    every = [tuple(one) for one in nulls.all_labels(values, free, strata)]
    literal = {
        tuple(values[place] for place in order)
        for order in itertools.permutations(range(len(values)))
        if all(place == source or (free[place] and free[source]) for place, source in enumerate(order))
        and (strata is None or all(strata[place] == strata[source] for place, source in enumerate(order)))
    }  # fmt: skip
    assert set(every) == literal
    assert len(every) == len(literal) == nulls.count_labels(values, free, strata)
    rng = np.random.default_rng(14)
    drawn = (tuple(nulls.shuffled_labels(values, free, strata, rng)) for _ in range(1500))
    _even(Counter(drawn), every)
