"""What all tests share: hypothesis profiles, reference values, the zoo."""

import gc
import json
import os
from pathlib import Path

# Before numpy: on matrices this small, threads of its algebra library wait for each other
# many times longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import networkx as nx
import pytest
from hypothesis import HealthCheck, settings

import leco
from leco import testing

# HYPOTHESIS_PROFILE=deep looks further; a shared machine makes drawing slow in either.
for name, examples in (("fast", 12), ("deep", 100)):
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

TESTS = Path(__file__).parent


def reference(name):
    """Load one file of expected values."""
    return json.loads((TESTS / "reference" / f"{name}_reference.json").read_text("utf-8"))


def in_place(name):
    """Load expected values that are read where they lie, next to the repository; or skip."""
    folder = Path(os.environ.get("LECO_SHARED", TESTS.parent.parent / "shared"))
    path = folder / "reference" / f"{name}_in_place.json"
    if not path.exists():
        pytest.skip(f"{path.name} is read in place and is not here")
    return json.loads(path.read_text("utf-8"))


def graph_of(entry, edges="edges", first=0):
    """Build the networkx graph a reference entry describes."""
    graph = nx.DiGraph() if entry.get("directed") else nx.Graph()
    if "nodes" in entry:
        graph.add_nodes_from(entry["nodes"])
    else:
        graph.add_nodes_from(range(first, entry["n"] + first))
    for source, target, *rest in entry[edges]:
        graph.add_edge(source, target, **({"weight": rest[0]} if rest else {}))
    return graph


def doors(values, column="sector"):
    """Put one column of a partner list through both doors: as a graph, and as a coalition."""
    graph = nx.Graph()
    rows = []
    for place, value in enumerate(values):
        graph.add_node(f"p{place:03}", **({} if value is None else {column: value}))
        written = ";".join(value) if isinstance(value, (list, tuple)) else value
        rows.append({"id": f"p{place:03}", column: "" if value is None else written})
    return graph, leco.Coalition.from_frames(rows)


def with_amounts(graph):
    """Give each node with a sector a number too: how long its name is."""
    for facts in graph.nodes.values():
        if facts.get("sector"):
            facts["amount"] = len(str(facts["sector"]))
    return graph


def graphs(**options):
    """Draw graphs whose nodes have a sector and an amount."""
    return testing.graphs(**options).map(with_amounts)


# What partners offer is their sector too: graphs in tests have nothing else.
OFFERED = {"offers": "sector", "target_groups": "sector", "needs": ["care", "youth", "housing"]}


def filled(entry, graph, size=1):
    """Give a measure what it requires, for a graph with sectors and amounts."""
    by = "amount" if "numbers" in entry.needs else "sector"
    known = {"by": by, "size": size, "coverage": 0.5, "before": graph}
    new = set(entry.required) - set(known)
    assert not new, f"{entry.name} requires {new}: say in `filled` of tests/conftest.py with what"
    offered = {key: OFFERED[key] for key in OFFERED if key in entry.parameters}
    if entry.name == "agreement":  # amounts are no points from 1 to 5
        offered |= {"low": 0, "high": 30}
    return {key: known[key] for key in entry.required} | offered


def both_doors(graph):
    """Give what a measure may be handed for one graph: the graph itself, and a Coalition."""
    return graph, leco.Coalition.from_graph(graph)


def pytest_collection_finish():
    """Let the garbage collector pass over ten thousand tests that stay to the end anyway."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def shorter_searches():
    """Search from fewer starts than for an analysis: tests ask hundreds of small graphs."""
    from leco.metrics import core_sensitivity, core_typology

    defaults = core_sensitivity.core_sensitivity.__wrapped__.__kwdefaults__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_typology, "STARTS", 3)
        patch.setitem(defaults, "draws", 3)
        yield
