"""The verbs under which a Coalition is closed, its graphs, and its checks."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

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


def test_select_ties_by_kind_in_either_language(city):
    assert len(city.select(kind="informatie").ties) == 2
    assert len(city.select(kind=["information", "trust"]).ties) == 4
    assert city.select(domain="welfare").ties["source"].tolist() == ["Ann"]
    assert len(city.select(kind="information")) == 5, "partners stay, isolates too"


def test_select_partners_by_a_label_among_several(city):
    assert city.select(sector="youth").partners["id"].tolist() == ["youth"]
    some = city.select(entity="organisation")
    assert "Ann" not in set(some.partners["id"]) | set(some.ties["source"])
    with pytest.raises(leco.MissingAttributeError, match="sector"):
        city.select(sektor="youth")


def test_fold_units_into_the_top_of_their_chain(city):
    folded = city.fold(to="parent")
    assert folded.partners["id"].tolist() == ["city", "school", "Ann"]
    graph = folded.graph(combine="sum")
    assert graph.edges["city", "school"]["weight"] == 5
    said = str(folded.notes[-1])
    assert "parks, youth -> city" in said
    assert "1 ties between them" in said


def test_fold_widens_the_spell_of_the_parent():
    folded = leco.Coalition.from_frames(
        [{"id": "city", "joined": "2020", "left": "2021"},
         {"id": "youth", "parent": "city", "joined": "2018-03", "left": ".."}],
    ).fold(to="parent")  # fmt: skip
    assert folded.partners[["joined", "left"]].iloc[0].tolist() == ["2018-03", ".."]


def test_fold_persons_into_each_of_their_organisations(city):
    folded = city.fold(to="organisation")
    assert "library" in set(folded.partners["id"]), "an organisation nobody listed is added"
    trust = folded.ties[(folded.ties["kind"] == "trust")]
    assert sorted(trust["source"]) == ["library", "school"]
    assert "Ann -> library + school" in str(folded.notes[-1])


def test_parents_in_a_circle_are_refused():
    coalition = leco.Coalition.from_frames([{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}])
    with pytest.raises(leco.LecoError, match="circle"):
        coalition.fold(to="parent")
    with pytest.raises(ValueError, match="parent"):
        coalition.fold(to="sector")


def test_without(city):
    assert len(city.without("city", "school").ties) == 0
    with pytest.raises(leco.LecoError, match="did you mean 'school'"):
        city.without("schol")


def test_with_partners_and_ties_are_checked(city):
    more = city.with_partners([{"id": "library", "sector": "culture"}])
    more = more.with_ties([{"source": "library", "target": "school", "kind": "referral"}])
    assert more.graph().has_edge("library", "school")
    assert len(city) == 5, "the first stays what it was"
    with pytest.raises(leco.DataError, match="did you mean 'school'"):
        city.with_ties([{"source": "library", "target": "schol"}])
    with pytest.raises(leco.DataError, match="stands twice"):
        city.with_partners([{"id": "school"}])


def test_what_if_needs_no_machinery(city):
    found = leco.compare({"as is": city, "without": city.without("city")}, "density").frame
    assert found["value"].iloc[0] > found["value"].iloc[1]


def test_frames_handed_out_change_nothing(city):
    partners, tables = city.partners, city.tables
    partners["sector"] = "x"
    ties = tables.pop("ties")
    ties["source"] = "nobody"
    assert city.partners["sector"].iloc[0] == "government"
    assert len(city.ties) == 5


def test_graph_of_one_tie_a_pair(city):
    graph = city.graph()
    assert type(graph) is nx.Graph
    assert graph.edges["youth", "school"]["kinds"] == ("information",)
    assert "weight" not in graph.edges["youth", "school"], "several kinds are not added up unasked"
    assert not nx.number_of_selfloops(graph)
    assert graph.nodes["youth"]["sector"] == ("government", "youth")
    assert graph.nodes["city"] == {"entity": "organisation", "sector": "government"}


@pytest.mark.parametrize(("combine", "weight"), [("sum", 6), ("max", 5), ("count", 2)])
def test_ways_to_combine_kinds(combine, weight):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}],
        [{"source": "a", "target": "b", "kind": "trust", "weight": 2},
         {"source": "b", "target": "a", "kind": "trust", "weight": 3},
         {"source": "a", "target": "b", "kind": "referral", "weight": 1}],
    )  # fmt: skip
    assert coalition.graph(combine=combine).edges["a", "b"]["weight"] == weight


def test_direction():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        [{"source": "a", "target": "b", "directed": "ja"}, {"source": "b", "target": "c"}],
    )
    assert sorted(coalition.graph().edges) == [("a", "b"), ("b", "c"), ("c", "b")]
    assert sorted(coalition.graph(directed=False).edges) == [("a", "b"), ("b", "c")]
    every = coalition.graph(combine=None)
    assert type(every) is nx.MultiDiGraph
    assert every.number_of_edges() == 3
    with pytest.raises(ValueError, match="combine"):
        coalition.graph(combine="mean")


@given(coalitions())
def test_there_and_back_again(coalition):
    graph = coalition.graph(combine="count")
    again = leco.Coalition.from_graph(graph)
    other = again.graph(combine="count")
    assert set(other.nodes) == set(graph.nodes)
    assert {frozenset(edge) for edge in other.edges} == {frozenset(edge) for edge in graph.edges}


def test_a_graph_with_two_nodes_of_one_name_is_refused():
    with pytest.raises(leco.DataError, match="read the same"):
        leco.Coalition.from_graph(nx.Graph([(1, "1")]))


SHARED = pd.DataFrame({"partner": list("abcabdd"), "activity": list("xxxyyzy")})


def test_ties_from_activities_by_hand():
    # x: a b c (2 others each); y: a b d; z: d alone. Newman: 1/2 per shared activity here.
    found = {
        strength: affiliation.project(SHARED, strength)
        for strength in ("count", "newman", "cosine")
    }
    pairs = list(zip(found["count"]["source"], found["count"]["target"], strict=True))
    assert pairs == [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    assert found["count"]["weight"].tolist() == [2, 1, 1, 1, 1]
    assert found["newman"]["weight"].tolist() == [1, 0.5, 0.5, 0.5, 0.5]
    root = 1 / 2**0.5
    expected = [1, root, 0.5, root, 0.5]
    assert found["cosine"]["weight"].tolist() == pytest.approx(expected)
    assert len(affiliation.project(SHARED, "newman", least=1.0)) == 1


def test_too_many_ties_from_activities_are_refused(monkeypatch):
    monkeypatch.setattr(affiliation, "MOST_PAIRS", 5)
    with pytest.raises(leco.UnsupportedGraphError, match="6 ties"):
        affiliation.project(SHARED, "count")


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


def test_check_lists_what_is_odd():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019", "left": "2020", "sector": ""},
         {"id": "b", "tier": "former", "sector": "x", "entity": "person"},
         {"id": "c", "joined": "2018", "left": "..", "sector": "x", "entity": "organisation"}],
        [{"source": "a", "target": "c", "start": "2018", "end": "2021"},
         {"source": "c", "target": "c"}, {"source": "a", "target": "c"}, {"source": "a", "target": "c"}],
        respondents=[{"wave": "1", "partner": "a", "answered": "no"}],
    )  # fmt: skip
    found = coalition.check()
    said = " | ".join(found["message"])
    for words in ("no sector", "persons among", "former partner", "tied to itself", "stands twice",
                  "starts before", "not everybody asked"):  # fmt: skip
        assert words in said
    assert found["hint"].str.len().min() > 10
    assert "geen sector" in " ".join(coalition.check("nl")["message"])
    assert leco.datasets.simulated()["Simulated stable"].check().empty


def test_describe_and_repr(city):
    facts = city.describe()["value"]
    assert facts["partners"] == "5"
    assert "information 2" in facts["kinds of tie"]
    assert "5 partners" in city._repr_html_() or "partners" in city._repr_html_()
    assert repr(city) == "<Coalition 'city': 5 partners, 5 ties>"


def test_equal_tables_give_equal_answers_in_any_order_of_rows(city):
    turned = leco.Coalition.from_frames(city.partners.iloc[::-1], city.ties.iloc[::-1], name="city")
    one = leco.brokerage_roles(city, by="sector").frame
    other = leco.brokerage_roles(turned, by="sector").frame
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index())


def test_nothing_at_all_is_refused():
    with pytest.raises(leco.LecoError, match="partners"):
        leco.Coalition.from_frames()
    assert len(leco.Coalition.from_frames([])) == 0


def test_two_columns_of_one_name_are_refused():
    frame = pd.DataFrame([["a", "b"]], columns=["id", "id"])
    with pytest.raises(leco.DataError, match="two columns are called 'id'"):
        leco.Coalition.from_frames(frame)
