"""leco behind NetworkX: what NetworkX documents, in its types; what it gets wrong, right."""

import contextlib
import inspect
import math
import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.conftest import reference

import leco
from leco.backend import functions
from leco.backend.info import DIFFERS, RUNS, get_info
from leco.testing import graphs

pytestmark = pytest.mark.skipif(
    "leco" not in nx.utils.backends.backends,
    reason="leco is not installed with its entry points: pip install -e . again",
)

# From 3.7 on NetworkX finds all k-components, and closeness takes distances already known.
OLD = tuple(map(int, nx.__version__.split(".")[:2])) < (3, 7)
LATER = {"closeness_centrality": {"sp"}} if OLD else {}
BOTH_WAYS = {name for name, limits in RUNS.items() if limits.directed}
ONE_WAY = {"overall_reciprocity"}  # NetworkX has it for directed graphs only
GIVEN = {"attribute_assortativity_coefficient": {"attribute": "sector"}}


@pytest.fixture(autouse=True)
def _quiet_about_its_cache():
    kept = set(nx.config.warnings_to_ignore)
    nx.config.warnings_to_ignore.add("cache")
    yield
    nx.config.warnings_to_ignore = kept


def _answer(name, graph, **given):
    """Give what a function answers, or the error it raises, in words."""
    try:
        with warnings.catch_warnings():
            if given.get("backend") != "leco":  # NetworkX divides by zero
                warnings.simplefilter("ignore")
            return getattr(nx, name)(graph, **GIVEN.get(name, {}), **given)
    except (nx.NetworkXException, ZeroDivisionError, ValueError) as error:
        return type(error), str(error)


def _same(found, expected):
    """The same keys in the same order, values of the same type, and equal but for rounding."""
    assert type(found) is type(expected)
    if isinstance(expected, Mapping):
        assert list(found) == list(expected)
        for node, value in expected.items():
            _same(found[node], value)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)
    else:
        assert found == expected


# --- what leco runs ------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_parameters_and_defaults_are_those_of_networkx(name):
    theirs = inspect.signature(getattr(nx, name).orig_func).parameters
    ours = inspect.signature(getattr(functions, name)).parameters
    known = [one for one in ours.values() if one.name not in LATER.get(name, ())]
    assert [(one.name, one.default, one.kind) for one in known] == [
        (one.name, one.default, one.kind) for one in theirs.values()
    ]
    assert set(RUNS[name].default) <= set(ours)


def test_what_leco_says_it_runs_is_what_networkx_finds():
    own = {"can_run", "should_run", "convert_from_nx", "convert_to_nx"}
    missing = set(RUNS) - set(vars(functions.backend))
    assert not missing, f"write in backend/functions.py, with NetworkX's parameters: {missing}"
    assert set(vars(functions.backend)) == own | set(RUNS)
    assert set(get_info()["functions"]) == set(RUNS) >= set(DIFFERS)
    for name in RUNS:
        assert "leco" in getattr(nx, name).backends
        said = " ".join(getattr(nx, name).__doc__.split())
        for one in ("Left to NetworkX: multigraphs", *RUNS[name].but):
            assert one in said


def test_the_page_has_a_row_for_each_function_with_its_limits():
    page = (Path(__file__).parents[2] / "docs" / "networkx.md").read_text("utf-8")
    rows = page.split("|---|---|---|---|\n")[1].split("\n\n")[0]
    written = {}
    for row in rows.splitlines():
        names, kept, loops, directed = row.strip("|").split("|")
        limits = (set(re.findall(r"`(\w+)`", kept)), "ignored" in loops, "yes" in directed)
        written |= dict.fromkeys(re.findall(r"`(\w+)`", names), limits)
    assert written == {
        name: (set(one.default), one.loops, one.directed) for name, one in RUNS.items()
    }, "say it in the table of docs/networkx.md"


def test_what_is_left_to_networkx_is_said_of_each():
    said = {name: one["additional_docs"] for name, one in get_info()["functions"].items()}
    assert said["betweenness_centrality"] == (
        "Left to NetworkX: multigraphs, k, weight, endpoints other than the default."
    )
    assert said["core_number"] == (
        "Left to NetworkX: multigraphs, directed graphs, graphs with self-loops."
    )
    right, left = said["effective_size"].split(" Left to ")
    assert right.startswith("Right for weights and for directed graphs; with `nodes`")
    assert left.startswith("NetworkX: multigraphs, graphs with self-loops")


