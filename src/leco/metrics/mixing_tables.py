"""Who ties with whom: ties and possible pairs from each sector to each other."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from leco.graph.arrays import Floats, Network
from leco.graph.known_ties import known_ties, no_known_ties
from leco.graph.partition import By, Labels
from leco.kernels.ratios import over
from leco.metrics.registry import measure
from leco.result import Table
from leco.words import Note


@dataclass(frozen=True, eq=False)
class Mixing:
    """Ties and ordered pairs from sector to sector; a tie without direction counts both ways."""

    labels: Labels
    ties: Floats
    pairs: Floats
    notes: tuple[Note, ...]

    @property
    def n(self) -> int:
        """Number of partners with a label."""
        return self.labels.n

    @cached_property
    def total(self) -> float:
        """All ties."""
        return float(self.ties.sum())

    @cached_property
    def within(self) -> float:
        """Ties from a sector to itself."""
        return float(self.ties.trace())

    @cached_property
    def pairs_between(self) -> float:
        """Pairs of different sectors."""
        return float(self.pairs.sum() - self.pairs.trace())


@measure(
    level="table", family="mixing", bounds=(0, math.inf),
    source="Freeman (1978)",
)  # fmt: skip
def mixing_table(net: Network, *, by: By) -> Table:
    r"""Who ties with whom: for each two sectors the ties, the pairs, and what chance gives.

    ======== ==============================================================================
    ties     ties between the two sectors (directed: from the first to the second)
    pairs    pairs of partners that could be tied
    density  ties / pairs
    expected ties when the labels are shuffled: all ties times the share of the pairs,
             :math:`m\, p_{gh} / \sum p`
    ratio    ties / expected: above 1 more than chance, below 1 fewer
    ======== ==============================================================================

    Over all rows, ties and expected both add up to the ties with two labelled ends. Other ties
    are left out and counted; isolates count among the pairs. For partners with several labels
    ties and pairs are sums of products of shares. Strengths are not used. Where two sectors
    have no pair (a sector of one partner, with itself) density and ratio are not defined (NaN);
    without ties the ratio is not.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Table
        Index (sector, other), in the order of the names; without direction each two once.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Freeman (1978), Segregation in social networks, for ties under shuffled labels.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "care", 1: "care", 2: "youth"}
    >>> mixing_table(nx.path_graph(3), by=by).frame.loc[("care", "youth")].tolist()
    [1.0, 2.0, 0.5, 1.333, 0.75]
    """
    found = mixing_sums(net, by, net.adjacency)
    kinds = len(found.labels.names)
    if net.directed:
        one, other = np.divmod(np.arange(kinds * kinds), max(kinds, 1))
    else:
        one, other = np.triu_indices(kinds)
    # Without direction what stands twice within a sector is counted once, as is each two.
    twice = np.where(one == other, 1 if net.directed else 2, 1)
    ties, pairs = found.ties[one, other] / twice, found.pairs[one, other] / twice
    density, expected = over(ties, pairs), over(ties.sum() * pairs, pairs.sum())
    ratio = over(ties, expected)
    without = int(np.isnan(density).sum())
    notes = [*found.notes]
    if without:
        notes.append(Note("sectors_without_pairs", {"count": without}))
    if found.total == 0:
        notes.append(no_known_ties(net))
    names = np.array([*found.labels.names, ""], dtype=object)
    index = pd.MultiIndex.from_arrays([names[one], names[other]], names=["sector", "other"])
    columns = {"ties": ties, "pairs": pairs, "density": density, "expected": expected,
               "ratio": ratio}  # fmt: skip
    return Table(
        frame=pd.DataFrame(columns, index=index),
        n=found.n, missing=found.labels.missing, notes=tuple(notes),
    )  # fmt: skip


def mixing_sums(net: Network, by: By, ties: sparse.csr_array | None = None) -> Mixing:
    """Add up the strengths (or `ties`) by the sectors of both ends.

    Partners with several labels count as shares of each. A partner without a label has only
    zeros, so that its ties and pairs fall out.
    """
    labels = net.labels(by)
    _, _, _, notes = known_ties(net, labels.known)
    member = sparse.csr_array(labels.matrix)
    chosen = net.strengths if ties is None else ties
    size = labels.matrix.sum(axis=0)
    itself = (member.T @ member).toarray()  # a partner and itself are no pair
    pairs = np.outer(size, size) - itself
    return Mixing(
        labels=labels,
        ties=(member.T @ chosen @ member).toarray(),
        pairs=pairs,
        notes=(*labels.notes(by), *notes),
    )
