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
from leco.kernels import nulls, rewiring, swaps
from leco.kernels.rewiring import Walk, doubts, exchanged, rewired
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
    _even(Counter(_ties(rewired(net, rng)[0]) for _ in range(200 * len(every))), every)


@given(graphs(max_partners=8))
def test_degree_draws_keep_every_degree(graph):
    net = arrays(graph)
    drawn, _ = rewired(net, np.random.default_rng(1))
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


# --- dyads ----------------------------------------------------------------------------------


def _census(ties):
    there = set(ties)
    mutual = sum((b, a) in there for a, b in there) // 2
    return mutual, len(there) - 2 * mutual


@pytest.mark.parametrize("arcs", [[(0, 1), (1, 0), (2, 3)], [(0, 1), (1, 2)], [(0, 1), (1, 0)]])
def test_dyads_are_kept_and_every_graph_with_them_comes_as_often(arcs):
    # Every directed graph of four partners with as many arcs, tried one by one.
    graph = nx.DiGraph(arcs)
    graph.add_nodes_from(range(4))
    net = arrays(graph)
    alike = {
        tuple(sorted(chosen))
        for chosen in itertools.combinations(itertools.permutations(range(4), 2), len(arcs))
        if _census(chosen) == _census(arcs)
    }
    every = [_ties(one) for one in nulls.all_dyads(net)]
    assert len(every) == nulls.count_dyads(net) == len(alike)
    assert set(every) == alike
    rng = np.random.default_rng(15)
    _even(Counter(_ties(nulls.same_dyads(net, rng)) for _ in range(30 * len(every))), every)


def test_a_tournament_has_more_turns_than_a_number_can_hold():
    # 47 partners, every pair tied one way: 2 to the power of 1,081.
    tournament = nx.DiGraph(itertools.combinations(range(47), 2))
    assert nulls.count_dyads(arrays(tournament)) == np.inf


# --- participations -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [[[1, 1, 0], [1, 0, 0], [0, 1, 1]], [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]],
     [[1, 0, 0], [0, 1, 0], [0, 0, 1]]],
    ids=["nested", "overlapping", "alone"],
)  # fmt: skip
def test_trades_keep_both_sums_and_reach_every_table_as_often(table):
    # Every table of zeros and ones with these sums, by trying all of its size.
    given_table = np.array(table, dtype=bool)
    shape, sums = given_table.shape, (given_table.sum(axis=0), given_table.sum(axis=1))
    every = [
        cells for cells in itertools.product((False, True), repeat=given_table.size)
        if all((np.reshape(cells, shape).sum(axis=axis) == sums[axis]).all() for axis in (0, 1))
    ]  # fmt: skip
    assert len(every) > 4
    rng = np.random.default_rng(16)
    drawn = Counter(
        tuple(exchanged(given_table, rng)[0].ravel().tolist()) for _ in range(40 * len(every))
    )
    _even(drawn, every)


def test_there_are_twenty_trades_a_partner_half_of_them_half_way(monkeypatch):
    # However few fit in the memory at a time: here four trades of five activities.
    made = []
    monkeypatch.setattr(swaps, "traded", lambda _, pairs, luck: made.append(luck.shape) or 1)
    monkeypatch.setattr(rewiring, "CHUNK", 22)
    table = np.eye(3, 5, dtype=bool)
    walk = exchanged(table, np.random.default_rng(1))[1]
    assert made == ([(4, 5)] * 7 + [(2, 5)]) * 2  # 30 trades, and 30 more
    assert walk[:3] == (16 / 60, 1.0, 1.0)


# --- doubts about a walk --------------------------------------------------------------------


def _codes(walks):
    return [note.code for note in doubts(walks)]


def test_a_walk_that_can_go_nowhere_says_so():
    # A star is the only graph with its degrees; whoever takes part in everything trades nothing.
    rng = np.random.default_rng(1)
    star = arrays(nx.star_graph(5))
    assert _codes([rewired(star, rng)[1] for _ in range(40)]) == ["walk_nowhere"]
    assert _codes([exchanged(np.ones((3, 4), dtype=bool), rng)[1] for _ in range(40)]) == [
        "walk_nowhere"
    ]


