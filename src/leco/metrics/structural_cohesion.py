"""Structural cohesion: how many partners would have to leave before a group falls apart."""

import math
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Self

import numpy as np
import pandas as pd

from leco.graph.arrays import Ints, Network
from leco.kernels.cuts import Block, blocks
from leco.metrics.registry import measure, partner_frame, too_few
from leco.result import Scores, Statistic
from leco.words import Note

BLOCK_COLUMNS = ("k", "size", "within", "partners")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class StructuralCohesion(Scores):
    """The k-number of each partner, and the blocks within blocks behind it.

    `share` is the share of the partners with a k-number of 2 or more, `mean` the mean
    k-number. `blocks` has a row for each largest k-connected group: its ``k``, ``size``,
    ``partners``, and ``within``, the row of the smallest block it lies in (-1: in none).
    """

    share: float = math.nan
    mean: float = math.nan
    blocks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(BLOCK_COLUMNS)))

    def unknown(self, note: Note) -> Self:
        """Give the same answer with every value not known, and the reason."""
        none = self.blocks.iloc[:0]
        return replace(super().unknown(note), share=math.nan, mean=math.nan, blocks=none)


@measure(
    level="partner", family="cohesion", bounds=(0, math.inf),
    source="Moody & White (2003), American Sociological Review 68",
)  # fmt: skip
def structural_cohesion(net: Network, *, highest: int | None = None) -> StructuralCohesion:
    r"""Tell how many partners hold the closest group around each partner together.

    The k-number of a partner is the largest k for which it is in a k-connected group: one of
    more than k partners that stays in one piece until k of them leave, and whose members are
    so joined by k ways that share no partner. It is 0 for an isolate, 1 where the loss of one
    partner cuts it off from any larger group, and never more than the k of the k-core. From
    0 up; higher means less dependence on any few. Groups of different k lie within one
    another, and two of the same k share fewer than k partners. Direction is not used;
    strengths and labels play no part.

    Exact: the groups are cut at one small set of partners at a time. Linear time for k up to 2,
    found from pieces and from partners whose loss splits them. From 3 on, one computation of
    flow, O(m) and more, for almost every partner that remains in a core of k ties each: about
    a second for 2,000 partners with five ties each or for 150 with thirty, and a quarter of
    a minute for 10,000 with five. On larger networks `highest` says where to stop.

    Parameters
    ----------
    data : Coalition or networkx graph
    highest : int, optional
        The highest k to look for; None goes as high as there are groups. A note says when
        partners have this number, whose own may be higher.

    Returns
    -------
    StructuralCohesion
        One column, ``k_number``; with ``share``, ``mean`` and ``blocks``.

    Raises
    ------
    ValueError
        When `highest` is below 1.

    References
    ----------
    Moody & White (2003), Structural cohesion and embeddedness, American Sociological Review 68.
    Esfahanian & Hakimi (1984), On computing the connectivities of graphs and digraphs, Networks.

    Examples
    --------
    >>> import networkx as nx
    >>> found = structural_cohesion(nx.lollipop_graph(4, 1))
    >>> found.series.tolist(), found.share, found.mean
    ([3, 3, 3, 3, 1], 0.8, 2.6)
    """
    if highest is not None and highest < 1:
        raise ValueError(f"highest={highest!r}: groups start at k = 1")
    number = np.zeros(net.n, dtype=np.int64)
    found: list[list[Block]] = []
    for k, level in enumerate(islice(blocks(net.undirected), highest), start=1):
        found.append(level)
        for block in level:
            number[block.partners] = k
    notes: tuple[Note, ...] = ()
    if net.n == 0:
        notes = (Note("too_few_partners", {"count": 1}),)
    elif highest is not None and number.max() == highest:
        count = int((number == highest).sum())
        notes = (Note("k_at_least", {"count": count, "k": highest}),)
    return StructuralCohesion(
        frame=partner_frame(net, {"k_number": number}),
        notes=notes,
        share=float((number >= 2).mean()) if net.n else math.nan,
        mean=float(number.mean()) if net.n else math.nan,
        blocks=_nested(net, found),
    )


def _nested(net: Network, found: list[list[Block]]) -> pd.DataFrame:
    """Put the blocks in one table, each once with its highest k, after those around them."""
    rows: list[dict[str, Any]] = []
    outer: list[int] = []  # of each block one k lower, its row
    for k, level in enumerate(found, start=1):
        ordered = [np.sort(net.rank[block.partners]) for block in level]
        row_of = [-1] * len(level)
        for one in sorted(range(len(level)), key=lambda at: ordered[at].tolist()):
            within = outer[level[one].within] if k > 1 else -1
            if k > 1 and rows[within]["size"] == len(ordered[one]):
                rows[within]["k"], row_of[one] = k, within
                continue
            row_of[one] = len(rows)
            names = tuple(net.nodes[net.caller_order()[at]] for at in ordered[one].tolist())
            rows.append({"k": k, "size": len(names), "within": within, "partners": names})
        outer = row_of
    index = pd.RangeIndex(len(rows), name="block")
    return pd.DataFrame(rows, index=index, columns=list(BLOCK_COLUMNS))


@measure(
    level="coalition", family="cohesion", bounds=(0, 1), null="size",
    source="Moody & White (2003), American Sociological Review 68",
)  # fmt: skip
def cohesion_share(net: Network, *, k: int = 2) -> Statistic:
    r"""Share of the partners that are in a group which k partners hold together.

    .. math:: \#\{i: k_i \ge k\} / n

    with :math:`k_i` the k-number of `structural_cohesion`. Between 0 and 1; higher means
    that more partners stay joined when any k - 1 leave. Isolates count and are in none.
    Direction is not used; strengths and labels play no part. Linear time for k up to 2, beyond
    that of `structural_cohesion`. Not defined (NaN) without partners.

    Parameters
    ----------
    data : Coalition or networkx graph
    k : int
        How many partners at least hold the group together.

    Returns
    -------
    Statistic
        `parts`: partners (in a group), groups, largest (partners in the largest), k.

    Raises
    ------
    ValueError
        When `k` is below 1.

    References
    ----------
    Moody & White (2003), Structural cohesion and embeddedness, American Sociological Review 68.

    Examples
    --------
    >>> import networkx as nx
    >>> float(cohesion_share(nx.lollipop_graph(4, 1)))
    0.8
    """
    if k < 1:
        raise ValueError(f"k={k!r}: groups start at k = 1")
    if net.n == 0:
        return too_few(1)
    held = groups(net, k)
    largest = max((len(group) for group in held), default=0)
    partners = members(held)
    return Statistic(
        value=partners / net.n,
        parts={"partners": partners, "groups": len(held), "largest": largest, "k": k},
    )


def groups(net: Network, k: int) -> list[Ints]:
    """Give the largest groups that k partners hold together."""
    level = next(islice(blocks(net.undirected), k - 1, None), [])
    return [block.partners for block in level]


def members(held: list[Ints]) -> int:
    """Count the partners in groups, each once."""
    return len(set().union(*(group.tolist() for group in held)))
