"""Which picture describes the ties shortest: one block, a core, layers, or any two blocks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import betaln, logsumexp

from leco import labels
from leco.graph.arrays import Flags, Floats, Network
from leco.graph.blocks import log_below, log_one_chance, log_ordered
from leco.labels import Note
from leco.metrics.registry import measure
from leco.result import Table

# Random beginnings, beside the beginnings of the partners with most ties.
STARTS = 10
# Up to so many partners every group is tried.
TRIED = 10

Evidence: TypeAlias = Callable[[Floats, Floats], Floats]  # of cells and ties, three blocks each


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Typology(Table):
    """Description lengths, and the picture that is shortest."""

    headline: ClassVar[str | None] = "description_length"

    shortest: str = ""

    def sentence(self, lang: str | None = None) -> str:
        """Name the shortest picture, and by how much it is shorter than one block."""
        if not self.shortest:
            return labels.text("answer.undefined", lang)
        length = self.frame["description_length"].to_dict()
        return labels.text(
            "reads.core_typology", lang, shortest=labels.word("picture", self.shortest, lang),
            saved=float(length["one_block"] - length[self.shortest]),
        )  # fmt: skip


@measure(
    level="pair", family="core_periphery", bounds=(0, math.inf),
    source="Gallagher, Young & Welles (2021), Science Advances 7, eabc9800",
)  # fmt: skip
def core_typology(net: Network, *, seed: int = 0) -> Typology:
    r"""Tell which picture describes the ties shortest, in bits.

    ============== ========================================================================
    one_block      every pair is tied with the same chance: no core
    hub_and_spoke  :math:`p_{cc} > p_{cp} > p_{pp}`: a core, and others tied to it
    layered        :math:`p_{cc} > p_{cp} = p_{pp}`: a dense layer, and a thin one around it
    any_two_blocks two groups with any three chances: also two communities, or two sides that tie
                   only across
    ============== ========================================================================

    The description length of a picture is :math:`-\log_2 P(A, \mathrm{groups})` at the groups that
    make it shortest, the chances integrated over all in their order, every size of the first
    group as likely and every group of a size. Lower is better; ten bits less is a thousand
    times likelier. When ``any_two_blocks`` is shortest the ties have two groups, but not a core
    and a periphery. From 0 up. All groups are tried up to ten partners; above, they are
    searched from the partners with most ties and from random starts (`seed`), so a shorter
    description may exist; of groups that do as well, the
    size given is that of one. Isolates are partners. Strengths and labels play no part; directed
    ties count once in each direction. Not defined (NaN) with fewer than three partners, without
    ties, or with all there. Time O(n^2) for each step of the search.

    Parameters
    ----------
    data : Coalition or networkx graph
    seed : int
        The random starts.

    Returns
    -------
    Typology
        Index picture, columns ``description_length`` and ``size`` (of the core, the dense layer,
        or the smaller of two groups; 0 for one block);
        ``.shortest`` names the best.

    References
    ----------
    Gallagher, Young & Welles (2021), A clarified typology of core-periphery structure in networks.

    Examples
    --------
    >>> import networkx as nx
    >>> core_typology(nx.karate_club_graph()).shortest
    'hub_and_spoke'
    """
    per_pair = 2 if net.directed else 1
    cells = per_pair * net.n * (net.n - 1) // 2
    names = ("one_block", "hub_and_spoke", "layered", "any_two_blocks")
    index = pd.Index(names, name="picture")
    if net.n < 3 or net.ties in {0, cells}:
        blank = pd.DataFrame(math.nan, index=index, columns=["description_length", "size"])
        return Typology(frame=blank, notes=(Note("no_pattern"),))
    ties = net.adjacency
    if net.directed:
        ties = sparse.csr_array(ties + ties.T)
    rng = np.random.default_rng(seed)
    starts = [rng.random(net.n) < rng.uniform(0.1, 0.9) for _ in range(STARTS)]
    lengths, sizes = [-log_one_chance(net.ties, cells)], [0.0]
    # Chances in any order are known in closed form: the random starts are theirs, and the pictures
    # with an order start from what these find.
    loose, group = _shortest(ties, per_pair, _any_two, starts)
    for evidence in (log_ordered, _layered):
        found, own = _shortest(ties, per_pair, evidence, [group, ~group])
        lengths.append(-found)
        sizes.append(float(own.sum()))
    lengths.append(-loose)
    sizes.append(float(min(group.sum(), net.n - group.sum())))
    frame = pd.DataFrame(
        {"description_length": np.array(lengths) / math.log(2), "size": sizes}, index=index
    )
    return Typology(frame=frame, shortest=names[int(np.argmin(lengths))])


def _layered(cells: Floats, ties: Floats) -> Floats:
    """Integrate over two chances in order: within the first group, and all other pairs."""
    # A core of three blocks whose mixed and thin blocks share one chance; the prior's density is 2.
    a, b = ties[0] + 1, cells[0] - ties[0] + 1
    c = ties[1] + ties[2] + 1
    d = cells[1] + cells[2] - ties[1] - ties[2] + 1
    places, weights = np.polynomial.legendre.leggauss(96)
    middle = c / (c + d)
    spread = np.sqrt(middle * (1 - middle) / (c + d + 1))
    dense = a / (a + b)
    width = np.sqrt(dense * (1 - dense) / (a + b + 1))
    low = np.clip(np.minimum(middle - 9 * spread, dense - 9 * width), 0, 1)
    high = np.clip(middle + 9 * spread, 0, 1)
    low = np.where(dense - 9 * width > middle + 9 * spread, np.clip(middle - 9 * spread, 0, 1), low)
    begin, end = np.arcsin(np.sqrt(low)), np.arcsin(np.sqrt(high))
    p = np.sin(begin[:, None] + (end - begin)[:, None] * (places + 1) / 2) ** 2
    return _integrate(p, (a, b), (c, d), np.log(weights) + np.log(end - begin)[:, None])


def _integrate(
    p: Floats, dense: tuple[Floats, Floats], thin: tuple[Floats, Floats], weight: Floats
) -> Floats:
    p = np.clip(p, 1e-300, 1 - 1e-16)
    (a, b), (c, d) = dense, thin
    with np.errstate(divide="ignore"):
        inside = (
            (c[:, None] - 0.5) * np.log(p) + (d[:, None] - 0.5) * np.log1p(-p)
            + log_below(b[:, None], a[:, None], 1 - p) + weight
        )  # fmt: skip
    return np.asarray(logsumexp(inside, axis=1) + betaln(a, b) + math.log(2))


def _any_two(cells: Floats, ties: Floats) -> Floats:
    """Integrate over three chances in any order: known in closed form."""
    return np.asarray(betaln(ties + 1, cells - ties + 1).sum(axis=0))


def _shortest(
    ties: sparse.csr_array, per_pair: int, evidence: Evidence, starts: list[Flags]
) -> tuple[float, Flags]:
    """Find the groups of most evidence: from every start one move at a time, the best first."""
    degree = np.asarray(ties.sum(axis=1), dtype=np.float64).ravel()
    n, total = len(degree), degree.sum() / 2
    if n <= TRIED:
        groups = (np.arange(2**n)[:, None] >> np.arange(n)) & 1 == 1
        members = groups.astype(float)
        within = np.asarray((members @ ties.toarray() * members).sum(axis=1)) / 2
        value = _value(n, per_pair, total, members.sum(axis=1), within, members @ degree, evidence)
        return float(value.max()), groups[int(np.argmax(value >= value.max() - 1e-9))]
    order = np.lexsort((np.arange(n), -degree))
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    listed = sparse.triu(ties).tocoo()
    last = np.maximum(place[listed.row], place[listed.col])
    inside = np.cumsum(np.bincount(last, listed.data, minlength=n))[:-1]
    k, reach = np.arange(1.0, n), np.cumsum(degree[order])[:-1]
    value = _value(n, per_pair, total, k, inside.astype(np.float64), reach, evidence)
    first = np.zeros(n, dtype=bool)
    first[order[: int(np.argmax(value)) + 1]] = True
    best, found = -math.inf, first
    for start in (first, *starts):
        reached, group = _climb(ties, per_pair, evidence, start.copy(), degree)
        if reached > best + 1e-9:
            best, found = reached, group
    return best, found


def _value(  # noqa: PLR0917 - the sums a group's evidence is made of
    n: int, per_pair: int, total: float, k: Floats, inside: Floats, reach: Floats,
    evidence: Evidence,
) -> Floats:  # fmt: skip
    """Weigh groups of k partners with `inside` ties within and `reach` ties of their members."""
    k = np.asarray(k, dtype=np.float64)
    mixed = reach - 2 * inside
    ties = np.stack([inside, mixed, total - inside - mixed])
    cells = per_pair * np.stack([k * (k - 1) / 2, k * (n - k), (n - k) * (n - k - 1) / 2])
    prior = betaln(k + 1, n - k + 1) + math.log((n + 1) / max(n - 1, 1))
    value = evidence(cells, np.clip(ties, 0, cells)) + prior
    return np.where((k < 1) | (k > n - 1), -np.inf, value)


def _climb(
    ties: sparse.csr_array, per_pair: int, evidence: Evidence, group: Flags, degree: Floats
) -> tuple[float, Flags]:
    n, total = len(group), degree.sum() / 2
    best = -math.inf
    while True:
        to_group = np.asarray(ties @ group.astype(float))
        inside, reach = float(to_group[group].sum() / 2), float(degree[group].sum())
        sign = np.where(group, -1.0, 1.0)
        value = _value(n, per_pair, total, group.sum() + sign, inside + sign * to_group,
                       reach + sign * degree, evidence)  # fmt: skip
        move = int(np.argmax(value))
        if value[move] <= best + 1e-9:
            return best, group
        best = float(value[move])
        group = group.copy()
        group[move] = not group[move]
