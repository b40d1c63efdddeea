"""Rubin's rules: one interval from numbers taken again and again with what is open drawn."""

import math

import numpy as np
from scipy.stats import t

from leco.graph.arrays import Floats
from leco.inference.intervals import limits
from leco.metrics.calls import Call
from leco.result.level import LEVEL, NORMAL

# A value, between what it lies, its standard error, and what that is about.
Row = tuple[float, float, float, float, str]


def put_together(call: Call, values: Floats, variances: Floats, about: str) -> list[Row]:
    r"""Give the rows of an interval from numbers with what is open drawn M times.

    With W the mean of the `variances` (of the process; NaN where it was not drawn) and B the
    variance between the values, the total is :math:`W + (1 + 1/M) B`, t with
    :math:`(M - 1) (1 + W / ((1 + 1/M) B))^2` degrees of freedom: Rubin (1987), p. 76.
    """
    known = values[~np.isnan(values)]
    value, between, freedom = float(known.mean()), _between(known), float(len(known) - 1)
    if (known == known[0]).all():  # no crumbs of rounding where nothing is open
        value, between = float(known[0]), 0.0
    parts: list[tuple[str, float, float]] = [(about, between, freedom)]
    process = variances[~np.isnan(variances)]
    if len(process):
        inside = float(process.mean())
        total = freedom * (1 + inside / between) ** 2 if between else math.inf
        parts += [("process", inside, math.inf), ("both", between + inside, total)]
    rows: list[Row] = []
    for source, variance, degrees in parts:
        se = math.sqrt(variance)
        rows.append((value, *limits(call, value, se, _quantile(degrees)), se, source))
    return rows


def check_process(draws: int) -> None:
    """Refuse a number of draws of the partners that gives no variance."""
    if draws < 0 or draws == 1:
        raise ValueError(f"process_draws={draws}: 0, or two or more")


def around_drawn(call: Call, values: Floats) -> tuple[float, float]:
    """Give between what a number lies, of what was drawn alone; nothing without two values."""
    if (~np.isnan(values)).sum() < 2:
        return math.nan, math.nan
    [(_, low, high, _, _)] = put_together(call, values, np.full(1, math.nan), "")
    return low, high


def _between(known: Floats) -> float:
    return (1 + 1 / len(known)) * float(known.var(ddof=1))


def _quantile(freedom: float) -> float:
    return NORMAL if math.isinf(freedom) else float(t.ppf((1 + LEVEL) / 2, freedom))
