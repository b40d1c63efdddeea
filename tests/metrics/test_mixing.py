"""Mixing against netseg, closed forms, and every way to hand out the labels."""

import itertools
import math
import tracemalloc
from functools import partial

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs

SEGREGATION = reference("diversity_integration")["segregation"]
GRAPHS = [name for name, entry in SEGREGATION.items() if "edges_1based" in entry]
# A ring of four with a tail, of three sectors; and the same one way. It is made of the edges, so its
# nodes stand in another order (0, 1, 3, 4, 2, 5): labels go by name here, never by place.
SIX = nx.Graph([(0, 1), (1, 2), (2, 3), (3, 0), (4, 0)])
SIX.add_node(5)
ONE_WAY = nx.DiGraph(SIX.edges)
ONE_WAY.add_node(5)


@pytest.mark.parametrize("name", GRAPHS)
def test_ei_and_freeman_equal_netseg(name):
    # R netseg 1.0-4 and Python netseg 0.1.8, tests/reference.
    entry = SEGREGATION[name]
    graph = graph_of(entry, "edges_1based", first=1)
    by = dict(enumerate(entry["group"], 1))
    assert float(leco.ei_index(graph, by=by)) == pytest.approx(entry["expected"]["ei"], abs=1e-9)
    if "freeman" in entry["expected"]:
        rho = float(leco.bridging_ratio(graph, by=by))
        assert 1 - rho == pytest.approx(entry["expected"]["freeman"], abs=1e-9)


def test_what_chance_gives_for_ei_by_group_sizes():
    # Sizes 5, 4, 3: (47 - 19) / 66 pairs, tests/reference.
    entry = SEGREGATION["_ei_expected_by_group_sizes"]
    by = dict(enumerate("a" * 5 + "b" * 4 + "c" * 3))
    graph = nx.cycle_graph(12)
    found = leco.ei_index(graph, by=by).parts["expected"]
    assert found == pytest.approx(entry["expected_ei"])


def test_what_chance_gives_for_ei_over_every_way_to_hand_out_several_labels():
    graph = nx.Graph([(0, 1), (1, 2), (2, 3), (0, 2), (4, 0)])
    labels = [("care",), ("care", "youth"), ("care", "youth", "art"), ("art",), ("youth",)]
    found = [
        leco.ei_index(graph, by=dict(enumerate(one))) for one in itertools.permutations(labels)
    ]
    assert np.mean([float(one) for one in found]) == pytest.approx(found[0].parts["expected"])


def test_karate_bridging_ratio():
    entry = SEGREGATION["_bridging_ratio_identities"]["zachary_club"]
    found = leco.bridging_ratio(nx.karate_club_graph(), by="club")
    assert float(found) == pytest.approx(entry["rho_0_1_distance"])
    assert found.parts["across_pairs"] == pytest.approx(entry["D_pair"])


@pytest.mark.parametrize("labels", ["aabbcc", "aaaabc"])
def test_the_mean_over_all_ways_to_hand_out_labels_is_exactly_one(labels):
    graph = nx.Graph([(0, 1), (1, 2), (2, 3), (0, 2), (4, 0)])
    graph.add_node(5)
    found = [
        float(leco.bridging_ratio(graph, by=dict(enumerate(one))))
        for one in set(itertools.permutations(labels))
    ]
    assert np.mean(found) == pytest.approx(1.0)


sets = st.lists(st.sampled_from(["care", "youth", "art"]), max_size=3, unique=True)


@given(graphs(max_partners=7, weights=True), st.lists(sets, min_size=7, max_size=7))
def test_bridging_ratio_by_two_loops(graph, labels):
    by = dict(zip(graph, labels, strict=False))
    known = [node for node in graph if by[node]]

    def distance(one, other):
        a, b = set(by[one]), set(by[other])
        return 1 - len(a & b) / len(a | b)

    ties = [(facts["weight"], distance(one, other))
            for one, other, facts in graph.edges(data=True) if by[one] and by[other]]  # fmt: skip
    pairs = [distance(one, other) for one, other in itertools.combinations(known, 2)]
    weight = "weight" if graph.number_of_edges() else None
    found = float(leco.bridging_ratio(graph, by=by, weight=weight))
    if not ties or not sum(pairs):
        assert np.isnan(found)
        return
    expected = sum(w * d for w, d in ties) / sum(w for w, _ in ties) / np.mean(pairs)
    assert found == pytest.approx(expected)


