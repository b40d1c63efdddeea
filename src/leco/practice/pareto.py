"""Several criteria that are never added up: who is beaten on all of them, and who by none."""

from itertools import combinations

import numpy as np

from leco.graph.arrays import Flags, Floats


def undominated(values: Floats) -> Flags:
    """Tell which rows no other row surely beats: as good on every criterion, better on one.

    A value that is not known (NaN) may be anything from 0 up: it beats nobody, and whoever has
    one is surely beaten by nobody.

    >>> undominated(np.array([[2.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, np.nan]])).tolist()
    [True, True, False, True]
    """
    least = np.nan_to_num(values, nan=0.0)
    most = np.where(np.isnan(values), np.inf, values)
    beaten = [bool(((least >= row).all(axis=1) & (least > row).any(axis=1)).any()) for row in most]
    return ~np.array(beaten, dtype=bool)


def first_shares(values: Floats, steps: int) -> Floats:
    """Give the share of weightings in which each row comes first, ties shared.

    The weightings are all ways to divide `steps` equal parts over the criteria; each criterion is
    divided by its highest value, and what is not known counts 0.

    >>> first_shares(np.array([[2.0, 0.0], [0.0, 1.0]]), 1).tolist()
    [0.5, 0.5]
    """
    known = np.nan_to_num(values, nan=0.0)
    highest = known.max(axis=0, initial=0.0)
    scaled = known / np.where(highest > 0, highest, 1.0)
    criteria = values.shape[1]
    # Each weighting is a row of `steps` marks with bars between the criteria (stars and bars).
    bars = np.array(list(combinations(range(steps + criteria - 1), criteria - 1)), dtype=np.int64)
    edges = np.column_stack(
        [np.full(len(bars), -1), bars, np.full(len(bars), steps + criteria - 1)]
    )
    weights = (np.diff(edges, axis=1) - 1) / steps
    totals = scaled @ weights.T
    best = totals >= totals.max(axis=0, initial=0.0) - 1e-12
    share: Floats = (best / best.sum(axis=0)).mean(axis=1)
    return share
