"""The walk of the core search: what it says of each step is so, compiled or not."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from leco.graph.arrays import arrays
from leco.kernels.core_cells import BlockCells
from leco.kernels.core_search import State
from leco.kernels.core_walk import walk

MIXED = st.sampled_from(["counted", "ignored", 0.0, 0.25, 1.0])


def planned(seed, mixed, weighted):
    """Draw ties and a core to walk from, and lay out what the walk takes."""
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(14, 0.4, seed=int(rng.integers(1000)), directed=seed % 2 == 1)
    graph.add_edge(0, 1)
    for *_, found in graph.edges(data=True):
        found["weight"] = float(rng.integers(1, 5)) if weighted else 1.0
    cells = BlockCells.of(arrays(graph, weight="weight"), mixed)
    state = State(cells, rng.random(14) < 0.4)
    squares = cells.square.data if state.uses_squares else cells.square.data[:0]
    taken = (
        state.whole, (cells.tie.indptr, cells.tie.indices, cells.tie.data, squares),
        (state.strength, state.square), (state.to_core, state.to_core_square),
        state.inside.copy(), state.sums, (60, 200),
    )  # fmt: skip
    return cells, state.inside.copy(), taken


@given(seed=st.integers(0, 200), mixed=MIXED, weighted=st.booleans())
@settings(deadline=None, max_examples=40)
def test_each_step_has_the_fit_of_the_core_it_leads_to(seed, mixed, weighted):
    cells, inside, taken = planned(seed, mixed, weighted)
    moves, fits = walk(*taken)
    assert len(moves) > 0
    for move, fit in zip(moves, fits, strict=True):
        if move >= 0:
            inside[move] ^= True
            assert State(cells, inside).fit == pytest.approx(fit, abs=1e-9)


@pytest.mark.parametrize("mixed", ["counted", "ignored", 0.25])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_same_walk_compiled_and_as_written(mixed, weighted):
    pytest.importorskip("numba", reason="leco[fast] is not installed: there is one way only")
    for seed in range(6):
        moves, fits = walk(*planned(seed, mixed, weighted)[2])
        plain, plain_fits = walk.py_func(*planned(seed, mixed, weighted)[2])
        assert moves.tolist() == plain.tolist()
        assert fits.tolist() == plain_fits.tolist()