@given(graphs(weights=True))
def test_ei_by_counting(graph):
    sector = dict(graph.nodes(data="sector"))
    ties = [(one, other, facts["weight"]) for one, other, facts in graph.edges(data=True)
            if sector[one] and sector[other]]  # fmt: skip
    if not any(sector.values()):
        with pytest.raises(leco.MissingAttributeError):
            leco.ei_index(graph, by="sector")
        return
    weight = "weight" if graph.number_of_edges() else None
    found = float(leco.ei_index(graph, by="sector", weight=weight))
    inner = sum(w for one, other, w in ties if sector[one] == sector[other])
    outer = sum(w for one, other, w in ties if sector[one] != sector[other])
    if ties:
        assert found == pytest.approx((outer - inner) / (outer + inner))
    else:
        assert np.isnan(found)


def test_a_missing_label_is_no_group_where_networkx_makes_it_one():
    # karate: 0.718 with all labels; networkx counts None as a group and prints 0.353.
    graph = nx.karate_club_graph()
    for node in range(8):
        del graph.nodes[node]["club"]
    found = leco.ei_index(graph, by="club")
    rest = graph.subgraph(range(8, 34))
    assert found.missing == 8
    assert float(found) == pytest.approx(float(leco.ei_index(rest, by="club")))


# --- the bridging ratio by any difference --------------------------------------------------

SITES = dict(enumerate("xxxyyy"))
NUMBERS = dict(enumerate([1, 2.5, 4, 4, -3, 0]))
FAR = pd.DataFrame(
    [[0, 0.2, 1], [0.2, 0, 0.7], [1, 0.7, 0]], index=list("abc"), columns=list("abc")
)
DIFFERENCES = [
    ("aabbcc", {}),
    ("aabbcc", {"distance": FAR}),
    ("aabbcc", {"coarse": dict(enumerate("uuuuvv"))}),
    (NUMBERS.values(), {"distance": "numbers"}),
    (NUMBERS.values(), {"distance": "squares"}),
]


@pytest.mark.parametrize("graph", [SIX, ONE_WAY])
@pytest.mark.parametrize(("labels", "how"), DIFFERENCES)
def test_the_mean_ratio_over_all_ways_is_exactly_one(graph, labels, how):
    by = dict(enumerate(labels))
    measure = partial(leco.bridging_ratio, **how) if how else leco.bridging_ratio
    found = leco.test(measure, graph, by=by, null="labels")
    assert found.exact
    assert found.expected == pytest.approx(1)
    assert leco.bridging_ratio(graph, by=by, **how).parts["expected"] == 1


def test_squared_differences_give_the_c_of_geary():
    # Place modulo 7 in networkx's order of the karate club, tests/reference.
    entry = SEGREGATION["_bridging_ratio_identities"]["geary"]
    graph = nx.karate_club_graph()
    x = {node: place % 7 for place, node in enumerate(graph)}
    found = float(leco.bridging_ratio(graph, by=x, distance="squares"))
    assert found == pytest.approx(entry["rho"], abs=1e-12)


@given(graphs(max_partners=7, weights=True), st.lists(st.none() | st.integers(-3, 9), min_size=7, max_size=7),
       st.sampled_from(["numbers", "squares"]))  # fmt: skip
def test_numbers_by_two_loops(graph, numbers, distance):
    by = dict(zip(graph, numbers, strict=False))
    known = [node for node in graph if by[node] is not None]

    def apart(one, other):
        return abs(by[one] - by[other]) ** (2 if distance == "squares" else 1)

    ties = [(w, apart(one, other)) for one, other, w in graph.edges(data="weight")
            if one in known and other in known]  # fmt: skip
    pairs = [apart(one, other) for one, other in itertools.combinations(known, 2)]
    weight = "weight" if graph.number_of_edges() else None
    found = leco.bridging_ratio(graph, by=by, distance=distance, weight=weight)
    assert found.missing == len(graph) - len(known)
    if not ties or not sum(pairs):
        assert math.isnan(float(found))
        return
    expected = sum(w * d for w, d in ties) / sum(w for w, _ in ties) / np.mean(pairs)
    assert float(found) == pytest.approx(expected)


few = st.lists(st.sampled_from("abc"), max_size=3, unique=True)


@given(graphs(max_partners=7), st.lists(few, min_size=7, max_size=7))
def test_a_table_of_differences_by_two_loops(graph, labels):
    # Partners with several labels differ by the mean over one label of each.
    by = dict(zip(graph, labels, strict=False))
    known = [node for node in graph if by[node]]

    def apart(one, other):
        return np.mean([FAR.loc[a, b] for a in by[one] for b in by[other]])

    ties = [apart(one, other) for one, other in graph.edges if one in known and other in known]
    pairs = [apart(one, other) for one, other in itertools.combinations(known, 2)]
    found = float(leco.bridging_ratio(graph, by=by, distance=FAR))
    if ties and sum(pairs) > 1e-12:
        assert found == pytest.approx(np.mean(ties) / np.mean(pairs))


