"""Chance models by what they keep of a coalition, and several measures on the same draws."""

import functools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from scipy import stats

import leco
from leco.inference import chances, label_draws, permutation
from leco.inference.chances import chance_of
from leco.inference.p_values import false_discovery, step_down
from leco.testing import graphs

KARATE = nx.karate_club_graph()


def _meetings(rows, ties=None, **about):
    partners = [{"id": name} for name in "dbeacf"]
    return leco.Coalition.from_frames(
        partners, ties, name="meetings", coalition=[{"ties_from": "participations:count", **about}],
        participations=[{"partner": pair[0], "activity": pair[1]} for pair in rows],
    )  # fmt: skip


ROWS = ["dx", "bx", "ex", "by", "ey", "ay", "az", "cz", "dw", "ew", "fw"]


# --- dyads ----------------------------------------------------------------------------------


def test_dyads_keep_what_is_answered():
    graph = nx.gnp_random_graph(8, 0.3, seed=4, directed=True)
    found = leco.test("reciprocity", graph, null="dyads", draws=20, seed=1)
    assert (found.draws == found.observed).all()
    assert [note.code for note in found.notes] == ["same_in_every_draw"]
    assert "says nothing" in found.explain("en")
    assert "zegt niets" in found.explain("nl")


def test_without_direction_dyads_are_the_size():
    graph = nx.gnm_random_graph(8, 12, seed=4)
    one, other = (
        leco.test("compactness", graph, null=null, draws=20, seed=1).draws
        for null in ("size", "dyads")
    )
    np.testing.assert_array_equal(one, other)


# --- participations -------------------------------------------------------------------------


def _sums(coalition):
    rows = coalition.participations
    return rows["partner"].value_counts().to_dict(), rows["activity"].value_counts().to_dict()


def test_how_much_each_takes_part_is_kept_and_ties_are_made_again():
    told = [{"source": "a", "target": "f", "kind": "trust"}]
    coalition = _meetings(ROWS, ties=told)
    now = coalition.snapshot()
    chance = chance_of("two_mode_degree", [], coalition, None, None)
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(20):
        drawn = chance.draw(rng).data
        assert _sums(drawn) == _sums(now)
        # A tie that was told stays; the others are exactly those of the activities drawn.
        again = leco.Coalition.from_frames(
            now.partners, pd.DataFrame(told), name="meetings", participations=drawn.participations,
            coalition=[{"ties_from": "participations:count"}],
        )  # fmt: skip
        assert nx.utils.graphs_equal(drawn.graph(combine="count"), again.graph(combine="count"))
        seen.add(frozenset(map(tuple, drawn.participations.to_numpy().tolist())))
    assert len(seen) > 10


def test_participations_are_drawn_alike_in_any_order_of_rows():
    one, other = (
        leco.test("density", coalition, null="two_mode_degree", draws=15, seed=3).draws
        for coalition in (_meetings(ROWS), _meetings(ROWS[::-1]))
    )
    np.testing.assert_array_equal(one, other)
    assert len(np.unique(one)) > 1


def test_at_a_moment_its_participations_are_drawn():
    europe = leco.datasets.europe()
    whole = leco.test("density", europe.at("1990"), null="two_mode_degree", draws=10, seed=2)
    assert whole.observed == pytest.approx(float(leco.density(europe.at("1990"))))
    assert not any(note.code == "same_in_every_draw" for note in whole.notes)


def test_participations_that_no_longer_make_the_ties_are_refused():
    plain = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b"}],
        participations=[{"partner": "a", "activity": "x"}],
    )  # fmt: skip
    mixed = _meetings(ROWS, ties=[{"source": "a", "target": "f", "kind": "trust"}])
    for data, why in (
        (KARATE, "participations"),
        (plain, "ties_from"),
        (mixed.snapshot().select(kind="trust"), "left out"),
    ):
        with pytest.raises(leco.UnsupportedGraphError, match=why):
            leco.test("density", data, null="two_mode_degree", draws=3)


# --- arrival --------------------------------------------------------------------------------


def _arrivals():
    joined = {"d": "2020", "b": "2020", "e": "2021", "a": "2022", "c": None, "f": "2019"}
    partners = [
        {"id": name, "joined": day, "left": "2021" if name == "f" else ".."}
        for name, day in joined.items()
    ]
    ties = [
        {"source": one, "target": other, "start": "2020", "end": ".."}
        for one, other in ("db", "de", "da", "ac")
    ]
    return leco.Coalition.from_frames(partners, ties, name="dated")


