"""Which picture describes the ties shortest: one block, a core, layers, or any two blocks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from leco import words
from leco.graph.arrays import Flags, Floats, Network
from leco.kernels.blocks import (
    Pairs,
    log_any_two,
    log_layered,
    log_one_chance,
    log_ordered,
    pair_counts,
)
from leco.kernels.groups import beginnings, over_groups, strength_of, within_groups
from leco.metrics.registry import measure
from leco.result import Table
from leco.words import Note

# Random beginnings, beside the beginnings of the partners with most ties.
STARTS = 10
# Up to so many partners every group is tried.
TRIED = 10

# The evidence for groups, from their sizes, the ties within and the ends of their ties.
Weigh: TypeAlias = Callable[[Floats, Floats, Floats], Floats]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Typology(Table):
    """Description lengths, and the picture that is shortest."""

    shortest: str = ""

    def sentence(self, lang: str | None = None) -> str:
        """Name the shortest picture, and by how much it is shorter than one block."""
        if not self.shortest:
            return words.text("answer.undefined", lang)
        length = self.frame["description_length"].to_dict()
        return words.text(
            "reads.core_typology", lang, shortest=words.word("picture", self.shortest, lang),
            saved=float(length["one_block"] - length[self.shortest]),
        )  # fmt: skip


@measure(
    level="table", family="core_periphery", bounds=(0, math.inf),
    headline="description_length",
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
    ties, pairs = pair_counts(net), Pairs(net.n, per_pair, net.ties)
    rng = np.random.default_rng(seed)
    starts = [rng.random(net.n) < rng.uniform(0.1, 0.9) for _ in range(STARTS)]
    lengths, sizes = [-log_one_chance(net.ties, cells)], [0.0]
    # Chances in any order are known in closed form: the random starts are theirs, and the pictures
    # with an order start from what these find.
    loose, group = _shortest(ties, partial(pairs.weigh, log_any_two), starts)
    for evidence in (log_ordered, log_layered):
        found, own = _shortest(ties, partial(pairs.weigh, evidence), [group, ~group])
        lengths.append(-found)
        sizes.append(float(own.sum()))
    lengths.append(-loose)
    sizes.append(float(min(group.sum(), net.n - group.sum())))
    frame = pd.DataFrame(
        {"description_length": np.array(lengths) / math.log(2), "size": sizes}, index=index
    )
    return Typology(frame=frame, shortest=names[int(np.argmin(lengths))])


def _shortest(ties: sparse.csr_array, weigh: Weigh, starts: list[Flags]) -> tuple[float, Flags]:
    """Find the groups of most evidence: from every start one move at a time, the best first."""
    degree = strength_of(ties)
    n = len(degree)
    if n <= TRIED:
        value = weigh(over_groups(np.ones(n)), within_groups(ties.toarray()), over_groups(degree))
        best = int(np.argmax(value >= value.max() - 1e-9))
        return float(value.max()), (best >> np.arange(n)) & 1 == 1
    order = np.lexsort((np.arange(n), -degree))
    value = weigh(np.arange(1.0, n), *beginnings(ties, order))
    first = np.zeros(n, dtype=bool)
    first[order[: int(np.argmax(value)) + 1]] = True
    highest, found = -math.inf, first
    for start in (first, *starts):
        reached, group = _climb(ties, weigh, start)
        if reached > highest + 1e-9:
            highest, found = reached, group
    return highest, found


def _climb(ties: sparse.csr_array, weigh: Weigh, group: Flags) -> tuple[float, Flags]:
    degree, best = strength_of(ties), -math.inf
    while True:
        to_group = ties @ group.astype(float)
        within, reach = to_group[group].sum() / 2, degree[group].sum()
        sign = np.where(group, -1.0, 1.0)
        value = weigh(group.sum() + sign, within + sign * to_group, reach + sign * degree)
        move = int(np.argmax(value))
        if value[move] <= best + 1e-9:
            return best, group
        best = float(value[move])
        group = group.copy()
        group[move] = not group[move]
