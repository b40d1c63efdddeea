"""QAP: R sna's values, every way of seven partners, and what exchanging partners leaves alone."""

import contextlib
import itertools
import json
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.conftest import reference

import leco
from leco.kernels.dyad_fits import constant, logit
from leco.kernels.dyads import PairCells, partial_correlations, score_statistics

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
    assert math.isnan(found.ratio)  # all orders together give 0: there is nothing to divide by
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


def test_a_partial_correlation_is_that_of_what_the_others_leave():
    # By least squares of the outcome, and of the exchanged column, on the others (Frisch & Waugh).
    rng = np.random.default_rng(2)
    cells = PairCells((5,), True, np.zeros(5, dtype=np.int64))
    outcome, column, other = rng.normal(size=(3, 20)) * 7
    others = np.column_stack([np.ones(20), other])
    orders = np.array([[0, 1, 2, 3, 4], [3, 1, 4, 0, 2]])

    def left(values):
        return values - others @ np.linalg.lstsq(others, values, rcond=None)[0]

    found = partial_correlations(outcome, others, column, cells, orders)
    freed = np.concatenate(list(cells.permuted(left(column), orders)))
    wanted = [np.corrcoef(left(outcome), left(one))[0, 1] for one in freed]
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_a_score_statistic_is_that_of_the_whole_information():
    # Rao (1948): s' I^-1 s of the regression with the column, at the fit without it; its root.
    rng = np.random.default_rng(3)
    cells = PairCells((5,), True, np.zeros(5, dtype=np.int64))
    column, other = rng.normal(size=(2, 20))
    outcome = (rng.random(20) < 0.5).astype(float)
    others = np.column_stack([np.ones(20), other])
    mean = logit(outcome, others).chances
    orders = np.array([[0, 1, 2, 3, 4], [3, 1, 4, 0, 2]])
    found = score_statistics(outcome, others, column, cells, orders)
    left = column - others @ np.linalg.lstsq(others, column, rcond=None)[0]
    for z, exchanged in zip(found, np.concatenate(list(cells.permuted(left, orders))), strict=True):
        design = np.column_stack([others, exchanged])
        score = design.T @ (outcome - mean)
        information = design.T @ (design * (mean * (1 - mean))[:, None])
        assert z**2 == pytest.approx(score @ np.linalg.solve(information, score))
        assert np.sign(z) == np.sign(score[-1])


def test_what_is_constant_does_not_depend_on_the_unit():
    assert constant(np.array([1e9, 1e9 + 1e-3]))  # a millionth of a millionth
    assert not constant(np.array([1e-9, 2e-9]))


@pytest.mark.parametrize("directed", [False, True])
def test_values_of_several_coalitions_go_back_to_their_own_pairs(directed):
    # By indexing the matrices themselves, for coalitions of different sizes.
    matrices = [np.arange(n * n, dtype=float).reshape(n, n) + 100 * n for n in (3, 4, 2)]
    matrices = [np.where(np.eye(len(m)) > 0, 0, m if directed else m + m.T) for m in matrices]
    cells = PairCells((3, 4, 2), directed, np.zeros(9, dtype=np.int64))
    for found, matrix in zip(cells.back(cells.of(matrices)), matrices, strict=True):
        np.testing.assert_array_equal(found, matrix)
    within = [[1, 0, 2], [3, 1, 0, 2], [1, 0]]
    orders = np.array([[*range(3), *range(4), *range(2)], [one for own in within for one in own]])
    begins = np.repeat([0, 3, 7], cells.sizes)
    same, moved = np.concatenate(list(cells.permuted(cells.of(matrices), orders + begins)))
    np.testing.assert_array_equal(same, cells.of(matrices))
    exchanged = [m[np.ix_(own, own)] for m, own in zip(matrices, within, strict=True)]
    np.testing.assert_array_equal(moved, cells.of(exchanged))


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
    assert "constant" not in found.explain("en")
    assert "p = –" not in found.explain("en")


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


def test_the_odds_of_a_tie_are_said_as_so_many_times():
    # By hand: of the 4 pairs of a path of five 3 are tied, of the 6 others 2: (3 / 1) / (2 / 4).
    tied = nx.Graph([(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)])
    tied.add_node(4)
    found = leco.qap_regression(tied, {"path": nx.path_graph(5)}, model="logistic")
    assert found.frame.loc["path", "coefficient"] == pytest.approx(math.log(6))
    assert "One more of path: the odds of a tie are 6 times as high" in found.explain("en")
    # As a difference of shares it is 3/4 - 2/6.
    plain = leco.qap_regression(tied, {"path": nx.path_graph(5)})
    assert plain.frame.loc["path", "coefficient"] == pytest.approx(5 / 12)


