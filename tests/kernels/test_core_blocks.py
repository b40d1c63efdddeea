"""The ordered two-block model: exact sums, draws from it, and partners that are unequal."""

import itertools
from collections import Counter

import networkx as nx
import numpy as np
import pytest
from scipy import integrate, sparse, stats
from tests.conftest import graph_of, in_place, reference

import leco
from leco.kernels.block_draws import _one_path, sample
from leco.kernels.blocks import Pairs, every_core, log_one_chance, log_ordered
from leco.kernels.groups import over_groups, within_groups

REFERENCE = reference("core_periphery")
POSTERIOR = {
    name: entry for name, entry in REFERENCE["undirected_binary"].items()
    if "posterior_hub_and_spoke" in entry
}  # fmt: skip


def _matrix(entry):
    return nx.to_numpy_array(graph_of(entry))


def _check(entry):
    expected = entry["posterior_hub_and_spoke"]
    found = every_core(_matrix(entry), 1)
    assert found.log_evidence == pytest.approx(expected["log_evidence"], abs=1e-6)
    inclusion = [expected["inclusion"][str(node)] for node in entry["nodes"]]
    np.testing.assert_allclose(found.inclusion, inclusion, atol=1e-6)
    assert found.inclusion.sum() == pytest.approx(expected["expected_core_size"], abs=1e-5)


@pytest.mark.parametrize("name", [name for name, one in POSTERIOR.items() if one["n"] <= 15])
def test_the_posterior_that_trying_all_subsets_gives(name):
    # posterior_hub_and_spoke: full enumeration, another integral (tests/reference).
    _check(POSTERIOR[name])


def test_further_posteriors_read_in_place():
    for entry in in_place("core_periphery")["undirected_binary"].values():
        if "posterior_hub_and_spoke" in entry and entry["n"] <= 15:
            _check(entry)


@pytest.mark.parametrize(
    ("cells", "ties"), [((3, 6, 3), (3, 2, 0)), ((1, 8, 28), (0, 8, 2)), ((10, 5, 0), (1, 4, 0))]
)
def test_the_integral_by_quadrature(cells, ties):
    # The likelihood over a > b > c, one integral inside another.
    def inner(b):
        high = integrate.quad(lambda a: a ** ties[0] * (1 - a) ** (cells[0] - ties[0]), b, 1)[0]
        low = integrate.quad(lambda c: c ** ties[2] * (1 - c) ** (cells[2] - ties[2]), 0, b)[0]
        return high * low * b ** ties[1] * (1 - b) ** (cells[1] - ties[1])

    expected = 6 * integrate.quad(inner, 0, 1)[0]
    found = log_ordered(np.array([cells], dtype=float).T, np.array([ties], dtype=float).T)
    assert found[0] == pytest.approx(np.log(expected), abs=1e-6)


def test_without_ties_or_evidence_one_chance_does_as_well():
    assert log_one_chance(2, 3) == pytest.approx(
        np.log(integrate.quad(lambda p: p**2 * (1 - p), 0, 1)[0])
    )
    ring = nx.to_numpy_array(nx.cycle_graph(12))
    assert every_core(ring, 1).log_evidence < log_one_chance(12, 66)
    star = nx.to_numpy_array(nx.star_graph(11))
    assert every_core(star, 1).log_evidence > log_one_chance(11, 66)


def _sampled(matrices, present=None, per_pair=1, **options):
    n = len(matrices[0])
    here = np.ones((len(matrices), n), dtype=bool) if present is None else present
    return sample([sparse.csr_array(one) for one in matrices], here, per_pair,
                  np.random.default_rng(1), **{"sweeps": 400, "warm_up": 100, **options})  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", POSTERIOR)
def test_draws_agree_with_the_exact_posterior(name):
    # Where the draws leave some core and some periphery: what the exact sum looks at.
    expected = POSTERIOR[name]["posterior_hub_and_spoke"]
    drawn = _sampled([_matrix(POSTERIOR[name])], sweeps=1500)
    size = drawn.core[:, 0].sum(axis=1)
    split = (size > 0) & (size < POSTERIOR[name]["n"])
    inclusion = [expected["inclusion"][str(node)] for node in POSTERIOR[name]["nodes"]]
    # 12,000 draws that follow each other: the worst of ten seeds was 0.04 off.
    np.testing.assert_allclose(drawn.core[split, 0].mean(axis=0), inclusion, atol=0.06)
    chances = drawn.chances[:, 0]
    assert (chances[:, 0] > chances[:, 1]).all()
    assert (chances[:, 1] > chances[:, 2]).all()


