"""Structural holes: how far a partner's contacts are tied to one another.

Sums over the triangles give everything here: constraint and its parts, effective size,
efficiency, hierarchy, and the constraint that each single contact brings.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal, get_args

import numpy as np
import pandas as pd

from leco.errors import require_one_of
from leco.graph.arrays import Floats, Ints, Network
from leco.kernels.ratios import over
from leco.kernels.triangles import Ties, each_once, triangles
from leco.metrics.registry import counted, measure, partner_index, scores
from leco.result import Scores, Table

Model = Literal["whole", "ego"]


@dataclass(frozen=True, eq=False)
class _End:
    """All ties seen from one of their two ends: the partner there, and its contact."""

    partner: Ints
    contact: Ints
    straight: Floats  # p of the partner to the contact
    around: Floats  # the sum over third partners of p times p

    @property
    def dyadic(self) -> Floats:
        """What the contact brings to the partner's constraint."""
        return (self.straight + self.around) ** 2


@measure(
    level="partner", family="structural_holes", bounds=(0, math.inf),
    source="Burt (1992), p. 54-55, eq. 2.4",
)  # fmt: skip
def constraint(net: Network, *, weight: str | None = None, model: Model = "whole") -> Scores:
    r"""How far a partner's contacts depend on each other, so that it can bridge nothing.

    .. math:: C_i = \sum_{j \in N(i)} \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2,
              \quad p_{ij} = z_{ij} / \sum_k z_{ik}, \quad z_{ij} = w_{ij} + w_{ji}

    The lowest value for n contacts is 1/n; lower means more structural holes, more freedom
    to bridge. It can pass 1 (two contacts tied to each other: 9/8) and depends on the number
    of contacts, so do not compare partners with different numbers of contacts by it alone. A
    partner without ties has no constraint (NaN, never 0: 0 would read "perfect broker").
    Directed ties count both ways, added up. Labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.
    model : "whole" or "ego"
        Whether :math:`p_{qj}` looks at all ties of contact q (as igraph and networkx do) or
        only at those within the partner's own circle (UCINET's "ego network model").

    Returns
    -------
    Scores
        One column, ``constraint``.

    Raises
    ------
    ValueError
        For another `model`.
    DataError
        When a strength is not positive and finite.

    References
    ----------
    Burt (1992), Structural Holes, p. 54-55, with O_j = 1 as all software has it.

    Examples
    --------
    >>> import networkx as nx
    >>> float(constraint(nx.star_graph(4)).series.loc[0])
    0.25
    """
    value = constraints(net, model)
    return scores(net, {"constraint": value}, counted("isolates", int(np.isnan(value).sum())))


def constraints(net: Network, model: Model = "whole") -> Floats:
    """Compute `constraint` of all partners, in canonical order; NaN without ties."""
    _, contacts, ends = _mutual(net, model)
    return np.where(contacts == 0, np.nan, _total(net.n, ends, lambda end: end.dyadic))


def _mutual(net: Network, model: Model) -> tuple[Ties, Floats, tuple[_End, _End]]:
    """Give the ties with their strengths both ways, the partners' contacts, and both ends."""
    require_one_of("model", model, get_args(Model))
    ties, strength, contacts = _shared_out(net)
    return ties, contacts, _ends(ties, strength, model)


def _shared_out(net: Network) -> tuple[Ties, Floats, Floats]:
    """Give the ties with their strengths both ways; of each partner their sum and number."""
    both = net.both_ways
    strength = np.asarray(both.sum(axis=1), dtype=np.float64)
    return each_once(both), strength, np.diff(both.indptr).astype(np.float64)


def _ends(ties: Ties, strength: Floats, model: Model) -> tuple[_End, _End]:
    """Give every tie's part in the constraint of the partners at its tail and at its head."""
    if model == "whole":
        same = _through(ties, strength)
        detours = (same, same)
    else:
        detours = _within(ties)
    tail, head = (
        _End(partner, contact, ties.value / strength[partner], detour / strength[partner])
        for partner, contact, detour in zip(
            (ties.tail, ties.head), (ties.head, ties.tail), detours, strict=True
        )
    )
    return tail, head


