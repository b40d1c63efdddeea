"""Walks from the data to a draw that keep what every partner has: ties, or activities."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leco.graph.arrays import Flags, Ints, Network
from leco.words import Note

# Tries per tie before a degree-preserving draw; rejected ones count (the walk stays put).
TRIES_PER_TIE = 20
# Trades per partner before a draw of participations.
TRADES_PER_PARTNER = 20
# Luck for so many trades times activities at once: some 8 MB.
CHUNK = 1_000_000
# Up to so many partners a full table of pairs is kept (8 bytes a pair).
WIDE = 4_000

# What makes a walk suspect: fewer of its tries succeed, fewer different ends than this; and the
# data are nearer half way than at the end by more than this, and by so many standard errors.
FEW_MOVES, FEW_STATES, NEARER, ERRORS = 0.01, 20, 0.01, 3.0


class Walk(NamedTuple):
    """What one walk from the data was like."""

    moved: float  # share of its tries that changed anything
    half: float  # share of what the data have that was there half way
    whole: float  # and at the end
    end: bytes  # where it ended


def rewired(net: Network, rng: np.random.Generator) -> tuple[Network, Walk]:
    """Draw a graph in which each partner has as many ties (in and out) as before.

    Two ties a-b and c-d become a-d and c-b unless that makes a self-loop or a double tie,
    when they stay; after 20 tries a tie every graph with these degrees is about equally
    likely (Fosdick et al. 2018, SIAM Review 60, for the chain that stays put). Such steps
    never turn a directed ring of three around, so half of the tries among directed ties do
    that (Rao, Jana & Bandyopadhyay 1996, Sankhya A 58).
    """
    rows, columns, _ = net.tie_list()
    m = len(rows)
    if m < 2:
        return net, Walk(0.0, 1.0, 1.0, _end(_codes(net, rows, columns)))
    tries = (2 if net.directed else 1) * TRIES_PER_TIE * m
    picks = rng.integers(0, m, size=(tries, 2))
    luck = picks[:, 0].copy(), picks[:, 1].copy(), rng.random(tries) < 0.5
    return _walked(net, rows, columns, luck)


def _walked(
    net: Network, rows: Ints, columns: Ints, luck: tuple[Ints, Ints, Flags]
) -> tuple[Network, Walk]:
    from leco.kernels.compiled import COMPILED, plain
    from leco.kernels.swaps import swapped

    before, tries = _codes(net, rows, columns), len(luck[0])
    ends: tuple[Any, Any] = rows.copy(), columns.copy()
    own: tuple[Any, Any, Any] = luck
    walk = swapped
    if COMPILED and net.n <= WIDE:
        place = _table(net, rows, columns)
    else:  # plain Python reads lists soonest
        walk, ends = plain(swapped), (rows.tolist(), columns.tolist())
        own = luck[0].tolist(), luck[1].tolist(), luck[2].tolist()
        place = _places(net, *ends)
    half, done, there = tries // 2, 0, []
    for part in (slice(half), slice(half, tries)):
        done += walk(*ends, place, (own[0][part], own[1][part], own[2][part]), net.directed)
        codes = _codes(net, np.array(ends[0]), np.array(ends[1]))
        there.append(float(np.isin(codes, before, assume_unique=True).mean()))
    drawn = net.with_ties(np.array(ends[0]), np.array(ends[1]))
    return drawn, Walk(done / tries, there[0], there[1], _end(codes))


def _table(net: Network, rows: Ints, columns: Ints) -> Any:
    """Say for each pair which tie is there, counted from 1."""
    place, numbers = np.zeros((net.n, net.n), dtype=np.int32), np.arange(1, len(rows) + 1)
    place[rows, columns] = numbers
    if not net.directed:
        place[columns, rows] = numbers
    return place


def _places(net: Network, tail: list[int], head: list[int]) -> Any:
    """Say the same in lists; of a wide graph only of the pairs that matter."""
    wide = net.n > WIDE
    place: Any = defaultdict(Counter) if wide else [[0] * net.n for _ in range(net.n)]
    for tie, (one, other) in enumerate(zip(tail, head, strict=True), 1):
        place[one][other] = tie
        if not net.directed:
            place[other][one] = tie
    return place


def _codes(net: Network, rows: Ints, columns: Ints) -> Ints:
    """Give every tie one number, without direction the same from either end; sorted."""
    if not net.directed:
        rows, columns = np.minimum(rows, columns), np.maximum(rows, columns)
    return np.sort(rows * net.n + columns)


def _end(state: NDArray[Any]) -> bytes:
    return hashlib.blake2b(state.tobytes(), digest_size=8).digest()


def exchanged(takes_part: Flags, rng: np.random.Generator) -> tuple[Flags, Walk]:
    """Draw who takes part in what (partners by activities), keeping every row and column sum.

    Pairs of partners put the activities that only one of them is in on a heap, and deal them out
    again (curveball trades); 20 trades a partner. Every table with these sums is about equally
    likely (Strona et al. 2014, Nature Communications 5; Carstens 2015, Physical Review E 91).
    """
    from leco.kernels.swaps import traded

    drawn = takes_part.copy()
    partners, activities = drawn.shape
    there, total = [], int(takes_part.sum())
    trades = TRADES_PER_PARTNER * partners
    if partners < 2 or not total:
        return drawn, Walk(0.0, 1.0, 1.0, _end(drawn))
    done, step = 0, max(1, CHUNK // activities)
    for size in (trades // 2, trades - trades // 2):
        for begin in range(0, size, step):
            count = min(step, size - begin)
            pairs = rng.integers(0, partners, size=(count, 2))
            done += traded(drawn, pairs, rng.random((count, activities)))
        there.append(float((drawn & takes_part).sum() / total))
    return drawn, Walk(done / trades, there[0], there[1], _end(drawn))


def doubts(walks: Sequence[Walk]) -> tuple[Note, ...]:
    """Say what makes draws doubtful: too few different ones, or too near the data."""
    if all(walk.whole == 1 for walk in walks):
        return (Note("walk_nowhere"),)
    notes = []
    different = len({walk.end for walk in walks})
    if different <= min(FEW_STATES, len(walks) // 2):
        notes.append(Note("walk_few_ends", {"count": different}))
    moved = float(np.mean([walk.moved for walk in walks]))
    if moved < FEW_MOVES:
        notes.append(Note("walk_few_moves", {"share": moved}))
    nearer = np.array([walk.half - walk.whole for walk in walks])
    error = nearer.std() / math.sqrt(len(nearer))
    if nearer.mean() > max(NEARER, ERRORS * error):
        notes.append(Note("walk_short"))
    return tuple(notes)
