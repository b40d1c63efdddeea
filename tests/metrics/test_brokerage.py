"""Brokerage roles and their totals against literal counts and sna."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.conftest import graph_of, reference
from tests.oracles.brokerage import roles, unordered

import leco
from leco.graph.arrays import arrays
from leco.kernels import role_sums, triangles
from leco.testing import graphs

BROKERAGE = reference("brokerage")
DIRECTED = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"]
UNDIRECTED = ["coordinator", "itinerant", "gatekeeper_representative", "liaison", "total"]


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_roles_equal_the_literal_count(name):
    # "oracle" values, which R sna 2.7-1 equals on all ten graphs (tests/reference).
    entry = BROKERAGE["graphs"][name]
    found = leco.brokerage_roles(graph_of(entry), by=dict(enumerate(entry["groups"]))).frame
    expected = np.array(BROKERAGE["expected"][name]["oracle"]["gf"], dtype=float)
    assert list(found.columns) == (DIRECTED if entry["directed"] else UNDIRECTED)
    np.testing.assert_array_equal(
        found.to_numpy(), expected if entry["directed"] else unordered(expected)
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
    expected = unordered(BROKERAGE["proposals"]["karate"]["gf_fractional"])
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


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_totals_equal_the_literal_count_and_sna(name):
    # "oracle" totals over ordered pairs; R sna 2.7-1 gives the same (raw_gli; tests/reference).
    entry, expected = BROKERAGE["graphs"][name], BROKERAGE["expected"][name]
    by = dict(enumerate(entry["groups"]))
    found = leco.brokerage_totals(graph_of(entry), by=by, convention="sna").frame["count"]
    assert found.index.tolist() == DIRECTED
    np.testing.assert_array_equal(found, expected["oracle"]["gf_network_total"])


@given(graphs())
def test_with_shared_credit_the_total_is_the_open_pairs_two_ties_apart(graph):
    by = dict.fromkeys(graph, "x")
    found = leco.brokerage_totals(graph, by=by, credit="partial").frame.loc["total", "count"]
    pairs = (itertools.permutations if graph.is_directed() else itertools.combinations)(graph, 2)
    expected = sum(
        1 for one, other in pairs if not graph.has_edge(one, other)
        and any(graph.has_edge(one, v) and graph.has_edge(v, other)
                for v in graph if v not in {one, other})
    )  # fmt: skip
    assert found == pytest.approx(expected)


def test_totals_can_be_held_against_any_chance_model():
    karate = nx.karate_club_graph()
    for null in ("labels", "degree", "size"):
        found = leco.test(leco.brokerage_totals, karate, by="club", null=null, draws=19, seed=1)
        assert len(found.frame) == 5
    # Shuffled sectors leave the ties, and so the total, as they are.
    found = leco.test(leco.brokerage_totals, karate, by="club", null="labels", draws=19, seed=1)
    last = found.frame.iloc[-1]
    # By hand: 528 paths of two ties less three for each of the 45 triangles.
    assert last["observed"] == last["expected"] == 528 - 3 * 45
