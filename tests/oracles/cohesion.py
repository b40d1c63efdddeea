"""Structural cohesion from its definition: every subset of partners, every subset that leaves."""

from itertools import combinations

import networkx as nx


def connectivity(graph):
    """The fewest nodes whose removal splits a graph, by trying all; n - 1 when none does."""
    nodes = list(graph)
    for size in range(len(nodes) - 1):
        for gone in combinations(nodes, size):
            if not nx.is_connected(graph.subgraph(set(nodes) - set(gone))):
                return size
    return len(nodes) - 1


def k_numbers(graph):
    """For each node the highest connectivity of any subgraph it is in (0 when alone)."""
    found = dict.fromkeys(graph, 0)
    for size in range(2, len(graph) + 1):
        for some in combinations(graph, size):
            k = connectivity(graph.subgraph(some))
            for node in some:
                found[node] = max(found[node], k)
    return found
