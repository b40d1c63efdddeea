"""Cores of senders and receivers by brute force; pictures by what they describe shortest."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from scipy import integrate
from tests.conftest import graph_of, reference

import leco
from leco.kernels.blocks import log_layered
from leco.testing import graphs


def _best(graph, weight):
    """Correlate ties and pattern with numpy for every pair of cores."""
    ties = nx.to_numpy_array(graph, weight=weight)
    np.fill_diagonal(ties, 0)
    cells = ~np.eye(len(ties), dtype=bool)
    best = -2.0
    for out, into in itertools.product(itertools.product((0, 1), repeat=len(ties)), repeat=2):
        pattern = (np.array(out)[:, None] + np.array(into)[None, :])[cells] / 2
        if pattern.std() > 0 and ties[cells].std() > 0:
            best = max(best, float(np.corrcoef(ties[cells], pattern)[0, 1]))
    return best


@given(graphs(min_partners=2, max_partners=4, weights=True))
def test_no_two_cores_fit_better(graph):
    if not graph.is_directed():
        return
    weight = "weight" if graph.number_of_edges() else None
    found = leco.core_roles(graph, weight=weight)
    best = _best(graph, weight)
    if best == -2:
        assert np.isnan(found.fit)
        return
    assert found.fit <= best + 1e-9
    if found.certified:
        assert found.fit == pytest.approx(best, abs=1e-9)


def test_fifty_digraphs_of_five_partners_by_brute_force():
    # 1,024 pairs of cores each; the pass over sorted ties reached the best in all of them.
    sure = set()
    for seed in range(12):
        graph = nx.gnp_random_graph(5, 0.3 + 0.05 * (seed % 5), seed=seed, directed=True)
        found = leco.core_roles(graph)
        assert found.fit == pytest.approx(_best(graph, None), abs=1e-9)
        assert [note.code for note in found.notes] == ["roles_not_certified"] * (
            not found.certified
        )
        sure.add(found.certified)
    assert sure == {True, False}


def test_senders_receivers_and_both_by_construction():
    # s reach out to all, r are reached by all, b both; the rest hardly tie.
    graph = nx.DiGraph()
    names = {"s": ["s1", "s2"], "r": ["r1", "r2"], "b": ["b1", "b2"], "p": ["p1", "p2", "p3", "p4"]}
    everybody = [one for group in names.values() for one in group]
    graph.add_nodes_from(everybody)
    graph.add_edges_from(
        (one, other) for one in names["s"] + names["b"] for other in everybody if one != other
    )
    graph.add_edges_from(
        (one, other) for one in everybody for other in names["r"] + names["b"] if one != other
    )
    found = leco.core_roles(graph)
    flags = found.frame.astype(int)
    assert {name: flags.loc[group].drop_duplicates().to_numpy().tolist() for name, group in names.items()} == {
        "s": [[1, 0]], "r": [[0, 1]], "b": [[1, 1]], "p": [[0, 0]]
    }  # fmt: skip
    said = "core in reaching out: 4 partners; in being reached: 4; in both: 2"
    assert said in found.explain("en")
    assert "kern in toenadering zoeken: 4 partners" in found.explain("nl")


def test_with_ties_both_ways_it_is_the_core_at_one_half():
    karate = nx.karate_club_graph()
    found = leco.core_roles(karate.to_directed())
    assert found.fit >= leco.core_periphery(karate).fit - 1e-12
    with pytest.raises(leco.UnsupportedGraphError):
        leco.core_roles(karate)


# --- pictures ------------------------------------------------------------------------------


@pytest.mark.parametrize(("cells", "ties"), [((3, 6, 3), (3, 2, 0)), ((10, 20, 45), (9, 5, 3))])
def test_two_layers_by_quadrature(cells, ties):
    def inner(b):
        high = integrate.quad(lambda a: a ** ties[0] * (1 - a) ** (cells[0] - ties[0]), b, 1)[0]
        return high * b ** (ties[1] + ties[2]) * (1 - b) ** (sum(cells[1:]) - sum(ties[1:]))

    expected = np.log(2 * integrate.quad(inner, 0, 1)[0])
    columns = np.array([cells, ties], dtype=float)[:, :, None]
    assert log_layered(*columns)[0] == pytest.approx(expected, abs=1e-6)


def test_the_length_of_hub_and_spoke_is_that_of_the_likeliest_groups():
    # posterior_hub_and_spoke: evidence and the probability of the best groups, over all 2^34.
    entry = reference("core_periphery")["undirected_binary"]["karate"]
    posterior = entry["posterior_hub_and_spoke"]
    expected = -(posterior["log_evidence"] + np.log(posterior["map_probability"])) / np.log(2)
    found = leco.core_typology(graph_of(entry))
    assert found.frame.loc["hub_and_spoke", "description_length"] == pytest.approx(
        expected, abs=1e-5
    )
    assert found.frame.loc["hub_and_spoke", "size"] == posterior["map_block_counts_k_mcc_mpp"][0]
    assert found.shortest == "hub_and_spoke"


def _two_groups():
    """Two groups of 14, tied with chance 0.6 within and 0.05 between."""
    chance = np.where(np.equal.outer(np.arange(28) < 14, np.arange(28) < 14), 0.6, 0.05)
    drawn = np.random.default_rng(1).random((28, 28)) < chance
    return nx.from_numpy_array(np.triu(drawn, 1))


@pytest.mark.parametrize(
    ("graph", "shortest"),
    [
        (nx.gnm_random_graph(30, 100, seed=1), "one_block"),
        (_two_groups(), "any_two_blocks"),
        (nx.complete_bipartite_graph(8, 10), "any_two_blocks"),
        # A star has no tie within its core of one, so nothing says that the core is dense.
        (nx.star_graph(15), "any_two_blocks"),
        (nx.karate_club_graph(), "hub_and_spoke"),
    ],
)
def test_the_picture_that_made_the_ties(graph, shortest):
    found = leco.core_typology(graph)
    assert found.shortest == shortest
    assert found.frame["description_length"].idxmin() == shortest
    assert (found.frame["description_length"] > 0).all()


def test_a_dense_layer_in_a_thin_one():
    # Twelve tied densely; all others tie thinly, to them no more than to each other.
    rng = np.random.default_rng(1)
    inside = np.arange(40) < 12
    chance = np.where(inside[:, None] & inside[None, :], 0.9, 0.12)
    graph = nx.from_numpy_array(np.triu(rng.random((40, 40)) < chance, 1))
    found = leco.core_typology(graph)
    assert found.shortest == "layered"
    assert "dichte laag" in found.explain("nl")


def test_nothing_to_describe():
    for graph in (nx.empty_graph(5), nx.complete_graph(5), nx.path_graph(2)):
        found = leco.core_typology(graph)
        assert found.frame.isna().all().all()
        assert found.shortest == ""
        assert "not defined" in found.explain("en")
