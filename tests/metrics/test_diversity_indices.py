"""Kinds of partner: every stored value by both doors, closed forms, and where peers are wrong."""

import itertools
import math
import re

import networkx as nx
import pytest
from hypothesis import assume, given, strategies as st
from tests.conftest import doors, reference

import leco
from leco.graph.arrays import arrays
from leco.kernels.sampling import limit, sample_of

DIVERSITY = reference("diversity_integration")
ABUNDANCE = DIVERSITY["diversity_abundance"]

sectors = st.lists(st.sampled_from("abcd"), min_size=1, max_size=9)
several = st.lists(
    st.lists(st.sampled_from("abcd"), max_size=3, unique=True), min_size=2, max_size=8
)


def listed(counts):
    """Make a partner list with these numbers of partners per sector."""
    return [f"s{sector}" for sector, count in enumerate(counts) for _ in range(count)]


@pytest.mark.parametrize("name", ABUNDANCE)
@pytest.mark.parametrize("door", [0, 1])
def test_every_stored_value_by_both_doors(name, door):
    # vegan 2.6-4 (scikit-bio 0.7.4 agrees), tests/reference.
    entry = ABUNDANCE[name]
    expected = entry["expected"]
    data = doors(listed(entry["counts"]))[door]

    def same(found, key):
        value = math.nan if expected[key] is None else expected[key]
        assert float(found) == pytest.approx(value, abs=1e-9, nan_ok=True), key

    shannon = leco.shannon(data, by="sector")
    assert shannon.n == expected["n"]
    same(leco.richness(data, by="sector"), "richness")
    same(shannon, "shannon_ln")
    same(float(shannon) / math.log(2), "shannon_log2")
    same(leco.blau(data, by="sector"), "blau")
    same(leco.blau(data, by="sector", unbiased=True), "blau_unbiased")
    same(leco.blau(data, by="sector", unbiased=True), "simpson_unbiased_vegan")
    same(leco.rao(data, by="sector", unbiased=True), "blau_unbiased")
    same(leco.iqv(data, by="sector"), "iqv_observed_k")
    same(leco.evenness(data, by="sector").parts.get("pielou", math.nan), "pielou")
    orders = [float(order) for order in expected["hill"]]
    line = leco.hill_profile(data, by="sector", orders=orders).frame["hill_number"]
    for order, value in expected["hill"].items():
        assert line[float(order)] == pytest.approx(value, abs=1e-9)
        for measure in (leco.hill_number, leco.leinster_cobbold):
            found = float(measure(data, by="sector", order=float(order)))
            assert found == pytest.approx(value, abs=1e-9), order
    for size, value in expected["rarefied_richness"].items():
        found = float(leco.rarefied(data, by="sector", size=int(size)))
        assert found == pytest.approx(value, abs=1e-9), size
    # vegan's estimateR prints the form of Chao1 that is corrected for bias.
    chao = leco.asymptotic_diversity(data, by="sector")
    if expected["n"] < 5:  # refused, as a guess from too few; the sum behind it is the same
        assert math.isnan(chao.value)
        assert chao.notes[-1].code == "too_few_partners"
        assert limit(sample_of(arrays(data).labels("sector")), order=0) == expected["chao1"]
    else:
        same(chao.parts["bias_corrected"], "chao1")
    table = leco.diversity(data, by="sector").frame["value"]
    same(table["blau_unbiased"], "blau_unbiased")
    same(table["iqv"], "iqv_observed_k")
    same(table["shannon"], "shannon_ln")
    assert table["hill_2"] == pytest.approx(expected["hill"]["2"])


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


@pytest.mark.parametrize("door", [0, 1])
def test_one_sector_is_neither_even_nor_uneven(door):
    # scikit-bio 0.7.4 prints 1.0 for Pielou here, vegan NaN.
    data = doors(["a"] * 25)[door]
    for found in (leco.evenness(data, by="sector"), leco.iqv(data, by="sector")):
        assert math.isnan(found.value)
        assert found.notes[-1].code == "one_label"
        assert (found.n, found.missing) == (25, 0)
    # Of four headings to choose from, one in use is the least there can be.
    assert float(leco.iqv(data, by="sector", categories=4)) == 0


