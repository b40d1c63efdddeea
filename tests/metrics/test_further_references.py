"""Expected values of tests/reference that belong to no single measure's file."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, in_place, reference
from tests.oracles.steps import steps

import leco
from leco.testing import graphs

BROKERAGE = reference("brokerage")
TEMPORAL = reference("temporal_inference")


def _panel_graph(name):
    entry = TEMPORAL["data"][name]
    kind = nx.DiGraph if entry["directed"] else nx.Graph
    return nx.from_numpy_array(np.array(entry["A"]), create_using=kind)


@pytest.mark.parametrize("name", ["D12", "U14"])
def test_descriptives_equal_sna(name):
    # R sna 2.7.1 (tests/reference, descriptives).
    expected, graph = TEMPORAL["descriptives"][name], _panel_graph(name)
    assert float(leco.density(graph)) == pytest.approx(expected["gden"], abs=1e-9)
    assert float(leco.degree_centralisation(graph)) == pytest.approx(expected["degcent"], abs=1e-9)
    if graph.is_directed():
        found = leco.reciprocity(graph)
        assert float(found) == pytest.approx(expected["grecip_edgewise"], abs=1e-9)
        assert found.parts["answered"] == 2 * expected["dyad.census"][0]
    else:
        raw = leco.betweenness(graph, normalized=False).series
        np.testing.assert_allclose(raw, expected["bet"], atol=1e-9)
        contacts = leco.structural_holes(graph).frame["contacts"]
        np.testing.assert_array_equal(contacts, expected["deg"])


@pytest.mark.parametrize("name", ["karate", "florentine", "rand2", "rand5"])
def test_roles_of_partners_in_several_sectors(name):
    # "proposals", gf_fractional: shares written out path by path, over ordered pairs.
    proposal = BROKERAGE["proposals"][name]
    by = {node: [f"s{place}" for place, share in enumerate(shares) if share]
          for node, shares in enumerate(proposal["memberships"])}  # fmt: skip
    graph = graph_of(BROKERAGE["graphs"][name])
    found = leco.brokerage_roles(graph, by=by, convention="sna").frame
    expected = np.array(proposal["gf_fractional"], dtype=float)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    if not graph.is_directed():  # each pair once: half of everything, and one column for two
        plain = leco.brokerage_roles(graph, by=by).frame.to_numpy()
        np.testing.assert_allclose(plain[:, [0, 1, 3, 4]], expected[:, [0, 1, 4, 5]] / 2)
        np.testing.assert_allclose(plain[:, 2], expected[:, 2], atol=1e-9)


@given(graphs(min_partners=2))
def test_compactness_by_walking_step_by_step(graph):
    lengths = [list(steps(graph, node).values()) for node in graph]
    n = len(graph)
    total = sum(1 / length for row in lengths for length in row if length)
    found = leco.compactness(graph)
    assert float(found) == pytest.approx(total / (n * (n - 1)))
    reached = sum(length > 0 for row in lengths for length in row)
    assert found.parts["reachable_pairs"] == reached
    if reached:
        mean = sum(map(sum, lengths)) / reached
        assert found.parts["mean_distance"] == pytest.approx(mean)


def test_cores_that_socnet_se_published():
    # Estevez & Nordlund (2025), read in place: their partition is one of leco's optima, and where
    # theirs is known not to be the best, leco's fits better.
    source = in_place("core_periphery")
    published = source["published_socnet_se"]
    graphs_ = {name: graph_of(source["undirected_binary"][name]) for name in ("befig1", "galtung")}
    graphs_["zachary"] = nx.karate_club_graph()
    below = {(one["network"], one["intercategorical"], float(one["d"] or 0))
             for one in published["known_suboptimal"]}  # fmt: skip
    seen = 0
    for row in published["rows"]:
        graph = graphs_.get(row["network"])
        if graph is None:
            continue  # Baker's ties are not in that repository
        mixed = "ignored" if row["intercategorical"] == "dnc" else float(row["d"])
        found = leco.core_periphery(graph, mixed_block=mixed)
        if (row["network"], row["intercategorical"], float(row["d"] or 0)) in below:
            assert found.fit > float(row["gof"]) + 5e-5
            continue
        assert found.fit == pytest.approx(float(row["gof"]), abs=6e-5), row
        marks = row["partition"].strip("()").split(";")
        core = {node for node, mark in zip(graph, marks, strict=True) if mark == "0"}
        if mixed != 0:  # with an empty mixed block core and periphery only differ in name
            assert core in found.optima, row
        seen += 1
    assert seen > 60
