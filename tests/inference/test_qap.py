"""QAP: R sna's values, every way of seven partners, and what exchanging partners leaves alone."""

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.conftest import reference

import leco

TEMPORAL = reference("temporal_inference")
DATA, QAP, MRQAP = TEMPORAL["data"], TEMPORAL["qap"], TEMPORAL["mrqap"]


def graph(name, key):
    kind = nx.DiGraph if DATA[name]["directed"] else nx.Graph
    found = nx.from_numpy_array(np.array(DATA[name][key], dtype=float), create_using=kind)
    nx.set_node_attributes(
        found, {i: f"s{one}" for i, one in enumerate(DATA[name].get("sector", []))}, "sector"
    )
    return found


def table(values):
    return pd.DataFrame(np.array(values, dtype=float))


def distance(name):
    far = np.array(DATA[name]["dist"], dtype=float)
    return table(np.log(far, out=np.zeros_like(far), where=far > 0))


@pytest.mark.parametrize("door", [lambda one: one, leco.Coalition.from_graph])
@pytest.mark.parametrize(("key", "name", "one", "other"), [
    ("D12_A_vs_B", "D12", "A", "B"), ("U14_A_vs_B", "U14", "A", "B"),
    ("D12_A_vs_same_sector", "D12", "A", "sector"),
])  # fmt: skip
def test_correlations_equal_sna(door, key, name, one, other):
    shown = QAP[key]  # 20,000 draws of sna: means and tails within their own error
    first = door(graph(name, one))
    second = other if other == "sector" else door(graph(name, other))
    found = leco.qap_correlation(first, second, draws=4999, seed=1)
    assert found.observed == pytest.approx(shown["obs"], abs=1e-12)
    assert found.expected == pytest.approx(shown["mean"], abs=4 * shown["sd"] / math.sqrt(4000))
    assert found.sd == pytest.approx(shown["sd"], rel=0.05)
    above = (found.draws[:, 0] >= found.observed - 1e-9).mean()
    assert above == pytest.approx(shown["p_ge_tol"], abs=4 * math.sqrt(0.003 / 4000))
    assert found.null == "qap"
    assert found.n == DATA[name]["n"]


def test_every_way_of_six_partners():
    # All 720 orders, written out in R.
    shown = QAP["U6_exact_720"]
    found = leco.qap_correlation(graph("U6", "A"), graph("U6", "B"))
    assert found.exact
    assert found.observed == pytest.approx(shown["obs"], abs=1e-12)
    values, counts = np.unique(found.draws.round(9), return_counts=True)
    np.testing.assert_allclose(values, shown["values"], atol=1e-9)
    assert counts.tolist() == shown["counts"]
    assert found.p == pytest.approx(2 * min(shown["p_ge_tol"], shown["p_le_tol"]))


PREDICTORS = {
    "netlm_D12_V": ("D12", "V", "linear", lambda: {"A": graph("D12", "A"), "same": "sector", "far": distance("D12")}),
    "netlm_U14": ("U14", "A", "linear", lambda: {"same": "sector", "far": distance("U14")}),
    "netlogit_D12_B": ("D12", "B", "logistic", lambda: {"same": "sector", "far": distance("D12")}),
    "netlogit_U14": ("U14", "A", "logistic", lambda: {"same": "sector", "far": distance("U14")}),
}  # fmt: skip


@pytest.mark.parametrize("key", PREDICTORS)
def test_regressions_equal_sna(key):
    name, outcome, model, predictors = PREDICTORS[key]
    shown = MRQAP[key]
    weight = "weight" if model == "linear" else None
    found = leco.qap_regression(graph(name, outcome), predictors(), model=model, weight=weight,
                                draws=1999, seed=3)  # fmt: skip
    np.testing.assert_allclose(found.frame["coefficient"], shown["classical"]["coef"], atol=1e-8)
    np.testing.assert_allclose(found.frame["statistic"], shown["classical"]["tstat"], atol=1e-6)
    # Double semi-partialling by 2,000 to 5,000 draws of sna's own.
    expected = np.array(shown["qapspp"]["pgreqabs"][1:])
    error = 4 * np.sqrt(np.maximum(expected * (1 - expected), 0.005) / 1000)
    assert (np.abs(found.frame["p"].to_numpy()[1:] - expected) <= error).all()
    assert math.isnan(found.frame.loc["(constant)", "p"])
    assert found.cells == DATA[name]["n"] * (DATA[name]["n"] - 1) / (
        1 if DATA[name]["directed"] else 2
    )


