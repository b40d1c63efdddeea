"""The sums behind brokerage roles, for many ways to hand the labels out at once."""

import numpy as np
from scipy import sparse

from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.kernels.role_sums import both_ways, closed_paths, sums_of_counts
from leco.kernels.triangles import each_once, triangles

# Labels times partners, or closed paths, times draws handled at once: it stays in cache.
CHUNK = 400_000


def sums_of_draws(net: Network, codes: Ints, known: Flags, kinds: int) -> Floats:
    """Give the six sums of `leco.kernels.role_sums.full_credit`: by sum, draw and partner.

    Each row of `codes` holds a label (from 0) for each partner; who has none (not `known`) has
    none in any draw. All paths are counted from the labels around a partner; those that a tie
    closes are listed once, for all draws, and taken away.
    """
    draws, n = codes.shape
    paths = _listed(net)
    own: Ints = np.where(known, codes, -1)
    step = max(1, CHUNK // max(1, kinds * n, len(paths[0])))
    found = np.empty((6, draws, n))
    for begin in range(0, draws, step):
        part = slice(begin, begin + step)
        found[:, part] = _all_paths(net, own[part], known, kinds)
        found[:, part] -= _closed(net, own[part], paths)
    return found


def _all_paths(net: Network, own: Ints, known: Flags, kinds: int) -> Floats:
    """Sum over the paths a-v-b with a other than b, from how often v meets each label."""
    draws, n = own.shape
    draw, partner = np.nonzero(own >= 0)
    label = own[draw, partner]
    member = np.zeros((n, draws, kinds))
    member[partner, draw, label] = 1.0

    def met(matrix: sparse.csr_array) -> tuple[Floats, Floats, Floats, Floats]:
        """Say how many there are, how many of them known, of each label, and of one's own."""
        of_each: Floats = (matrix @ member.reshape(n, -1)).reshape(n, draws, kinds)
        alike = np.zeros((draws, n))
        alike[draw, partner] = of_each[partner, draw, label]
        return np.diff(matrix.indptr).astype(float), matrix @ known.astype(float), of_each, alike

    after = before = back = met(net.adjacency)
    if net.directed:
        backward = sparse.csr_array(net.adjacency.T)
        before, back = met(backward), met(sparse.csr_array(net.adjacency.multiply(backward)))
    (leave, leave_known, out_of, out_alike), (arrive, arrive_known, into, in_alike) = after, before
    mutual, mutual_known, again, both_alike = back
    either = (np.einsum("vdl,vdl->dv", into, out_of) - again.sum(axis=2).T) * known
    return np.stack([
        in_alike * out_alike - both_alike,  # S
        in_alike * leave_known - both_alike,  # AV
        arrive_known * out_alike - both_alike,  # VB
        either,  # AB
        np.broadcast_to((arrive_known * leave_known - mutual_known) * known, own.shape),  # K
        np.broadcast_to(arrive * leave - mutual, own.shape),  # all
    ])  # fmt: skip


def _listed(net: Network) -> tuple[Ints, Ints, Ints]:
    """List the paths a-v-b that a tie a-b closes (without direction each one way)."""
    pieces = [np.zeros((3, 0), dtype=np.int64)]
    for found in triangles(each_once(net.directions)):
        for path, there in closed_paths(found, net.directed):
            pieces.append(np.stack([found.corners[place][there] for place in path]))
    first, middle, last = np.concatenate(pieces, axis=1)
    return first, middle, last


def _closed(net: Network, own: Ints, paths: tuple[Ints, Ints, Ints]) -> Floats:
    """Sum over the closed paths: count who is alike, by draw and partner between."""
    draws, n = own.shape
    # A row a partner: the draws of one partner lie side by side, which is quick to fetch.
    label = np.ascontiguousarray(own.T)
    a, v, b = (label[end] for end in paths)
    alike = (a == v).view(np.uint8) + 2 * (v == b).view(np.uint8) + 4 * (a == b).view(np.uint8)
    # Two pairs alike and the third not cannot be, so that 3 is free for the unknown.
    if (own < 0).any():
        alike[(a < 0) | (v < 0) | (b < 0)] = 3
    place = (paths[1][:, None] * draws + np.arange(draws)) * 8 + alike
    counts = np.bincount(place.ravel(), minlength=8 * n * draws).reshape(n, draws, 8)
    return both_ways(net, sums_of_counts(counts.transpose(2, 1, 0).astype(float)))
