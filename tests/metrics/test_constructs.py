"""Variety, separation and disparity: closed forms, and by leaving out and filling in by hand."""

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings, strategies as st
from tests.conftest import doors, reference
from tests.metrics.test_diversity_indices import listed

import leco

MAXIMA = reference("diversity_integration")["harrison_klein_maxima"]
VARIETY = ["richness", "blau", "blau_unbiased", "iqv", "shannon", "hill_1", "hill_2"]


# --- the most that can be reached ----------------------------------------------------------


@pytest.mark.parametrize("door", [0, 1])
def test_the_most_of_each_construct(door):
    # Analytic, tests/reference "harrison_klein_maxima" (Harrison & Klein 2007).
    for k, expected in MAXIMA["K"].items():
        data = doors(listed([3] * int(k)))[door]
        frame = leco.diversity(data, by="sector").frame
        assert float(leco.blau(data, by="sector")) == pytest.approx(expected["blau_max"])
        assert float(leco.shannon(data, by="sector")) == pytest.approx(expected["teachman_max"])
        assert frame.loc["blau", "maximum"] == pytest.approx(expected["blau_max"])
        assert frame.loc["shannon", "maximum"] == pytest.approx(expected["teachman_max"])
    for n, expected in MAXIMA["reachable_blau_max_K10"].items():
        data = doors(["s0"] * int(n))[door]
        frame = leco.diversity(data, by="sector", categories=10).frame
        assert frame.loc["blau", "maximum"] == pytest.approx(expected)
    most = MAXIMA["scale_1_to_5"]["max_sd_population"]
    data = doors([1, 1, 1, 5, 5, 5], "vision")[door]
    assert float(leco.separation(data, by="vision")) == pytest.approx(most)
    data = doors([2, 2, 3, 3, 3, 3], "vision")[door]
    frame = leco.diversity(data, by="vision", construct="separation", scale=(1, 5)).frame
    assert frame.loc["sd", "maximum"] == pytest.approx(most)
    data = doors([0] * 9 + [500], "budget")[door]
    frame = leco.diversity(data, by="budget", construct="disparity").frame
    for column in ("value", "maximum"):
        assert frame.loc["cv", column] == pytest.approx(MAXIMA["n_10"]["cv_max_population_sd"])
        assert frame.loc["gini", column] == pytest.approx(MAXIMA["n_10"]["gini_max"])
        assert frame.loc["gini_unbiased", column] == pytest.approx(1)
        assert frame.loc["theil", column] == pytest.approx(math.log(10))
    found = leco.disparity(data, by="budget")
    assert float(found) == pytest.approx(1)
    assert found.parts["gini"] == pytest.approx(MAXIMA["n_10"]["gini_max"])
    assert found.parts["cv"] == pytest.approx(MAXIMA["n_10"]["cv_max_population_sd"])


@pytest.mark.parametrize(("n", "k"), [(1, 2), (2, 4), (4, 3), (5, 2), (6, 3)])
def test_the_reachable_maximum_of_variety_by_trying_every_list(n, k):
    best = dict.fromkeys(VARIETY, -math.inf)
    for sectors in itertools.combinations_with_replacement("abcd"[:k], n):
        values = leco.diversity(doors(sectors)[0], by="sector", categories=k).frame["value"]
        for name in VARIETY:
            if not math.isnan(values[name]):
                best[name] = max(best[name], values[name])
    frame = leco.diversity(doors("a" * n)[0], by="sector", categories=k).frame
    for name in VARIETY:
        if math.isfinite(best[name]):
            assert frame.loc[name, "maximum"] == pytest.approx(best[name])


# --- without any one partner, and with the missing ones filled in ---------------------------


def _values(values, construct="variety", **more):
    graph, _ = doors(values)
    return leco.diversity(graph, by="sector", construct=construct, **more).frame["value"]


def _compare(frame, others, columns):
    for name, row in frame.iterrows():
        known = [one[name] for one in others if not math.isnan(one[name])]
        expected = [min(known), max(known)] if known else [math.nan] * 2
        assert row[columns].tolist() == pytest.approx(expected, nan_ok=True, abs=1e-9), name


sectors = st.lists(st.sampled_from("abc"), min_size=2, max_size=7)
several = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True), min_size=2, max_size=6
)
amounts = st.lists(st.integers(0, 5), min_size=2, max_size=7)


@given(sectors | several)
def test_low_and_high_of_variety_by_leaving_out_each_partner(values):
    frame = leco.diversity(doors(values)[0], by="sector").frame
    others = [_values(values[:place] + values[place + 1 :]) for place in range(len(values))]
    _compare(frame, others, ["low", "high"])


