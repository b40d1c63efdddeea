"""Regressions of what happens or not: candidates that join, period by period, as base R fits them."""

import numpy as np
import pytest
from tests.conftest import reference

from leco.kernels.binary import fit, separates

TEMPORAL = reference("temporal_inference")
ROWS = np.array(TEMPORAL["data"]["JOIN60"]["rows"], dtype=float)
SHOWN = TEMPORAL["survival"]
# Printed by tests/oracles/lagged.R, which iterates R's scoring until nothing moves; R's glm stops
# when the deviance does, and is some 1e-7 short by then (the logit is not).
SETTLED = {
    "discrete_cloglog": [
        -3.135551741674193593, 1.181132496487372840, -0.000259252438176529, 0.173138126892568162,
    ],
    "discrete_cloglog_period_fixed_effects": [
        -3.529431514755806187, 0.541517189740190696, 0.439166904412141512, -0.430795094754018948,
        -1.109031631850702748, 0.897123227096394027, 0.656481366719449233, 0.722464886678259699,
        1.273750297888326166, -0.000396500373690331, 0.194160762165715900,
    ],
}  # fmt: skip


def design(periods):
    """A constant, the periods after the first where wanted, then what is known of a candidate."""
    start = ROWS[:, 1]
    columns = [np.ones(len(ROWS))]
    if periods:
        columns += [(start == period).astype(float) for period in np.unique(start)[1:]]
    return np.column_stack([*columns, ROWS[:, 4:]])


@pytest.mark.parametrize(
    ("name", "link", "periods"),
    [
        ("discrete_cloglog", "cloglog", False),
        ("discrete_logit", "logit", False),
        ("discrete_cloglog_period_fixed_effects", "cloglog", True),
    ],
)
def test_joining_period_by_period_equals_base_r(name, link, periods):
    columns, joined = design(periods), ROWS[:, 3]
    assert separates(joined, columns) is None
    found = fit(joined, columns, np.zeros(len(ROWS)), link)
    shown = SHOWN[name]
    assert len(shown["terms"]) == len(found.coefficients)
    settled = SETTLED.get(name, shown["coef"])
    assert found.coefficients == pytest.approx(settled, abs=1e-10)
    assert found.coefficients == pytest.approx(shown["coef"], abs=1e-7)
    assert np.sqrt(np.diagonal(found.covariance)) == pytest.approx(shown["se"], abs=1e-6)
    assert -2 * found.loglik == pytest.approx(shown["deviance"], abs=1e-8)
