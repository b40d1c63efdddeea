"""What chance gives for brokerage roles and their totals, by full enumeration."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.conftest import graph_of, reference
from tests.oracles.brokerage import role_of

import leco
from leco.testing import graphs

BROKERAGE = reference("brokerage")
ROLES = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"]


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


def _every_graph(n, directed):
    """Tell of every graph on n partners at once: whether each tie is there, and how many are."""
    cells = list((itertools.permutations if directed else itertools.combinations)(range(n), 2))
    number = np.arange(2 ** len(cells), dtype=np.int64)
    there = {cell: ((number >> place) & 1).astype(bool) for place, cell in enumerate(cells)}
    ties = sum(tie.astype(int) for tie in there.values())
    if not directed:
        there |= {(other, one): tied for (one, other), tied in there.items()}
    return there, ties, len(cells)


def _open_pairs(groups, there):
    """Go through all paths a-v-b: the broker, the role, and in which of the graphs it is open."""
    for a, v, b in itertools.permutations(range(len(groups)), 3):
        yield v, role_of(groups[a], groups[v], groups[b]), there[a, v] & there[v, b] & ~there[a, b]


def _mean_and_sd(values, chance):
    mean = float((chance * values).sum())
    return mean, max(float((chance * values**2).sum()) - mean**2, 0) ** 0.5


def test_bernoulli_moments_over_all_digraphs_of_five_partners():
    # All 2^20 digraphs at once, each weighed by its probability; groups a a b b c.
    groups, density = "aabbc", 0.3
    there, ties, cells = _every_graph(5, directed=True)
    chance = density**ties * (1 - density) ** (cells - ties)
    # A graph of exactly that density: 6 of 20 arcs.
    graph = nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2)])
    found = leco.brokerage_expected(graph, by=dict(enumerate(groups)), null="bernoulli").frame
    counts = {(v, role): np.zeros(len(ties)) for v in range(5) for role in ROLES}
    for v, role, is_open in _open_pairs(groups, there):
        counts[v, role] += is_open
        counts[v, "total"] += is_open
    for (v, role), values in counts.items():
        mean, sd = _mean_and_sd(values, chance)
        assert found.loc[v, f"{role}_expected"] == pytest.approx(mean, abs=1e-9)
        assert found.loc[v, f"{role}_sd"] == pytest.approx(sd, abs=1e-6)


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


@pytest.mark.parametrize("groups", ["aabbc", "aaabb", "aaaaa", "abcde"])
@pytest.mark.parametrize("directed", [True, False])
def test_moments_of_totals_over_all_graphs_of_five_partners(groups, directed):
    there, ties, cells = _every_graph(5, directed)
    counts = {role: np.zeros(len(ties)) for role in ROLES}
    for _, role, is_open in _open_pairs(groups, there):
        counts[role] += is_open
        counts["total"] += is_open
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
        mean, sd = _mean_and_sd(values, chance)
        assert found.loc[role, "expected"] == pytest.approx(mean, abs=1e-9)
        assert found.loc[role, "sd"] == pytest.approx(sd, abs=1e-6)


def test_expected_totals_need_one_sector_each():
    found = leco.brokerage_totals_expected(nx.path_graph(3), by={0: "a", 1: "a", 2: None})
    assert found.frame.isna().all().all()
    assert found.notes[-1].code == "needs_one_label_each"
