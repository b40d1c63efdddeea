"""Brokerage roles and betweenness against literal counts, sna, igraph and networkx."""

import itertools

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import graph_of, reference
from tests.oracles.brokerage import roles

import leco
from leco.graph import triangles
from leco.graph.arrays import arrays
from leco.metrics import role_sums
from leco.testing import graphs

BROKERAGE = reference("brokerage")
DIRECTED = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"]
UNDIRECTED = ["coordinator", "itinerant", "gatekeeper_representative", "liaison", "total"]


def _unordered(ordered):
    """Turn counts over ordered pairs (w_I w_O b_IO b_OI b_O t) into leco's undirected columns."""
    halves = np.asarray(ordered, dtype=float) / 2
    return np.c_[
        halves[:, 0], halves[:, 1], halves[:, 2] + halves[:, 3], halves[:, 4], halves[:, 5]
    ]


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_roles_equal_the_literal_count(name):
    # "oracle" values, which R sna 2.7-1 equals on all ten graphs (tests/reference).
    entry = BROKERAGE["graphs"][name]
    found = leco.brokerage_roles(graph_of(entry), by=dict(enumerate(entry["groups"]))).frame
    expected = np.array(BROKERAGE["expected"][name]["oracle"]["gf"], dtype=float)
    assert list(found.columns) == (DIRECTED if entry["directed"] else UNDIRECTED)
    np.testing.assert_array_equal(
        found.to_numpy(), expected if entry["directed"] else _unordered(expected)
    )


def test_medici_by_the_published_counts():
    # Medici, florentine families, groups ABC: 4/2/9/9/4/28 over ordered pairs.
    entry = BROKERAGE["graphs"]["florentine"]
    by = dict(zip(entry["labels"], entry["groups"], strict=True))
    graph = nx.relabel_nodes(graph_of(entry), dict(enumerate(entry["labels"])))
    assert leco.brokerage_roles(graph, by=by).frame.loc["Medici"].tolist() == [2, 1, 9, 2, 14]


def test_the_names_of_the_roles_when_direction_tells():
    # A->A->B is a representative (R netrics calls it gatekeeping), A->B->B a gatekeeper, and
    # A->B->A itinerant (NetworkBrokerage.jl calls it liaison).
    path = nx.DiGraph([("a", "v"), ("v", "b")])
    for groups, role in (
        ("AAA", "coordinator"), ("ABA", "itinerant"), ("AAB", "representative"),
        ("ABB", "gatekeeper"), ("ABC", "liaison"),
    ):  # fmt: skip
        by = dict(zip("avb", groups, strict=True))
        row = leco.brokerage_roles(path, by=by).frame.loc["v"]
        assert row[row > 0].index.tolist() == [role, "total"]


def test_partners_with_two_sectors_count_as_fractions():
    # "proposals": karate, every fourth member in both halves (tests/reference).
    memberships = BROKERAGE["proposals"]["karate"]["memberships"]
    by = {
        node: [name for name, share in zip("AB", shares, strict=True) if share]
        for node, shares in enumerate(memberships)
    }
    expected = _unordered(BROKERAGE["proposals"]["karate"]["gf_fractional"])
    found = leco.brokerage_roles(nx.karate_club_graph(), by=by).frame
    np.testing.assert_allclose(found.to_numpy(), expected, atol=1e-9)


sets = st.lists(st.sampled_from(["care", "youth", "art"]), max_size=2, unique=True)


@given(graphs(max_partners=8), st.lists(sets, min_size=8, max_size=8))
def test_roles_by_brute_force_with_several_and_unknown_sectors(graph, labels):
    given_labels = dict(zip(graph, labels, strict=False))
    expected = roles(graph, given_labels)
    found = leco.brokerage_roles(graph, by=given_labels).frame
    ordered = 1 if graph.is_directed() else 2
    for node in graph:
        row, count = found.loc[node], expected[node]
        for role in ("coordinator", "itinerant", "liaison", "total"):
            assert row[role] == pytest.approx(count[role] / ordered, abs=1e-9)
        if graph.is_directed():
            assert row["gatekeeper"] == pytest.approx(count["gatekeeper"], abs=1e-9)
            assert row["representative"] == pytest.approx(count["representative"], abs=1e-9)
        else:
            both = count["gatekeeper"] + count["representative"]
            assert row["gatekeeper_representative"] == pytest.approx(both / 2, abs=1e-9)
        if "unclassified" in found.columns:
            assert row["unclassified"] == pytest.approx(count["unclassified"] / ordered)
        else:
            assert count["unclassified"] == 0


@given(graphs())
def test_roles_add_up_to_the_total(graph):
    frame = leco.brokerage_roles(graph, by=dict.fromkeys(list(graph)[::2], "x")).frame
    np.testing.assert_allclose(frame.drop(columns="total").sum(axis=1), frame["total"], atol=1e-9)


