"""Bridging, introductions, honest brokers and participation against literal definitions."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs

BROKERAGE = reference("brokerage")


def _sectors(name):
    return dict(enumerate(BROKERAGE["graphs"][name]["groups"]))


@pytest.mark.parametrize("name", ["karate", "florentine", "rand2", "rand5"])
def test_profile_equals_the_literal_count(name):
    # "proposals": written out pair by pair (tests/reference).
    rows = np.array(BROKERAGE["proposals"][name]["domain_bridging"], dtype=float)
    graph = graph_of(BROKERAGE["graphs"][name])
    found = leco.bridging_profile(graph, by=_sectors(name)).frame
    columns = ["connections", "open_pairs", "bridged_pairs", "sole_pairs", "sector_pairs",
               "sectors_reached"]  # fmt: skip
    np.testing.assert_allclose(found[columns], rows, atol=1e-9)


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_honest_broker_and_participation_equal_the_literal_definitions(name):
    # "oracle" values; bctpy 0.6.1 equals participation and z (tests/reference).
    oracle, graph = BROKERAGE["expected"][name]["oracle"], graph_of(BROKERAGE["graphs"][name])
    for key, reciprocated in (("honest_broker_in", False), ("honest_broker_reciprocated", True)):
        found = leco.honest_broker(graph, reciprocated=reciprocated).frame
        np.testing.assert_array_equal(found, np.array(oracle[key], dtype=float))
    for key, weight in (("participation", None), ("participation_weighted", "weight")):
        found = leco.participation(graph, by=_sectors(name), weight=weight).frame
        expected = np.array(oracle[key], dtype=float)
        np.testing.assert_allclose(found["participation"], expected, atol=1e-9)
    z = leco.participation(graph, by=_sectors(name)).frame["within_sector_z"]
    np.testing.assert_allclose(z, np.array(oracle["within_module_z"], dtype=float), atol=1e-9)


@given(graphs(max_partners=8))
def test_introductions_by_brute_force(graph):
    sector = dict(graph.nodes(data="sector"))
    if not any(sector.values()):
        return
    plain = graph.to_undirected()
    expected = {}
    for one, other in itertools.combinations(list(graph), 2):
        if plain.has_edge(one, other) or not sector[one] or not sector[other]:
            continue
        between = [
            node for node in plain if plain.has_edge(one, node) and plain.has_edge(node, other)
        ]
        if sector[one] != sector[other]:
            ends = tuple(sorted((one, other)))
            expected |= {(*ends, node): 1 / len(between) for node in between}
    found = leco.introductions(graph, by="sector").frame["share"]
    assert found.to_dict() == pytest.approx(expected)
    assert list(found.index) == sorted(found.index)
    assert found.index.names == ["partner", "other", "introducer"]
    profile = leco.bridging_profile(graph, by="sector").frame
    shares = found.groupby(level="introducer").sum()
    for node in graph:
        assert profile.loc[node, "bridged_pairs"] == pytest.approx(shares.get(node, 0.0))
        alone = (found.xs(node, level="introducer") == 1).sum() if node in shares.index else 0
        assert profile.loc[node, "sole_pairs"] == alone


def test_partners_who_share_a_sector_are_not_across():
    star = nx.star_graph(2)
    assert (
        leco.bridging_profile(star, by={0: "a", 1: "b;c", 2: "c"}).frame.loc[0, "open_pairs"] == 0
    )
    found = leco.bridging_profile(star, by={0: "a", 1: "b;c", 2: "d"}).frame.loc[0]
    assert found["open_pairs"] == 1
    assert found["sector_pairs"] == 2
    assert leco.bridging_profile(star, by={0: "a;b", 1: "c", 2: "d"}).frame.loc[0, "hats"] == 2


def test_who_reaches_no_sector_has_no_spread_whether_or_not_others_have_one():
    star = nx.star_graph(2)
    for by in ({}, {0: "a"}):
        assert np.isnan(leco.participation(star, by=by).frame.loc[0, "participation"])
        assert np.isnan(leco.bridging_profile(star, by=by).frame.loc[0, "sectors_reached"])


def test_several_sectors_have_no_z_and_that_is_said():
    found = leco.participation(nx.star_graph(2), by={0: "a", 1: "a;b", 2: "b"})
    assert found.frame["within_sector_z"].isna().all()
    assert "needs_single_labels" in {note.code for note in found.notes}


def test_ids_that_are_pairs_stay_whole():
    path = nx.grid_2d_graph(3, 1)
    by = dict(zip(path, "abc", strict=True))
    assert list(leco.introductions(path, by=by).frame.index) == [((0, 0), (2, 0), (1, 0))]
    assert list(leco.sector_brokers(path, by=by).frame.index) == [("a", "c", (1, 0))]
    assert leco.dyadic_constraint(path).frame.index[0] == ((0, 0), (1, 0))


def test_what_is_lost_without_the_only_bridge():
    # Two cliques of different sectors joined by one partner: it alone stands between 3 x 3 pairs.
    graph = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3))
    graph.add_edges_from((6, node) for node in range(6))
    by = dict(enumerate("aaabbbc"))
    found = leco.bridging_profile(graph, by=by).frame.loc[6]
    assert (found["sole_pairs"], found["bridged_pairs"], found["sector_pairs"]) == (9, 9, 1)
    assert float(leco.connectedness(graph)) == 1
    graph.remove_node(6)
    assert float(leco.connectedness(graph)) == pytest.approx(0.4)


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_brokering_and_everett_valente_equal_the_literal_definitions(name):
    # "oracle" values (R EV-brokerage equals six of them); pairs there are ordered (tests/reference).
    entry = BROKERAGE["graphs"][name]
    oracle, graph = BROKERAGE["expected"][name]["oracle"], graph_of(entry)
    ordered = 1 if entry["directed"] else 2
    for by, suffix in ((None, ""), (_sectors(name), "_between_groups")):
        found = leco.brokering(graph, by=by).frame
        for column in ("activity", "exclusivity"):
            expected = np.array(oracle[f"hamilton_{column}{suffix}"]) / ordered
            np.testing.assert_array_equal(found[column], expected)
    found = leco.everett_valente(graph).series
    np.testing.assert_allclose(found, oracle["everett_valente_brokerage"], atol=1e-9)
