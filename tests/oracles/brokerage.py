"""Gould and Fernandez's roles, written out: every open path of two ties, one at a time."""

import itertools

import numpy as np


def role_of(a, v, b):
    """Name the role of v, with a sector of its own, between partners of two sectors."""
    if a == b:
        return "coordinator" if a == v else "itinerant"
    if a == v:
        return "representative"
    return "gatekeeper" if v == b else "liaison"


def roles(graph, labels):
    """Count roles over ordered pairs; `labels` gives each node a list of labels (or none)."""
    names = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
    found = {node: dict.fromkeys((*names, "unclassified", "total"), 0.0) for node in graph}
    tied = graph.has_edge
    for broker in graph:
        for first, last in itertools.permutations(graph, 2):
            if broker in (first, last) or not (tied(first, broker) and tied(broker, last)):
                continue
            if tied(first, last):
                continue
            found[broker]["total"] += 1
            three = [labels[node] for node in (first, broker, last)]
            if not all(three):
                found[broker]["unclassified"] += 1
                continue
            share = 1 / (len(three[0]) * len(three[1]) * len(three[2]))
            for a, v, b in itertools.product(*three):
                found[broker][role_of(a, v, b)] += share
    return found


def unordered(ordered):
    """Turn counts over ordered pairs (w_I w_O b_IO b_OI b_O t) into leco's undirected columns."""
    halves = np.asarray(ordered, dtype=float) / 2
    return np.c_[
        halves[:, 0], halves[:, 1], halves[:, 2] + halves[:, 3], halves[:, 4], halves[:, 5]
    ]
