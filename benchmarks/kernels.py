"""Measure leco's kernels beside other packages, in one run, and print ratios.

    make benchmark

Contenders take turns, so that a busy machine slows all alike; the ratio is the median over
rounds. Agreement is checked before anything is timed. Nothing is asserted on seconds.
"""

import statistics
import time
from collections.abc import Callable

import igraph
import networkx as nx
import numpy as np

import leco
from leco.graph.arrays import arrays

ROUNDS = 5


def spent(call: Callable[[], object]) -> float:
    """Time one call in processor seconds."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def race(name: str, ours: Callable[[], object], theirs: dict[str, Callable[[], object]]) -> None:
    """Run leco and the others in turn, and print the median ratio of each to leco."""
    ours()
    times: dict[str, list[float]] = {"leco": []} | {peer: [] for peer in theirs}
    for _ in range(ROUNDS):
        times["leco"].append(max(spent(ours), 1e-6))
        for peer, call in theirs.items():
            times[peer].append(spent(call))
    print(f"{name:<44} leco {statistics.median(times['leco']) * 1000:9.1f} ms", end="")
    for peer in theirs:
        ratio = statistics.median(
            other / own for other, own in zip(times[peer], times["leco"], strict=True)
        )
        print(f"   {peer} x{ratio:.2f}", end="")
    print()


def at_size(n: int) -> None:
    """Race every kernel on a random graph of n partners and 5n ties."""
    graph = nx.gnm_random_graph(n, 5 * n, seed=1)
    net = arrays(graph)
    other = igraph.Graph(n=n, edges=list(graph.edges))
    by = {node: node % 5 for node in graph}
    ours = leco.constraint(net).series.to_numpy()
    np.testing.assert_allclose(ours, other.constraint(), atol=1e-9)
    print(f"\n{n:,} partners, {5 * n:,} ties")
    race("graph to arrays", lambda: arrays(graph),
         {"networkx to scipy": lambda: nx.to_scipy_sparse_array(graph)})  # fmt: skip
    race("constraint", lambda: leco.constraint(net),
         {"igraph": other.constraint, "networkx": lambda: nx.constraint(graph)})  # fmt: skip
    race("brokerage_roles", lambda: leco.brokerage_roles(net, by=by), {})
    race("core_periphery, one half", lambda: leco.core_periphery(net), {})
    race("bridging_ratio", lambda: leco.bridging_ratio(net, by=by), {})
    if n <= 1_000:
        race("betweenness", lambda: leco.betweenness(net), {"igraph": other.betweenness})
        race("compactness", lambda: leco.compactness(net),
             {"networkx": lambda: nx.global_efficiency(graph)})  # fmt: skip
        race("test bridging_ratio, 99 draws", lambda: leco.test(
            "bridging_ratio", net, by=by, null="labels", draws=99, seed=1), {})  # fmt: skip
        race("test compactness, 19 draws of the same size", lambda: leco.test(
            "compactness", net, null="size", draws=19, seed=1), {})  # fmt: skip


if __name__ == "__main__":
    for size in (100, 1_000, 10_000):
        at_size(size)