@pytest.mark.parametrize("door", [0, 1])
def test_missing_labels_by_both_doors(door):
    # netrics 0.3.1 keeps them in n: 0.6875 for 0.4444, and 0.75 for 0.
    entry = DIVERSITY["missing_attribute"]
    cases = (
        (entry["values"], entry["blau_complete_cases"], entry["blau_wrong_denominator"]),
        (
            entry["identical_plus_missing"]["values"],
            entry["identical_plus_missing"]["blau_complete_cases"],
            entry["identical_plus_missing"]["wrong"],
        ),
    )
    for values, right, wrong in cases:
        data = doors(values)[door]
        for measure in (leco.blau, leco.rao):
            found = measure(data, by="sector")
            assert float(found) == pytest.approx(right, abs=1e-12)
            assert float(found) != pytest.approx(wrong)
            assert found.missing == values.count(None)
            assert found.n == len(values) - values.count(None)
            assert re.match(rf"{found.missing} partners? without a value", str(found.notes[0]))
        table = leco.diversity(data, by="sector")
        assert table.frame.loc["blau", "value"] == pytest.approx(right, abs=1e-12)
        assert table.frame.loc["blau", "lowest"] <= right <= table.frame.loc["blau", "highest"]
        assert table.missing == values.count(None)
    assert float(leco.blau(nx.empty_graph(3), by={0: "a", 1: "a", 2: float("nan")})) == 0


@pytest.mark.parametrize("door", [0, 1])
def test_partners_with_several_labels_by_both_doors(door):
    # Analytic: [A], [A,B], [B,C]; 1/k each gives 1.5, 1, 0.5, whole each would give 2, 2, 1.
    entry = DIVERSITY["multilabel"]
    data = doors(entry["partners"])[door]
    blau = leco.blau(data, by="sector")
    assert float(blau) == pytest.approx(entry["blau_fractional"])
    assert float(blau) != pytest.approx(entry["blau_full"])
    assert float(leco.richness(data, by="sector")) == 3
    shares = {key: value / 3 for key, value in entry["fractional"].items()}
    entropy = -sum(share * math.log(share) for share in shares.values())
    assert float(leco.shannon(data, by="sector")) == pytest.approx(entropy)
    # As incidence at full size the shares are 2, 2, 1 of 5: 1 - 1/D2 is the Blau of full counts.
    whole = leco.rarefied(data, by="sector", size=3, order=2, incidence=True)
    assert 1 - 1 / float(whole) == pytest.approx(entry["blau_full"])


def test_iqv_says_over_which_categories():
    graph, _ = doors("aabbc")
    own, asked = leco.iqv(graph, by="sector"), leco.iqv(graph, by="sector", categories=5)
    assert [note.code for note in own.notes] == ["categories_in_use"]
    assert (own.parts["categories"], own.parts["labels"]) == (3, 3)
    assert not asked.notes
    assert (asked.parts["categories"], asked.parts["labels"]) == (5, 3)
    assert float(own) == pytest.approx(0.64 * 3 / 2)  # 1 - (4 + 4 + 1)/25
    assert float(asked) == pytest.approx(0.64 * 5 / 4)
    for few in (2, 3.5):
        with pytest.raises(ValueError, match="categories"):
            leco.iqv(graph, by="sector", categories=few)


def test_an_answer_says_by_which_column_and_how_many_labels():
    graph, coalition = doors("aabbc")
    for data in (graph, coalition):
        found = leco.blau(data, by="sector")
        assert found.about.by == "sector"
        assert found.parts["labels"] == 3
        assert found.to_dict()["by"] == "sector"
        assert "Grouped by: sector." in found.explain("en")
        assert "Volgens: sector." in found.explain("nl")
    assert leco.blau(graph, by={"p000": "x"}).about.by == "by"
    assert leco.density(graph).about.by == ""
    assert "Grouped" not in leco.density(graph).explain()


@given(sectors, st.lists(st.sampled_from([0, 0.5, 1, 2, 5, math.inf]), min_size=1, unique=True))
def test_the_profile_is_the_hill_numbers(labels, orders):
    graph, _ = doors(labels)
    line = leco.hill_profile(graph, by="sector", orders=sorted(orders)).frame["hill_number"]
    for order in orders:
        assert line[order] == pytest.approx(
            float(leco.hill_number(graph, by="sector", order=order))
        )
    assert all(one >= other - 1e-9 for one, other in itertools.pairwise(line))


@given(sectors, st.lists(st.floats(0, 50), min_size=2, max_size=6))
def test_hill_numbers_never_rise_with_the_order(labels, orders):
    # The orders are drawn anywhere, also a hair's breadth from 1.
    graph, _ = doors(labels)
    orders = sorted([*orders, 1, math.nextafter(1, 2), 1 + 1e-9])
    profile = [
        float(leco.hill_number(graph, by="sector", order=order)) for order in [*orders, math.inf]
    ]
    assert all(one >= other - 1e-6 for one, other in itertools.pairwise(profile))
    shares = [labels.count(sector) / len(labels) for sector in set(labels)]
    assert 1 / max(shares) - 1e-6 <= min(profile)
    assert max(profile) <= len(shares) + 1e-6