def _through(ties: Ties, share: Floats) -> Floats:
    """Sum, for each tie i - j, z_iq z_qj / share_q over the third corners q.

    Seen from j it is the same, so that a triangle adds to three ties and not to six.
    """
    tie = ties.value
    to_head, to_tail = tie / share[ties.head], tie / share[ties.tail]
    detour = np.zeros(len(tie))
    for found in triangles(ties):
        ab, ac, bc = found.ab, found.ac, found.bc
        far = tie[bc]
        np.add.at(detour, ab, to_head[ac] * far)
        np.add.at(detour, ac, to_head[ab] * far)
        np.add.at(detour, bc, to_tail[ab] * tie[ac])
    return detour


def _within(ties: Ties) -> tuple[Floats, Floats]:
    """Sum the detours when a contact shares out only what it has within the partner's circle.

    Then it matters from which end one looks: the tail's view comes first, then the head's.
    """
    m, tie = len(ties.tail), ties.value
    shared = np.tile(tie, 2)
    for direct, _, far, _ in _steps(ties):
        np.add.at(shared, direct, tie[far])
    detour = np.zeros(2 * m)
    for direct, via, far, seen in _steps(ties):
        np.add.at(detour, direct, tie[via] * tie[far] / shared[seen])
    return detour[:m], detour[m:]


def _steps(ties: Ties) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Go through the triangles as i, j, q in six ways.

    Gives the place of i - j as i sees it, of i - q, of q - j, and of i - q as i sees it. What
    the tail of a tie sees stands at the tie's place, what its head sees m places further.
    """
    m = len(ties.tail)
    for found in triangles(ties):
        for i, j, q in permutations(range(3)):
            via = found.side(i, q)
            yield found.side(i, j) + m * (i > j), via, found.side(q, j), via + m * (i > q)


def _total(n: int, ends: Iterable[_End], of: Callable[[_End], Floats]) -> Floats:
    """Sum something over the contacts of each partner."""
    total = np.zeros(n)
    for end in ends:
        total += np.bincount(end.partner, of(end), minlength=n)
    return total


@measure(
    level="partner", family="structural_holes", bounds=(0, math.inf),
    headline="effective_size",
    source="Burt (1992), p. 51-71; Everett & Borgatti (2020)",
)  # fmt: skip
def structural_holes(net: Network, *, weight: str | None = None, model: Model = "whole") -> Scores:
    r"""Everything Burt asks of a partner's contacts.

    With :math:`p_{ij}` as in `constraint`, :math:`m_{jq} = z_{jq} / \max_k z_{jk}`, n the number
    of contacts and :math:`c_{ij}` the terms of the constraint:

    .. math:: \mathrm{effective\ size} = \sum_j \Big(1 - \sum_{q \ne i,j} p_{iq} m_{jq}\Big),
              \quad \mathrm{hierarchy} =
              \frac{\sum_j r_j \ln r_j}{n \ln n},\ r_j = \frac{c_{ij}}{C_i / n}

    ==================== ==================================================================
    contacts             n: partners tied in either direction
    constraint           C, as `constraint` gives it
    constraint_size      its part from having few contacts: the sum of p squared (1/n)
    constraint_density   its part from contacts tied to one another
    constraint_hierarchy its part from contacts tied to the same central contact
    effective_size       contacts that are not redundant, from 1 (about) to n
    efficiency           effective size over n, at most 1
    hierarchy            0: all contacts constrain alike, 1: one contact brings it all
    ==================== ==================================================================

    The three parts add up to the constraint. Constraint depends on the number of contacts, so
    compare partners with different numbers by the parts. A partner without ties has 0 contacts
    and nothing else (NaN); with one contact hierarchy is not defined (NaN). Directed ties
    count both ways, added up. Labels play no part. Time O(m sqrt(m)), memory O(m).

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.
    model : "whole" or "ego"
        Whether :math:`p_{qj}` and :math:`m_{jq}` look at all ties of a contact or only at those
        within the partner's own circle.

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        For another `model`.
    DataError
        When a strength is not positive and finite.

    References
    ----------
    Burt (1992), Structural Holes, p. 51-71. Everett & Borgatti (2020), Unpacking Burt's
    constraint measure, Social Networks 62, for the three parts.

    Examples
    --------
    >>> import networkx as nx
    >>> hub = structural_holes(nx.star_graph(4)).frame.loc[0]
    >>> float(hub["effective_size"]), float(hub["efficiency"])
    (4.0, 1.0)
    """
    _, contacts, ends = _mutual(net, model)
    columns = _parts(contacts, ends)
    columns["effective_size"] = effective_sizes(net, model)
    columns["efficiency"] = over(columns["effective_size"], contacts)
    columns["hierarchy"] = _hierarchy(contacts, columns["constraint"], ends)
    alone = contacts == 0
    known = {name: np.where(alone, np.nan, values) for name, values in columns.items()}
    notes = (
        *counted("isolates", int(alone.sum())),
        *counted("one_contact", int((contacts == 1).sum())),
    )
    return scores(net, {"contacts": contacts, **known}, notes)


def _parts(contacts: Floats, ends: tuple[_End, _End]) -> dict[str, Floats]:
    """Give the constraint and the three parts it falls into."""
    n = len(contacts)
    return {
        "constraint": _total(n, ends, lambda end: end.dyadic),
        "constraint_size": _total(n, ends, lambda end: end.straight**2),
        "constraint_density": _total(n, ends, lambda end: 2 * end.straight * end.around),
        "constraint_hierarchy": _total(n, ends, lambda end: end.around**2),
    }


def effective_sizes(net: Network, model: Model = "whole") -> Floats:
    """Compute the effective size of all partners, in canonical order; NaN without ties.

    By the formula (and its source) in `structural_holes`: what is redundant sums p_iq m_jq over
    the contacts j and q of each partner i.
    """
    ties, strength, contacts = _shared_out(net)
    beside = _through(ties, np.ones(ties.n))
    redundant = np.zeros(ties.n)
    for partner, largest in zip((ties.tail, ties.head), _largest(ties, model), strict=True):
        redundant += np.bincount(partner, beside / strength[partner] / largest, minlength=ties.n)
    return np.where(contacts == 0, np.nan, contacts - redundant)


def _largest(ties: Ties, model: Model) -> tuple[Floats, Floats]:
    """Give each contact's largest tie, as the tail and as the head of the tie to it see it."""
    m, tie = len(ties.tail), ties.value
    if model == "whole":
        largest = np.zeros(ties.n)
        for end in (ties.tail, ties.head):
            np.maximum.at(largest, end, tie)
        return largest[ties.head], largest[ties.tail]
    seen = np.tile(tie, 2)
    for direct, _, far, _ in _steps(ties):
        np.maximum.at(seen, direct, tie[far])
    return seen[:m], seen[m:]


