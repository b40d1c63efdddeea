"""test(): exact distributions, honest p, the same draws for the same seed."""

import functools
import itertools
import math
from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from tests.conftest import reference

import leco
from leco.graph.arrays import arrays
from leco.kernels import nulls
from leco.kernels.rewiring import rewired

TEMPORAL = reference("temporal_inference")
U6 = nx.from_numpy_array(np.array(TEMPORAL["data"]["U6"]["A"]))


def test_all_graphs_of_a_size_are_tried_when_few():
    # All 6,435 graphs with 6 partners and 7 ties, enumerated in R (tests/reference).
    expected = TEMPORAL["cug"]["U6_exact_given_edges"]
    found = leco.test("degree_centralisation", U6, null="size")
    assert found.exact
    assert len(found.draws) == expected["n_graphs"]
    assert found.observed == pytest.approx(expected["degree_centralization"]["obs"])
    assert found.expected == pytest.approx(expected["degree_centralization"]["mean"])
    two_sided = 2 * expected["degree_centralization"]["p_le"]
    assert found.p == pytest.approx(min(1, two_sided))


def test_a_function_of_your_own():
    expected = TEMPORAL["cug"]["U6_exact_given_edges"]["gtrans"]
    found = leco.test(nx.transitivity, U6, null="size")
    assert (found.observed, found.expected) == pytest.approx((expected["obs"], expected["mean"]))
    assert found.p == pytest.approx(2 * expected["p_ge"])


def test_labels_are_tried_in_every_way_when_few():
    graph = nx.Graph([(0, 1), (1, 2), (2, 3), (0, 2), (4, 0)])
    by = dict(enumerate("aabbc"))
    ways = {tuple(one) for one in itertools.permutations("aabbc")}
    expected = [float(leco.ei_index(graph, by=dict(enumerate(one)))) for one in ways]
    found = leco.test("ei_index", graph, by=by, null="labels")
    assert found.exact
    assert len(found.draws) == len(ways) == 30
    assert found.expected == pytest.approx(np.mean(expected))
    assert found.expected == pytest.approx(leco.ei_index(graph, by=by).parts["expected"])
    above = np.mean([one >= found.observed - 1e-9 for one in expected])
    below = np.mean([one <= found.observed + 1e-9 for one in expected])
    assert found.p == pytest.approx(min(1, 2 * min(above, below)))


def test_within_strata_labels_stay_in_their_stratum():
    # Two sites of three partners, labels a a b and b b c: 3 ways times 3 ways.
    graph = nx.complete_graph(6)
    nx.set_node_attributes(graph, dict(enumerate("xxxyyy")), "site")
    nx.set_node_attributes(graph, dict(enumerate("aabbbc")), "sector")
    found = leco.test("bridging_ratio", graph, by="sector", null="labels", within="site")
    assert len(found.draws) == 9
    with pytest.raises(leco.MissingAttributeError, match="site"):
        leco.test("bridging_ratio", graph, by="sector", null="labels", within="sit")


def test_degrees_are_kept_and_every_graph_is_about_equally_likely():
    # All 36 graphs with degrees 3 2 2 2 2 1 (tests/reference); 1,800 draws, chi-square with
    # 35 degrees of freedom stays below its 99.9 % point 66.6 for this seed.
    entry = TEMPORAL["null_models"]["degree_preserving_exact"]
    net = arrays(nx.Graph(entry["graphs"][0]))
    rng, seen = np.random.default_rng(3), Counter()
    for _ in range(1800):
        drawn, _ = rewired(net, rng)
        rows, columns, _ = drawn.tie_list()
        assert drawn.adjacency.sum(axis=1).tolist() == entry["degree"]
        seen[tuple(sorted(zip(rows.tolist(), columns.tolist(), strict=True)))] += 1
    assert len(seen) == entry["n_graphs"] == 36
    chi = sum((count - 50) ** 2 / 50 for count in seen.values())
    assert chi < 66.6


