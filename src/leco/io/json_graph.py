"""JSON, and the JSON Graph Format, in which nothing of a coalition is lost."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from leco.coalition.coalition import Coalition
from leco.errors import FormatError
from leco.io.found import Found, Row, apart, found, frame, refused
from leco.io.lost import ENDS, rows_of, tie_rows
from leco.io.tables import decode
from leco.io.whole import save
from leco.words import Note

MOST_OBJECTS = 6_000_000  # a million ties and what is said of each
SCHEMA = 1  # of what leco writes in `metadata`


def read_json(path: Path) -> dict[str, Any]:
    """Read a file as one JSON object; a name that stands twice in one is refused."""
    content, _ = decode(path)
    if content.count("{") + content.count("[") > MOST_OBJECTS:
        raise refused("too_long", name=path.name)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        held = dict(pairs)
        if len(held) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() gives None
            raise refused("json_twice", name=path.name, value=twice)
        return held

    def no_number(said: str) -> Any:
        raise refused("json_number", name=path.name, value=said)

    try:
        read = json.loads(content, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise refused("json_broken", name=path.name, line=error.lineno, column=error.colno,
                      why=error.msg) from error  # fmt: skip
    except RecursionError as error:
        raise refused("json_deep", name=path.name) from error
    except FormatError:
        raise  # it is a ValueError too, and already says all
    except ValueError as error:  # a number of thousands of digits
        raise refused("json_number", name=path.name, value="...") from error
    if not isinstance(read, dict):
        raise refused("json_none", name=path.name)
    if "\\ud" in content.casefold():  # so is half a sign written, which no file can keep
        try:
            json.dumps(read, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise refused("json_half_sign", name=path.name) from error
    return read


def objects_in(path: Path, held: Any, what: str) -> list[dict[str, Any]]:
    """Take a list of objects; a thing that is none is refused."""
    if held is None:
        return []
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise refused("json_list", name=path.name, what=what)
    return held


def object_in(path: Path, held: Any, what: str) -> dict[str, Any]:
    """Take an object; a thing that is none is refused."""
    if held is None:
        return {}
    if not isinstance(held, dict):
        raise refused("json_object", name=path.name, what=what)
    return held


def value_of(value: Any) -> Any:
    """Take a value as a cell holds it: lists joined, what holds more as its text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and not any(isinstance(one, (dict, list)) for one in value):
        return ";".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def read(path: Path) -> Found:
    """Read the one graph of a file, of version 1 (a list of nodes) or 2 (a map)."""
    held = read_json(path)
    if not {"graph", "graphs"} & held.keys():
        raise refused("json_none", name=path.name)
    graphs = objects_in(path, held.get("graphs", [held.get("graph")]), "graphs")
    if len(graphs) != 1:
        raise refused("one_graph", name=path.name, count=len(graphs))
    graph = graphs[0]
    nodes = graph.get("nodes")
    if isinstance(nodes, dict):
        given = [(key, object_in(path, one, "nodes")) for key, one in nodes.items()]
    else:
        given = [(one.get("id"), one) for one in objects_in(path, nodes, "nodes")]
    partners: list[Row] = []
    for place, (key, node) in enumerate(given, 1):
        facts = _facts(path, node, {"id", "label"})
        label = {} if node.get("label") is None else {"name": node["label"]}
        partners.append((place, {"id": key, **label, **apart(facts, ["id"])}))
    usual = graph.get("directed", True)
    ties: list[Row] = []
    for place, edge in enumerate(objects_in(path, graph.get("edges"), "edges"), 1):
        facts = _facts(path, edge, {*ENDS, "relation", "directed"})
        own = {"source": edge.get("source"), "target": edge.get("target")}
        if edge.get("relation") is not None:
            own["kind"] = edge["relation"]
        directed = edge.get("directed", usual)
        ties.append((place, {**own, **apart(facts, [*ENDS, "directed"]),
                             "directed": "yes" if directed else "no"}))  # fmt: skip
    metadata = object_in(path, graph.get("metadata"), "metadata")
    held_back = object_in(path, metadata.get("leco"), "metadata.leco")
    tables = object_in(path, held_back.get("tables"), "metadata.leco.tables")
    more = {name: [(place, {key: value_of(one) for key, one in row.items()})
                   for place, row in enumerate(objects_in(path, rows, name), 1)]
            for name, rows in tables.items()}  # fmt: skip
    notes = [Note("skipped_hyperedges", {"count": len(graph["hyperedges"])})] \
        if graph.get("hyperedges") else []  # fmt: skip
    title = str(graph.get("label") or "")
    known = held_back.get("ties_known", True)
    read = found(partners, ties if known else None, title, notes)
    order = object_in(path, held_back.get("columns"), "metadata.leco.columns")
    own_tables = {name: frame(rows, map(str, order.get(name) or [])) for name, rows in more.items()}
    return Found({**read.tables, **own_tables}, read.name, read.notes)


def _facts(path: Path, held: Mapping[str, Any], own: Iterable[str]) -> dict[str, Any]:
    """Give what an object says besides its own names: in its metadata, or beside them."""
    known = {*own, "metadata"}
    beside = {key: one for key, one in held.items() if key not in known}
    said = {**object_in(path, held.get("metadata"), "metadata"), **beside}
    return {key: value_of(one) for key, one in said.items() if one is not None}


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write everything: partners and ties as a graph, every other table in its metadata."""
    nodes = {}
    for row in rows_of(coalition.partners):
        label = {"label": row.pop("name")} if "name" in row else {}
        nodes[row.pop("id")] = {**label, **({"metadata": row} if row else {})}
    edges = []
    for directed, row in tie_rows(coalition):
        ends = {end: row.pop(end) for end in ENDS}
        kind = {"relation": row.pop("kind")} if "kind" in row else {}
        edges.append({**ends, **kind, "directed": directed, **({"metadata": row} if row else {})})
    others = {name: table for name, table in coalition.tables.items()
              if name not in {"partners", "ties"} and len(table.columns)}  # fmt: skip
    held: dict[str, Any] = {"schema_version": SCHEMA}
    if not coalition.ties_known or "ties" not in coalition.tables:
        held["ties_known"] = False
    if others:
        held["columns"] = {name: list(map(str, table.columns)) for name, table in others.items()}
        held["tables"] = {name: list(rows_of(table)) for name, table in others.items()}
    graph = {"label": coalition.name, "type": "coalition", "directed": coalition.directed,
             "metadata": {"leco": held}, "nodes": nodes, "edges": edges}  # fmt: skip
    save(path, json.dumps({"graph": graph}, ensure_ascii=False, indent=1) + "\n")
    return []
