"""Rarefaction by drawing every table: how diverse a few partners are, of those there are."""

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given, strategies as st
from tests.oracles import tables

import leco

labels = st.lists(st.sampled_from("abcd"), min_size=1, max_size=8)
ORDERS = [0, 0.5, 1, 2, 3]


def _partners(sectors):
    return nx.empty_graph(len(sectors)), dict(enumerate(sectors))


@given(labels, st.sampled_from(ORDERS), st.data())
def test_rarefied_by_drawing_every_table(sectors, order, data):
    size = data.draw(st.integers(1, len(sectors)))
    graph, by = _partners(sectors)
    found = float(leco.rarefied(graph, by=by, size=size, order=order))
    assert found == pytest.approx(tables.rarefied(sectors, size, order))


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3, unique=True), min_size=2, max_size=7))
def test_rarefied_richness_of_partners_with_several_sectors_or_none(sectors):
    graph, by = _partners(sectors)
    known = [one for one in sectors if one]
    for size in range(1, len(known) + 1):
        drawn = list(itertools.combinations(known, size))
        expected = sum(len(set().union(*table)) for table in drawn) / len(drawn)
        found = leco.rarefied(graph, by=by, size=size)
        assert float(found) == pytest.approx(expected)
        assert (found.n, found.missing) == (len(known), len(sectors) - len(known))


@pytest.mark.parametrize("order", ORDERS)
@given(sectors=labels)
def test_rarefied_rises_with_the_size_of_the_table(order, sectors):
    graph, by = _partners(sectors)
    curve = [
        float(leco.rarefied(graph, by=by, size=size, order=order))
        for size in range(1, len(sectors) + 1)
    ]
    assert curve[0] == pytest.approx(1)
    assert all(one <= other + 1e-9 for one, other in itertools.pairwise(curve))
    whole = float(leco.hill_number(graph, by=by, order=order))
    assert curve[-1] == pytest.approx(whole)


@pytest.mark.parametrize("order", [1 + 1e-15, 1 - 1e-12, 1 + 1e-9])
def test_rarefied_near_order_one_is_rarefied_of_order_one(order):
    graph, by = _partners("aaaaaabbbc")
    expected = float(leco.rarefied(graph, by=by, size=5, order=1))
    found = float(leco.rarefied(graph, by=by, size=5, order=order))
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_table_has_a_whole_number_of_seats():
    graph, by = _partners("aabbc")
    for order in (0, 1):
        with pytest.raises(ValueError, match="size"):
            leco.rarefied(graph, by=by, size=2.5, order=order)
    with pytest.raises(ValueError, match="size"):
        leco.rarefied(graph, by=by, size=0)
    with pytest.raises(ValueError, match="order"):
        leco.rarefied(graph, by=by, size=1, order=-2)


def test_no_more_sit_at_a_table_than_there_are():
    graph, by = _partners("aabbc")
    found = leco.rarefied(graph, by=by, size=6)
    assert math.isnan(found.value)
    assert found.notes[-1].code == "size_above_n"


def test_several_labels_are_drawn_for_richness_alone_unless_each_counts():
    graph, by = _partners([["a", "b"], ["a"], ["b"]])
    assert float(leco.rarefied(graph, by=by, size=2, order=0)) > 1
    found = leco.rarefied(graph, by=by, size=2, order=1)
    assert math.isnan(found.value)
    assert found.notes[-1].code == "needs_single_labels"


@pytest.mark.parametrize("name", ["richness", "blau", "hill_number", "rarefied"])
def test_n_counts_the_partners_it_is_about_also_when_there_is_none(name):
    entry = leco.measures()[name]
    more = {"size": 1} if "size" in entry.required else {}
    some = entry.function(nx.empty_graph(3), by={0: "a"}, **more)
    assert (some.n, some.missing) == (1, 2)
    none = entry.function(nx.empty_graph(3), by={}, **more)
    assert math.isnan(none.value)
    assert (none.n, none.missing) == (0, 3)
