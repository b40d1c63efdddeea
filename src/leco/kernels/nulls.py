"""What chance would do: seeded reference graphs, each named by what it keeps.

========= ============================================== ===============================
labels    every tie; who carries which label is shuffled  do ties follow labels?
size      the number of partners and of ties             more than density gives?
degree    the number of ties of each partner             more than activity gives?
reattach  who entered when, how many ties formed when    more than growth gives?
========= ============================================== ===============================

Each takes a numpy Generator and gives one draw; `all_labels` and `all_sizes` give every
possibility instead where there are few.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np

from leco.errors import UndefinedError
from leco.graph.arrays import Flags, Ints, Network

Null = Literal["labels", "size", "degree", "reattach"]

# Swaps per tie before a degree-preserving draw; rejected swaps count (the chain stays put).
SWAPS_PER_TIE = 20


def shuffled_labels(
    values: Sequence[Any], free: Flags, strata: Sequence[Any] | None, rng: np.random.Generator
) -> list[Any]:
    """Hand the values of the free partners out again, within strata when given.

    >>> shuffled_labels(["a", None, "a"], np.array([True, False, True]), None,
    ...                 np.random.default_rng(1))
    ['a', None, 'a']
    """
    result = list(values)
    for group in _strata(free, strata):
        for place, source in zip(group.tolist(), rng.permutation(group).tolist(), strict=True):
            result[place] = values[source]
    return result


def _strata(free: Flags, strata: Sequence[Any] | None) -> list[Ints]:
    places = np.flatnonzero(free)
    if strata is None:
        return [places]
    groups: dict[str, list[int]] = {}
    for place in places.tolist():
        groups.setdefault(repr(strata[place]), []).append(place)
    return [np.array(group) for _, group in sorted(groups.items())]


def count_labels(values: Sequence[Any], free: Flags, strata: Sequence[Any] | None) -> int:
    """Count the different ways to hand the labels out."""
    total = 1
    for group in _strata(free, strata):
        kinds: dict[str, int] = {}
        for place in group.tolist():
            kinds[repr(values[place])] = kinds.get(repr(values[place]), 0) + 1
        ways = math.factorial(len(group))
        for count in kinds.values():
            ways //= math.factorial(count)
        total *= ways
    return total


def all_labels(
    values: Sequence[Any], free: Flags, strata: Sequence[Any] | None
) -> Iterator[list[Any]]:
    """Give every different way to hand the labels out, each once."""
    groups = _strata(free, strata)

    def spread(group: int, so_far: list[Any]) -> Iterator[list[Any]]:
        if group == len(groups):
            yield list(so_far)
            return
        places = groups[group].tolist()
        for chosen in _arrangements([values[place] for place in places]):
            for place, value in zip(places, chosen, strict=True):
                so_far[place] = value
            yield from spread(group + 1, so_far)

    yield from spread(0, list(values))


def _arrangements(values: list[Any]) -> Iterator[list[Any]]:
    """Give every different order of a list, each once."""
    if not values:
        yield []
        return
    seen = set()
    for place, value in enumerate(values):
        if repr(value) in seen:
            continue
        seen.add(repr(value))
        for rest in _arrangements(values[:place] + values[place + 1 :]):
            yield [value, *rest]


def _pair(code: Ints, n: int, directed: bool) -> tuple[Ints, Ints]:
    """Turn numbers of cells into pairs of partners."""
    if directed:
        row, column = np.divmod(code, n - 1)
        return row, column + (column >= row)
    row = (2 * n - 1 - np.sqrt((2 * n - 1) ** 2 - 8 * code.astype(float))) // 2
    row = row.astype(np.int64)
    row -= (row * (2 * n - row - 1) // 2 > code).astype(np.int64)
    row += ((row + 1) * (2 * n - row - 2) // 2 <= code).astype(np.int64)
    return row, code - row * (2 * n - row - 1) // 2 + row + 1


def same_size(net: Network, rng: np.random.Generator) -> Network:
    """Draw a graph with the same number of partners and ties, all equally likely."""
    code = rng.choice(net.pairs, size=net.ties, replace=False, shuffle=False)
    return net.with_ties(*_pair(code.astype(np.int64), net.n, net.directed))


def count_sizes(net: Network) -> int:
    """Count the graphs with the same number of partners and ties."""
    return math.comb(net.pairs, net.ties)


def all_sizes(net: Network) -> Iterator[Network]:
    """Give every graph with the same number of partners and ties."""
    for cells in combinations(range(net.pairs), net.ties):
        yield net.with_ties(*_pair(np.array(cells, dtype=np.int64), net.n, net.directed))


def same_degree(net: Network, rng: np.random.Generator) -> Network:
    """Draw a graph in which each partner has as many ties (in and out) as before.

    Two ties a-b and c-d become a-d and c-b unless that makes a self-loop or a double tie,
    when they stay; after 20 tries a tie every graph with these degrees is about equally
    likely (Fosdick et al. 2018, SIAM Review 60, for the chain that stays put). Such steps
    never turn a directed ring of three around, so half of the tries among directed ties do
    that (Rao, Jana & Bandyopadhyay 1996, Sankhya A 58).
    """
    rows, columns, _ = net.tie_list()
    tail, head = rows.tolist(), columns.tolist()
    m, directed = len(tail), net.directed
    if m < 2:
        return net
    place = {pair: tie for tie, pair in enumerate(zip(tail, head, strict=True))}
    if not directed:
        place |= {pair[::-1]: tie for pair, tie in place.items()}

    def move(ties: Sequence[int], pairs: Sequence[tuple[int, int]]) -> None:
        """Let these ties stand between these pairs instead, unless one is taken or a loop."""
        if any(one == other or (one, other) in place for one, other in pairs):
            return
        for tie in ties:
            place.pop((tail[tie], head[tie]))
            if not directed:
                place.pop((head[tie], tail[tie]))
        for tie, (one, other) in zip(ties, pairs, strict=True):
            tail[tie], head[tie] = one, other
            place[one, other] = tie
            if not directed:
                place[other, one] = tie

    tries = (2 if directed else 1) * SWAPS_PER_TIE * m
    picks = rng.integers(0, m, size=(tries, 2)).tolist()
    turns = (rng.random(tries) < 0.5).tolist()
    for (first, second), turn in zip(picks, turns, strict=True):
        a, b, c, d = tail[first], head[first], tail[second], head[second]
        if directed and turn:
            third = place.get((d, a)) if b == c else None
            if third is not None:
                move((first, second, third), ((b, a), (d, b), (a, d)))
        elif first != second:
            move((first, second), ((a, c), (b, d)) if turn else ((a, d), (c, b)))
    return net.with_ties(np.array(tail), np.array(head))


Taken = dict[tuple[int, int], int]


def reattached(  # noqa: PLR0917 - the pieces of a dated coalition, one caller
    entry: Ints,
    leave: Ints,
    ties: Mapping[str, Ints],
    directed: Flags,
    taken: Taken,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Redraw whom every tie goes to, keeping when it formed and between whom as a class.

    `entry` and `leave` bound each partner's presence; `ties` holds ``source``, ``target``,
    ``start`` and ``last`` (days); `taken` says until when a pair is tied already. Each day
    on which ties formed ends a period; a partner that entered since the last such day is a
    newcomer. A tie between two newcomers, two incumbents, or one of each stays that: its
    ends are drawn evenly among the pairs of the class that are not tied already and present
    from that day until the tie ends, or until the first of its two partners leaves: else
    chance would lose ties that the data keep. Ties of several kinds that formed between two
    partners on one day move together.

    After the growth-conditional null of leco's notes on shrinking cores: entries, exits and
    the number of ties formed per period and class are kept, behaviour is not.
    """
    source, target = ties["source"].copy(), ties["target"].copy()
    start, last = ties["start"], ties["last"]
    taken = dict(taken)
    founded = int(start.min()) if len(start) else 0
    before = founded  # founders are each other's incumbents
    for day in np.unique(start).tolist():
        newcomer = (entry > before) & (entry <= day)
        moving = _together(np.flatnonzero(start == day), source, target, directed)
        until = [min(int(last[together].max()), int(leave[source[together[0]]]),
                     int(leave[target[together[0]]])) for together in moving]  # fmt: skip
        # The ties that last longest have the fewest pairs to go to: they choose first.
        for turn in sorted(rng.permutation(len(moving)).tolist(), key=lambda one: -until[one]):
            together, stays = moving[turn], max(day, until[turn])
            here = (entry <= day) & (leave >= stays)
            first, second = (
                np.flatnonzero(here & (newcomer if newcomer[end[together[0]]] else ~newcomer))
                for end in (source, target)
            )
            one_way = bool(directed[together[0]])
            if not one_way and rng.random() < 0.5:
                first, second = second, first
            one, other = _free_pair(first, second, taken, day, rng)
            source[together], target[together] = one, other
            taken[one, other] = stays
            if not one_way:
                taken[other, one] = stays
        before = day
    return source, target


