"""Constraint against literal definitions, igraph and hand counts."""

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, reference

import leco
from leco.kernels import triangles
from leco.testing import graphs

BROKERAGE = reference("brokerage")


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
@pytest.mark.parametrize(
    ("key", "weight", "model"),
    [
        ("burt_whole", None, "whole"),
        ("burt_ego", None, "ego"),
        ("burt_weighted_whole", "weight", "whole"),
        ("burt_weighted_ego", "weight", "ego"),
    ],
)
def test_constraint_equals_the_literal_definition(name, key, weight, model):
    # "oracle" values: Burt's formula written out term by term (tests/reference).
    graph = graph_of(BROKERAGE["graphs"][name])
    expected = np.array(BROKERAGE["expected"][name]["oracle"][key]["constraint"], dtype=float)
    found = leco.constraint(graph, weight=weight, model=model).series.to_numpy()
    np.testing.assert_allclose(found, expected, atol=1e-9)


@given(graphs(min_partners=1, weights=True))
def test_constraint_equals_igraph(graph):
    nodes = list(graph)
    number = {node: place for place, node in enumerate(nodes)}
    other = igraph.Graph(
        n=len(nodes),
        edges=[(number[source], number[target]) for source, target in graph.edges],
        directed=graph.is_directed(),
    )
    strengths = [facts["weight"] for _, _, facts in graph.edges(data=True)]
    for weight, weights in ((None, None), ("weight", strengths)):
        if weight and not strengths:
            continue
        expected = np.array(other.constraint(weights=weights), dtype=float)
        found = leco.constraint(graph, weight=weight).series.to_numpy()
        np.testing.assert_allclose(found, expected, atol=1e-9)


def test_seven_ties_by_hand():
    # Ties 12 13 14 23 34 35 45, node 1: (5/12)^2 + (11/18)^2 + (5/12)^2 = 0.7207, as igraph;
    # R influenceR swaps two indices and prints 0.6975.
    graph = nx.Graph([(1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (3, 5), (4, 5)])
    expected = (5 / 12) ** 2 + (11 / 18) ** 2 + (5 / 12) ** 2
    assert leco.constraint(graph).series[1] == pytest.approx(expected)


def test_two_contacts_who_know_each_other_pass_one():
    # Everett & Borgatti (2020): a clique of three gives 9/8.
    assert leco.constraint(nx.complete_graph(3)).series[0] == pytest.approx(9 / 8)


def test_partners_without_ties_have_no_constraint():
    # R influenceR gives isolates 0, which reads "perfect broker".
    graph = nx.Graph([(0, 1)])
    graph.add_node(2)
    graph.add_edge(3, 3)
    found = leco.constraint(graph)
    assert found.series.isna().tolist() == [False, False, True, True]
    assert [note.code for note in found.notes] == ["self_loops", "isolates"]


def test_a_partner_that_only_receives_has_a_constraint():
    # networkx with nodes= gives NaN here.
    graph = nx.DiGraph([("a", "b"), ("a", "c")])
    assert leco.constraint(graph).series["b"] == pytest.approx(1.0)
    assert leco.constraint(graph).series["a"] == pytest.approx(0.5)


@given(graphs(min_partners=2, weights=True))
def test_scaling_all_strengths_changes_nothing(graph):
    if not graph.number_of_edges():
        return
    before = leco.constraint(graph, weight="weight").series
    for _, _, facts in graph.edges(data=True):
        facts["weight"] *= 7.5
    after = leco.constraint(graph, weight="weight").series
    np.testing.assert_allclose(after, before, atol=1e-12)


@given(graphs(min_partners=2, directed=False, weights=True))
def test_parallel_ties_count_as_their_sum(graph):
    doubled = nx.MultiGraph(graph)
    doubled.add_edges_from(list(graph.edges(data=True)))
    for _, _, facts in graph.edges(data=True):
        facts["weight"] *= 2
    if graph.number_of_edges():
        one = leco.constraint(graph, weight="weight").series
        two = leco.constraint(doubled, weight="weight").series
        np.testing.assert_allclose(two, one, atol=1e-12)


@given(graphs(directed=False))
def test_both_directions_are_the_undirected_graph(graph):
    one = leco.constraint(graph).series
    two = leco.constraint(graph.to_directed()).series
    np.testing.assert_allclose(two, one, atol=1e-12)


def test_an_unknown_model_is_refused():
    with pytest.raises(ValueError, match="whole"):
        leco.constraint(nx.path_graph(3), model="star")


def test_a_strength_of_nothing_names_its_tie():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=0)
    graph.add_edge("b", "c", weight=float("inf"))
    with pytest.raises(leco.DataError, match="'a' - 'b'") as caught:
        leco.constraint(graph, weight="weight")
    assert len(caught.value.problems) == 2


MODELS = [
    ("burt_whole", None, "whole"), ("burt_ego", None, "ego"),
    ("burt_weighted_whole", "weight", "whole"), ("burt_weighted_ego", "weight", "ego"),
]  # fmt: skip


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
@pytest.mark.parametrize(("key", "weight", "model"), MODELS)
def test_all_of_burt_equals_the_literal_definitions(name, key, weight, model):
    # "oracle" values: each formula written out term by term (tests/reference).
    graph = graph_of(BROKERAGE["graphs"][name])
    oracle = BROKERAGE["expected"][name]["oracle"][key]
    found = leco.structural_holes(graph, weight=weight, model=model).frame
    for column in ("constraint", "effective_size", "efficiency", "hierarchy"):
        expected = np.array(oracle[column], dtype=float)
        np.testing.assert_allclose(found[column], expected, atol=1e-9)
    if "dyadic_constraint" in oracle:
        expected = np.array(oracle["dyadic_constraint"], dtype=float)
        pairs = leco.dyadic_constraint(graph, weight=weight, model=model).frame["dyadic_constraint"]
        assert len(pairs) == (expected > 0).sum()
        for (partner, contact), value in pairs.items():
            assert value == pytest.approx(expected[partner, contact], abs=1e-9)


