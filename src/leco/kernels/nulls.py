"""What chance would do: seeded reference graphs, each named by what it keeps.

================ ================================================ ==========================
labels           every tie; who carries which label is shuffled   do ties follow labels?
size             the number of partners and of ties               more than density gives?
dyads            the pairs tied both ways, one way and not at all more than answering gives?
degree           the number of ties of each partner               more than activity gives?
two_mode_degree  how much each partner and activity takes part    more than busyness gives?
reattach         who entered when, how many ties formed when      more than growth gives?
arrival          the network of today, how many entered when      do early comers differ?
================ ================================================ ==========================

Each takes a numpy Generator and gives one draw; `all_labels`, `all_sizes` and `all_dyads` give
every possibility instead where there are few. What walks from the data to a draw stands in
`rewiring`, what follows growth in `reattaching`.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any, Literal

import numpy as np

from leco.graph.arrays import Flags, Ints, Network

# More possibilities than this are not counted.
ENDLESS = 1e15

Null = Literal["labels", "size", "dyads", "degree", "two_mode_degree", "reattach", "arrival"]


def shuffled_labels(
    values: Sequence[Any], free: Flags, strata: Sequence[Any] | None, rng: np.random.Generator
) -> list[Any]:
    """Hand the values of the free partners out again, within strata when given.

    >>> shuffled_labels(["a", None, "a"], np.array([True, False, True]), None,
    ...                 np.random.default_rng(1))
    ['a', None, 'a']
    """
    return [values[place] for place in shuffled_places(len(values), strata_of(free, strata), rng)]


def shuffled_places(n: int, groups: Sequence[Ints], rng: np.random.Generator) -> Ints:
    """Say whose label each of n partners gets when they change places within groups."""
    places = np.arange(n)
    for group in groups:
        places[group] = rng.permutation(group)
    return places


def strata_of(free: Flags, strata: Sequence[Any] | None) -> list[Ints]:
    """List the partners with a label, stratum by stratum: who can change places with whom."""
    places = np.flatnonzero(free)
    if strata is None:
        return [places]
    groups: dict[str, list[int]] = {}
    for place in places.tolist():
        groups.setdefault(repr(strata[place]), []).append(place)
    return [np.array(group) for _, group in sorted(groups.items())]


def choices(of: int, parts: Iterable[int]) -> float:
    """Count the ways to part so many things in parts of these sizes; infinite where endless.

    >>> choices(6, [3, 3]), choices(1_250_000_000, [1_000_000, 1_249_000_000])
    (20.0, inf)
    """
    parts = list(parts)
    # The number itself would have millions of digits, and take minutes.
    if math.lgamma(of + 1) - sum(math.lgamma(one + 1) for one in parts) > math.log(ENDLESS):
        return math.inf
    ways, left = 1, of
    for one in parts:
        ways *= math.comb(left, one)
        left -= one
    return float(ways)


def count_labels(values: Sequence[Any], free: Flags, strata: Sequence[Any] | None) -> float:
    """Count the different ways to hand the labels out."""
    total = 1.0
    for group in strata_of(free, strata):
        kinds: dict[str, int] = {}
        for place in group.tolist():
            kinds[repr(values[place])] = kinds.get(repr(values[place]), 0) + 1
        total *= choices(len(group), kinds.values())
    return total


def all_labels(
    values: Sequence[Any], free: Flags, strata: Sequence[Any] | None
) -> Iterator[list[Any]]:
    """Give every different way to hand the labels out, each once."""
    groups = strata_of(free, strata)

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


def count_sizes(net: Network) -> float:
    """Count the graphs with the same number of partners and ties."""
    return choices(net.pairs, [net.ties, net.pairs - net.ties])


def all_sizes(net: Network) -> Iterator[Network]:
    """Give every graph with the same number of partners and ties."""
    for cells in combinations(range(net.pairs), net.ties):
        yield net.with_ties(*_pair(np.array(cells, dtype=np.int64), net.n, net.directed))


def dyad_census(net: Network) -> tuple[int, int]:
    """Count the pairs tied both ways and one way."""
    mutual = int(net.adjacency.multiply(net.adjacency.T).nnz) // 2
    return mutual, net.ties - 2 * mutual


def same_dyads(net: Network, rng: np.random.Generator) -> Network:
    """Draw a directed graph with as many pairs tied both ways, and one way, all equally likely."""
    mutual, single = dyad_census(net)
    code = rng.choice(net.pairs // 2, size=mutual + single, replace=False)
    return _of_dyads(net, code.astype(np.int64), mutual, rng.random(single) < 0.5)


def _of_dyads(net: Network, code: Ints, mutual: int, turned: Flags) -> Network:
    """Tie the first pairs both ways and the rest one way, some of them turned around."""
    low, high = _pair(code, net.n, directed=False)
    both, one, other = slice(mutual), low[mutual:], high[mutual:]
    rows = np.concatenate([low[both], high[both], np.where(turned, other, one)])
    columns = np.concatenate([high[both], low[both], np.where(turned, one, other)])
    return net.with_ties(rows, columns)


def count_dyads(net: Network) -> float:
    """Count the directed graphs with as many pairs tied both ways and one way."""
    mutual, single = dyad_census(net)
    ways = choices(net.pairs // 2, [mutual, single, net.pairs // 2 - mutual - single])
    return ways * 2.0**single if ways < math.inf and single < math.log2(ENDLESS) else math.inf


def all_dyads(net: Network) -> Iterator[Network]:
    """Give every directed graph with as many pairs tied both ways and one way."""
    mutual, single = dyad_census(net)
    pairs = range(net.pairs // 2)
    for both in combinations(pairs, mutual):
        rest = [pair for pair in pairs if pair not in both]
        for one_way in combinations(rest, single):
            code = np.array(both + one_way, dtype=np.int64)
            for turned in product((False, True), repeat=single):
                yield _of_dyads(net, code, mutual, np.array(turned, dtype=bool))
