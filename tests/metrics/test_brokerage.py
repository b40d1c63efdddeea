"""Brokerage roles and betweenness against literal counts, sna, igraph and networkx."""

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import graph_of, reference
from tests.oracles.brokerage import roles

import leco
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