def test_arrival_keeps_the_network_and_how_many_came_when():
    coalition = _arrivals()
    chance = chance_of("arrival", [], coalition, None, None)
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(30):
        drawn = chance.draw(rng).data
        assert sorted(drawn.graph().edges) == sorted(coalition.graph().edges)
        joined = drawn.partners.set_index("id")["joined"]
        assert (
            joined.value_counts().to_dict() == coalition.partners["joined"].value_counts().to_dict()
        )
        # Who left before the end, and of whom nobody knows when it came, stay as they are.
        assert joined["f"] == "2019"
        assert pd.isna(joined["c"])
        seen.add(tuple(joined[["d", "b", "e", "a"]]))
    assert len(seen) > 5  # of the 12 ways to hand out 2020 2020 2021 2022


def test_do_early_comers_have_more_ties():
    # By hand: d (3 ties) and b (1) came in 2020, e (1) in 2021, a (2) in 2022: 4 ties among six
    # places. The mean number of ties of those of 2020 is 2; over the 12 ways, 7 / 4.
    def early(graph):
        return float(
            np.mean(
                [graph.degree(name) for name, day in graph.nodes(data="joined") if day == "2020"]
            )
        )

    found = leco.test(early, _arrivals(), null="arrival", draws=200, seed=1)
    assert found.observed == 2
    assert found.expected == pytest.approx(1.75, abs=3 * found.sd / 200**0.5)
    assert found.p > 0.5


def test_arrival_refuses_what_has_no_dates():
    undated = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b"}]
    )
    for data in (KARATE, undated):
        with pytest.raises(leco.UnsupportedGraphError, match="arrival"):
            leco.test("density", data, null="arrival", draws=3)
    with pytest.raises(leco.LecoError, match="whole coalition"):
        leco.test("density", _arrivals().at("2022"), null="arrival", draws=3)


def test_two_who_came_can_change_places_and_one_cannot():
    rows = [{"id": "a", "joined": "2020"}, {"id": "b", "joined": "2021"}, {"id": "c"}]
    two, one = (leco.Coalition.from_frames(some, name="dated") for some in (rows, rows[1:]))
    draw, rng = chance_of("arrival", [], two, None, None).draw, np.random.default_rng(1)
    seen = {tuple(draw(rng).data.partners["joined"].iloc[:2]) for _ in range(20)}
    assert seen == {("2020", "2021"), ("2021", "2020")}
    with pytest.raises(leco.UnsupportedGraphError, match="arrival"):
        chance_of("arrival", [], one, None, None)


# --- several measures -----------------------------------------------------------------------


def test_several_measures_see_the_same_draws_as_each_alone():
    asked = ["ei_index", functools.partial(leco.brokerage_roles, credit="full"), nx.transitivity]
    found = leco.test(asked[:2], KARATE, by="club", null="labels", draws=19, seed=4)
    alone = [
        leco.test(one, KARATE, by="club", null="labels", draws=19, seed=4) for one in asked[:2]
    ]
    np.testing.assert_allclose(found.draws, np.hstack([one.draws for one in alone]), atol=1e-12)
    for one in alone:
        own = found.frame.loc[one.measure]
        pd.testing.assert_frame_equal(
            own.drop(columns="p_max"),
            one.frame.drop(columns="p_max"),
            check_names=False,
            check_index_type=False,
        )
        assert (own["p_max"] >= one.frame["p_max"] - 1e-12).all() or one.frame["p_max"].isna().any()
    assert found.measure == "ei_index, brokerage_roles:credit=full"
    assert len(found.to_dict()["rows"]) == 1 + 34 * 5
    mixed = leco.test([nx.transitivity, "core_share"], KARATE, null="degree", draws=9, seed=1)
    assert mixed.frame.index.get_level_values("measure").tolist() == ["transitivity", "core_share"]


def test_one_value_has_one_p():
    found = leco.test("density", nx.path_graph(4), null="size").frame.iloc[0]
    assert found["p"] == found["q"] == found["p_max"]


def test_q_is_that_of_benjamini_and_hochberg():
    # Benjamini & Hochberg (1995), section 3.2: of these 15 p-values four are found at 0.05.
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
                  0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])  # fmt: skip
    q = false_discovery(p)
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)  # by hand, and below what follows it
    both = false_discovery(np.r_[p, p], pd.Index(["one"] * 15 + ["other"] * 15))
    np.testing.assert_allclose(both, np.r_[q, q])