def test_a_perfect_fit_has_a_p_and_no_t():
    # 1 + 2 x, for x the ties of a path of five. By hand: of 120 orders a path is itself in two,
    # there and back, and no order gives its complement, so p = 2 / 120.
    path = nx.path_graph(5)
    ties = nx.to_numpy_array(path)
    found = leco.qap_regression(table(1 + 2 * ties), {"path": path})
    assert found.exact
    assert found.frame.loc["path", "p"] == pytest.approx(2 / 120)
    assert found.frame["coefficient"].to_numpy() == pytest.approx([1, 2])
    assert found.frame["statistic"].isna().all()
    assert "t: not defined: the terms explain the outcome wholly" in found.explain("en")
    assert "t: niet te bepalen" in found.explain("nl")
    other = leco.qap_regression(path, {"cycle": nx.cycle_graph(5)})
    assert other.frame["statistic"].notna().all()
    assert "explain the outcome wholly" not in other.explain("en")
    # Seven more partners: drawn, and never 0.
    path = nx.path_graph(12)
    drawn = leco.qap_regression(path, {"path": path}, draws=19, seed=1)
    assert drawn.frame.loc["path", "p"] == 1 / 20


def test_where_the_others_leave_nothing_a_term_adds_nothing():
    path, ring = nx.path_graph(5), nx.cycle_graph(5)
    found = leco.qap_regression(path, {"path": path, "ring": ring})
    assert found.frame.loc["ring", "p"] == 1
    assert found.frame.loc["ring", "coefficient"] == pytest.approx(0, abs=1e-12)
    assert 0 < found.frame.loc["path", "p"] < 1


def matchings(one, two, three):
    """Four partners; the three ways to pair them off have a value each."""
    values = np.zeros((4, 4))
    for value, pairs in zip(
        (one, two, three), ([(0, 1), (2, 3)], [(0, 2), (1, 3)], [(0, 3), (1, 2)]), strict=True
    ):
        for row, column in pairs:
            values[row, column] = values[column, row] = value
    return values


def test_draws_that_the_other_terms_explain_wholly_are_left_out_and_counted():
    # x and z are the same but for who is who, and do not go together (a² + 4ab + b² = 0). Of the 24
    # orders four turn x into z, and then z itself explains all of it: noise is left, no number.
    a, b = math.sqrt(3) - 2, 1.0
    x, z = matchings(a, b, -a - b), matchings(b, a, -a - b)
    ties = nx.Graph([(0, 1), (0, 2), (0, 3)])
    found = leco.qap_regression(ties, {"x": table(x), "z": table(z)})
    upper = np.triu_indices(4, 1)
    y = nx.to_numpy_array(ties)[upper]

    def partial(order):
        others = np.column_stack([np.ones(6), z[upper]])
        clean = lambda values: values - others @ np.linalg.lstsq(others, values, rcond=None)[0]  # noqa: E731 - a formula
        left = clean(clean(x[upper]) if order is None else moved(x, order))
        return None if np.linalg.norm(left) < 1e-8 else abs(clean(y) @ left) / np.linalg.norm(left)

    def moved(values, order):
        return values[np.ix_(order, order)][upper]

    seen = partial(None)
    drawn = [partial(list(order)) for order in itertools.permutations(range(4))]
    known = [one for one in drawn if one is not None]
    assert len(known) == 20
    assert found.draws == 24
    assert found.frame.loc["x", "p"] == pytest.approx(
        np.mean([one >= seen - 1e-9 for one in known])
    )
    assert "x; z: 4 draws in which the measure is not defined left out" in found.explain("en")
    cells = PairCells((4,), False, np.zeros(4, dtype=np.int64))
    others = np.column_stack([np.ones(6), z[upper]])
    scores = score_statistics(y, others, x[upper], cells, cells.every_order())
    assert [math.isnan(one) for one in scores] == [one is None for one in drawn]


def shuffled(frame, rng):
    rows, columns = rng.permutation(len(frame)), rng.permutation(len(frame))
    return frame.iloc[rows, columns]


