"""The functions of NetworkX that leco runs, each under NetworkX's name and with its parameters.

Each gives what NetworkX documents, in its types and in the order of the graph's nodes. What it
cannot give raises NotImplementedError, on which NetworkX goes on to its own code. `info` says
where that is; `can_run` refuses most of it before a graph is converted.
"""

import inspect
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from leco.backend.conversion import Converted, convert_from_nx, convert_to_nx
from leco.backend.info import DIFFERS, RUNS
from leco.graph.network import Network
from leco.graph.partition import blank
from leco.graph.ties import Floats, Ints
from leco.kernels.core_methods import shells
from leco.kernels.cuts import blocks
from leco.kernels.ratios import beyond_chance, over
from leco.kernels.steps import Steps, steps
from leco.kernels.triangles import each_once, triangles as listed
from leco.metrics.cohesion import closeness
from leco.metrics.mixing import degree_assortativity
from leco.metrics.shortest_paths import exact_betweenness
from leco.metrics.structural_holes import constraints, effective_sizes

# For fewer nodes NetworkX has mostly answered before a graph is converted.
FEW = 50


def can_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool | str:
    """Tell whether leco answers what is asked, or why it leaves that to NetworkX."""
    limits, signature = RUNS[name], _signature(name)
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError as error:
        return f"leco does not know these arguments: {error}"
    if given["G"].is_multigraph():
        return "leco does not run multigraphs"
    if given["G"].is_directed() and not limits.directed:
        return "leco's value for directed graphs is another quantity, or there is none"
    for parameter in limits.default:
        default = signature.parameters[parameter].default
        value = given.get(parameter, default)
        # An array of nodes can be held against nothing with ==.
        if value is not default and not (isinstance(value, str) and value == default):
            return f"leco leaves {parameter} other than {default!r} to NetworkX"
    return True


def should_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool | str:
    """Tell whether leco answers sooner, or otherwise, when NetworkX may choose."""
    if name in DIFFERS:  # what is right does not depend on the size
        return True
    graph = _signature(name).bind(*args, **kwargs).arguments["G"]
    return len(graph) >= FEW or f"NetworkX is as quick below {FEW} nodes"


def _signature(name: str) -> inspect.Signature:
    function: Callable[..., Any] = globals()[name]
    return inspect.signature(function)


def _network(G: Converted, name: str, weight: str | None = None) -> Network:
    """Give the network that a function looks at, or refuse."""
    if G.loops and not RUNS[name].loops:
        raise NotImplementedError(f"leco's {name} has no self-loops: they are no ties")
    if weight is None:
        return G.plain
    net = G.weighted(weight)
    strengths = net.strengths.data
    if not (np.isfinite(strengths).all() and (strengths > 0).all()):
        raise NotImplementedError(f"leco's {name} takes weights that are positive and finite")
    return net


def _named(G: Converted, values: Iterable[Any]) -> dict[Hashable, Any]:
    return dict(zip(G.nodes, values, strict=True))


def _some(G: Converted, values: Floats, nodes: Iterable[Hashable] | None) -> dict[Hashable, float]:
    """Name the values of some nodes, or of all, as NetworkX does."""
    every = _named(G, values.tolist())
    if nodes is not None:
        return {node: every[node] for node in nodes}
    if not every:
        raise nx.NetworkXError("Graph has no nodes or edges")
    return every


def constraint(
    G: Converted, nodes: Iterable[Hashable] | None = None, weight: str | None = None
) -> dict[Hashable, float]:
    """Burt's constraint; of `nodes` too it is that in the whole graph.

    The formula and its source stand at `leco.constraint`.
    """
    return _some(G, constraints(_network(G, "constraint", weight)), nodes)


def effective_size(
    G: Converted, nodes: Iterable[Hashable] | None = None, weight: str | None = None
) -> dict[Hashable, float]:
    """Burt's effective size; of `nodes` too it is that in the whole graph.

    The formula and its source stand at `leco.structural_holes`.
    """
    return _some(G, effective_sizes(_network(G, "effective_size", weight)), nodes)


