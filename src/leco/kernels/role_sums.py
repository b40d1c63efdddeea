"""The sums behind brokerage roles: six numbers for each partner over the paths through it."""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import permutations
from operator import mul
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.graph.partition import Labels
from leco.kernels.paths import open_paths
from leco.kernels.triangles import Triangles, each_once, triangles

Path: TypeAlias = tuple[int, int, int]
Member: TypeAlias = Floats | sparse.csr_array  # labels by partner

# Closed two-paths times labels handled at once: memory stays at a few hundred MB.
CHUNK = 4_000_000
# Up to so many labels a full table is quicker than a sparse one.
FEW = 16
ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
# The corners of a triangle, two by two.
PAIRS = tuple(permutations(range(3), 2))


def role_columns(sums: Floats, *, merged: bool, unclassified: bool) -> dict[str, Floats]:
    """Turn six sums over ordered open paths into the columns of `brokerage_roles`."""
    roles = roles_of(sums)
    if merged:
        roles = without_direction(roles)
    if not unclassified:
        del roles["unclassified"]
    # Fractions leave dust of 1e-16 below zero; a count has none.
    return {name: np.maximum(values, 0.0) for name, values in roles.items()}


def roles_of(sums: Floats) -> dict[str, Floats]:
    """Turn six sums over open paths a-v-b into roles.

    With S, AV, VB, AB the sums of the labels shared by all three, by a and v, by v and b, by a
    and b, and K the number of paths whose three labels are known, the roles are S, AB - S,
    AV - S, VB - S and K - AB - AV - VB + 2 S.
    """
    shared, a_v, v_b, a_b, classified, total = sums
    return {
        "coordinator": shared,
        "itinerant": a_b - shared,
        "representative": a_v - shared,
        "gatekeeper": v_b - shared,
        "liaison": classified - a_b - a_v - v_b + 2 * shared,
        "unclassified": total - classified,
        "total": total,
    }


def without_direction(roles: Mapping[str, Floats]) -> dict[str, Floats]:
    """Turn what is counted over ordered pairs into that over pairs without an order.

    Each pair comes both ways, so all is halved. A representative one way is a gatekeeper the
    other way: the one as often as the other, and one role together.
    """
    columns = {}
    for role, values in roles.items():
        if role == "representative":
            columns["gatekeeper_representative"] = values
        elif role != "gatekeeper":
            columns[role] = values / 2
    return columns


def full_credit(net: Network, labels: Labels) -> Floats:
    """Sum over all paths of two ties, then take away those that lead back or are closed."""
    closed = _closed_alike if labels.single else _closed_mixed
    sums = _all_paths(net, labels)
    sums -= closed(net, labels)
    return sums


def _all_paths(net: Network, labels: Labels) -> Floats:
    """Sum the six quantities over the paths a-v-b with a other than b, from labels around v."""
    ties, known = net.adjacency, labels.known.astype(float)
    member: Member = labels.matrix
    if len(labels.names) > FEW:  # sparse, it costs as much as the ties, however many labels
        member = sparse.csr_array(member)

    def around(matrix: sparse.csr_array) -> tuple[Floats, Floats, Member]:
        return np.diff(matrix.indptr).astype(float), matrix @ known, matrix @ member

    after = before = both = around(ties)
    mutual = ties
    if net.directed:
        backward = sparse.csr_array(ties.T)
        mutual = sparse.csr_array(ties.multiply(backward))
        before, both = around(backward), around(mutual)
    leave, leave_known, out_of = after
    arrive, arrive_known, into = before
    # v - a and a - v: the path a-v-a joins nobody.
    back, back_known, again = both
    twice = again if labels.single else mutual @ (member * member)
    alike = _inner(again, member)
    return np.stack([
        _inner(into, member, out_of) - _inner(twice, member),  # S
        _inner(into, member) * leave_known - alike,  # AV
        arrive_known * _inner(member, out_of) - alike,  # VB
        (_inner(into, out_of) - twice.sum(axis=1)) * known,  # AB
        (arrive_known * leave_known - back_known) * known,  # K
        arrive * leave - back,  # all
    ])  # fmt: skip


def _inner(*factors: Any) -> Floats:
    """Multiply matrices cell by cell and sum each row."""
    if isinstance(factors[0], np.ndarray):  # einsum needs no room for the product
        return np.asarray(np.einsum(",".join(["ij"] * len(factors)) + "->i", *factors))
    product = reduce(mul, factors)
    return np.asarray(product.sum(axis=1), dtype=np.float64)


