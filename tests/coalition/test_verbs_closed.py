"""Closed under its verbs: whatever a verb gives can be seen at a moment, folded, added to, written
and read again. Expected numbers were worked out by hand from the rows in the test.
"""

import contextlib
import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import leco
from leco.graph import affiliation
from leco.testing import coalitions


@pytest.fixture
def city():
    return leco.Coalition.from_frames(
        [{"id": "city"}, {"id": "youth", "parent": "city"}, {"id": "school"}],
        [{"source": "youth", "target": "school"}, {"source": "city", "target": "youth"}],
        name="city",
    )


@pytest.fixture
def labelled():
    return leco.Coalition.from_frames(
        [{"id": "a", "sector": "care; youth", "Kleur": "rood"}, {"id": "b", "sector": "care"},
         {"id": "c", "sector": "careful"}, {"id": "d"}],
        [{"source": "a", "target": "b", "kind": "doorverwijzing", "domain": "wonen"},
         {"source": "b", "target": "c", "kind": "koffie", "domain": "wonen;werk"},
         {"source": "c", "target": "d"}],
    )  # fmt: skip


# --- select ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criteria", "partners", "ties"),
    [
        ({"sector": "care"}, "ab", 1),  # one of several labels; "careful" is another word
        ({"sector": "youth"}, "a", 0),
        ({"sector": ["youth", "careful"]}, "ac", 0),
        ({"sector": {"care", "careful"}}, "abc", 2),
        ({"sector": "nothing"}, "", 0),
        ({"Kleur": "rood"}, "a", 0),
        ({"id": ["a", "b"]}, "ab", 1),
        ({"kind": "doorverwijzing"}, "abcd", 1),  # the Dutch word
        ({"kind": "referral"}, "abcd", 1),
        ({"kind": "koffie"}, "abcd", 1),  # a word of their own
        ({"kind": ["referral", "koffie"]}, "abcd", 2),
        ({"kind": "trust"}, "abcd", 0),
        ({"domain": "werk"}, "abcd", 1),
        ({"sector": "care", "kind": "referral"}, "ab", 1),
    ],
)
def test_select(labelled, criteria, partners, ties):
    found = labelled.select(**criteria)
    assert "".join(found.partners["id"]) == partners
    assert len(found.ties) == ties
    assert len(labelled) == 4


@pytest.mark.parametrize(
    ("column", "near"),
    [("sektor", "sector"), ("kleur", "Kleur"), ("domein", None), ("activity", None)],
)
def test_a_column_that_is_not_there(labelled, column, near):
    with pytest.raises(leco.MissingAttributeError) as caught:
        labelled.select(**{column: "x"})
    assert (f"did you mean {near!r}" in str(caught.value)) == (near is not None)
    assert not str(caught.value).startswith('"'), "not quoted as a KeyError would"


def test_selecting_partners_keeps_of_other_tables_what_names_them():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "sector": "x"}, {"id": "b", "sector": "y"}],
        [{"source": "a", "target": "b"}],
        participations=[{"partner": "a", "activity": "m"}, {"partner": "b", "activity": "m"}],
        memberships=[{"partner": "b", "tier": "core"}],
        respondents=[{"wave": "1", "partner": "a"}, {"wave": "1", "partner": "b"}],
        sites=pd.DataFrame({"site": ["s"]}),
    )
    found = coalition.select(sector="x").tables
    assert {name: len(frame) for name, frame in found.items()} == {
        "partners": 1, "ties": 0, "participations": 1, "memberships": 0, "respondents": 1, "sites": 1,
    }  # fmt: skip


# --- what a verb gives is a whole coalition ------------------------------------------------------


def _again(coalition, place):
    """Write and read: fails when the tables no longer fit each other."""
    return leco.read(leco.write(coalition, place))