def betweenness_centrality(  # noqa: PLR0917 - NetworkX hands all of them over by place
    G: Converted, k: None = None, normalized: bool = True, weight: None = None,
    endpoints: bool = False, seed: Any = None,
) -> dict[Hashable, float]:  # fmt: skip
    """How often a node lies on the shortest paths between two others."""
    net = _network(G, "betweenness_centrality")
    return _named(G, exact_betweenness(net, normalized=normalized).tolist())


def closeness_centrality(
    G: Converted, u: None = None, distance: None = None, wf_improved: bool = True, *,
    sp: None = None,
) -> dict[Hashable, float]:  # fmt: skip
    """How near the others are that reach a node, scaled by how many they are.

    NetworkX has `sp` (distances already known) from 3.7 on.
    """
    net = _network(G, "closeness_centrality")
    found = steps(net.adjacency)
    near = over(found.reached, found.far, 0.0)
    if wf_improved:
        near *= found.reached / max(net.n - 1, 1)
    return _named(G, near.tolist())


def global_efficiency(G: Converted) -> float:
    """Mean of one over the distance between any two nodes."""
    net = _network(G, "global_efficiency")
    return closeness(steps(net.adjacency)) if net.n > 1 else 0


def average_shortest_path_length(G: Converted, weight: None = None, method: None = None) -> float:
    """Mean distance between any two nodes."""
    net = _network(G, "average_shortest_path_length")
    if net.n == 0:
        raise nx.NetworkXPointlessConcept(
            "the null graph has no paths, thus there is no average shortest path length"
        )
    if net.n == 1:
        return 0
    strongly = "strongly " if net.directed else ""
    return _joined(net, f"Graph is not {strongly}connected.").mean


def diameter(G: Converted, e: None = None, usebounds: bool = False, weight: None = None) -> int:
    """Give the largest distance between two nodes."""
    net = _network(G, "diameter")
    if net.n == 0:
        nx.diameter(nx.null_graph(), backend="networkx")  # which raises, each release its own
    what = "digraph is not strongly" if net.directed else "graph is not"
    found = _joined(net, f"Found infinite path length because the {what} connected")
    return len(found.pairs) - 1


def _joined(net: Network, otherwise: str) -> Steps:
    """Count the steps between all nodes, or raise what NetworkX raises when there is no path."""
    found = steps(net.adjacency)
    if int(found.reached.sum()) < net.n * (net.n - 1):
        raise nx.NetworkXError(otherwise)
    return found


def triangles(G: Converted, nodes: None = None) -> dict[Hashable, int]:
    """Count the triangles that a node is a corner of."""
    return _named(G, _at_corners(_network(G, "triangles").adjacency).tolist())


def _at_corners(ties: sparse.csr_array) -> Ints:
    """Count the triangles at every node, those with edges both ways as often as they have."""
    once = each_once(ties)
    times = once.value.astype(np.int64)
    count = np.zeros(once.n, dtype=np.int64)
    for found in listed(once):
        number = times[found.ab] * times[found.ac] * times[found.bc]
        for corner in found.corners:
            np.add.at(count, corner, number)
    return count


def clustering(G: Converted, nodes: None = None, weight: None = None) -> dict[Hashable, float]:
    """Share of the possible triangles at a node that are there; with direction, Fagiolo's."""
    net = _network(G, "clustering")
    closed, possible = _closed(net)
    share = over(closed, possible, 0.0)
    return _named(G, [value or 0 for value in share.tolist()])  # NetworkX's zero is an int


