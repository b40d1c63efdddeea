"""How ties run between labels, for many ways to hand the labels out at once."""

from typing import NamedTuple

import numpy as np

from leco.graph.arrays import Floats, Ints

# Ties times draws handled at once: what stays in a processor's own memory is quickest.
CHUNK = 200_000


class TiesOfLabels(NamedTuple):
    """Strengths of ties, a row a draw and a column a label: within it, sent and received by it."""

    within: Floats
    sent: Floats
    received: Floats


def ties_of_labels(
    codes: Ints, ends: tuple[Ints, Ints], strengths: Floats, kinds: int, directed: bool
) -> TiesOfLabels:
    """Add up ties by the labels of their ends, for each row of codes (a label by partner, from 0).

    Without direction each tie is listed once, and counts from both of its ends.

    >>> found = ties_of_labels(np.array([[0, 0, 1]]), (np.array([0, 1]), np.array([1, 2])),
    ...                        np.ones(2), 2, directed=True)
    >>> found.within.tolist(), found.sent.tolist(), found.received.tolist()
    ([[1.0, 0.0]], [[2.0, 0.0]], [[1.0, 1.0]])
    """
    draws, n = codes.shape
    out, into = (np.bincount(end, strengths, n) for end in ends)
    if not directed:
        strengths, out = 2 * strengths, out + into
    within, sent = np.empty((draws, kinds)), np.empty((draws, kinds))
    received = np.empty((draws, kinds)) if directed else sent
    step = max(1, CHUNK // max(1, len(strengths), n))
    for begin in range(0, draws, step):
        part = slice(begin, begin + step)
        # A row a partner: the draws of one end lie side by side, which is quick to fetch.
        own = np.ascontiguousarray(codes[part].T)
        count = own.shape[1]
        cell = own + np.arange(count) * kinds
        alike = np.flatnonzero(own[ends[0]] == own[ends[1]])
        tie, draw = np.divmod(alike, count)
        total = np.bincount(cell[ends[0][tie], draw], strengths[tie], count * kinds)
        within[part] = total.reshape(count, kinds)
        for sums, strength in ((sent, out), (received, into))[: 1 + directed]:
            total = np.bincount(cell.ravel(), np.repeat(strength, count), count * kinds)
            sums[part] = total.reshape(count, kinds)
    return TiesOfLabels(within, sent, received)