def test_direction_and_loops_are_left_where_they_mean_something_else():
    # By hand, from what each documents: NetworkX has no triangles, k-components or efficiency
    # with direction, and its cores and transitivity then count otherwise.
    left = {"core_number", "global_efficiency", "k_components", "transitivity", "triangles"}
    assert RUNS.keys() - left == BOTH_WAYS
    # A tie with oneself is on no shortest way and in no triangle; elsewhere it counts.
    assert {name for name, limits in RUNS.items() if limits.loops} == {
        "average_clustering", "average_shortest_path_length", "betweenness_centrality",
        "closeness_centrality", "clustering", "diameter", "global_efficiency", "transitivity",
        "triangles",
    }  # fmt: skip


def test_importing_networkx_loads_nothing_of_leco_but_its_name():
    code = (
        "import sys, networkx; print(sorted(one for one in sys.modules if one.startswith('leco')),"
        " [one for one in ('numpy', 'scipy', 'pandas', 'rustworkx') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True
    )
    assert done.stdout.strip() == "['leco', 'leco.backend', 'leco.backend.info'] []", done.stderr


# --- where NetworkX is right, the same -----------------------------------------------------

AS_IT_IS = sorted(
    set(RUNS)
    - {"attribute_assortativity_coefficient", "effective_size", "k_components"}
    - {"degree_assortativity_coefficient", "degree_pearson_correlation_coefficient"}
)


@pytest.mark.parametrize("name", AS_IT_IS)
@given(data=st.data())
def test_same_as_networkx(name, data):
    directed = {True: None, False: False}[name in BOTH_WAYS] if name not in ONE_WAY else True
    graph = data.draw(graphs(directed=directed))
    if RUNS[name].loops and data.draw(st.booleans()) and len(graph):
        graph.add_edge(*2 * (data.draw(st.sampled_from(list(graph))),))
    _same(_answer(name, graph, backend="leco"), _answer(name, graph))


@pytest.mark.parametrize("name", AS_IT_IS)
def test_same_as_networkx_of_many_nodes_in_any_order(name):
    directed = name in BOTH_WAYS
    graph = nx.gnp_random_graph(150, 0.05, seed=3, directed=directed)
    order = np.random.default_rng(3).permutation(150).tolist()
    shuffled = type(graph)()
    shuffled.add_nodes_from(f"node {place}" for place in order)
    shuffled.add_edges_from((f"node {one}", f"node {other}") for one, other in graph.edges)
    _same(_answer(name, shuffled, backend="leco"), _answer(name, shuffled))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("betweenness_centrality", {"normalized": False}),
        ("closeness_centrality", {"wf_improved": False}),
        ("average_clustering", {"count_zeros": False}),
        ("constraint", {"weight": "weight"}),
        ("constraint", {"weight": "no such attribute"}),
    ],
)
@given(graph=graphs(weights=True))
def test_same_as_networkx_with_parameters(name, parameters, graph):
    _same(_answer(name, graph, **parameters, backend="leco"), _answer(name, graph, **parameters))


@pytest.mark.parametrize("name", ["constraint", "effective_size"])
@pytest.mark.parametrize("weight", [None, "weight"])
@given(graph=graphs(min_partners=1, weights=True), data=st.data())
def test_some_nodes_as_networkx_gives_them(name, weight, graph, data):
    nodes = data.draw(st.lists(st.sampled_from(list(graph)), unique=True))
    found = _answer(name, graph, nodes=iter(nodes), weight=weight, backend="leco")
    assert list(found) == nodes
    whole = _answer(name, graph, weight=weight, backend="leco")
    _same(found, {node: whole[node] for node in nodes})
    # NetworkX has NaN for who only receives: see below.
    reaching = [node for node in nodes if len(graph[node])]
    expected = _answer(name, graph, nodes=reaching, weight=weight)
    for node in reaching:
        assert found[node] == pytest.approx(float(expected[node]), abs=1e-9)


