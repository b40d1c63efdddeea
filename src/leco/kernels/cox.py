"""Cox's regression of how soon something happens, in the form of a counting process.

Each row is a stretch of time, from `entry` up to and including `exit`, over which the covariates
of one person hold; somebody may have many rows.
"""

from typing import Literal, NamedTuple

import numpy as np

from leco.graph.arrays import Flags, Floats

Equal = Literal["efron", "breslow"]

# Newton's steps; a ratio of e to this between the highest and the lowest says that it runs off.
STEPS, FAR = 50, 15.0


class CoxFit(NamedTuple):
    """Coefficients (log of the ratio of the chances to go), their spread, and the likelihoods."""

    coefficients: Floats
    se: Floats
    without: float  # the log-likelihood when nothing matters
    likelihood: float


def cox(
    entry: Floats, exit_: Floats, event: Flags, columns: Floats, equal: Equal = "efron"
) -> CoxFit:
    r"""Maximise the partial likelihood by Newton's steps.

    At each time the d that went are held against all at risk (entry < t <= exit): Efron (1977)
    takes :math:`l/d` of the d themselves out of the sum for the l-th of them, Breslow (1974)
    none.

    Raises FloatingPointError when coefficients run off: a column separates who went.
    """
    middle = columns.mean(axis=0)
    x = columns - middle
    reach = np.ptp(x, axis=0)
    beta = np.zeros(x.shape[1])
    without = None
    for _ in range(STEPS):
        value, slope, curvature = _derivatives(beta, entry, exit_, event, x, equal)
        without = value if without is None else without
        try:
            step = np.linalg.solve(curvature, slope)
        except np.linalg.LinAlgError as error:
            raise FloatingPointError("singular") from error
        # A step that would lose likelihood is halved.
        for _ in range(STEPS):
            if _derivatives(beta + step, entry, exit_, event, x, equal)[0] >= value - 1e-12:
                break
            step = step / 2
        beta = beta + step
        if not np.isfinite(beta).all() or (np.abs(beta) * reach).max() > FAR:
            raise FloatingPointError("separated")
        if np.abs(step).max() < 1e-12 * max(1.0, float(np.abs(beta).max())):
            break
    value, _, curvature = _derivatives(beta, entry, exit_, event, x, equal)
    se = np.sqrt(np.diagonal(np.linalg.inv(curvature)))
    return CoxFit(beta, se, float(without or 0.0), value)


def _derivatives(  # noqa: PLR0917 - private, one caller
    beta: Floats, entry: Floats, exit_: Floats, event: Flags, x: Floats, equal: Equal
) -> tuple[float, Floats, Floats]:
    """Give the log partial likelihood, its slope and minus its curvature."""
    chance = np.exp(x @ beta)
    value, slope = 0.0, np.zeros(len(beta))
    curvature = np.zeros((len(beta), len(beta)))
    for time in np.unique(exit_[event]):
        risk = (entry < time) & (exit_ >= time)
        went = risk & event & (exit_ == time)
        value += float(x[went].sum(axis=0) @ beta)
        slope += x[went].sum(axis=0)
        sums = [_sums(chance[who], x[who]) for who in (risk, went)]
        d = int(went.sum())
        for place in range(d):
            out = place / d if equal == "efron" else 0.0
            total, first, second = (one - out * other for one, other in zip(*sums, strict=True))
            mean = first / total
            value -= float(np.log(total))
            slope -= mean
            curvature += second / total - np.outer(mean, mean)
    return value, slope, curvature


def _sums(chance: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    weighted = x * chance[:, None]
    return chance.sum(), weighted.sum(axis=0), weighted.T @ x
