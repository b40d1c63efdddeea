"""Draws of labels and of ties beside the same work on networkx, in processor seconds.

    python benchmarks/chance_nulls.py

Both sides are timed in turn in one run, and the middle of the rounds counts. With numba
(leco[fast]) kernels that loop are compiled, and more is asked of them. Labels: a draw hands the
sectors out again and measures assortativity. Ties: a draw makes as many swaps on either side.
"""

import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np

import leco
from leco.graph.arrays import arrays
from leco.kernels.compiled import COMPILED
from leco.kernels.rewiring import rewired

SIZES = ((60, 200), (100, 400), (300, 2000))
ROUNDS, OWN, THEIRS = 7, 4999, 20
# Times as fast, without numba and with it.
GOALS = {"labels (K7a)": (12, 40), "rewirings (K7b)": (8, 60)}


def spent(call: Callable[[], object]) -> float:
    """Time one call in processor seconds."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def labels(graph: "nx.Graph[int]") -> tuple[float, float]:
    """Give the seconds a draw takes, here and there."""
    names = [sector for _, sector in graph.nodes(data="sector")]
    own = spent(lambda: leco.test("assortativity", graph, by="sector", null="labels", draws=OWN,
                                  seed=1)) / OWN  # fmt: skip
    other = graph.copy()

    def there() -> None:
        rng = np.random.default_rng(1)
        for _ in range(THEIRS):
            shuffled = dict(zip(other, rng.permutation(names).tolist(), strict=True))
            nx.set_node_attributes(other, shuffled, "sector")
            nx.attribute_assortativity_coefficient(other, "sector")

    return own, spent(there) / THEIRS


def rewirings(graph: "nx.Graph[int]") -> tuple[float, float]:
    """Give the seconds that a draw with as many swaps takes, here and there."""
    net, swaps = arrays(graph), []

    def here() -> None:
        for seed in range(THEIRS):
            drawn, walk = rewired(net, np.random.default_rng(seed))
            swaps.append(round(walk.moved * 20 * drawn.ties))

    own = spent(here) / THEIRS
    count = round(statistics.mean(swaps))
    return own, spent(
        lambda: nx.double_edge_swap(graph.copy(), nswap=count, max_tries=100 * count, seed=1)
    )


def agree(graph: "nx.Graph[int]") -> None:
    """Hold both sides to each other before they are timed."""
    found = leco.test("assortativity", graph, by="sector", null="labels", draws=199, seed=1)
    assert abs(found.observed - nx.attribute_assortativity_coefficient(graph, "sector")) < 1e-9
    drawn, _ = rewired(arrays(graph), np.random.default_rng(1))
    assert dict(drawn.to_networkx().degree()) == dict(graph.degree())


def main() -> None:
    """Print each ratio, and each goal as met or not met."""
    print(f"kernels that loop are {'compiled' if COMPILED else 'not compiled'}")
    for n, m in SIZES:
        graph = nx.gnm_random_graph(n, m, seed=1)
        nx.set_node_attributes(graph, {node: "abcde"[node % 5] for node in graph}, "sector")
        agree(graph)
        for (name, goals), race in zip(GOALS.items(), (labels, rewirings), strict=True):
            rounds = [race(graph) for _ in range(ROUNDS)]
            ratio = statistics.median(there / here for here, there in rounds)
            goal = goals[COMPILED]
            print(
                f"{n} partners, {m} ties, {name}: {ratio:.0f} times as fast as networkx "
                f"(goal {goal}): {'met' if ratio >= goal else 'not met'}"
            )


if __name__ == "__main__":
    main()
