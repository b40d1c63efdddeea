"""Who stands between which sectors, by brute force and by hand."""

import itertools

import networkx as nx
import numpy as np
from hypothesis import given, strategies as st

import leco
from leco.testing import graphs


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
