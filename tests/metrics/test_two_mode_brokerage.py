"""Brokerage through shared activities, by its literal definition and by the ties they make."""

import networkx as nx
import numpy as np
import pytest
from tests.conftest import reference

import leco
from leco.testing import zoo

BROKERAGE = reference("brokerage")


def test_davis_by_the_literal_definition():
    # "proposals" davis_two_mode: 18 women, 14 events, pairs and chains (tests/reference).
    proposal = BROKERAGE["proposals"]["davis_two_mode"]
    davis = nx.davis_southern_women_graph()
    women = davis.graph["top"]
    by = dict(zip(women, proposal["groups"], strict=True))
    roles = ["coordinator", "itinerant", "gatekeeper_representative", "liaison"]
    for count in ("pairs", "chains"):
        found = leco.two_mode_roles(davis, by=by, count=count)
        assert found.frame.index.tolist() == women
        assert found.n == 18
        np.testing.assert_array_equal(found.frame[roles], proposal[count])
        np.testing.assert_array_equal(found.frame["total"], found.frame[roles].sum(axis=1))


def test_participations_of_a_coalition_are_two_mode_without_any_ties():
    coalition = leco.Coalition.from_frames(
        [{"id": one, "sector": sector} for one, sector in (("a", "x"), ("v", "y"), ("b", "x"), ("c", None))],
        participations=[{"partner": one, "activity": activity} for one, activity in
                        (("a", "fair"), ("v", "fair"), ("v", "board"), ("b", "board"), ("c", "board"))],
    )  # fmt: skip
    found = leco.two_mode_roles(coalition, by="sector")
    assert found.frame.loc["v"].to_dict() == {
        "coordinator": 0, "itinerant": 1, "gatekeeper_representative": 0, "liaison": 0,
        "unclassified": 1, "total": 2,
    }  # fmt: skip
    assert found.frame.drop(index="v").to_numpy().sum() == 0
    with pytest.raises(leco.UnsupportedGraphError, match="participations"):
        leco.two_mode_roles(nx.path_graph(3), by={0: "x"})
    with pytest.raises(ValueError, match="chains"):
        leco.two_mode_roles(coalition, by="sector", count="all")


def test_roles_through_activities_are_those_of_the_ties_they_make():
    graph = zoo()["two_mode"]
    partners = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    ties = nx.bipartite.projected_graph(graph, partners)
    found = leco.two_mode_roles(graph, by="sector").frame
    expected = leco.brokerage_roles(ties, by="sector").frame
    np.testing.assert_allclose(found.to_numpy(), expected.loc[found.index].to_numpy())
    assert found["total"].sum() > 0


@pytest.mark.parametrize("kind", [int, float, bool, np.int64, np.float64])
def test_the_two_modes_however_their_numbers_are_kept(kind):
    graph = nx.Graph([("a", "X"), ("v", "X"), ("v", "Y"), ("b", "Y")])
    for node, facts in graph.nodes(data=True):
        facts["bipartite"] = kind(node.isupper())
    found = leco.two_mode_roles(graph, by=dict.fromkeys("abv", "s")).frame
    assert found["total"].to_dict() == {"a": 0, "v": 1, "b": 0}
    graph.nodes["a"]["bipartite"] = None
    with pytest.raises(leco.UnsupportedGraphError, match="bipartite"):
        leco.two_mode_roles(graph, by=dict.fromkeys("abv", "s"))
