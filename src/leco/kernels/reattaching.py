"""Growth redrawn: who entered when and how many ties formed when stay, not who they went to."""

from collections.abc import Mapping

import numpy as np

from leco.errors import UndefinedError
from leco.graph.arrays import Flags, Ints

# Until which day a pair is tied.
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
        pair = (int(sources[rng.integers(len(sources))]), int(targets[rng.integers(len(targets))]))
        if pair[0] != pair[1] and taken.get(pair, day - 1) < day:
            return pair
    free = [
        (int(one), int(other))
        for one in sources
        for other in targets
        if one != other and taken.get((int(one), int(other)), day - 1) < day
    ]
    if not free:
        raise UndefinedError.of("crowded_day")
    return free[int(rng.integers(len(free)))]
