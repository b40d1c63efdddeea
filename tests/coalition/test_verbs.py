"""Closed under its verbs: whatever a verb gives can be seen at a moment, folded, added to, written
and read again. Expected numbers were worked out by hand from the rows in the test.
"""

import itertools

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import leco
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
def small():
    """A city, its youth service and a school."""
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


# --- fold --------------------------------------------------------------------------------------


def test_fold_units_into_the_top_of_their_chain(city):
    folded = city.fold(to="parent")
    assert folded.partners["id"].tolist() == ["city", "school", "Ann"]
    graph = folded.graph(combine="sum")
    assert graph.edges["city", "school"]["weight"] == 5
    said = str(folded.notes[-1])
    assert "parks, youth -> city" in said
    assert "1 tie between them" in said


def test_fold_widens_the_spell_of_the_parent():
    folded = leco.Coalition.from_frames(
        [{"id": "city", "joined": "2020", "left": "2021"},
         {"id": "youth", "parent": "city", "joined": "2018-03", "left": ".."}],
    ).fold(to="parent")  # fmt: skip
    assert folded.partners[["joined", "left"]].iloc[0].tolist() == ["2018-03", ".."]


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


def test_folding_a_unit_with_memberships_does_not_take_the_parent_away():
    coalition = leco.Coalition.from_frames(
        [{"id": "city", "joined": "2018", "left": ".."}, {"id": "youth", "parent": "city"}],
        memberships=[{"partner": "youth", "tier": "core", "start": "2020", "end": "2020"}],
    )
    for year in ("2018", "2019", "2020", "2021"):
        assert "city" in set(coalition.at(year).partners["id"])
        assert coalition.fold(to="parent").at(year).partners["id"].tolist() == ["city"], year


def test_folded_respondents_stay_one_row_a_wave(tmp_path):
    # The city answered, its youth service did not: one partner now, asked once at the wave.
    folded = leco.Coalition.from_frames(
        [{"id": "city"}, {"id": "youth", "parent": "city"}],
        respondents=[{"wave": "1", "partner": "city", "answered": "ja"},
                     {"wave": "1", "partner": "youth", "answered": "nee"}],
    ).fold(to="parent")  # fmt: skip
    assert len(_again(folded, tmp_path / "x").tables["respondents"]) == 1
    assert len(folded.with_partners([{"id": "library"}])) == 2


def test_fold_up_a_chain_and_nobody_to_fold(small):
    chain = leco.Coalition.from_frames(
        [{"id": "d", "parent": "c"}, {"id": "c", "parent": "b"}, {"id": "b", "parent": "a"}, {"id": "a"}],
        [{"source": "d", "target": "a"}, {"source": "d", "target": "c"}],
    ).fold(to="parent")  # fmt: skip
    assert chain.partners["id"].tolist() == ["a"]
    assert len(chain.ties) == 0
    assert "b, c, d -> a" in str(chain.notes[-1])
    assert "2 ties between them" in str(chain.notes[-1])
    once = small.fold(to="parent")
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


def test_folding_into_anything_else_is_refused(small):
    with pytest.raises(ValueError, match="parent"):
        small.fold(to="sector")


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
    assert "Bob -> club + stad" in str(folded.notes[-1])
    with pytest.raises(leco.LecoError, match="affiliations"):
        leco.Coalition.from_frames([{"id": "a"}]).fold(to="organisation")


# --- with and without ---------------------------------------------------------------------------


def test_without_several_and_nobody_twice(small):
    assert small.without().partners.equals(small.partners)
    assert small.without("city", "city").partners["id"].tolist() == ["youth", "school"]
    assert len(small.without("city", "youth", "school")) == 0
    assert (len(small.without("youth").ties), len(small.without("school").ties)) == (0, 1)
    for wrong, near in (("Schol", "school"), ("CITY", "city"), ("zzz", None)):
        with pytest.raises(leco.LecoError) as caught:
            small.without(wrong)
        assert repr(wrong) in str(caught.value)
        assert (f"did you mean {near!r}" in str(caught.value)) == (near is not None)


def test_with_partners_and_ties_are_checked(city):
    more = city.with_partners([{"id": "library", "sector": "culture"}])
    more = more.with_ties([{"source": "library", "target": "school", "kind": "referral"}])
    assert more.graph().has_edge("library", "school")
    assert len(city) == 5, "the first stays what it was"
    with pytest.raises(leco.DataError, match="stands twice"):
        city.with_partners([{"id": "school"}])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"source": "city", "target": "schol"}], "did you mean 'school'"),
        ([{"source": "city"}], "target"),
        ([{"source": "city", "target": "school", "weight": 0}], "positive"),
        ([{"source": "city", "target": "school", "start": "2021", "end": "2020"}], "lies before"),
    ],
)
def test_ties_that_are_added_are_checked(small, rows, words):
    with pytest.raises(leco.DataError, match=words):
        small.with_ties(rows)
    assert len(small.ties) == 2


def test_a_problem_in_a_row_that_is_added_bears_the_number_of_that_row(small):
    with pytest.raises(leco.DataError) as caught:
        small.with_ties(
            [{"source": "city", "target": "school"}, {"source": "city", "target": "schol"}]
        )
    assert [(one.row, one.column) for one in caught.value.problems] == [(1, "target")]


def test_dutch_headers_in_what_is_added(small):
    more = small.with_partners(pd.DataFrame({"Organisatie": ["club"], "Sectoren": ["sport"]}))
    more = more.with_ties(
        [{"van": "club", "naar": "school", "sterkte": "1,5", "soort": "vertrouwen"}]
    )
    last = more.ties.iloc[-1]
    assert (last["weight"], last["kind"]) == (1.5, "trust")
    assert more.partners["sector"].iloc[-1] == "sport"
    assert len(small) == 3


def test_what_if_needs_no_machinery(city):
    found = leco.compare({"as is": city, "without": city.without("city")}, "density").frame
    assert found["value"].iloc[0] > found["value"].iloc[1]


# --- what a verb gives is a whole coalition -----------------------------------------------------


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
