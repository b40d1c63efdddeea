"""Steps between partners, written out: go to everybody next to you, then on from there."""


def steps(graph, start):
    """Count the steps from a node to each node it can reach (along the direction of ties)."""
    found, edge = {start: 0}, [start]
    while edge:
        beyond = []
        for node in edge:
            for other in graph[node]:
                if other not in found:
                    found[other] = found[node] + 1
                    beyond.append(other)
        edge = beyond
    return found
