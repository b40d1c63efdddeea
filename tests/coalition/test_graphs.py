"""The graph of a coalition, the way back from networkx, and ties out of participations.

Expected numbers were worked out by hand from the rows in the test.
"""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import leco
from leco.graph import affiliation
from leco.testing import coalitions


@pytest.fixture
def city():
    """A city with two services, a school, and persons with hats."""
    return leco.Coalition.from_frames(
        [{"id": "city", "entity": "organisation", "sector": "government"},
         {"id": "youth", "parent": "city", "entity": "organisation", "sector": "government;youth"},
         {"id": "parks", "parent": "youth", "entity": "organisation", "sector": "government"},
         {"id": "school", "entity": "organisation", "sector": "education"},
         {"id": "Ann", "entity": "person", "sector": "education"}],
        [{"source": "youth", "target": "school", "kind": "informatie", "weight": 2},
         {"source": "youth", "target": "school", "kind": "information", "weight": 3},
         {"source": "parks", "target": "city", "kind": "resources"},
         {"source": "Ann", "target": "city", "kind": "trust", "domain": "welfare"},
         {"source": "city", "target": "city", "kind": "trust"}],
        affiliations=[{"person": "Ann", "organisation": "school"},
                      {"person": "Ann", "organisation": "library"}],
        name="city",
    )  # fmt: skip


@pytest.fixture
def many():
    """a-b: trust 2 + 3 and referral 1; b>c directed; c-c; c-d without kind or strength."""
    return leco.Coalition.from_frames(
        [{"id": "d", "sector": "x;y", "Kleur": "rood"}, {"id": "c"}, {"id": "b", "sector": "x"}, {"id": "a"}],
        [{"source": "a", "target": "b", "kind": "trust", "weight": 2},
         {"source": "b", "target": "a", "kind": "vertrouwen", "weight": 3},
         {"source": "a", "target": "b", "kind": "referral", "weight": 1},
         {"source": "b", "target": "c", "kind": "trust", "weight": 4, "directed": "ja"},
         {"source": "c", "target": "c", "kind": "trust", "weight": 9},
         {"source": "c", "target": "d"}],
        name="many",
    )  # fmt: skip


def test_graph_of_one_tie_a_pair(city):
    graph = city.graph()
    assert type(graph) is nx.Graph
    assert graph.edges["youth", "school"]["kinds"] == ("information",)
    assert "weight" not in graph.edges["youth", "school"], "several kinds are not added up unasked"
    assert not nx.number_of_selfloops(graph)
    assert graph.nodes["youth"]["sector"] == ("government", "youth")
    assert graph.nodes["city"] == {"entity": "organisation", "sector": "government"}


@pytest.mark.parametrize(
    ("combine", "weights"),
    [
        ("any", {("a", "b"): None, ("b", "c"): None, ("c", "d"): None}),
        ("sum", {("a", "b"): 6, ("b", "c"): 4, ("c", "d"): 1}),
        ("max", {("a", "b"): 5, ("b", "c"): 4, ("c", "d"): 1}),
        ("count", {("a", "b"): 2, ("b", "c"): 1, ("c", "d"): 1}),
    ],
)
@pytest.mark.parametrize("directed", [None, True, False])
def test_one_edge_a_pair(many, combine, weights, directed):
    graph = many.graph(combine=combine, directed=directed)
    assert type(graph) is (nx.Graph if directed is False else nx.DiGraph)
    expected = dict(weights)
    if directed is not False:  # undirected ties both ways, b>c one way
        expected |= {("b", "a"): weights["a", "b"], ("d", "c"): weights["c", "d"]}
    found = {
        tuple(edge): graph.edges[edge].get("weight") for edge in expected if graph.has_edge(*edge)
    }
    assert found == expected
    assert graph.number_of_edges() == len(expected), "no self-loop, nothing more"
    assert graph.edges["a", "b"]["kinds"] == ("referral", "trust")
    assert graph.edges["c", "d"]["kinds"] == ()


def test_nodes_carry_what_is_known(many):
    graph = many.graph()
    assert dict(graph.nodes(data=True)) == {
        "d": {"sector": ("x", "y"), "Kleur": "rood"}, "c": {}, "b": {"sector": "x"}, "a": {},
    }  # fmt: skip
    assert list(graph.nodes) == ["d", "c", "b", "a"], "in the order of the table"
    assert graph.graph["name"] == "many"


def test_every_tie_an_edge(many):
    graph = many.graph(combine=None)
    assert type(graph) is nx.MultiDiGraph
    # a-b three ties both ways, b>c once, c-d both ways.
    counts = {(u, v): graph.number_of_edges(u, v) for u, v in ("ab", "ba", "bc", "cb", "cd", "dc")}
    assert counts == {("a", "b"): 3, ("b", "a"): 3, ("b", "c"): 1, ("c", "b"): 0, ("c", "d"): 1,
                      ("d", "c"): 1}  # fmt: skip
    assert sorted(facts["kind"] for facts in graph["a"]["b"].values()) == [
        "referral",
        "trust",
        "trust",
    ]