def _closed_alike(net: Network, labels: Labels) -> Floats:
    """Sum over the closed paths where everyone has one label, or none: count who is alike."""
    own = np.full(net.n, -1)
    own[labels.known] = labels.matrix.nonzero()[1]
    counts = np.zeros(8 * net.n)
    for found in triangles(each_once(net.directions)):
        corners = found.corners
        label = [own[corner] for corner in corners]
        same = {pair: (label[pair[0]] == label[pair[1]]).view(np.uint8) for pair in PAIRS}
        unknown = (label[0] < 0) | (label[1] < 0) | (label[2] < 0) if labels.missing else None
        for (a, v, b), there in closed_paths(found, net.directed):
            # Two pairs alike and the third not cannot be, so that 3 is free for the unknown.
            alike = same[a, v] + 2 * same[v, b] + 4 * same[a, b]
            if unknown is not None:
                alike[unknown] = 3
            np.add.at(counts, (8 * corners[v] + alike)[there], 1.0)
    return both_ways(net, sums_of_counts(counts.reshape(net.n, 8).T))


def sums_of_counts(counts: Floats) -> Floats:
    """Turn counts of closed paths by who is alike (a-v 1, v-b 2, a-b 4; 3 unknown) into sums."""
    none, a_v, v_b, unsaid, a_b, _, _, shared = counts
    classified = none + a_v + v_b + a_b + shared
    return np.stack([
        shared, a_v + shared, v_b + shared, a_b + shared, classified, classified + unsaid
    ])  # fmt: skip


def _closed_mixed(net: Network, labels: Labels) -> Floats:
    """Sum over the closed paths where partners may have several labels."""
    sums = np.zeros((6, net.n))
    for found in triangles(each_once(net.directions)):
        corners = found.corners
        for path, there in closed_paths(found, net.directed):
            first, middle, last = (corners[place][there] for place in path)
            sums += sums_over(net.n, (first, middle, last), labels)
    return both_ways(net, sums)


def closed_paths(found: Triangles, directed: bool) -> Iterator[tuple[Path, Flags | slice]]:
    """Say which corners are a, v and b of a path a-v-b that a tie a-b closes, and where one is.

    Without direction each path is given one way only.
    """
    if not directed:
        yield from ((path, slice(None)) for path in ((0, 1, 2), (0, 2, 1), (1, 0, 2)))
        return
    leads = {pair: found.leads(*pair) for pair in PAIRS}
    for a, v, b in permutations(range(3)):
        yield (a, v, b), leads[a, v] & leads[v, b] & leads[a, b]


def both_ways(net: Network, sums: Floats) -> Floats:
    """Without direction, add the paths from b to a: AV and VB change places."""
    return sums if net.directed else sums + sums[[0, 2, 1, 3, 4, 5]]


def partial_credit(net: Network, labels: Labels) -> Floats:
    """Sum over the open paths, each shared among the partners between its ends."""
    paths = open_paths(net.adjacency)
    return sums_over(net.n, paths.partners, labels, 1 / paths.between)


def sums_over(
    n: int, partners: tuple[Ints, Ints, Ints], labels: Labels, weight: Floats | None = None
) -> Floats:
    """Sum the six quantities of `role_columns` over many listed paths, a part at a time."""
    first, middle, last = partners
    sums = np.zeros((6, n))
    step = max(1, CHUNK // max(1, labels.matrix.shape[1]))
    for begin in range(0, len(first), step):
        part = slice(begin, begin + step)
        values = of_paths(first[part], middle[part], last[part], labels)
        for row, value in enumerate(values):
            np.add.at(sums[row], middle[part], value if weight is None else value * weight[part])
    return sums


def of_paths(first: Ints, middle: Ints | int, last: Ints, labels: Labels) -> Floats:
    """Give the six quantities of `roles_of` for listed paths."""
    a, v, b = labels.matrix[first], labels.matrix[middle], labels.matrix[last]
    know_a, know_v, know_b = (labels.known[one].astype(float) for one in (first, middle, last))
    return np.stack([
        (a * v * b).sum(axis=1), (a * v).sum(axis=1) * know_b, (v * b).sum(axis=1) * know_a,
        (a * b).sum(axis=1) * know_v, know_a * know_v * know_b, np.ones(len(first)),
    ])  # fmt: skip
