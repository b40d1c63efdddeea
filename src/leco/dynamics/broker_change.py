"""What became of brokers, and of the pairs they stood between."""

import math

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from leco.graph.arrays import Data, Flags, Network, arrays, tied
from leco.graph.partition import By
from leco.kernels.paths import OpenPaths, open_paths
from leco.metrics.bridging import bridging_profile
from leco.metrics.registry import measure, scores, undefined
from leco.result import Scores, Statistic
from leco.words import Note


@measure(
    level="partner", family="change", bounds=(0, math.inf),
    headline="joined",
    source="Gould & Fernandez (1989); Obstfeld (2005)",
)  # fmt: skip
def pair_fates(net: Network, *, before: Data) -> Scores:
    """Tell what became of each pair of partners that a partner stood between.

    ========== ===================================================================
    maintained the partner keeps both ties, the pair still has none of its own
    joined     the partner keeps both ties, the pair is now tied
    bypassed   the pair is now tied, the partner lost a tie to one of them
    dissolved  the pair has no tie, the partner lost a tie to one of them
    censored   one of the three is no longer there: nothing can be said
    ========== ===================================================================

    One row for each partner of the earlier moment, counting unordered pairs that had no tie
    then; direction is not used. Many joined pairs are consistent with a partner that
    introduces others, many maintained with one that keeps them apart; neither proves it. Ties
    between sectors fade fast, so few maintained pairs alone is no finding. Isolates have 0.
    Strengths and labels play no part.

    Parameters
    ----------
    data : Coalition or networkx graph
        The later moment.
    before : Coalition or networkx graph
        The earlier moment.

    Returns
    -------
    Scores

    References
    ----------
    Obstfeld (2005), Social networks, the tertius iungens orientation, and innovation.
    Burt (2002), Bridge decay, Social Networks 24, for how fast such ties fade.

    Examples
    --------
    >>> import networkx as nx
    >>> before = nx.star_graph(2)
    >>> float(pair_fates(nx.complete_graph(3), before=before).frame.loc[0, "joined"])
    1.0
    """
    earlier = arrays(before)
    paths, seen, kept, closed = what_became(earlier, net)
    became = {
        "maintained": kept & ~closed & seen,
        "joined": kept & closed & seen,
        "bypassed": ~kept & closed & seen,
        "dissolved": ~kept & ~closed & seen,
        "censored": ~seen,
    }
    columns = {
        fate: np.bincount(paths.middle[there], minlength=earlier.n).astype(float)
        for fate, there in became.items()
    }
    answer = scores(earlier, columns)
    return answer if earlier.ties_known else answer.unknown(Note("ties_unknown"))


def what_became(earlier: Network, now: Network) -> tuple[OpenPaths, Flags, Flags, Flags]:
    """List the earlier open pairs, each once, and tell what became of them.

    Whether all three are there, the broker kept both ties, the two are tied.
    """
    there = {node: place for place, node in enumerate(now.nodes)}
    place = np.array([there.get(node, -1) for node in earlier.nodes], dtype=np.int64)
    paths = open_paths(earlier.undirected, once=True)
    a, v, b = place[paths.first], place[paths.middle], place[paths.last]
    seen: Flags = (a >= 0) & (v >= 0) & (b >= 0)
    kept, closed = np.zeros(len(seen), dtype=bool), np.zeros(len(seen), dtype=bool)
    a, v, b = a[seen], v[seen], b[seen]
    kept[seen] = tied(now.undirected, a, v) & tied(now.undirected, v, b)
    closed[seen] = tied(now.undirected, a, b)
    return paths, seen, kept, closed


@measure(
    level="coalition", family="change", bounds=(-1, 1),
    source="Kendall (1945)",
)  # fmt: skip
def broker_persistence(net: Network, *, before: Data, by: By, top: int = 5) -> Statistic:
    r"""How far the order of brokers is the same as at an earlier moment.

    .. math:: \tau_b = \frac{C - D}{\sqrt{(C + D + T_x)(C + D + T_y)}}

    over pairs of partners that are there at both moments, with C pairs in the same order of
    ``bridged_pairs`` (see `bridging_profile`), D in the opposite, and T those tied at one moment
    only. Between -1 (reversed) and 1 (the same order); 0: the earlier order tells nothing.
    Ties between sectors fade fast anywhere, so a low value alone is no finding. Isolates bridge
    nothing and count. Pairs with an unlabelled end are left out. Strengths and direction are
    not used. Not defined (NaN) with fewer than two partners of both moments, or when all of them
    bridge as much.

    Parameters
    ----------
    data : Coalition or networkx graph
        The later moment.
    before : Coalition or networkx graph
        The earlier moment.
    by : str or mapping
        The sectors: a column (node attribute), or a mapping from partner to label(s).
    top : int
        How many of the highest brokers to follow (all that share the last place count).

    Returns
    -------
    Statistic
        `parts`: both (partners of both moments), top_before, top_kept: how many of the highest
        brokers before, leavers included, are among the highest now.

    Raises
    ------
    ValueError
        When `top` is below 1.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33.
    Burt (2002), Bridge decay, Social Networks 24.

    Examples
    --------
    >>> import networkx as nx
    >>> by = dict(zip(range(4), "abca"))
    >>> star = nx.star_graph(3)
    >>> round(float(broker_persistence(star, before=star, by=by)), 6)
    1.0
    """
    if top < 1:
        raise ValueError(f"top={top}: follow at least one broker")
    earlier = arrays(before)
    if not earlier.ties_known:
        return undefined(Note("ties_unknown"))
    now = bridging_profile(net, by=by).frame["bridged_pairs"]
    then = bridging_profile(earlier, by=by).frame["bridged_pairs"]
    both = then.index.intersection(now.index)
    highest, still = _highest(then, top), _highest(now, top)
    parts = {"both": len(both), "top_before": len(highest), "top_kept": len(highest & still)}
    # Sums of 1/n that differ by rounding alone are ties.
    one, other = (frame.loc[both].round(9).to_numpy() for frame in (then, now))
    if len(both) < 2 or len(set(one)) < 2 or len(set(other)) < 2:
        return Statistic(value=math.nan, parts=parts, notes=(Note("no_order"),))
    return Statistic(value=float(kendalltau(one, other).statistic), parts=parts)


def _highest(bridged: "pd.Series[float]", top: int) -> set[object]:
    """Name the partners at the first places, all that share the last one, none that bridges 0."""
    values = bridged.round(9)
    values = values[values > 0]
    if values.empty:
        return set()
    least = values.sort_values(ascending=False).iloc[min(top, len(values)) - 1]
    return set(values.index[values >= least])