@pytest.mark.parametrize("verb", ["without", "select", "at", "between"])
def test_a_unit_whose_parent_is_gone_is_still_a_partner(verb, tmp_path):
    coalition = leco.Coalition.from_frames(
        [{"id": "city", "joined": "2022", "sector": "x"},
         {"id": "youth", "parent": "city", "joined": "2019", "sector": "y"},
         {"id": "school", "joined": "2019", "sector": "y"}],
        [{"source": "youth", "target": "school"}],
    )  # fmt: skip
    found = {
        "without": lambda: coalition.without("city"),
        "select": lambda: coalition.select(sector="y"),
        "at": lambda: coalition.at("2020"),
        "between": lambda: coalition.between("2019", "2020"),
    }[verb]()
    assert found.partners["id"].tolist() == ["youth", "school"]
    assert len(_again(found, tmp_path / "x")) == 2
    more = found.with_partners([{"id": "library"}])
    assert len(more) == 3
    folded = found.fold(to="parent")
    known = set(folded.partners["id"])
    assert set(folded.ties["source"]) | set(folded.ties["target"]) <= known
    assert float(leco.density(folded)) == 1


def test_folded_respondents_stay_one_row_a_wave(tmp_path):
    # The city answered, its youth service did not: one partner now, asked once at the wave.
    folded = leco.Coalition.from_frames(
        [{"id": "city"}, {"id": "youth", "parent": "city"}],
        respondents=[{"wave": "1", "partner": "city", "answered": "ja"},
                     {"wave": "1", "partner": "youth", "answered": "nee"}],
    ).fold(to="parent")  # fmt: skip
    assert len(_again(folded, tmp_path / "x").tables["respondents"]) == 1
    assert len(folded.with_partners([{"id": "library"}])) == 2


def test_folding_a_unit_with_memberships_does_not_take_the_parent_away():
    coalition = leco.Coalition.from_frames(
        [{"id": "city", "joined": "2018", "left": ".."}, {"id": "youth", "parent": "city"}],
        memberships=[{"partner": "youth", "tier": "core", "start": "2020", "end": "2020"}],
    )
    for year in ("2018", "2019", "2020", "2021"):
        assert "city" in set(coalition.at(year).partners["id"])
        assert coalition.fold(to="parent").at(year).partners["id"].tolist() == ["city"], year


def test_folding_persons_widens_the_spell_of_their_organisation():
    coalition = leco.Coalition.from_frames(
        [{"id": "Ann", "entity": "person", "joined": "2018"},
         {"id": "school", "entity": "organisation", "joined": "2020"},
         {"id": "stad", "entity": "organisation", "joined": "2018"}],
        [{"source": "Ann", "target": "stad", "start": "2018", "end": ".."}],
        affiliations=[{"person": "Ann", "organisation": "school"}],
    )  # fmt: skip
    # In 2019 the school is there through Ann, as a parent is through its unit.
    assert len(coalition.at("2019").fold(to="organisation").ties) == 1
    assert len(coalition.fold(to="organisation").at("2019").ties) == 1


def test_fold_up_a_chain_and_nobody_to_fold(city):
    chain = leco.Coalition.from_frames(
        [{"id": "d", "parent": "c"}, {"id": "c", "parent": "b"}, {"id": "b", "parent": "a"}, {"id": "a"}],
        [{"source": "d", "target": "a"}, {"source": "d", "target": "c"}],
    ).fold(to="parent")  # fmt: skip
    assert chain.partners["id"].tolist() == ["a"]
    assert len(chain.ties) == 0
    assert "b, c, d -> a" in str(chain.notes[-1])
    assert "2 ties between them" in str(chain.notes[-1])
    once = city.fold(to="parent")
    twice = once.fold(to="parent")
    assert [note.code for note in twice.notes] == ["folded", "nothing_folded"]
    pd.testing.assert_frame_equal(once.ties, twice.ties)


@pytest.mark.parametrize(
    "parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}]
)
def test_any_circle_of_parents_is_refused(parents):
    rows = [{"id": one, "parent": above} for one, above in parents.items()]
    with pytest.raises(leco.LecoError, match="circle"):
        leco.Coalition.from_frames(rows).fold(to="parent")


