"""Equal size and equal completeness against iNEXT, and by drawing every table."""

import decimal
import itertools
import math

import pytest
from hypothesis import assume, given, strategies as st
from tests.conftest import doors, in_place, reference
from tests.metrics.test_diversity_indices import listed
from tests.oracles import tables

import leco

INCIDENCE = reference("diversity_integration")["diversity_incidence"]
ORDERS = {"Species richness": 0, "Shannon diversity": 1, "Simpson diversity": 2}


@pytest.fixture(scope="module")
def inext():
    # iNEXT 3.0.2, read in place.
    return in_place("diversity_integration")["diversity_inext"]


@pytest.fixture(scope="module")
def lists(inext):
    return {name: doors(listed(counts)) for name, counts in inext["inputs"].items()}


@pytest.mark.parametrize("door", [0, 1])
def test_coverage_and_limits_equal_inext(inext, lists, door):
    for row in inext["datainfo"]:
        data = lists[row["Assemblage"]][door]
        found = leco.sample_coverage(data, by="sector")
        assert round(float(found), 4) == row["SC"]
        assert (found.n, found.parts["labels"], found.parts["once"]) == (
            row["n"],
            row["S.obs"],
            row["f1"],
        )
    for row in inext["asymptotic"]:
        data = lists[row["Assemblage"]][door]
        found = leco.asymptotic_diversity(data, by="sector", order=ORDERS[row["Diversity"]])
        assert float(found) == pytest.approx(row["Estimator"], rel=1e-6)
        assert found.parts["observed"] == pytest.approx(row["Observed"], rel=1e-6)
        assert found.notes[-1].code == "if_random_sample"


@pytest.mark.parametrize("door", [0, 1])
def test_fixed_size_equals_inext(inext, lists, door):
    for row in inext["fixed_size"]:
        data = lists[row["Assemblage"]][door]
        size, order = row["m"], row["Order.q"]
        found = leco.extrapolated(data, by="sector", size=size, order=order)
        assert float(found) == pytest.approx(row["qD"], rel=1e-6)
        if size <= found.n:
            rarefied = leco.rarefied(data, by="sector", size=size, order=order)
            assert float(rarefied) == pytest.approx(row["qD"], rel=1e-6)
        # The coverage it prints for this size is reached at this size.
        back = leco.coverage_standardised(data, by="sector", coverage=row["SC"], order=order)
        assert back.parts["size"] == pytest.approx(size, rel=1e-6)
        assert float(back) == pytest.approx(row["qD"], rel=1e-6)


@pytest.mark.parametrize("door", [0, 1])
def test_fixed_coverage_equals_inext(inext, lists, door):
    for row in inext["fixed_coverage"]:
        data = lists[row["Assemblage"]][door]
        found = leco.coverage_standardised(
            data, by="sector", coverage=row["SC"], order=row["Order.q"]
        )
        assert float(found) == pytest.approx(row["qD"], rel=inext["tol"])
        assert found.parts["size"] == pytest.approx(row["m"], rel=inext["tol"])
        # Asked for the round number, as a user would.
        found = leco.coverage_standardised(
            data, by="sector", coverage=round(row["SC"], 2), order=row["Order.q"]
        )
        assert float(found) == pytest.approx(row["qD"], rel=inext["tol_coverage_base"])


def _offers():
    matrix = INCIDENCE["matrix_rows_competencies_cols_partners"]
    return [
        [f"c{row}" for row, cells in enumerate(matrix) if cells[column]]
        for column in range(len(matrix[0]))
    ]


