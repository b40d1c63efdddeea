"""Needs against offers: worked by hand, by all orders, by all sets of partners."""

import itertools
import json
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.conftest import reference

import leco

BLOCK = reference("diversity_integration")["needs_coverage"]
# Who provides nothing that is needed offers something else: a blank would be "not known".
PROVIDES = {who: [str(one) for one in what] or ["music"] for who, what in BLOCK["provides"].items()}
WEIGHTS = BLOCK["weights"]


def _graph():
    graph = nx.empty_graph(PROVIDES)
    nx.set_node_attributes(graph, PROVIDES, "offers")
    return graph, {"needs": WEIGHTS}


def _coalition():
    partners = [{"id": who, "offers": "; ".join(what)} for who, what in PROVIDES.items()]
    needs = [{"need": need, "weight": weight} for need, weight in WEIGHTS.items()]
    return leco.Coalition.from_frames(partners, needs=needs), {}


def _dutch_coalition():
    coalition = leco.Coalition.from_frames(
        [{"organisatie": who, "aanbod": "; ".join(what)} for who, what in PROVIDES.items()],
        needs=[{"nood": need, "gewicht": weight} for need, weight in WEIGHTS.items()],
    )
    return coalition, {}


@pytest.mark.parametrize("door", [_graph, _coalition, _dutch_coalition])
def test_the_worked_case_through_every_door(door):
    # Brute force over all 120 orders, tests/reference.
    data, how = door()
    found = leco.coverage(data, **how)
    assert float(found) == pytest.approx(BLOCK["coverage"])
    assert found.parts["gaps"] == len(BLOCK["gaps"])
    assert found.parts["unneeded"] == 1
    each = leco.need_coverage(data, **how)
    assert list(each.gaps) == [str(one) for one in BLOCK["gaps"]]
    sole = {}
    for need, who in each.providers.items():
        if len(who) == 1:
            sole.setdefault(who[0], []).append(int(need))
    assert sole == BLOCK["sole_provider"]
    added = leco.contributions(data, **how).frame
    assert added["shapley"].to_dict() == pytest.approx(BLOCK["shapley"])
    assert added["sole"].to_dict() == {who: len(sole.get(who, ())) for who in PROVIDES}
    assert added["shapley"].sum() == pytest.approx(found.parts["covered"])
    least = leco.covering_set(data, **how)
    assert list(least.frame.index) == ["a", "b", "e"]  # 1 takes a, 4 takes e, 3 takes b or c


# --- against all orders and all sets -------------------------------------------------------

NEEDS = ["advice", "meals", "room", "transport"]
offers = st.lists(
    st.lists(st.sampled_from([*NEEDS, "music"]), max_size=4, unique=True), min_size=1, max_size=6
)
weights = st.lists(st.integers(1, 9), min_size=4, max_size=4)
wanted = st.lists(st.sampled_from([1, 1, 2, 3, 1.5]), min_size=4, max_size=4)


def _table(weight, many):
    return pd.DataFrame({"need": NEEDS, "weight": weight, "providers_wanted": many})


def _value(group, offered, table):
    count = {need: sum(need in offered[one] for one in group) for need in NEEDS}
    return sum(
        row.weight * min(count[row.need], row.providers_wanted) / row.providers_wanted
        for row in table.itertuples()
    )


@given(offers, weights, wanted)
def test_shapley_and_what_is_lost_by_all_orders(offered, weight, many):
    # An empty list says nothing of a partner; here everybody says something.
    offered = dict(enumerate([[*one, "music"] for one in offered]))
    table = _table(weight, many)
    graph = nx.empty_graph(len(offered))
    found = leco.contributions(graph, offers=offered, needs=table).frame
    total = dict.fromkeys(offered, 0.0)
    worth = {
        frozenset(group): _value(group, offered, table)
        for size in range(len(offered) + 1)
        for group in itertools.combinations(offered, size)
    }
    orders = list(itertools.permutations(offered))
    for order in orders:
        for place, one in enumerate(order):
            total[one] += worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]
    everybody = _value(offered, offered, table)
    for one, value in total.items():
        assert found.loc[one, "shapley"] == pytest.approx(value / len(orders), abs=1e-9)
        without = _value([other for other in offered if other != one], offered, table)
        assert found.loc[one, "marginal"] == pytest.approx(everybody - without, abs=1e-9)
    covered = leco.coverage(graph, offers=offered, needs=table)
    assert found["shapley"].sum() == pytest.approx(covered.parts["covered"])
    assert float(covered) == pytest.approx(everybody / sum(weight))


