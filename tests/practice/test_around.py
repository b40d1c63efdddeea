"""The verbs around a coalition: structure alone, life cycle, hats, support, facts, trials, layers.

Every expected number is counted by hand from the few rows above it.
"""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from tests.practice.example import OTHERS, PARTNERS, TIES, example

import leco
from leco import words

VERBS = ("structure_only", "life_cycle", "hats", "support_actors", "surroundings", "experiments",
         "layers")  # fmt: skip
LIST = [{"id": "a", "sector": "x", "offers": "room"}, {"id": "b", "sector": "y", "offers": "bus"},
        {"id": "c", "sector": "y"}]  # fmt: skip


def coalition(ties=None, **tables):
    return leco.Coalition.from_frames(LIST, ties, **tables)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_list_of_names_alone_is_answered(verb, lang):
    found = getattr(leco, verb)(coalition())
    said = found.sentence(lang)
    if verb == "structure_only":
        assert found.holds
    else:
        assert {"en": "not known, because", "nl": "niet bekend, want"}[lang] in said
    assert all(f"{one.say(lang)}." in found.explain(lang) for one in found.limits)
    assert found.to_json()
    assert found.rows() is not None


@pytest.mark.parametrize("verb", VERBS)
def test_a_graph_has_no_such_tables(verb):
    with pytest.raises(leco.LecoError, match="tables of a Coalition"):
        getattr(leco, verb)(nx.path_graph(3))


@pytest.mark.parametrize("verb", VERBS)
def test_the_order_of_rows_changes_nothing_that_is_counted(verb):
    turned = leco.Coalition.from_frames(
        PARTNERS, TIES[::-1], **{name: rows[::-1] for name, rows in OTHERS.items()}
    )
    one, other = (getattr(leco, verb)(given).frame for given in (example(), turned))
    assert sorted(map(str, one.to_dict("index").items())) == sorted(
        map(str, other.to_dict("index").items())
    ) or sorted(map(str, one.to_numpy().tolist())) == sorted(map(str, other.to_numpy().tolist()))


@pytest.mark.parametrize(
    ("content", "tables"),
    [
        ("vision", {"visions": [{"version": "1", "part": "why"}]}),
        ("vision", {"ratings": [{"item": "visie: waarom", "rater": "a", "score": 4}]}),
        ("needs", {"needs": [{"need": "room"}]}),
        ("contributions", {"contributions": [{"partner": "a", "kind": "hours", "amount": 2}]}),
        ("results", {"results": [{"result": "paths"}]}),
    ],
)
def test_any_content_lifts_the_warning(content, tables):
    found = leco.structure_only(coalition([{"source": "a", "target": "b"}], **tables))
    assert not found.holds
    assert found.frame["records"].to_dict() == {
        **dict.fromkeys(("vision", "needs", "contributions", "results"), 0), content: 1,
    }  # fmt: skip


def test_ratings_of_something_else_and_empty_tables_do_not():
    said = [{"item": "trust", "rater": "a", "subject": "b", "score": 4}]
    assert leco.structure_only(coalition(ratings=said)).holds
    assert "known pitfall" in leco.structure_only(coalition(ratings=said)).sentence("en")


def test_life_cycle_slopes_and_an_old_rating():
    rated = [{"date": "2022-01-01", "period": "persisting", "maturity": 0.5},
             {"date": "2021-01-01", "period": "forming", "maturity": 0.2,
              "client_satisfaction": 0.4}]  # fmt: skip
    given = coalition(
        maturity=rated, coalition=[{"observed_from": "2020", "observed_until": "2024"}]
    )
    found = leco.life_cycle(given)
    # 0.3 in 365 days is 0.3 x 365.25 / 365 a year.
    assert found.frame["slope"].tolist() == [pytest.approx(math.nan, nan_ok=True),
                                             pytest.approx(0.3 * 365.25 / 365)]  # fmt: skip
    assert found.stale
    assert "volharden" in found.sentence("nl")
    assert "rate again" in found.sentence("en")
    assert not leco.life_cycle(given, old=2000).stale
    assert leco.life_cycle(given.at("2021-06-30")).frame.index.tolist() == ["2021-01-01"]
    with pytest.raises(ValueError, match="old"):
        leco.life_cycle(given, old=0)


def test_hats_are_counted_once_and_nobody_is_named():
    worn = [{"person": "An", "organisation": one} for one in ("a", "b", "elsewhere")]
    worn += [{"person": "An", "organisation": "a", "role": "chair"}, {"person": "Bo", "organisation": "c"}]  # fmt: skip
    found = leco.hats(coalition(affiliations=worn))
    assert found.frame.loc["An"].tolist() == [3, 2, 2]
    assert found.frame.loc["Bo"].tolist() == [1, 1, 1]
    assert found.joined == {("a", "b"): 1, ("a", "elsewhere"): 1, ("b", "elsewhere"): 1}
    assert found.several == 1
    # Whoever wears most comes first, in whatever order they were written.
    assert leco.hats(coalition(affiliations=worn[::-1])).frame.index.tolist() == ["An", "Bo"]
    for lang in words.LANGUAGES:
        assert "An" not in found.sentence(lang).split()


