"""The very pairs behind a count of roles, as rows and in words."""

import itertools

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import leco
from leco.testing import graphs

sectors = st.lists(st.sampled_from(["care", "youth"]), max_size=2, unique=True)


@given(graphs(max_partners=7), st.lists(sectors, min_size=7, max_size=7))
def test_the_pairs_of_a_partner_add_up_to_its_counts(graph, drawn):
    by = dict(zip(graph, drawn, strict=False))
    found = leco.brokerage_roles(graph, by=by)
    for node in graph:
        pairs = found.pairs(node)
        sums = pairs.groupby("role")["part"].sum()
        for role in found.frame.columns.drop("total"):
            assert sums.get(role, 0.0) == pytest.approx(found.frame.loc[node, role], abs=1e-9)
        distinct = pairs.drop_duplicates(["first", "last"])
        assert len(distinct) == found.frame.loc[node, "total"]
        for row in distinct.itertuples():
            assert not graph.has_edge(row.first, row.last)
            assert row.between == sum(
                graph.has_edge(row.first, v) and graph.has_edge(v, row.last)
                for v in graph if v not in {row.first, row.last}
            )  # fmt: skip


def test_pairs_and_their_roles_with_and_without_direction():
    # By hand: the contact of the broker's own sector is the last by id, and reaches the first.
    by = {"a": "care", "v": "youth", "z": "youth"}
    there = leco.brokerage_roles(nx.DiGraph([("z", "v"), ("v", "a")]), by=by).pairs("v")
    assert there.to_numpy().tolist() == [["z", "a", "representative", 1.0, 1]]
    plain = leco.brokerage_roles(nx.Graph([("z", "v"), ("v", "a")]), by=by).pairs("v")
    assert plain.to_numpy().tolist() == [["a", "z", "gatekeeper_representative", 1.0, 1]]


@pytest.fixture
def coalition():
    return leco.Coalition.from_frames(
        [{"id": "city", "name": "Stad Genk", "sector": "local government"},
         {"id": "school", "sector": "education"}, {"id": "club", "sector": "sport"},
         {"id": "library", "sector": "education"}, {"id": "hub", "sector": None}],
        [{"source": "city", "target": one} for one in ("school", "club", "library", "hub")]
        + [{"source": "library", "target": "school"}, {"source": "hub", "target": "club"}],
        name="Genk",
    )  # fmt: skip


def test_said_in_english(coalition):
    found = leco.brokerage_roles(coalition, by="sector")
    assert found.explain("en", partner="city").splitlines() == [
        (
            "Stad Genk stands between 4 pairs of partners without a tie of their own; "
            "meeting in nobody else: 4."
        ),
        "liaison (2): club (sport) – library (education); club (sport) – school (education).",
        "no role (a sector is not known) (2): hub – library (education); hub – school (education).",
        "1 partner without a value for sector left out",
    ]
    assert found.explain("en", partner="school").startswith("school stands between no two partners")


def test_said_in_dutch_with_direction_and_no_more_than_ten(coalition):
    said = leco.brokerage_roles(coalition, by="sector").explain("nl", partner="city")
    assert "Stad Genk staat tussen 4 paren partners" in said
    assert "verbinder (2): club (sport) – library (onderwijs)" in said
    graph = nx.DiGraph(
        [(f"a{one}", "v") for one in range(4)] + [("v", f"b{one}") for one in range(3)]
    )
    said = leco.brokerage_roles(graph, by=dict.fromkeys(graph, "sport")).explain("nl", partner="v")
    assert "coördinator (12): a0 (sport) → b0 (sport);" in said
    assert said.endswith("; en nog 2.")
    assert said.count("→") == 10


def test_who_is_not_here_and_ties_that_are_not_known(coalition):
    found = leco.brokerage_roles(coalition, by="sector")
    with pytest.raises(leco.LecoError, match="did you mean 'school'"):
        found.pairs("shool")
    with pytest.raises(leco.LecoError, match="no partner 'x'"):
        found.explain(partner="x")
    unknown = leco.Coalition.from_frames(pd.DataFrame({"id": ["a"], "sector": ["x"]}))
    said = leco.brokerage_roles(unknown, by="sector").explain("en", partner="a")
    assert said == "not known: there is no record of ties"


def test_without_a_partner_the_answer_explains_itself(coalition):
    found = leco.brokerage_roles(coalition, by="sector")
    assert found.explain("en").startswith("Brokerage roles (brokerage_roles)")
    pairs = found.pairs("city")
    assert list(pairs.columns) == ["first", "last", "role", "part", "between"]
    assert list(found.pairs("school").columns) == list(pairs.columns)
    ends = list(zip(pairs["first"], pairs["last"], strict=True))
    assert ends == sorted(ends, key=lambda pair: [pairs["role"].tolist()[ends.index(pair)], pair])
    assert all(one < other for one, other in itertools.chain(ends))


def test_a_hub_is_listed_a_part_at_a_time(monkeypatch):
    graph = nx.star_graph(12)
    found = leco.brokerage_roles(graph, by={node: "ab"[node % 2] for node in graph})
    whole, said = found.pairs(0), found.explain("en", partner=0)
    monkeypatch.setattr("leco.metrics.broker_pairs.AT_ONCE", 5)
    pd.testing.assert_frame_equal(found.pairs(0), whole)
    assert found.explain("en", partner=0) == said
    assert "between 66 pairs" in said
    assert repr(found).startswith("<brokerage_roles, one row per partner")