@given(st.integers(0, 10_000))
def test_the_order_of_rows_columns_and_coalitions_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    names = {"one": list("badcfeh"), "other": list("xyzuw")}
    sides, terms = {}, {}
    for name, ids in names.items():
        values = rng.normal(size=(2, len(ids), len(ids)))
        sides[name], terms[name] = (pd.DataFrame(one, index=ids, columns=ids) for one in values)
    found = leco.qap_regression(sides, {"term": terms}, draws=19, seed=seed)
    turned = {name: shuffled(sides[name], rng) for name in ("other", "one")}
    others = {name: shuffled(terms[name], rng) for name in ("one", "other")}
    again = leco.qap_regression(turned, {"term": others}, draws=19, seed=seed)
    assert not found.exact
    assert again.frame.index.tolist() == ["(constant other)", "(constant one)", "term"]
    pd.testing.assert_frame_equal(again.frame.loc[found.frame.index], found.frame, rtol=1e-10)
    alone = leco.qap_correlation(sides["one"], terms["one"], draws=19, seed=seed)
    turned = leco.qap_correlation(turned["one"], others["one"], draws=19, seed=seed)
    np.testing.assert_array_equal(alone.draws, turned.draws)


def test_who_has_no_group_stays_in_place():
    # 0 and 1 change places or not: two ways. The others, without a group, are none together.
    one, other = nx.path_graph(6), nx.star_graph(5)
    groups = {0: "x", 1: "x", 2: None, 3: math.nan, 4: " "}
    for ties in (one, pd.DataFrame(nx.to_numpy_array(one))):
        found = leco.qap_correlation(ties, other, within=groups)
        assert found.exact
        assert len(found.draws) == 2
        assert "4 partners without a value for the labels given stay in place" in found.explain(
            "en"
        )
        assert "4 partners zonder waarde" in found.explain("nl")
    with pytest.raises(leco.UndefinedError, match="no two partners share a group"):
        leco.qap_correlation(one, other, within={0: "x", 1: "y"})


def test_no_record_of_ties_is_not_the_same_as_no_ties():
    listed = leco.Coalition.from_frames([{"id": name} for name in "abcd"])
    ties = nx.relabel_nodes(nx.path_graph(4), dict(enumerate("abcd")))
    with pytest.raises(leco.UndefinedError, match="trust: there is no record of ties"):
        leco.qap_regression(ties, {"trust": listed})
    with pytest.raises(leco.UndefinedError, match="outcome: there is no record of ties"):
        leco.qap_regression(listed, {"trust": ties})
    with pytest.raises(leco.UndefinedError, match="second: there is no record of ties"):
        leco.qap_correlation(ties, listed)


@pytest.mark.parametrize("unit", [1e-15, 1e-9, 1e9, 1e15])
@pytest.mark.parametrize("model", ["linear", "logistic"])
def test_units_do_not_matter(model, unit):
    ties = nx.gnp_random_graph(7, 0.5, seed=4)
    far = np.random.default_rng(4).normal(size=(7, 7))
    far += far.T
    found = leco.qap_regression(ties, {"far": table(far)}, model=model).frame
    again = leco.qap_regression(ties, {"far": table(unit * far)}, model=model).frame
    assert again.loc["far", "p"] == found.loc["far", "p"]
    np.testing.assert_allclose(again["statistic"], found["statistic"], rtol=1e-8)
    assert again.loc["far", "coefficient"] * unit == pytest.approx(found.loc["far", "coefficient"])


def test_a_pair_far_out_separates_nothing():
    # Far out and tied, where more distance means more ties: a fit to the rest predicts it, so it
    # does not move the fit. (1/(1 + exp(-1000)) is 1 in floating point.)
    rng = np.random.default_rng(4)
    far = rng.normal(size=(9, 9))
    far += far.T
    ties = (far + 2 * np.triu(rng.normal(size=(9, 9)), 1) > 0).astype(float)
    ties = np.triu(ties, 1) + np.triu(ties, 1).T
    found = []
    for value in (100.0, 1000.0, 10_000.0):
        far[0, 1] = far[1, 0] = value
        ties[0, 1] = ties[1, 0] = 1
        shown = leco.qap_regression(table(ties), {"far": table(far)}, model="logistic", draws=9)
        found.append(shown.frame.loc["far", "coefficient"])
    assert found[0] > 0.1
    assert found[1:] == pytest.approx([found[0]] * 2, rel=1e-6)


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_true_separation_is_refused_in_any_units(unit):
    ring, path = nx.cycle_graph(6), nx.path_graph(6)
    with pytest.raises(leco.UndefinedError, match="separates"):  # in part: no path without ring
        leco.qap_regression(ring, {"path": table(unit * nx.to_numpy_array(path))}, model="logistic")
    both = {"one": ring, "all": nx.complete_graph(4)}  # all tied: no constant for that
    far = {
        name: table(unit * np.add.outer(np.arange(len(one)), np.arange(len(one))))
        for name, one in both.items()
    }
    with pytest.raises(leco.UndefinedError, match="constant.* separates"):
        leco.qap_regression(both, {"far": far}, model="logistic")


