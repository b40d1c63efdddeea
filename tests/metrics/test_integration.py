"""The profile of integration: five coalitions that differ in one thing each, and the rules."""

import itertools
import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import leco
from leco.graph.arrays import arrays
from leco.kernels.difference import difference, ratio_sd
from leco.kernels.readings import THRESHOLDS, read

# Nine sectors of 26 partners; the first partner of each offers what its sector is there for.
WIDE = [f"s{i % 9}" for i in range(26)]
NARROW = ["s1" if i % 4 == 1 else "s0" for i in range(26)]
NEEDS = [f"need {i}" for i in range(9)]


def offers(sectors):
    return {i: f"need {sector[1:]}" for i, sector in enumerate(sectors)}


def silo():
    """Nine sectors, each a clique of its own; a ring joins one partner of each."""
    sectors = ["s0"] * 9 + [f"s{1 + i % 8}" for i in range(17)]
    graph = nx.empty_graph(26)
    for one in range(9):
        own = [i for i in range(26) if sectors[i] == f"s{one}"]
        graph.add_edges_from(itertools.combinations(own, 2))
    nx.add_cycle(graph, [0, *range(9, 17)])
    return graph, sectors


def bridged():
    """A ring, and a chord from each to who stands five further on: other sectors all around."""
    graph = nx.cycle_graph(26)
    graph.add_edges_from((i, (i + 5) % 26) for i in range(26))
    return graph


def hub():
    """One partner tied to all, and most of the others in pairs."""
    graph = nx.star_graph(25)
    graph.add_edges_from((i, i + 1) for i in range(1, 24, 2))
    return graph


def thin():
    """Six pieces of three or four, in lines."""
    graph = nx.empty_graph(26)
    for begin in range(0, 24, 4):
        nx.add_path(graph, range(begin, begin + 4))
    return graph


def profile(graph, sectors, **more):
    return leco.integration(
        graph, by=dict(enumerate(sectors)), offers=offers(sectors), needs=NEEDS, **more
    )


# Nobody's motive is served in the silo, and everybody's elsewhere.
SERVED = dict.fromkeys(range(26), 1)
UNSERVED = dict.fromkeys(range(26), 0)


def test_silo_is_over_differentiated_and_under_integrated():
    # In a sector the second offers what the first does; and in a clique nobody stands between.
    graph, sectors = silo()
    found = profile(graph, sectors, served=UNSERVED)
    assert found.reading == ("over_differentiated", "under_integrated")
    assert found.because["under_integrated"][0] == "bridging_ratio"
    ratio = found.frame.loc["bridging_ratio"]
    assert ratio["value"] < ratio["low"] < 1 < ratio["high"], "below what chance gives"
    assert found.frame.loc["surplus", "value"] > 0.25
    assert found.frame.loc["coverage", "value"] == 1
    assert "times as often as chance" in found.explain("en")
    assert "meer verschil dan nodig" in found.explain("nl").casefold()


def test_bridged_is_as_differentiated_as_needed_and_integrated():
    found = profile(bridged(), WIDE, served=SERVED)
    assert found.reading == ("differentiated_as_needed", "integrated")
    assert found.rules["holds"].tolist()[1:] == [False] * 5
    assert found.same > 0.5
    for same, said in ((1.0, "lower or higher that stays so."),
                       (0.75, "lower or higher that stays so in 75 % of the cases.")):  # fmt: skip
        assert said in replace(found, same=same).sentence("en")


def test_hub_is_integrated_through_one_actor():
    found = profile(hub(), WIDE, served=SERVED)
    assert found.reading == ("differentiated_as_needed", "one_actor")
    assert found.top == 0
    assert found.frame.loc["without_top", "value"] == pytest.approx(2 / 25)
    assert "without 0" in found.explain("en")


def test_club_is_integrated_and_under_differentiated():
    found = profile(bridged(), NARROW, served=SERVED)
    assert found.reading == ("under_differentiated", "integrated")
    assert found.frame.loc["coverage", "value"] == pytest.approx(2 / 9)
    assert found.because["under_differentiated"] == ("coverage",)
    # Too little is not too much as well, whatever the surplus.
    unserved = profile(bridged(), NARROW)
    assert pd.isna(unserved.frame.loc["surplus", "value"])
    assert not unserved.rules.loc["over_differentiated", "holds"]


def test_thin_is_not_yet_a_network():
    found = profile(thin(), WIDE, served=SERVED)
    assert found.reading == ("differentiated_as_needed", "thin")
    assert set(found.because["thin"]) == {"compactness", "connectedness"}
    assert "not yet a network" in found.sentence("en").casefold()


# --- what is not known ---------------------------------------------------------------------