@pytest.mark.parametrize("door", [0, 1])
def test_competencies_equal_inext_incidence(door):
    # iNEXT 3.0.2, incidence_raw, tests/reference: the partner is the unit, the competency the kind.
    data = doors(_offers(), "offers")[door]
    how = {"by": "offers", "incidence": True}
    (info,) = INCIDENCE["info"]
    found = leco.sample_coverage(data, **how)
    assert round(float(found), 4) == info["SC"]
    assert (found.n, found.parts["labels"]) == (info["T"], info["S.obs"])
    assert (found.parts["once"], found.parts["twice"]) == (info["Q1"], info["Q2"])
    for row in INCIDENCE["asymptotic"]:
        found = leco.asymptotic_diversity(data, order=ORDERS[row["Diversity"]], **how)
        assert float(found) == pytest.approx(row["Estimator"], rel=INCIDENCE["tol"])
        assert found.parts["observed"] == pytest.approx(row["Observed"], rel=INCIDENCE["tol"])
    for row in INCIDENCE["size5"]:
        for measure in (leco.rarefied, leco.extrapolated):
            found = float(measure(data, size=row["t"], order=row["Order.q"], **how))
            assert found == pytest.approx(row["qD"], rel=INCIDENCE["tol"])
        back = leco.coverage_standardised(data, coverage=row["SC"], order=row["Order.q"], **how)
        assert back.parts["size"] == pytest.approx(row["t"], rel=INCIDENCE["tol"])
    for row in INCIDENCE["coverage0.9"]:
        found = leco.coverage_standardised(data, coverage=row["SC"], order=row["Order.q"], **how)
        assert float(found) == pytest.approx(row["qD"], rel=INCIDENCE["tol"])
        assert found.parts["size"] == pytest.approx(row["t"], rel=INCIDENCE["tol"])


labels = st.lists(st.sampled_from("abcd"), min_size=5, max_size=8)
offers = st.lists(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True), min_size=2, max_size=7
)


@given(offers, st.sampled_from([0, 0.5, 1, 2]), st.data())
def test_incidence_by_drawing_every_table(offered, order, data):
    size = data.draw(st.integers(1, len(offered)))
    graph, _ = doors(offered)
    found = leco.rarefied(graph, by="sector", size=size, order=order, incidence=True)
    assert float(found) == pytest.approx(tables.rarefied_incidence(offered, size, order))


@given(labels, st.sampled_from([0, 1, 2]))
def test_with_one_label_each_incidence_is_abundance(listing, order):
    graph, _ = doors(listing)
    for name, more in (("rarefied", {"size": 3, "order": order}), ("sample_coverage", {}),
                       ("asymptotic_diversity", {"order": order}),
                       ("extrapolated", {"size": 12, "order": order}),
                       ("coverage_standardised", {"coverage": 0.8, "order": order})):  # fmt: skip
        measure = getattr(leco, name)
        one, other = (
            float(measure(graph, by="sector", incidence=how, **more)) for how in (False, True)
        )
        assert one == pytest.approx(other, nan_ok=True)


@given(labels, st.sampled_from([0, 1, 2]))
def test_longer_lists_hold_more_and_never_more_than_the_limit(listing, order):
    graph, _ = doors(listing)
    n = len(listing)
    curve = [
        float(leco.extrapolated(graph, by="sector", size=size, order=order))
        for size in (*range(1, n + 4), 2 * n, 50 * n)
    ]
    assert curve[0] == pytest.approx(1)
    assert all(one <= other + 1e-9 for one, other in itertools.pairwise(curve))
    whole = float(leco.hill_number(graph, by="sector", order=order))
    assert curve[n - 1] == pytest.approx(whole)
    limit = float(leco.asymptotic_diversity(graph, by="sector", order=order))
    assert math.isnan(limit) or curve[-1] <= limit + 1e-9


@given(labels, st.floats(0.05, 0.95), st.sampled_from([0, 1, 2]))
def test_equal_coverage_gives_the_curve_at_the_size_it_names(listing, coverage, order):
    graph, _ = doors(listing)
    found = leco.coverage_standardised(graph, by="sector", coverage=coverage, order=order)
    if math.isnan(found.value):
        assert found.notes[-1].code == "coverage_of_one"
        return
    size = found.parts["size"]
    assume(size < 1e6)
    ends = [
        float(leco.extrapolated(graph, by="sector", size=whole, order=order))
        for whole in (max(math.floor(size), 1), math.ceil(size))
    ]
    assert ends[0] - 1e-9 <= float(found) <= ends[1] + 1e-9
    assert (size <= len(listing)) == (coverage <= found.parts["own_coverage"])