def test_one_hat_several_hats_and_an_organisation_not_listed():
    coalition = leco.Coalition.from_frames(
        [{"id": "Ann", "entity": "person"}, {"id": "Bob", "entity": "person"},
         {"id": "Cas", "entity": "person"}, {"id": "stad", "entity": "organisation"}],
        [{"source": "Ann", "target": "Bob"}, {"source": "Bob", "target": "Cas"}],
        affiliations=[{"person": "Ann", "organisation": "stad"},
                      {"person": "Bob", "organisation": "stad"},
                      {"person": "Bob", "organisation": "club"}],
    )  # fmt: skip
    folded = coalition.fold(to="organisation")
    # Cas has no hat and stays. Ann-Bob becomes stad-stad (inside, gone) and stad-club;
    # Bob-Cas becomes stad-Cas and club-Cas.
    assert folded.partners["id"].tolist() == ["Cas", "stad", "club"]
    pairs = sorted(zip(folded.ties["source"], folded.ties["target"], strict=True))
    assert pairs == [("club", "Cas"), ("stad", "Cas"), ("stad", "club")]
    assert folded.partners["entity"].tolist() == ["person", "organisation", "organisation"]
    with pytest.raises(leco.LecoError, match="affiliations"):
        leco.Coalition.from_frames([{"id": "a"}]).fold(to="organisation")


def test_without_several_and_nobody_twice(city):
    assert city.without().partners.equals(city.partners)
    assert city.without("city", "city").partners["id"].tolist() == ["youth", "school"]
    assert len(city.without("city", "youth", "school")) == 0
    for wrong, near in (("Schol", "school"), ("CITY", "city"), ("zzz", None)):
        with pytest.raises(leco.LecoError) as caught:
            city.without(wrong)
        assert repr(wrong) in str(caught.value)
        assert (f"did you mean {near!r}" in str(caught.value)) == (near is not None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"source": "city", "target": "schol"}], "did you mean 'school'"),
        ([{"source": "city"}], "target"),
        ([{"source": "city", "target": "school", "weight": 0}], "positive"),
        ([{"source": "city", "target": "school", "start": "2021", "end": "2020"}], "lies before"),
    ],
)
def test_ties_that_are_added_are_checked(city, rows, words):
    with pytest.raises(leco.DataError, match=words):
        city.with_ties(rows)
    assert len(city.ties) == 2


def test_a_problem_in_a_row_that_is_added_bears_the_number_of_that_row(city):
    with pytest.raises(leco.DataError) as caught:
        city.with_ties(
            [{"source": "city", "target": "school"}, {"source": "city", "target": "schol"}]
        )
    assert [(one.row, one.column) for one in caught.value.problems] == [(1, "target")]


def test_dutch_headers_in_what_is_added(city):
    more = city.with_partners(pd.DataFrame({"Organisatie": ["club"], "Sectoren": ["sport"]}))
    more = more.with_ties(
        [{"van": "club", "naar": "school", "sterkte": "1,5", "soort": "vertrouwen"}]
    )
    last = more.ties.iloc[-1]
    assert (last["weight"], last["kind"]) == (1.5, "trust")
    assert more.partners["sector"].iloc[-1] == "sport"
    assert len(city) == 3


# --- immutable -----------------------------------------------------------------------------------


def _spoil(frame):
    """Try every way to change a frame in place."""
    frame["new"] = 1
    frame.loc[frame.index[:1], frame.columns[0]] = "spoilt"
    frame.iloc[0, 0] = "spoilt"
    frame.columns = [str(column).upper() for column in frame.columns]
    del frame[frame.columns[0]]


def test_no_way_to_change_a_coalition_through_its_frames(city):
    before = {name: frame.copy(deep=True) for name, frame in city.tables.items()}
    handed = [
        city.partners,
        city.ties,
        *city.tables.values(),
        city.describe(),
        city.at("2020").partners,
    ]
    for frame in handed:
        _spoil(frame)
    graph = city.graph()
    graph.remove_node("city")
    graph.nodes["school"]["sector"] = "spoilt"
    assert city.tables.keys() == before.keys()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(city.tables[name], frame)


