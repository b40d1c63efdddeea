"""How much a core hangs on single partners and single ties."""

import math

import numpy as np

from leco.graph.arrays import Floats, Network
from leco.kernels.core_optima import optimum
from leco.metrics.registry import measure, scores
from leco.result import Scores
from leco.words import Note


@measure(
    level="partner", family="core_periphery", bounds=(0, 1),
    source="Borgatti & Everett (2000)",
)  # fmt: skip
def core_sensitivity(
    net: Network, *, share: float = 0.1, draws: int = 200, weight: str | None = None, seed: int = 0
) -> Scores:
    r"""How far a partner stays in the core when others, or some of the ties, are left out.

    ================ ======================================================================
    coreness         the share of the optimal cores that it is in (`core_periphery`)
    without_partners the mean of that when each other partner is left out in turn
    without_ties     the mean of that when `share` of the ties is left out at random
    moved            how much the cores change when this partner itself is left out: the
                     mean difference of coreness over all others
    ================ ======================================================================

    The core is the certified optimum with the mixed block at one half. All between 0 and 1. A
    partner whose three values are near 1, or near 0, is where it is whatever single partners or
    ties are wrong; values between say that the data cannot tell. Higher `moved`: more hangs on
    this partner. Isolates are periphery. Labels play no part; direction and strengths do. Without
    ties, or with all ties there, nothing is defined (NaN); leavings-out in which that is so are
    not counted. Time O((n + draws) (m + n log n)).

    Parameters
    ----------
    data : Coalition or networkx graph
    share : float
        The share of ties to leave out, above 0 and below 1; at least one tie.
    draws : int
        How often to leave ties out.
    weight : str, optional
        The strengths to use; None counts each tie once.
    seed : int
        The randomness of the ties left out.

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        When `share` is not between 0 and 1, or `draws` is below 1.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures.
    Borgatti, Carley & Krackhardt (2006), On the robustness of centrality measures under
    conditions of imperfect data, for leaving ties out.

    Examples
    --------
    >>> import networkx as nx
    >>> float(core_sensitivity(nx.star_graph(5)).frame.loc[0, "without_ties"])
    1.0
    """
    if not 0 < share < 1 or draws < 1:
        raise ValueError(f"share={share}, draws={draws}: a share between 0 and 1, at least 1 draw")
    whole = optimum(net)
    if whole is None:
        blank = np.full(net.n, np.nan)
        names = ("coreness", "without_partners", "without_ties", "moved")
        return scores(net, dict.fromkeys(names, blank), (Note("no_pattern"),))
    others, moved = np.full((net.n, net.n), np.nan), np.full(net.n, np.nan)
    for partner in range(net.n):
        kept = np.delete(np.arange(net.n), partner)
        found = optimum(net.among(kept))
        if found is not None:
            others[partner, kept] = found.coreness
            moved[partner] = np.abs(found.coreness - whole.coreness[kept]).mean()
    rows, columns, strengths = net.tie_list()
    rng = np.random.default_rng(seed)
    left = max(1, round(share * len(rows)))
    again = np.full((draws, net.n), np.nan)
    for draw in range(draws):
        stay = np.sort(rng.permutation(len(rows))[left:])
        found = optimum(net.with_ties(rows[stay], columns[stay], strengths[stay]))
        if found is not None:
            again[draw] = found.coreness
    columns_ = {
        "coreness": whole.coreness, "without_partners": _mean(others),
        "without_ties": _mean(again), "moved": moved,
    }  # fmt: skip
    undefined = any(bool(np.isnan(values).any()) for values in columns_.values())
    return scores(net, columns_, (Note("no_pattern_left"),) if undefined else ())


def _mean(values: Floats) -> Floats:
    """Take the mean of each column over what is defined."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), math.nan)
