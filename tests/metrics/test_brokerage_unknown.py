"""Brokerage with ties that are not known, against every way to fill them in."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.conftest import graph_of, reference
from tests.oracles.brokerage import unordered

import leco
from leco.testing import graphs

BROKERAGE = reference("brokerage")


@pytest.mark.parametrize("name", ["karate", "florentine", "rand2", "rand5"])
def test_bounds_equal_the_literal_definition(name):
    # "proposals": every triple tried with the ties listed as unknown (tests/reference).
    entry, proposal = BROKERAGE["graphs"][name], BROKERAGE["proposals"][name]
    by = dict(enumerate(entry["groups"]))
    found = leco.brokerage_bounds(graph_of(entry), by=by, unknown=proposal["unknown_ties"]).frame
    for side, key in (("low", "gf_lower"), ("high", "gf_upper")):
        expected = np.array(proposal[key], dtype=float)
        np.testing.assert_allclose(
            found.filter(like=f"_{side}"), expected if entry["directed"] else unordered(expected)
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
    with pytest.raises(leco.LecoError, match="no partner '7' here"):
        leco.brokerage_bounds(graph, by={0: "x"}, unknown=[(0, "7")])
    with pytest.raises(leco.LecoError, match="pairs"):
        leco.brokerage_bounds(graph, by={0: "x"}, unknown=[(0, 1, 2)])


def test_one_unknown_sector_is_enough_for_a_pair_without_a_role():
    found = leco.brokerage_bounds(nx.path_graph(3), by={0: "a", 1: "a"}).frame.loc[1]
    assert found[["unclassified_low", "unclassified_high"]].tolist() == [1, 1]