def test_a_hat_that_was_taken_off_does_not_count():
    worn = [{"person": "An", "organisation": "a", "start": "2020", "end": ".."},
            {"person": "An", "organisation": "b", "start": "2020", "end": "2021"}]  # fmt: skip
    given = coalition(
        affiliations=worn, coalition=[{"observed_from": "2020", "observed_until": "2023"}]
    )
    assert leco.hats(given.at("2020-06-01")).several == 1
    assert leco.hats(given.at("2022-06-01")).several == 0


def test_with_and_without_a_supporter_among_the_partners():
    ties = [{"source": "a", "target": "b"}, {"source": "a", "target": "c"}]
    helped = [{"supporter": "a", "role": "begeleiding", "phase": "vision"},
              {"supporter": "Funder", "role": "programme"}]  # fmt: skip
    found = leco.support_actors(coalition(
        ties, supports=helped,
        admissions=[{"partner": "b", "phase": "vision"}, {"partner": "c", "phase": "doing"}],
    ))  # fmt: skip
    assert found.frame["partner"].to_dict() == {"a": 1.0, "Funder": 0.0}
    # A star of three: 2 of 3 pairs tied, all reach each other, (1 + 1 + 1/2) / 3; without its centre nothing.
    assert found.both_ways["with"].tolist() == pytest.approx([2 / 3, 1, 2.5 / 3])
    assert found.both_ways["without"].tolist() == [0, 0, 0]
    assert found.per_phase == {"doing": (0, 1), "vision": (1, 1)}
    assert "Dichtheid 0,667 en 0" in found.sentence("nl")


def test_without_ties_nothing_is_set_beside_each_other():
    found = leco.support_actors(coalition(supports=[{"supporter": "a"}]))
    assert found.both_ways.empty
    assert "both_ways" in found.evidence


def test_facts_stand_as_written_and_own_money_is_summed():
    paid = [{"partner": one, "kind": "money", "amount": 10, "direction": way, "own_share": 0.5, "unit": "EUR"}
            for one, way in (("a", "given"), ("b", "given"), ("c", "received"))]  # fmt: skip
    found = leco.surroundings(coalition(
        contributions=paid,
        plans=[{"plan": "Old plan", "year": "2010"}, {"plan": "New plan", "year": "2031"}],
        indicators=[{"indicator": "learners", "value": 8.2, "year": "2020"}],
        coalition=[{"network_type": "goal_directed", "observed_from": "2019", "observed_until": "2024"}],
    ))  # fmt: skip
    assert found.named("plans") == ["Old plan"], "what is still to come is no earlier plan"
    rows = found.frame.set_index("about")
    assert rows.loc["cofinancing", "value"] == 10
    assert rows.loc["cofinancing", "said"] == "EUR"
    assert rows.loc["indicators", "value"] == 8.2
    assert "doelgericht" in found.sentence("nl")


def test_an_experiment_that_needed_others_and_one_that_did_not():
    tried = [{"activity": "lab", "kind": "experiment", "needs": "room;bus", "status": "running"},
             {"activity": "walk", "kind": "proef", "needs": "room", "status": "evaluated"},
             {"activity": "plan", "kind": "experiment", "status": "planned"},
             {"activity": "board", "kind": "meeting"}]  # fmt: skip
    joint = [
        {"partner": one, "activity": what}
        for one, what in (("a", "lab"), ("b", "lab"), ("a", "walk"))
    ]
    ties = [
        {"source": "a", "target": "b", "activity": "lab"},
        {"source": "b", "target": "c", "activity": "board"},
    ]
    said = [
        {"item": "principle: open", "rater": one, "score": score}
        for one, score in (("a", 5), ("b", 3))
    ]
    given = coalition(ties, activities=tried, participations=joint,
                      principles=[{"principle": "Open"}], ratings=said)  # fmt: skip
    found = leco.experiments(given)
    assert found.frame.index.tolist() == ["lab", "walk"]
    assert found.frame["covered"].tolist() == [1, 1]
    assert found.frame["alone"].tolist() == [0.5, 1]
    assert found.needed_others == ("lab",)
    assert found.arose == 0.5
    assert "50 % of the ties with an activity arose in an experiment" in found.sentence("en")
    # Without ties of an activity nothing is said of where they arose.
    untied = coalition(activities=tried, participations=joint)
    assert "arose" not in leco.experiments(untied).sentence("en")
    # The lab needs a bus too once b offers none: one of its two needs is met, by a alone.
    less = leco.Coalition.from_frames([LIST[0], {"id": "b", "offers": "help"}, LIST[2]],
                                      activities=tried, participations=joint)  # fmt: skip
    assert leco.experiments(less).frame.loc["lab", ["covered", "alone"]].tolist() == [0.5, 0.5]
    # The mean 4 on a scale from 1 to 5.
    assert found.fit == {"Open": 0.75}
    with pytest.raises(leco.DataError):
        leco.experiments(given, high=4)