@pytest.mark.parametrize("way", ["to_numpy", "asarray", "values"])
@pytest.mark.parametrize("column", ["source", "weight", "directed"])
def test_an_array_of_a_column_is_no_back_door(way, column):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b", "weight": 2, "directed": "ja"}]
    )
    series = coalition.ties[column]
    held = {
        "to_numpy": series.to_numpy,
        "asarray": lambda: np.asarray(series),
        "values": lambda: series.values,
    }[way]()
    with contextlib.suppress(ValueError):  # read-only, or a copy: either will do
        held[0] = {"source": "b", "weight": 9.0, "directed": False}[column]
    assert coalition.ties.iloc[0].tolist() == ["a", "b", 2.0, True]


def test_changing_the_frames_that_went_in_changes_nothing():
    partners = pd.DataFrame({"id": ["a", "b"], "extra": ["x", "y"]})
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [2.0]})
    sites = pd.DataFrame({"site": ["s"]})
    coalition = leco.Coalition.from_frames(partners, ties, sites=sites)
    for frame in (partners, ties, sites):
        _spoil(frame)
    assert coalition.partners.to_numpy().tolist() == [["a", "x"], ["b", "y"]]
    assert coalition.ties["weight"].tolist() == [2.0]
    assert coalition.tables["sites"]["site"].tolist() == ["s"]


# --- graphs ------------------------------------------------------------------------------------


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


def test_one_kind_alone_keeps_its_strength(many):
    graph = many.select(kind="trust").graph()
    assert graph.edges["a", "b"]["weight"] == 5
    assert graph.edges["b", "c"]["weight"] == 4


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
    assert len(_again(coalition, tmp_path / "x")) == 2


def test_integer_nodes_and_other_objects_become_text():
    coalition = leco.Coalition.from_graph(nx.path_graph(3))
    assert coalition.partners["id"].tolist() == ["0", "1", "2"]
    assert len(leco.Coalition.from_graph(nx.Graph())) == 0
    assert leco.Coalition.from_graph(nx.Graph([((1, 2), "b")])).partners["id"].tolist() == [
        "(1, 2)",
        "b",
    ]


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
    assert _strengths(_joined(f"participations:{strength}")) == pytest.approx(BY_HAND[strength])
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


# --- what always holds ---------------------------------------------------------------------------

VERBS = {
    "select kind": lambda one: one.select(kind="information") if "kind" in one.ties else one,
    "select sector": lambda one: one.select(sector="care"),
    "without": lambda one: one.without(one.partners["id"].iloc[0]) if len(one) else one,
    "fold": lambda one: one.fold(to="parent"),
    "at": lambda one: one if one.moment else one.at("2021"),
    "between": lambda one: one if one.moment else one.between("2019", "2021"),
    "snapshot": lambda one: one.snapshot(),
    "with_partners": lambda one: one.with_partners([{"id": "brand new", "sector": "care"}]),
}


@pytest.mark.parametrize("first", VERBS)
@given(coalition=coalitions())
def test_every_verb_after_every_verb_gives_tables_that_fit(first, coalition):
    one = VERBS[first](coalition)
    for second in VERBS.values():
        if first == "with_partners" and second is VERBS[first]:
            continue
        two = second(one)
        assert type(two) is leco.Coalition
        known = set(two.partners["id"])
        assert set(two.ties["source"]) | set(two.ties["target"]) <= known
        again = leco.Coalition.from_frames(**two.tables)
        assert len(again) == len(two)
        assert two.graph().number_of_nodes() <= len(two)


@given(coalitions(), st.data())
def test_without_one_by_one_is_without_all(coalition, data):
    ids = coalition.partners["id"].tolist()
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True))
    step = coalition
    for one in gone:
        step = step.without(one)
    pd.testing.assert_frame_equal(step.partners, coalition.without(*gone).partners)
    pd.testing.assert_frame_equal(step.ties, coalition.without(*gone).ties)
    for order in itertools.islice(itertools.permutations(gone), 3):
        assert coalition.without(*order).graph().adj == step.graph().adj
