"""p from draws or from all tables, and many p at once: what luck alone would give."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from leco.graph.arrays import Floats, Ints
from leco.kernels.ratios import over
from leco.kernels.sampling import log_choose

# Draws, and tables, that tie with what was observed but for rounding count as equal.
TOLERANCE = 1e-9
# Above so many tables with the same sums an exact test is not worth its time.
MOST_TABLES = 200_000


def beyond(observed: float | Floats, drawn: Floats, exact: bool = False) -> Floats:
    r"""Give the share of draws at least as high as what was observed, which is one of them.

    .. math:: p = \frac{1 + \#\{d \ge o\}}{1 + m}

    so never 0 (Phipson & Smyth 2010). Among all possibilities (`exact`) the observed stands
    already. Draws run along the last axis; those that are NaN are not defined and do not count.

    >>> one = np.array([1.0, 2.0, 3.0])
    >>> float(beyond(2.0, one)), float(beyond(2.0, one, exact=True))
    (0.75, 0.667)
    """
    seen = np.asarray(observed, dtype=np.float64)
    extra = 0 if exact else 1
    slack = TOLERANCE * np.maximum(1.0, np.abs(seen))
    high = (drawn >= (seen - slack)[..., None]).sum(axis=-1)
    known = (~np.isnan(drawn)).sum(axis=-1)
    share: Floats = np.where(np.isnan(seen), np.nan, over(extra + high, extra + known))
    return share


def two_sided(observed: float | Floats, drawn: Floats, exact: bool = False) -> Floats:
    """Give twice the smaller tail, at most 1."""
    seen = np.asarray(observed, dtype=np.float64)
    tails = np.minimum(beyond(seen, drawn, exact), beyond(-seen, -drawn, exact))
    twice: Floats = np.minimum(1.0, 2 * tails)
    return twice


def freeman_halton(table: Ints) -> float:
    """Give the exact p of a table of two columns: all tables with its sums, those as rare or rarer.

    NaN where there are too many of them.

    >>> round(freeman_halton(np.array([[3, 0], [0, 3]])), 6)
    0.1
    """
    sums, first = table.sum(axis=1), int(table[:, 0].sum())
    if np.prod(sums + 1.0) > MOST_TABLES:
        return math.nan
    every = np.array(list(itertools.product(*(range(one + 1) for one in sums))), dtype=float)
    every = every[every.sum(axis=1) == first]
    chance = np.exp(log_choose(sums, every).sum(axis=1) - log_choose(sums.sum(), first))
    own = math.exp(float(log_choose(sums, table[:, 0]).sum() - log_choose(sums.sum(), first)))
    return float(min(1.0, chance[chance <= own * (1 + TOLERANCE)].sum()))


def holm(single: Sequence[float]) -> Floats:
    """Make several p hold together without draws (Holm 1979)."""
    order = np.argsort(single, kind="stable")
    steps = np.asarray(single)[order] * (len(single) - np.arange(len(single)))
    together = np.empty(len(single))
    together[order] = np.minimum(np.maximum.accumulate(steps), 1) if len(single) else steps
    return together


def false_discovery(p: Floats, family: "pd.Index[str] | None" = None) -> Floats:
    """Give Benjamini & Hochberg's q for each family of p; NaN stays out.

    >>> false_discovery(np.array([0.01, 0.04, 0.03, np.nan])).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    q = np.full(len(p), np.nan)
    codes = np.zeros(len(p), dtype=int) if family is None else pd.factorize(family)[0]
    for code in np.unique(codes):
        own = (codes == code) & ~np.isnan(p)
        q[own] = stats.false_discovery_control(p[own], method="bh")
    return q


def step_down(observed: Floats, drawn: Floats, p: Floats, exact: bool) -> Floats:
    r"""Give the step-down max-T p of Westfall & Young (1993, algorithm 2.8) on shared draws.

    Each value is read as its distance from the mean of all draws, in their standard deviations,
    the observed among them, for under chance it is one more draw. From the value that lies
    furthest down, each is held against the largest distance among itself and those nearer:

    .. math:: \tilde p_{(j)} = \max_{i \le j}
              \frac{1 + \#\{\max_{k \ge i} t_{(k)}^* \ge t_{(i)}\}}{1 + m}

    and never less than its own p. Among all possibilities (`exact`) the observed stands already.
    Draws in which a value is not defined count for the others. NaN where p is.
    """
    together = np.full(len(p), np.nan)
    places = np.flatnonzero(~np.isnan(p))
    if len(places) < 2:
        together[places] = p[places]
        return together
    seen, draws = observed[places], drawn[:, places]
    pool = draws if exact else np.vstack([seen, draws])
    mean, sd = np.nanmean(pool, axis=0), np.nanstd(pool, axis=0)
    scale = np.where(sd > TOLERANCE * np.maximum(1.0, np.abs(seen)), sd, np.inf)
    own = np.abs(seen - mean) / scale
    far = np.nan_to_num(np.abs(draws - mean) / scale, nan=0.0)
    order = np.argsort(-own, kind="stable")
    most = np.maximum.accumulate(far[:, order][:, ::-1], axis=1)[:, ::-1]
    extra = 0 if exact else 1
    beyond = (extra + (most >= own[order] - TOLERANCE).sum(axis=0)) / (extra + len(draws))
    stepped = np.maximum.accumulate(np.maximum(beyond, p[places][order]))
    together[places[order]] = stepped
    return together