def test_without_needs_nobody_says_too_much_or_too_little():
    found = leco.integration(bridged(), by=dict(enumerate(WIDE)))
    assert found.reading == ("differentiated", "integrated")
    assert "a list of needs" in found.explain("en")
    alike = leco.integration(bridged(), by=dict.fromkeys(range(26), "s0"))
    assert alike.reading == ("all_alike", "integrated")
    assert math.isnan(alike.frame.loc["bridging_ratio", "value"])


def test_surplus_that_may_be_is_no_surplus():
    # Whose motives are served is not known, and nobody bridges: everything hangs on it.
    graph = nx.complete_graph(26)
    found = profile(graph, WIDE)
    assert math.isnan(found.frame.loc["surplus", "value"])
    assert found.frame.loc["surplus", ["low", "high"]].tolist() == [0, 1]
    assert pd.isna(found.rules.loc["over_differentiated", "holds"])
    assert found.reading == ("differentiated", "integrated")


def test_ties_that_nobody_wrote_down_are_not_judged():
    roster = leco.Coalition.from_frames(
        [{"id": f"p{i}", "sector": sector} for i, sector in enumerate("aabbc")]
    )
    found = leco.integration(roster, by="sector")
    assert found.reading == ("differentiated", "integration_not_known")
    assert math.isnan(found.frame.loc["connectedness", "value"])
    assert found.frame.loc["differentiation", "value"] == pytest.approx(0.8)
    assert "ties_unknown" in {note.code for note in found.notes}


def test_of_what_is_asked_nothing_is_said_to_be_missing():
    graph = bridged()
    nx.set_node_attributes(graph, offers(WIDE), "offers")
    kinds = {tie: ("trust", "advice")[place % 2] for place, tie in enumerate(graph.edges)}
    nx.set_edge_attributes(graph, kinds, "kind")
    problems = dict.fromkeys(("what", "who", "reward", "information"), 1)
    found = leco.integration(
        graph, by=dict(enumerate(WIDE)), needs=NEEDS, served=SERVED, gate=True, problems=problems
    )
    assert not found.notes
    assert found.frame["value"].notna().all()
    assert found.frame.index.name == "facet"
    assert "a list of needs" not in found.sentence("en")
    assert "line is drawn decides" not in found.sentence("en")


def test_the_why_comes_first_and_the_rest_is_still_shown():
    found = leco.integration(bridged(), by=dict(enumerate(WIDE)), gate=False)
    assert found.reading[0] == "no_shared_why"
    assert found.reading[1:] == ("differentiated", "integrated")
    assert leco.integration(bridged(), by=dict(enumerate(WIDE)), gate=True).reading[0] != (
        "no_shared_why"
    )


def test_the_lowest_problem_is_named():
    found = leco.integration(
        bridged(), by=dict(enumerate(WIDE)), problems={"what": 0.9, "reward": 0.2}
    )
    assert found.reading == ("differentiated", "under_integrated")
    assert found.because["under_integrated"] == ("reward",)
    assert "beloning" in found.explain("nl")
    assert math.isnan(found.frame.loc["information", "value"])


def test_wrong_calls_say_what_there_is():
    by = dict(enumerate(WIDE))
    for more in ({"problems": {"trust": 1}}, {"problems": {"what": 3}}, {"thresholds": {"x": 1}},
                 {"thresholds": {"coverage": -1}}):  # fmt: skip
        with pytest.raises(ValueError, match="each is one of"):
            leco.integration(bridged(), by=by, **more)


def test_a_threshold_can_be_set():
    by = dict(enumerate(WIDE))
    assert "thin" in leco.integration(bridged(), by=by, thresholds={"compactness": 0.9}).reading
    # 2 of 9 needs are covered: too few for 0.25 and a fifth more, enough for a fifth less.
    near = profile(bridged(), NARROW, served=SERVED, thresholds={"coverage": 0.25})
    assert near.same == near.rules.loc["under_differentiated", "agreement"] == pytest.approx(2 / 3)
    assert "stays so in 66.7 %" in near.sentence("en")
    assert near.sentence("en").endswith("line is drawn decides: under-differentiated.")


# --- the spread of the bridging ratio when labels are shuffled ------------------------------


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("kind", ["labels", "several", "numbers"])
def test_the_spread_is_that_of_every_way_to_hand_out_the_labels(directed, kind):
    graph = nx.gnp_random_graph(6, 0.5, seed=4, directed=directed)
    for place, (*_, facts) in enumerate(graph.edges(data=True)):
        facts["weight"] = 1 + place % 3
    values = {"labels": list("aabbcd"), "several": [["a"], ["a", "b"], ["b"], ["c"], ["a", "c"], ["d"]],
              "numbers": [1, 2, 4, 4, 7, 9]}[kind]  # fmt: skip
    distance = "numbers" if kind == "numbers" else None
    ratios = [
        float(leco.bridging_ratio(graph, by=dict(enumerate(order)), distance=distance,
                                  weight="weight"))
        for order in itertools.permutations(values)
    ]  # fmt: skip
    net = arrays(graph, weight="weight")
    sd = ratio_sd(net, difference(net, dict(enumerate(values)), distance=distance))
    assert np.mean(ratios) == pytest.approx(1)
    assert sd == pytest.approx(np.std(ratios), abs=1e-9)