def _hierarchy(contacts: Floats, constraint: Floats, ends: tuple[_End, _End]) -> Floats:
    """How unevenly the contacts bring the constraint; unknown for a single contact."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = constraint / contacts

        def spread(end: _End) -> Floats:
            relative: Floats = end.dyadic / mean[end.partner]
            return relative * np.log(relative)

        value = _total(len(contacts), ends, spread) / (contacts * np.log(contacts))
    return np.where(contacts > 1, np.maximum(value, 0.0), np.nan)


@measure(
    level="table", family="structural_holes", bounds=(0, math.inf),
    source="Burt (1992), p. 54, eq. 2.4",
)  # fmt: skip
def dyadic_constraint(net: Network, *, weight: str | None = None, model: Model = "whole") -> Table:
    r"""How much of a partner's constraint each of its contacts brings.

    .. math:: c_{ij} = \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2

    One row for each partner and contact, in the order of the partners; the rows of a
    partner add up to its `constraint`. Higher: the partner depends more on this contact.
    Partners without ties have no rows. Directed ties count both ways, added up; labels
    play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.
    model : "whole" or "ego"
        As in `constraint`.

    Returns
    -------
    Table
        Index (partner, contact), column ``dyadic_constraint``.

    References
    ----------
    Burt (1992), Structural Holes, p. 54.

    Examples
    --------
    >>> import networkx as nx
    >>> dyadic_constraint(nx.path_graph(3)).frame["dyadic_constraint"].tolist()
    [1.0, 0.25, 0.25, 1.0]
    """
    ends = _mutual(net, model)[2]
    partner = np.concatenate([end.partner for end in ends])
    contact = np.concatenate([end.contact for end in ends])
    dyadic = np.concatenate([end.dyadic for end in ends])
    order = np.lexsort((net.rank[contact], net.rank[partner]))
    index = pd.MultiIndex.from_arrays(
        [partner_index(net, side[order]) for side in (partner, contact)],
        names=["partner", "contact"],
    )
    return Table(frame=pd.DataFrame({"dyadic_constraint": dyadic[order]}, index=index))
