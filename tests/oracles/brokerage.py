"""Gould and Fernandez's roles, written out: every open path of two ties, one at a time."""

import itertools


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
                if a == v == b:
                    role = "coordinator"
                elif a == b:
                    role = "itinerant"
                elif a == v:
                    role = "representative"
                elif v == b:
                    role = "gatekeeper"
                else:
                    role = "liaison"
                found[broker][role] += share
    return found
