"""Between sectors, with ties not known, through shared activities: by literal definitions."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs, zoo

BROKERAGE = reference("brokerage")
PROPOSED = ["karate", "florentine", "rand2", "rand5"]


def _unordered(ordered):
    halves = np.asarray(ordered, dtype=float) / 2
    return np.c_[
        halves[:, 0], halves[:, 1], halves[:, 2] + halves[:, 3], halves[:, 4], halves[:, 5]
    ]


# --- ties that are not known ---------------------------------------------------------------


@pytest.mark.parametrize("name", PROPOSED)
def test_bounds_equal_the_literal_definition(name):
    # "proposals": every triple tried with the ties listed as unknown (tests/reference).
    entry, proposal = BROKERAGE["graphs"][name], BROKERAGE["proposals"][name]
    by = dict(enumerate(entry["groups"]))
    found = leco.brokerage_bounds(graph_of(entry), by=by, unknown=proposal["unknown_ties"]).frame
    for side, key in (("low", "gf_lower"), ("high", "gf_upper")):
        expected = np.array(proposal[key], dtype=float)
        np.testing.assert_allclose(
            found.filter(like=f"_{side}"), expected if entry["directed"] else _unordered(expected)
        )


@given(graphs(min_partners=3, max_partners=5), st.data())
def test_every_way_to_fill_in_what_is_not_known_lies_within_the_bounds(graph, data):
    pairs = list(
        (itertools.permutations if graph.is_directed() else itertools.combinations)(graph, 2)
    )
    unknown = data.draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    by = {node: "ab"[place % 2] for place, node in enumerate(graph)}
    bounds = leco.brokerage_bounds(graph, by=by, unknown=unknown).frame
    low, high = (bounds.filter(like=side).to_numpy() for side in ("_low", "_high"))
    seen = []
    for there in itertools.product((False, True), repeat=len(unknown)):
        filled = graph.copy()
        filled.remove_edges_from(list(nx.selfloop_edges(filled)))
        filled.remove_edges_from([pair for pair in unknown if filled.has_edge(*pair)])
        filled.add_edges_from(pair for pair, tied in zip(unknown, there, strict=True) if tied)
        seen.append(leco.brokerage_roles(filled, by=by).frame.to_numpy())
    assert (low <= np.min(seen, axis=0) + 1e-9).all()
    assert (np.max(seen, axis=0) <= high + 1e-9).all()
    # Each partner's bounds are reached.
    np.testing.assert_allclose(low, np.min(seen, axis=0), atol=1e-9)
    np.testing.assert_allclose(high, np.max(seen, axis=0), atol=1e-9)


def _survey(**more):
    return leco.Coalition.from_frames(
        [{"id": one, "sector": "care"} for one in "vabc"],
        [{"source": "v", "target": other, "wave": "1", **more} for other in "abc"],
        respondents=[{"wave": "1", "partner": one, "answered": said}
                     for one, said in (("v", "yes"), ("a", "no"), ("b", "no"), ("c", "yes"))],
    )  # fmt: skip


def test_who_did_not_answer_leaves_ties_unknown():
    coalition = _survey()
    assert coalition.silent == {"a", "b"}
    found = leco.brokerage_bounds(coalition, by="sector")
    # By hand: v surely joins a-c and b-c; whether a and b are tied nobody said.
    assert found.frame.loc["v", ["coordinator_low", "coordinator_high"]].tolist() == [2, 3]
    # If a and b are tied, a also stands... between nobody: b and c have v. But b-a-v is closed.
    assert found.frame.loc["a", ["total_low", "total_high"]].tolist() == [0, 0]
    assert any(note.code == "unknown_pairs" and note.values["count"] == 1 for note in found.notes)
    assert leco.brokerage_roles(coalition, by="sector").frame.loc["v", "total"] == 3


def test_with_direction_all_that_a_silent_partner_could_have_named_is_unknown():
    found = leco.brokerage_bounds(_survey(directed="yes"), by="sector")
    # a and b could each have named the three others: six arcs, none on record.
    assert found.notes[-1].values["count"] == 6
    # By hand: v could pass on from a and b to the other of them and to c, and nothing surely.
    assert found.frame.loc["v", ["total_low", "total_high"]].tolist() == [0, 4]


def test_silence_is_that_of_the_moment():
    rows = [{"wave": wave, "partner": one, "answered": said}
            for wave, one, said in (("2020", "a", "no"), ("2020", "b", "yes"),
                                    ("2022", "a", "yes"), ("2022", "b", "no"))]  # fmt: skip
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019"}, {"id": "b", "joined": "2019"}], [], respondents=rows
    )
    assert coalition.at("2020").silent == {"a"}
    assert coalition.at("2021-06").silent == {"a"}
    assert coalition.at("2022").silent == {"b"}
    assert coalition.silent == {"b"}
    assert coalition.at("2019-06").silent == frozenset()


def test_a_graph_says_who_did_not_answer():
    graph = nx.star_graph(2)
    nx.set_node_attributes(graph, {1: False, 2: False, 0: True}, "answered")
    found = leco.brokerage_bounds(graph, by=dict.fromkeys(graph, "x")).frame
    assert found.loc[0, ["total_low", "total_high"]].tolist() == [0, 1]
    with pytest.raises(leco.LecoError, match="'7', who is not here"):
        leco.brokerage_bounds(graph, by={0: "x"}, unknown=[(0, "7")])


# --- between sectors -----------------------------------------------------------------------


def _contact(graph, labels, one, other):
    """Whether a tie, an open pair or a partner of both brings two sectors together."""
    for a in graph:
        if {one, other} <= set(labels[a]):
            return True
        for b in graph:
            if a == b or one not in labels[a] or other not in labels[b]:
                continue
            if graph.has_edge(a, b) or any(
                graph.has_edge(a, v) and graph.has_edge(v, b) for v in graph if v not in {a, b}
            ):
                return True
    return False


sectors = st.lists(st.sampled_from("xyz"), max_size=2, unique=True)


@given(graphs(max_partners=7), st.lists(sectors, min_size=7, max_size=7))
def test_sector_brokers_by_brute_force(graph, drawn):
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    labels = {node: tuple(one) for node, one in zip(graph, drawn, strict=False)}
    found = leco.sector_brokers(graph, by=labels).frame
    expected = {}
    nodes = sorted(graph, key=list(graph).index)
    pairs = (itertools.permutations if graph.is_directed() else itertools.combinations)(nodes, 2)
    for a, b in pairs:
        if graph.has_edge(a, b):
            continue
        between = [v for v in graph if v not in {a, b}
                   and graph.has_edge(a, v) and graph.has_edge(v, b)]  # fmt: skip
        for one, other in itertools.product(labels[a], labels[b]):
            key = (one, other) if graph.is_directed() else tuple(sorted((one, other)))
            part = 1 / (len(labels[a]) * len(labels[b]))
            for v in between:
                row = expected.setdefault((*key, v), np.zeros(3))
                row += part * np.array([1, 1 / len(between), len(between) == 1])
    assert set(found.index) == set(expected)
    for (one, other, v), row in expected.items():
        values = found.loc[(one, other, v)]
        np.testing.assert_allclose(values[["pairs", "shared_pairs", "sole_pairs"]], row, atol=1e-9)
        left = graph.copy()
        left.remove_node(v)
        lost = one != other and not _contact(left, labels, one, other)
        assert values["contact_lost"] == lost


def test_who_alone_holds_two_sectors_together():
    graph = nx.Graph([("city", "school"), ("city", "club"), ("school", "library")])
    by = {"city": "government", "school": "education", "library": "education", "club": "sport"}
    found = leco.sector_brokers(graph, by=by).frame
    assert found.index.tolist() == [
        ("education", "government", "school"), ("education", "sport", "city"),
    ]  # fmt: skip
    # Without the school the library and the city have nobody in common; without the city no
    # education meets sport.
    assert found["contact_lost"].tolist() == [1, 1]
    assert not leco.sector_brokers(nx.path_graph(2), by={0: "a", 1: "b"}).frame.size
    square = nx.Graph([("z", "b"), ("z", "a"), ("y", "b"), ("y", "a")])
    order = leco.sector_brokers(square, by=dict.fromkeys(square, "x")).frame.index
    assert [broker for _, _, broker in order] == list(square), "brokers in the order of the caller"


def test_one_unknown_sector_is_enough_for_a_pair_without_a_role():
    found = leco.brokerage_bounds(nx.path_graph(3), by={0: "a", 1: "a"}).frame.loc[1]
    assert found[["unclassified_low", "unclassified_high"]].tolist() == [1, 1]


# --- through shared activities -------------------------------------------------------------


def test_davis_by_the_literal_definition():
    # "proposals" davis_two_mode: 18 women, 14 events, pairs and chains (tests/reference).
    proposal = BROKERAGE["proposals"]["davis_two_mode"]
    davis = nx.davis_southern_women_graph()
    women = davis.graph["top"]
    by = dict(zip(women, proposal["groups"], strict=True))
    roles = ["coordinator", "itinerant", "gatekeeper_representative", "liaison"]
    for count in ("pairs", "chains"):
        found = leco.two_mode_roles(davis, by=by, count=count)
        assert found.frame.index.tolist() == women
        assert found.n == 18
        np.testing.assert_array_equal(found.frame[roles], proposal[count])
        np.testing.assert_array_equal(found.frame["total"], found.frame[roles].sum(axis=1))


def test_participations_of_a_coalition_are_two_mode_without_any_ties():
    coalition = leco.Coalition.from_frames(
        [{"id": one, "sector": sector} for one, sector in (("a", "x"), ("v", "y"), ("b", "x"), ("c", None))],
        participations=[{"partner": one, "activity": activity} for one, activity in
                        (("a", "fair"), ("v", "fair"), ("v", "board"), ("b", "board"), ("c", "board"))],
    )  # fmt: skip
    found = leco.two_mode_roles(coalition, by="sector")
    assert found.frame.loc["v"].to_dict() == {
        "coordinator": 0, "itinerant": 1, "gatekeeper_representative": 0, "liaison": 0,
        "unclassified": 1, "total": 2,
    }  # fmt: skip
    assert found.frame.drop(index="v").to_numpy().sum() == 0
    with pytest.raises(leco.UnsupportedGraphError, match="participations"):
        leco.two_mode_roles(nx.path_graph(3), by={0: "x"})
    with pytest.raises(ValueError, match="chains"):
        leco.two_mode_roles(coalition, by="sector", count="all")


def test_roles_through_activities_are_those_of_the_ties_they_make():
    graph = zoo()["two_mode"]
    partners = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    ties = nx.bipartite.projected_graph(graph, partners)
    found = leco.two_mode_roles(graph, by="sector").frame
    expected = leco.brokerage_roles(ties, by="sector").frame
    np.testing.assert_allclose(found.to_numpy(), expected.loc[found.index].to_numpy())
    assert found["total"].sum() > 0


@pytest.mark.parametrize("kind", [int, float, bool, np.int64, np.float64])
def test_the_two_modes_however_their_numbers_are_kept(kind):
    graph = nx.Graph([("a", "X"), ("v", "X"), ("v", "Y"), ("b", "Y")])
    for node, facts in graph.nodes(data=True):
        facts["bipartite"] = kind(node.isupper())
    found = leco.two_mode_roles(graph, by=dict.fromkeys("abv", "s")).frame
    assert found["total"].to_dict() == {"a": 0, "v": 1, "b": 0}
    graph.nodes["a"]["bipartite"] = None
    with pytest.raises(leco.UnsupportedGraphError, match="bipartite"):
        leco.two_mode_roles(graph, by=dict.fromkeys("abv", "s"))
    with pytest.raises(leco.LecoError, match="pairs"):
        leco.brokerage_bounds(graph, by=dict.fromkeys("abv", "s"), unknown=[("a", "v", "b")])