@given(graph=graphs())
def test_degrees_at_both_ends_correlate_as_networkx_has_it(graph):
    found = _answer("degree_assortativity_coefficient", graph, backend="leco")
    assert type(found) is float
    assert found == pytest.approx(
        _answer("degree_pearson_correlation_coefficient", graph, backend="leco"), nan_ok=True
    )
    if math.isnan(found):  # there is no correlation of what does not vary
        both = graph.to_directed()
        out, into = (
            (graph.out_degree, graph.in_degree) if graph.is_directed() else (graph.degree,) * 2
        )
        sent, received = (
            {out[one] for one, _ in both.edges},
            {into[other] for _, other in both.edges},
        )
        assert min(len(sent), len(received)) <= 1
    else:
        expected = _answer("degree_assortativity_coefficient", graph)
        assert found == pytest.approx(expected, abs=1e-9)


@given(graph=graphs(min_partners=1, missing_labels=False))
def test_labels_at_both_ends_as_networkx_has_it(graph):
    found = _answer("attribute_assortativity_coefficient", graph, backend="leco")
    assert type(found) is float
    assert found == pytest.approx(float(leco.assortativity(graph, by="sector")), nan_ok=True)
    if not math.isnan(found):
        expected = _answer("attribute_assortativity_coefficient", graph)
        assert found == pytest.approx(expected, abs=1e-9)


@given(graph=graphs(directed=False))
def test_components_are_those_that_hold_together(graph):
    found = _answer("k_components", graph, backend="leco")
    assert list(found) == list(range(len(found), 0, -1))
    for k, components in found.items():
        for component in components:
            assert len(component) > k
            assert nx.node_connectivity(graph.subgraph(component)) >= k
    # NetworkX may lose some; it never makes one up. (Before 3.5 it has an error for no edges.)
    theirs = _answer("k_components", graph) if graph.size() else {}
    for k, components in theirs.items():
        for component in components:
            assert any(component <= one for one in found[k])


def test_labels_of_any_kind_are_looked_up_as_networkx_does():
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: 1, 1: 1.0, 2: ("a", 2), 3: ""}, "group")
    # By hand: six ends of ties, 0-1 alike (2 of 6 within); ends 3 of label 1, 2 of ("a", 2), 1 of
    # "": (1/3 - 14/36) / (1 - 14/36).
    expected = nx.attribute_assortativity_coefficient(graph, "group")
    found = nx.attribute_assortativity_coefficient(graph, "group", backend="leco")
    assert found == pytest.approx(expected) == pytest.approx(-1 / 11)


# --- where NetworkX is wrong ---------------------------------------------------------------

NINE = reference("diversity_integration")["structural_cohesion"]["cases"][1]
SINK = nx.DiGraph([("a", "b"), ("a", "c")])
TRIANGLE = nx.Graph()
TRIANGLE.add_weighted_edges_from([("a", "b", 1), ("b", "c", 2), ("a", "c", 3)])
WAYS = nx.DiGraph([(0, 1), (0, 2), (1, 2), (3, 0), (2, 0)])
LABELLED = nx.path_graph(4)
nx.set_node_attributes(LABELLED, {0: "x", 1: "x", 2: "y"}, "sector")


def _k_numbers(graph, **how):
    found = nx.k_components(graph, **how)
    return {node: max(k for k, parts in found.items() if any(node in one for one in parts))
            for node in graph}  # fmt: skip


