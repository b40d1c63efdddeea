"""Regressions over pairs of partners: least squares, and the odds of a tie."""

import contextlib
import math

import numpy as np

from leco.graph.arrays import Floats
from leco.kernels.binary import Fit, fit, separates

# What is left of values, as a share of them, is rounding below this and counts as nothing.
ROUNDING = 1e-10
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
    found = logit(outcome, columns)
    return found.coefficients, found.coefficients / np.sqrt(np.diagonal(found.covariance))


def logit(outcome: Floats, columns: Floats) -> Fit:
    """Fit a logistic regression.

    Raises FloatingPointError when there is no fit: the columns separate the outcomes.
    """
    flat = np.zeros(len(outcome))
    found = None
    with contextlib.suppress(FloatingPointError):
        found = fit(outcome, columns, flat, "logit")
    # Far chances may be a fit that runs off, or one pair far out: which, is decided exactly.
    doubtful = found is None or np.abs(columns @ found.coefficients).max() > FAR
    if doubtful and separates(outcome, columns) is not None:
        raise FloatingPointError("separates who is tied from who is not")
    if found is None:
        raise FloatingPointError("leaves the fit unsettled")
    return found


def _scale(columns: Floats) -> Floats:
    """Give the size of each column, so that its units do not matter."""
    size: Floats = np.sqrt((columns**2).mean(axis=0))
    return np.where(size > 0, size, 1.0)
