"""test(): what must hold for any measure under any chance model."""

import datetime as dt
import functools
import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings, strategies as st
from tests.conftest import reference

import leco
from leco.testing import graphs

TEMPORAL = reference("temporal_inference")


def _graph(name):
    entry = TEMPORAL["data"][name]
    kind = nx.DiGraph if entry["directed"] else nx.Graph
    return nx.from_numpy_array(np.array(entry["A"]), create_using=kind)


@pytest.mark.parametrize(
    ("name", "measure", "key"),
    [("U14", "degree_centralisation", "U14_degree_centralization"),
     ("U14", nx.transitivity, "U14_gtrans")],
    ids=["degree_centralisation", "a function of your own"],
)  # fmt: skip
def test_given_the_size_as_r_draws_it(name, measure, key):
    # R sna::cug.test(cmode="edges"), 4,000 draws (tests/reference): within four standard errors
    # of the difference between their mean and ours.
    theirs = TEMPORAL["cug"][key]["edges"]
    ours = leco.test(measure, _graph(name), null="size", draws=1000, seed=3)
    assert ours.observed == pytest.approx(theirs["obs"], abs=1e-9)
    error = theirs["sd"] * math.sqrt(1 / 4000 + 1 / 1000)
    assert abs(ours.expected - theirs["mean"]) < 4 * error
    assert ours.sd == pytest.approx(theirs["sd"], rel=0.1)
    tail = math.sqrt(theirs["pge"] * (1 - theirs["pge"]) * (1 / 4000 + 1 / 1000))
    assert abs(ours.p / 2 - theirs["pge"]) < 4 * tail + 1 / 1000


PAIRS = [
    ("density", "size"), ("compactness", "size"), ("core_share", "degree"),
    ("ei_index", "labels"), ("bridging_ratio", "labels"), ("bridging_ratio", "degree"),
    ("constraint", "size"), ("betweenness", "degree"), ("brokerage_roles", "labels"),
    ("hill_number", "labels"),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "null"), PAIRS)
@given(graph=graphs(min_partners=3, max_partners=8), seed=st.integers(0, 99))
@settings(max_examples=10)
def test_p_is_a_chance_and_the_interval_holds_the_draws(measure, null, graph, seed):
    assume(any(dict(graph.nodes(data="sector")).values()))
    by = "sector" if "by" in leco.measures()[measure].parameters else None
    by = "sector" if null == "labels" else by
    try:
        found = leco.test(measure, graph, by=by, null=null, draws=9, seed=seed)
    except leco.UndefinedError:
        return
    frame = found.frame[found.frame["observed"].notna() & found.frame["expected"].notna()]
    assert (frame["p"] > 0).all()
    assert (frame["p"] <= 1).all()
    assert (frame["low"] <= frame["high"]).all()
    known = pd.DataFrame(found.draws, columns=found.frame.index)[frame.index]
    assert (known.min() <= frame["low"] + 1e-12).all()
    assert (known.max() >= frame["high"] - 1e-12).all()
    np.testing.assert_allclose(frame["expected"], known.mean(), atol=1e-9)
    if not found.exact:
        assert (frame["p"] >= 1 / (1 + len(found.draws))).all()


@pytest.mark.slow
def test_under_chance_itself_p_is_small_as_rarely_as_it_says():
    # 300 graphs that chance itself draws: p <= 0.1 in at most 10 % of them, give or take.
    small = 0
    for seed in range(300):
        graph = nx.gnm_random_graph(12, 20, seed=seed)
        found = leco.test("degree_centralisation", graph, null="size", draws=39, seed=seed)
        small += found.p <= 0.1
    assert small <= 0.1 * 300 + 3 * math.sqrt(300 * 0.1 * 0.9)


def _dated(ids, ties, **more):
    partners = [{"id": name, "joined": "2020-01-01", "left": "..", **more} for name in ids]
    rows = [
        {"source": one, "target": other, "start": "2020-01-01", "end": ".."} for one, other in ties
    ]
    return leco.Coalition.from_frames(partners, rows, name="dated")


def _ties_of(graph):
    return dict(graph.degree())


def test_a_strength_chosen_in_the_measure_is_kept_in_the_draws():
    # The same question asked in three ways has one answer.
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 10), (1, 2, 1), (2, 3, 1), (0, 2, 1)])
    by = dict(enumerate("aabb"))
    plain = leco.test("ei_index", graph, by=by, weight="weight", null="labels")
    for asked in (functools.partial(leco.ei_index, weight="weight"), "ei_index:weight=weight"):
        found = leco.test(asked, graph, by=by, null="labels")
        np.testing.assert_allclose(np.sort(found.draws, axis=0), np.sort(plain.draws, axis=0))
        assert found.p == pytest.approx(plain.p)
        assert found.p > 0


