"""Core and periphery: a group tied to each other, and others tied to it but not to each other.

`core_periphery` finds the two groups that fit the ties best (Borgatti & Everett 2000), or finds
a core in one of the other ways of `core_methods`; `core_share` says how large the core is, and
`core_fit` how well the best core fits. All but the method "ordered_blocks" is deterministic.
"""

from dataclasses import replace
from typing import Literal

import numpy as np

from leco.errors import require_one_of
from leco.graph.arrays import Network
from leco.kernels.core_blocks import ordered_blocks
from leco.kernels.core_cells import MixedBlock
from leco.kernels.core_methods import METHODS, Method, cut, flat, symmetric
from leco.kernels.core_optima import optimum
from leco.metrics.core_answer import CorePeriphery, answer, no_core
from leco.metrics.registry import measure, undefined
from leco.result import Statistic
from leco.words import Note

CoreMethod = Literal[
    "borgatti_everett", "ordered_blocks", "lip", "minres", "rombach", "rich_core", "k_core"
]


@measure(
    level="partner", family="core_periphery", bounds=(0, 1),
    source="Borgatti & Everett (2000), Social Networks 21, p. 378-383",
)  # fmt: skip
def core_periphery(
    net: Network,
    *,
    method: CoreMethod = "borgatti_everett",
    mixed_block: MixedBlock = 0.5,
    certify: bool = False,
    weight: str | None = None,
    seed: int = 0,
) -> CorePeriphery:
    r"""Find the core whose pattern correlates best with the ties, or a core by another method.

    .. math:: \max_C \ \mathrm{corr}_{i<j}(w_{ij}, \Delta_{ij}),\quad
              \Delta_{ij} = 1 \text{ in } C,\ \delta \text{ between},\ 0 \text{ outside}

    over all cells off the diagonal (ordered cells when directed). `mixed_block` says what a
    tie between core and periphery should be: ``"counted"`` present (delta = 1),
    ``"ignored"`` left out of the correlation, or a number: a density in between.

    At one half, the default, only the strengths of the partners matter: the sum
    to maximise is half the strengths of the core, so for each size the strongest partners
    are best and one pass over the sorted strengths finds every optimum. That is exact at
    any size, weighted or directed, in O(m + n log n). Otherwise every group is tried up to
    20 partners, or up to 24 with `certify`; above, the best beginnings of several orders of the
    partners are improved one move at a time, and the answer is not `certified`: `optima` holds
    the equally good cores that were reached.

    ================= ================================================================= =========
    method            the core, its `objective`, and what was measured about it         certified
    ================= ================================================================= =========
    borgatti_everett  as above; objective: the fit. With the mixed block counted or     see above
                      ignored the size of the core drifts as partners join
    ordered_blocks    who is core more likely than not, where core pairs are tied       to 16
                      most, mixed pairs less, others least (objective: the chance       partners
                      that there is a core at all). Its core keeps its size as
                      partners join, also when some tie more than others
    lip               fewest ties missing in the core and present in the periphery      yes
                      (objective: how many). Its core does not scale with n
    minres            values whose products come closest to the ties (objective: the    no
                      squares left). A ranking without a cut of its own
    rombach           places in rankings for 25 shapes of core, weighed by how well     no
                      each fits (objective: the mean of those). A ranking without a cut
    rich_core         from the strongest down to whom most runs from those above        yes
                      (objective: how much that is). Its drift was not measured
    k_core            the innermost shell, where each has k ties with the others        yes
                      (objective: k). The size of the core drifts as partners join
    ================= ================================================================= =========

    In `ordered_blocks` each pair is tied by itself with the chance of its block,
    :math:`p_{cc} > p_{cp} > p_{pp}` and any such three as likely beforehand, as is every size of
    the core; a coalition without a core, where all pairs have one chance, is as likely as one
    with. Up to 16 partners all groups are summed over; above, draws are taken (with `seed`) and
    the chance of a core is an estimate, a lower bound where all
    draws have one (40 partners: some two seconds, 400: six).
    ``coreness`` is each partner's chance to be core.

    Of a ranking the core is the part from the top on that correlates best at one half; equal
    scores stay together. Methods other than the first use ties in either direction (the
    stronger of two); `minres`, `rombach` and `rich_core` use strengths, `lip` and `k_core` count
    ties. In a `rombach` ranking interchangeable partners get different places, by their ids.

    The fit is between -1 and 1; higher means closer to a core-periphery pattern, but the
    best fit of chance alone is higher in small coalitions, so it does not compare
    across sizes. Isolates are in the periphery. Without ties, or with every tie present,
    nothing is defined (NaN). Labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    method : "borgatti_everett", "ordered_blocks", "lip", "minres", "rombach", "rich_core", "k_core"
    mixed_block : 0.5, "counted", "ignored" or a number from 0 to 1
        For the method "borgatti_everett" alone.
    certify : bool
        Try every group up to 24 partners, whatever `mixed_block` is.
    weight : str, optional
        The strengths to use; None counts each tie once.
    seed : int
        The randomness of "ordered_blocks" above 16 partners.

    Returns
    -------
    CorePeriphery
        Column ``coreness``: the share of the optimal cores that a partner is in (which of
        several tied cores is named `core` depends on the ids; this does not). For `minres` and
        `rombach` the score, and for `k_core` the shell, as a part of the highest.

    Raises
    ------
    ValueError
        For another `method` or `mixed_block`; for `weight` with a method that counts ties, for
        `mixed_block` with a method that has none, and for `certify` where there is no proof.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures, eq. 1 and 4.
    Gallagher, Young & Welles (2021), A clarified typology of core-periphery structure.
    Lip (2011), A fast algorithm for the discrete core/periphery bipartitioning problem.
    Boyd, Fitzgerald, Mahutga & Smith (2010), Computing continuous core/periphery structures.
    Rombach, Porter, Fowler & Mucha (2017), Core-periphery structure in networks (revisited).
    Ma & Mondragon (2015), Rich-cores in networks. Seidman (1983), Network structure and
    minimum degree.

    Examples
    --------
    >>> import networkx as nx
    >>> found = core_periphery(nx.karate_club_graph())
    >>> sorted(found.core), found.fit, found.certified
    ([0, 1, 2, 32, 33], 0.428892, True)
    >>> core_periphery(nx.karate_club_graph(), method="lip").n_optima
    3
    """
    _check(method, mixed_block, certify=certify, weight=weight)
    if method == "borgatti_everett":
        return _borgatti_everett(net, mixed_block, certify=certify)
    if method == "ordered_blocks":
        found = ordered_blocks(net, seed)
        return no_core(net) if found is None else answer(net, found)
    return _by_method(net, METHODS[method])


