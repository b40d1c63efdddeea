"""NetworkX graphs as arrays and back: no more is read than a function asks for."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar

import networkx as nx
import numpy as np
from scipy import sparse

from leco.graph.network import Graph, Network
from leco.graph.ties import Floats, Ints


@dataclass(frozen=True, eq=False)
class Converted:
    """A NetworkX graph as arrays, in its own order: what NetworkX keeps and hands to leco.

    Row i of the matrix holds the neighbours (successors) of node i, itself included when it has
    a self-loop. `strengths` and `labels` hold the attributes that were asked for.
    """

    __networkx_backend__: ClassVar[str] = "leco"

    nodes: tuple[Hashable, ...]
    directed: bool
    start: Ints
    head: Ints
    strengths: Mapping[str, Floats]
    labels: Mapping[str, list[Any]]

    def is_directed(self) -> bool:
        """Whether edges have a direction."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Never: those are left to NetworkX."""
        return False

    @cached_property
    def tail(self) -> Ints:
        """The node at the other end of each entry."""
        return np.repeat(np.arange(len(self.nodes)), np.diff(self.start))

    @cached_property
    def loops(self) -> bool:
        """Whether some node has an edge to itself."""
        return bool((self.tail == self.head).any())

    @cached_property
    def plain(self) -> Network:
        """The network of all edges but self-loops, each counted once."""
        ties = self._matrix(np.ones(len(self.head)))
        return Network(tuple(range(len(self.nodes))), ties, ties, self.directed)

    def weighted(self, weight: str) -> Network:
        """Give the network with the strengths that stand under an attribute."""
        net, ties = self.plain, self._matrix(self.strengths[weight])
        return Network(net.nodes, net.adjacency, ties, self.directed)

    def _matrix(self, values: Floats) -> sparse.csr_array:
        n, start, head = len(self.nodes), self.start, self.head
        if self.loops:
            kept = self.tail != head
            start = np.concatenate([[0], np.cumsum(np.bincount(self.tail[kept], minlength=n))])
            head, values = head[kept], values[kept]
        return sparse.csr_array((values, head, start), shape=(n, n))


def convert_from_nx(
    graph: Graph,
    *,
    edge_attrs: Mapping[str, Any] | None = None,
    node_attrs: Mapping[str, Any] | None = None,
    preserve_edge_attrs: bool = False,
    preserve_node_attrs: bool = False,
    **_: Any,
) -> Converted:
    """Read a NetworkX graph, with the attributes asked for (and their defaults).

    Raises
    ------
    NotImplementedError
        For multigraphs, for attributes of edges that are no numbers, and when all attributes
        are to be kept, which nothing that leco runs asks for.
    """
    if graph.is_multigraph() or preserve_edge_attrs or preserve_node_attrs:
        raise NotImplementedError("leco converts no multigraphs, and only attributes by name")
    nodes = tuple(graph)
    beside = [near for _, near in graph.adjacency()]
    degree = np.fromiter(map(len, beside), dtype=np.int64, count=len(nodes))
    start = np.concatenate([[0], np.cumsum(degree)])
    place = {node: at for at, node in enumerate(nodes)}
    head = np.fromiter(
        map(place.__getitem__, chain.from_iterable(beside)), dtype=np.int64, count=start[-1]
    )
    order = np.lexsort((head, np.repeat(np.arange(len(nodes)), degree)))
    return Converted(
        nodes=nodes,
        directed=graph.is_directed(),
        start=start,
        head=head[order],
        strengths={
            name: _numbers((facts.get(name, default) for near in beside for facts in near.values()),
                           name, len(head))[order]
            for name, default in (edge_attrs or {}).items()
        },
        labels={
            name: [facts.get(name, default) for _, facts in graph.nodes(data=True)]
            for name, default in (node_attrs or {}).items()
        },
    )  # fmt: skip


def _numbers(values: Iterable[Any], name: str, count: int) -> Floats:
    try:
        return np.fromiter(values, dtype=np.float64, count=count)
    except (TypeError, ValueError) as error:
        raise NotImplementedError(f"edge attribute {name!r} holds what is no number") from error


def convert_to_nx(result: Any, **_: Any) -> Any:
    """Give back a NetworkX graph, with the attributes that were read; and answers as they are."""
    if not isinstance(result, Converted):
        return result
    graph: Graph = nx.DiGraph() if result.directed else nx.Graph()
    graph.add_nodes_from(result.nodes)
    for name, labels in result.labels.items():
        nx.set_node_attributes(graph, dict(zip(result.nodes, labels, strict=True)), name)
    ends = list(zip(result.tail.tolist(), result.head.tolist(), strict=True))
    graph.add_edges_from((result.nodes[one], result.nodes[other]) for one, other in ends)
    for name, strengths in result.strengths.items():
        for (one, other), strength in zip(ends, strengths.tolist(), strict=True):
            graph[result.nodes[one]][result.nodes[other]][name] = strength
    return graph
