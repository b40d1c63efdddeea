"""What a measure must not depend on, and what it must: isolates, direction, scale, names."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from tests.conftest import filled, graphs

import leco
from leco.testing import LABELS

MEASURES = leco.measures()
WEIGHTED = [name for name, entry in MEASURES.items() if "weight" in entry.parameters]
# Drawn graphs have one mode: tests/metrics/test_two_mode_brokerage.py has two.
ONE_MODE = [name for name, entry in MEASURES.items() if "activities" not in entry.needs]
LABELLED = [
    name for name in ONE_MODE
    if "by" in MEASURES[name].parameters and "numbers" not in MEASURES[name].needs
]  # fmt: skip


def _values(name, graph, **changed):
    """Run a measure; give its values by partner (or pair) and column."""
    entry = MEASURES[name]
    given_ = filled(entry, graph, size=2) | changed
    return {(key, column): value for key, column, value in entry.function(graph, **given_).values()}


def _same(found, expected, otherwise=""):
    assert found.keys() == expected.keys(), otherwise
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, nan_ok=True, abs=1e-9), (key, otherwise)


def _askable(name, graph):
    """Whether there are ties, labels where they are needed, and direction where it is."""
    if "direction" in MEASURES[name].needs and not graph.is_directed():
        return False
    return graph.number_of_edges() and ("by" not in MEASURES[name].required or _labelled(graph))


def _asks_for_sectors(name):
    return "by" in MEASURES[name].required or "offers" in MEASURES[name].parameters


def _labelled(graph):
    return any(sector for _, sector in graph.nodes(data="sector"))


@pytest.mark.parametrize("name", ONE_MODE)
@given(graph=graphs(weights=True))
def test_every_value_lies_within_the_bounds_of_the_catalogue_or_has_a_reason(name, graph):
    entry = MEASURES[name]
    assume("direction" not in entry.needs or graph.is_directed())
    assume(not _asks_for_sectors(name) or _labelled(graph))
    more = {"weight": "weight"} if name in WEIGHTED and graph.number_of_edges() else {}
    answer = entry.function(graph, **filled(entry, graph), **more)
    values = [value for _, _, value in answer.values()]
    low, high = entry.bounds
    assert all(math.isnan(value) or low - 1e-9 <= value <= high + 1e-9 for value in values)
    assert answer.notes or not any(map(math.isnan, values))


@pytest.mark.parametrize("name", LABELLED)
@given(graph=graphs())
def test_who_is_counted_and_who_is_left_out_are_all_partners(name, graph):
    assume(_labelled(graph))
    assume("direction" not in MEASURES[name].needs or graph.is_directed())
    answer = MEASURES[name].function(graph, **filled(MEASURES[name], graph) | {"by": "sector"})
    assert answer.n + answer.missing == len(graph)


# --- an isolate joins ----------------------------------------------------------------------

# Divided by all partners or pairs, not defined where a sector is not known, or what is left when
# each partner goes in turn. Of any other measure a partner without ties or sector moves nothing:
# a new one either holds to that or joins.
MOVED = {
    "algebraic_connectivity", "betweenness", "betweenness_centralisation", "brokerage_expected",
    "brokerage_totals_expected", "closeness_centralisation", "cohesion_share", "compactness",
    "connectedness", "core_fit", "core_periphery", "core_roles", "core_sensitivity", "core_share",
    "core_typology", "degree_centralisation", "density", "dependence", "diameter", "diversity",
    "edge_connectivity", "integration", "node_connectivity", "reach_in_two", "turnover",
    "wholeness", "without_top",
}  # fmt: skip
UNMOVED = ["betweenness:raw", *(name for name in ONE_MODE if name not in MOVED)]


@pytest.mark.parametrize("name", UNMOVED)
@given(graph=graphs(min_partners=2))
def test_an_isolate_without_a_sector_changes_nobody_elses_value(name, graph):
    name, _, raw = name.partition(":")
    assume("direction" not in MEASURES[name].needs or graph.is_directed())
    assume(not _asks_for_sectors(name) or _labelled(graph))
    assume(name != "rarefied" or sum(map(bool, dict(graph.nodes(data="sector")).values())) > 1)
    changed = {"normalized": False} if raw else {}
    if "before" in MEASURES[name].required:
        changed["before"] = graph.copy()
    expected = _values(name, graph, **changed)
    graph.add_node("alone")
    found = _values(name, graph, **changed)
    if name.startswith("brokerage_"):  # a first unknown sector adds a column of its own
        found = {key: value for key, value in found.items() if key in expected or key[0] == "alone"}
    moved = f"does {name} divide by all partners, or count them in pairs? then it joins MOVED"
    _same({key: value for key, value in found.items() if key[0] != "alone"}, expected, moved)
    for (key, _), value in found.items():
        assert key != "alone" or math.isnan(value) or value == 0, moved


@given(graphs(min_partners=3))
def test_an_isolate_lowers_cohesion_by_the_known_amounts(graph):
    n = len(graph)
    measures = (leco.density, leco.compactness, leco.connectedness)
    before = [float(measure(graph)) for measure in measures]
    most = leco.degree_centralisation(graph)
    grown = graph.copy()
    grown.add_node("alone")
    for measure, value in zip(measures, before, strict=True):
        assert float(measure(grown)) == pytest.approx(value * (n - 1) / (n + 1))
    # Freeman: the sum of differences grows by the highest degree, the divisor to n (n - 1).
    twice = 2 if graph.is_directed() else 1
    sum_before = float(most) * twice * (n - 1) * (n - 2)
    expected = (sum_before + most.parts["most"]) / (twice * n * (n - 1))
    assert float(leco.degree_centralisation(grown)) == pytest.approx(expected)
    assert float(leco.turnover(grown, before=graph)) == pytest.approx(1 / (n + 1))
    cut = leco.dependence(graph).frame[["pairs_cut", "pieces"]]
    np.testing.assert_array_equal(leco.dependence(grown).frame.loc[cut.index, cut.columns], cut)


@given(graphs(min_partners=3))
def test_an_isolate_never_enters_a_core(graph):
    graph.add_node("alone")
    found = leco.core_periphery(graph)
    assert math.isnan(found.fit) or found.coreness["alone"] < 1
    ties = dict(graph.degree())
    if not math.isnan(found.fit) and min(ties[one] for one in found.core) > 0:
        assert "alone" not in found.core


# --- ties in both directions ---------------------------------------------------------------

# They count each direction by itself, so twice. Any other measure of ties without direction
# gives the same when each is written both ways.
COUNTED_TWICE = {
    "brokerage_bounds", "brokerage_expected", "brokerage_roles", "brokerage_totals",
    "brokerage_totals_expected", "brokering", "contributions", "core_sensitivity", "core_typology",
    "everett_valente", "mixing_table", "odds_ratio", "sector_brokers",
}  # fmt: skip
BOTH_WAYS = [
    name for name in ONE_MODE
    if name not in COUNTED_TWICE and "direction" not in MEASURES[name].needs
]  # fmt: skip


@pytest.mark.parametrize("name", BOTH_WAYS)
@given(graph=graphs(directed=False, weights=True), weighted=st.booleans())
def test_ties_both_ways_are_ties_without_direction(name, graph, weighted):
    assume(not _asks_for_sectors(name) or _labelled(graph))
    changed = {}
    if weighted and name in WEIGHTED and graph.number_of_edges():
        changed["weight"] = "weight"
    twice = f"does {name} count each direction by itself? then it joins COUNTED_TWICE"
    _same(_values(name, graph.to_directed(), **changed), _values(name, graph, **changed), twice)


@given(graphs(directed=False))
def test_ties_both_ways_double_what_counts_ordered_pairs(graph):
    assume(_labelled(graph))
    twice = graph.to_directed()
    one = leco.brokerage_roles(graph, by="sector").frame
    two = leco.brokerage_roles(twice, by="sector").frame
    for role in ("coordinator", "itinerant", "liaison", "total"):
        np.testing.assert_allclose(two[role], 2 * one[role])
    np.testing.assert_allclose(two["gatekeeper"], one["gatekeeper_representative"])
    np.testing.assert_allclose(two["representative"], one["gatekeeper_representative"])
    for by in (None, "sector"):
        np.testing.assert_array_equal(
            leco.brokering(twice, by=by).frame, 2 * leco.brokering(graph, by=by).frame
        )
    assert float(leco.reciprocity(twice)) == 1 or not graph.number_of_edges()


@given(graphs(directed=True))
def test_turning_every_tie_around_swaps_the_two_sides(graph):
    assume(_labelled(graph))
    back = graph.reverse()
    one = leco.brokerage_roles(graph, by="sector").frame
    two = leco.brokerage_roles(back, by="sector").frame
    np.testing.assert_allclose(two["gatekeeper"], one["representative"])
    np.testing.assert_allclose(two["representative"], one["gatekeeper"])
    for role in ("coordinator", "itinerant", "liaison", "total"):
        np.testing.assert_allclose(two[role], one[role])
    for name in (
        "density",
        "compactness",
        "constraint",
        "betweenness",
        "core_periphery",
        "reciprocity",
    ):
        _same(_values(name, back), _values(name, graph))
    inward = leco.degree_centralisation(back, mode="in")
    assert float(inward) == pytest.approx(
        float(leco.degree_centralisation(graph, mode="out")), nan_ok=True
    )


# --- strengths -----------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [1e-6, 0.3, 1e6])
@pytest.mark.parametrize("name", WEIGHTED)
@given(graph=graphs(min_partners=3, weights=True))
def test_the_unit_of_strengths_changes_nothing(name, factor, graph):
    # Hours or minutes, euros or millions: each of these measures is a ratio.
    assume(_askable(name, graph))
    expected = _values(name, graph, weight="weight")
    for _, _, facts in graph.edges(data=True):
        facts["weight"] *= factor
    _same(_values(name, graph, weight="weight"), expected)


@pytest.mark.parametrize("name", WEIGHTED)
@given(graph=graphs(min_partners=3, weights=True))
def test_a_tie_may_stand_in_parts(name, graph):
    assume(_askable(name, graph))
    parts = (nx.MultiDiGraph if graph.is_directed() else nx.MultiGraph)()
    parts.add_nodes_from(graph.nodes(data=True))
    for one, other, strength in graph.edges(data="weight"):
        parts.add_edge(one, other, weight=strength / 4)
        parts.add_edge(one, other, weight=strength / 4)
        parts.add_edge(one, other, weight=strength / 2)
    expected = _values(name, graph, weight="weight")
    _same(_values(name, parts, weight="weight"), expected)


@pytest.mark.parametrize("name", WEIGHTED)
@given(graph=graphs(min_partners=3))
def test_equal_strengths_are_no_strengths(name, graph):
    assume(_askable(name, graph))
    nx.set_edge_attributes(graph, 0.7, "weight")
    _same(_values(name, graph, weight="weight"), _values(name, graph))


# --- names of sectors ----------------------------------------------------------------------


@pytest.mark.parametrize("name", LABELLED)
@given(graph=graphs(min_partners=3), names=st.permutations(["z", "care", "ä b"]))
def test_what_sectors_are_called_changes_nothing(name, graph, names):
    # R netseg's smi and gamix change when groups are renamed.
    assume(_labelled(graph))
    assume("direction" not in MEASURES[name].needs or graph.is_directed())
    offers = {"offers": dict(graph.nodes(data="sector"))}
    kept = offers if name in {"contributions", "integration"} else {}
    renamed = dict(zip(LABELS, names, strict=True))
    other = graph.copy()
    for _, facts in other.nodes(data=True):
        if "sector" in facts:
            facts["sector"] = renamed[facts["sector"]]
    expected = _values(name, graph, by="sector", **kept)
    if name in {"sector_brokers", "mixing_table"}:  # rows by two sectors, in the order of names
        put = list if graph.is_directed() else sorted
        expected = {
            ((*put(map(renamed.get, key[:2])), *key[2:]), column): value
            for (key, column), value in expected.items()
        }
    elif name in {"coleman_homophily", "segregation_matrix_index"}:
        expected = {(renamed[key], column): value for (key, column), value in expected.items()}
    _same(_values(name, other, by="sector", **kept), expected)


@given(graphs(min_partners=2))
def test_the_bridging_ratio_divides_by_the_unbiased_blau(graph):
    # Two different partners, drawn at random, differ: one number, two measures.
    assume(sum(map(bool, dict(graph.nodes(data="sector")).values())) > 1)
    pairs = leco.bridging_ratio(graph, by="sector").parts.get("across_pairs")
    if pairs is not None:
        blau = float(leco.blau(graph, by="sector", unbiased=True))
        assert pairs == pytest.approx(blau)


@given(graphs(min_partners=2))
def test_the_bridging_ratio_is_one_minus_freeman(graph):
    # Freeman (1978): 1 less the ties across, over those expected with these sectors.
    known = {node: sector for node, sector in graph.nodes(data="sector") if sector}
    assume(known)
    found = float(leco.bridging_ratio(graph, by="sector"))
    assume(not math.isnan(found))
    ties = [(one, other) for one, other in graph.edges if one in known and other in known]
    across = sum(known[one] != known[other] for one, other in ties)
    n = len(known)
    sizes = [list(known.values()).count(sector) for sector in set(known.values())]
    expected = len(ties) * sum(size * (n - size) for size in sizes) / (n * (n - 1))
    assert found == pytest.approx(1 - (expected - across) / expected)