@pytest.mark.parametrize(
    "name", [name for name, entry in BROKERAGE["graphs"].items() if not entry["directed"]]
)
def test_the_parts_of_constraint_are_those_of_everett_and_borgatti(name):
    rows = BROKERAGE["expected"][name]["oracle"][
        "everett_borgatti_constraint_size_density_hierarchy"
    ]
    found = leco.structural_holes(graph_of(BROKERAGE["graphs"][name]), model="ego").frame
    columns = ["constraint", "constraint_size", "constraint_density", "constraint_hierarchy"]
    np.testing.assert_allclose(found[columns], np.array(rows, dtype=float), atol=1e-9)


def test_medici_by_the_published_values():
    # Medici: constraint .209877, effective size 5.666667, efficiency .944444, hierarchy .022456.
    entry = BROKERAGE["graphs"]["florentine"]
    row = leco.structural_holes(graph_of(entry)).frame.loc[entry["labels"].index("Medici")]
    assert row["contacts"] == 6
    assert row["constraint"] == pytest.approx(0.209877, abs=1e-6)
    assert row["effective_size"] == pytest.approx(5.666667, abs=1e-6)
    assert row["efficiency"] == pytest.approx(0.944444, abs=1e-6)
    assert row["hierarchy"] == pytest.approx(0.022456, abs=1e-6)


@given(graphs(directed=False))
def test_effective_size_without_strengths_is_contacts_less_their_mean_ties(graph):
    # Borgatti (1997): n - 2t/n with t the ties among the contacts; the same in both models.
    for model in ("whole", "ego"):
        found = leco.structural_holes(graph, model=model).frame
        for node in graph:
            n = graph.degree[node]
            if n:
                t = graph.subgraph(graph[node]).number_of_edges()
                assert found.loc[node, "effective_size"] == pytest.approx(n - 2 * t / n)


@given(graphs(min_partners=1, weights=True))
def test_effective_size_equals_the_right_path_of_networkx(graph):
    # networkx with nodes=None is wrong for strengths and for directions; node by node it is right
    # (but for partners that only receive).
    weight = "weight" if graph.number_of_edges() else None
    expected = nx.effective_size(graph, nodes=list(graph), weight=weight)
    found = leco.structural_holes(graph, weight=weight).frame["effective_size"]
    for node in graph:
        if graph.is_directed() and not graph.out_degree[node]:
            continue
        assert found[node] == pytest.approx(expected[node], nan_ok=True)


@given(graphs(min_partners=1, weights=True))
def test_parts_and_pairs_add_up(graph):
    weight = "weight" if graph.number_of_edges() else None
    for model in ("whole", "ego"):
        frame = leco.structural_holes(graph, weight=weight, model=model).frame
        parts = frame[["constraint_size", "constraint_density", "constraint_hierarchy"]].sum(axis=1)
        known = frame["constraint"].notna()
        np.testing.assert_allclose(parts[known], frame["constraint"][known], atol=1e-12)
        single = leco.constraint(graph, weight=weight, model=model).series
        np.testing.assert_array_equal(frame["constraint"], single)
        pairs = leco.dyadic_constraint(graph, weight=weight, model=model).frame
        if len(pairs):
            sums = pairs["dyadic_constraint"].groupby(level="partner").sum()
            np.testing.assert_allclose(sums, single[sums.index], atol=1e-12)


def test_the_hub_of_a_star_is_the_best_broker():
    # EasyGraph 1.6.3 gives it effective size 1, the worst.
    hub = leco.structural_holes(nx.star_graph(4)).frame.loc[0]
    assert (hub["effective_size"], hub["efficiency"], hub["hierarchy"]) == (4, 1, 0)


def test_directed_effective_size_by_hand():
    # 0->1, 0->2, 1->2, 3->0: alters 1, 2, 3 with p = 1/3; redundancy 1/3 + 1/3 + 0: 7/3.
    graph = nx.DiGraph([(0, 1), (0, 2), (1, 2), (3, 0)])
    found = leco.structural_holes(graph).frame["effective_size"]
    assert found[0] == pytest.approx(7 / 3)


@pytest.mark.parametrize("model", ["whole", "ego"])
@given(graph=graphs(max_partners=8, weights=True))
def test_the_size_of_a_chunk_changes_no_constraint(model, graph):
    weight = "weight" if graph.number_of_edges() else None
    expected = leco.structural_holes(graph, weight=weight, model=model).frame
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triangles, "CHUNK", 1)
        found = leco.structural_holes(graph, weight=weight, model=model).frame
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_network_without_partners_has_no_constraint():
    assert len(leco.constraint(nx.Graph()).series) == 0
    assert len(leco.structural_holes(nx.DiGraph()).frame) == 0
    assert len(leco.dyadic_constraint(nx.Graph()).frame) == 0


def test_two_kinds_of_tie_are_one_tie_where_no_strength_is_asked_for():
    # A path of four: whoever has two contacts has half of each, by either door.
    ties = [("a", "b", "x"), ("a", "b", "y"), ("a", "c", "x"), ("c", "d", "x")]
    coalition = leco.Coalition.from_frames(
        [{"id": one} for one in "abcd"],
        [{"source": one, "target": other, "kind": kind} for one, other, kind in ties],
    )
    for data in (coalition, nx.MultiGraph(ties)):
        assert leco.constraint(data).series.to_dict() == {"a": 0.5, "b": 1, "c": 0.5, "d": 1}