@pytest.mark.parametrize("null", ["size", "degree"])
def test_a_strength_chosen_in_the_measure_is_refused_where_chance_does_not_keep_it(null):
    graph = nx.path_graph(5)
    nx.set_edge_attributes(graph, 2.0, "weight")
    with pytest.raises(ValueError, match="strength"):
        leco.test("constraint:weight=weight", graph, null=null, draws=3, seed=1)


def test_each_partner_is_held_against_its_own_draws():
    # The only tie formed when "z" and "a" were there and "b" was not: every draw gives it back.
    # The partners stand in another order than that of their ids.
    coalition = leco.Coalition.from_frames(
        [{"id": "z", "joined": "2020-01-01", "left": ".."},
         {"id": "a", "joined": "2020-01-01", "left": ".."},
         {"id": "b", "joined": "2021-01-01", "left": ".."}],
        [{"source": "z", "target": "a", "start": "2020-01-01", "end": ".."}],
    )  # fmt: skip
    found = leco.test(_ties_of, coalition, null="reattach", draws=9, seed=1)
    assert found.frame["observed"].to_dict() == {"z": 1, "b": 0, "a": 1}
    assert found.frame["expected"].to_dict() == {"z": 1, "b": 0, "a": 1}
    scores = leco.test("structural_holes", coalition, null="reattach", draws=9, seed=1).frame
    contacts = {
        key: row["expected"] for (key, column), row in scores.iterrows() if column == "contacts"
    }
    assert contacts == {"z": 1, "b": 0, "a": 1}


def test_the_order_of_rows_changes_no_draw_of_reattach():
    ids, ties = list("dbeac"), [("d", "b"), ("e", "a"), ("a", "c"), ("b", "c")]
    one = leco.test(_ties_of, _dated(ids, ties), null="reattach", draws=20, seed=5)
    two = leco.test(
        _ties_of, _dated(ids[::-1], ties[::-1]), null="reattach", draws=20, seed=5, n_jobs=2
    )
    pd.testing.assert_frame_equal(one.frame.sort_index(), two.frame.sort_index())


def test_pairs_are_held_against_the_same_pairs():
    # dyadic_constraint has a row per tie: under another draw the rows are other pairs. Either a
    # pair is held against its own draws (a draw without the tie has no value), or it is refused;
    # never against whatever stands in the same row.
    graph = nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3)])
    try:
        found = leco.test("dyadic_constraint", graph, null="size")
    except leco.LecoError:
        return
    from leco.graph.arrays import arrays
    from leco.kernels.nulls import all_sizes

    drawn = [
        leco.dyadic_constraint(one).frame["dyadic_constraint"] for one in all_sizes(arrays(graph))
    ]
    for pair, row in found.frame.iterrows():
        own = [one[pair] for one in drawn if pair in one.index]
        assert row["expected"] == pytest.approx(np.mean(own))


def test_pairs_that_come_and_go_are_held_against_chance_or_refused():
    graph = nx.cycle_graph(5)
    try:
        found = leco.test("introductions", graph, by=dict(enumerate("aabbc")), null="labels")
    except leco.LecoError:
        return
    assert found.frame["p"].between(0, 1).all()


def test_a_measure_of_change_says_that_it_needs_a_moment_before():
    with pytest.raises(leco.LecoError, match="before"):
        leco.test("turnover", nx.path_graph(3), null="size")
    earlier = nx.path_graph(4)
    found = leco.test(
        functools.partial(leco.tie_survival, before=earlier), nx.path_graph(4), null="size"
    )
    assert found.exact
    assert found.observed == 1
    # 3 of 6 pairs are tied, and each tie of before is among them with chance one half.
    assert found.expected == pytest.approx(0.5)


def test_the_words_say_the_side_also_when_every_draw_is_the_same():
    # Two of 60 partners answer each other; no draw has any answered tie.
    graph = nx.empty_graph(60, create_using=nx.DiGraph)
    graph.add_edges_from([(0, 1), (1, 0)])
    found = leco.test("reciprocity", graph, null="size", draws=99, seed=1)
    assert (found.observed, found.expected, found.p) == (1, 0, pytest.approx(0.02))
    assert "above what chance" in found.explain("en")
    assert "hoger dan" in found.explain("nl")


def test_mapping_column_and_series_are_shuffled_alike():
    graph = nx.path_graph(5)
    by = dict(enumerate("aabbc"))
    nx.set_node_attributes(graph, by, "sector")
    draws = [leco.test("ei_index", graph, by=one, null="labels", seed=1).draws
             for one in ("sector", by, pd.Series(by))]  # fmt: skip
    np.testing.assert_array_equal(draws[0], draws[1])
    np.testing.assert_array_equal(draws[0], draws[2])


