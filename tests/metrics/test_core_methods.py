"""Cores by other methods, against exact references, brute force and networkx."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from scipy import sparse
from tests.conftest import graph_of, in_place, reference

import leco
from leco.graph.arrays import arrays
from leco.kernels.core_methods import METHODS, best_ranking, places, shells, symmetric
from leco.testing import graphs, zoo
from leco.words import LANGUAGES

REFERENCE = reference("core_periphery")
ZOO = zoo()
WEIGHS = [name for name, method in METHODS.items() if method.weighs]


def _codes(found):
    return [note.code for note in found.notes]


# --- exact references ----------------------------------------------------------------------


def _check_lip(entry):
    expected = entry["objectives"]["lip_negZ"]
    found = leco.core_periphery(graph_of(entry), method="lip")
    assert found.objective == -expected["score"]
    assert set(found.optima) == {frozenset(core) for core in expected["cores"]}
    assert found.n_optima == expected["n_optimal_sets"]
    assert found.certified
    assert "core_does_not_scale" in _codes(found)


@pytest.mark.parametrize("name", REFERENCE["undirected_binary"])
def test_lip_finds_every_optimum_that_trying_all_subsets_finds(name):
    # All 2^n subsets, tests/reference (lip_negZ).
    _check_lip(REFERENCE["undirected_binary"][name])


def _check_minres(graph, listed, nodes, weight=None):
    expected = listed["minres"]
    found = leco.core_periphery(graph, method="minres", weight=weight)
    assert not found.certified
    endless = listed.get("degeneracy", {}).get("minres", "").startswith("degenerate")
    assert ("heywood" in _codes(found)) == endless
    if endless:
        return found
    assert found.objective == pytest.approx(expected["rss"], rel=1e-9)
    value = np.array(expected["c"])
    by_name = {str(node): score for node, score in found.coreness.items()}
    np.testing.assert_allclose([by_name[node] for node in nodes], value / value.max(), atol=1e-5)
    return found


def test_minres_reaches_the_values_of_the_reference():
    # Many starts and an independent coordinate descent, tests/reference (continuous.minres).
    seen = 0
    for entry in REFERENCE["undirected_binary"].values():
        if "continuous" in entry:
            listed = entry["continuous"]
            _check_minres(graph_of(entry), listed, listed["nodes"])
            seen += 1
    assert seen == 3


@pytest.mark.parametrize("name", REFERENCE["continuous_valued"])
def test_minres_of_valued_ties(name):
    # The same reference; the ties are karate's weights, and the women's shared events.
    listed = REFERENCE["continuous_valued"][name]
    if name == "karate_weighted":
        graph = nx.karate_club_graph()
    else:
        entry = REFERENCE["valued_or_directed"][name]
        graph = nx.from_numpy_array(np.array(entry["matrix"]))
        graph = nx.relabel_nodes(graph, dict(enumerate(entry["nodes"])))
    _check_minres(graph, listed, listed["nodes"], weight="weight")


def test_further_graphs_read_in_place():
    # Galtung's infimum, 8 = 13 ties less the 5 of one partner, is only approached.
    source, seen = in_place("core_periphery"), []
    for name, entry in source["undirected_binary"].items():
        _check_lip(entry)
        listed = entry["continuous"]
        found = _check_minres(graph_of(entry), listed, listed["nodes"])
        if "heywood" in _codes(found):
            seen.append(name)
            assert found.objective == pytest.approx(8, abs=1e-4)
            assert found.objective >= 8
        _check_rombach(entry)
    assert seen == ["galtung"]


def test_a_star_has_no_best_values_and_says_so():
    # The centre's value grows and those of the leaves shrink: what is left tends to 0.
    found = leco.core_periphery(nx.star_graph(5), method="minres")
    assert "heywood" in _codes(found)
    assert 0 <= found.objective < 1e-6
    assert found.core == {0}
    assert found.coreness[0] == 1
    assert "Heywood" in found.explain("nl")


@given(graphs(min_partners=3, max_partners=6, directed=False, weights=True))
def test_no_other_values_come_closer_to_the_ties_than_minres(graph):
    # 20 random starts of coordinate descent: each value in turn is set to its best.
    assume(graph.number_of_edges())
    found = leco.core_periphery(graph, method="minres", weight="weight")
    assume(not math.isnan(found.objective))
    ties = nx.to_numpy_array(graph)
    rng = np.random.default_rng(1)
    best = math.inf
    for _ in range(20):
        value = rng.random(len(ties)) * 2
        for _ in range(60):
            for one in range(len(ties)):
                rest = float(value @ value - value[one] ** 2)
                value[one] = min(float(ties[one] @ value) / rest, 1e3) if rest > 1e-12 else 0.0
        off = np.triu(ties - np.outer(value, value), 1)
        best = min(best, float((off**2).sum()))
    total = float((np.triu(ties, 1) ** 2).sum())
    assert found.objective <= best + 1e-4 * total


def _check_rombach(entry):
    matrix = symmetric(arrays(graph_of(entry)))
    for shape, expected in entry.get("rombach_exact", {}).items():
        alpha, beta = (float(one.split("=")[1]) for one in shape.split(","))
        place, reached = best_ranking(matrix, alpha, beta)
        assert reached == pytest.approx(expected["R_full_double_sum"], abs=1e-9)
        np.testing.assert_allclose(
            np.sort(place), np.sort(list(expected["one_optimal_corevector"].values())), atol=1e-6
        )


def test_rombach_reaches_the_best_of_all_orderings():
    # All 10! orderings of the kite, tests/reference (rombach_exact).
    _check_rombach(REFERENCE["undirected_binary"]["krackhardt_kite"])


@pytest.mark.parametrize("seed", range(12))
def test_rombach_by_all_orderings_of_seven(seed):
    graph = nx.gnp_random_graph(7, 0.2 + 0.2 * (seed % 3), seed=seed)
    ties = nx.to_numpy_array(graph)
    orders = np.array(list(itertools.permutations(range(7))))
    for alpha, beta in ((0.5, 0.5), (0.9, 0.3), (0.1, 0.8), (0.3, 0.7)):
        value = places(7, alpha, beta)[orders]
        best = np.einsum("pi,pi->p", value @ ties, value).max()
        assert best_ranking(sparse.csr_array(ties), alpha, beta)[1] == pytest.approx(best)


def test_places_by_hand():
    # n = 4, beta = 0.5: two at the rim, (1 - a) r / 4, two in the core, (r - 2)(1 - a) / 4 + (1 + a) / 2.
    np.testing.assert_allclose(places(4, 0.2, 0.5), [0.2, 0.4, 0.8, 1.0])
    np.testing.assert_allclose(places(4, 1.0, 0.5), [0, 0, 1, 1])


# --- by hand, and other packages -----------------------------------------------------------


@given(graphs(max_partners=14))
def test_shells_are_networkx_core_numbers(graph):
    plain = nx.Graph(graph.to_undirected())
    net = arrays(plain)
    expected = nx.core_number(plain)
    assert dict(zip(net.nodes, shells(net.adjacency).tolist(), strict=True)) == expected
    found = leco.core_periphery(graph, method="k_core")
    if math.isnan(found.objective):
        return
    most = max(expected.values())
    assert found.objective == most
    assert found.core == {node for node, k in expected.items() if k == most}
    assert found.coreness.to_dict() == pytest.approx({n: k / most for n, k in expected.items()})
    assert found.certified
    assert "core_drifts" in _codes(found)


def test_shells_of_a_large_graph_are_networkx_core_numbers():
    graph = nx.barabasi_albert_graph(3000, 4, seed=1)
    graph.remove_edges_from(list(graph.edges)[::3])
    expected = nx.core_number(graph)
    assert shells(arrays(graph).adjacency).tolist() == [expected[node] for node in range(3000)]


def test_rich_core_by_hand():
    # Strengths 9, 7, 6, 3, 1: a-b 4, a-c 4, b-c 2, a-d 1, b-d 1, d-e 1. To those above run
    # 0 (a), 4 (b), 4 + 2 = 6 (c), 2 (d), 1 (e): the core ends at c.
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        [("a", "b", 4), ("a", "c", 4), ("b", "c", 2), ("a", "d", 1), ("b", "d", 1), ("d", "e", 1)]
    )
    found = leco.core_periphery(graph, method="rich_core", weight="weight")
    assert found.core == {"a", "b", "c"}
    assert found.objective == 6
    assert found.optima == (frozenset("abc"),)


def test_partners_as_strong_as_each_other_stand_at_one_place_in_a_rich_core():
    # A ring: everybody has half of two ties with equals, so all are the core; none is left.
    found = leco.core_periphery(nx.cycle_graph(6), method="rich_core")
    assert found.core == set(range(6))
    assert found.objective == 1
    assert math.isnan(found.fit)
    assert "no_periphery" in _codes(found)


@given(graphs(min_partners=3, max_partners=8))
def test_lip_by_trying_every_core(graph):
    found = leco.core_periphery(graph, method="lip")
    plain = nx.Graph(graph.to_undirected())
    assume(not math.isnan(found.objective))
    wrong = {}
    for size in range(1, len(plain)):
        for core in itertools.combinations(plain, size):
            rest = set(plain) - set(core)
            missing = size * (size - 1) / 2 - plain.subgraph(core).number_of_edges()
            wrong[frozenset(core)] = missing + plain.subgraph(rest).number_of_edges()
    best = min(wrong.values())
    assert found.objective == best
    assert set(found.optima) == {core for core, count in wrong.items() if count == best}


# --- every method --------------------------------------------------------------------------


@pytest.mark.parametrize("animal", [name for name in ZOO if name != "large"])
@pytest.mark.parametrize("method", METHODS)
def test_every_method_meets_the_zoo(method, animal):
    _meets(method, animal)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_every_method_meets_two_thousand_partners(method):
    _meets(method, "large")


def _meets(method, animal):
    graph = ZOO[animal]
    found = leco.core_periphery(graph, method=method)
    assert list(found.frame.index) == list(graph)
    assert found.coreness.dropna().between(0, 1 + 1e-12).all()
    if math.isnan(found.objective):
        assert found.coreness.isna().all()
        assert "no_pattern" in _codes(found)
        return
    assert found.coreness.max() == pytest.approx(1) or method in {"lip", "rich_core"}
    assert found.core in found.optima
    assert found.n_optima >= len(found.optima)
    assert math.isnan(found.fit) == (len(found.core) == len(graph))
    for lang in LANGUAGES:
        assert "{" not in found.explain(lang)
    assert found.to_dict()["objective"] == found.objective


@pytest.mark.parametrize("method", ["lip", "minres", "rich_core", "k_core"])
@given(graph=graphs(min_partners=3, max_partners=8, weights=True))
def test_other_names_change_nothing(method, graph):
    weight = "weight" if METHODS[method].weighs and graph.number_of_edges() else None
    renamed = {node: place for place, node in enumerate(reversed(list(graph)))}
    one = leco.core_periphery(graph, method=method, weight=weight)
    two = leco.core_periphery(nx.relabel_nodes(graph, renamed), method=method, weight=weight)
    assert two.objective == pytest.approx(one.objective, rel=1e-6, abs=1e-6, nan_ok=True)
    if method == "minres":  # several sets of values may come equally close
        return
    assert {frozenset(renamed[node] for node in core) for core in one.optima} == set(two.optima)
    for node, score in one.coreness.items():
        assert two.coreness[renamed[node]] == pytest.approx(score, nan_ok=True)


@pytest.mark.parametrize("method", METHODS)
@given(graph=graphs(min_partners=3, max_partners=8))
def test_the_fit_is_that_of_the_core_at_one_half(method, graph):
    found = leco.core_periphery(graph, method=method)
    assume(not math.isnan(found.fit))
    ties = nx.to_numpy_array(graph)
    inside = np.array([node in found.core for node in graph])
    pattern = (inside[:, None].astype(float) + inside[None, :]) / 2
    cells = ~np.eye(len(graph), dtype=bool)
    assert found.fit == pytest.approx(np.corrcoef(ties[cells], pattern[cells])[0, 1], abs=1e-9)
    assert found.fit <= leco.core_periphery(graph).fit + 1e-9  # which is certain to be the best
    assert ("direction_not_used" in _codes(found)) == graph.is_directed()


@pytest.mark.parametrize("method", METHODS)
@given(graph=graphs(min_partners=4, max_partners=8), directed=st.booleans())
def test_an_isolate_is_never_in_the_core(method, graph, directed):
    assume(graph.number_of_edges())
    graph = graph.to_directed() if directed else graph
    expected = leco.core_periphery(graph, method=method)
    graph.add_node("alone")
    found = leco.core_periphery(graph, method=method)
    ties = dict(graph.degree())
    if min(ties[one] for one in found.core) > 0:
        assert "alone" not in found.core
    if method == "k_core" and not math.isnan(expected.objective):
        assert found.coreness["alone"] == 0
        assert found.core == expected.core


@pytest.mark.parametrize("method", METHODS)
def test_ties_both_ways_are_ties_without_direction(method):
    graph = nx.karate_club_graph()
    weight = "weight" if METHODS[method].weighs else None
    one = leco.core_periphery(graph, method=method, weight=weight)
    two = leco.core_periphery(graph.to_directed(), method=method, weight=weight)
    np.testing.assert_allclose(two.coreness, one.coreness)
    assert two.optima == one.optima
    assert two.fit == pytest.approx(one.fit)


@pytest.mark.parametrize("method", WEIGHS)
@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_unit_of_strengths_changes_no_core(method, factor):
    graph = nx.karate_club_graph()
    one = leco.core_periphery(graph, method=method, weight="weight")
    for _, _, facts in graph.edges(data=True):
        facts["weight"] *= factor
    two = leco.core_periphery(graph, method=method, weight="weight")
    assert two.optima == one.optima
    np.testing.assert_allclose(two.coreness, one.coreness, atol=1e-6)
    power = 2 if method == "minres" else 1
    assert two.objective == pytest.approx(one.objective * factor**power, rel=1e-6)


@pytest.mark.parametrize("method", ["minres", "rombach"])
def test_a_ranking_says_that_it_draws_no_line(method):
    found = leco.core_periphery(nx.karate_club_graph(), method=method)
    assert "ranking_without_cut" in _codes(found)
    assert not found.certified
    lowest = min(found.coreness[node] for node in found.core)
    assert all(
        found.coreness[node] <= lowest for node in found.coreness.index.difference(list(found.core))
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"method": "rossa"}, "method"),
        ({"method": "lip", "weight": "weight"}, "counts ties"),
        ({"method": "k_core", "weight": "weight"}, "counts ties"),
        ({"method": "minres", "mixed_block": "counted"}, "no mixed block"),
        ({"method": "rombach", "certify": True}, "no proof"),
        ({"mixed_block": None}, "mixed_block"),
    ],
)
def test_what_does_not_go_together_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        leco.core_periphery(nx.karate_club_graph(), **wrong)


def test_methods_with_a_proof_may_be_asked_to_certify():
    found = leco.core_periphery(nx.karate_club_graph(), method="lip", certify=True)
    assert found.certified


def test_every_method_explains_itself_and_not_another():
    karate = nx.karate_club_graph()
    found = leco.core_periphery(karate, method="minres").explain("en")
    assert "Boyd" in found
    assert "equally well" not in found
    assert "Borgatti" in leco.core_periphery(karate).explain("en")
    assert "Gallagher" in leco.core_periphery(karate, method="ordered_blocks").explain("nl")
    ring = leco.core_periphery(nx.cycle_graph(5), method="k_core")
    assert "5 of 5" in ring.explain("en")
