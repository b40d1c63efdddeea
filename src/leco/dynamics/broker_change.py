"""What became of the pairs that a partner stood between."""

import math

import numpy as np

from leco.graph.arrays import Data, Flags, Ints, Network, arrays, tied
from leco.graph.paths import open_paths
from leco.labels import Note
from leco.metrics.registry import measure, scores
from leco.result import Scores

FATES = ("maintained", "joined", "bypassed", "dissolved", "censored")


@measure(
    level="partner", family="change", bounds=(0, math.inf),
    source="pairs as in Gould & Fernandez (1989); joined and bypassed after Obstfeld (2005)",
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
    paths = open_paths(earlier.undirected)
    once = paths.first < paths.last
    first, middle, last = (part[once] for part in (paths.first, paths.middle, paths.last))
    seen, kept, closed = what_became(places(earlier, net), net, first, middle, last)
    became = {
        "maintained": kept & ~closed & seen,
        "joined": kept & closed & seen,
        "bypassed": ~kept & closed & seen,
        "dissolved": ~kept & ~closed & seen,
        "censored": ~seen,
    }
    columns = {
        fate: np.bincount(middle[became[fate]], minlength=earlier.n).astype(float) for fate in FATES
    }
    answer = scores(earlier, columns)
    if not earlier.ties_known:
        answer = answer.unknown(Note("ties_unknown"))
    return answer


def places(earlier: Network, now: Network) -> Ints:
    """Give where each earlier partner stands now; -1 when it is gone."""
    there = {node: place for place, node in enumerate(now.nodes)}
    return np.array([there.get(node, -1) for node in earlier.nodes], dtype=np.int64)


def what_became(
    place: Ints, now: Network, first: Ints, middle: Ints, last: Ints
) -> tuple[Flags, Flags, Flags]:
    """Tell of each pair: all three are there, the broker kept both ties, the two are tied."""
    a, v, b = place[first], place[middle], place[last]
    seen: Flags = (a >= 0) & (v >= 0) & (b >= 0)
    kept, closed = np.zeros(len(seen), dtype=bool), np.zeros(len(seen), dtype=bool)
    a, v, b = a[seen], v[seen], b[seen]
    kept[seen] = tied(now.undirected, a, v) & tied(now.undirected, v, b)
    closed[seen] = tied(now.undirected, a, b)
    return seen, kept, closed
