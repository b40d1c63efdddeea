"""Where chance itself made the data, p is small as rarely as it says: 2,000 worlds a chance model.

Each world is made by other means than the draws: networkx, a plain list of every possibility, or
growth told step by step. Randomised p (which breaks ties between draws and data by lot) must be
even from 0 to 1; the p that is reported may be larger, never smaller.
"""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tests.conftest import reference

import leco
from leco.graph.arrays import arrays
from leco.inference.chances import _arrived
from leco.inference.p_values import TOLERANCE, two_sided
from leco.kernels import nulls
from leco.kernels.reattaching import reattached
from leco.kernels.rewiring import exchanged, rewired

WORLDS = 2_000


def _shape(net):
    """Count closed triples, and a little of how uneven the numbers of ties are."""
    ties = net.adjacency.toarray()
    return float(np.trace(ties @ ties @ ties) + 0.1 * (ties.sum(axis=0) ** 2).sum())


def _size(rng):
    net = arrays(nx.gnm_random_graph(8, 10, seed=int(rng.integers(2**31))))
    return _shape(net), lambda: _shape(nulls.same_size(net, rng))


def _dyads(rng):
    # Of the 15 pairs of six partners two are tied both ways and four one way.
    pairs = rng.permutation(list(itertools.combinations(range(6), 2))).tolist()
    arcs = [pair for one, other in pairs[:2] for pair in ((one, other), (other, one))]
    arcs += [tuple(pair[::-1] if rng.random() < 0.5 else pair) for pair in pairs[2:6]]
    graph = nx.DiGraph(arcs)
    graph.add_nodes_from(range(6))
    net = arrays(graph)
    return _shape(net), lambda: _shape(nulls.same_dyads(net, rng))


GRAPHS = [
    arrays(nx.Graph([tuple(tie) for tie in graph]))
    for graph in reference("temporal_inference")["null_models"]["degree_preserving_exact"]["graphs"]
]


def _degree(rng):
    # One of the 36 graphs with degrees 3 2 2 2 2 1 (tests/reference), each as likely.
    def far(net):  # how far apart those with most and fewest ties stand, and triangles
        ties = net.adjacency.toarray()
        return float(np.trace(ties @ ties @ ties) + (ties @ ties)[0, 5] + 0.1 * ties[0, 5])

    net = GRAPHS[rng.integers(len(GRAPHS))]
    return far(net), lambda: far(rewired(net, rng)[0])


ROWS, COLUMNS = (1, 2, 2), (2, 1, 1, 1)
TABLES = [
    table
    for cells in itertools.product((False, True), repeat=12)
    if (table := np.reshape(cells, (3, 4))).sum(axis=1).tolist() == list(ROWS)
    and table.sum(axis=0).tolist() == list(COLUMNS)
]


def _two_mode_degree(rng):
    def shared(table):
        meet = table.astype(float) @ table.T
        return float((np.triu(meet, 1) ** 2).sum() + 0.1 * meet[0, 1])

    table = TABLES[rng.integers(len(TABLES))]
    return shared(table), lambda: shared(exchanged(table, rng)[0])


RING = nx.circulant_graph(9, [1, 2])


def _labels(rng):
    ends = np.array(RING.edges).T
    codes = rng.permutation([0, 0, 0, 1, 1, 1, 2, 2, 2])

    def inside(places):
        label = codes[places]
        return float((label[ends[0]] == label[ends[1]]).sum())

    return inside(np.arange(9)), lambda: inside(nulls.shuffled_places(9, [np.arange(9)], rng))


def _reattach(rng):
    # Four founders in a ring; each year one enters and makes two ties, with any two there.
    pairs = [(0, 1, 0), (1, 2, 0), (2, 3, 0), (3, 0, 0)]
    for year in range(1, 5):
        pairs += [(3 + year, int(other), year) for other in rng.choice(3 + year, 2, replace=False)]
    source, target, start = np.array(pairs).T
    entry, stays = np.array([0, 0, 0, 0, 1, 2, 3, 4]), np.full(8, 99)
    ties = {"source": source, "target": target, "start": start, "last": np.full(len(pairs), 99)}

    def uneven(one, other):
        late = start > 0  # what the founders have among themselves was not left to chance here
        return float((np.bincount(np.r_[one[late], other[late]], minlength=8) ** 2).sum())

    return uneven(source, target), lambda: uneven(
        *reattached(entry, stays, ties, np.zeros(len(pairs), dtype=bool), {}, rng)
    )


NETWORK = leco.Coalition.from_frames(
    [{"id": name, "joined": "2018", "left": ".."} for name in "abcdef"],
    [{"source": one, "target": other} for one, other in ("ab", "ac", "ad", "be", "cd")],
)


def _arrival(rng):
    years = rng.permutation(["2018", "2018", "2019", "2020", "2021", "2021"])
    partners = NETWORK.partners.assign(joined=pd.array(years, dtype="str"))
    coalition = leco.Coalition({**NETWORK.tables, "partners": partners})
    degree = np.array([3, 2, 2, 2, 1, 0])

    def early(drawn):
        return float(drawn.partners["joined"].to_numpy(dtype=int) @ degree)

    return early(coalition), lambda: early(_arrived(coalition, np.arange(6), rng).data)


MODELS = {"labels": (_labels, 99), "size": (_size, 19), "dyads": (_dyads, 19), "degree": (_degree, 19),
          "two_mode_degree": (_two_mode_degree, 19), "reattach": (_reattach, 19), "arrival": (_arrival, 19)}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_under_chance_itself_p_is_small_as_rarely_as_it_says(model):
    world, draws = MODELS[model]
    rng = np.random.default_rng(20)
    told, even = [], []
    for _ in range(WORLDS):
        observed, draw = world(rng)
        drawn = np.array([draw() for _ in range(draws)])
        told.append(float(two_sided(observed, drawn)))
        above, same = (
            (drawn > observed + TOLERANCE).sum(),
            (abs(drawn - observed) <= TOLERANCE).sum(),
        )
        even.append((above + rng.random() * (1 + same)) / (1 + draws))
    assert min(told) > 0
    for p in (told, even):
        for a in (0.01, 0.05, 0.10):
            error = (a * (1 - a) / WORLDS) ** 0.5
            assert np.mean(np.array(p) <= a) <= a + 3 * error, (model, a)
    assert stats.kstest(even, "uniform").pvalue > 0.001, model
    assert len(np.unique(told)) > 5, "the measure moves"