# --- reattach ------------------------------------------------------------------------------


def test_a_tie_that_stays_is_not_drawn_a_second_time():
    # a - b has no start, so it stays; the other tie may go anywhere but there: always two of three.
    coalition = leco.Coalition.from_frames(
        [{"id": name, "joined": "2020", "left": ".."} for name in "abc"],
        [{"source": "a", "target": "b"},
         {"source": "a", "target": "c", "start": "2020", "end": ".."}],
    )  # fmt: skip
    found = leco.test("density", coalition, null="reattach", draws=50, seed=1)
    np.testing.assert_allclose(found.draws, 2 / 3)


def test_ties_of_several_kinds_between_two_partners_stay_one_pair():
    # One pair works together in three ways. Chance may pick another pair, not three pairs.
    rows = [{"source": "a", "target": "b", "kind": kind, "start": "2020", "end": ".."}
            for kind in ("information", "resources", "trust")]  # fmt: skip
    partners = [{"id": name, "joined": "2020", "left": ".."} for name in "abcd"]
    coalition = leco.Coalition.from_frames(partners, rows)
    found = leco.test("density", coalition, null="reattach", draws=50, seed=1)
    assert found.observed == pytest.approx(1 / 6)
    np.testing.assert_allclose(found.draws, 1 / 6)


def test_who_is_no_partner_gets_no_tie():
    # Six candidates are listed; the three ties are among the four partners, in every draw.
    partners = [{"id": name, "joined": "2020", "left": "..", "tier": "core"} for name in "abcd"]
    partners += [{"id": f"x{place}", "tier": "candidate"} for place in range(6)]
    rows = [
        {"source": one, "target": other, "start": "2020", "end": ".."}
        for one, other in ("ab", "bc", "cd")
    ]
    coalition = leco.Coalition.from_frames(partners, rows)
    found = leco.test("density", coalition, null="reattach", draws=50, seed=1)
    np.testing.assert_allclose(found.draws, found.observed)


def test_a_tie_from_before_anybody_joined_is_no_crash():
    # check() reports such a tie; test() says something too, in words.
    coalition = leco.Coalition.from_frames(
        [{"id": name, "joined": "2020", "left": ".."} for name in "abc"],
        [{"source": "a", "target": "b", "start": "2019", "end": ".."}],
    )
    try:
        found = leco.test("density", coalition, null="reattach", draws=9, seed=1)
    except leco.LecoError:
        return
    assert 0 < found.p <= 1


def _with_leavers(seed, founders=10, newcomers=30):
    """Grow a coalition by chance alone; nearly half leave, and their ties end with them.

    Every thirty days one partner joins and makes three ties with anybody who is there.
    """
    rng = np.random.default_rng(seed)
    day = [
        (dt.date(2010, 1, 1) + dt.timedelta(days=30 * step)).isoformat()
        for step in range(newcomers + 2)
    ]
    joined = [0] * founders + list(range(1, newcomers + 1))
    stays = [
        step + int(rng.integers(3, 20)) if rng.random() < 0.6 else newcomers + 1 for step in joined
    ]
    pairs = [pair for pair in itertools.combinations(range(founders), 2) if rng.random() < 0.5]
    for newcomer in range(founders, founders + newcomers):
        here = [other for other in range(newcomer) if stays[other] > joined[newcomer]]
        pairs += [(newcomer, int(other)) for other in rng.choice(here, size=3, replace=False)]

    def end(step):
        return day[step] if step <= newcomers else ".."

    partners = [{"id": f"p{place:02d}", "joined": day[joined[place]], "left": end(stays[place])}
                for place in range(founders + newcomers)]  # fmt: skip
    ties = [{"source": f"p{one:02d}", "target": f"p{other:02d}", "start": day[joined[max(one, other)]],
             "end": end(min(stays[one], stays[other]))} for one, other in pairs]  # fmt: skip
    about = [{"observed_from": day[0], "observed_until": day[-1]}]
    return leco.Coalition.from_frames(partners, ties, name=f"world {seed}", coalition=about)


def test_leaving_by_chance_is_no_finding_either():
    # Newcomers tie with anybody and partners leave at random: p is at most 0.05 in one such world
    # in twenty, not in all. In the draws a tie may fall to a partner that left before the end of
    # the tie, and is then gone, while no tie comes back for it: draws have too few ties.
    small = 0
    for seed in range(5):
        found = leco.test("density", _with_leavers(seed), null="reattach", draws=39, seed=seed)
        small += found.p <= 0.05
    assert small <= 2