def test_directed_degrees_are_kept_both_ways():
    graph = nx.gnp_random_graph(12, 0.3, seed=2, directed=True)
    net = arrays(graph)
    drawn, _ = rewired(net, np.random.default_rng(1))
    for axis in (0, 1):
        np.testing.assert_array_equal(drawn.adjacency.sum(axis), net.adjacency.sum(axis))
    assert drawn.adjacency.diagonal().sum() == 0
    assert (drawn.adjacency != net.adjacency).nnz > 0


@pytest.mark.parametrize("directed", [False, True])
def test_every_pair_has_its_number(directed):
    n = 7
    pairs = n * (n - 1) // (1 if directed else 2)
    rows, columns = nulls._pair(np.arange(pairs), n, directed)
    found = list(zip(rows.tolist(), columns.tolist(), strict=True))
    expected = (itertools.permutations if directed else itertools.combinations)(range(n), 2)
    assert found == list(expected)


def test_p_is_never_zero_and_counts_the_observed():
    found = leco.test("bridging_ratio", nx.karate_club_graph(), by="club", null="labels",
                      draws=99, seed=1)  # fmt: skip
    assert not found.exact
    assert found.p == pytest.approx(2 / 100)  # no draw as low as 0.27: (0 + 1) / (99 + 1), doubled
    assert found.ratio == pytest.approx(found.observed / found.expected)
    assert found.expected == pytest.approx(1.0, abs=0.05)


def test_the_same_seed_gives_the_same_whatever_the_workers_and_the_order():
    graph = nx.karate_club_graph()
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    shuffled.add_edges_from(reversed(list(graph.edges)))
    results = [
        leco.test("ei_index", one, by="club", null=null, draws=20, seed=5, n_jobs=jobs).draws
        for null in ("labels", "size", "degree")
        for one, jobs in ((graph, 1), (shuffled, 1), (graph, 2))
    ]
    for same in (results[0:3], results[3:6], results[6:9]):
        np.testing.assert_array_equal(same[0], same[1])
        np.testing.assert_array_equal(same[0], same[2])
    assert (results[0] != results[3]).any()


def test_scores_are_tested_for_every_partner_and_column():
    found = leco.test("brokerage_roles", nx.karate_club_graph(), by="club", null="degree",
                      draws=19, seed=1)  # fmt: skip
    assert (0, "gatekeeper_representative") in found.frame.index
    assert len(found.frame) == 34 * 5
    assert found.frame["p"].dropna().between(0, 1).all()
    assert isinstance(found.p, pd.Series)


def test_totals_do_not_move_when_labels_do():
    found = leco.test("brokerage_roles", nx.karate_club_graph(), by="club", null="labels",
                      draws=19, seed=1)  # fmt: skip
    totals = found.frame[[column == "total" for _, column in found.frame.index]]
    np.testing.assert_array_equal(totals["observed"], totals["expected"])
    assert totals["z"].isna().all()


def test_a_partial_and_a_name_with_parameters_are_the_same():
    graph = nx.karate_club_graph()
    partial = functools.partial(leco.core_periphery, mixed_block=0.5)
    by_name = leco.test("core_periphery:mixed_block=0.5", graph, null="size", draws=9, seed=1)
    by_partial = leco.test(partial, graph, null="size", draws=9, seed=1)
    assert by_name.measure == by_partial.measure == "core_periphery:mixed_block=0.5"
    np.testing.assert_array_equal(by_name.draws, by_partial.draws)


def test_what_makes_no_sense_is_refused():
    graph = nx.karate_club_graph()
    europe = leco.datasets.europe().at("1990")
    cases = [
        (leco.UndefinedError, lambda: leco.test("density", nx.empty_graph(1), null="size")),
        (leco.UnsupportedGraphError, lambda: leco.test("density", europe, null="size")),
        (leco.UnsupportedGraphError, lambda: leco.test("density", graph, null="reattach")),
        (leco.LecoError, lambda: leco.test("density", graph, null="labels")),
        (leco.LecoError, lambda: leco.test("ei_index", graph, null="size")),
        (ValueError, lambda: leco.test("density", graph, null="luck")),
        (ValueError, lambda: leco.test("density", graph, null="size", draws=0)),
        (ValueError, lambda: leco.test("density", graph, null="size", within="club")),
        (ValueError, lambda: leco.test("constraint", graph, weight="weight", null="size")),
    ]
    for error, call in cases:
        with pytest.raises(error):
            call()


