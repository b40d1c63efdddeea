"""Hold NetworkX's own functions against the same calls with leco behind them, conversion included.

    python benchmarks/networkx_backend.py [NODES ...]

NetworkX and leco take turns, so that a busy machine slows both alike; times are processor seconds,
the ratio is the median over rounds. *first* is a call on a graph that leco has not seen and so
converts; *again* one on a graph that NetworkX keeps converted. Answers are held against one
another before anything is timed. Nothing is asserted on seconds.
"""

import math
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np

ROUNDS = 3
LONGEST = 10.0  # seconds that NetworkX may be thought to take on the next larger graph

warnings.filterwarnings("ignore", category=RuntimeWarning)  # NetworkX divides by zero
nx.config.warnings_to_ignore.add("cache")


def hubs(n: int, seed: int) -> nx.Graph:
    """Draw a graph with 5n edges or so, a few of its nodes with very many."""
    weight = np.arange(1, n + 1) ** -(1 / 1.2)
    return nx.Graph(
        nx.expected_degree_graph(10 * n * weight / weight.sum(), seed=seed, selfloops=False)
    )


def asked(graph: nx.Graph) -> dict[str, tuple[Callable[..., Any], nx.Graph, dict[str, Any]]]:
    """Say what is called, on which graph, with what."""
    directed = nx.DiGraph(list(graph.edges))
    directed.add_edges_from(
        (head, tail) for place, (tail, head) in enumerate(graph.edges) if place % 3 == 0
    )
    for place, (_, _, facts) in enumerate(graph.edges(data=True)):
        facts["weight"] = 1 + place % 5
    nx.set_node_attributes(graph, {node: f"group {node % 5}" for node in graph}, "group")
    group = {"attribute": "group"}
    return {
        "constraint": (nx.constraint, graph, {}),
        "constraint, weights": (nx.constraint, graph, {"weight": "weight"}),
        "constraint of 20 nodes": (nx.constraint, graph, {"nodes": list(graph)[-20:]}),
        "effective_size": (nx.effective_size, graph, {}),
        "betweenness_centrality": (nx.betweenness_centrality, graph, {}),
        "closeness_centrality": (nx.closeness_centrality, graph, {}),
        "global_efficiency": (nx.global_efficiency, graph, {}),
        "triangles": (nx.triangles, graph, {}),
        "clustering": (nx.clustering, graph, {}),
        "clustering, directed": (nx.clustering, directed, {}),
        "transitivity": (nx.transitivity, graph, {}),
        "core_number": (nx.core_number, graph, {}),
        "k_components": (nx.k_components, graph, {}),
        "overall_reciprocity": (nx.overall_reciprocity, directed, {}),
        "degree_assortativity_coefficient": (nx.degree_assortativity_coefficient, graph, {}),
        "degree_pearson_correlation_coefficient": (
            nx.degree_pearson_correlation_coefficient, graph, {}),
        "attribute_assortativity_coefficient": (
            nx.attribute_assortativity_coefficient, graph, group),
    }  # fmt: skip


def spent(call: Callable[[], object]) -> float:
    """Time one call in processor seconds."""
    begin = time.process_time()
    call()
    return max(time.process_time() - begin, 1e-6)


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same, to rounding."""
    if isinstance(one, Mapping):
        if list(one) != list(other):
            return False
        return bool(np.allclose(list(one.values()), list(other.values()), equal_nan=True))
    return math.isclose(one, other, abs_tol=1e-9)


def race(name: str, call: Callable[..., Any], graph: nx.Graph, given: dict[str, Any]) -> float:
    """Run both in turn, print the ratios, and give NetworkX's seconds."""

    def ours() -> Any:
        return call(graph, **given, backend="leco")

    def theirs() -> Any:
        return call(graph, **given)

    expected, found = theirs(), ours()
    agrees = "" if call is nx.k_components or same(expected, found) else "  DIFFERS"
    times: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        graph.__networkx_cache__.clear()
        times.append((spent(ours), spent(ours), spent(theirs)))
    first, again, networkx = (statistics.median(column) for column in zip(*times, strict=True))
    print(
        f"{name:<40} networkx {networkx * 1000:9.1f} ms   leco first {first * 1000:8.1f} ms"
        f"  x{statistics.median(c / a for a, _, c in times):8.2f}   again {again * 1000:8.1f} ms"
        f"  x{statistics.median(c / b for _, b, c in times):8.2f}{agrees}",
        flush=True,
    )
    return networkx


def main() -> None:
    """Race every function at growing sizes, until NetworkX takes too long for the next."""
    slow: dict[str, float] = {"k_components": 0.0 if len(sys.argv) == 1 else LONGEST}
    for n in map(int, sys.argv[1:] or (20, 50, 200, 1_000, 10_000, 100_000)):
        for kind, graph in (("even", nx.gnm_random_graph(n, 5 * n, seed=1)), ("hubs", hubs(n, 1))):
            print(f"\n{n:,} nodes, {graph.number_of_edges():,} edges, {kind}")
            for name, (call, on, given) in asked(graph).items():
                if slow.get(name, 0.0) * 10 < LONGEST:
                    slow[name] = max(slow.get(name, 0.0), race(name, call, on, given))


if __name__ == "__main__":
    main()
