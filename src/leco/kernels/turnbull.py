"""Time until something happens, known only to lie between two times: Turnbull's estimate.

Somebody went after `lo` and at `hi` the latest, the half-open interval (lo, hi]; an infinite `hi`
says that it was still there at `lo`. Who is only seen from `entry` on would not be in the data
had it gone before.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from leco.graph.arrays import Floats
from leco.kernels.ratios import over

# A step that moves no chance by more ends the search; so many steps at most.
STILL, STEPS = 1e-10, 50_000
# So many draws are searched together: their arrays stay in the cache.
TOGETHER = 50
# Half the 95 % point of a chi-square with one degree of freedom: what a likelihood may fall.
FALL = 1.9207294103470614


class Stretches(NamedTuple):
    """Where chance can lie, (`since`, `until`] each, and who can have gone in which."""

    since: Floats
    until: Floats
    fits: Floats  # person x cell, 1 or 0
    seen: Floats  # the same: whether a person that goes then would be in the data


def cells(lo: Floats, hi: Floats, entry: Floats) -> Stretches:
    """Find the innermost intervals: from a beginning to the first end after it.

    The data cannot tell where within them chance lies, and outside them it lies nowhere
    (Turnbull 1976); entries are ends too (Frydman 1994).
    """
    starts, ends = np.unique(lo), np.unique(np.r_[hi, entry, np.inf])
    until = ends[np.searchsorted(ends, starts, side="right")]
    last = np.r_[until[1:] != until[:-1], True]  # of beginnings before one end, the last
    since, until = starts[last], until[last]
    fits = (since >= lo[:, None]) & (until <= hi[:, None])
    # Who only may have gone there needs no chance there: how much nobody could tell.
    held = fits[np.isfinite(hi)].any(axis=0) | np.isinf(until)
    seen = since[held] >= entry[:, None]
    return Stretches(since[held], until[held], fits[:, held].astype(float), seen.astype(float))


def turnbull(
    found: Stretches, weights: Floats | None = None, *, still: float = STILL, steps: int = STEPS
) -> Floats:
    r"""Share out chance over the cells so that what is known is as likely as can be.

    By self-consistency: :math:`p_j \propto \sum_i w_i (\alpha_{ij} p_j / \sum \alpha_{ik} p_k +
    (1 - \beta_{ij}) p_j / \sum \beta_{ik} p_k)`, the second term for those that nobody saw.
    One row for each row of `weights` (how often each person counts), all at once.
    """
    persons = np.ones((1, len(found.fits))) if weights is None else weights
    # Persons of whom the same is known count together.
    both, which = np.unique(np.c_[found.fits, found.seen], axis=0, return_inverse=True)
    weight = persons @ np.eye(len(both))[which]
    fits, seen = np.split(both, 2, axis=1)
    rows = range(0, len(weight), TOGETHER)
    return np.concatenate([_climb(fits, seen, weight[row : row + TOGETHER], still, steps)
                           for row in rows])  # fmt: skip


def _climb(fits: Floats, seen: Floats, weight: Floats, still: float, steps: int) -> Floats:
    p = np.full((len(weight), fits.shape[1]), 1 / fits.shape[1])
    hidden = 1 - seen
    truncated = bool(hidden.any())
    for _ in range(steps):
        expected = over(weight, p @ fits.T, 0.0) @ fits
        if truncated:
            expected += over(weight, p @ seen.T, 0.0) @ hidden
        fresh = p * expected
        fresh /= fresh.sum(axis=1, keepdims=True)
        moved = float(np.abs(fresh - p).max())
        p = fresh
        if moved < still:
            break
    return p


def log_likelihood(found: Stretches, p: Floats) -> float:
    """Say how likely what is known is, given who could be seen."""
    return float(np.log(found.fits @ p).sum() - np.log(found.seen @ p).sum())


def scores(found: Stretches, p: Floats) -> Floats:
    r"""Give each person a log-rank score: how much sooner than all together it went (sum 0).

    :math:`c_i = \frac{S(l) \log S(l) - S(r) \log S(r)}{S(l) - S(r)}` (Finkelstein 1986). Who
    would not have been seen before its entry starts there: :math:`\log S(e)` is taken off.
    """
    staying = np.r_[1.0, 1 - np.cumsum(p)].clip(0)
    first = found.fits.argmax(axis=1)
    last = found.fits.shape[1] - found.fits[:, ::-1].argmax(axis=1)
    before, after = staying[first], staying[last]
    entropy = np.array([s * np.log(s) if s > 0 else 0.0 for s in staying])
    score: Floats = (entropy[first] - entropy[last]) / (before - after)
    return score - np.log(found.seen @ p)


def constant_rate(lo: Floats, hi: Floats, entry: Floats) -> tuple[float, float, float]:
    r"""Find the constant rate at which what is known is likeliest, and its likelihood interval.

    :math:`\ell(\lambda) = \sum_i \log (e^{-\lambda l_i} - e^{-\lambda r_i}) + \lambda e_i`. The
    interval holds the rates whose :math:`\ell` is at most 1.92 lower.
    """
    if not np.isfinite(hi).any():
        stay = float((lo - entry).sum())
        return 0.0, 0.0, FALL / stay if stay > 0 else np.inf

    def worse(log_rate: float) -> float:
        rate = float(np.exp(log_rate))
        width = np.where(np.isfinite(hi), hi - lo, np.inf)
        with np.errstate(divide="ignore"):  # a rate so low or high that nothing fits it
            gone = np.log(-np.expm1(-rate * width))
        return float(rate * (lo - entry).sum() - gone.sum())

    middle = -np.log(np.where(np.isfinite(hi), hi, lo).mean())
    best = minimize_scalar(worse, bounds=(middle - 15, middle + 15), method="bounded",
                           options={"xatol": 1e-12})  # fmt: skip
    limit = best.fun + FALL
    sides = []
    for edge, none in ((best.x - 40, 0.0), (best.x + 40, np.inf)):
        inside = worse(edge) <= limit
        root = none if inside else float(np.exp(brentq(lambda x: worse(x) - limit, edge, best.x)))
        sides.append(root)
    return float(np.exp(best.x)), sides[0], sides[1]