PLAIN = pd.DataFrame([[0, 1, 2], [1, 0, 3], [2, 3, 0]], index=list("abc"), columns=list("abc"))


def changed(row, column, value):
    return (
        PLAIN.astype(object)
        .map(lambda one: one)
        .assign(**{column: [value if name == row else PLAIN.loc[name, column] for name in "abc"]})
    )


@pytest.mark.parametrize(("frame", "said"), [
    (changed("a", "b", math.inf), "row a, b: 'inf' is not a finite number -> write a number"),
    (changed("a", "b", "much"), "row a, b: 'much' is not a finite number -> write a number"),
    (changed("a", "b", None), "row a, b: has no value for this pair -> fill it in"),
    (changed("a", "b", 1j), "row a, b: '1j' is not a finite number"),
    (PLAIN.astype(float).replace(3, -math.inf), "row b, c: '-inf' is not a finite number"),
    (PLAIN.set_axis(list("aba")), "row a: stands here more than once -> a table has one row"),
    (PLAIN.set_axis(list("aba"), axis=1), "a: stands here more than once -> a table has one column"),
    (PLAIN.set_axis(["a", "b", None]), "row nan: is no name -> a table has one row"),
])  # fmt: skip
def test_a_wrong_cell_or_name_is_one_clear_error(frame, said):
    right = pd.DataFrame([[0, 1, 0], [1, 0, 1], [0, 1, 0]], index=list("abc"), columns=list("abc"))
    for name, call in {
        "first": lambda: leco.qap_correlation(frame, right),
        "second": lambda: leco.qap_correlation(right, frame),
        "outcome": lambda: leco.qap_regression(frame, {"right": right}),
        "far": lambda: leco.qap_regression(right, {"far": frame}),
        "here, far": lambda: leco.qap_regression({"here": right}, {"far": {"here": frame}}),
    }.items():
        with pytest.raises(leco.DataError) as caught:
            call()
        assert f"{name}, {said}" in str(caught.value)


def test_the_diagonal_is_never_read():
    frame = PLAIN.astype(object)
    for place, value in enumerate(["-", None, math.inf]):
        frame.iloc[place, place] = value
    shown = leco.qap_correlation(frame, PLAIN)
    assert shown.observed == pytest.approx(1)
    comma = PLAIN.map(lambda one: f"{one},0")
    assert leco.qap_correlation(comma, PLAIN).observed == pytest.approx(1)


def test_what_is_not_square_not_named_or_too_small():
    with pytest.raises(leco.DataError, match="first, d: has a column and no row"):
        leco.qap_correlation(PLAIN.assign(d=1), PLAIN)
    with pytest.raises(leco.DataError, match="outcome, row c: has a row and no column"):
        leco.qap_regression(PLAIN[["a", "b"]], {"far": PLAIN})
    alone, path = nx.empty_graph(1), nx.path_graph(4)
    both = {"large": path, "small": alone}
    with pytest.raises(leco.UndefinedError, match="first: a pair takes two partners"):
        leco.qap_correlation(alone, alone)
    with pytest.raises(leco.UndefinedError, match="small, outcome: a pair takes two partners"):
        leco.qap_regression(both, {"same": both})
    with pytest.raises(
        leco.LecoError, match="trust: a mapping has the names 'a', 'b'; here are 'a'"
    ):
        leco.qap_regression({"a": path, "b": path}, {"trust": {"a": path}})
    with pytest.raises(leco.UndefinedError, match="3 pairs are too few for 3 terms"):
        leco.qap_regression(
            PLAIN, {"x": PLAIN, "y": nx.relabel_nodes(nx.path_graph(3), dict(enumerate("abc")))}
        )
    with pytest.raises(leco.UndefinedError, match="outcome has the same value for all pairs"):
        leco.qap_regression(nx.complete_graph(4), {"path": path})
    with pytest.raises(leco.UndefinedError, match=r"terms say the same .*\(one, again\)"):
        leco.qap_regression(
            nx.star_graph(4),
            {"one": nx.cycle_graph(5), "again": nx.cycle_graph(5), "path": nx.path_graph(5)},
        )
    nx.set_node_attributes(path, {0: 1.0, 1: math.inf, 2: 3.0, 3: 4.0}, "budget")
    with pytest.raises(
        leco.DataError, match="partners, row 1, budget: 'inf' is not a finite number"
    ):
        leco.qap_correlation(path, "budget")


