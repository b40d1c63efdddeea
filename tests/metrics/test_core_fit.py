"""How well a core fits beside chance, and the declared core beside the computed one."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st

import leco
from leco.testing import graphs

# --- core_fit ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mixed", "expected"), [(0.5, 0.428892), ("counted", 0.431475), ("ignored", 0.543220)]
)
def test_the_fit_of_karate(mixed, expected):
    # All 2^34 subsets; tests/reference has every digit.
    found = leco.core_fit(nx.karate_club_graph(), mixed_block=mixed)
    assert found.value == pytest.approx(expected, abs=1e-6)
    assert [note.code for note in found.notes] == ([] if mixed == 0.5 else ["not_certified"])
    assert found.parts["core_size"] == (9 if mixed == "ignored" else 5)
    assert found.parts["optima"] == 1


@given(graphs(min_partners=2), st.sampled_from([0.5, 0.25, "counted", "ignored"]))
def test_it_is_the_fit_of_core_periphery(graph, mixed):
    found = leco.core_fit(graph, mixed_block=mixed)
    expected = leco.core_periphery(graph, mixed_block=mixed)
    assert found.value == pytest.approx(expected.fit, nan_ok=True)
    if not math.isnan(found.value):
        assert found.parts["optima"] == expected.n_optima


def test_chance_searches_the_best_core_anew():
    # A planted core stands out; ties anywhere do not, though their best core fits as well.
    graph = nx.complete_graph(5)
    graph.add_edges_from((other % 5, other) for other in range(5, 25))
    planted = leco.test("core_fit", graph, null="size", draws=99, seed=1)
    assert planted.p <= 0.02
    anywhere = nx.gnm_random_graph(25, 40, seed=3)
    chance = leco.test("core_fit", anywhere, null="size", draws=99, seed=1)
    assert chance.p > 0.05
    # Every draw has its own best core: the fit of the fixed core would be about 0.
    assert np.asarray(chance.draws).min() > 0.1


def test_the_raw_fit_of_chance_falls_with_size():
    # Four ties a partner anywhere: the guide measured 0.242 to 0.057 from 25 to 400 (counted).
    means = [
        np.mean([float(leco.core_fit(nx.gnm_random_graph(n, 2 * n, seed=s))) for s in range(10)])
        for n in (25, 100, 400)
    ]
    assert means[0] > 1.5 * means[1] > 2 * means[2]


def test_relative_to_degrees_a_split_is_never_a_core_and_a_periphery():
    # The surplus over the degrees' expectation is the same within both groups, and the opposite
    # between: rows of A - d d' / 2m sum to nothing.
    graph = nx.karate_club_graph()
    ties = nx.to_numpy_array(graph, weight=None)
    degree = ties.sum(axis=1)
    surplus = ties - np.outer(degree, degree) / degree.sum()
    inside = np.array([node in leco.core_periphery(graph).core for node in graph])
    within = surplus[np.ix_(inside, inside)].sum()
    assert surplus[np.ix_(~inside, ~inside)].sum() == pytest.approx(within)
    assert surplus[np.ix_(inside, ~inside)].sum() == pytest.approx(-within)


@pytest.mark.parametrize("wrong", ["half", 2, None])
def test_a_wrong_block_is_refused(wrong):
    with pytest.raises(ValueError, match="mixed_block"):
        leco.core_fit(nx.path_graph(4), mixed_block=wrong)


# --- certify -------------------------------------------------------------------------------


def test_certify_tries_every_group_up_to_24():
    graph = nx.gnp_random_graph(22, 0.3, seed=4)
    searched = leco.core_periphery(graph, mixed_block="counted")
    certain = leco.core_periphery(graph, mixed_block="counted", certify=True)
    assert not searched.certified
    assert certain.certified
    assert searched.fit == pytest.approx(certain.fit)
    assert set(searched.optima) == set(certain.optima)
    small = leco.core_periphery(nx.gnp_random_graph(20, 0.3, seed=4), mixed_block="counted")
    assert small.certified


def test_certify_above_24_says_what_to_do():
    with pytest.raises(ValueError, match=r"24.*mixed_block=0\.5"):
        leco.core_periphery(nx.path_graph(25), mixed_block="counted", certify=True)
    assert leco.core_periphery(nx.path_graph(25), certify=True).certified


@pytest.mark.parametrize("mixed", ["counted", "ignored", 0.25, 0.0])
def test_the_search_reaches_what_trying_all_finds(mixed):
    # 17 partners: more than one block of 2^16 groups. Directed and weighted as well.
    from leco.kernels.core_cells import BlockCells
    from leco.kernels.core_optima import _by_search, _by_trying_all

    for seed in range(6):
        graph = nx.gnp_random_graph(17, 0.3, seed=seed, directed=seed % 2 == 1)
        for place, (_, _, facts) in enumerate(graph.edges(data=True)):
            facts["weight"] = 1 + place % 4
        net = leco.graph.arrays.arrays(graph, weight="weight" if seed % 3 == 0 else None)
        every = _by_trying_all(BlockCells.of(net, mixed))
        found = _by_search(BlockCells.of(net, mixed))
        assert found.objective == pytest.approx(every.objective)
        assert {tuple(core) for core in found.cores} == {tuple(core) for core in every.cores}


def _planted(n, seed):
    """15 % in the core, densities 8 : 3 : 0.5, ten ties each (tests/reference)."""
    rng = np.random.default_rng(seed)
    inside = (np.arange(n) < 0.15 * n).astype(int)
    share = np.array([0.5, 3, 8])[inside[:, None] + inside]
    share *= 10 * n / share[~np.eye(n, dtype=bool)].sum()
    upper = np.triu(rng.random((n, n)) < share, 1)
    return nx.from_numpy_array(upper | upper.T), inside.astype(bool)


@pytest.mark.parametrize("mixed", ["counted", "ignored", 0.25, 0.0])
def test_the_search_does_as_well_as_fifty_random_starts(mixed):
    from leco.kernels import core_search
    from leco.kernels.core_cells import BlockCells

    graph, planted = _planted(300, 1)
    cells = BlockCells.of(leco.graph.arrays.arrays(graph), mixed)
    found = leco.core_periphery(graph, mixed_block=mixed)
    assert found.fit >= core_search.State(cells, planted).fit - 1e-10
    rng = np.random.default_rng(1)
    for _ in range(50):
        state = core_search.State(cells, rng.random(300) < rng.uniform(0.05, 0.5))
        core_search._together(state)
        assert found.fit >= state.fit - 1e-10


# --- tier_agreement ------------------------------------------------------------------------


def _with_tiers(graph, tiers):
    nx.set_node_attributes(graph, tiers, "tier")
    return graph


def test_kappa_by_hand():
    # Star of five: the centre is the computed core. Declared: 0 and 1. Agreed 4 of 5; by chance
    # (2 * 1 + 3 * 4) / 25 = 0.56; kappa = (0.8 - 0.56) / 0.44.
    graph = _with_tiers(
        nx.star_graph(4), {0: "core", 1: "core", 2: "broad", 3: "broad", 4: "broad"}
    )
    found = leco.tier_agreement(graph)
    assert found.value == pytest.approx(0.24 / 0.44)
    assert found.parts == {"both": 1, "declared_only": 1, "computed_only": 0, "neither": 3}
    assert found.demoted == (1,)
    assert found.promoted == ()
    assert found.partners.loc[1].tolist() == ["core", "periphery"]
    assert found.n == 5
    assert found.to_dict()["partners"][1] == {
        "partner": 1, "declared": "core", "computed": "periphery",
    }  # fmt: skip
    assert "1" in found.explain("nl")


def test_partners_without_a_tier_are_left_out_and_counted():
    tiers = {0: "core", 1: "Core ", 2: "broad", 3: "broad", 4: "candidate"}
    graph = _with_tiers(nx.star_graph(5), tiers)
    found = leco.tier_agreement(graph)
    assert found.n == 4
    assert found.missing == 2
    assert [note.code for note in found.notes] == ["labels_missing"]
    assert sum(found.parts.values()) == 4
    declared = found.partners["declared"]
    assert declared.tolist()[:4] == ["core", "core", "broad", "broad"]
    assert declared[4:].isna().all()
    assert found.to_dict()["partners"][5]["declared"] is None


@pytest.mark.parametrize(
    ("tiers", "code"),
    [
        ({}, "no_tier"),
        (dict.fromkeys(range(5), "core"), "one_side_constant"),
        ({1: "core", 2: "broad"}, "one_side_constant"),
    ],
)
def test_where_it_is_not_defined(tiers, code):
    found = leco.tier_agreement(_with_tiers(nx.star_graph(4), tiers))
    assert math.isnan(found.value)
    assert code in [note.code for note in found.notes]
    without = leco.tier_agreement(_with_tiers(nx.empty_graph(3), {0: "core", 1: "broad"}))
    assert "no_pattern" in [note.code for note in without.notes]
    assert without.partners["computed"].isna().all()


def test_a_partner_counts_as_core_when_in_more_than_half_of_the_tied_cores():
    # A ring of five: by symmetry everybody is in the same share of the optimal cores.
    graph = _with_tiers(nx.cycle_graph(5), {0: "core", 1: "broad"})
    share = leco.core_periphery(graph).coreness[0]
    expected = "core" if share > 0.5 else "periphery"
    assert set(leco.tier_agreement(graph).partners["computed"]) == {expected}


def test_a_coalition_states_tiers_and_may_not_know_its_ties():
    partners = [
        {"id": one, "tier": tier} for one, tier in zip("abcd", ["core", "broad"] * 2, strict=True)
    ]
    ties = [{"source": "a", "target": other} for other in "bcd"]
    found = leco.tier_agreement(leco.Coalition.from_frames(partners, ties))
    assert found.parts == {"both": 1, "declared_only": 1, "computed_only": 0, "neither": 2}
    blind = leco.tier_agreement(leco.Coalition.from_frames(partners))
    assert math.isnan(blind.value)
    assert "ties_unknown" in [note.code for note in blind.notes]
    assert blind.promoted == blind.demoted == ()


@given(graphs(min_partners=2, max_partners=8), st.data())
def test_kappa_of_any_graph_counts_everybody_once(graph, data):
    tiers = st.sampled_from(["core", "broad", None])
    nx.set_node_attributes(graph, {node: data.draw(tiers) for node in graph}, "tier")
    found = leco.tier_agreement(graph)
    assert found.n + found.missing == len(graph)
    if found.parts:
        assert sum(found.parts.values()) == found.n
        assert len(found.promoted) == found.parts["computed_only"]
        assert len(found.demoted) == found.parts["declared_only"]
    # Swapping the two sides leaves kappa alone: declare what is computed.
    if not found.partners["computed"].isna().any():
        same = found.partners["computed"].map({"core": "core", "periphery": "broad"})
        nx.set_node_attributes(graph, same.to_dict(), "tier")
        agreed = leco.tier_agreement(graph)
        assert math.isnan(agreed.value) or agreed.value == pytest.approx(1)