# What is asked, what is true, and what NetworkX 3.6.1 says, as it stands in docs/networkx.md. The
# expected failures that watch NetworkX are those of tests/metrics/test_peers.py.
WRONG = {
    # By hand: a's two contacts have no contacts but a, and it is all that b has.
    "constraint of who only receives": (
        lambda **how: nx.constraint(SINK, nodes=["b"], **how), {"b": 1.0}, {"b": math.nan}),
    "effective size of who only receives": (
        lambda **how: nx.effective_size(SINK, nodes=["b"], **how), {"b": 1.0}, {"b": math.nan}),
    # By hand: of a, p = 1/4 to b and 3/4 to c; b's tie to c is 2 of at most 2, c's to b 2 of at
    # most 3: (1 - 3/4 * 1) + (1 - 1/4 * 2/3). Of b, p = 1/3 and 2/3, a's tie to c 3 of 3, c's 3
    # of 3: 2 - 1. Of c, p = 3/5 and 2/5, a's tie to b 1 of 3, b's 1 of 2: 2 - 2/15 - 3/10.
    "effective size with weights": (
        lambda **how: nx.effective_size(TRIANGLE, weight="weight", **how),
        {"a": 13 / 12, "b": 1.0, "c": 47 / 30}, {"a": 5 / 4, "b": 1.0, "c": 8 / 5}),
    # By hand: z is 2 between 0 and 2, and 1 on the other ties. Of 0, p = 1/4, 1/2, 1/4 and 2's tie
    # to 1 is half its largest: 3 - 1/2 * 1 - 1/4 * 1/2. Of 1: 2 - 1/2 - 1/2. Of 2: p = 2/3, 1/3:
    # 2 - 1/3 * 1/2 - 2/3 * 1.
    "effective size with directions": (
        lambda **how: nx.effective_size(WAYS, **how),
        {0: 19 / 8, 1: 1.0, 2: 7 / 6, 3: 1.0}, {0: 5 / 2, 1: 1.0, 2: 4 / 3, 3: 1.0}),
    # Exact recursion on single minimum cuts: see the reference.
    "k-components of nine nodes": (
        lambda **how: _k_numbers(nx.Graph(NINE["edges_0based"]), **how),
        {int(node): k for node, k in NINE["max_k"].items()}, dict.fromkeys(range(9), 3)),
    # By hand: two edges have two labels, x - x and x - y. Ends: 3 of 4 are x. (1/2 - 5/8) / (3/8).
    "labels that are missing": (
        lambda **how: {"": nx.attribute_assortativity_coefficient(LABELLED, "sector", **how)},
        {"": -1 / 3}, {"": -1 / 11}),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_leco_is_right_where_networkx_is_wrong(case):
    call, true, wrong = WRONG[case]
    assert call(backend="leco") == {node: pytest.approx(value) for node, value in true.items()}
    if case.startswith("k-components") and not OLD:
        wrong = true
    found = call()
    assert {node: pytest.approx(value, nan_ok=True) for node, value in wrong.items()} == found


def test_a_size_does_not_decide_who_is_right():
    # Below FEW nodes NetworkX may keep what it does as well; what differs, leco answers.
    assert len(SINK) < functions.FEW
    with _preferred():
        assert nx.constraint(SINK, nodes=["b"]) == {"b": 1.0}
        assert "50 nodes" in functions.should_run("triangles", (SINK,), {})
        assert functions.should_run("triangles", (), {"G": nx.path_graph(functions.FEW)}) is True


# --- what is left to NetworkX --------------------------------------------------------------


@contextlib.contextmanager
def _preferred():
    kept = list(nx.config.backend_priority.algos)
    nx.config.backend_priority.algos = ["leco"]
    try:
        yield
    finally:
        nx.config.backend_priority.algos = kept


OTHER = {"k": 2, "endpoints": True, "weight": "weight", "distance": "weight", "usebounds": True,
         "x": "in", "y": "out", "nodes": [0, 1], "u": 1, "method": "dijkstra",
         "e": {0: 3}, "sp": dict(nx.all_pairs_shortest_path_length(nx.cycle_graph(8))),
         "flow_func": nx.algorithms.flow.preflow_push}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(name, one) for name in RUNS for one in RUNS[name].default if one not in LATER.get(name, ())],
)
def test_parameters_that_leco_does_not_have_are_left_to_networkx(name, parameter):
    graph = nx.cycle_graph(8)
    nx.set_node_attributes(graph, "here", "sector")
    nx.set_edge_attributes(graph, 2, "weight")
    given = {parameter: OTHER[parameter]}
    said = functions.can_run(name, (graph,), GIVEN.get(name, {}) | given)
    assert isinstance(said, str)
    assert parameter in said
    with pytest.raises(NotImplementedError):
        _raising(name, graph, given)
    seed = {"seed": 1} if parameter == "k" else {}
    expected = _answer(name, graph, **given, **seed)
    with _preferred():
        found = _answer(name, graph, **given, **seed)
    assert str(found) == str(expected)  # NaN is not itself


def _raising(name, graph, given):
    return getattr(nx, name)(graph, **GIVEN.get(name, {}), **given, backend="leco")