def test_with_direction_every_pair_is_seen_twice():
    # Each tie in both directions: the same blocks, seen twice, so at least as sure.
    matrix = _matrix(POSTERIOR["karate"])
    once, twice = _sampled([matrix]), _sampled([2 * matrix], per_pair=2)
    one, two = (drawn.core[:, 0].mean(axis=0) for drawn in (once, twice))
    sure = (one > 0.99) | (one < 0.01)
    assert (np.abs(one - two)[sure] < 0.05).all()
    np.testing.assert_allclose(once.chances.mean(axis=0), twice.chances.mean(axis=0), atol=0.08)
    small = nx.to_numpy_array(nx.star_graph(6))
    exact = every_core(2 * small, 2)
    assert exact.inclusion[0] > every_core(small, 1).inclusion[0]
    # By the door: 12 of 42 ordered pairs are tied.
    found = leco.core_periphery(nx.star_graph(6).to_directed(), method="ordered_blocks")
    np.testing.assert_allclose(found.coreness, exact.inclusion)
    odds = np.exp(exact.log_evidence - log_one_chance(12, 42))
    assert found.objective == pytest.approx(odds / (1 + odds))


def _planted(rng, core, activity=None):
    """Tie partners by blocks .7, .25, .03, times the activity of both."""
    n = core.shape[1]
    theta = np.ones(n) if activity is None else activity
    waves = []
    for one in core:
        inside = one[:, None].astype(int) + one[None, :]
        rate = -np.log1p(-np.array([0.03, 0.25, 0.7]))[inside] * theta[:, None] * theta[None, :]
        upper = np.triu(rng.random((n, n)) < -np.expm1(-rate), 1)
        waves.append((upper + upper.T).astype(float))
    return waves


def test_a_partner_is_followed_through_the_moments():
    rng = np.random.default_rng(3)
    core = np.zeros((6, 40), dtype=bool)
    core[:, :8] = True
    core[3:, 7] = False  # demoted
    core[4:, 8] = True  # promoted
    found = _sampled(_planted(rng, core), sweeps=100).core.mean(axis=0)
    # 240 cells, each read from some 50 pairs: two may look otherwise by luck.
    assert ((found >= 0.5) != core).sum() <= 2
    assert ((found[[0, -1]] >= 0.5) == core[[0, -1]]).all()


def test_who_is_not_there_is_never_core():
    rng = np.random.default_rng(4)
    core = np.zeros((3, 30), dtype=bool)
    core[:, :6] = True
    present = np.ones((3, 30), dtype=bool)
    present[0, 3], present[2, 20:] = False, False
    waves = _planted(rng, core & present)
    for moment, matrix in enumerate(waves):
        matrix[~present[moment]] = matrix[:, ~present[moment]] = 0
    drawn = _sampled(waves, present, sweeps=100)
    assert not drawn.core[:, ~present].any()
    assert drawn.core[:, 1, 3].mean() > 0.9


def test_a_path_with_a_gap_is_drawn_as_often_as_trying_all_paths_says():
    # Away at the second moment: what came before says nothing of what comes after.
    odds, here, many = [2.0, 9.0, 0.5, 3.0], [True, False, True, True], 6000
    up, down, enter = 0.1, 0.3, [0.4, 0.05]
    chance = {}
    for first, third, fourth in itertools.product((False, True), repeat=3):
        path = (enter[0] if first else 1 - enter[0]) * (enter[1] if third else 1 - enter[1])
        path *= ((1 - down) if fourth else down) if third else (up if fourth else 1 - up)
        for core, likelier in ((first, 2.0), (third, 0.5), (fourth, 3.0)):
            path *= likelier if core else 1
        chance[first, False, third, fourth] = path
    luck = np.random.default_rng(5).random((many, 4)).tolist()
    seen = Counter(tuple(_one_path(odds, one, up, down, enter, here)) for one in luck)
    assert seen.keys() <= chance.keys()
    for path, weight in chance.items():
        p = weight / sum(chance.values())
        assert seen[path] / many == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / many)), path


