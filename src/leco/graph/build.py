"""From tables to a plain networkx graph: one tie a pair carrying its kinds, or every tie."""

from typing import Any, Literal

import networkx as nx
import pandas as pd

from leco.graph.arrays import Graph
from leco.graph.partition import split_labels
from leco.graph.ties import one_way
from leco.schema.tables import Partner

Combine = Literal["any", "sum", "max", "count"]


def build(
    partners: pd.DataFrame,
    ties: pd.DataFrame,
    *,
    directed: bool | None = None,
    combine: Combine | None = "any",
) -> Graph:
    """Make a graph of partners and ties.

    A Graph, or a DiGraph when any tie is directed (undirected ties then run both ways), or a
    MultiDiGraph with one edge per row when `combine` is None. Node attributes are the
    partner's columns (several labels as a tuple, blanks left out); an edge carries
    ``kinds`` and ``weight``. Strengths of one kind are summed; over several kinds they are
    combined as `combine` says, and with ``"any"`` there is then no ``weight``.
    """
    if combine not in {None, "any", "sum", "max", "count"}:
        raise ValueError(f"combine={combine!r}: choose 'any', 'sum', 'max', 'count' or None")
    flags = one_way(ties)
    if directed is None:
        directed = bool(flags.any())
    graph: Graph = nx.MultiDiGraph()
    if combine is not None:
        graph = nx.DiGraph() if directed else nx.Graph()
    for row in partners.to_dict("records"):
        facts = {str(key): _attribute(str(key), value) for key, value in row.items()}
        node = facts.pop("id")
        graph.add_node(node, **{key: value for key, value in facts.items() if value is not None})
    rows = ties.assign(directed=flags)
    if combine is None:
        _add_every_tie(graph, rows)
    else:
        _add_pairs(graph, rows, directed, combine)
    return graph


def _attribute(column: str, value: Any) -> Any:
    if value is None or (not isinstance(value, (list, tuple, set)) and pd.isna(value)):
        return None
    if column in Partner.several:
        labels = sorted(split_labels(value))
        return labels[0] if len(labels) == 1 else tuple(labels) or None
    return value


def _add_every_tie(graph: Graph, ties: pd.DataFrame) -> None:
    for row in ties.to_dict("records"):
        facts = {str(key): value for key, value in row.items() if not pd.isna(value)}
        source, target = facts.pop("source"), facts.pop("target")
        graph.add_edge(source, target, **facts)
        if not facts["directed"] and source != target:
            graph.add_edge(target, source, **facts)


def _add_pairs(graph: Graph, ties: pd.DataFrame, directed: bool, combine: Combine) -> None:
    strengths = ties["weight"] if "weight" in ties.columns else pd.Series(1.0, index=ties.index)
    kinds = ties["kind"] if "kind" in ties.columns else pd.Series(None, index=ties.index)
    pairs: dict[tuple[Any, Any], dict[str | None, float]] = {}
    listed = zip(ties["source"], ties["target"], kinds, strengths, ties["directed"], strict=True)
    for source, target, kind, strength, arrow in listed:
        if source == target:
            continue  # a self-loop: said by the measure, reported by check
        named = None if pd.isna(kind) else str(kind)
        own = 1.0 if pd.isna(strength) else float(strength)
        both = [(source, target)]
        if directed and not arrow:
            both.append((target, source))
        for tail, head in both:
            pair = (tail, head) if directed or tail <= head else (head, tail)
            found = pairs.setdefault(pair, {})
            found[named] = found.get(named, 0.0) + own
    several = len({kind for found in pairs.values() for kind in found}) > 1
    for (source, target), found in pairs.items():
        facts: dict[str, Any] = {"kinds": tuple(sorted(kind for kind in found if kind))}
        if combine == "count":
            facts["weight"] = float(len(found))
        elif combine == "max":
            facts["weight"] = max(found.values())
        elif combine == "sum" or not several:
            facts["weight"] = sum(found.values())
        graph.add_edge(source, target, **facts)
