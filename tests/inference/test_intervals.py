"""Intervals: R's vertex bootstrap, numbers by hand, and whether they hold the truth."""

import functools
import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from matplotlib import pyplot as plt
from tests.conftest import graphs, reference

import leco
from leco.graph.arrays import arrays
from leco.inference.silence import _ends, _unknown
from leco.kernels.vertex_draws import vertex_draw

TEMPORAL = reference("temporal_inference")
REFERENCE = TEMPORAL["vertex_bootstrap_jackknife"]


def reference_graph(name):
    entry = TEMPORAL["data"][name]
    kind = nx.DiGraph if entry["directed"] else nx.Graph
    return nx.from_numpy_array(np.array(entry["A"]), create_using=kind)


# Base R and sna::gtrans: 20,000 draws (2,000 for transitivity), repeated partners as any pair.
@pytest.mark.parametrize(
    ("name", "measure"), [("U14", "density"), ("D12", "density"), ("U14", "transitivity")]
)
def test_the_process_is_that_of_r(name, measure):
    shown = REFERENCE[f"vertex_bootstrap_{name}_{measure}"]
    draws = 1500
    found = leco.process_interval(measure, reference_graph(name), draws=draws, seed=3)
    row = found.frame.iloc[0]
    assert row["value"] == pytest.approx(shown["obs"], abs=1e-12)
    error = shown["se"] * math.sqrt(1 / draws + 1 / shown["B"])
    assert found.drawn.mean() == pytest.approx(shown["mean"], abs=4 * error)
    assert row["se"] == pytest.approx(shown["se"], abs=4 * error / math.sqrt(2))
    assert row["high"] == pytest.approx(min(1, row["value"] + 1.959964 * row["se"]))
    assert row["low"] == pytest.approx(max(0, row["value"] - 1.959964 * row["se"]))
    assert row["about"] == "process"


def test_the_draws_are_those_of_the_literal_definition():
    # All 27 ways to draw a-b c; pairs of copies are any of the three pairs, of which one is tied.
    graph = nx.Graph([("a", "b")])
    graph.add_node("c")
    tied = {frozenset("ab")}
    mean = square = 0.0
    for chosen in itertools.product("abc", repeat=3):
        pairs = list(itertools.combinations(chosen, 2))
        chances = [1 / 3 if one == other else float({one, other} in tied) for one, other in pairs]
        expected = sum(chances)
        spread = sum(chance * (1 - chance) for chance in chances)
        mean += expected / 3 / 27
        square += (expected**2 + spread) / 9 / 27
    found = leco.process_interval("density", graph, draws=4000, seed=1).drawn
    sd = math.sqrt(square - mean**2)
    assert found.mean() == pytest.approx(mean, abs=4 * sd / math.sqrt(4000))
    assert found.std() == pytest.approx(sd, rel=0.06)


@given(graphs(), st.integers(0, 99))
def test_a_draw_keeps_ties_and_labels_of_whom_it_drew(graph, seed):
    net = arrays(graph)
    drawn, chosen = vertex_draw(net, np.random.default_rng(seed))
    ties, before = drawn.adjacency.toarray(), net.adjacency.toarray()
    assert not ties.diagonal().any()
    if not net.directed:
        assert (ties == ties.T).all()
    apart = chosen[:, None] != chosen[None, :]
    np.testing.assert_array_equal(ties[apart], before[np.ix_(chosen, chosen)][apart])
    assert set(np.unique(ties)) <= {0, 1}
    for name, values in net.attributes.items():
        assert drawn.attributes[name] == [values[place] for place in chosen]


def test_neither_the_order_of_rows_nor_workers_change_an_interval():
    karate = nx.karate_club_graph()
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(karate.nodes(data=True))))
    turned.add_edges_from(reversed(list(karate.edges(data=True))))
    found = [
        leco.process_interval("density", graph, draws=8, seed=5, n_jobs=jobs).frame
        for graph, jobs in ((karate, 1), (turned, 1), (karate, 2))
    ]
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
    member = [leco.core_membership(graph, draws=8, seed=5).frame for graph in (karate, turned)]
    assert member[0].equals(member[1].loc[member[0].index])