@given(offers, weights, wanted)
def test_the_smallest_covering_set_by_trying_all_sets(offered, weight, many):
    offered = dict(enumerate(offered))
    table = _table(weight, many)
    found = leco.covering_set(nx.empty_graph(len(offered)), offers=offered, needs=table).frame
    everybody = _value(offered, offered, table)
    least = next(
        size for size in range(len(offered) + 1)
        if any(_value(group, offered, table) > everybody - 1e-9
               for group in itertools.combinations(offered, size))
    )  # fmt: skip
    assert len(found) == least
    assert _value(found.index, offered, table) == pytest.approx(everybody)
    for one, row in found.iterrows():
        helps = [need for need in NEEDS if need in offered[one]]
        assert row["needs"] == len(helps)
        assert row["weight"] == sum(weight[NEEDS.index(need)] for need in helps)
    back = leco.covering_set(nx.empty_graph(len(offered)), offers=offered, needs=table[::-1])
    assert list(back.frame.index) == list(found.index)


@given(offers, weights, wanted)
def test_need_by_need_by_counting(offered, weight, many):
    offered = dict(enumerate(offered))
    table = _table(weight, many)
    found = leco.need_coverage(nx.empty_graph(len(offered)), offers=offered, needs=table)
    assert list(found.frame.index) == NEEDS
    if not any(offered.values()):
        assert found.frame["covered"].isna().all()
        return
    for need, row in found.frame.iterrows():
        who = tuple(one for one, what in offered.items() if need in what)
        r = row["wanted"]
        assert found.providers[need] == who
        assert row["providers"] == len(who)
        assert row["sole"] == (len(who) == 1)
        assert (row["redundancy"], row["gap"]) == (max(len(who) - r, 0), max(r - len(who), 0))
        assert row["covered"] == pytest.approx(min(len(who), r) / r)
    whole = leco.coverage(nx.empty_graph(len(offered)), offers=offered, needs=table)
    weighted = (found.frame["weight"] * found.frame["covered"]).sum() / sum(weight)
    assert float(whole) == pytest.approx(weighted)
    assert whole.parts["redundancy"] == pytest.approx(found.frame["redundancy"].mean())
    assert whole.parts["gaps"] == (found.frame["gap"] > 0).sum()
    assert whole.parts["met"] + whole.parts["gaps"] == whole.parts["needs"]


@given(offers, weights)
def test_a_partner_that_offers_nothing_needed_changes_nothing(offered, weight):
    offered = dict(enumerate([[*one, "music"] for one in offered]))
    needs = dict(zip(NEEDS, weight, strict=True))
    before = nx.empty_graph(len(offered))
    after = nx.empty_graph(len(offered) + 1)
    more = {**offered, len(offered): "music"}
    assert float(leco.coverage(after, offers=more, needs=needs)) == pytest.approx(
        float(leco.coverage(before, offers=offered, needs=needs))
    )
    one = leco.contributions(before, offers=offered, needs=needs).frame
    two = leco.contributions(after, offers=more, needs=needs).frame
    columns = ["needs", "sole", "marginal", "shapley"]
    pd.testing.assert_frame_equal(one[columns], two.loc[one.index, columns])
    assert two.loc[len(offered), columns].tolist() == [0, 0, 0, 0]


# --- what is not known ---------------------------------------------------------------------


def test_offers_that_are_not_known_are_not_nothing():
    offered = {"a": "room", "b": None, "c": "meals"}
    graph = nx.empty_graph(offered)
    needs = {"room": 2, "advice": 1, "meals": 1}
    found = leco.coverage(graph, offers=offered, needs=needs)
    assert (found.n, found.missing) == (2, 1)
    assert float(found) == 0.75
    assert found.parts["possible"] == 1  # the other may advise
    assert "1 partner has offers that are not known" in str(found.notes[0])
    added = leco.contributions(graph, offers=offered, needs=needs).frame
    assert added.loc["b", ["needs", "sole", "marginal", "shapley"]].isna().all()
    assert added.loc[["a", "c"], "shapley"].sum() == found.parts["covered"]