@pytest.mark.parametrize("construct", ["separation", "disparity"])
@given(values=amounts)
def test_low_and_high_of_numbers_by_leaving_out_each_partner(construct, values):
    assume(construct == "separation" or any(values))
    frame = leco.diversity(doors(values)[0], by="sector", construct=construct).frame
    others = [
        _values(values[:place] + values[place + 1 :], construct) for place in range(len(values))
    ]
    _compare(frame, others, ["low", "high"])


@settings(max_examples=12)
@given(sectors, st.integers(0, 3), st.booleans())
def test_lowest_and_highest_of_variety_by_every_way_to_fill_in(values, missing, open_ended):
    # With three headings in all, or with any of the missing perhaps of a kind not seen yet.
    categories = None if open_ended else 3
    frame = leco.diversity(
        doors([*values, *[None] * missing])[0], by="sector", categories=categories
    ).frame
    choice = "abcxyz" if open_ended else "abc"
    if missing == 0:
        choice = "a"
    others = [
        _values([*values, *fill], categories=categories)
        for fill in itertools.combinations_with_replacement(choice, missing)
    ]
    exact = frame.drop("iqv") if open_ended else frame
    _compare(exact, others, ["lowest", "highest"])
    if open_ended and missing:
        assert frame.loc["iqv", ["lowest", "highest"]].isna().all()


@settings(max_examples=12)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.integers(0, 2))
def test_lowest_and_highest_of_separation_hold_every_way_to_fill_in(values, missing):
    frame = leco.diversity(
        doors([*values, *[None] * missing])[0], by="sector", construct="separation", scale=(1, 5)
    ).frame
    grid = np.unique([*np.linspace(1, 5, 9), np.mean(values), np.median(values)])
    others = [
        _values([*values, *fill], "separation")
        for fill in itertools.combinations_with_replacement(grid.tolist(), missing)
    ]
    # The grid holds the ends, the mean and the median: where the extremes are reached.
    _compare(frame, others, ["lowest", "highest"])


def test_nothing_missing_leaves_nothing_open():
    for values, construct in (
        ("aabbc", "variety"),
        ([1, 2, 5], "separation"),
        ([0, 2, 5], "disparity"),
    ):
        frame = leco.diversity(doors(values)[0], by="sector", construct=construct).frame
        assert frame["lowest"].tolist() == pytest.approx(frame["value"].tolist())
        assert frame["highest"].tolist() == pytest.approx(frame["value"].tolist())
    amounts = doors([0, 2, None])[0]
    frame = leco.diversity(amounts, by="sector", construct="disparity").frame
    assert frame[["lowest", "highest"]].isna().all(axis=None)
    assert not frame["value"].isna().any()


# --- the right index for the construct ------------------------------------------------------


@pytest.mark.parametrize("door", [0, 1])
@pytest.mark.parametrize("construct", ["separation", "disparity"])
def test_numbers_of_sectors_are_refused(door, construct):
    data = doors(["care", "youth", "care"])[door]
    with pytest.raises(leco.UnsupportedGraphError, match=r"'sector' holds words \('care'\)"):
        leco.diversity(data, by="sector", construct=construct)
    with pytest.raises(leco.UnsupportedGraphError, match="holds words"):
        getattr(leco, construct)(data, by="sector")


@pytest.mark.parametrize(
    "values", [[1, 3, 5], ["1", "3", "5"], ["2,5", "1.5", None], [True, 1.5, 2][1:]]
)
@pytest.mark.parametrize("door", [0, 1])
def test_kinds_of_positions_are_refused(door, values):
    data = doors(values, "vision")[door]
    with pytest.raises(leco.UnsupportedGraphError, match="how far apart they are would not count"):
        leco.diversity(data, by="vision")
    assert (
        leco.diversity(data, by="vision", construct="separation").n == 3 - values.count(None) or 2
    )


def test_codes_with_a_letter_are_kinds():
    assert (
        leco.diversity(doors(["N85", "N64", "85"])[0], by="sector").frame.loc["richness", "value"]
        == 3
    )
    assert leco.diversity(doors([True, False])[0], by="sector").frame.loc["richness", "value"] == 2


def test_cells_that_are_no_numbers_are_named_all_at_once():
    graph, coalition = doors([1, "much", 3, "little", None, ""], "budget")
    for data in (graph, coalition):
        for construct in ("separation", "disparity"):
            with pytest.raises(leco.DataError, match="2 problems") as caught:
                leco.diversity(data, by="budget", construct=construct)
            assert [(one.row, one.column, one.value) for one in caught.value.problems] == [
                ("p001", "budget", "much"), ("p003", "budget", "little"),
            ]  # fmt: skip
    with pytest.raises(leco.DataError, match="is below 0"):
        leco.disparity(doors([1, -0.5], "budget")[0], by="budget")
    with pytest.raises(leco.DataError, match="is not a number"):
        leco.separation(nx.empty_graph(2), by={0: 1, 1: math.inf})
    assert float(leco.separation(doors([-1, 1], "budget")[0], by="budget")) == 1


