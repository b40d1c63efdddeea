"""GraphML, as igraph, visone, yEd, Cytoscape and networkx read and write it.

networkx is not used here: it expands entities, refuses ties with and without direction in one
file, and fails on dates and blanks.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.io.cells import plain
from leco.io.found import Found, Row, apart, found, refused
from leco.io.lost import ENDS, UNWRITABLE, rows_of, tables_lost, tie_rows
from leco.io.whole import save
from leco.io.xml import Element, attributes, content, read_xml
from leco.words import Note

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
 http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""

Keys = Mapping[tuple[str, str], tuple[str, str | None]]


def read(path: Path) -> Found:
    """Read a graph: nodes, ties with and without direction, and the attributes of each."""
    root = read_xml(path, "graphml")
    graphs = list(root.all("graph"))
    if len(graphs) != 1:
        raise refused("one_graph", name=path.name, count=len(graphs))
    keys = {
        (one.attributes.get("id", ""), role): (_name(one), _default(one))
        for one in root.all("key")
        for role in _roles(one)
    }
    graph = graphs[0]
    nodes = list(_nodes(graph, None))
    own = [(node, parent, _data(node, keys, "node")) for node, parent in nodes]
    # igraph calls nodes n0, n1, ... and keeps what they were called in an attribute.
    called = [facts.get("id") for _, _, facts in own]
    renamed = bool(called) and all(called) and len(set(called)) == len(called)
    ids = {node.attributes.get("id"): one if renamed else node.attributes.get("id")
           for (node, _), one in zip(nodes, called, strict=True)}  # fmt: skip
    partners: list[Row] = []
    for node, parent, facts in own:
        if renamed:
            del facts["id"]
        held = {"id": ids[node.attributes.get("id")], **apart(facts, ["id"])}
        if parent is not None and "parent" not in held:
            held["parent"] = ids.get(parent, parent)
        partners.append((node.line, held))
    ties = [tie for one in _graphs(graph) for tie in _ties(one, keys, ids)]
    about = _data(graph, keys, "graph")
    name = about.pop("name", "") or about.pop("label", "")
    more: dict[str, list[Row]] = {"coalition": [(graph.line, {"name": name or None, **about})]}
    notes = []
    if hyper := sum(1 for _ in graph.within("hyperedge")):
        notes.append(Note("skipped_hyperedges", {"count": hyper}))
    return found(partners, ties, name, notes, **(more if about else {}))


def _name(key: Element) -> str:
    if "attr.name" in key.attributes:
        return key.attributes["attr.name"]
    drawn = {"nodegraphics": "name", "edgegraphics": "label"}
    return drawn.get(key.attributes.get("yfiles.type", ""), key.attributes.get("id", ""))


def _default(key: Element) -> str | None:
    default = key.first("default")
    return default.text if default is not None else None


def _roles(key: Element) -> Iterable[str]:
    role = key.attributes.get("for", "all")
    return ("node", "edge", "graph") if role == "all" else (role,)


def _nodes(graph: Element, parent: str | None) -> Iterator[tuple[Element, str | None]]:
    """Give nodes, those within a node with the id of that node."""
    for node in graph.all("node"):
        yield node, parent
        for inner in node.all("graph"):
            yield from _nodes(inner, node.attributes.get("id"))


def _graphs(graph: Element) -> Iterator[Element]:
    yield graph
    yield from graph.within("graph")


def _ties(graph: Element, keys: Keys, ids: Mapping[str | None, str | None]) -> Iterator[Row]:
    usual = graph.attributes.get("edgedefault") == "directed"
    for edge in graph.all("edge"):
        given = edge.attributes.get("directed")
        ends = {end: ids.get(edge.attributes.get(end), edge.attributes.get(end)) for end in ENDS}
        directed = usual if given is None else given == "true"
        facts = apart(_data(edge, keys, "edge"), [*ENDS, "directed"])
        yield edge.line, {**ends, **facts, "directed": "yes" if directed else "no"}


def _data(holder: Element, keys: Keys, role: str) -> dict[str, Any]:
    """Give the attributes of a node, a tie or the graph, defaults included."""
    usual = {name: default for (_, own), (name, default) in keys.items() if own == role and default}
    held: dict[str, Any] = {}
    for data in holder.all("data"):
        key = data.attributes.get("key", "")
        name, _ = keys.get((key, role), (key, None))
        # yEd draws: what it wrote in a shape, or along a line, is the label.
        drawn = data.within("NodeLabel" if role == "node" else "EdgeLabel")
        said = next((one.text for one in drawn), "") if data.held else data.text
        if said.strip():
            held[f"{name} ({key})" if name in held else name] = said
    return {**usual, **held}


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write partners and ties with all their columns, and what is said of the coalition."""
    partners, ties = coalition.partners, coalition.ties
    about = {**coalition.about, "name": coalition.name or None}
    keys = {"graph": _keys("g", pd.DataFrame([about]).dropna(axis=1)),
            "node": _keys("n", partners.drop(columns="id")),
            "edge": _keys("e", ties.drop(columns=[*ENDS, "directed"], errors="ignore")),
            }  # fmt: skip
    lines = [HEAD]
    for role, own in keys.items():
        lines += [
            f" <key{attributes(id=key, for_=role, attr__name=name, attr__type=kind)}/>\n"
            for name, (key, kind) in own.items()
        ]
    usual = "directed" if coalition.directed else "undirected"
    lines.append(f" <graph{attributes(edgedefault=usual)}>\n")
    lines += _said(about, keys["graph"])
    for row in rows_of(partners):
        lines.append(f"  <node{attributes(id=row.pop('id'))}>\n")
        lines += [*_said(row, keys["node"]), "  </node>\n"]
    for directed, row in tie_rows(coalition):
        other = directed != coalition.directed
        ends = attributes(source=row.pop("source"), target=row.pop("target"),
                          directed=str(directed).lower() if other else None)  # fmt: skip
        lines.append(f"  <edge{ends}>\n")
        lines += [*_said(row, keys["edge"]), "  </edge>\n"]
    written = "".join([*lines, " </graph>\n</graphml>\n"])
    save(path, written)
    return [*tables_lost(coalition, about=False), *signs_lost(coalition)]


def signs_lost(coalition: Coalition) -> list[Note]:
    """Count the cells with signs that XML cannot hold."""
    count = sum(
        isinstance(cell, str) and UNWRITABLE.search(cell) is not None
        for frame in (coalition.partners, coalition.ties)
        for column in frame.columns
        for cell in frame[column].tolist()
    )
    return [Note("lost_signs", {"count": count})] if count else []


def _keys(letter: str, frame: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Give columns a key each, and their type."""
    return {
        str(column): (f"{letter}{place}", _type(frame[column]))
        for place, column in enumerate(frame.columns)
    }


def _type(column: "pd.Series[Any]") -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    return "double" if pd.api.types.is_numeric_dtype(column) else "string"


def _said(row: Mapping[str, Any], keys: Mapping[str, tuple[str, str]]) -> list[str]:
    lines = []
    for column, value in row.items():
        if value is None:
            continue
        key, kind = keys[column]
        said = {"yes": "true", "no": "false"}[value] if kind == "boolean" else plain(value)
        lines.append(f"   <data{attributes(key=key)}>{content(said)}</data>\n")
    return lines