def test_possible_wants_as_many_providers_as_are_wanted():
    # Two partners are silent on their offers; three advisers are wanted, and one is there.
    table = pd.DataFrame({"need": ["advice"], "providers_wanted": [3]})
    offered = {0: "advice", 1: None, 2: None}
    found = leco.coverage(nx.empty_graph(3), offers=offered, needs=table)
    assert float(found) == pytest.approx(1 / 3)
    assert found.parts["possible"] == 1


def test_nothing_known_of_anybody_is_not_coverage_nothing():
    graph = nx.empty_graph(2)
    how = {"offers": {0: None, 1: ""}, "needs": ["room"]}
    assert math.isnan(float(leco.coverage(graph, **how)))
    assert leco.need_coverage(graph, **how).frame["gap"].isna().all()
    assert leco.contributions(graph, **how).frame["shapley"].isna().all()
    assert leco.covering_set(graph, **how).frame.empty
    for measure in (leco.coverage, leco.need_coverage, leco.contributions, leco.covering_set):
        found = measure(graph, **how)
        assert "no_offers" in {note.code for note in found.notes}
        assert (found.n, found.missing) == (0, 2)


def test_without_needs_nothing_is_said():
    graph = nx.empty_graph(2)
    how = {"offers": {0: "room", 1: "meals"}, "needs": []}
    assert math.isnan(float(leco.coverage(graph, **how)))
    assert (
        leco.contributions(graph, **how)
        .frame[["marginal", "shapley", "surplus"]]
        .isna()
        .all(axis=None)
    )
    assert "no_needs" in {note.code for note in leco.coverage(graph, **how).notes}