def _check(method: str, mixed_block: object, *, certify: bool, weight: str | None) -> None:
    """Refuse what does not go together."""
    require_one_of("method", method, ("borgatti_everett", "ordered_blocks", *METHODS))
    if isinstance(mixed_block, str):
        if mixed_block not in {"counted", "ignored"}:
            raise ValueError(f"mixed_block={mixed_block!r}: 'counted', 'ignored' or a number")
    elif not (isinstance(mixed_block, (int, float)) and 0 <= mixed_block <= 1):
        raise ValueError(f"mixed_block={mixed_block!r}: a number from 0 to 1")
    if method == "borgatti_everett":
        return
    if mixed_block != 0.5:
        raise ValueError(f"mixed_block={mixed_block!r}: method={method!r} has no mixed block")
    other = METHODS.get(method)
    if weight is not None and not (other and other.weighs):
        raise ValueError(f"weight={weight!r}: method={method!r} counts ties; leave weight out")
    if certify and not (other and other.exact):
        raise ValueError(f"certify=True: there is no proof for method={method!r}; leave it out")


def _borgatti_everett(net: Network, mixed_block: MixedBlock, *, certify: bool) -> CorePeriphery:
    found = optimum(net, mixed_block, certify=certify)
    if found is None:
        return no_core(net)
    notes: tuple[Note, ...] = (Note("core_drifts"),) if isinstance(mixed_block, str) else ()
    if not found.certified:
        notes += (Note("not_certified"),)
    return answer(net, replace(found, notes=notes), found.objective)


