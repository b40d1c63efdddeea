"""Kinds of ties upon one another: by hand, pair by pair, and in Padgett's families."""

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import leco
from leco.testing import coalitions

# Six partners. Pairs by kind: trust ab bc ca cd; information ab bc ca de; unknown ef, ab.
TIES = [
    ("a", "b", "trust"), ("b", "c", "trust"), ("c", "a", "trust"), ("c", "d", "trust"),
    ("b", "a", "information"), ("b", "c", "information"), ("a", "c", "information"),
    ("d", "e", "information"), ("e", "f", None), ("a", "b", None), ("f", "f", "trust"),
]  # fmt: skip


def _coalition(ties=TIES, partners="abcdef", **more):
    rows = [{"source": one, "target": other, "kind": kind, **more} for one, other, kind in ties]
    return leco.Coalition.from_frames([{"id": one} for one in partners], rows)


def _multigraph():
    graph = nx.MultiGraph()
    graph.add_nodes_from("abcdef")
    for one, other, kind in TIES:
        graph.add_edge(one, other, **({} if kind is None else {"kind": kind}))
    return graph


DOORS = {
    "coalition": _coalition,
    "directed coalition": lambda: _coalition(directed=True),
    "graph with kinds": lambda: _coalition().graph(),
    "directed graph with kinds": lambda: _coalition(directed=True).graph(),
    "every tie": lambda: _coalition().graph(combine=None),
    "multigraph": _multigraph,
    "coalition of a multigraph": lambda: leco.Coalition.from_graph(_multigraph()),
}


@pytest.mark.parametrize("door", DOORS)
def test_by_hand_through_every_door(door):
    data = DOORS[door]()
    found = leco.multiplexity(data)
    # Known pairs: ab bc ca (two kinds each), cd, de. Left out: ef.
    assert float(found) == pytest.approx(3 / 5)
    assert found.parts["tied_pairs"] == 5
    assert found.parts["mean_kinds"] == pytest.approx(8 / 5)
    # Of 15 pairs 4 and 4 are tied: independent, 4/15 * 4/15 of them by both.
    both = (4 / 15) ** 2
    assert found.parts["expected"] == pytest.approx(both / (8 / 15 - both))
    unknown = [note for note in found.notes if note.code == "kinds_unknown"]
    assert "1 tied pair" in str(unknown[0])
    overlap = leco.kind_overlap(data).frame
    assert overlap.index.tolist() == [("information", "trust")]
    row = overlap.iloc[0]
    assert row[["ties_one", "ties_other", "both"]].tolist() == [4, 4, 3]
    assert row["expected"] == pytest.approx(16 / 15)
    assert row["jaccard"] == pytest.approx(3 / 5)
    # phi of the table 3 1 1 10.
    assert row["correlation"] == pytest.approx((3 * 10 - 1 * 1) / (4 * 11))
    cliques = leco.clique_overlap(data).frame.iloc[0]
    assert cliques.to_dict() == {
        "cliques_one": 1, "cliques_other": 1, "members_one": 3, "members_other": 3,
        "overlapping_one": 0, "overlapping_other": 0, "members_both": 3, "share_both": 0.5,
        "jaccard": 1,
    }  # fmt: skip


def test_kinds_go_with_the_selection_and_the_moment():
    ties = [("a", "b", "trust"), ("a", "b", "information"), ("b", "c", "trust")]
    coalition = _coalition(ties)
    assert float(leco.multiplexity(coalition)) == 0.5
    found = leco.multiplexity(coalition.select(kind="trust"))
    assert math.isnan(float(found))
    assert found.notes[-1].code == "one_kind"
    dated = _coalition(ties).tables["ties"].assign(start=["2020", "2021", "2020"])
    dated = leco.Coalition.from_frames([{"id": one} for one in "abc"], dated)
    assert math.isnan(float(leco.multiplexity(dated.at("2020-12-31"))))
    assert float(leco.multiplexity(dated.at("2021-12-31"))) == 0.5


def test_several_kinds_in_one_cell_are_several_kinds():
    graph = nx.Graph()
    graph.add_edge(1, 2, kind="trust; information")
    graph.add_edge(2, 3, kinds=("trust",))
    graph.add_edge(3, 4, kind=math.nan)
    assert float(leco.multiplexity(graph)) == 0.5


@pytest.mark.parametrize("name", ["multiplexity", "kind_overlap", "clique_overlap"])
def test_without_kinds_nothing_is_known(name):
    function = leco.measures()[name].function
    for graph, code in ((nx.path_graph(4), "no_kinds"), (nx.empty_graph(3), "no_ties")):
        found = function(graph)
        assert [value for _, _, value in found.values() if not math.isnan(value)] == []
        assert found.notes[-1].code == code
    loop = nx.Graph()
    loop.add_edge(1, 1, kind="trust")
    assert function(loop).notes[-1].code == "no_ties"


