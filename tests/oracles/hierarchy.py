"""Krackhardt's hierarchy and least upper bounds, from their definitions, pair by pair."""

from itertools import combinations

import networkx as nx


def hierarchy(graph):
    """Share of the pairs in reach of each other that reach one way only; None without any."""
    one_way = both = 0
    for a, b in combinations(graph, 2):
        there, back = nx.has_path(graph, a, b), nx.has_path(graph, b, a)
        one_way += there != back
        both += there and back
    return one_way / (one_way + both) if one_way + both else None


def least_upper_boundedness(graph):
    """1 - pairs without a least upper bound, over the most there can be; None without three."""
    without = most = 0
    above = {node: nx.ancestors(graph, node) | {node} for node in graph}
    for piece in nx.weakly_connected_components(graph):
        most += (len(piece) - 1) * (len(piece) - 2) / 2
        for a, b in combinations(piece, 2):
            bounds = above[a] & above[b]
            # w is least when every other upper bound reaches w
            if not any(bounds <= above[w] for w in bounds):
                without += 1
    return 1 - without / most if most else None