def test_what_cannot_be_asked():
    graph, _ = doors([1, 3])
    with pytest.raises(ValueError, match="choose 'variety'"):
        leco.diversity(graph, by="sector", construct="balance")
    for scale in ((3, 1), (2, 5), (1, 2)):
        with pytest.raises(ValueError, match="scale"):
            leco.diversity(graph, by="sector", construct="separation", scale=scale)
    with pytest.raises(ValueError, match="categories"):
        leco.diversity(doors("ab")[0], by="sector", categories=1)


# --- numbers by hand ------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=2, max_size=8))
def test_spread_by_its_definitions(values):
    graph, coalition = doors(values)
    pairs = [abs(one - other) for one, other in itertools.combinations(values, 2)]
    n, mean = len(values), np.mean(values)
    for data in (graph, coalition):
        found = leco.separation(data, by="sector")
        assert float(found) == pytest.approx(np.std(values))
        assert found.parts["mean_distance"] == pytest.approx(np.mean(pairs))
        unequal = leco.disparity(data, by="sector")
        if not any(values):
            assert unequal.notes[-1].code == "nothing_divided"
            continue
        gini = sum(abs(one - other) for one in values for other in values) / (2 * n * n * mean)
        assert unequal.parts["gini"] == pytest.approx(gini)
        assert float(unequal) == pytest.approx(gini * n / (n - 1))
        assert unequal.parts["cv"] == pytest.approx(np.std(values) / mean)
        shares = [value / sum(values) for value in values if value]
        assert unequal.parts["theil"] == pytest.approx(
            math.log(n) + sum(s * math.log(s) for s in shares)
        )


def test_c4_is_that_of_the_tables():
    # c4 as control charts print it (Montgomery): n = 2, 5, 10, 25.
    for n, c4 in ((2, 0.7979), (5, 0.9400), (10, 0.9727), (25, 0.9896)):
        values = list(range(n))
        found = leco.separation(doors(values)[0], by="sector", unbiased=True)
        assert np.std(values, ddof=1) / float(found) == pytest.approx(c4, abs=5e-5)


@given(amounts, st.sampled_from([1e-3, 7, 1e6]))
def test_the_unit_of_amounts_changes_nothing(values, factor):
    assume(any(values))
    one, other = (leco.diversity(doors(v)[0], by="sector", construct="disparity").frame
                  for v in (values, [value * factor for value in values]))  # fmt: skip
    pd.testing.assert_frame_equal(one, other)


def test_a_table_reads_decimal_commas_as_people_write_them():
    _, coalition = doors(["2,5", "1", "4.0"], "capacity_used")
    found = leco.separation(coalition, by="capacity_used")
    assert found.parts["mean"] == pytest.approx(2.5)


def test_small_and_empty_lists_say_why():
    for call, code in (
        (lambda: leco.separation(nx.empty_graph(2), by={}), "too_few_numbers"),
        (lambda: leco.separation(nx.empty_graph(1), by={0: 1}, unbiased=True), "too_few_numbers"),
        (lambda: leco.disparity(nx.empty_graph(1), by={0: 1}), "too_few_numbers"),
        (lambda: leco.diversity(nx.empty_graph(2), by={}), "no_labels"),
        (lambda: leco.diversity(nx.empty_graph(2), by={}, construct="separation"), "too_few_numbers"),
        (lambda: leco.diversity(nx.empty_graph(2), by={0: 0, 1: 0}, construct="disparity"), "nothing_divided"),
        (lambda: leco.diversity(nx.empty_graph(1), by={0: "a"}), "drops_undefined"),
    ):  # fmt: skip
        found = call()
        assert found.notes[-1].code == code
        for lang in ("en", "nl"):
            assert "{" not in found.explain(lang)


def test_the_sentence_says_what_one_partner_moves():
    found = leco.diversity(doors("aab")[0], by="sector")
    assert found.sentence("en") == (
        "the chance that two partners differ is 0.667; leaving out any one partner moves it "
        "between 0 and 1."
    )
    assert "tussen 0 en 1" in found.sentence("nl")
    assert list(found.frame.columns) == [
        "value",
        "low",
        "high",
        "lowest",
        "highest",
        "maximum",
        "n",
    ]
    assert found.frame.index.tolist() == VARIETY
    assert found.about.by == "sector"
    # Without the one in b there is one category, of which the IQV is not defined.
    assert [note.code for note in found.notes] == ["categories_in_use", "drops_undefined"]
    two = leco.diversity(doors([["a", "b"], "b"])[0], by="sector")
    assert two.frame["maximum"].isna().all()
    assert "no_maximum_of_several" in [note.code for note in two.notes]
