"""Diversity of labels that are more or less alike: against rdiversity, greylock and ade4."""

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.conftest import doors, reference

import leco

DIVERSITY = reference("diversity_integration")
ENTRY = DIVERSITY["diversity_similarity"]
NAMES = ENTRY["sectors"]
DISTANCE = pd.DataFrame(ENTRY["distance"], index=NAMES, columns=NAMES, dtype=float)
LISTED = [name for name, count in zip(NAMES, ENTRY["counts"], strict=True) for _ in range(count)]


@pytest.mark.parametrize("distance", [DISTANCE, DISTANCE.to_dict()], ids=["frame", "mapping"])
@pytest.mark.parametrize("door", [0, 1])
def test_every_stored_value_by_both_doors(door, distance):
    # rdiversity, greylock 1.1.0, ade4::divc, tests/reference.
    data, expected = doors(LISTED)[door], ENTRY["expected"]
    how = {"by": "sector", "distance": distance}

    def same(found, value):
        assert float(found) == pytest.approx(value, rel=ENTRY["tol"])

    for order, value in expected["leinster_cobbold"].items():
        same(leco.leinster_cobbold(data, order=float(order), **how), value)
    rao = leco.rao(data, **how)
    same(rao, expected["rao_q"])
    same(rao.parts["effective"], expected["true_diversity_2Ds3"])
    same(leco.rao_stirling(data, **how), expected["rao_stirling_alpha1_beta1"])
    same(leco.rao_stirling(data, beta=0.5, **how), expected["rao_stirling_alpha1_beta0.5"])
    same(leco.rao(data, by="sector"), expected["gini_simpson_when_all_distances_1"])


labels = st.lists(st.sampled_from("abcd"), min_size=1, max_size=9)
several = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True),
                   min_size=2, max_size=7)  # fmt: skip
orders = st.sampled_from([0, 0.5, 1, 2, 3, math.inf])


@st.composite
def distances(draw):
    """Draw differences between four labels."""
    upper = np.triu(
        np.array(draw(st.lists(st.floats(0, 1), min_size=16, max_size=16))).reshape(4, 4), 1
    )
    return pd.DataFrame(upper + upper.T, index=list("abcd"), columns=list("abcd"))


@given(several, distances())
def test_rao_is_the_mean_difference_of_two_partners(listed, distance):
    # By hand: two partners differ by the mean over the pairs of their labels.
    def apart(one, other):
        return np.mean([distance.loc[a, b] for a in one for b in other])

    graph, _ = doors(listed)
    drawn_twice = np.mean([apart(*two) for two in itertools.product(listed, repeat=2)])
    two = np.mean([apart(*pair) for pair in itertools.combinations(listed, 2)])
    how = {"by": "sector", "distance": distance}
    assert float(leco.rao(graph, **how)) == pytest.approx(drawn_twice, abs=1e-12)
    assert float(leco.rao_stirling(graph, **how)) == pytest.approx(drawn_twice, abs=1e-12)
    assert float(leco.rao(graph, unbiased=True, **how)) == pytest.approx(two, abs=1e-12)


@given(labels, distances())
def test_order_two_is_one_over_one_less_rao(listed, distance):
    graph, _ = doors(listed)
    how = {"by": "sector", "distance": distance}
    rao = leco.rao(graph, **how)
    found = float(leco.leinster_cobbold(graph, order=2, **how))
    assert found == pytest.approx(1 / (1 - float(rao)))
    assert found == pytest.approx(rao.parts["effective"])


@given(labels, distances())
def test_effective_numbers_fall_with_the_order_and_never_pass_those_of_unlike_labels(
    listed, distance
):
    graph, _ = doors(listed)
    line = [0, 0.5, 1, 1 + 1e-10, 2, 3, math.inf]
    alike = [
        float(leco.leinster_cobbold(graph, by="sector", order=q, distance=distance)) for q in line
    ]
    unlike = [float(leco.hill_number(graph, by="sector", order=q)) for q in line]
    assert all(one >= other - 1e-6 for one, other in itertools.pairwise(alike))
    assert all(1 - 1e-9 <= one <= other + 1e-9 for one, other in zip(alike, unlike, strict=True))


@given(labels, orders)
def test_without_differences_given_it_is_the_hill_number(listed, order):
    graph, _ = doors(listed)
    found = float(leco.leinster_cobbold(graph, by="sector", order=order))
    assert found == pytest.approx(float(leco.hill_number(graph, by="sector", order=order)))


