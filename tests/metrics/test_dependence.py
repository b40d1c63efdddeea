"""What falls apart without a partner, by leaving it out."""

import networkx as nx
import pytest
from hypothesis import given

import leco
from leco.testing import graphs


@given(graphs(max_partners=9))
def test_by_leaving_each_partner_out(graph):
    found = leco.dependence(graph).frame
    plain = graph.to_undirected()
    for node in graph:
        rest = plain.subgraph([other for other in plain if other != node])
        if len(rest) >= 2:
            expected = float(leco.connectedness(rest))
            assert found.loc[node, "connectedness_without"] == pytest.approx(expected)
        piece = nx.node_connected_component(plain, node) - {node}
        parts = list(nx.connected_components(plain.subgraph(piece)))
        assert found.loc[node, "pieces"] == len(parts)
        pairs = len(piece) * (len(piece) - 1) / 2
        kept = sum(len(part) * (len(part) - 1) / 2 for part in parts)
        assert found.loc[node, "pairs_cut"] == pairs - kept


def test_it_agrees_with_the_verb_without():
    coalition = leco.datasets.simulated()["Simulated shrinking"]
    found = leco.dependence(coalition).frame["connectedness_without"]
    for partner in found.index[:5]:
        left = leco.connectedness(coalition.without(partner))
        assert found[partner] == pytest.approx(float(left))


def test_the_hub_of_a_star_cuts_every_pair():
    found = leco.dependence(nx.star_graph(4)).frame
    assert found["pairs_cut"].tolist() == [6, 0, 0, 0, 0]