@pytest.mark.parametrize("graph", [nx.complete_graph(6), nx.empty_graph(6)])
def test_where_all_pairs_are_alike_nothing_is_open(graph):
    row = leco.process_interval("density", graph, draws=20, seed=1).frame.iloc[0]
    assert row["se"] == 0
    assert row["low"] == row["high"] == row["value"]


def test_labels_follow_their_partner_however_they_are_given():
    karate = nx.karate_club_graph()
    clubs = nx.get_node_attributes(karate, "club")
    by_name = leco.process_interval("ei_index", karate, by="club", draws=30, seed=2)
    by_mapping = leco.process_interval("ei_index", karate, by=clubs, draws=30, seed=2)
    assert by_name.drawn.equals(by_mapping.drawn)
    strong = leco.process_interval(
        functools.partial(leco.hill_number, order=2), karate, by=clubs, draws=30, seed=2
    )
    assert strong.measure == "hill_number:order=2"
    assert strong.frame["se"].iloc[0] > 0


def test_a_coalition_and_its_graph_have_one_interval():
    coalition = leco.datasets.simulated()["Simulated stable"]
    own = leco.process_interval("transitivity", coalition, draws=20, seed=4)
    plain = leco.process_interval("transitivity", coalition.graph(), draws=20, seed=4)
    assert own.drawn.equals(plain.drawn)
    assert own.moment == coalition.snapshot().moment
    assert own.explain("en").startswith("Transitivity")
    assert "not about errors in the data" in own.explain("en")
    assert own.to_dict()["rows"][0]["about"] == "process"


def test_who_is_core_has_a_chance():
    star = leco.core_membership(nx.star_graph(12), draws=40, seed=1).frame
    assert star["chance"].between(0, 1).all()
    assert star["chance"].idxmax() == 0
    assert star.loc[0, "core"] == 1
    blank = leco.core_membership(nx.empty_graph(5), draws=5, seed=1)
    assert blank.frame["chance"].isna().all()
    assert "no_pattern" in {note.code for note in blank.notes}


def early(joined="2020"):
    partners = [{"id": name, "joined": "2019-01-01"} for name in "abde"]
    ties = [{"source": "a", "target": "b", "start": "2019-02-01"},
            {"source": "b", "target": "d", "start": "2019-02-01"}]  # fmt: skip
    return leco.Coalition.from_frames([*partners, {"id": "c", "joined": joined}], ties, name="c",
                                      coalition=[{"observed_until": "2021-12-31"}])  # fmt: skip


def test_coarse_dates_leave_open_what_they_leave_open():
    # c came on one of 366 days, and is there at the end of June on 182 of them: density is 2/10
    # then, else 2/6.
    draws = 200
    found = leco.date_interval("density", early(), at="2020-06-30", draws=draws, process_draws=0,
                               seed=7)  # fmt: skip
    chance = 182 / 366
    expected = chance * 0.2 + (1 - chance) / 3
    sd = (1 / 3 - 0.2) * math.sqrt(chance * (1 - chance))
    row = found.frame.iloc[0]
    assert row["value"] == pytest.approx(expected, abs=4 * sd / math.sqrt(draws))
    assert row["se"] == pytest.approx(sd, rel=0.05)
    assert set(found.drawn.round(3)) == {0.2, 0.333}
    assert found.moment == "2020-06-30"