@given(labels, distances(), orders, st.data())
def test_splitting_a_label_in_two_that_are_the_same_changes_nothing(listed, distance, order, data):
    # Some of the partners of "a" are now called "A", which differs from all as "a" does.
    split = ["A" if one == "a" and data.draw(st.booleans()) else one for one in listed]
    wider = distance.copy()
    wider["A"] = wider["a"]
    wider.loc["A"] = [*wider.loc["a"]]
    one, other = doors(listed)[0], doors(split)[0]
    for name, more in (("leinster_cobbold", {"order": order}), ("rao", {})):
        measure = getattr(leco, name)
        before = float(measure(one, by="sector", distance=distance, **more))
        after = float(measure(other, by="sector", distance=wider, **more))
        assert after == pytest.approx(before, rel=1e-9, abs=1e-12)


@given(labels, distances(), st.permutations("abcd"))
def test_what_labels_are_called_changes_nothing(listed, distance, names):
    renamed = dict(zip("abcd", names, strict=True))
    one, other = doors(listed)[0], doors([renamed[label] for label in listed])[0]
    called = distance.rename(index=renamed, columns=renamed)
    for measure in (leco.leinster_cobbold, leco.rao, leco.rao_stirling):
        before = float(measure(one, by="sector", distance=distance))
        assert float(measure(other, by="sector", distance=called)) == pytest.approx(
            before, abs=1e-12
        )


def _klooz():
    partners = DIVERSITY["klooz_public_list"]["partners"]
    graph = nx.Graph()
    for name, top, sub, _ in partners:
        graph.add_node(name, top=top, sub=sub or top)
    return graph, leco.Coalition.from_graph(graph)


@pytest.mark.parametrize("door", [0, 1])
def test_klooz_by_finer_headings_is_much_the_same_coalition(door):
    # The public fact sheet, counted in tests/reference: six headings, one of them in three parts.
    data, expected = _klooz()[door], DIVERSITY["klooz_public_list"]["expected"]
    for level, counts in (("top", "top_category_counts"), ("sub", "sub_category_counts")):
        assert leco.richness(data, by=level).value == len(expected[counts])
        for unbiased, key in ((False, "blau"), (True, "blau_unbiased")):
            found = float(leco.blau(data, by=level, unbiased=unbiased))
            assert found == pytest.approx(expected[level][key])
    # Two parts of a heading differ by 1/2, so half of what Blau gains by the split is kept.
    half = (expected["top"]["blau"] + expected["sub"]["blau"]) / 2
    rao = leco.rao(data, by="sub", coarse="top")
    assert float(rao) == pytest.approx(half)
    assert float(leco.leinster_cobbold(data, by="sub", coarse="top", order=2)) == pytest.approx(
        1 / (1 - half)
    )
    for order in (0, 1, 2):
        coarse = float(leco.hill_number(data, by="top", order=order))
        split = float(leco.hill_number(data, by="sub", order=order)) - coarse
        moved = float(leco.leinster_cobbold(data, by="sub", coarse="top", order=order)) - coarse
        assert 0 < moved < 0.4 * split
    # The nearer the parts, the less: parts that differ by 0.05 move it by under 3 %.
    partners = DIVERSITY["klooz_public_list"]["partners"]
    names = sorted({sub or top for _, top, sub, _ in partners})
    near = pd.DataFrame(1.0 - np.eye(len(names)), index=names, columns=names)
    parts = ["jeugd", "proefcentrum", "sociale economie"]
    near.loc[parts, parts] *= 0.05
    found = float(leco.leinster_cobbold(data, by="sub", distance=near))
    assert found == pytest.approx(float(leco.hill_number(data, by="top")), rel=0.03)


def test_sums_over_ordered_pairs():
    # Two equal sectors: 2 * (1/2 * 1/2) * d; sums over g < h would give half.
    graph, _ = doors("ab")
    how = {"a": {"a": 0, "b": 0.5}, "b": {"a": 0.5, "b": 0}}
    assert float(leco.rao_stirling(graph, by="sector", distance=how)) == 0.25
    assert float(leco.rao_stirling(graph, by="sector", distance=how, alpha=2)) == 0.125
    assert float(leco.rao_stirling(graph, by="sector", distance=how, alpha=0)) == 0.5
    assert float(leco.rao_stirling(graph, by="sector", distance=how, beta=0)) == 1
    for wrong in ({"alpha": -1}, {"beta": -0.5}, {"beta": math.nan}):
        with pytest.raises(ValueError, match="alpha|beta"):
            leco.rao_stirling(graph, by="sector", **wrong)


def test_one_way_to_say_how_different_labels_are():
    graph, _ = doors("ab")
    for measure in (leco.rao, leco.rao_stirling, leco.leinster_cobbold):
        with pytest.raises(ValueError, match="give one of them"):
            measure(graph, by="sector", coarse="sector", distance={})
    found = leco.rao(doors("a")[0], by="sector", unbiased=True)
    assert math.isnan(found.value)
    assert found.notes[-1].code == "too_few_partners"