def _step_down(observed, drawn):
    """Westfall & Young (1993), algorithm 2.8, one step and one draw at a time."""
    pool = np.vstack([observed, drawn])
    far = np.abs(pool - pool.mean(axis=0)) / pool.std(axis=0)
    order, adjusted, highest = np.argsort(-far[0]), {}, 0.0
    for step, place in enumerate(order):
        left = order[step:]
        beyond = np.mean([row[left].max() >= far[0, place] - 1e-9 for row in far])
        highest = max(highest, beyond)
        adjusted[place] = highest
    return np.array([adjusted[place] for place in range(len(observed))])


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(max_examples=25)
def test_p_max_is_the_step_down_of_westfall_and_young(seed, count):
    rng = np.random.default_rng(seed)
    drawn = rng.normal(size=(40, count)) + rng.normal(size=(40, 1))
    observed = 2 * rng.normal(size=count)
    own = np.full(count, 1 / 41)
    found = step_down(observed, drawn, own, exact=False)
    np.testing.assert_allclose(found, _step_down(observed, drawn))
    # Undefined on the data: not among those tested.
    more = step_down(
        np.r_[observed, np.nan], np.c_[drawn, np.full(40, np.nan)], np.r_[own, np.nan], exact=False
    )
    np.testing.assert_array_equal(more, np.r_[found, np.nan])


def test_together_luck_is_found_as_rarely_as_for_one():
    # 500 worlds of five correlated values that chance gives itself: any p_max at most 0.1 in at
    # most 10 % of them, give or take three standard errors; any p at most 0.1 in far more.
    rng = np.random.default_rng(5)
    together, each = 0, 0
    for _ in range(500):
        drawn = rng.normal(size=(40, 5)) + rng.normal(size=(40, 1))
        ranks = (drawn[1:] >= drawn[0]).sum(axis=0), (drawn[1:] <= drawn[0]).sum(axis=0)
        p = np.minimum(1, 2 * (1 + np.minimum(*ranks)) / 40)
        together += step_down(drawn[0], drawn[1:], p, exact=False).min() <= 0.1
        each += p.min() <= 0.1
    assert together <= 500 * 0.1 + 3 * (500 * 0.1 * 0.9) ** 0.5
    assert each > 2 * together
    assert stats.binomtest(together, 500, 0.01, alternative="greater").pvalue < 0.001, (
        "it finds some"
    )


def test_what_is_not_defined_on_the_data_is_not_tested_and_counted():
    graph = nx.star_graph(4)
    graph.add_node("alone")
    found = leco.test("participation", graph, by=dict.fromkeys([0, 1, 2], "x") | dict.fromkeys([3, 4, "alone"], "y"),
                      null="labels", draws=9, seed=1)  # fmt: skip
    unknown = found.frame["observed"].isna()
    assert unknown.any()
    assert found.frame[unknown].isna().all(axis=None)
    [note] = [note for note in found.notes if note.code == "untested_values"]
    assert note.values["count"] == unknown.sum()
    # And what is defined on the data and in no draw is what it is, and nothing more.
    values = pd.Series([5.0, 1.0], index=["always", "once"])
    table = np.array([[4.0, np.nan], [6.0, np.nan], [7.0, np.nan]])
    held = permutation.against("two", "size", values, table, exact=False, seed=1, n=2).frame
    assert held["observed"].tolist() == [5, 1]
    assert held.loc["always", "p"] == 1  # twice the smaller of 3 of 4 above and 2 of 4 below
    assert held.loc["once"].drop("observed").isna().all()


def test_measures_that_cannot_share_draws_are_refused():
    two = [functools.partial(leco.ei_index, by=by) for by in ("club", {0: "a"})]
    for measures, why in (
        ([], "at least one"),
        (["density", "density"], "each once"),
        ([two[0], functools.partial(leco.gamix, by={0: "a", 1: "b"})], "another by="),
        (["density", "constraint:weight=weight"], "another weight="),
    ):
        with pytest.raises(ValueError, match=why):
            leco.test(measures, KARATE, null="labels", draws=3)
    aged = KARATE.copy()
    nx.set_node_attributes(aged, {node: "young" if node < 9 else "old" for node in aged}, "age")
    with pytest.raises(ValueError, match="another by="):
        leco.test([two[0], functools.partial(leco.gamix, by="age")], aged, null="labels", draws=3)


def test_many_are_said_with_luck_counted_in():
    found = leco.test("brokering", KARATE, null="size", draws=39, seed=1)
    said = found.explain("en")
    assert str(len(found.frame)) in said
    assert "luck" in said
    assert "toeval" in found.explain("nl")


# --- how far it is --------------------------------------------------------------------------