def test_rubins_rules_put_process_and_dates_together():
    found = leco.date_interval("density", early(), at="2020-06-30", draws=12, process_draws=20,
                               seed=3)  # fmt: skip
    rows = found.frame.set_index("about")
    between = found.drawn.var(ddof=1) * (1 + 1 / 12)
    assert rows.loc["dates", "se"] == pytest.approx(math.sqrt(between))
    assert rows.loc["both", "se"] ** 2 == pytest.approx(
        rows.loc["dates", "se"] ** 2 + rows.loc["process", "se"] ** 2
    )
    assert rows.loc["both", "high"] >= rows.loc["process", "high"]
    fine = leco.date_interval("density", early("2020-03-01"), at="2020-06-30", draws=4,
                              process_draws=10, seed=3)  # fmt: skip
    rows = fine.frame.set_index("about")
    assert rows.loc["dates", "se"] == 0
    assert rows.loc["both", "se"] == pytest.approx(rows.loc["process", "se"])
    assert "dates_weigh_more" not in {note.code for note in fine.notes}


def test_dates_that_weigh_more_than_the_process_are_named():
    found = leco.date_interval(
        "density",
        leco.Coalition.from_frames(
            [{"id": name, "joined": "2019-01-01"} for name in "abcdef"],
            [{"source": one, "target": other, "start": "2020"}
             for one, other in itertools.combinations("abcdef", 2)],
            name="all", coalition=[{"observed_until": "2021"}],
        ), at="2020-06-30", draws=10, process_draws=10, seed=1,
    )  # fmt: skip
    codes = {note.code for note in found.notes}
    assert "dates_drawn" in codes
    weighs = found.frame.set_index("about")["se"]
    assert ("dates_weigh_more" in codes) == (weighs["dates"] > weighs["process"])
    # All are tied to all, which another draw of partners cannot change; of four, or five once c
    # has come, on some day of 2020: 6 ties or 10.
    found = leco.date_interval(
        nx.number_of_edges,
        leco.Coalition.from_frames(
            [*({"id": name, "joined": "2019"} for name in "abde"), {"id": "c", "joined": "2020"}],
            [{"source": one, "target": other} for one, other in itertools.combinations("abcde", 2)],
            name="all", coalition=[{"observed_until": "2021"}],
        ), at="2020-06-30", draws=10, process_draws=5, seed=1,
    )  # fmt: skip
    assert set(found.drawn) == {6, 10}
    weighs = found.frame.set_index("about")["se"]
    assert (weighs["process"], weighs["both"]) == (0, weighs["dates"])
    assert "dates_weigh_more" in {note.code for note in found.notes}


def test_two_draws_are_enough_for_an_interval():
    # By Rubin's rules: the mean of the two, and of their variance one and a half.
    graph = nx.gnp_random_graph(14, 0.3, seed=2)
    nx.set_node_attributes(graph, {who: who % 3 > 0 for who in graph}, "answered")
    dates = leco.date_interval(
        "density", early(), at="2020-06-30", draws=2, process_draws=0, seed=6
    )
    for found in (dates, leco.response_interval("density", graph, draws=2, seed=2)):
        one, other = found.drawn
        assert one != other
        row = found.frame.iloc[0]
        assert row["value"] == pytest.approx((one + other) / 2)
        assert row["se"] == pytest.approx(math.sqrt(1.5 * (one - other) ** 2 / 2))


def test_ties_that_nobody_told_of_lie_between_none_and_all():
    # By hand. Undirected: four partners in a row, both ends silent: the pair of them is open.
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: False, 3: False}, "answered")
    row = leco.response_bounds("density", graph).frame.iloc[0]
    assert (row["value"], row["low"], row["high"]) == pytest.approx((3 / 6, 3 / 6, 4 / 6))
    # Directed: 0 is silent, who may have sent to 2 and 3 too; nobody doubts what others sent.
    directed = nx.DiGraph([(0, 1), (1, 2), (2, 3)])
    nx.set_node_attributes(directed, {0: False}, "answered")
    row = leco.response_bounds("density", directed).frame.iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((3 / 12, 5 / 12))
    # A tie that is open counts once: 0 is tied to two, and with direction to all three.
    for seen, many in ((graph, 2), (directed, 3)):
        net = arrays(seen)
        filled = _ends(net, _unknown(net))[1].adjacency.toarray()
        assert filled.max() == 1
        assert filled[0].sum() == many
    whole = leco.response_bounds("density", nx.path_graph(4)).frame.iloc[0]
    assert whole["low"] == whole["value"] == whole["high"]


