"""The one triangle listing that every triad measure stands on.

Every tie is taken once, from the partner with fewer ties to the one with more. Then no partner
has more than sqrt(2m) ties going out, however large the hubs, and every triangle has exactly
one corner with two of them. Two ties that leave one partner make a triangle when their heads
are tied, which a hash table of all ties answers in about one look.

Time: the sum over ties of the lesser degree of their ends, at most O(m sqrt(m)). Memory: O(m)
and one chunk; triangles are handed out by the chunk and never held all at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from leco.graph.ties import Flags, Floats, Ints
from leco.kernels.runs import chunks, runs

# Pairs of ties looked up at once: what a chunk needs stays near the processor, and its arrays
# are small enough to be used again instead of being asked from the system each time.
CHUNK = 32_768
# Slots per tie, at least: fuller tables make longer searches, emptier ones miss the cache.
ROOM = 6


@dataclass(frozen=True, eq=False)
class Ties:
    """Every tie of a symmetric pattern once, those of one tail together.

    Those of partner v stand from `start[v]` up to `start[v + 1]`. `value` is what the matrix
    holds from tail to head.
    """

    n: int
    start: Ints
    tail: Ints
    head: Ints
    value: Floats


@dataclass(frozen=True, eq=False)
class Triangles:
    """Some triangles: for each the places, in `ties`, of its sides a to b, a to c, b to c.

    Each side leads from its tail to its head, so a has the fewest ties and c the most.
    """

    ties: Ties
    ab: Ints
    ac: Ints
    bc: Ints

    @property
    def corners(self) -> tuple[Ints, Ints, Ints]:
        """The partners a, b and c."""
        return self.ties.tail[self.ab], self.ties.head[self.ab], self.ties.head[self.ac]

    def side(self, one: int, other: int) -> Ints:
        """Give the tie between two corners, by their numbers 0, 1, 2."""
        return (self.bc, self.ac, self.ab)[3 - one - other]

    def leads(self, one: int, other: int) -> Flags:
        """Whether a tie leads from one corner to the other, for ties of `Network.directions`."""
        against = 2 if one < other else 1
        there: Flags = self.ties.value[self.side(one, other)] != against
        return there


def each_once(symmetric: sparse.csr_array) -> Ties:
    """Take every tie of a matrix with a symmetric pattern and no diagonal once."""
    n, degree = symmetric.shape[0], np.diff(symmetric.indptr)
    rank = np.empty(n, dtype=np.int32)
    rank[np.argsort(degree, kind="stable")] = np.arange(n, dtype=np.int32)
    upward = np.flatnonzero(np.repeat(rank, degree) < rank[symmetric.indices])
    start = np.searchsorted(upward, symmetric.indptr)
    return Ties(
        n,
        start,
        np.repeat(np.arange(n), np.diff(start)),
        symmetric.indices[upward].astype(np.int64, copy=False),
        symmetric.data[upward].astype(np.float64, copy=False),
    )


def triangles(ties: Ties) -> Iterator[Triangles]:
    """List every triangle once, a chunk at a time.

    >>> import numpy as np
    >>> four = each_once(sparse.csr_array(np.ones((4, 4)) - np.eye(4)))
    >>> sum(len(found.ab) for found in triangles(four))
    4
    """
    table = _Table.of(ties)
    for one, other in _wedges(ties):
        pairs, third = table.between_heads(one, other)
        if not len(pairs):
            continue
        first, second = one[pairs], other[pairs]
        # The third tie leads from one of the two heads: that corner is b.
        turned = ties.tail[third] != ties.head[first]
        yield Triangles(
            ties, np.where(turned, second, first), np.where(turned, first, second), third
        )


def _wedges(ties: Ties) -> Iterator[tuple[Ints, Ints]]:
    """Pair each tie with every later one of the same tail, the tails of a chunk together."""
    out = np.diff(ties.start)
    for part in chunks(out * (out - 1) // 2, CHUNK):
        begin, stop = part.start, part.stop
        own = np.arange(ties.start[begin], ties.start[stop])
        later = np.repeat(ties.start[begin + 1 : stop + 1], out[part]) - own - 1
        yield np.repeat(own, later), runs(own + 1, later)


@dataclass(frozen=True, eq=False)
class _Table:
    """Which tie, if any, joins two partners: a hash table of all ties.

    Every partner has a random code. A tie lies in the slot that the sum of its ends' codes
    points at, or in the first free one after it; -1 is a free slot.
    """

    ties: Ties
    slots: NDArray[Any]
    code: Ints  # of the head of each tie
    key: Ints  # one number for each pair of partners

    @classmethod
    def of(cls, ties: Ties) -> "_Table":
        m = len(ties.tail)
        size = 1 << (ROOM * m).bit_length()
        code = np.random.default_rng(0).integers(0, size, ties.n)
        of_head, at = code[ties.head], code[ties.tail]
        at += of_head
        at &= size - 1
        slots = np.full(size, -1, dtype=np.min_scalar_type(-m - 1))  # small fits the cache
        waiting = np.arange(m)
        slots[at] = waiting  # of those that want one slot, the last has it
        while len(lost := np.flatnonzero(slots[at] != waiting)):
            waiting, at = waiting[lost], (at[lost] + 1) & (size - 1)
            free = slots[at] < 0
            slots[at[free]] = waiting[free]
        return cls(ties, slots, of_head, _key(ties.n, ties.tail, ties.head))

    def between_heads(self, one: Ints, other: Ints) -> tuple[Ints, Ints]:
        """Tell which pairs of ties have tied heads, and by which tie."""
        last = len(self.slots) - 1
        at = (self.code[one] + self.code[other]) & last
        tie = self.slots[at]
        asked = np.flatnonzero(tie >= 0)
        tie, at, head = tie[asked], at[asked], self.ties.head
        wanted = _key(self.ties.n, head[one[asked]], head[other[asked]])
        pairs, third = [asked[:0]], [asked[:0]]
        while len(asked):
            hit = self.key[tie] == wanted
            pairs.append(asked[hit])
            third.append(tie[hit].astype(np.int64))
            miss = np.flatnonzero(~hit)
            at = (at[miss] + 1) & last
            tie = self.slots[at]
            on = np.flatnonzero(tie >= 0)
            tie, at, miss = tie[on], at[on], miss[on]
            asked, wanted = asked[miss], wanted[miss]
        return np.concatenate(pairs), np.concatenate(third)


def _key(n: int, one: Ints, other: Ints) -> Ints:
    key = np.minimum(one, other)
    key *= n
    key += np.maximum(one, other)
    return key