def test_a_walk_says_how_many_of_its_tries_moved():
    # Of two pairs any two different ties can be swapped, whichever way round: the same luck says
    # how often two different ones were picked in 20 tries a tie. A star never moves.
    pairs, star = arrays(nx.Graph([(0, 1), (2, 3)])), arrays(nx.star_graph(5))
    picks = np.random.default_rng(1).integers(0, 2, size=(40, 2))
    walk = rewired(pairs, np.random.default_rng(1))[1]
    assert walk.moved == (picks[:, 0] != picks[:, 1]).mean()
    assert rewired(star, np.random.default_rng(1))[1].moved == 0


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_a_walk_says_how_much_of_the_data_is_there_half_way_and_at_the_end(kind):
    # Counted over the ties themselves; half way is where half of the luck ends.
    net = arrays(nx.gnm_random_graph(8, 12, seed=3, directed=kind is nx.DiGraph))
    rows, columns, _ = net.tie_list()
    rng = np.random.default_rng(4)
    picks = rng.integers(0, len(rows), size=(20, 2))
    luck = picks[:, 0], picks[:, 1], rng.random(20) < 0.5
    there, ends = [], []
    for tries in (10, 20):
        drawn, walk = rewiring._walked(net, rows, columns, tuple(part[:tries] for part in luck))
        there.append(len({*_ties(drawn)} & {*_ties(net)}) / len(rows))
        ends.append(walk.end)
    assert (walk.half, walk.whole) == (there[0], there[1])
    assert 1 > there[0] > there[1]
    assert ends[0] != ends[1]


def test_where_a_tie_is_stands_the_same_in_a_table_and_in_lists():
    # The table is for compiled code, the lists for plain; ties are counted from 1.
    for graph in (nx.Graph([(2, 0), (1, 2)]), nx.DiGraph([(2, 0), (1, 2)])):
        net = arrays(graph)
        rows, columns, _ = net.tie_list()
        table = rewiring._table(net, rows, columns)
        assert sorted(table[rows, columns]) == [1, 2]
        assert table.tolist() == rewiring._places(net, rows.tolist(), columns.tolist())


def test_a_ring_of_three_is_turned_by_each_of_its_moves():
    # The only move there is: after an odd number of them the ring runs the other way round.
    ring = arrays(nx.DiGraph([(0, 1), (1, 2), (2, 0)]))
    ways = set()
    for seed in range(20):
        drawn, walk = rewired(ring, np.random.default_rng(seed))
        moves = walk.moved * 2 * 20 * 3  # of so many tries
        turned = _ties(drawn) != _ties(ring)
        assert (round(moves) % 2 == 1) == turned
        ways.add(turned)
    assert len(ways) == 2


def test_a_walk_with_few_ends_says_how_many():
    # Three graphs have the degrees of two pairs: 01 23, 02 13, 03 12.
    net = arrays(nx.Graph([(0, 1), (2, 3)]))
    rng = np.random.default_rng(1)
    [note] = doubts([rewired(net, rng)[1] for _ in range(60)])
    assert (note.code, note.values["count"]) == ("walk_few_ends", 3)


def test_a_walk_that_is_too_short_says_so(monkeypatch):
    # A tenth of a try a tie: most of the data are still there half way.
    net = arrays(nx.gnm_random_graph(40, 100, seed=1))
    rng = np.random.default_rng(1)
    assert _codes([rewired(net, rng)[1] for _ in range(60)]) == []
    monkeypatch.setattr(rewiring, "TRIES_PER_TIE", 1)
    assert _codes([rewired(net, rng)[1] for _ in range(60)]) == ["walk_short"]


@pytest.mark.parametrize(("ends", "said"), [(10, []), (6, []), (5, ["walk_few_ends"])])
def test_few_walks_have_few_ends_when_half_of_them_or_fewer_differ(ends, said):
    assert _codes([Walk(0.5, 0.5, 0.5, bytes([place % ends])) for place in range(10)]) == said


def test_a_walk_with_few_moves_says_so():
    walks = [Walk(0.001, 0.5, 0.5, bytes([place])) for place in range(100)]
    assert _codes(walks) == ["walk_few_moves"]


def test_a_wide_graph_is_walked_as_a_narrow_one(monkeypatch):
    # Past a size pairs are looked up, not kept in a table: the same luck, the same walk.
    for kind in (nx.Graph, nx.DiGraph):
        net = arrays(nx.gnm_random_graph(20, 45, seed=2, directed=kind is nx.DiGraph))
        narrow = _ties(rewired(net, np.random.default_rng(1))[0])
        monkeypatch.setattr(rewiring, "WIDE", 0)
        assert _ties(rewired(net, np.random.default_rng(1))[0]) == narrow != _ties(net)
        monkeypatch.undo()
