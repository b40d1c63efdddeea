"""How firmly partners are in the core, by leaving out by hand."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

import leco
from leco.testing import graphs


@given(graphs(min_partners=3, max_partners=6, weights=True))
def test_leaving_out_each_partner_is_leaving_it_out_of_the_graph(graph):
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    weight = "weight" if graph.number_of_edges() else None
    found = leco.core_sensitivity(graph, weight=weight, draws=3).frame
    whole = leco.core_periphery(graph, weight=weight).coreness
    if whole.isna().all():
        assert found.isna().all().all()
        return
    np.testing.assert_allclose(found["coreness"], whole)
    seen = {node: [] for node in graph}
    for left in graph:
        rest = graph.subgraph([node for node in graph if node != left])
        again = leco.core_periphery(
            rest, weight=weight if rest.number_of_edges() else None
        ).coreness
        if again.isna().all():
            assert np.isnan(found.loc[left, "moved"])
            continue
        assert found.loc[left, "moved"] == pytest.approx((again - whole[again.index]).abs().mean())
        for node, value in again.items():
            seen[node].append(value)
    for node, values in seen.items():
        expected = np.mean(values) if values else np.nan
        assert found.loc[node, "without_partners"] == pytest.approx(expected, nan_ok=True)


def test_a_clear_core_stays_and_a_chance_one_does_not():
    # Five core partners tied to each other and to all of fifteen others.
    graph = nx.complete_graph(5)
    graph.add_edges_from((core, other) for core in range(5) for other in range(5, 20))
    found = leco.core_sensitivity(graph, seed=1, draws=200).frame
    assert (found.loc[:4, ["without_partners", "without_ties"]] > 0.99).all().all()
    assert (found.loc[5:, ["without_partners", "without_ties"]] < 0.01).all().all()
    # Of ties anywhere the core of three is one of chance: a tenth of them decides for two.
    even = leco.core_sensitivity(nx.gnm_random_graph(20, 40, seed=2), seed=1, draws=200).frame
    inside = even["without_ties"][even["coreness"] == 1]
    assert (inside < 0.8).sum() == 2


def test_the_same_seed_gives_the_same_and_shares_that_cannot_be():
    karate = nx.karate_club_graph()
    one, two = (leco.core_sensitivity(karate, seed=1, draws=20).frame for _ in range(2))
    assert one.equals(two)
    assert not one.equals(leco.core_sensitivity(karate, seed=2, draws=20).frame)
    for wrong in ({"share": 0}, {"share": 1}, {"draws": 0}):
        with pytest.raises(ValueError, match="share"):
            leco.core_sensitivity(karate, **wrong)