def _by_method(net: Network, method: Method) -> CorePeriphery:
    ties = symmetric(net)
    if net.n < 2 or flat(ties):
        return no_core(net)
    found = method.run(ties)
    if net.directed:
        found = replace(found, notes=(*found.notes, Note("direction_not_used")))
    if not found.cores:
        found = replace(found, cores=[np.flatnonzero(cut(net, found.coreness))], count=1)
    return answer(net, found)


@measure(
    level="coalition", family="core_periphery", bounds=(0, 1), null="size",
    source="Borgatti & Everett (2000), Social Networks 21",
)  # fmt: skip
def core_share(net: Network, *, weight: str | None = None) -> Statistic:
    """Share of the partners that are in the core.

    The core is the certified optimum of `core_periphery` with the mixed block at one half;
    when several cores fit equally well it is their mean size. Between 0 and 1. It falls
    when newcomers join at the rim although nobody in the core moves, so a falling share
    alone does not mean that the core shrinks: look at `core_size` in `parts`. A core is found
    in any coalition that has ties, also where they are due to chance. Isolates count as
    periphery. Not defined (NaN) without ties or when every tie is there. Labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: core_size, smallest, largest (over the optima), fit.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures.

    Examples
    --------
    >>> import networkx as nx
    >>> float(core_share(nx.karate_club_graph()))
    0.147
    """
    best = optimum(net)
    if best is None:
        return undefined(Note("no_pattern"))
    return Statistic(
        value=best.size / net.n,
        parts={"core_size": best.size, "smallest": min(best.sizes), "largest": max(best.sizes),
               "fit": best.objective},
    )  # fmt: skip


@measure(
    level="coalition", family="core_periphery", bounds=(-1, 1), null="size",
    source="Borgatti & Everett (2000), Social Networks 21, eq. 1",
)  # fmt: skip
def core_fit(
    net: Network, *, mixed_block: MixedBlock = 0.5, weight: str | None = None
) -> Statistic:
    """How well the best core fits: the highest correlation of ties and pattern.

    The fit of `core_periphery`, as one number to hold against chance. From -1 to 1; higher means
    closer to a core and a periphery. It says little by itself: the best core is chosen, and
    ties anywhere have one that fits too, the better the fewer partners there are. So raw values
    do not compare across sizes or moments; ``leco.test("core_fit", data, null="size")`` searches
    the best core anew in every draw, and the excess over chance does compare.

    The chance model ``"degree"`` cannot answer whether there is a core. Held against what its
    partners' numbers of ties would give, the surplus within one group always equals that within
    the other, and the mixed block has the opposite: two groups then look divided or opposed,
    never like a core and a periphery. It answers whether there is more than degrees.

    Isolates count as periphery. Not defined (NaN) without ties or when every tie is there.
    Labels play no part; direction does: ordered pairs are compared.

    Parameters
    ----------
    data : Coalition or networkx graph
    mixed_block : 0.5, "counted", "ignored" or a number from 0 to 1
        See `core_periphery`; other values than one half are searched above 20 partners.
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    Statistic
        `parts`: core_size (the mean over the optima), optima (how many).

    Raises
    ------
    ValueError
        For another `mixed_block`.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures, eq. 1.
    Boyd, Fitzgerald & Beck (2006), Computing core/periphery structures and permutation tests.
    Kojaku & Masuda (2018), Core-periphery structure requires something else in the network.

    Examples
    --------
    >>> import networkx as nx
    >>> float(core_fit(nx.karate_club_graph()))
    0.428892
    """
    _check("borgatti_everett", mixed_block, certify=False, weight=weight)
    best = optimum(net, mixed_block)
    if best is None:
        return undefined(Note("no_pattern"))
    return Statistic(
        value=best.objective,
        parts={"core_size": best.size, "optima": best.count},
        notes=() if best.certified else (Note("not_certified"),),
    )