@pytest.mark.parametrize("order", [1 + 1e-15, 1 - 1e-13, 1 + 1e-10, 100, 400, 1e4, math.inf])
def test_of_ten_equal_sectors_ten_count_whatever_the_order(order):
    graph, _ = doors("abcdefghij")
    assert float(leco.hill_number(graph, by="sector", order=order)) == pytest.approx(10)


@given(sectors)
def test_shannon_blau_iqv_and_evenness_are_hill_numbers_in_disguise(labels):
    graph, _ = doors(labels)
    zero, one, two = leco.hill_profile(graph, by="sector").frame["hill_number"]
    shannon = leco.shannon(graph, by="sector")
    assert float(shannon) == pytest.approx(math.log(one), abs=1e-12)
    assert shannon.parts["effective"] == pytest.approx(one)
    assert float(leco.blau(graph, by="sector")) == pytest.approx(1 - 1 / two, abs=1e-12)
    if zero > 1.5:
        even = leco.evenness(graph, by="sector")
        assert float(even) == pytest.approx(two / zero)
        assert 1 / zero < float(even) <= 1 + 1e-12
        assert 0 < even.parts["pielou"] <= 1 + 1e-12
        assert float(leco.iqv(graph, by="sector")) == pytest.approx(
            (1 - 1 / two) * zero / (zero - 1)
        )


@given(several)
def test_unbiased_blau_is_the_mean_difference_of_two_partners(labels):
    # By hand: two partners differ by 1 less the product of their shares, over all pairs.
    known = [set(one) for one in labels if one]
    assume(len(known) > 1)
    graph, _ = doors([one or None for one in labels])
    pairs = list(itertools.combinations(known, 2))
    expected = sum(1 - len(one & two) / len(one) / len(two) for one, two in pairs) / len(pairs)
    for measure in (leco.blau, leco.rao):
        found = float(measure(graph, by="sector", unbiased=True))
        assert found == pytest.approx(expected, abs=1e-12)


@given(sectors)
def test_a_partner_without_a_label_moves_nothing(labels):
    for name in ("shannon", "iqv", "evenness", "hill_profile"):
        measure = getattr(leco, name)
        one, two = (measure(doors([*labels, *more])[0], by="sector") for more in ((), (None,)))
        assert [v for *_, v in one.values()] == pytest.approx(
            [v for *_, v in two.values()], nan_ok=True
        )
        assert (two.n, two.missing) == (one.n, one.missing + 1)
        assert "1 partner without a value for sector left out" in map(str, two.notes)


@pytest.mark.parametrize("name", ["richness", "blau", "hill_number", "shannon", "iqv", "evenness", "rao", "leinster_cobbold",
                                  "rao_stirling", "sample_coverage", "asymptotic_diversity"])  # fmt: skip
def test_without_a_label_it_says_so(name):
    found = getattr(leco, name)(nx.empty_graph(6), by={})
    assert math.isnan(found.value)
    assert [note.code for note in found.notes] == ["labels_missing", "no_labels"]
    assert (found.n, found.missing) == (0, 6)


def test_orders_below_zero_are_refused():
    graph, _ = doors("ab")
    for call in (leco.hill_number, leco.leinster_cobbold):
        with pytest.raises(ValueError, match="order"):
            call(graph, by="sector", order=-1)
    with pytest.raises(ValueError, match="order"):
        leco.hill_profile(graph, by="sector", orders=(0, -1))


def test_one_partner_makes_no_pair_to_be_unbiased_about():
    alone = leco.blau(nx.empty_graph(3), by={0: "a"}, unbiased=True)
    assert math.isnan(alone.value)
    assert alone.notes[-1].code == "too_few_partners"


@pytest.mark.parametrize("order", [0, 1, 2, math.inf])
@pytest.mark.parametrize("measure", [leco.hill_number, leco.leinster_cobbold])
def test_without_labels_there_is_no_number_of_kinds(measure, order):
    assert math.isnan(measure(nx.empty_graph(3), by={}, order=order).value)


def test_a_profile_is_a_row_for_each_order():
    assert leco.hill_profile(nx.empty_graph(2), by={0: "a"}).frame.index.name == "order"
