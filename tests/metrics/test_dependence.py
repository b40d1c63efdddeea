"""What falls apart without a partner, by leaving it out."""

import math

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
        if len(rest):
            largest = max(map(len, nx.connected_components(rest)))
            assert found.loc[node, "largest_without"] == pytest.approx(largest / len(rest))
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


@given(graphs(max_partners=9))
def test_what_is_left_is_what_the_measures_say_of_the_others(graph):
    labelled = any(sector for _, sector in graph.nodes(data="sector"))
    by = "sector" if labelled else None
    for data in (graph, leco.Coalition.from_graph(graph)):
        found = leco.without_top(data, top=3, by=by)
        between = leco.betweenness(data).series
        shown = between[found.frame.index]
        assert (shown > 0).all()
        others = between.drop(found.frame.index)
        # All of the three highest, and no other but equals of the third.
        assert others.max() < shown.min() - 1e-10 if len(shown) and len(others) else True
        assert len(shown) >= min(3, (between > 1e-9).sum())
        assert (shown.diff().dropna() <= 1e-9).all()
        for node in found.frame.index:
            rest = graph.subgraph([other for other in graph if other != node])
            row = found.frame.loc[node]
            for column in found.frame.columns[:-1]:
                more = {"by": by} if column == "bridging_ratio" else {}
                if more and not any(sector for _, sector in rest.nodes(data="sector")):
                    assert math.isnan(row[column])
                    continue
                expected = float(leco.measures()[column].function(rest, **more))
                assert row[column] == pytest.approx(expected, nan_ok=True)
            left = leco.dependence(graph).frame.loc[node, "largest_without"]
            assert row["largest_piece"] == pytest.approx(left)
        assert found.whole["compactness"] == pytest.approx(
            float(leco.compactness(graph)), nan_ok=True
        )


def test_without_the_hub_it_is_said_in_words():
    # Two rings that one partner holds together: 4 of the 7 others stay in one piece.
    graph = nx.Graph([("hub", "a"), ("a", "b"), ("b", "c"), ("c", "hub"),
                      ("hub", "d"), ("d", "e"), ("e", "f"), ("f", "g"), ("g", "hub")])  # fmt: skip
    found = leco.without_top(graph, top=1)
    assert found.frame.index.tolist() == ["hub"]
    assert found.frame.loc["hub", "largest_piece"] == pytest.approx(4 / 7)
    assert found.frame.loc["hub", "cohesion_share"] == 0
    assert found.whole["cohesion_share"] == 1
    assert found.whole["largest_piece"] == 1
    assert "without hub 57.1 % of the others stay in one piece" in found.explain("en")
    assert "zonder hub blijft 57,1 % van de anderen in één stuk" in found.explain("nl")
    assert found.to_dict()["whole"]["cohesion_share"] == 1
    assert repr(found).startswith("<without_top:top=1, n=8>")


def test_nobody_is_shown_who_stands_between_nobody():
    for graph in (nx.complete_graph(4), nx.empty_graph(3)):
        found = leco.without_top(graph)
        assert found.frame.empty
        assert "nothing to list" in found.explain("en")
    with pytest.raises(ValueError, match="one partner"):
        leco.without_top(nx.path_graph(3), top=0)


def test_equals_stand_in_the_order_of_the_caller_and_two_partners_keep_each_other():
    found = leco.without_top(nx.Graph([("d", "c"), ("c", "b"), ("b", "a")]))
    assert found.frame.index.tolist() == ["c", "b"]
    assert found.missing == 0
    # Of two partners the other is left, in a piece of its own: all that is left.
    assert leco.dependence(nx.path_graph(2)).frame["largest_without"].tolist() == [1, 1]


def test_unlabelled_partners_are_left_out_of_the_bridging_and_said():
    graph = nx.path_graph(5)
    nx.set_node_attributes(graph, {0: "care", 1: "care", 2: "youth", 3: "care"}, "sector")
    graph.add_edge(4, 4)
    found = leco.without_top(graph, top=1, by="sector")
    assert found.missing == 1
    codes = [note.code for note in found.notes]
    assert len(codes) == len(set(codes))
    assert {note.code for note in found.notes} >= {"labels_missing"}