def test_layers_by_hand_and_how_much_is_on_paper():
    ties = [{"source": "a", "target": "b", "kind": "information", "domain": "care", "agreement": "geen"},
            {"source": "b", "target": "c", "kind": "information", "agreement": "contract"},
            {"source": "a", "target": "c", "kind": "governance", "agreement": ""}]  # fmt: skip
    found = leco.layers(coalition(ties))
    assert found.frame.to_numpy().tolist() == [
        ["kind", "information", 2, 3, pytest.approx(2 / 3)],
        ["kind", "governance", 1, 2, pytest.approx(1 / 3)],
        ["domain", "care", 1, 2, 1.0],
    ]
    assert found.informal == 0.5
    # Each layer can be measured by itself.
    assert len(coalition(ties).select(domain="care").ties) == 1


def test_joining_without_a_decision_on_record_is_counted():
    ids = [{"id": one, "joined": "2020"} for one in "ab"] + [{"id": "c"}]
    given = leco.Coalition.from_frames(ids, admissions=[{"partner": "a", "mode": "consensus"}])
    assert leco.admissions(given).unrecorded == (1, 2)
    assert "networks are organic" in leco.admissions(given).sentence("en")


def test_nothing_is_counted_twice_at_a_moment():
    found = leco.layers(example().at("2024-08-01"))
    assert found.about.moment == "2024-08-01"
    assert np.isclose(found.frame[found.frame["by"] == "kind"]["share"].sum(), 1)


def test_layers_that_hold_the_same_pairs_overlap():
    ties = [{"source": "a", "target": "b", "domain": "care"}, {"source": "b", "target": "a", "domain": "sport"},
            {"source": "b", "target": "c", "domain": "sport"}]  # fmt: skip
    # Two pairs in either, one of them in both.
    assert leco.layers(coalition(ties)).overlap["jaccard"].tolist() == [0.5]
    # And a third layer, of b-c and a-c: no pair with the first, 1 of 3 with the second.
    ties += [{"source": one, "target": other, "domain": "art"} for one, other in ("bc", "ac")]
    assert sorted(leco.layers(coalition(ties)).overlap["jaccard"]) == pytest.approx(
        [0, 1 / 3, 1 / 2]
    )


def test_kinds_of_context_at_equal_size_against_all_draws():
    kinds = ["formal"] * 3 + ["real life"] + ["other"] * 2
    found = leco.learning_contexts(coalition(
        contexts=[{"context": str(place), "kind": kind} for place, kind in enumerate(kinds)]
    ))  # fmt: skip
    for size in (1, 2, 4, 6):
        drawn = [len(set(one)) for one in itertools.combinations(kinds, size)]
        assert found.rarefied(size) == pytest.approx(sum(drawn) / len(drawn))
    with pytest.raises(ValueError, match="size"):
        found.rarefied(7)


def test_custom_work_is_read_from_results_and_independence_from_partners():
    given = leco.Coalition.from_frames(
        [{"id": "a", "legal_independent": "no"}, {"id": "b", "legal_independent": "yes"}],
        results=[{"result": "paths", "customisation": 4}, {"result": "book", "customisation": 2}],
    )
    found = leco.readiness(given)
    # The least custom result decides: 2 on a scale from 1 to 5.
    assert found.frame["value"]["custom"] == 0.25
    assert {"sovereign", "custom"} <= set(found.unmet)
    assert "is als maatwerk beoordeeld" in found.explain("nl")


def test_what_the_rooms_of_a_site_allow_stands_among_the_facts():
    found = leco.surroundings(coalition(sites=[{"site": "abbey", "history": "a school",
                                                "rooms_rentable": "yes", "opens_flexibly": "no"}]))  # fmt: skip
    assert found.frame["said"].tolist() == ["a school, rooms_rentable, not_opens_flexibly"]


def test_criteria_are_counted_by_phase_and_by_tier():
    frame = leco.admissions(example()).frame
    own = frame[frame["part"] == "criterion_tier"][["one", "other", "count"]].to_numpy().tolist()
    # Care and arts claim value, sport the site and the vision, all broad; the school is core.
    assert own == [["value", "broad", 2], ["site", "broad", 1], ["vision", "broad", 1],
                   ["known", "core", 1], ["vision", "core", 1]]  # fmt: skip
