"""Totals of roles in a whole coalition, and what chance gives, by full enumeration."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs

BROKERAGE = reference("brokerage")
SNA = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"]


@pytest.mark.parametrize("name", BROKERAGE["graphs"])
def test_totals_equal_the_literal_count_and_sna(name):
    # "oracle" totals over ordered pairs; R sna 2.7-1 gives the same (raw_gli; tests/reference).
    entry, expected = BROKERAGE["graphs"][name], BROKERAGE["expected"][name]
    by = dict(enumerate(entry["groups"]))
    found = leco.brokerage_totals(graph_of(entry), by=by, convention="sna").frame["count"]
    assert found.index.tolist() == SNA
    np.testing.assert_array_equal(found, expected["oracle"]["gf_network_total"])


@pytest.mark.parametrize(
    "name", [name for name, entry in BROKERAGE["graphs"].items() if entry["directed"]]
)
def test_expected_totals_equal_the_closed_form_and_not_the_sd_of_sna(name):
    # "oracle" null_bernoulli_global: the closed form with the paths that exclude each other.
    entry, expected = BROKERAGE["graphs"][name], BROKERAGE["expected"][name]
    by = dict(enumerate(entry["groups"]))
    found = leco.brokerage_totals_expected(graph_of(entry), by=by).frame
    oracle = expected["oracle"]
    np.testing.assert_allclose(found["expected"], oracle["null_bernoulli_global_mean"], atol=1e-9)
    np.testing.assert_allclose(found["sd"], oracle["null_bernoulli_global_sd"], atol=1e-9)
    # R sna forgets them for four of six: its sd is too large there, and right for the others.
    theirs = np.array(expected["sna_2_7_1"]["sd_gli"], dtype=float)
    wrong = np.array([True, False, True, True, False, True])
    assert (theirs > found["sd"] + 1e-6)[wrong].all()
    np.testing.assert_allclose(theirs[~wrong], found["sd"][~wrong], atol=1e-9)


def _totals_of_all_graphs(groups, directed):
    """Count the roles of every graph on these partners at once; also how many ties each has."""
    n = len(groups)
    cells = list((itertools.permutations if directed else itertools.combinations)(range(n), 2))
    number = np.arange(2 ** len(cells), dtype=np.int64)
    there = {cell: ((number >> place) & 1).astype(bool) for place, cell in enumerate(cells)}
    if not directed:
        there |= {(other, one): tied for (one, other), tied in there.items()}
    ties = sum(((number >> place) & 1) for place in range(len(cells)))
    counts = {role: np.zeros(len(number)) for role in SNA}
    for a, v, b in itertools.permutations(range(n), 3):
        is_open = there[a, v] & there[v, b] & ~there[a, b]
        first, own, last = groups[a], groups[v], groups[b]
        if first == last:
            role = "coordinator" if own == first else "itinerant"
        elif own == first:
            role = "representative"
        else:
            role = "gatekeeper" if own == last else "liaison"
        counts[role] += is_open
        counts["total"] += is_open
    return counts, ties, len(cells)


@pytest.mark.parametrize("groups", ["aabbc", "aaabb", "aaaaa", "abcde"])
@pytest.mark.parametrize("directed", [True, False])
def test_moments_of_totals_over_all_graphs_of_five_partners(groups, directed):
    counts, ties, cells = _totals_of_all_graphs(groups, directed)
    graph = nx.cycle_graph(5, create_using=nx.DiGraph if directed else nx.Graph)
    density = 5 / cells
    chance = density**ties * (1 - density) ** (cells - ties)
    found = leco.brokerage_totals_expected(graph, by=dict(enumerate(groups))).frame
    if not directed:
        counts = {
            "coordinator": counts["coordinator"] / 2, "itinerant": counts["itinerant"] / 2,
            "gatekeeper_representative": counts["representative"],
            "liaison": counts["liaison"] / 2, "total": counts["total"] / 2,
        }  # fmt: skip
    assert found.index.tolist() == list(counts)
    for role, values in counts.items():
        mean = float((chance * values).sum())
        variance = float((chance * values**2).sum()) - mean**2
        assert found.loc[role, "expected"] == pytest.approx(mean, abs=1e-9)
        assert found.loc[role, "sd"] == pytest.approx(max(variance, 0) ** 0.5, abs=1e-6)


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


def test_expected_totals_need_one_sector_each():
    found = leco.brokerage_totals_expected(nx.path_graph(3), by={0: "a", 1: "a", 2: None})
    assert found.frame.isna().all().all()
    assert found.notes[-1].code == "needs_one_label_each"
