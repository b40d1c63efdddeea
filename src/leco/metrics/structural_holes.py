"""Structural holes: how far a partner's contacts are tied to one another.

One pass over the triangles gives everything here: constraint and its parts, effective size,
efficiency, hierarchy, and the constraint that each single contact brings.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import numpy as np
import pandas as pd

from leco.graph.arrays import Floats, Ints, Network
from leco.graph.triangles import Triangles, triangles
from leco.labels import Note
from leco.metrics.registry import measure, scores
from leco.result import Scores, Table

Model = Literal["whole", "ego"]


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
    found = _burt(net, model)
    return scores(net, {"constraint": found.per_partner["constraint"]}, found.notes)


@measure(
    level="partner", family="structural_holes", bounds=(0, math.inf),
    source="Burt (1992), p. 51-71; parts of constraint: Everett & Borgatti (2020)",
)  # fmt: skip
def structural_holes(net: Network, *, weight: str | None = None, model: Model = "whole") -> Scores:
    r"""Everything Burt asks of a partner's contacts, in one pass.

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
    found = _burt(net, model)
    single = int((found.per_partner["contacts"] == 1).sum())
    notes = (Note("one_contact", {"count": single}),) if single else ()
    return scores(net, found.per_partner, (*found.notes, *notes))


@measure(
    level="pair", family="structural_holes", bounds=(0, math.inf),
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
    found = _burt(net, model)
    place = np.empty(net.n, dtype=np.int64)
    place[net.caller_order()] = np.arange(net.n)
    order = np.lexsort((place[found.contact], place[found.partner]))
    index = pd.MultiIndex.from_arrays(
        [
            pd.Index([net.nodes[one] for one in ends[order]], tupleize_cols=False)
            for ends in (found.partner, found.contact)
        ],
        names=["partner", "contact"],
    )
    return Table(frame=pd.DataFrame({"dyadic_constraint": found.dyadic[order]}, index=index))


@dataclass(frozen=True, eq=False)
class _Burt:
    """Per partner the columns of `structural_holes`; per partner and contact the dyadic part."""

    per_partner: dict[str, Floats]
    partner: Ints
    contact: Ints
    dyadic: Floats
    notes: tuple[Note, ...]


def _burt(net: Network, model: Model) -> _Burt:
    """Compute all of Burt's measures from one listing of the triangles.

    A tie i - j stands twice in every array of length 2m: at its number seen from the lower
    partner, at m + number from the higher. A triangle i, j, q then adds to six entries.
    """
    if model not in {"whole", "ego"}:
        raise ValueError(f"model={model!r}: choose 'whole' or 'ego'")
    symmetric = net.mutual
    found = triangles(net.undirected)
    m = len(found.rows)
    once = np.asarray(symmetric[found.rows, found.columns]).ravel() if m else np.zeros(0)
    tie = np.tile(once, 2)
    partner = np.concatenate([found.rows, found.columns])
    contact = np.concatenate([found.columns, found.rows])
    strength: Floats = np.asarray(symmetric.sum(axis=1), dtype=np.float64).ravel()
    contacts = np.bincount(partner, minlength=net.n).astype(float)
    shared, largest = _of_contacts(net, found, tie, contact, strength, model)
    detour, redundant = np.zeros(2 * m), np.zeros(2 * m)
    for direct, via, far, seen in _steps(found):
        detour += np.bincount(direct, tie[via] * tie[far] / shared[seen], minlength=2 * m)
        redundant += np.bincount(direct, tie[via] * tie[far], minlength=2 * m)

    def total(values: Floats) -> Floats:
        return np.bincount(partner, values, minlength=net.n).astype(np.float64)

    own = strength[partner]
    straight, around = tie / own, detour / own
    dyadic = (straight + around) ** 2
    constraint_ = total(dyadic)
    effective = contacts - total(redundant / (own * largest))
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = dyadic / (constraint_ / contacts)[partner]
        hierarchy = total(relative * np.log(relative)) / (contacts * np.log(contacts))
        efficiency = effective / contacts
    columns = {
        "constraint": constraint_,
        "constraint_size": total(straight**2),
        "constraint_density": total(2 * straight * around),
        "constraint_hierarchy": total(around**2),
        "effective_size": effective,
        "efficiency": efficiency,
        "hierarchy": np.where(contacts > 1, np.maximum(hierarchy, 0.0), np.nan),
    }
    alone = contacts == 0
    notes = (Note("isolates", {"count": int(alone.sum())}),) if alone.any() else ()
    known = {name: np.where(alone, np.nan, values) for name, values in columns.items()}
    return _Burt({"contacts": contacts, **known}, partner, contact, dyadic, notes)


def _steps(found: Triangles) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Go through the triangles as i, j, q in six ways.

    Gives the entries of i - j seen from i, of i - q, of q - j, and of i - q seen from i.
    """
    m = len(found.rows)
    corners = (found.a, found.b, found.c)
    sides = (found.bc, found.ac, found.ab)  # the side opposite each corner
    for first, second in permutations(range(3), 2):
        third = 3 - first - second
        i, j, q = corners[first], corners[second], corners[third]
        via, far = sides[second], sides[first]
        yield sides[third] + m * (i > j), via, far, via + m * (i > q)


def _of_contacts(  # noqa: PLR0917 - one inner step, all of it arrays
    net: Network, found: Triangles, tie: Floats, contact: Ints, strength: Floats, model: Model
) -> tuple[Floats, Floats]:
    """Give what each contact has to share out, and its largest tie, as the model sees them."""
    if model == "whole":
        largest = np.zeros(net.n)
        np.maximum.at(largest, contact, tie)
        return strength[contact], largest[contact]
    shared, largest = tie.copy(), tie.copy()
    for direct, _, far, _ in _steps(found):
        shared += np.bincount(direct, tie[far], minlength=len(tie))
        np.maximum.at(largest, direct, tie[far])
    return shared, largest