def test_one_unknown_sector_is_enough_for_a_pair_without_a_role():
    found = leco.brokerage_roles(nx.path_graph(3), by={0: "a", 1: "a"}).frame.loc[1]
    assert found[found > 0].to_dict() == {"unclassified": 1.0, "total": 1.0}


def test_an_unknown_sector_column_suggests_the_nearest():
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, "care", "sector")
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'sector'") as caught:
        leco.brokerage_roles(graph, by="sektor")
    assert not str(caught.value).startswith("'"), "KeyError would quote the message"


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_betweenness_equals_the_literal_count(name):
    graph = graph_of(BROKERAGE["graphs"][name])
    expected = BROKERAGE["expected"][name]["oracle"]["betweenness"]
    found = leco.betweenness(graph, normalized=False).series
    np.testing.assert_allclose(found, expected, atol=1e-9)


@given(graphs(min_partners=3, weights=True))
def test_betweenness_equals_igraph_and_networkx(graph):
    nodes = list(graph)
    number = {node: place for place, node in enumerate(nodes)}
    edges = [(number[source], number[target]) for source, target in graph.edges]
    other = igraph.Graph(n=len(nodes), edges=edges, directed=graph.is_directed())
    expected = other.betweenness(directed=graph.is_directed())
    found = leco.betweenness(graph, normalized=False).series
    np.testing.assert_allclose(found, expected, atol=1e-9)
    expected = list(nx.betweenness_centrality(graph).values())
    np.testing.assert_allclose(leco.betweenness(graph).series, expected, atol=1e-9)


def test_with_strengths_a_strong_tie_is_short_and_the_answer_says_so():
    # a-b-c with strengths 4 and 4 is 1/4 + 1/4 long; the direct tie of strength 1 is 1 long.
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 4), ("b", "c", 4), ("a", "c", 1)])
    found = leco.betweenness(graph, weight="weight")
    assert found.series["b"] == 1.0
    assert leco.betweenness(graph).series["b"] == 0.0
    assert "1 / weight" in str(found.notes[0])


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
@pytest.mark.parametrize(("credit", "key"), [("full", "gf"), ("partial", "gf_partial")])
def test_both_credits_in_the_convention_of_sna(name, credit, key):
    # "oracle" values over ordered pairs, as R sna counts (tests/reference).
    entry = BROKERAGE["graphs"][name]
    by = dict(enumerate(entry["groups"]))
    oracle = BROKERAGE["expected"][name]["oracle"]
    found = leco.brokerage_roles(graph_of(entry), by=by, credit=credit, convention="sna").frame
    assert list(found.columns) == DIRECTED
    np.testing.assert_allclose(found, np.array(oracle[key], dtype=float), atol=1e-9)
    if credit == "full":
        np.testing.assert_array_equal(found.sum(), oracle["gf_network_total"])


@given(graphs(max_partners=8))
def test_shared_credit_adds_up_to_the_open_pairs(graph):
    by = dict.fromkeys(graph, "x")
    found = leco.brokerage_roles(graph, by=by, credit="partial").frame["total"].sum()
    ends = {(a, b) for v in graph for a in graph.predecessors(v) for b in graph.successors(v)
            if a != b} if graph.is_directed() else {
        frozenset(pair) for v in graph for pair in itertools.combinations(graph[v], 2)
    }  # fmt: skip
    pairs = sum(not graph.has_edge(*pair) for pair in ends)
    assert found == pytest.approx(pairs)


def test_wrong_credit_and_convention():
    for wrong in ({"credit": "half"}, {"convention": "ucinet"}):
        with pytest.raises(ValueError, match="credit|convention"):
            leco.brokerage_roles(nx.path_graph(3), by={0: "a"}, **wrong)


def _unordered_moments(mean, sd):
    """Turn moments over ordered pairs into those of leco's undirected columns."""
    half = np.array([0.5, 0.5, 1, 0.5, 0.5])
    columns = [0, 1, 2, 4, 5]
    return mean[:, columns] * half, sd[:, columns] * half


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
@pytest.mark.parametrize("null", ["labels", "bernoulli"])
def test_what_chance_gives_equals_the_literal_moments(name, null):
    # "oracle" values; R sna agrees on the mean, and on the sd for directed ties only.
    entry = BROKERAGE["graphs"][name]
    oracle = BROKERAGE["expected"][name]["oracle"]
    keys = {
        "labels": ("null_labelperm_node_mean", "null_labelperm_node_sd"),
        "bernoulli": ("null_bernoulli_node_mean",
                      "null_bernoulli_node_sd" if entry["directed"] else "null_undirected_node_sd"),
    }[null]  # fmt: skip
    mean, sd = (np.array(oracle[key], dtype=float) for key in keys)
    if not entry["directed"]:
        mean, sd = _unordered_moments(mean, sd)
    by = dict(enumerate(entry["groups"]))
    found = leco.brokerage_expected(graph_of(entry), by=by, null=null).frame
    np.testing.assert_allclose(found.filter(like="_expected"), mean, atol=1e-9)
    np.testing.assert_allclose(found.filter(like="_sd"), sd, atol=1e-9)