def _closed(net: Network) -> tuple[Ints, Ints]:
    """Count twice the triangles at every node, and twice those that could be there."""
    if not net.directed:
        degree = np.diff(net.adjacency.indptr).astype(np.int64)
        return 2 * _at_corners(net.adjacency), degree * (degree - 1)
    both = sparse.csr_array(net.adjacency + net.adjacency.T)  # 2 where an edge is answered
    total = both.sum(axis=1).astype(np.int64)
    answered = net.adjacency.multiply(net.adjacency.T).sum(axis=1).astype(np.int64)
    return 2 * _at_corners(both), 2 * (total * (total - 1) - 2 * answered)


def average_clustering(
    G: Converted, nodes: None = None, weight: None = None, count_zeros: bool = True
) -> float:
    """Mean of the clustering of all nodes, or of those that have any."""
    values = list(clustering(G).values())
    if not count_zeros:
        values = [value for value in values if value]
    return sum(values) / len(values)  # of none a ZeroDivisionError, as NetworkX has it


def transitivity(G: Converted) -> float:
    """Share of the paths of two edges whose ends are tied too."""
    closed, possible = _closed(_network(G, "transitivity"))
    return int(closed.sum()) / int(possible.sum()) if closed.any() else 0


def core_number(G: Converted) -> dict[Hashable, int]:
    """Give the largest k such that a node is among nodes of degree k among themselves."""
    return _named(G, shells(_network(G, "core_number").adjacency).tolist())


def k_components(G: Converted, flow_func: None = None) -> dict[int, list[set[Hashable]]]:
    """Give the largest sets of nodes that stay in one piece until k of them go, for each k."""
    levels = list(enumerate(blocks(_network(G, "k_components").adjacency), start=1))
    return {
        k: [{G.nodes[place] for place in block.partners.tolist()} for block in level]
        for k, level in reversed(levels)
    }


def overall_reciprocity(G: Converted) -> float:
    """Share of the edges that are answered by one back."""
    net = _network(G, "overall_reciprocity")
    if net.ties == 0:
        raise nx.NetworkXError("Not defined for empty graphs")
    return int(net.adjacency.multiply(net.adjacency.T).sum()) / net.ties


def degree_assortativity_coefficient(
    G: Converted, x: str = "out", y: str = "in", weight: None = None, nodes: None = None
) -> float:
    """Correlate the degrees at both ends of the edges; NaN when all are alike."""
    return float(degree_assortativity(_network(G, "degree_assortativity_coefficient")))


degree_pearson_correlation_coefficient = degree_assortativity_coefficient


def attribute_assortativity_coefficient(G: Converted, attribute: str, nodes: None = None) -> float:
    """Newman's assortativity of the edges between labelled nodes; NaN when all are alike.

    The formula and its source stand at `leco.assortativity`. Labels are here the values
    themselves, as NetworkX has them, and not the words that leco reads in a cell.
    """
    net = _network(G, "attribute_assortativity_coefficient")
    codes: dict[Hashable, int] = {}
    try:
        label = np.array(
            [-1 if blank(value) else codes.setdefault(value, len(codes))
             for value in G.labels[attribute]], dtype=np.int64,
        )  # fmt: skip
    except TypeError as error:
        raise NotImplementedError("a label that cannot be looked up (a list, a set)") from error
    one, other = (label[end] for end in net.adjacency.nonzero())
    known = (one >= 0) & (other >= 0)
    one, other, edges = one[known], other[known], int(known.sum())
    if not edges:
        return math.nan
    within = float((one == other).mean())
    random = float(np.bincount(one, minlength=len(codes)) / edges
                   @ (np.bincount(other, minlength=len(codes)) / edges))  # fmt: skip
    return float(beyond_chance(within, random))


# What NetworkX is given: it takes any name it finds for a function of its own, so no other is here.
backend = SimpleNamespace(
    can_run=can_run,
    should_run=should_run,
    convert_from_nx=convert_from_nx,
    convert_to_nx=convert_to_nx,
    **{name: globals()[name] for name in RUNS if name in globals()},  # tests miss any other
)