def test_every_way_of_seven_partners():
    # All 5,040 orders in R.
    shown = MRQAP["exact_V7"]
    predictors = {name: table(DATA["V7"][name]) for name in ("X1", "X2")}
    found = leco.qap_regression(table(DATA["V7"]["Y"]), predictors)
    assert found.exact
    np.testing.assert_allclose(found.frame["coefficient"], shown["coef"], atol=1e-12)
    np.testing.assert_allclose(found.frame["statistic"], shown["t"], atol=1e-10)
    np.testing.assert_allclose(found.frame["p"][1:], shown["dsp"]["p_abs"], atol=1e-12)


def test_partners_are_exchanged_within_their_groups_only():
    # Two and three partners: 2! 3! ways, each written out.
    one, other = nx.path_graph(5), nx.cycle_graph(5)
    groups = {0: "x", 1: "x", 2: "y", 3: "y", 4: "y"}
    found = leco.qap_correlation(one, other, within=groups)
    a, b = nx.to_numpy_array(one), nx.to_numpy_array(other)
    upper = np.triu_indices(5, 1)
    by_hand = []
    for first, second in itertools.product(
        itertools.permutations([0, 1]), itertools.permutations([2, 3, 4])
    ):
        order = [*first, *second]
        by_hand.append(np.corrcoef(a[upper], b[np.ix_(order, order)][upper])[0, 1])
    assert found.exact
    np.testing.assert_allclose(sorted(found.draws[:, 0]), sorted(by_hand), atol=1e-12)


def test_several_coalitions_have_a_constant_each_and_exchange_their_own():
    one = leco.Coalition.from_frames(
        [{"id": f"a{i}", "sector": "xy"[i % 2]} for i in range(4)],
        [{"source": "a0", "target": "a2"}, {"source": "a1", "target": "a3"}], name="one",
    )  # fmt: skip
    other = leco.Coalition.from_frames(
        [{"id": f"b{i}", "sector": "xy"[i % 2]} for i in range(4)],
        [{"source": "b0", "target": "b2"}, {"source": "b0", "target": "b1"}], name="other",
    )  # fmt: skip
    both = {"one": one, "other": other}
    found = leco.qap_regression(both, {"same sector": "sector"})
    assert found.exact
    assert found.draws == 24 * 24
    assert found.frame.index.tolist() == ["(constant one)", "(constant other)", "same sector"]
    # By hand: within each, two of six pairs share a sector; ties on them 2 of 2 and 1 of 2, on the
    # four others 0 and 1: demeaned by coalition the slope is the mean of 1 - 0 and 1/2 - 1/4.
    assert found.frame.loc["same sector", "coefficient"] == pytest.approx((1 + 0.25) / 2)
    swapped = leco.qap_regression({"other": other, "one": one}, {"same sector": "sector"})
    assert swapped.frame.loc["same sector", "p"] == found.frame.loc["same sector", "p"]
    assert "One more of same sector" in found.explain("en")
    assert "same sector" in found.explain("nl")


@given(st.integers(0, 10_000))
def test_names_and_order_of_partners_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    one, other = (nx.gnp_random_graph(9, 0.4, seed=seed + shift) for shift in (0, 1))
    if not 0 < one.number_of_edges() < 36 or not 0 < other.number_of_edges() < 36:
        return
    order = rng.permutation(9).tolist()
    turned = [nx.Graph() for _ in range(2)]
    for new, old in zip(turned, (one, other), strict=True):
        new.add_nodes_from(order)
        new.add_edges_from(old.edges)
    found = leco.qap_correlation(one, other, draws=19, seed=seed)
    again = leco.qap_correlation(*turned, draws=19, seed=seed)
    assert again.observed == found.observed
    np.testing.assert_array_equal(again.draws, found.draws)
    assert -1 <= found.observed <= 1
    assert 0 < found.p <= 1
    itself = leco.qap_correlation(one, one, draws=19, seed=seed)
    assert itself.observed == pytest.approx(1)