def test_a_way_to_combine_that_does_not_exist(many):
    with pytest.raises(ValueError, match="combine"):
        many.graph(combine="mean")


def test_one_kind_alone_keeps_its_strength(many):
    graph = many.select(kind="trust").graph()
    assert graph.edges["a", "b"]["weight"] == 5
    assert graph.edges["b", "c"]["weight"] == 4


# --- there and back from networkx -----------------------------------------------------------------


@given(coalitions())
def test_there_and_back_again(coalition):
    graph = coalition.graph(combine="count")
    again = leco.Coalition.from_graph(graph)
    other = again.graph(combine="count")
    assert set(other.nodes) == set(graph.nodes)
    assert {frozenset(edge) for edge in other.edges} == {frozenset(edge) for edge in graph.edges}


@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph])
def test_there_and_back_from_networkx(make):
    graph = make(name="round")
    graph.add_node("x", sector="care", tier="core", size="big")
    graph.add_node("y", sector=("care", "youth"))
    graph.add_node("z")
    graph.add_edge("x", "y", weight=2.5, kind="trust", place="hall")
    graph.add_edge("y", "z", weight=1.0, kind="trust")
    coalition = leco.Coalition.from_graph(graph)
    assert (coalition.name, coalition.directed) == ("round", graph.is_directed())
    assert coalition.ties["place"].iloc[0] == "hall"
    again = coalition.graph()
    assert type(again) is make
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert {(u, v): facts["weight"] for u, v, facts in again.edges(data=True)} == {
        ("x", "y"): 2.5, ("y", "z"): 1.0,
    }  # fmt: skip
    assert leco.Coalition.from_graph(again).graph().adj == again.adj


def test_kinds_survive_the_way_through_networkx():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        [{"source": "a", "target": "b", "kind": "trust"}, {"source": "a", "target": "b", "kind": "referral"},
         {"source": "b", "target": "c", "kind": "trust"}],
    )  # fmt: skip
    again = leco.Coalition.from_graph(coalition.graph())
    assert again.graph().edges["a", "b"]["kinds"] == ("referral", "trust")
    assert len(again.select(kind="referral").ties) == 1


@pytest.mark.parametrize("make", [nx.DiGraph, nx.MultiDiGraph])
def test_a_directed_graph_without_ties_stays_directed(make):
    graph = make()
    graph.add_nodes_from("ab")
    coalition = leco.Coalition.from_graph(graph)
    assert coalition.directed
    assert coalition.graph().is_directed()


@pytest.mark.parametrize("value", [["x", "y"], {"x": 1}, ("x", "y"), {"x", "y"}, np.array([1, 2])])
@pytest.mark.parametrize("where", ["tie", "partner"])
def test_attributes_that_are_no_words_do_not_stop_anything(value, where, tmp_path):
    # networkx lets an attribute be anything: a list of years on an edge is common.
    graph = nx.Graph([("a", "b")])
    (graph.edges["a", "b"] if where == "tie" else graph.nodes["a"])["years"] = value
    coalition = leco.Coalition.from_graph(graph)
    assert len(coalition.check()) == 0
    assert coalition.describe()["value"]["ties"] == "1"
    assert coalition.graph(combine=None).number_of_edges() == 2
    assert len(leco.read(leco.write(coalition, tmp_path / "x"))) == 2


def test_integer_nodes_and_other_objects_become_text():
    coalition = leco.Coalition.from_graph(nx.path_graph(3))
    assert coalition.partners["id"].tolist() == ["0", "1", "2"]
    assert len(leco.Coalition.from_graph(nx.Graph())) == 0
    assert leco.Coalition.from_graph(nx.Graph([((1, 2), "b")])).partners["id"].tolist() == [
        "(1, 2)",
        "b",
    ]


def test_a_graph_with_two_nodes_of_one_name_is_refused():
    with pytest.raises(leco.DataError, match="read the same"):
        leco.Coalition.from_graph(nx.Graph([(1, "1")]))


# --- ties out of participations ------------------------------------------------------------------


# Events: m1 = {a, b, c}, m2 = {a, b}, m3 = {a}, m4 = {c, d}. Worked by hand:
# count:  ab 2, ac 1, bc 1, cd 1.
# newman: ab 1/2 + 1 = 1.5, ac 1/2, bc 1/2, cd 1.
# cosine: a goes to 3, b 2, c 2, d 1: ab 2/sqrt(6), ac 1/sqrt(6), bc 1/2, cd 1/sqrt(2).
EVENTS = [
    ("a", "m1"),
    ("b", "m1"),
    ("c", "m1"),
    ("a", "m2"),
    ("b", "m2"),
    ("a", "m3"),
    ("c", "m4"),
    ("d", "m4"),
]


BY_HAND = {
    "count": {"ab": 2, "ac": 1, "bc": 1, "cd": 1},
    "newman": {"ab": 1.5, "ac": 0.5, "bc": 0.5, "cd": 1},
    "cosine": {"ab": 2 / 6**0.5, "ac": 1 / 6**0.5, "bc": 0.5, "cd": 1 / 2**0.5},
}


