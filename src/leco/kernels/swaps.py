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
def swapped(
    tail: Numbers, head: Numbers, place: Numbers, luck: tuple[Numbers, Numbers, Numbers],
    directed: bool,
) -> int:  # fmt: skip
    """Swap the ends of ties in place, where that makes no loop or double tie; count the swaps.

    `place[a][b]` says which tie is there, counted from 1; 0 is none. Of each try `luck` holds two
    ties and whether to take the other turn.
    """
    done = 0
    for one, other, turn in zip(luck[0], luck[1], luck[2]):  # noqa: B905 - numba knows no strict
        a, b, c, d = tail[one], head[one], tail[other], head[other]
        if turn:
            if directed:
                third = place[d][a] - 1 if b == c else -1
                if third < 0 or place[b][a] or place[d][b] or place[a][d]:
                    continue
                place[a][b] = place[b][d] = place[d][a] = 0
                tail[one], head[one], place[b][a] = b, a, one + 1
                tail[other], head[other], place[d][b] = d, b, other + 1
                tail[third], head[third], place[a][d] = a, d, third + 1
                done += 1
                continue
            c, d = d, c
        # a-b and c-d become a-d and c-b.
        if a == d or b == c or place[a][d] or place[c][b] or one == other:
            continue
        place[a][b] = place[c][d] = 0
        place[a][d], place[c][b] = one + 1, other + 1
        if not directed:
            place[b][a] = place[d][c] = 0
            place[d][a], place[b][c] = one + 1, other + 1
        head[one], tail[other], head[other] = d, c, b
        if turn:  # it was read the other way round
            tail[other], head[other] = b, c
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
