"""Diversity against vegan and iNEXT, closed forms, and by drawing every table."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import in_place, reference

import leco
from leco.testing import graphs

DIVERSITY = reference("diversity_integration")


def _partners(counts):
    """Make a partner list with these numbers of partners per sector."""
    by = {}
    for sector, count in enumerate(counts):
        by |= {(sector, place): f"s{sector}" for place in range(count)}
    return nx.empty_graph(by), by


@pytest.mark.parametrize("name", DIVERSITY["diversity_abundance"])
def test_abundance_equals_vegan(name):
    # vegan 2.6-4 (scikit-bio 0.7.4 agrees), tests/reference.
    entry = DIVERSITY["diversity_abundance"][name]
    graph, by = _partners(entry["counts"])
    expected = entry["expected"]
    assert float(leco.richness(graph, by=by)) == expected["richness"]
    assert float(leco.blau(graph, by=by)) == pytest.approx(expected["blau"], abs=1e-9)
    assert float(leco.blau(graph, by=by, unbiased=True)) == pytest.approx(
        expected["blau_unbiased"], abs=1e-9
    )
    for order, value in expected["hill"].items():
        found = float(leco.hill_number(graph, by=by, order=float(order)))
        assert found == pytest.approx(value, abs=1e-9), order
    for size, value in expected.get("rarefied_richness", {}).items():
        found = float(leco.rarefied(graph, by=by, size=int(size)))
        assert found == pytest.approx(value, abs=1e-9), size


def test_rarefied_hill_numbers_equal_inext():
    # iNEXT 3.0.2, fixed size, read in place.
    source = in_place("diversity_integration")["diversity_inext"]
    seen = 0
    for row in source["fixed_size"]:
        counts = source["inputs"][row["Assemblage"]]
        if row["m"] > sum(counts):
            continue
        graph, by = _partners(counts)
        found = float(leco.rarefied(graph, by=by, size=row["m"], order=row["Order.q"]))
        assert found == pytest.approx(row["qD"], rel=1e-6)
        seen += 1
    assert seen > 10


def test_klooz_by_its_two_levels_of_headings():
    # The public fact sheet of KLOOZ, counted by hand in tests/reference.
    entry = DIVERSITY["klooz_public_list"]
    for level, key in ((1, "top"), (2, "sub")):
        by = {row[0]: row[level] or row[1] for row in entry["partners"]}
        graph = nx.empty_graph(by)
        expected = entry["expected"][key]
        assert float(leco.blau(graph, by=by)) == pytest.approx(expected["blau"])
        assert float(leco.blau(graph, by=by, unbiased=True)) == pytest.approx(
            expected["blau_unbiased"]
        )
    borgloon = leco.datasets.limburg()["Borgloon"]
    assert float(leco.blau(borgloon, by="sector")) == pytest.approx(
        entry["expected"]["top"]["blau"]
    )


def test_partners_with_several_sectors():
    # Analytic, tests/reference "multilabel": [A], [A,B], [B,C] gives A 1.5, B 1, C 0.5.
    entry = DIVERSITY["multilabel"]
    by = dict(enumerate(entry["partners"]))
    graph = nx.empty_graph(3)
    assert float(leco.blau(graph, by=by)) == pytest.approx(entry["blau_fractional"])
    assert float(leco.richness(graph, by=by)) == 3


def test_missing_labels_are_left_out_never_a_group():
    # tests/reference "missing_attribute"; R netrics keeps them in n and prints 0.6875 and 0.75.
    entry = DIVERSITY["missing_attribute"]
    found = leco.blau(nx.empty_graph(4), by=dict(enumerate(entry["values"])))
    assert float(found) == pytest.approx(entry["blau_complete_cases"])
    assert (found.n, found.missing) == (3, 1)
    assert "1 partners without a value" in str(found.notes[0])
    same = leco.blau(nx.empty_graph(4), by={0: "a", 1: "a", 2: None, 3: float("nan")})
    assert float(same) == 0.0


counts = st.lists(st.integers(1, 4), min_size=1, max_size=4)


@given(counts, st.sampled_from([0, 0.5, 1, 2, 3]))
def test_rarefied_at_full_size_is_the_hill_number(numbers, order):
    graph, by = _partners(numbers)
    whole = float(leco.hill_number(graph, by=by, order=order))
    found = float(leco.rarefied(graph, by=by, size=sum(numbers), order=order))
    assert found == pytest.approx(whole)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 6))
def test_rarefied_richness_by_drawing_every_table(numbers, size):
    graph, by = _partners(numbers)
    n = len(by)
    if size > n:
        assert math.isnan(float(leco.rarefied(graph, by=by, size=size)))
        return
    tables = list(itertools.combinations(by, size))
    expected = np.mean([len({by[partner] for partner in table}) for table in tables])
    assert float(leco.rarefied(graph, by=by, size=size)) == pytest.approx(expected)


@given(counts)
def test_hill_numbers_fall_with_the_order_and_rise_with_the_size(numbers):
    graph, by = _partners(numbers)
    profile = [float(leco.hill_number(graph, by=by, order=q)) for q in (0, 0.5, 1, 2, math.inf)]
    assert all(one >= other - 1e-9 for one, other in itertools.pairwise(profile))
    sizes = range(1, sum(numbers) + 1)
    curve = [float(leco.rarefied(graph, by=by, size=size, order=1)) for size in sizes]
    assert all(one <= other + 1e-9 for one, other in itertools.pairwise(curve))


@given(graphs(min_partners=2))
def test_unbiased_blau_is_the_chance_that_two_partners_differ(graph):
    labels = [sector for _, sector in graph.nodes(data="sector") if sector]
    if len(labels) < 2:
        return
    pairs = list(itertools.combinations(labels, 2))
    expected = np.mean([one != other for one, other in pairs])
    assert float(leco.blau(graph, by="sector", unbiased=True)) == pytest.approx(expected)


def test_what_cannot_be_answered_says_why():
    graph = nx.empty_graph(3)
    two = {0: ["a", "b"], 1: ["a"], 2: ["b"]}
    assert float(leco.rarefied(graph, by=two, size=2, order=0)) > 1
    found = leco.rarefied(graph, by=two, size=2, order=1)
    assert math.isnan(found.value)
    assert found.notes[-1].code == "needs_single_labels"
    assert leco.richness(graph, by={}).notes[-1].code == "no_labels"
    for order in (0, 1, 2, math.inf):
        for measure in (leco.hill_number, leco.leinster_cobbold):
            assert math.isnan(measure(graph, by={}, order=order).value)
    assert leco.hill_profile(graph, by=two).frame.index.name == "order"
    alone = leco.blau(graph, by={0: "a"}, unbiased=True)
    assert math.isnan(alone.value)
    assert alone.notes[-1].code == "too_few_partners"
    for call in (
        lambda: leco.hill_number(graph, by=two, order=-1),
        lambda: leco.rarefied(graph, by=two, size=0),
        lambda: leco.rarefied(graph, by=two, size=1, order=-2),
    ):
        with pytest.raises(ValueError, match="order|size"):
            call()
