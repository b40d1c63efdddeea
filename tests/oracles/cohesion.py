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


def k_numbers_by_cuts(graph):
    """The same for larger graphs: cut at one smallest cut of networkx at a time."""
    found = dict.fromkeys(graph, 0)
    k = 1
    while _split(graph, k, found):
        k += 1
    return found


def _split(graph, k, found):
    held = False
    core = nx.k_core(graph, k)
    for piece in nx.connected_components(core):
        part = core.subgraph(piece)
        complete = part.number_of_edges() == len(part) * (len(part) - 1) / 2
        cut = piece if complete else nx.minimum_node_cut(part)
        if len(cut) >= k:
            found.update(dict.fromkeys(piece, k))
            held = True
            continue
        for side in nx.connected_components(part.subgraph(piece - cut)):
            held |= _split(part.subgraph(side | cut), k, found)
    return held


def glued(rng, groups, partners, size, share):
    """Draw dense groups that overlap in a few partners: small cuts at any k, as G(n, p) has not."""
    graph = nx.empty_graph(partners)
    for _ in range(groups):
        members = rng.choice(partners, size=size, replace=False).tolist()
        graph.add_edges_from(pair for pair in combinations(members, 2) if rng.random() < share)
    return graph