@pytest.mark.parametrize(
    "counts", [[1] * 5, [1] * 40, [150] * 3 + [1] * 9 + [2], [9] * 30 + [2] * 30 + [1] * 2, [30, 1]]
)
def test_the_limit_of_entropy_in_four_hundred_digits(counts):
    # Chao, Wang & Jost (2013) as published.
    with decimal.localcontext(prec=400):
        n, once, twice = sum(counts), counts.count(1), counts.count(2)
        harmonic = [decimal.Decimal(0)]
        for k in range(1, n):
            harmonic.append(harmonic[-1] + decimal.Decimal(1) / k)
        entropy = sum(x * (harmonic[n - 1] - harmonic[x - 1]) / n for x in counts)
        ratio = (
            decimal.Decimal(2 * twice) / ((n - 1) * once + 2 * twice)
            if twice
            else decimal.Decimal(2) / ((n - 1) * (once - 1) + 2)
        )
        if ratio < 1:
            rest = -ratio.ln() - sum((1 - ratio) ** r / r for r in range(1, n))
            entropy += once * (1 - ratio) ** (1 - n) * rest / n
        expected = float(entropy.exp())
    graph, _ = doors(listed(counts))
    found = float(leco.asymptotic_diversity(graph, by="sector", order=1))
    assert found == pytest.approx(expected, rel=1e-10)


def test_coverage_by_hand():
    # aaabbc: one sector seen once, one twice; 1 - 1/6 * 5/(5 + 2).
    graph, _ = doors("aaabbc")
    found = leco.sample_coverage(graph, by="sector")
    assert float(found) == pytest.approx(1 - 1 / 6 * 5 / 7)
    assert (found.parts["once"], found.parts["twice"]) == (1, 1)
    # aaab: nothing seen twice; without singletons the list is complete.
    assert float(leco.sample_coverage(doors("aabbb")[0], by="sector")) == 1
    # abcde: f1 = 5, f2 = 0: 1 - 5/5 * 16/(16 + 2).
    assert float(leco.sample_coverage(doors("abcde")[0], by="sector")) == pytest.approx(1 / 9)


def test_small_lists_are_refused():
    # iNEXT stops or warns of "only one species" on lists as short as this.
    graph, _ = doors(["a", "a", "b", "c", None])
    calls = {
        leco.sample_coverage: {}, leco.asymptotic_diversity: {},
        leco.extrapolated: {"size": 8}, leco.coverage_standardised: {"coverage": 0.5},
    }  # fmt: skip
    for measure, more in calls.items():
        found = measure(graph, by="sector", **more)
        assert math.isnan(found.value)
        assert str(found.notes[-1]) == "not defined for fewer than 5 partners"
        assert (found.n, found.missing) == (4, 1)
        several, _ = doors([["a", "b"], *"aabbc"])
        found = measure(several, by="sector", **more)
        assert math.isnan(found.value)
        assert found.notes[-1].code == "needs_single_labels"
        assert not math.isnan(float(measure(several, by="sector", incidence=True, **more)))


def test_what_is_estimated_says_that_it_supposes_a_sample():
    graph, _ = doors("aaabbc")
    for found in (
        leco.sample_coverage(graph, by="sector"),
        leco.asymptotic_diversity(graph, by="sector"),
        leco.extrapolated(graph, by="sector", size=9),
        leco.coverage_standardised(graph, by="sector", coverage=0.8),
    ):
        assert "if the list were a random sample" in found.explain("en")
    far = leco.extrapolated(graph, by="sector", size=13)
    assert [note.code for note in far.notes] == ["if_random_sample", "beyond_twice"]
    twice = leco.extrapolated(graph, by="sector", size=12)
    assert [note.code for note in twice.notes] == ["if_random_sample"]
    assert not leco.rarefied(graph, by="sector", size=3).notes  # a census of the coalition
    unlike = leco.asymptotic_diversity(doors("abcdef")[0], by="sector", order=2)
    assert unlike.parts["observed"] == pytest.approx(6)
    low = leco.coverage_standardised(graph, by="sector", coverage=0.1).notes[-1]
    assert low.code == "coverage_of_one"
    one = leco.coverage_standardised(graph, by="sector", coverage=low.values["lowest"])
    assert float(one) == pytest.approx(1)  # just what one partner covers is one sector
    assert (
        leco.asymptotic_diversity(doors("abcdef")[0], by="sector", order=2).notes[-1].code
        == "no_two_alike"
    )


def test_what_cannot_be_asked():
    graph, _ = doors("aaabbc")
    for measure, more in (
        (leco.coverage_standardised, {"coverage": 1}), (leco.coverage_standardised, {"coverage": 0}),
        (leco.coverage_standardised, {"coverage": 0.5, "order": 3}),
        (leco.extrapolated, {"size": 0}), (leco.extrapolated, {"size": 2.5}),
        (leco.extrapolated, {"size": 9, "order": 0.5}), (leco.asymptotic_diversity, {"order": -1}),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="coverage|size|order"):
            measure(graph, by="sector", **more)