def test_every_choice_is_shown():
    karate = nx.karate_club_graph()
    found = leco.multiverse(
        "hill_number:order=1", karate,
        {"order 2": "hill_number:order=2", "without 0": karate.subgraph(range(1, 34))},
        by="club",
    )  # fmt: skip
    values = [float(leco.hill_number(karate, by="club", order=order)) for order in (1, 2)]
    values.append(float(leco.hill_number(karate.subgraph(range(1, 34)), by="club", order=1)))
    assert found.drawn.tolist() == pytest.approx(values)
    row = found.frame.iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((min(values), max(values)))
    assert found.to_dict()["choices"]["order 2"] == pytest.approx(values[1])
    undefined = leco.multiverse("density", karate, {"one": karate.subgraph([0])})
    assert math.isnan(undefined.drawn["one"])
    assert undefined.notes[-1].code == "undefined_choices"


def test_a_track_with_intervals():
    coalition = leco.datasets.simulated()["Simulated stable"]
    measures = ["density", "turnover"]
    found = leco.track(coalition, measures, every="year", interval="process", draws=20, seed=7)
    plain = leco.track(coalition, measures, every="year", seed=7)
    assert found.frame["value"].equals(plain.frame["value"])
    assert plain.frame["low"].isna().all()
    rows = found.frame[found.frame["measure"] == "density"]
    assert (rows["low"] < rows["value"]).all()
    assert (rows["value"] < rows["high"]).all()
    assert found.frame.loc[found.frame["measure"] == "turnover", "low"].isna().all()
    again = leco.track(coalition, "density", every="year", interval="process", draws=20, seed=7)
    assert again.frame["low"].tolist() == rows["low"].tolist()
    assert len(found.plot(column="density").collections) == 1
    plt.close("all")


def coarse(name="coarse", year="2019"):
    return leco.Coalition.from_frames(
        [{"id": "a", "joined": year}, {"id": "b", "joined": year}, {"id": "c", "joined": "2020"}],
        [{"source": "a", "target": "b", "start": year}], name=name,
        coalition=[{"observed_until": "2021"}],
    )  # fmt: skip


def test_a_track_of_what_coarse_dates_leave_open():
    found = leco.track(coarse(), ["density", "turnover"], every=["2020-06-30", "2021-06-30"],
                       interval="dates", draws=30, seed=7)  # fmt: skip
    density = found.frame[found.frame["measure"] == "density"].set_index("moment")
    # Whether c was there in June 2020 is open (1 or 1/3); a year later it is not.
    assert density.loc["2020-06-30", "low"] < density.loc["2020-06-30", "high"] - 0.1
    assert density.loc["2021-06-30", ["low", "high"]].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert found.frame.loc[found.frame["measure"] == "turnover", "low"].isna().all()
    # The interval of the same moment by itself.
    one = leco.date_interval(
        "density", coarse(), at="2020-06-30", draws=30, process_draws=0, seed=7
    )
    assert density.loc["2020-06-30", "low"] == pytest.approx(one.frame["low"].iloc[0])
    assert density.loc["2020-06-30", "high"] == pytest.approx(one.frame["high"].iloc[0])
    assert found.interval == found.to_dict()["interval"] == "dates"
    assert "coarse dates" in found.explain("en")
    assert "ruwe datums" in found.explain("nl")
    parallel = leco.track(coarse(), "density", every=["2020-06-30"], interval="dates", draws=30,
                          seed=7, n_jobs=2)  # fmt: skip
    assert parallel.frame["low"].iloc[0] == density.loc["2020-06-30", "low"]