def test_who_has_no_label_or_did_not_answer_is_left_out_and_counted():
    path = nx.path_graph(7)
    nx.set_node_attributes(path, dict(enumerate("aabba")), "sector")
    found = leco.qap_correlation(path, "sector")
    assert found.n == 5
    assert found.notes[0].values == {"count": 2}
    assert found.observed == leco.qap_correlation(path.subgraph(range(5)), "sector").observed
    nx.set_node_attributes(path, {6: False}, "answered")
    assert leco.qap_correlation(path, nx.cycle_graph(7)).n == 6


def test_distances_between_numbers_of_a_column():
    path = nx.path_graph(4)
    nx.set_node_attributes(path, {0: 1, 1: 2, 2: "3,5", 3: 8}, "budget")
    far = np.abs(np.subtract.outer([1, 2, 3.5, 8], [1, 2, 3.5, 8]))
    by_table = leco.qap_correlation(path, table(far))
    assert leco.qap_correlation(path, "budget").observed == by_table.observed


def test_what_cannot_be_answered_says_why():
    path = nx.path_graph(4)
    with pytest.raises(leco.UndefinedError, match="same value for all pairs"):
        leco.qap_correlation(path, nx.complete_graph(4))
    with pytest.raises(leco.LecoError, match="says nothing of 1 partners"):
        leco.qap_correlation(path, nx.path_graph(3))
    with pytest.raises(leco.UndefinedError, match="terms say the same"):
        leco.qap_regression(path, {"one": nx.cycle_graph(4), "again": nx.cycle_graph(4)})
    with pytest.raises(leco.UndefinedError, match="separates"):
        leco.qap_regression(path, {"itself": path, "far": table(np.arange(16).reshape(4, 4))},
                            model="logistic")  # fmt: skip
    with pytest.raises(leco.UndefinedError, match="0 or 1"):
        leco.qap_regression(table(np.arange(16).reshape(4, 4)), {"path": path}, model="logistic")
    with pytest.raises(leco.DataError, match="second, row 1, 2: has no value for this pair"):
        leco.qap_correlation(
            path, table([[0, 1, 2, 3], [1, 0, math.nan, 1], [2, 1, 0, 1], [3, 1, 1, 0]])
        )
    with pytest.raises(ValueError, match="choose 'linear' or 'logistic'"):
        leco.qap_regression(path, {"ring": nx.cycle_graph(4)}, model="probit")
    with pytest.raises(leco.LecoError, match="no measure|column"):
        leco.qap_regression("sector", {"ring": nx.cycle_graph(4)})


@pytest.mark.slow
@pytest.mark.parametrize("model", ["correlation", "linear", "logistic"])
def test_p_is_small_no_more_often_than_it_says(model):
    # 2,000 sets of eight partners in which nothing goes with anything.
    found = []
    for seed in range(2000):
        y, x, z = (nx.gnp_random_graph(8, 0.5, seed=3 * seed + shift) for shift in range(3))
        try:
            if model == "correlation":
                p = leco.qap_correlation(y, x, draws=99, seed=seed).p
            else:
                p = leco.qap_regression(
                    y, {"x": x, "z": z}, model=model, draws=99, seed=seed
                ).frame.loc["x", "p"]
        except leco.UndefinedError:
            continue
        found.append(p)
    p = np.array(found)
    assert len(p) > 1800
    assert p.min() >= 0.01
    for a in (0.01, 0.05, 0.10):
        assert (p <= a + 1e-12).mean() <= a + 3 * math.sqrt(a * (1 - a) / len(p))