@pytest.mark.slow
def test_unequal_partners_are_not_promoted():
    # Ten core partners of forty, some of them demoted, all unequal: assuming them equal takes
    # active partners of the periphery for promoted ones; letting them be unequal does not.
    promoted = {True: 0, False: 0}
    for seed in range(4):
        rng = np.random.default_rng(seed)
        core = np.zeros((6, 40), dtype=bool)
        for moment in range(6):
            core[moment, : 10 - moment] = True
        waves = _planted(rng, core, np.minimum(rng.gamma(3, 1 / 3, 40), 3))
        for unequal in (True, False):
            found = _sampled(waves, sweeps=60, warm_up=80, unequal=unequal).core.mean(axis=0) >= 0.5
            promoted[unequal] += int((~found[:-1] & found[1:]).sum())
    assert promoted[True] < promoted[False]


def test_equal_partners_are_found_equal():
    rng = np.random.default_rng(5)
    core = np.zeros((4, 40), dtype=bool)
    core[:, :8] = True
    drawn = _sampled(_planted(rng, core), sweeps=100, unequal=True)
    assert ((drawn.core.mean(axis=0) >= 0.5) == core).mean() > 0.98


def test_the_latent_counts_are_poisson_above_zero():
    from leco.kernels.block_draws import _at_least_one

    rng = np.random.default_rng(1)
    for mean in (0.05, 1.0, 4.0):
        drawn = _at_least_one(np.full(40_000, mean), rng)
        law = stats.poisson(mean)
        for count in range(1, 12):
            expected = law.pmf(count) / law.sf(0)
            # Five standard errors of a share of 40,000.
            assert (
                abs((drawn == count).mean() - expected)
                < 5 * (expected * (1 - expected) / 40_000) ** 0.5
            )


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, one in POSTERIOR.items() if one["n"] <= 15])
def test_draws_weigh_a_core_against_none_as_the_exact_sum_does(name, monkeypatch):
    from leco.graph.arrays import arrays
    from leco.kernels import core_blocks

    net = arrays(graph_of(POSTERIOR[name]))
    exact = core_blocks.ordered_blocks(net, 1)
    monkeypatch.setattr(core_blocks, "SUMMED", 0)
    monkeypatch.setattr(core_blocks, "SWEEPS", 3000)
    drawn = core_blocks.ordered_blocks(net, 1)
    assert exact.certified
    assert not drawn.certified
    assert drawn.objective == pytest.approx(exact.objective, abs=0.05)
    np.testing.assert_allclose(drawn.coreness, exact.coreness, atol=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, one in POSTERIOR.items() if one["n"] <= 15])
def test_draws_have_a_core_of_each_size_as_often_as_the_exact_sum_says(name):
    ties = _matrix(POSTERIOR[name])
    n = len(ties)
    size = over_groups(np.ones(n))
    weight = Pairs(n, 1, ties.sum() / 2).weigh(
        log_ordered, size, within_groups(ties), over_groups(ties.sum(axis=1))
    )
    exact = np.bincount(size.astype(int), np.exp(weight - np.logaddexp.reduce(weight)))
    drawn = _sampled([ties], sweeps=3000, warm_up=200).core[:, 0].sum(axis=1)
    split = np.bincount(drawn[(drawn > 0) & (drawn < n)], minlength=n + 1)
    np.testing.assert_allclose(split / split.sum(), exact, atol=0.05)


@pytest.mark.slow
def test_a_core_is_supported_where_there_is_one_and_not_by_luck():
    from leco.graph.arrays import arrays
    from leco.kernels.core_blocks import ordered_blocks

    # 6,400 draws, none without a core: a lower bound.
    assert ordered_blocks(arrays(nx.karate_club_graph()), 1).objective > 0.99
    even = [
        ordered_blocks(arrays(nx.gnm_random_graph(30, 100, seed=one)), 1).objective
        for one in range(5)
    ]
    assert np.median(even) < 0.5
    assert ordered_blocks(arrays(nx.complete_graph(5)), 1) is None
    assert ordered_blocks(arrays(nx.empty_graph(5)), 1) is None


@pytest.mark.parametrize("name", [name for name, one in POSTERIOR.items() if one["n"] <= 15])
def test_core_periphery_by_ordered_blocks_is_that_posterior(name):
    entry = POSTERIOR[name]
    found = leco.core_periphery(graph_of(entry), method="ordered_blocks")
    inclusion = entry["posterior_hub_and_spoke"]["inclusion"]
    for node in entry["nodes"]:
        assert found.coreness[node] == pytest.approx(inclusion[str(node)], abs=1e-6)
    assert found.core == {node for node in entry["nodes"] if inclusion[str(node)] >= 0.5}
    assert ("nobody_core" in {note.code for note in found.notes}) == (not found.core)
    assert found.certified
    evidence = entry["posterior_hub_and_spoke"]["log_evidence"]
    pairs = entry["n"] * (entry["n"] - 1) // 2
    odds = np.exp(evidence - log_one_chance(entry["m"], pairs))
    assert found.objective == pytest.approx(odds / (1 + odds), abs=1e-6)