def _joined(ties_from, events=EVENTS):
    return leco.Coalition.from_frames(
        [{"id": one} for one in "abcd"],
        participations=[{"partner": one, "activity": where} for one, where in events],
        coalition=[{"ties_from": ties_from}],
    )


def _strengths(coalition):
    return {
        "".join(sorted(edge)): coalition.graph().edges[edge]["weight"]
        for edge in coalition.graph().edges
    }


@pytest.mark.parametrize("strength", BY_HAND)
def test_strengths_of_shared_activities_by_hand(strength):
    made = _joined(f"participations:{strength}")
    assert _strengths(made) == pytest.approx(BY_HAND[strength])
    assert "".join(made.snapshot().ties["source"] + made.snapshot().ties["target"]) == "abacbccd"
    twice = _joined(f"participations:{strength}", EVENTS * 2)
    assert _strengths(twice) == pytest.approx(BY_HAND[strength]), "who is listed twice came once"


@pytest.mark.parametrize(
    ("least", "pairs"),
    [("0.5", "ab ac bc cd"), ("0,51", "ab cd"), ("1", "ab cd"), ("1.5", "ab"), ("1.6", "")],
)
def test_a_least_strength_is_itself_enough(least, pairs):
    assert " ".join(sorted(_strengths(_joined(f"participations:newman >= {least}")))) == pairs


@pytest.mark.parametrize("wrong", ["participations:count >= 1.2.3", "participations:count >= ,", "count",
                                   "participations:mean", "participations:newman > 1"])  # fmt: skip
def test_a_way_of_making_ties_that_does_not_exist_is_said_when_reading(wrong):
    with pytest.raises(leco.DataError, match="ties_from"):
        _joined(wrong)


def test_made_ties_are_of_the_moment():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}, {"id": "c", "joined": "2021"}],
        participations=[
            {"partner": "a", "activity": "m", "start": "2019", "end": "2020"},
            {"partner": "b", "activity": "m", "start": "2020", "end": ".."},
            {"partner": "c", "activity": "m", "start": "2020", "end": ".."},
        ],
        coalition=[{"ties_from": "participations:count"}],
    )

    def pairs(year):
        ties = coalition.at(year).ties
        return list(zip(ties["source"], ties["target"], strict=True))

    # c takes part from 2020 but is a partner from 2021.
    assert [pairs(year) for year in ("2019", "2020", "2021")] == [[], [("a", "b")], [("b", "c")]]


def test_a_meeting_of_everybody_says_how_many_ties_it_would_be():
    n = 3_200  # 3,200 x 3,199 / 2 = 5,118,400 pairs, past the 5 million of the guard
    ids = [f"p{place}" for place in range(n)]
    coalition = leco.Coalition.from_frames(
        pd.DataFrame({"id": ids}),
        participations=pd.DataFrame({"partner": ids, "activity": "all"}),
        coalition=[{"ties_from": "participations:newman"}],
    )
    with pytest.raises(leco.UnsupportedGraphError, match="5,118,400 ties"):
        coalition.graph()


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=10))
def test_newman_strengths_add_up_to_the_meetings_shared(events):
    # Every member of a meeting of k >= 2 gives 1/(k-1) to each of k-1 others: 1 in all. So a
    # partner's strengths sum to the meetings it shares with anybody.
    rows = pd.DataFrame(sorted(set(events)), columns=["partner", "activity"])
    ties = affiliation.project(rows, "newman")
    sizes = rows["activity"].map(rows["activity"].value_counts())
    for partner in "abcd":
        own = ties.loc[(ties["source"] == partner) | (ties["target"] == partner), "weight"].sum()
        assert own == pytest.approx(((rows["partner"] == partner) & (sizes > 1)).sum())


SHARED = pd.DataFrame({"partner": list("abcabdd"), "activity": list("xxxyyzy")})


def test_ties_are_made_from_participations_only_on_request():
    partners = [{"id": one} for one in "abcd"]
    plain = leco.Coalition.from_frames(partners, participations=SHARED)
    assert not plain.ties_known
    wanted = leco.Coalition.from_frames(
        partners, participations=SHARED, coalition=[{"ties_from": "participations:newman >= 0,8"}]
    )
    assert wanted.graph().edges["a", "b"]["weight"] == 1
    assert float(leco.density(wanted)) == pytest.approx(1 / 6)
    two_mode = plain.affiliation_graph()
    assert two_mode.degree[("activity", "x")] == 3
    with pytest.raises(leco.DataError, match="newman"):
        leco.Coalition.from_frames(partners, coalition=[{"ties_from": "meetings"}])


def test_ties_of_your_own_stand_beside_those_made_from_activities():
    about = [{"ties_from": "participations:newman"}]
    partners = [{"id": one} for one in "abcd"]
    coalition = leco.Coalition.from_frames(partners, participations=SHARED, coalition=about)
    more = coalition.with_ties([{"source": "c", "target": "d", "kind": "trust"}])
    assert coalition.graph().number_of_edges() == 5
    assert more.graph().number_of_edges() == 6
    now = more.snapshot()
    assert now.snapshot().ties.equals(now.ties), "they are made once"
