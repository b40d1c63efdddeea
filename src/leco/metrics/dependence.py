"""Dependence: what falls apart without a partner."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy.sparse import csgraph

from leco import words
from leco.graph.arrays import Floats, Network
from leco.graph.partition import By
from leco.kernels.cuts import as_rustworkx
from leco.kernels.difference import difference
from leco.kernels.ratios import over
from leco.kernels.steps import steps
from leco.metrics.cohesion import closeness, joined, piece_sizes
from leco.metrics.mixing import bridged
from leco.metrics.registry import measure, partner_index, scores
from leco.metrics.shortest_paths import exact_betweenness
from leco.metrics.structural_cohesion import groups, members
from leco.result import Scores, Table
from leco.words import Note

# A sentence names this many partners.
SHOWN = 3
# Betweenness, a share of pairs, that differs by less is equal.
EQUAL = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Without(Table):
    """What is left without each of a few partners; `whole` says it of the coalition as it is."""

    whole: Mapping[str, float] = field(default_factory=dict)

    def unknown(self, note: Note) -> Self:
        """Give the same answer with every value not known, and the reason."""
        return replace(super().unknown(note), whole=dict.fromkeys(self.whole, math.nan))

    def sentence(self, lang: str | None = None) -> str:
        """Say of each how many of the others stay in one piece."""
        if self.frame.empty:
            return words.text("answer.no_rows", lang)
        shares = self.frame["largest_piece"].head(SHOWN).items()
        whole = 100 * float(self.whole["largest_piece"])
        said = [words.text("without_top.whole", lang, percent=whole)]
        said += [
            words.text("without_top.one", lang, partner=self.partner(partner),
                       percent=100 * float(share))
            for partner, share in shares
        ]  # fmt: skip
        return "; ".join(said)


@measure(
    level="partner", family="brokerage", bounds=(0, math.inf),
    headline="pairs_cut",
    source="Krackhardt (1994)",
)  # fmt: skip
def dependence(net: Network) -> Scores:
    """Tell what falls apart without each partner.

    ===================== ==============================================================
    pairs_cut             pairs of others that reach each other now and not without it
    pieces                pieces that the partner's own piece falls into (1: it stays whole,
                          0: nobody else was in it)
    largest_without       share of the others that stay in one piece, the largest
    connectedness_without share of the pairs of others that still reach each other
    ===================== ==============================================================

    Direction is not used. Higher `pairs_cut`: more depends on this partner. An isolate cuts
    nothing. Strengths and labels play no part. With fewer than three partners
    `connectedness_without` is not defined (NaN), nor is `largest_without` with fewer than
    two. `without_top` says more of the few that most runs through. Time O(n + m), and
    O(n + m) more for each partner that cuts anything.

    Parameters
    ----------
    data : Coalition or networkx graph

    Returns
    -------
    Scores

    References
    ----------
    Krackhardt (1994), Graph theoretical dimensions of informal organizations.
    Borgatti (2006), Identifying sets of key players, on the key player problem.

    Examples
    --------
    >>> import networkx as nx
    >>> dependence(nx.star_graph(3)).frame.loc[0].tolist()
    [3.0, 3.0, 0.333, 0.0]
    """
    member = net.piece
    sizes = np.bincount(member, minlength=1).astype(float)
    own = sizes[member] if net.n else np.zeros(0)
    reached = _pairs(own - 1)  # what the piece keeps when it stays whole without the partner
    pieces = (own > 1).astype(float)
    cut, largest = np.zeros(net.n), own - 1
    for place in sorted(rx.articulation_points(as_rustworkx(net.undirected))):
        keep = np.flatnonzero(member == member[place])
        keep = keep[keep != place]
        _, parts = csgraph.connected_components(net.undirected[keep][:, keep], directed=False)
        sums = np.bincount(parts).astype(float)
        pieces[place], cut[place] = len(sums), reached[place] - _pairs(sums).sum()
        largest[place] = sums.max()
    total = float(_pairs(sizes).sum())
    # Pairs that reach each other: all now, less those with the partner itself, less those cut.
    left = total - (own - 1) - cut
    # The largest piece besides its own: the largest of all, but for those who are in that.
    first, second = np.sort(np.r_[0.0, 0.0, sizes])[:-3:-1]
    elsewhere = np.where(member == sizes.argmax(), second, first) if net.n else largest
    others = np.array(net.n - 1.0)
    columns = {
        "pairs_cut": cut,
        "pieces": pieces,
        "largest_without": over(np.maximum(largest, elsewhere), others),
        "connectedness_without": over(left, _pairs(others)),
    }
    notes = () if net.n > 2 else (Note("too_few_partners", {"count": 3}),)
    return scores(net, columns, notes)


def _pairs(size: Floats) -> Floats:
    """Count the pairs among so many partners."""
    pairs: Floats = np.maximum(size * (size - 1) / 2, 0.0)
    return pairs


@measure(
    level="table", family="brokerage", bounds=(0, math.inf),
    source="Borgatti (2006), Identifying sets of key players",
)  # fmt: skip
def without_top(net: Network, *, top: int = 5, by: By | None = None) -> Without:
    """Tell what would be left without each of the partners that most runs through.

    ================ =================================================================
    connectedness    share of the pairs of others that still reach each other
    compactness      mean of 1 over the steps between them
    cohesion_share   share of the others in a group that any one may leave (k of 2 or more)
    bridging_ratio   how far their ties bridge sectors, against chance (with `by` only)
    largest_piece    share of the others that stay in one piece, the largest
    ================ =================================================================

    One partner is left out at a time, and everything measured again among the others; ``whole``
    has the same of the coalition as it is (`largest_piece` as a share of all). Lower than
    there: more depends on the partner. Shown are the `top` partners by betweenness, the highest
    first, and whoever equals the last of them; a partner on no shortest way is not shown, so
    an isolate never is. Direction and labels count as in the measures named; strengths play no
    part. Time O(n m) for each partner shown.

    Parameters
    ----------
    data : Coalition or networkx graph
    top : int
        How many partners to leave out in turn.
    by : str or mapping, optional
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Without
        One row for each partner shown; with ``whole``.

    Raises
    ------
    ValueError
        When `top` is below 1.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Borgatti (2006), Identifying sets of key players in a social network.

    Examples
    --------
    >>> import networkx as nx
    >>> without_top(nx.star_graph(4)).frame["largest_piece"].to_dict()
    {0: 0.25}
    """
    if top < 1:
        raise ValueError(f"top={top!r}: leave out one partner at least")
    carried = exact_betweenness(net, normalized=True)
    shown = np.flatnonzero(carried > EQUAL)
    if len(shown) > top:
        shown = shown[carried[shown] >= np.sort(carried)[-top] - EQUAL]
    # Equals stand in the caller's order: sums in another order differ in their last digits.
    shown = shown[np.lexsort((net.rank[shown], -np.round(carried[shown], 9)))]
    whole, notes = _left(net, by)
    rows = []
    for place in shown.tolist():
        row, more = _left(net.among(np.delete(np.arange(net.n), place)), by)
        rows.append(row)
        notes = more | notes
    frame = pd.DataFrame(rows, index=partner_index(net, shown), columns=list(whole), dtype=float)
    return Without(frame=frame, whole=whole, notes=tuple(notes.values()),
                   missing=net.labels(by).missing if by is not None else 0)  # fmt: skip


def _left(net: Network, by: By | None) -> tuple[dict[str, float], dict[str, Note]]:
    """Measure what hangs together, and tell why some of it is not defined."""
    sizes = piece_sizes(net)
    row = {
        "connectedness": joined(sizes),
        "compactness": closeness(steps(net.adjacency)),
        "cohesion_share": members(groups(net, 2)) / net.n if net.n else math.nan,
    }
    notes = () if net.n > 1 else (Note("too_few_partners", {"count": 2}),)
    if by is not None:
        bridging = bridged(net, difference(net, by))
        row["bridging_ratio"], notes = bridging.value, (*notes, *bridging.notes)
    row["largest_piece"] = float(sizes.max()) / net.n if net.n > 1 else math.nan
    return row, {note.code: note for note in notes}