def test_who_waits_is_told_how_far_it_is():
    told = []
    quiet = leco.test("density", KARATE, null="degree", draws=25, seed=1)
    loud = leco.test(
        "density", KARATE, null="degree", draws=25, seed=1, progress=lambda *how: told.append(how)
    )
    np.testing.assert_array_equal(quiet.draws, loud.draws)
    assert told[-1] == (25, 25)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    told.clear()
    every = leco.test(
        "ei_index",
        nx.path_graph(5),
        by=dict(enumerate("aabbc")),
        null="labels",
        progress=lambda *how: told.append(how),
    )
    assert told == [(len(every.draws),) * 2]


def test_a_graph_that_its_degrees_fix_is_said_to_say_nothing():
    found = leco.test("compactness", nx.star_graph(6), null="degree", draws=19, seed=1)
    assert found.p == 1
    assert "walk_nowhere" in {note.code for note in found.notes}


def test_a_chance_model_without_a_case_draws_as_no_other():
    with pytest.raises(ValueError, match="null='another'"):
        chances.chance_of("another", [], nx.path_graph(3), None, None)


# --- labels, all draws at once --------------------------------------------------------------

QUICK = sorted({*label_draws.FORMULAS, *label_draws.ROLES})


@pytest.mark.parametrize("draws", ["some", "every"])
@given(graph=graphs(min_partners=3, max_partners=7), weight=st.sampled_from([None, "weight"]))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_labels_all_at_once_give_the_numbers_of_one_by_one(draws, graph, weight, monkeypatch):
    for place, (_, _, facts) in enumerate(graph.edges(data=True)):
        facts["weight"] = 1.0 + place % 3
    strata = {node: place % 2 for place, node in enumerate(graph)}
    nx.set_node_attributes(graph, strata, "site")
    asked = {"by": "sector", "weight": weight if graph.edges else None, "null": "labels", "seed": 3, "draws": 12,
             "within": "site"}  # fmt: skip
    monkeypatch.setattr(permutation, "EXACT", 10_000 if draws == "every" else 0)
    found = []
    for quick in (True, False):
        with monkeypatch.context() as patch:
            patch.setattr(label_draws, "fits", lambda _, quick=quick: quick)
            try:
                found.append(leco.test(QUICK, graph, **asked))
            except leco.LecoError as error:
                found.append(error)
    if isinstance(found[0], Exception):
        assert str(found[0]) == str(found[1])
        return
    np.testing.assert_allclose(found[0].draws, found[1].draws, atol=1e-12)
    pd.testing.assert_frame_equal(found[0].frame, found[1].frame, atol=1e-9)


def test_a_label_that_is_shuffled_keeps_its_coarser_one():
    # By hand: a row of three, of which school and library share a heading (half as far) and bank
    # has its own. With bank in the middle, in 2 of 6 ways, both ties join what is 1 apart, else
    # their mean is 3/4; pairs are (1/2 + 1 + 1) / 3 apart. Without headings all are 1 apart.
    row = nx.path_graph(3)
    nx.set_node_attributes(row, dict(enumerate(["school", "library", "bank"])), "by")
    nx.set_node_attributes(row, dict(enumerate("uuv")), "above")
    apart = functools.partial(leco.bridging_ratio, by="by", coarse="above")
    found = leco.test([apart, "bridging_ratio"], row, by="by", null="labels")
    assert found.exact
    assert sorted(found.draws[:, 0]) == pytest.approx([0.9] * 4 + [1.2] * 2)
    assert found.draws[:, 1] == pytest.approx([1] * 6)


def test_quick_labels_take_the_quick_way_and_others_do_not(monkeypatch):
    # A draw that comes the long way is a Drawn: none is made for these five.
    def refuse(*_):
        raise AssertionError("the long way")

    monkeypatch.setattr(permutation, "_row", refuse)
    asked = {"by": "club", "null": "labels", "draws": 5}
    leco.test(QUICK, KARATE, **asked)
    for slow in ("odds_ratio", functools.partial(leco.bridging_ratio, coarse="club")):
        with pytest.raises(AssertionError, match="long"):
            leco.test([slow, "ei_index"], KARATE, **asked)
    several = {0: "x; y"} | {node: "xy"[node % 2] for node in range(1, 34)}
    with pytest.raises(AssertionError, match="long"):
        leco.test("ei_index", KARATE, **asked | {"by": several})


def test_of_several_measures_luck_among_all_is_said():
    # Two measures with one value each: their q is their p, so the sentence counts by p_max.
    found = leco.test(
        ["bridging_ratio", "gamix"], KARATE, by="club", null="labels", draws=99, seed=1
    )
    said = found.explain("en").splitlines()[2]
    assert said.startswith("Of 2 values, 2 stand out")
    assert "p_max" in said
    assert found.explain("nl").splitlines()[2].startswith("Van 2 waarden springen er 2 uit")
