"""Regressions over pairs of partners: least squares, and the odds of a tie by Newton's steps."""

import math

import numpy as np
from scipy import optimize, special

from leco.graph.arrays import Floats

# What is left of values, as a share of them, is rounding below this and counts as nothing.
ROUNDING = 1e-10
STEPS = 100
# Fitted log-odds beyond this may be those of a fit that runs off to infinity.
FAR = 30.0


def constant(values: Floats) -> bool:
    """Tell whether values are all the same, but for rounding."""
    return not len(values) or float(np.ptp(values)) <= ROUNDING * float(np.abs(values).max())


def freed(values: Floats, basis: Floats) -> Floats:
    """Take out of values what the columns of an orthonormal basis explain."""
    left = values - basis @ (basis.T @ values)
    again: Floats = left - basis @ (basis.T @ left)  # twice is enough, once is not
    return again


def explained(columns: Floats) -> list[int]:
    """Give the places of the columns that the other columns explain wholly."""
    scaled = columns / _scale(columns)
    found = []
    for place in range(columns.shape[1]):
        others = np.delete(scaled, place, axis=1)
        least = np.linalg.lstsq(others, scaled[:, place], rcond=ROUNDING)[0]
        left = scaled[:, place] - others @ least
        if np.linalg.norm(left) <= ROUNDING * math.sqrt(len(columns)):
            found.append(place)
    return found


def least_squares(outcome: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Fit by least squares; coefficients and their t, NaN where nothing is left to explain."""
    scale = _scale(columns)
    basis, upper = np.linalg.qr(columns / scale)
    inverse = np.linalg.inv(upper)
    coefficients = inverse @ (basis.T @ outcome)
    rest = outcome - basis @ (basis.T @ outcome)
    left = float(np.linalg.norm(rest))
    if left <= ROUNDING * float(np.linalg.norm(outcome)):
        return coefficients / scale, np.full(len(coefficients), math.nan)
    sigma = left / math.sqrt(len(outcome) - columns.shape[1])
    return coefficients / scale, coefficients / (sigma * np.linalg.norm(inverse, axis=1))


def logistic(outcome: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Fit a logistic regression; coefficients and their z. Raises as `logit` does."""
    scale = _scale(columns)
    scaled = columns / scale
    coefficients, mean = logit(outcome, scaled)
    spread = np.linalg.inv(scaled.T @ (scaled * (mean * (1 - mean))[:, None]))
    return coefficients / scale, coefficients / np.sqrt(np.diagonal(spread))


def logit(outcome: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Fit a logistic regression by Newton's steps; coefficients and fitted chances.

    Raises FloatingPointError when there is no fit: the columns separate the outcomes.
    """
    scale = _scale(columns)
    scaled = columns / scale
    side = np.where(outcome > 0, 1.0, -1.0)
    beta, fitted = np.zeros(columns.shape[1]), np.zeros(len(columns))
    settled = apart = False
    for _ in range(STEPS):
        mean = special.expit(fitted)
        information = scaled.T @ (scaled * (mean * (1 - mean))[:, None])
        try:
            step = np.asarray(
                np.linalg.solve(information, scaled.T @ (outcome - mean)), dtype=float
            )
        except np.linalg.LinAlgError:
            break  # all chances are 0 or 1
        beta = _downhill(outcome, scaled, beta, step)
        fitted = scaled @ beta
        apart = bool((side * fitted > 0).all())
        # The error is the square of the step.
        settled = bool((np.abs(scaled @ step) <= 1e-8 * (1 + np.abs(fitted))).all())
        if settled or apart:
            break
    # Far chances may be a fit that runs off, or one pair far out: which, is decided exactly.
    doubtful = not settled or np.abs(fitted).max() > FAR
    if apart or (doubtful and _separates(scaled * side[:, None])):
        raise FloatingPointError("separates who is tied from who is not")
    if not settled:
        raise FloatingPointError("leaves the fit unsettled")
    return beta / scale, special.expit(fitted)


def _scale(columns: Floats) -> Floats:
    """Give the size of each column, so that its units do not matter."""
    size: Floats = np.sqrt((columns**2).mean(axis=0))
    return np.where(size > 0, size, 1.0)


def _downhill(outcome: Floats, columns: Floats, beta: Floats, step: Floats) -> Floats:
    """Take a step, halved until the fit is no worse: a full one may leap too far."""
    before = _loss(outcome, columns @ beta)
    for _ in range(STEPS):
        if _loss(outcome, columns @ (beta + step)) <= before * (1 + 1e-12):
            break
        step = step / 2
    return beta + step


def _loss(outcome: Floats, fitted: Floats) -> float:
    return float(np.logaddexp(0.0, fitted).sum() - outcome @ fitted)


def _separates(signed: Floats) -> bool:
    """Tell whether some sum of columns, signed by the outcome, is never below 0 (Konis 2007)."""
    found = optimize.linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)),
                             bounds=(-1, 1), method="highs")  # fmt: skip
    return found.fun is None or -found.fun > 1e-6 * len(signed)