def _together(formed: Ints, source: Ints, target: Ints, directed: Flags) -> list[Ints]:
    """Group the ties that formed on one day by the pair they stand between."""
    pairs: dict[tuple[bool, int, int], list[int]] = {}
    for tie in formed.tolist():
        one, other = int(source[tie]), int(target[tie])
        ends = (one, other) if directed[tie] else (min(one, other), max(one, other))
        pairs.setdefault((bool(directed[tie]), *ends), []).append(tie)
    return [np.array(ties) for ties in pairs.values()]


def _free_pair(
    sources: Ints,
    targets: Ints,
    taken: Taken,
    day: int,
    rng: np.random.Generator,
) -> tuple[int, int]:
    for _ in range(50 if len(sources) and len(targets) else 0):
        pair = (int(rng.choice(sources)), int(rng.choice(targets)))
        if pair[0] != pair[1] and taken.get(pair, day - 1) < day:
            return pair
    free = [
        (int(one), int(other))
        for one in sources
        for other in targets
        if one != other and taken.get((int(one), int(other)), day - 1) < day
    ]
    if not free:
        raise UndefinedError(
            "reattach: more ties formed on one day than there are free pairs of that class; "
            "dates that are too coarse make this happen"
        )
    return free[int(rng.integers(len(free)))]
