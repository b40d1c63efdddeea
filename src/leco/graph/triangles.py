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

from leco.graph.arrays import Flags, Floats, Ints

# Pairs of ties looked up at once: what a chunk needs stays in the processor's own memory.
CHUNK = 65_536
# Slots per tie, at least: fuller tables make longer searches, emptier ones miss the cache.
ROOM = 4


@dataclass(frozen=True, eq=False)
class Ties:
    """Every tie of a symmetric pattern once, those of one tail together.

    `value` is what the matrix holds from tail to head.
    """

    n: int
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
    return Ties(
        n,
        np.repeat(np.arange(n), degree)[upward],
        symmetric.indices[upward].astype(np.int64),
        symmetric.data[upward].astype(np.float64),
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
    """Pair each tie with every later one of the same tail, in chunks."""
    m = len(ties.tail)
    position = np.arange(m)
    later = np.cumsum(np.bincount(ties.tail, minlength=ties.n))[ties.tail] - position - 1
    ends = np.cumsum(later)
    begin = 0
    while begin < m:
        done = ends[begin - 1] if begin else 0
        stop = max(int(np.searchsorted(ends, done + CHUNK, side="right")), begin + 1)
        own, counts = position[begin:stop], later[begin:stop]
        first = np.repeat(own, counts)
        # Those of one tie run on from its own place: 1, 2, 3 ... further.
        shift = own + 1 - (ends[begin:stop] - counts - done)
        if len(first):
            yield first, np.arange(len(first)) + np.repeat(shift, counts)
        begin = stop


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
        slots = np.full(size, -1, dtype=np.min_scalar_type(-m - 1))  # small fits the cache
        waiting, at = np.arange(m), (code[ties.tail] + code[ties.head]) & (size - 1)
        while len(waiting):
            free = slots[at] < 0
            slots[at[free]] = waiting[free]  # of those that want one slot, the last has it
            lost = slots[at] != waiting
            waiting, at = waiting[lost], (at[lost] + 1) & (size - 1)
        return cls(ties, slots, code[ties.head], _key(ties.n, ties.tail, ties.head))

    def between_heads(self, one: Ints, other: Ints) -> tuple[Ints, Ints]:
        """Tell which pairs of ties have tied heads, and by which tie."""
        last = len(self.slots) - 1
        at = (self.code[one] + self.code[other]) & last
        tie = self.slots[at]
        asked = np.flatnonzero(tie >= 0)
        tie, at, head = tie[asked], at[asked], self.ties.head
        wanted = _key(self.ties.n, head[one[asked]], head[other[asked]])
        found: list[tuple[Ints, Ints]] = []
        while len(asked):
            hit = self.key[tie] == wanted
            found.append((asked[hit], tie[hit].astype(np.int64)))
            at = (at + 1) & last
            tie = self.slots[at]
            on = np.flatnonzero(~hit & (tie >= 0))
            asked, tie, at, wanted = asked[on], tie[on], at[on], wanted[on]
        if not found:
            return asked, asked
        pairs, third = (np.concatenate([part[place] for part in found]) for place in range(2))
        return pairs, third


def _key(n: int, one: Ints, other: Ints) -> Ints:
    return np.minimum(one, other) * n + np.maximum(one, other)