@pytest.mark.parametrize("gone", "abcdef")
def test_kinds_go_with_the_partners_that_are_kept(gone):
    from leco.graph.arrays import arrays

    net = arrays(_coalition())
    fewer = net.among(np.flatnonzero(np.array(net.nodes) != gone))
    for name in ("multiplexity", "kind_overlap", "clique_overlap"):
        function = leco.measures()[name].function
        expected = list(function(_coalition().without(gone)).values())
        found = list(function(fewer).values())
        assert [one[:2] for one in found] == [one[:2] for one in expected]
        for (*_, one), (*_, other) in zip(found, expected, strict=True):
            assert one == pytest.approx(other, nan_ok=True)


def test_redrawn_ties_have_no_kinds():
    from leco.graph.arrays import arrays

    net = arrays(_coalition())
    assert set(net.kinds.layers) == {"information", "trust"}
    rows, columns, _ = net.tie_list()
    assert net.with_ties(rows, columns).kinds is None


@given(coalitions(max_partners=6))
def test_by_going_through_pairs(coalition):
    now = coalition.snapshot()
    kinds = {}
    for tie in now.ties.to_dict("records"):
        if tie["source"] != tie["target"]:
            kinds.setdefault(tie["kind"], set()).add(frozenset((tie["source"], tie["target"])))
    pairs = [frozenset(pair) for pair in combinations(now.partners["id"], 2)]
    count = [sum(pair in own for own in kinds.values()) for pair in pairs]
    for data in (coalition, coalition.graph(), coalition.graph(combine=None)):
        found = leco.multiplexity(data)
        if not kinds:
            assert math.isnan(found.value)
            continue
        tied = [one for one in count if one]
        several = np.mean([one > 1 for one in tied]) if len(kinds) > 1 else math.nan
        assert float(found) == pytest.approx(several, nan_ok=True)
        assert found.parts["mean_kinds"] == pytest.approx(np.mean(tied))
        overlap = leco.kind_overlap(data).frame
        assert overlap.index.tolist() == list(combinations(sorted(kinds), 2))
        cliques = leco.clique_overlap(data).frame
        for one, other in overlap.index:
            a, b = kinds[one], kinds[other]
            row = overlap.loc[(one, other)]
            assert row["jaccard"] == pytest.approx(len(a & b) / len(a | b))
            assert row["expected"] == pytest.approx(len(a) * len(b) / len(pairs))
            table = np.array([[pair in a for pair in pairs], [pair in b for pair in pairs]])
            if table.all(axis=1).any():
                assert math.isnan(row["correlation"])
            else:
                assert row["correlation"] == pytest.approx(np.corrcoef(table)[0, 1], abs=1e-9)
            members = []
            for place, own in enumerate((a, b)):
                graph = nx.Graph(tuple(pair) for pair in own)
                large = [clique for clique in nx.find_cliques(graph) if len(clique) > 2]
                members.append({partner for clique in large for partner in clique})
                assert cliques.loc[(one, other)].iloc[place] == len(large)
            both, either = members[0] & members[1], members[0] | members[1]
            assert cliques.loc[(one, other), "members_both"] == len(both)
            if either:
                assert cliques.loc[(one, other), "jaccard"] == len(both) / len(either)
            else:
                assert math.isnan(cliques.loc[(one, other), "jaccard"])
        if len(kinds) == 2:
            share = [len(own) / len(pairs) for own in kinds.values()]
            both = share[0] * share[1]
            assert found.parts["expected"] == pytest.approx(both / (sum(share) - both))


def test_too_many_cliques_are_not_counted(monkeypatch):
    from leco.metrics import multiplexity

    monkeypatch.setattr(multiplexity, "CLIQUES_MOST", 3)
    graph = nx.MultiGraph()
    graph.add_edges_from(nx.complete_multipartite_graph(2, 2, 2).edges, kind="trust")
    graph.add_edges_from(nx.complete_graph(3).edges, kind="information")
    found = leco.clique_overlap(graph)
    row = found.frame.iloc[0]  # eight cliques of trust, all partners in them
    assert row["cliques_one"] == 1
    assert math.isnan(row["cliques_other"])
    assert math.isnan(row["overlapping_other"])
    assert row[["members_other", "members_both", "jaccard"]].tolist() == [6, 3, 0.5]
    assert found.notes[-1].code == "too_many_cliques"


def test_a_table_of_pairs_can_be_said_and_saved():
    for measure in (leco.kind_overlap, leco.clique_overlap):
        found = measure(_coalition())
        assert found.to_dict()["rows"][0]["key"] == ["information", "trust"]
        assert isinstance(found.frame.index, pd.MultiIndex)
        assert "informatie – vertrouwen" in found.explain("nl")