def test_a_need_without_weight_among_weighted_ones_counts_one_and_is_said():
    table = pd.DataFrame({"need": ["room", "meals"], "weight": [3, None]})
    found = leco.coverage(nx.empty_graph(1), offers={0: "room"}, needs=table)
    assert float(found) == 0.75
    assert "needs_unweighted" in {note.code for note in found.notes}
    plain = leco.coverage(nx.empty_graph(1), offers={0: "room"}, needs=["room", "meals"])
    assert float(plain) == 0.5
    assert not plain.notes


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({}, leco.UnsupportedGraphError, "table 'needs'"),
        ({"needs": ["room"], "offers": "offer"}, leco.MissingAttributeError, "did you mean 'offers'"),
        ({"needs": "room"}, leco.LecoError, "mapping from need to weight"),
        ({"needs": 3}, leco.LecoError, "mapping from need to weight"),
        ({"needs": pd.DataFrame({"nood": ["room"]})}, leco.LecoError, "column 'need'"),
        ({"needs": ["room", "room"]}, leco.DataError, "stands twice"),
        ({"needs": {"room": 0}}, leco.DataError, "positive"),
        ({"needs": {"room": "much"}}, leco.DataError, "positive"),
        ({"needs": {"room": math.inf}}, leco.DataError, "positive"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(how, error, said):
    graph, _ = _graph()
    for measure in (leco.coverage, leco.need_coverage, leco.contributions, leco.covering_set):
        with pytest.raises(error, match=said):
            measure(graph, **how)


# --- surplus: all three, never one ---------------------------------------------------------


def _roster(**more):
    # a and b both advise; c alone has a room; a stands between b and c.
    partners = [{"id": "a", "offers": "advice", "served": 0}, {"id": "b", "offers": "advice", "served": 0},
                {"id": "c", "offers": "room", "served": 0}, {"id": "d", "offers": "advice", "served": 1},
                {"id": "e", "offers": "advice"}, {"id": "f"}]  # fmt: skip
    needs = [{"need": "advice"}, {"need": "room"}]
    return leco.Coalition.from_frames(partners, needs=needs, **more)


TIES = [{"source": "a", "target": "b"}, {"source": "a", "target": "c"}]


def test_surplus_takes_all_three_conditions():
    found = leco.contributions(_roster(ties=TIES), served="served")
    surplus = found.frame["surplus"]
    # a bridges, c alone has a room, a motive of d is served; b is none of these.
    assert surplus[["a", "b", "c", "d"]].tolist() == [0, 1, 0, 0]
    assert surplus[["e", "f"]].isna().all()  # whether e is served, what f offers: not known
    assert "surplus_unknown" in {note.code for note in found.notes}


def test_a_motive_nobody_asked_about_is_no_verdict():
    found = leco.contributions(_roster(ties=TIES)).frame["surplus"]
    assert found["a"] == found["c"] == 0
    assert found[["b", "d", "e", "f"]].isna().all()


def test_without_ties_who_bridges_is_not_known():
    found = leco.contributions(_roster(), served="served")
    assert found.frame["bridges"].isna().all()
    assert found.frame.loc["b", "marginal"] == 0
    assert found.frame["surplus"].loc[["c", "d"]].tolist() == [0, 0]
    assert found.frame["surplus"].loc[["a", "b", "e", "f"]].isna().all()
    assert "bridges_unknown" in {note.code for note in found.notes}


def test_who_did_not_answer_may_bridge():
    answered = [{"wave": "1", "partner": who, "answered": who != "b"} for who in "abcdef"]
    found = leco.contributions(_roster(ties=TIES, respondents=answered), served="served").frame
    assert math.isnan(found.loc["b", "bridges"])
    assert math.isnan(found.loc["b", "surplus"])
    assert found["bridges"].drop("b").to_dict() == {"a": 1, "c": 0, "d": 0, "e": 0, "f": 0}


def test_ties_of_two_who_did_not_answer_are_not_known():
    partners = [{"id": who, "offers": who, "target_groups": "families"} for who in "abc"]
    answered = [{"wave": "1", "partner": who, "answered": who == "a"} for who in "abc"]
    ties = [{"source": "a", "target": "b"}]
    found = leco.complementarity(leco.Coalition.from_frames(partners, ties, respondents=answered))
    assert found.frame["tied"].tolist() == pytest.approx([1, 0, math.nan], nan_ok=True)
    assert [note.values for note in found.notes if note.code == "ties_of_pairs_unknown"] == [
        {"count": 1}
    ]


def test_bridges_between_sectors_only_when_asked():
    graph = nx.path_graph(3)
    how = {"offers": dict.fromkeys(graph, "room"), "needs": ["room"]}
    assert leco.contributions(graph, **how).frame.loc[1, "bridges"] == 1
    same = leco.contributions(graph, by=dict.fromkeys(graph, "care"), **how).frame
    assert same.loc[1, "bridges"] == 0


def test_served_says_yes_no_or_nothing():
    graph = nx.path_graph(3)
    how = {"offers": dict.fromkeys(graph, "room"), "needs": ["room"]}
    found = leco.contributions(graph, served={0: False, 1: True, 2: 0.25}, **how).frame
    assert found["surplus"].tolist() == [1, 0, 0]
    assert leco.contributions(graph, served={0: 2}, **how).frame.loc[0, "surplus"] == 0
    for wrong in ("sometimes", -1):
        with pytest.raises(leco.DataError, match="motive is served"):
            leco.contributions(graph, served={0: wrong}, **how)


# --- complementarity -----------------------------------------------------------------------

few = st.lists(st.lists(st.sampled_from("abc"), max_size=3, unique=True), min_size=6, max_size=6)


@given(few, few, st.lists(st.booleans(), min_size=15, max_size=15), st.booleans())
def test_complementarity_by_two_loops(services, people, there, one_way):
    graph = nx.DiGraph() if one_way else nx.Graph()
    graph.add_nodes_from(range(6))
    pairs = list(itertools.combinations(range(6), 2))
    graph.add_edges_from(pair[::-1] for pair, tie in zip(pairs, there, strict=True) if tie)
    nx.set_node_attributes(graph, dict(enumerate(services)), "offers")
    nx.set_node_attributes(graph, dict(enumerate(people)), "target_groups")
    found = leco.complementarity(graph).frame

    def alike(one, other):
        return len(set(one) & set(other)) / len(set(one) | set(other))

    expected = {}
    for (i, j), tie in zip(pairs, there, strict=True):
        if services[i] and services[j] and people[i] and people[j]:
            offers_alike, targets_alike = (
                alike(services[i], services[j]),
                alike(people[i], people[j]),
            )
            fit = (1 - offers_alike) * targets_alike
            if fit > 0:
                missed = float(fit >= 0.5 - 1e-12 and not tie)
                expected[i, j] = [offers_alike, targets_alike, float(tie), missed, fit]
    assert list(found.index) == list(expected)
    for pair, values in expected.items():
        assert found.loc[pair].tolist() == pytest.approx(values)


def test_missed_links_of_a_roster_are_not_known():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "offers": "room", "target_groups": "families"},
         {"id": "b", "offers": "meals", "target_groups": "families"},
         {"id": "c", "offers": "meals"}],
    )  # fmt: skip
    found = leco.complementarity(coalition)
    assert found.missing == 1
    assert found.frame.loc[("a", "b"), "complementarity"] == 1
    assert found.frame[["tied", "missed"]].isna().all(axis=None)
    assert "ties_of_pairs_unknown" in {note.code for note in found.notes}


