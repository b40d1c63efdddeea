"""Cores against exhaustive optima, numpy.corrcoef over all subsets, and planted cores."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.conftest import graph_of, in_place, reference

import leco
from leco.testing import graphs
from leco.words import Note

OBJECTIVES = {
    "be_delta1": "counted", "be_missing": "ignored", "be_delta0.5": 0.5,
    "be_delta0.25": 0.25, "be_delta0": 0.0,
}  # fmt: skip


def _binary(source):
    return [(source, name) for name in source["undirected_binary"]]


REFERENCE = reference("core_periphery")


def _check(graph, objectives, weight=None):
    for key, mixed in OBJECTIVES.items():
        if key not in objectives:
            continue
        expected = objectives[key]
        found = leco.core_periphery(graph, mixed_block=mixed, weight=weight)
        assert found.fit == pytest.approx(expected["score"], abs=1e-9), key
        assert set(found.optima) == {frozenset(core) for core in expected["cores"]}, key
        assert found.n_optima == expected["n_optimal_sets"], key
        assert found.core in found.optima


@pytest.mark.parametrize("name", REFERENCE["undirected_binary"])
def test_every_optimum_that_trying_all_subsets_finds(name):
    # All 2^n subsets, tests/reference; karate (34) and Davis (32) are past leco's own limit.
    entry = REFERENCE["undirected_binary"][name]
    _check(graph_of(entry), entry["objectives"])


def test_valued_ties():
    for entry in REFERENCE["valued_or_directed"].values():
        graph = nx.from_numpy_array(np.array(entry["matrix"]))
        graph = nx.relabel_nodes(graph, dict(enumerate(entry["nodes"])))
        _check(graph, entry["objectives"], weight="weight")


def test_further_graphs_read_in_place():
    source = in_place("core_periphery")
    for entry in source["undirected_binary"].values():
        _check(graph_of(entry), entry["objectives"])
    for entry in source["valued_or_directed"].values():
        kind = nx.DiGraph if entry["directed"] else nx.Graph
        graph = nx.from_numpy_array(np.array(entry["matrix"]), create_using=kind)
        graph = nx.relabel_nodes(graph, dict(enumerate(entry["nodes"])))
        _check(graph, entry["objectives"], weight="weight")


def test_karate_where_cpnet_stops_at_one_node():
    # cpnet 0.0.21 returns {33} with 0.272; the optimum is 0.431.
    found = leco.core_periphery(nx.karate_club_graph(), mixed_block="counted")
    assert found.fit == pytest.approx(0.4314746, abs=1e-6)
    assert found.core == {0, 1, 2, 32, 33}


def _correlations(matrix, mixed, directed):
    """Correlate ties and pattern with numpy for every subset of partners."""
    n = len(matrix)
    cells = [(i, j) for i in range(n) for j in range(n) if (i != j if directed else i < j)]
    for size in range(1, n):
        for core in itertools.combinations(range(n), size):
            ties, pattern = [], []
            for i, j in cells:
                inside = (i in core) + (j in core)
                if inside == 1 and mixed == "ignored":
                    continue
                delta = 1.0 if mixed == "counted" else mixed
                pattern.append({2: 1.0, 1: delta, 0: 0.0}[inside])
                ties.append(matrix[i, j])
            if mixed == "ignored" and not 2 <= size <= n - 2:
                continue
            if np.std(ties) > 0 and np.std(pattern) > 0:
                yield float(np.corrcoef(ties, pattern)[0, 1]), core


@given(
    graphs(min_partners=3, max_partners=6, weights=True),
    st.sampled_from(["counted", "ignored", 0.5, 0.3]),
    st.booleans(),
)
def test_any_small_graph_by_numpy_corrcoef(graph, mixed, weighted):
    weight = "weight" if weighted and graph.number_of_edges() else None
    matrix = nx.to_numpy_array(graph, weight=weight)
    found = leco.core_periphery(graph, mixed_block=mixed, weight=weight)
    every = list(_correlations(matrix, mixed, graph.is_directed()))
    if not every:
        assert math.isnan(found.fit)
        return
    best = max(fit for fit, _ in every)
    assert found.fit == pytest.approx(best, abs=1e-9)
    nodes = list(graph)
    expected = {frozenset(nodes[i] for i in core) for fit, core in every if fit > best - 1e-9}
    assert set(found.optima) == expected
    assert found.certified
    share = [sum(node in core for core in expected) / len(expected) for node in graph]
    np.testing.assert_allclose(found.coreness, share)


def test_search_above_the_limit_finds_what_trying_all_finds():
    # 24 partners: the search answers, and 2^24 subsets are not tried; so compare on a graph
    # of two parts whose optimum is known: a clique of six tied to all of eighteen others.
    graph = nx.complete_graph(6)
    graph.add_edges_from((core, other) for core in range(6) for other in range(6, 24))
    found = leco.core_periphery(graph, mixed_block="counted")
    assert not found.certified
    assert found.notes[-1].code == "not_certified"
    assert found.core == set(range(6))
    assert found.fit == pytest.approx(1.0)


def test_ties_among_optima_are_counted_when_too_many_to_list():
    # A ring: every partner as strong as every other, so any k of 30 fit equally well.
    found = leco.core_periphery(nx.cycle_graph(30))
    assert found.n_optima >= math.comb(30, len(found.core))
    assert len(found.optima) == 1000
    np.testing.assert_allclose(found.coreness, found.coreness.iloc[0])
    assert found.certified


def test_densities_of_the_three_blocks_by_hand():
    # Core {0,1,2} complete, each periphery partner tied to one core partner.
    graph = nx.complete_graph(3)
    graph.add_edges_from([(0, 3), (1, 4), (2, 5)])
    found = leco.core_periphery(graph)
    assert found.core == {0, 1, 2}
    assert found.densities == pytest.approx({"core": 1.0, "mixed": 1 / 3, "periphery": 0.0})
    # Four all tied, eight with one tie each to them, and one of the 28 pairs of these eight.
    graph = nx.complete_graph(4)
    graph.add_edges_from([(4 + one, one % 4) for one in range(8)] + [(4, 5)])
    found = leco.core_periphery(graph)
    assert found.core == {0, 1, 2, 3}
    assert found.densities == pytest.approx({"core": 1.0, "mixed": 1 / 4, "periphery": 1 / 28})


@pytest.mark.parametrize("graph", [nx.empty_graph(5), nx.complete_graph(5), nx.empty_graph(0)])
def test_no_pattern_no_core(graph):
    found = leco.core_periphery(graph)
    assert math.isnan(found.fit)
    assert found.core == frozenset()
    assert found.frame.isna().all().all()
    assert math.isnan(float(leco.core_share(graph)))
    assert "not defined" in found.sentence("en")
    assert repr(found).endswith("core of 0 in " + f"{len(graph)}, fit nan, not certified>")


def test_an_answer_of_which_nothing_is_known_keeps_nothing():
    found = leco.core_periphery(nx.star_graph(4)).unknown(Note("ties_unknown"))
    held = found.to_dict()
    names = ("fit", "objective", "core", "optima", "n_optima", "densities", "certified")
    assert [held[name] for name in names] == [None, None, [], [], 0, {}, False]


@pytest.mark.parametrize("size", [10, 11])
def test_a_core_of_more_than_ten_is_not_named_whole(size):
    graph = nx.complete_graph(size)
    graph.add_edges_from((node, size + node) for node in range(size))
    found = leco.core_periphery(graph)
    assert len(found.core) == size
    assert ("..." in found.sentence("en")) == (size > 10)


@pytest.mark.parametrize("mixed", ["counted", "ignored", 0.5, 0.3])
def test_a_core_that_a_few_ties_move_is_said_to_drift(mixed):
    notes = leco.core_periphery(nx.karate_club_graph(), mixed_block=mixed).notes
    assert ("core_drifts" in {note.code for note in notes}) == isinstance(mixed, str)


def test_core_share_is_the_mean_over_tied_optima():
    graph = nx.karate_club_graph()
    share = leco.core_share(graph)
    assert share.value == pytest.approx(5 / 34)
    assert share.parts["core_size"] == 5
    found = leco.core_periphery(nx.cycle_graph(5))
    sizes = [len(core) for core in found.optima]
    share = leco.core_share(nx.cycle_graph(5))
    assert float(share) == pytest.approx(np.mean(sizes) / 5)
    assert (share.parts["smallest"], share.parts["largest"]) == (min(sizes), max(sizes))
    fit = leco.core_fit(nx.cycle_graph(5)).parts
    assert fit == pytest.approx({"core_size": np.mean(sizes), "optima": len(sizes)})


@pytest.mark.parametrize(
    "wrong", [{"method": "rossa"}, {"mixed_block": "half"}, {"mixed_block": 2}]
)
def test_wrong_choices_are_refused(wrong):
    with pytest.raises(ValueError, match="mixed_block|method"):
        leco.core_periphery(nx.path_graph(4), **wrong)


@pytest.mark.slow
def test_planted_targets():
    # Best values known for planted graphs (tests/reference, planted_generator).
    rng = np.random.default_rng(5)
    n, k = 300, 45
    inside = np.arange(n) < k
    chance = np.where(inside[:, None] & inside, 0.6, np.where(inside[:, None] | inside, 0.2, 0.02))
    upper = np.triu(rng.random((n, n)) < chance, 1)
    graph = nx.from_numpy_array(upper | upper.T)
    for mixed in ("counted", "ignored", 0.5):
        found = leco.core_periphery(graph, mixed_block=mixed)
        truth = set(range(k))
        assert len(found.core & truth) / len(found.core | truth) > 0.9, mixed