def test_a_comparison_of_what_coarse_dates_leave_open():
    both = [coarse("one"), coarse("other", year="2018-03-01")]
    found = leco.compare(both, ["density", "betweenness"], interval="dates", draws=10, seed=3)
    own = found.frame[(found.frame["measure"] == "density") & (found.frame["column"] == "value")]
    assert own["low"].notna().all()
    assert (own["low"] <= own["value"]).all()
    assert "coarse dates" in found.explain("en")
    with pytest.raises(leco.LecoError, match="whole coalitions: 'one' is one moment"):
        leco.compare([coarse("one").at("2020"), coarse("other")], "density", interval="dates")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_interval_says_in_words_and_a_figure_what_it_is_about(lang):
    karate = nx.karate_club_graph()
    for found in (
        leco.process_interval("density", karate, draws=5, seed=1),
        leco.response_bounds("density", karate),
        leco.multiverse("density", karate, {"other": nx.path_graph(5)}),
        leco.date_interval("density", early(), at="2020-06-30", draws=3, process_draws=3, seed=1),
    ):
        assert len(found.explain(lang).splitlines()) >= len(found.frame)
        assert len(found.plot(lang=lang).get_yticks()) == len(found.frame)
        assert "density" in repr(found)
        assert "<table" in found._repr_html_()
    plt.close("all")


def test_what_has_no_interval_says_why():
    karate = nx.karate_club_graph()
    with pytest.raises(leco.LecoError, match="core_membership"):
        leco.process_interval("core_periphery", karate)
    with pytest.raises(leco.UndefinedError, match="not defined"):
        leco.process_interval("density", nx.empty_graph(1))
    with pytest.raises(ValueError, match="two draws at least"):
        leco.process_interval("density", karate, draws=1)
    with pytest.raises(ValueError, match="two draws at least"):
        leco.track(early(), "density", every="year", interval="process", draws=1)
    with pytest.raises(ValueError, match="process_draws=1"):
        leco.date_interval("density", early(), process_draws=1)
    for data in (karate, early().at("2020")):
        with pytest.raises(leco.LecoError, match="whole Coalition"):
            leco.date_interval("density", data)
    with pytest.raises(leco.LecoError, match="no dates"):
        leco.date_interval("density", leco.Coalition.from_graph(karate))
    with pytest.raises(leco.LecoError, match="leave out weight"):
        leco.response_bounds("core_fit:weight=weight", karate)
    with pytest.raises(leco.LecoError, match="at least one other choice"):
        leco.multiverse("density", karate, {})
    with pytest.raises(leco.LecoError, match="another name"):
        leco.multiverse("density", karate, {"as asked": karate})


def core_and_rim(rng, n=25):
    """Draw a coalition in which each partner is core with chance 0.2, and ties come by block."""
    core = rng.random(n) < 0.2
    chances = np.array([[0.03, 0.25], [0.25, 0.7]])[np.ix_(core.astype(int), core.astype(int))]
    ties = np.triu(rng.random((n, n)) < chances, 1)
    return nx.from_numpy_array((ties | ties.T).astype(int))


@pytest.mark.slow
def test_nine_in_ten_intervals_hold_the_truth_in_a_coalition_with_a_core():
    # By hand: expected density. Simulated studies of this model gave a coverage of 0.89 to 0.96
    # for density at 25 to 100 partners; a hundred networks tell that to within some 0.06.
    truth = 0.64 * 0.03 + 2 * 0.2 * 0.8 * 0.25 + 0.04 * 0.7
    rng = np.random.default_rng(11)
    held = []
    for seed in range(100):
        row = leco.process_interval("density", core_and_rim(rng), draws=200, seed=seed).frame.iloc[
            0
        ]
        held.append(row["low"] <= truth <= row["high"])
    assert 0.83 <= np.mean(held) <= 0.99