def test_partners_that_the_outcome_does_not_have_are_left_out_and_counted():
    # d has a row, e a column and f both: three. A graph with one more: one.
    path = nx.relabel_nodes(nx.path_graph(3), dict(enumerate("abc")))
    wide = PLAIN.reindex(index=[*"abcdf"], columns=[*"abcef"], fill_value=5)
    plain, wider, graph = (
        leco.qap_correlation(path, other) for other in (PLAIN, wide, nx.star_graph("abcd"))
    )
    assert "left out" not in plain.explain("en")
    assert "3 partners left out: not among those of the outcome" in wider.explain("en")
    assert "1 partner left out: not among those of the outcome" in graph.explain("en")
    assert wider.frame.equals(plain.frame)


def test_what_the_data_say_of_themselves_comes_along():
    path, ring = nx.path_graph(5), nx.cycle_graph(7)
    path.add_edge(2, 2)
    ring.add_edges_from([(0, 0), (1, 1)])
    nx.set_node_attributes(path, dict(enumerate(["a", "a", "3", "b", "b"])), "sector")
    found = leco.qap_correlation(path, ring)
    for said in ("first: 1 self-loop left out", "second: 2 self-loops left out",
                 "second: 2 partners left out: not among those of the outcome"):  # fmt: skip
        assert said in found.explain("en")
    assert "second: 2 partners weggelaten" in found.explain("nl")
    ring.remove_edge(1, 1)
    found = leco.qap_regression(path, {"ring": ring, "sector": "sector"})
    assert "outcome; ring: 1 self-loop left out" in found.explain("en")
    assert "sector: read as labels, although 1 of 5 values is a number" in found.explain("en")
    table_of = pd.DataFrame(nx.to_numpy_array(ring))
    again = leco.qap_regression(path, {"ring": table_of})
    assert "ring: 2 partners left out" in again.explain("en")
    assert json.loads(again.to_json())["notes"] == [str(note) for note in again.notes]


def test_strengths_of_both_count_when_asked():
    one, other = nx.path_graph(4), nx.cycle_graph(4)
    for place, (source, target) in enumerate(other.edges):
        other.edges[source, target]["weight"] = place + 1.0
    for source, target in one.edges:
        one.edges[source, target]["weight"] = 2.0
    found = leco.qap_correlation(one, other, weight="weight")
    by_table = leco.qap_correlation(table(nx.to_numpy_array(one)), table(nx.to_numpy_array(other)))
    assert found.observed == by_table.observed


def both_ways(values):
    upper = np.triu(values, 1)
    return upper + upper.T


def unrelated(world, n, rng):
    """Draw y, x, z of which x says nothing of y (that z does not say)."""
    y, x, z = (both_ways(rng.random((n, n)) < 0.5).astype(float) for _ in range(3))
    if world == "active partners":  # who is active is so in all: pairs hang together
        one, other = rng.normal(size=(2, n))
        y = both_ways(np.add.outer(one, one) + rng.normal(size=(n, n)) > 0).astype(float)
        x = both_ways(np.add.outer(other, other) + rng.normal(size=(n, n)))
    elif world == "a third behind both":
        x, y = (both_ways((rng.random((n, n)) < 0.25) != (z > 0)).astype(float) for _ in range(2))
    return map(table, (y, x, z))


def null_p(model, world, n, seed):
    y, x, z = unrelated(world, n, np.random.default_rng(seed))
    if model == "correlation":
        return leco.qap_correlation(y, x, draws=99, seed=seed).p
    found = leco.qap_regression(y, {"x": x, "z": z}, model=model, draws=99, seed=seed)
    return found.frame.loc["x", "p"]


@pytest.mark.slow
@pytest.mark.parametrize(("model", "world", "n"), [
    (model, world, n)
    for model in ("correlation", "linear", "logistic")
    for world, n in (("nothing", 6), ("nothing", 9), ("active partners", 9), ("a third behind both", 9))
    if model != "correlation" or world != "a third behind both"  # which a correlation does not see
])  # fmt: skip
def test_p_is_small_no_more_often_than_it_says(model, world, n):
    # 2,000 sets of six partners (every way) or nine (drawn) in which x says nothing of y.
    found, seed = [], 0
    while len(found) < 2000:
        with contextlib.suppress(leco.UndefinedError):  # all pairs alike, or separated
            found.append(null_p(model, world, n, seed))
        seed += 1
    p = np.array(found)
    assert p.min() > 0
    for a in (0.01, 0.05, 0.10):
        assert (p <= a + 1e-12).mean() <= a + 3 * math.sqrt(a * (1 - a) / len(p))