# --- the rules -----------------------------------------------------------------------------

FACTS = ("why", "connectedness", "compactness", "coverage", "surplus", "bridging", "problem",
         "cohesion_share", "without_top")  # fmt: skip


@given(st.lists(st.one_of(st.just(math.nan), st.floats(0, 1)), min_size=9, max_size=9),
       st.one_of(st.just(math.nan), st.floats(0, 1)))  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_every_set_of_facts_reads_as_one_thing_about_each(values, differ):
    facts = dict(zip(FACTS, values, strict=True)) | {"differentiation": differ}
    for name in ("surplus", "coverage"):
        facts[f"{name}_low"] = facts[f"{name}_high"] = facts[name]
    found = read(facts, THRESHOLDS)
    difference_ = {"over_differentiated", "under_differentiated", "differentiated_as_needed",
                   "differentiated", "all_alike", "difference_not_known"}  # fmt: skip
    ties = {"thin", "under_integrated", "one_actor", "integrated", "integration_not_known"}
    assert len(difference_ & set(found.said)) == 1
    assert ties & set(found.said)
    assert (
        not {"integrated", "thin", "integration_not_known"} & set(found.said)
        or len(ties & set(found.said)) == 1
    )
    assert 0 < found.same <= 1
    assert all(0 < share <= 1 for share in found.agreement.values())


def test_followed_and_compared_like_any_other():
    simulated = leco.datasets.simulated()
    found = leco.track(simulated["Simulated stable"], "integration", by="sector", every="year")
    assert set(found.frame["key"]) >= {"differentiation", "bridging_ratio"}
    both = leco.compare(simulated, "integration", by="sector")
    assert set(both.frame["key"]) == set(found.frame["key"])


# --- what is not known, once more ----------------------------------------------------------


def test_bridges_to_partners_without_a_label_may_be_there():
    offered = dict.fromkeys(range(7), "x")
    found = leco.integration(nx.wheel_graph(7), by={0: "a"}, offers=offered, needs=["x"],
                             served=dict.fromkeys(range(7), 0))  # fmt: skip
    assert "over_differentiated" not in found.reading
    assert "difference_not_known" in found.reading
    assert found.frame.loc["surplus", ["low", "high"]].tolist() == [0, 1]
    path = leco.contributions(nx.path_graph(3), by={1: "a"}, offers={0: "x", 1: "x", 2: "y"},
                              needs=["x", "y"], served=dict.fromkeys(range(3), 0))  # fmt: skip
    assert math.isnan(path.frame.loc[1, "bridges"])
    assert math.isnan(path.frame.loc[1, "surplus"])


def test_offers_that_are_not_known_may_cover_more():
    by = {i: "ab"[i % 2] for i in range(7)}
    found = leco.integration(nx.path_graph(7), by=by, offers={0: "x"}, needs=["x", "y"])
    assert "under_differentiated" not in found.reading
    assert found.frame.loc["coverage"].tolist() == [0.5, 0.5, 1.0]
    assert "offers_unknown" in {note.code for note in found.notes}


@pytest.mark.parametrize("order", [range(4), range(3, -1, -1)])
def test_the_partner_most_depends_on_is_the_same_for_any_order(order):
    graph = nx.Graph()
    graph.add_nodes_from(order)
    nx.add_path(graph, range(4))
    assert leco.integration(graph, by=dict(enumerate("abab"))).top == 1


def test_where_nobody_parts_others_nobody_holds_them_together():
    # Seven in a ring, and twelve alone: less than half are ever in one piece.
    graph = nx.cycle_graph(7)
    graph.add_nodes_from(range(7, 19))
    found = leco.integration(graph, by=dict.fromkeys(range(19), "a"))
    assert found.top is None
    assert not found.rules.loc["one_actor", "holds"]


def test_nobody_at_all_and_too_few_for_an_interval():
    empty = leco.integration(nx.Graph(), by={}, offers={}, needs=["a"])
    assert empty.frame["value"].isna().all()
    few = leco.compare({"a": nx.path_graph(3)}, "integration", by={0: "a", 1: "b", 2: "a"})
    axes = few.plot()
    assert axes.get_title(loc="left")
    axes.figure.clear()


def test_numbers_of_numpy_are_numbers():
    problems = {"what": np.int64(1), "who": np.float64(0.5)}
    found = leco.integration(bridged(), by=dict(enumerate(WIDE)), problems=problems)
    assert found.frame.loc["who", "value"] == 0.5
