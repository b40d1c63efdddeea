"""Time until something happens: the Kaplan-Meier curve, and the log-rank test between groups.

Who is seen from `entry` on, up to and including `exit`, is at risk at t when entry < t <= exit.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from leco.graph.arrays import Flags, Floats, Ints
from leco.result.level import NORMAL


class Curve(NamedTuple):
    """The share still there after each time at which somebody went, with its spread."""

    time: Floats
    at_risk: Ints
    left: Ints
    staying: Floats
    se: Floats
    low: Floats
    high: Floats


def kaplan_meier(entry: Floats, exit_: Floats, event: Flags) -> Curve:
    r"""Multiply, over the times t at which somebody went, the shares that did not.

    :math:`S(t) = \prod_{s \le t} (1 - d_s / n_s)`, with Greenwood's variance
    :math:`S^2 V, V = \sum d / (n (n - d))`, and the log-log interval
    :math:`S^{\exp(\pm 1.96 \sqrt V / \log S)}`, which keeps within 0 and 1. NaN where none
    stays.
    """
    time = np.unique(exit_[event])
    here = (entry[:, None] < time) & (exit_[:, None] >= time)
    at_risk = here.sum(axis=0)
    left = (here & event[:, None] & (exit_[:, None] == time)).sum(axis=0)
    staying = np.cumprod(1 - left / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):  # d / 0 where none stays
        spread = np.sqrt(np.cumsum(left / (at_risk * (at_risk - left))))
        exponent = np.exp(np.outer([1, -1], NORMAL * spread / np.log(staying)))
        high, low = staying**exponent
        se = staying * spread
    return Curve(time, at_risk, left, staying, se, low, high)


def log_rank(entry: Floats, exit_: Floats, event: Flags, group: Ints) -> tuple[float, int]:
    """Compare who went with who would have gone if groups did not matter: chi-square, its df.

    Groups are numbered from 0. At each time the goers are dealt out to the groups at risk without
    putting back (hypergeometric), and what is more than that is summed. Mantel (1966).
    """
    time = np.unique(exit_[event])
    here = ((entry[:, None] < time) & (exit_[:, None] >= time)).astype(float)
    went = here * (event[:, None] & (exit_[:, None] == time))
    member = np.eye(int(group.max(initial=0)) + 1)[group]
    risk, gone = member.T @ here, member.T @ went
    n, d = risk.sum(axis=0), gone.sum(axis=0)
    share = risk / n
    more = (gone - share * d).sum(axis=1)
    factor = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    variance = np.diag((share * factor).sum(axis=1)) - (share * factor) @ share.T
    freedom = int(np.linalg.matrix_rank(variance)) if len(time) else 0
    return float(more @ np.linalg.pinv(variance) @ more) if freedom else 0.0, freedom


def chi_square_p(statistic: float, freedom: int) -> float:
    """Give how often chance makes a chi-square at least as large; NaN without any freedom."""
    return float(chi2.sf(statistic, freedom)) if freedom else float("nan")


def poisson_limits(count: int) -> tuple[float, float]:
    """Bound the mean of a Poisson count exactly, at 95 % (Garwood 1936).

    >>> low, high = poisson_limits(3)
    >>> low, high
    (0.619, 8.767)
    """
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2