def test_what_counts_as_high_is_yours_to_say():
    graph = nx.empty_graph(2)
    how = {"offers": {0: ["a", "b"], 1: ["b", "c"]}, "target_groups": {0: "x", 1: "x"}}
    assert leco.complementarity(graph, **how).frame["missed"].tolist() == [1]
    assert leco.complementarity(graph, high=0.7, **how).frame["missed"].tolist() == [0]
    assert leco.complementarity(graph, high=1, **how).frame["missed"].tolist() == [0]
    for wrong in (0, 1.1, math.nan):
        with pytest.raises(ValueError, match="high"):
            leco.complementarity(graph, high=wrong, **how)


# --- in the house --------------------------------------------------------------------------


def test_words_in_both_languages():
    coalition, _ = _coalition()
    assert "81,8 % van het gewicht" in leco.coverage(coalition).explain("nl")
    assert "1 of 5 needs misses a provider" in leco.coverage(coalition).explain("en")
    each = leco.need_coverage(coalition)
    assert "5 (0 of 1)." in each.sentence("en")
    assert "niet (helemaal) gedekt: 5" in each.sentence("nl")
    assert "1: a" in each.sentence()
    assert "minstens 3 partners" in leco.covering_set(coalition).sentence("nl")
    assert json.loads(each.to_json())["providers"]["3"] == ["b", "c"]
    full = leco.need_coverage(nx.empty_graph(1), offers={0: "room"}, needs=["room"])
    assert "every need is covered" in full.sentence("en")
    nothing = leco.covering_set(nx.empty_graph(1), offers={0: "room"}, needs=["meals"])
    assert nothing.frame.empty
    assert nothing.explain("nl")


def test_over_time_and_side_by_side():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "offers": "room", "joined": "2020"}, {"id": "b", "offers": "meals", "joined": "2021"}],
        needs=[{"need": "room"}, {"need": "meals"}], name="Genk", coalition=[{"observed_until": "2021"}],
    )  # fmt: skip
    found = leco.track(coalition, ["coverage", "need_coverage"], every="year").frame
    assert found.loc[found["measure"] == "coverage", "value"].tolist() == [0.5, 1]
    shared = leco.compare(
        {"with": coalition, "without b": coalition.without("b")}, "coverage", seed=1
    )
    assert shared.frame["value"].tolist() == [1, 0.5]


def test_a_large_roster_is_quick_and_exact():
    # Forty needs, each wanted twice; 300 partners with three offers each.
    rng = np.random.default_rng(5)
    names = [f"need {place}" for place in range(40)]
    offered = {place: rng.choice(names, size=3, replace=False).tolist() for place in range(300)}
    table = pd.DataFrame({"need": names, "providers_wanted": 2})
    graph = nx.empty_graph(300)
    found = leco.covering_set(graph, offers=offered, needs=table).frame
    whole = leco.need_coverage(graph, offers=offered, needs=table).frame
    kept = {one: offered[one] for one in found.index}
    subset = leco.need_coverage(graph.subgraph(kept), offers=kept, needs=table).frame
    np.testing.assert_array_equal(subset["covered"], whole["covered"])
    assert len(found) >= math.ceil(2 * 40 / 3)


def test_the_covering_set_says_what_all_together_do_not_cover():
    found = leco.covering_set(
        nx.empty_graph(2), offers={0: "a", 1: "a"},
        needs=pd.DataFrame({"need": ["a", "b"], "providers_wanted": [3, 1]}),
    )  # fmt: skip
    assert found.short == {"a": (2.0, 3.0), "b": (0.0, 1.0)}
    assert "a (2 of 3); b (0 of 1)" in found.sentence("en")
    half = pd.DataFrame({"need": ["a"], "providers_wanted": [1.5]})  # nobody comes by halves
    enough = leco.covering_set(nx.empty_graph(3), offers=dict.fromkeys(range(3), "a"), needs=half)
    assert (len(enough.frame), enough.short) == (2, {})
    assert enough.sentence("en").count(".") == 1


def test_a_capital_is_said_and_not_guessed():
    found = leco.need_coverage(nx.empty_graph(1), offers={0: "Room"}, needs=["room "])
    assert found.gaps == ("room",)
    assert "room / Room" in found.explain("en")
