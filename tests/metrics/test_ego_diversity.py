"""The contacts of each partner, against counting them one by one."""

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given, strategies as st
from tests.conftest import graphs

import leco
from leco.graph.partition import split_labels


def _by_hand(graph, ego, k):
    """Count the contacts of one partner, as the definitions say."""
    sets = {node: split_labels(label) for node, label in graph.nodes(data="sector")}
    contacts = {*nx.all_neighbors(graph, ego)} - {ego}
    known = [sets[one] for one in contacts if sets[one]]
    n = len(known)
    row = {"contacts": n, "richness": len(set().union(*known)), "blau_unbiased": math.nan,
           "iqv": math.nan, "ei_index": math.nan, "hill_number": math.nan}  # fmt: skip
    if not n:
        return row

    def alike(one, other):
        return len(one & other) / len(one) / len(other)

    shares = {}
    for one in known:
        for label in one:
            shares[label] = shares.get(label, 0) + 1 / len(one) / n
    if k > 1:
        row["iqv"] = (1 - sum(share**2 for share in shares.values())) * k / (k - 1)
    row["hill_number"] = math.exp(-sum(share * math.log(share) for share in shares.values()))
    pairs = list(itertools.combinations(known, 2))
    if pairs:
        row["blau_unbiased"] = 1 - sum(alike(*pair) for pair in pairs) / len(pairs)
    if sets[ego]:
        internal = sum(alike(sets[ego], one) for one in known)
        row["ei_index"] = (n - 2 * internal) / n
    return row


two = st.sampled_from(["care", "youth", "care;youth", "bank", None])


@given(graphs(min_partners=1, max_partners=8), st.data())
def test_contacts_one_by_one(graph, data):
    for facts in graph.nodes.values():
        facts["sector"] = data.draw(two)
    if not any(label for _, label in graph.nodes(data="sector")):
        return
    k = len(set().union(*(split_labels(label) for _, label in graph.nodes(data="sector"))))
    for given_ in (graph, leco.Coalition.from_graph(graph)):
        frame = leco.alter_diversity(given_, by="sector").frame
        for ego in graph:
            found = frame.loc[ego].to_dict()
            assert found == pytest.approx(_by_hand(graph, ego, k), nan_ok=True, abs=1e-9), ego


def test_the_partner_itself_is_left_out():
    # With the partner counted in, as netrics does, care, care and youth would differ with 2/3.
    star = nx.star_graph(2)
    frame = leco.alter_diversity(star, by={0: "care", 1: "care", 2: "youth"}).frame
    assert frame.loc[0].tolist() == [2, 2, 1, 1, 0, pytest.approx(2)]
    assert frame.loc[1, ["contacts", "richness", "hill_number"]].tolist() == [1, 1, 1]
    assert math.isnan(frame.loc[1, "blau_unbiased"])


def test_isolates_and_unlabelled_contacts_say_why():
    graph = nx.Graph([("a", "b"), ("a", "c")])
    graph.add_node("alone")
    found = leco.alter_diversity(graph, by={"b": "care", "alone": "care"})
    assert found.frame.loc["alone", "contacts"] == found.frame.loc["alone", "richness"] == 0
    assert found.frame.loc["alone"].isna().sum() == 4
    assert math.isnan(found.frame.loc["a", "ei_index"])  # of unknown sector itself
    codes = {note.code: note.values for note in found.notes}
    assert codes["labels_missing"]["count"] == found.missing == 2
    assert codes["no_labelled_contact"]["count"] == 3
    assert codes["one_labelled_contact"]["count"] == 1
    assert "one_label" in codes


@given(graphs(directed=True, min_partners=2))
def test_direction_plays_no_part(graph):
    if not any(label for _, label in graph.nodes(data="sector")):
        return
    one = leco.alter_diversity(graph, by="sector").frame
    other = leco.alter_diversity(graph.to_undirected(), by="sector").frame
    assert one.equals(other.loc[one.index])


@given(graphs(min_partners=2))
def test_ties_add_up_to_the_index_of_the_coalition(graph):
    # E - I over all ties is the mean over partners, each weighing its number of contacts.
    labels = dict(graph.nodes(data="sector"))
    graph = nx.Graph(graph.subgraph([node for node, label in labels.items() if label]))
    if not graph.number_of_edges():
        return
    frame = leco.alter_diversity(graph, by="sector").frame
    total = (frame["ei_index"] * frame["contacts"]).sum() / frame["contacts"].sum()
    assert total == pytest.approx(float(leco.ei_index(graph, by="sector")))


def test_without_any_known_sector_there_is_no_effective_number():
    found = leco.alter_diversity(nx.star_graph(2), by={}).frame
    assert found["hill_number"].isna().all()