def test_words_and_json():
    found = leco.test(
        "ei_index", nx.karate_club_graph(), by="club", null="labels", draws=99, seed=1
    )
    assert "lager dan" in found.explain("nl")
    assert "below what chance" in found.explain("en")
    held = found.to_dict()
    assert held["schema_version"] == 1
    assert held["rows"][0]["p"] == pytest.approx(found.p)
    assert found.interval[0] <= found.expected <= found.interval[1]


def _grown(seed, newcomers=55, start=10):
    """Grow a coalition from 10 to 65 partners: each newcomer makes three ties, with anyone."""
    rng = np.random.default_rng(seed)
    partners = [{"id": f"p{i:02d}", "joined": "2010-01-01", "left": ".."} for i in range(start)]
    ties = []
    for one, other in itertools.combinations(range(start), 2):
        if rng.random() < 6 / (start - 1):
            ties.append((one, other, "2010-01-01"))
    for place in range(newcomers):
        year, month = divmod(place + 1, 12)
        day = f"{2010 + year}-{month + 1:02d}-15"
        partners.append({"id": f"p{start + place:02d}", "joined": day, "left": ".."})
        for other in rng.choice(start + place, size=3, replace=False):
            ties.append((start + place, int(other), day))
    rows = [{"source": partners[one]["id"], "target": partners[other]["id"], "start": day, "end": ".."}
            for one, other, day in ties]  # fmt: skip
    return leco.Coalition.from_frames(partners, rows, name=f"world {seed}")


def test_reattach_keeps_who_entered_and_how_many_ties_formed_when():
    world = _grown(1, newcomers=20)
    seen = []
    leco.test(lambda graph: seen.append(graph) or 0.0, world, null="reattach", draws=3, seed=1)
    from leco.inference.chances import grown_again

    drawn = grown_again(world, np.random.default_rng(1)).data
    ties, other = world.ties, drawn.ties
    assert sorted(other["start"]) == sorted(ties["start"])
    joined = world.partners.set_index("id")["joined"]
    for frame in (ties, other):
        newcomers = (joined[frame["source"]].to_numpy() == frame["start"].to_numpy()) | (
            joined[frame["target"]].to_numpy() == frame["start"].to_numpy()
        )
        assert newcomers.all()
    pairs = [frozenset(pair) for pair in zip(other["source"], other["target"], strict=True)]
    assert len(set(pairs)) == len(pairs), "no pair is tied twice"
    assert set(pairs) != {
        frozenset(pair) for pair in zip(ties["source"], ties["target"], strict=True)
    }
    assert len(seen) == 4


@pytest.mark.slow
def test_growth_alone_makes_the_core_share_fall_and_reattach_is_not_fooled():
    # In such worlds a plain trend test cries wolf every time: the share falls by growth alone.
    fooled, falls = 0, 0
    for seed in range(10):
        world = _grown(seed)
        shares = leco.track(world, "core_share", every="year").frame["value"]
        falls += shares.iloc[-1] < shares.iloc[0]
        found = leco.test("core_share", world, null="reattach", draws=99, seed=seed)
        fooled += found.p < 0.05
    assert falls >= 9
    assert fooled <= 2


def test_undefined_draws_are_left_out_and_counted():
    # A path of three: half of the graphs with two ties leave one partner without any.
    graph = nx.Graph([(0, 1), (2, 3)])
    nx.set_node_attributes(graph, dict(enumerate("abcd")), "sector")
    values = iter([1.0, *[math.nan, 2.0] * 50])
    found = leco.test(lambda _: next(values), graph, null="size", draws=99, seed=1)
    assert found.notes[0].code == "undefined_draws"
    assert found.frame["expected"].iloc[0] == 2.0
