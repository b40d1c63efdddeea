"""Write the samples of tests/samples that igraph and networkx make, each of the same network.

Run with both installed (igraph 1.0.0, networkx 3.6.1): python tests/oracles/formats.py tests/samples

The network: four partners, one of them without ties; three ties with strengths 2, 1 and 0.5.
"""

import sys
from pathlib import Path

import igraph
import networkx as nx

NAMES = ["Stad Genk", "Huis van het Kind", "Café 't Hoekje", "vzw x & y"]
SECTORS = ["government", "care", "youth", None]
TIES = [(0, 1, 2.0), (1, 2, 1.0), (2, 0, 0.5)]


def of_igraph(directed):
    graph = igraph.Graph(n=4, edges=[(one, other) for one, other, _ in TIES], directed=directed)
    graph.vs["name"] = NAMES
    graph.vs["sector"] = [one or "" for one in SECTORS]
    graph.es["weight"] = [weight for _, _, weight in TIES]
    return graph


def of_networkx(kind):
    graph = kind(name="Genk")
    for name, sector in zip(NAMES, SECTORS, strict=True):
        graph.add_node(name, **({"sector": sector} if sector else {}))
    for one, other, weight in TIES:
        graph.add_edge(NAMES[one], NAMES[other], weight=weight)
    return graph


def main(place):
    place.mkdir(exist_ok=True)
    of_igraph(True).write_graphml(str(place / "igraph_directed.graphml"))
    of_igraph(False).write_graphml(str(place / "igraph.graphml"))
    of_igraph(True).write_pajek(str(place / "igraph_directed.net"))
    plain = of_igraph(False)
    plain.vs["name"] = [f"p{at}" for at in range(4)]  # igraph refuses names with spaces there
    plain.write_ncol(str(place / "igraph.ncol"), weights="weight")
    nx.write_graphml(of_networkx(nx.DiGraph), place / "networkx_directed.graphml")
    nx.write_gexf(of_networkx(nx.Graph), place / "networkx.gexf")
    dated = of_networkx(nx.DiGraph)
    dated.nodes["Stad Genk"].update(start="2019-01-01", end="2021-06-30")
    dated.edges["Stad Genk", "Huis van het Kind"].update(start="2019-03-01", end="2020-12-31")
    dated.graph["mode"] = "dynamic"
    nx.write_gexf(dated, place / "networkx_dated.gexf", version="1.2draft")
    nx.write_pajek(of_networkx(nx.Graph), place / "networkx.net")
    nx.write_weighted_edgelist(
        nx.relabel_nodes(of_networkx(nx.Graph), {name: f"p{at}" for at, name in enumerate(NAMES)}),
        place / "networkx_weighted.edgelist",
    )
    nx.write_edgelist(
        nx.relabel_nodes(of_networkx(nx.Graph), {name: f"p{at}" for at, name in enumerate(NAMES)}),
        place / "networkx.edgelist",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