@pytest.mark.slow
def test_karate_by_ordered_blocks_where_the_exact_sum_is_known():
    # P(core): 0, 32, 33 1.00, 2 .947, 1 .909, from 2^34 groups (tests/reference).
    found = leco.core_periphery(nx.karate_club_graph(), method="ordered_blocks", seed=3)
    assert found.core == {0, 1, 2, 32, 33}
    assert found.coreness[2] == pytest.approx(0.947, abs=0.03)
    assert found.coreness[1] == pytest.approx(0.909, abs=0.04)
    assert not found.certified
    assert found.objective > 0.99
    same = leco.core_periphery(nx.karate_club_graph(), method="ordered_blocks", seed=3)
    assert found.coreness.equals(same.coreness)
    assert found.fit == leco.core_periphery(nx.karate_club_graph()).fit


def test_no_core_is_said_and_so_is_nobody():
    ring = leco.core_periphery(nx.cycle_graph(12), method="ordered_blocks")
    assert ring.objective < 0.5
    assert (
        {"no_core_shown", "nobody_core"} >= {note.code for note in ring.notes} >= {"no_core_shown"}
    )
    assert "no core" in ring.explain("en")
    pairs = leco.core_periphery(nx.Graph([(0, 1), (2, 3), (4, 5)]), method="ordered_blocks")
    assert pairs.core == frozenset()
    assert "nobody_core" in {note.code for note in pairs.notes}
    assert np.isnan(pairs.fit)
    assert pairs.n_optima == 0
    assert np.isnan(
        leco.core_periphery(nx.complete_graph(4), method="ordered_blocks").coreness
    ).all()
    graph = nx.path_graph(4)
    nx.set_edge_attributes(graph, 2.0, "weight")
    for wrong in ({"weight": "weight"}, {"mixed_block": "counted"}, {"certify": True}):
        with pytest.raises(ValueError, match="ordered_blocks"):
            leco.core_periphery(graph, method="ordered_blocks", **wrong)


@pytest.mark.slow
@pytest.mark.parametrize("n", [25, 100, 400])
@pytest.mark.parametrize("share", [None, 0.2])
def test_the_core_keeps_its_size_when_the_truth_does(n, share):
    # Planted blocks: six ties of a core partner in the core, two of one of the periphery.
    core = 8 if share is None else round(share * n)
    inside = np.arange(n) < core
    chances = np.array([0.5 / n, 2 / core, min(6 / (core - 1), 0.95)])
    found = {"ordered_blocks": [], "borgatti_everett": []}
    for seed in range(3 if n < 400 else 1):
        rng = np.random.default_rng([n, core, seed])
        chance = chances[inside[:, None].astype(int) + inside[None, :]]
        graph = nx.from_numpy_array(np.triu(rng.random((n, n)) < chance, 1))
        for method, sizes in found.items():
            answer = leco.core_periphery(graph, method=method)
            sizes.append(float(answer.coreness.sum()))
    for sizes in found.values():
        assert abs(np.mean(sizes) - core) <= (1 if share is None else max(0.1 * core, 1))


def test_far_out_in_a_tail_the_integral_is_right_too():
    # Blocks far out of order, by adding up on a fine grid in logs from both sides.
    for cells, ties in (
        ((2145, 3564, 1431), (360, 3240, 0)),
        ((4950, 10000, 4950), (2500, 500, 2500)),
    ):
        p = (np.arange(40_000) + 0.5) / 40_000
        like = [t * np.log(p) + (n - t) * np.log1p(-p) for n, t in zip(cells, ties, strict=True)]
        above = np.logaddexp.accumulate(like[0][::-1])[::-1] - np.log(len(p))
        below = np.logaddexp.accumulate(like[2]) - np.log(len(p))
        expected = np.logaddexp.reduce(like[1] + above + below) - np.log(len(p)) + np.log(6)
        found = log_ordered(np.array([cells], dtype=float).T, np.array([ties], dtype=float).T)
        assert found[0] == pytest.approx(expected, abs=0.5)
