"""Walks over graphs and over tables of who takes part in what; compiled where numba is.

The luck is drawn before: arrays in, so that compiled or not the walk is the same.
"""

from typing import Any, TypeAlias

import numpy as np

from leco.graph.arrays import Flags, Floats, Ints
from leco.kernels.compiled import compiled

# Something with numbers by place: an array where compiled, else a list, which is quicker there.
Numbers: TypeAlias = Any


@compiled
def swapped(  # noqa: PLR0917 - compiled code takes arrays, and no keywords
    tail: Numbers, head: Numbers, place: Numbers, n: int,
    luck: tuple[Numbers, Numbers, Numbers], directed: bool,
) -> int:  # fmt: skip
    """Swap the ends of ties in place, where that makes no loop or double tie; count the swaps.

    `place` says for each pair (row times n, plus column) which tie is there, counted from 1;
    0 is none. Of each try `luck` holds two ties and whether to take the other turn.
    """
    done = 0
    for one, other, turn in zip(luck[0], luck[1], luck[2]):  # noqa: B905 - numba knows no strict
        a, b, c, d = tail[one], head[one], tail[other], head[other]
        if directed and turn:
            third = place[d * n + a] - 1 if b == c else -1
            if third < 0 or place[b * n + a] or place[d * n + b] or place[a * n + d]:
                continue
            place[a * n + b] = place[b * n + d] = place[d * n + a] = 0
            tail[one], head[one], place[b * n + a] = b, a, one + 1
            tail[other], head[other], place[d * n + b] = d, b, other + 1
            tail[third], head[third], place[a * n + d] = a, d, third + 1
            done += 1
            continue
        if turn:  # a-b and c-d become a-c and b-d, else a-d and c-b
            e, f, g, h = a, c, b, d
        else:
            e, f, g, h = a, d, c, b
        if one == other or e == f or g == h or place[e * n + f] or place[g * n + h]:
            continue
        place[a * n + b] = place[c * n + d] = 0
        place[e * n + f], place[g * n + h] = one + 1, other + 1
        if not directed:
            place[b * n + a] = place[d * n + c] = 0
            place[f * n + e], place[h * n + g] = one + 1, other + 1
        tail[one], head[one], tail[other], head[other] = e, f, g, h
        done += 1
    return done


@compiled
def traded(takes_part: Flags, pairs: Ints, luck: Floats) -> int:
    """Let pairs of partners trade the activities that only one of the two is in; count changes.

    All that only one of them is in is put on one heap and dealt out again, to each as many as
    before (the curveball). `luck` holds a number for each activity, by trade.
    """
    done = 0
    for trade in range(len(pairs)):
        one, other = takes_part[pairs[trade, 0]], takes_part[pairs[trade, 1]]
        heap = np.flatnonzero(one != other)
        own = one[heap].sum()
        if own == 0 or own == len(heap):
            continue
        dealt = heap[np.argsort(luck[trade, : len(heap)])]
        if not one[dealt[:own]].all():
            done += 1
        one[heap] = False
        other[heap] = True
        one[dealt[:own]] = True
        other[dealt[:own]] = False
    return done
