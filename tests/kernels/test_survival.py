"""Survival kernels against R's survival package, base R, and what must hold by definition."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.conftest import reference

from leco.kernels.cox import cox
from leco.kernels.survival import kaplan_meier, log_rank, poisson_limits
from leco.kernels.turnbull import cells, constant_rate, log_likelihood, scores, turnbull

TEMPORAL = reference("temporal_inference")
SHOWN, DATA = TEMPORAL["survival"], TEMPORAL["data"]
CLOSE = {"rel": 1e-8, "abs": 1e-8}


def numbers(values):
    return np.array([np.inf if one is None else one for one in values], dtype=float)


def join60():
    rows = np.array(DATA["JOIN60"]["rows"], dtype=float)
    return rows[:, 1], rows[:, 2], rows[:, 3] > 0, rows[:, 4:]


def test_the_curve_of_joining_equals_r():
    # R survfit on stretches of time: each candidate comes back every period, with its own entry.
    entry, exit_, event, _ = join60()
    found, shown = kaplan_meier(entry, exit_, event), SHOWN["km_join"]
    assert found.time.tolist() == shown["time"]
    assert found.at_risk.tolist() == shown["n.risk"]
    assert found.left.tolist() == shown["n.event"]
    assert found.staying == pytest.approx(shown["surv"], **CLOSE)
    assert found.se == pytest.approx(shown["se_greenwood"], **CLOSE)


def test_the_curve_of_staying_and_its_interval_equal_lifelines():
    shown = SHOWN["km_tenure_P16"]
    duration, event = np.array(shown["duration"], float), np.array(shown["event"], bool)
    found = kaplan_meier(np.zeros(16), duration, event)
    there = np.isin(shown["time"], found.time)
    for column, side in (("surv", "staying"), ("lower", "low"), ("upper", "high")):
        assert getattr(found, side) == pytest.approx(numbers(shown[column])[there], **CLOSE)


def test_log_rank_equals_lifelines():
    shown, tenure = SHOWN["logrank_tenure_by_sector_P16"], SHOWN["km_tenure_P16"]
    sector = np.array(DATA["P16"]["sector"])
    duration, event = np.array(tenure["duration"], float), np.array(tenure["event"], bool)
    statistic, freedom = log_rank(np.zeros(16), duration, event, sector)
    assert statistic == pytest.approx(shown["chisq"], **CLOSE)
    assert freedom == shown["df"]


@pytest.mark.parametrize("equal", ["efron", "breslow"])
def test_cox_equals_r(equal):
    found, shown = cox(*join60(), equal), SHOWN[f"cox_{equal}"]
    assert found.coefficients == pytest.approx(shown["coef"], **CLOSE)
    assert found.se == pytest.approx(shown["se"], **CLOSE)
    assert [found.without, found.likelihood] == pytest.approx(shown["loglik"], **CLOSE)


def test_a_column_that_tells_who_goes_runs_off():
    gone = np.array([True, True, True, False, False, False])
    time = np.array([1.0, 2, 3, 4, 4, 4])
    with pytest.raises(FloatingPointError):
        cox(np.zeros(6), time, gone, gone[:, None].astype(float))


def test_turnbull_reaches_the_likelihood_of_a_search_to_the_end():
    shown = SHOWN["turnbull_interval"]
    found = cells(numbers(shown["lo"]), numbers(shown["hi"]), np.zeros(12))
    p = turnbull(found)[0]
    wanted = shown["em_to_convergence"]
    share = dict(zip([right for _, right in wanted["cells"]], wanted["surv_at_right"], strict=True))
    for until, left in zip(found.until, 1 - np.cumsum(p), strict=True):
        # The reference stops when its steps are small, 4e-6 away; so far may the two differ.
        assert left == pytest.approx(share[until], abs=2e-5)
    assert log_likelihood(found, p) == pytest.approx(wanted["loglik"], abs=1e-8)


def test_who_does_not_count_leaves_no_chance_where_only_it_could_have_gone():
    # By hand: (0, 1] and (2, 3]; the second does not count, then counts twice as much.
    found = cells(np.array([0.0, 2.0]), np.array([1.0, 3.0]), np.zeros(2))
    p = turnbull(found, np.array([[1.0, 0.0], [1.0, 2.0]]))
    assert p == pytest.approx(np.array([[1, 0], [1 / 3, 2 / 3]]))


def test_a_constant_rate_equals_r():
    shown, own = SHOWN["turnbull_interval"], SHOWN["interval_exponential"]
    lo, hi = numbers(shown["lo"]), numbers(shown["hi"])
    rate, low, high = constant_rate(lo, hi, np.zeros(12))
    assert rate == pytest.approx(own["rate"], rel=1e-7)
    for limit in (low, high):  # by definition: 1.92 below the highest likelihood
        with np.errstate(divide="ignore"):
            fit = np.log(np.exp(-limit * lo) - np.exp(-limit * hi)).sum()
        assert fit == pytest.approx(own["loglik"] - 1.9207294, abs=1e-6)


def test_a_rate_without_events_has_an_upper_end_only():
    # By hand: nobody left in 10 years; exp(-10 r) falls by 1.92 at r = 0.192.
    rate, low, high = constant_rate(np.array([4.0, 6.0]), np.array([np.inf, np.inf]), np.zeros(2))
    assert (rate, low, high) == pytest.approx((0, 0, 0.192072941))


def test_poisson_limits_equal_r():
    shown = SHOWN["poisson_exact"]
    for count, exposure, wanted in zip(shown["x"], shown["exposure"], shown["ci"], strict=True):
        assert np.array(poisson_limits(count)) / exposure == pytest.approx(wanted, **CLOSE)


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 3)), min_size=2, max_size=12
    )
)
def test_of_exact_times_turnbull_is_kaplan_meier(people):
    # Both maximise the same likelihood, with late entry too, while somebody stays at risk.
    time, event, entry = (np.array(side) for side in zip(*people, strict=True))
    entry = np.minimum(entry, time - 1).astype(float)
    time = time.astype(float)
    curve = kaplan_meier(entry, time, event)
    if len(curve.time) == 0 or (curve.staying[:-1] <= 0).any():
        return
    lo, hi = np.where(event, time - 1, time), np.where(event, time, np.inf)
    found = cells(np.maximum(lo, entry), hi, entry)
    p = turnbull(found)[0]
    share = 1 - np.cumsum(p)
    for at, wanted in zip(curve.time, curve.staying, strict=True):
        reached = share[found.until <= at]
        assert (reached[-1] if len(reached) else 1) == pytest.approx(wanted, abs=2e-3)
    # By definition of the score: over all, as many went as were expected to.
    assert scores(found, p).sum() == pytest.approx(0, abs=2e-2)


def test_log_rank_of_two_groups_by_hand():
    # A leaves at 1, B at 2. Expected of A: 1/2 at time 1, nothing after; variance 1/4.
    statistic, freedom = log_rank(
        np.zeros(2), np.array([1.0, 2.0]), np.array([True, True]), np.array([0, 1])
    )
    assert (statistic, freedom) == (pytest.approx(1.0), 1)


def test_log_rank_without_anything_to_compare():
    # One group, or nobody who went: nothing is more than expected, with nothing free to differ.
    time, gone = np.array([1.0, 2.0]), np.array([True, True])
    assert log_rank(np.zeros(2), time, gone, np.array([0, 0])) == (0.0, 0)
    assert log_rank(np.zeros(2), time, ~gone, np.array([0, 1])) == (0.0, 0)


def test_a_curve_that_ends_has_no_interval_at_its_end():
    # By hand: of two one goes, then the other. At a half V = 1 / (2 x 1), se = sqrt(1/2) / 2.
    curve = kaplan_meier(np.zeros(2), np.array([1.0, 2.0]), np.array([True, True]))
    assert curve.staying.tolist() == [0.5, 0.0]
    assert curve.se[0] == pytest.approx(np.sqrt(0.5) / 2)
    for side in (curve.se, curve.low, curve.high):
        assert np.isnan(side).tolist() == [False, True]