def test_two_levels_make_splitting_a_sector_matter_half():
    # By hand: 0-1 share the coarser label (1/2), 1-2 do not (1); pairs 1/2, 1 and 1.
    by, coarse = {0: "school", 1: "library", 2: "bank"}, {0: "u", 1: "u", 2: "v"}
    found = leco.bridging_ratio(nx.path_graph(3), by=by, coarse=coarse)
    assert found.parts["across_ties"] == 0.75
    assert float(found) == pytest.approx(0.75 / (2.5 / 3))
    # With a heading more, 0 is at 1/4 of 1 (the mean of 0 and 1/2), and both still at 1 of 2.
    found = leco.bridging_ratio(
        nx.path_graph(3), by=by | {0: "school;library", 1: "school"}, coarse=coarse
    )
    assert float(found) == pytest.approx((1.25 / 2) / (2.25 / 3))


def test_numbers_that_are_equal_are_alike_whatever_the_rounding():
    by = dict.fromkeys(SIX, 0.1)
    for distance in ("numbers", "squares"):
        found = leco.bridging_ratio(SIX, by=by, distance=distance)
        assert math.isnan(float(found))
        assert found.notes[-1].code == "all_alike"


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"distance": "cubes"}, ValueError, "'numbers', 'squares'"),
        ({"distance": "numbers"}, leco.UnsupportedGraphError, "holds words"),
        ({"distance": "numbers", "coarse": SITES}, ValueError, "one of them"),
        ({"distance": FAR, "coarse": SITES}, ValueError, "one of them"),
        ({"distance": FAR.iloc[:2, :2]}, leco.DataError, "no row"),
    ],
)
def test_a_difference_that_cannot_be_read_says_why(how, error, said):
    with pytest.raises(error, match=said):
        leco.bridging_ratio(SIX, by=dict(enumerate("aabbcc")), **how)


def test_numbers_of_a_coalition_and_in_words():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "staff": 3}, {"id": "b", "staff": 5}, {"id": "c", "staff": None}, {"id": "d", "staff": 12}],
        [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}],
    )  # fmt: skip
    found = leco.bridging_ratio(coalition, by="staff", distance="numbers")
    assert found.missing == 1
    assert float(found) == pytest.approx(2 / ((2 + 9 + 7) / 3))
    shared = leco.compare([coalition], "bridging_ratio:distance=numbers", by="staff", seed=1).frame
    assert shared["value"].iloc[0] == pytest.approx(float(found))


@pytest.mark.slow
def test_a_large_coalition_of_many_labels_is_compared_a_part_at_a_time():
    graph = nx.gnm_random_graph(20_000, 60_000, seed=3)
    by = {node: [f"s{node % 9}", f"t{node % 5}"] for node in graph}
    tracemalloc.start()
    found = float(leco.bridging_ratio(graph, by=by))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == pytest.approx(1, abs=0.02)
    assert peak < 1e9  # all pairs at once would take 3.2


# --- ties of partners with many ties ---------------------------------------------------------


@given(graphs(min_partners=2))
def test_degree_assortativity_by_the_ends_of_every_tie(graph):
    # Newman's sums, written out tie by tie; an undirected tie is read both ways.
    ways = list(graph.edges) if graph.is_directed() else list(graph.to_directed().edges)
    sent = graph.out_degree if graph.is_directed() else graph.degree
    received = graph.in_degree if graph.is_directed() else graph.degree
    x, y = [sent[tail] for tail, _ in ways], [received[head] for _, head in ways]
    found = leco.degree_assortativity(graph)
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert np.isnan(found.value)
        assert found.notes[-1].code == ("ends_alike" if ways else "no_ties")
        return
    m, over = len(ways), sum(a * b for a, b in zip(x, y, strict=True))
    above = m * over - sum(x) * sum(y)
    below = (m * sum(a * a for a in x) - sum(x) ** 2) * (m * sum(b * b for b in y) - sum(y) ** 2)
    assert float(found) == pytest.approx(above / below**0.5, abs=1e-12)
    assert found.parts["at_ends"] == pytest.approx((sum(x) + sum(y)) / (2 * m))


def test_every_tie_of_a_star_joins_many_to_few():
    assert float(leco.degree_assortativity(nx.star_graph(5))) == pytest.approx(-1)