def test_bernoulli_moments_over_all_digraphs_of_five_partners():
    # All 2^20 digraphs at once, each weighed by its probability; groups a a b b c.
    n, groups, density = 5, "aabbc", 0.3
    cells = list(itertools.permutations(range(n), 2))
    number = np.arange(2 ** len(cells), dtype=np.int64)
    there = {cell: ((number >> place) & 1).astype(bool) for place, cell in enumerate(cells)}
    ties = sum(one.astype(int) for one in there.values())
    chance = density**ties * (1 - density) ** (len(cells) - ties)
    # A graph of exactly that density: 6 of 20 arcs.
    graph = nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2)])
    found = leco.brokerage_expected(graph, by=dict(enumerate(groups)), null="bernoulli").frame
    for v in range(n):
        counts = {role: np.zeros(len(number)) for role in (*DIRECTED,)}
        for a, b in itertools.permutations([node for node in range(n) if node != v], 2):
            is_open = there[a, v] & there[v, b] & ~there[a, b]
            first, own, last = groups[a], groups[v], groups[b]
            if first == own == last:
                role = "coordinator"
            elif first == last:
                role = "itinerant"
            elif first == own:
                role = "representative"
            else:
                role = "gatekeeper" if last == own else "liaison"
            counts[role] += is_open
            counts["total"] += is_open
        for role, values in counts.items():
            mean = float((chance * values).sum())
            variance = float((chance * values**2).sum()) - mean**2
            assert found.loc[v, f"{role}_expected"] == pytest.approx(mean, abs=1e-9)
            assert found.loc[v, f"{role}_sd"] == pytest.approx(max(variance, 0) ** 0.5, abs=1e-6)


@given(graphs(min_partners=4, max_partners=6, missing_labels=False))
def test_label_moments_over_every_way_to_shuffle_the_others(graph):
    sector = dict(graph.nodes(data="sector"))
    found = leco.brokerage_expected(graph, by=sector).frame
    broker = next(iter(graph))
    others = [node for node in graph if node != broker]
    drawn = []
    for shuffled in itertools.permutations([sector[node] for node in others]):
        by = {broker: sector[broker], **dict(zip(others, shuffled, strict=True))}
        drawn.append(leco.brokerage_roles(graph, by=by).frame.loc[broker])
    for role in drawn[0].index:
        values = np.array([one[role] for one in drawn])
        assert found.loc[broker, f"{role}_expected"] == pytest.approx(values.mean())
        assert found.loc[broker, f"{role}_sd"] == pytest.approx(values.std(), abs=1e-6)


def test_moments_need_one_sector_each():
    found = leco.brokerage_expected(nx.path_graph(3), by={0: "a", 1: "a", 2: None})
    assert found.frame.isna().all().all()
    assert found.notes[-1].code == "needs_one_label_each"
    with pytest.raises(ValueError, match="null"):
        leco.brokerage_expected(nx.path_graph(3), by={0: "a"}, null="degree")


@pytest.mark.parametrize("small", [{"CHUNK": 1}, {"FEW": 0}])
@given(graph=graphs(max_partners=8, labels=("care", "youth", "care; youth")))
def test_neither_chunks_nor_sparse_labels_change_the_roles(small, graph):
    by = dict(graph.nodes(data="sector"))
    expected = leco.brokerage_roles(graph, by=by).frame
    with pytest.MonkeyPatch.context() as patch:
        for name, value in small.items():
            patch.setattr(role_sums, name, value)
        patch.setattr(triangles, "CHUNK", 1)
        found = leco.brokerage_roles(graph, by=by).frame
    np.testing.assert_allclose(found, expected, atol=1e-12)


@given(graphs(max_partners=8))
def test_single_labels_by_their_numbers_equal_memberships(graph):
    net = arrays(graph)
    labels = net.labels(dict(graph.nodes(data="sector")))
    if labels.single:
        np.testing.assert_allclose(
            role_sums._closed_alike(net, labels), role_sums._closed_mixed(net, labels), atol=1e-12
        )


def test_labels_alike_in_python_but_not_in_writing_stay_apart():
    star = nx.star_graph(4)
    by = {0: 1, 1: 1, 2: True, 3: 1.0, 4: "1"}
    hub = leco.brokerage_roles(star, by=by).frame.loc[0]
    assert hub["coordinator"] == 1  # of 1 and "1"
    assert hub["liaison"] == 1  # of True and 1.0
    assert hub["gatekeeper_representative"] == 4