@pytest.mark.parametrize("name", RUNS)
def test_graphs_that_leco_does_not_have_are_left_to_networkx(name):
    given = GIVEN.get(name, {})
    assert "multigraphs" in functions.can_run(name, (nx.MultiGraph([(0, 1)]),), given)
    directed = functions.can_run(name, (), {"G": nx.DiGraph([(0, 1)]), **given})
    assert (directed is True) is RUNS[name].directed
    assert "does not know" in functions.can_run(name, (nx.path_graph(3),), {"brand_new": 1})
    looped = nx.DiGraph() if name in ONE_WAY else nx.Graph()
    looped.add_edges_from([(0, 1), (1, 2), (1, 1), (2, 0)])
    nx.set_node_attributes(looped, {0: "x", 1: "y", 2: "x"}, "sector")
    if RUNS[name].loops:
        _same(_answer(name, looped, backend="leco"), _answer(name, looped))
    else:
        with pytest.raises(NotImplementedError) as refused:
            _raising(name, looped, {})
        assert "self-loops" in str(refused.value.__cause__)


@pytest.mark.parametrize("name", [name for name, one in RUNS.items() if "weights" in str(one.but)])
@pytest.mark.parametrize("weight", [0, -1, math.inf, math.nan, None, "heavy"])
def test_weights_that_are_no_strengths_are_left_to_networkx(name, weight):
    graph = nx.path_graph(3)
    graph.add_edge(0, 1, weight=weight)
    with pytest.raises(NotImplementedError) as refused:
        _raising(name, graph, {"weight": "weight"})
    assert "weight" in str(refused.value.__cause__) or "number" in str(refused.value.__cause__)
    # What was refused is remembered for this attribute only.
    assert _answer(name, graph, backend="leco") == _answer(name, graph)


def test_labels_that_cannot_be_looked_up_are_left_to_networkx():
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, ["a", "b"], "sector")
    with pytest.raises(NotImplementedError):
        nx.attribute_assortativity_coefficient(graph, "sector", backend="leco")


def test_a_node_that_is_not_there_is_the_error_of_networkx():
    for how in ({}, {"backend": "leco"}):
        with pytest.raises(KeyError):
            nx.constraint(nx.path_graph(3), nodes=["nobody"], **how)


# --- conversion ----------------------------------------------------------------------------


@given(graph=graphs(weights=True), loop=st.booleans())
def test_there_and_back(graph, loop):
    if loop and len(graph):
        node = next(iter(graph))
        graph.add_edge(node, node, weight=2)
    converted = functions.convert_from_nx(
        graph, edge_attrs={"weight": 1}, node_attrs={"sector": None}
    )
    back = functions.convert_to_nx(converted)
    assert back.is_directed() is graph.is_directed()
    assert list(back) == list(graph)
    assert back.adj == {
        one: {other: {"weight": facts["weight"]} for other, facts in near.items()}
        for one, near in graph.adjacency()
    }
    assert dict(back.nodes(data="sector")) == dict(graph.nodes(data="sector"))
    assert functions.convert_to_nx(1.5) == 1.5


def test_what_is_converted_once_serves_until_the_graph_changes():
    graph = nx.path_graph(4)
    graph.add_edge(0, 1, weight=5)

    def kept():
        return graph.__networkx_cache__.get("backends", {}).get("leco", {})

    weighted = nx.constraint(graph, weight="weight", backend="leco")
    (first,) = kept().values()
    # With the weights at hand, a call without them still does not use them.
    assert nx.constraint(graph, backend="leco") == nx.constraint(graph) != weighted
    nx.triangles(graph, backend="leco")
    assert list(kept().values()) == [first]
    graph.add_edge(0, 2)
    assert not kept()
    assert nx.triangles(graph, backend="leco") == {0: 1, 1: 1, 2: 1, 3: 0}


def test_a_view_of_a_graph_is_read_as_it_looks():
    graph = nx.complete_graph(6)
    view = nx.subgraph_view(
        graph, filter_node=lambda node: node % 2, filter_edge=lambda a, b: a + b > 4
    )
    assert nx.betweenness_centrality(view, backend="leco") == nx.betweenness_centrality(view)
    half = graph.subgraph([4, 0, 2])
    assert list(nx.triangles(half, backend="leco")) == list(half)


def test_nothing_is_converted_that_keeps_all_attributes():
    with pytest.raises(NotImplementedError):
        functions.convert_from_nx(nx.path_graph(3), preserve_edge_attrs=True)
