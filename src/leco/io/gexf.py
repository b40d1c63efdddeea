"""GEXF, Gephi's own format, with who was there when and which ties were in force.

networkx is not used here: it expands entities, refuses ties with and without direction in one
file, and fails on dates and blanks.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.io.cells import plain
from leco.io.found import Found, Row, apart, found, refused
from leco.io.graphml import signs_lost
from leco.io.lost import ENDS, rows_of, tables_lost, tie_rows
from leco.io.whole import save
from leco.io.xml import Element, attributes, content, read_xml
from leco.schema import dates
from leco.words import Note

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
# What is written in a cell, where GEXF holds no more than a day.
WRITTEN = {"node": ("joined", "left"), "edge": ("tie start", "tie end")}
SPELL = {"node": ("joined", "left"), "edge": ("start", "end")}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T[\d:.+Z-]+")


def read(path: Path) -> Found:
    """Read a graph: partners and ties, when each was there, and the attributes of each."""
    root = read_xml(path, "gexf")
    graphs = list(root.all("graph"))
    if len(graphs) != 1:
        raise refused("one_graph", name=path.name, count=len(graphs))
    graph = graphs[0]
    titles = {role: _titles(graph, role) for role in ("node", "edge")}
    usual = graph.attributes.get("defaultedgetype", "undirected")
    several = changing = 0
    partners: list[Row] = []
    for node, parent in _nodes(graph, None):
        spells = _spells(node)
        facts, changes = _facts(node, titles["node"], "node")
        changing += changes
        several += len(spells) > 1
        label = node.attributes.get("label")
        held = {"id": node.attributes.get("id"), **apart(facts, ["id"])}
        if label != held["id"]:
            held.setdefault("name", label)
        # Spells may overlap; one without an end outlasts all.
        start, (_, end) = spells[0][0], max(spells, key=lambda one: (one[1] is None, one[1] or ""))
        joined = {"joined": start, "left": end, "parent": parent}
        partners.append((node.line, {**{key: one for key, one in joined.items() if one}, **held}))
    ties = []
    for edge in graph.within("edge"):
        facts, changes = _facts(edge, titles["edge"], "edge")
        changing += changes
        ties += list(_ties(edge, facts, usual))
    notes = [Note(code, {"count": count}) for code, count in (
        ("skipped_spells", several), ("skipped_changes", changing),
        ("skipped_looks", sum(1 for one in ("color", "position", "size", "shape", "thickness")
                              for _ in graph.within(one))),
    ) if count]  # fmt: skip
    meta = root.first("meta")
    described = meta.first("description") if meta is not None else None
    name = described.text.strip() if described is not None else ""
    return found(partners, ties, name or graph.attributes.get("name", ""), notes)


def _titles(graph: Element, role: str) -> dict[str, tuple[str, str | None]]:
    """Give the title and the default of each attribute, by its id."""
    titles = {}
    for group in graph.all("attributes"):
        if group.attributes.get("class") == role:
            for one in group.all("attribute"):
                default, key = one.first("default"), one.attributes.get("id", "")
                said = default.text if default is not None else None
                titles[key] = one.attributes.get("title", key), said
    return titles


def _nodes(holder: Element, parent: str | None) -> Iterator[tuple[Element, str | None]]:
    """Give nodes, those within a node with the id of that node."""
    for group in holder.all("nodes"):
        for node in group.all("node"):
            yield node, node.attributes.get("pid", parent)
            yield from _nodes(node, node.attributes.get("id"))


def _spells(holder: Element) -> list[tuple[str | None, str | None]]:
    """Give when a partner was there, or a tie in force: at least one spell, which may be blank."""
    group = holder.first("spells") or holder.first("slices")
    spells = [] if group is None else [one for one in group.held if one.name in {"spell", "slice"}]
    return sorted(
        ((_day(begin), _day(end)) for begin, end in map(_bounds, spells or [holder])),
        key=lambda spell: spell[0] or "",
    )


def _bounds(holder: Element) -> tuple[str | None, str | None]:
    given = holder.attributes
    return given.get("start", given.get("startopen")), given.get("end", given.get("endopen"))


def _day(moment: str | None) -> str | None:
    """Keep the day of a moment; what is no moment stays, and is answered as wrong."""
    if moment is None or moment.strip() in {"", "-INF", "INF", "-Infinity", "Infinity"}:
        return None
    time = _MOMENT.fullmatch(moment.strip())
    year = re.fullmatch(r"(\d{4})\.0", moment.strip())
    return time[1] if time else year[1] if year else moment


def _facts(
    holder: Element, titles: Mapping[str, tuple[str, str | None]], role: str
) -> tuple[dict[str, Any], int]:
    """Give the attributes of a partner or a tie, and how many of them change over time."""
    held: dict[str, Any] = {title: default for title, default in titles.values() if default}
    seen: set[str] = set()
    changes = 0
    group = holder.first("attvalues")
    for one in group.all("attvalue") if group is not None else ():
        key = one.attributes.get("for", one.attributes.get("id", ""))
        title, _ = titles.get(key, (key, None))
        said = one.attributes.get("value", "")
        if said.strip():
            changes += title in seen  # the last of several in time is kept
            seen.add(title)
            held[title] = said
    back = dict(zip(WRITTEN[role], SPELL[role], strict=True))
    return {back.get(title, title): said for title, said in held.items()}, changes


def _ties(edge: Element, facts: Mapping[str, Any], usual: str) -> Iterator[Row]:
    """Give the ties of an edge: one each spell, both ways where it is mutual."""
    given = edge.attributes
    kind = given.get("type", usual)
    for start, end in _spells(edge):
        own = {"weight": given.get("weight"), "kind": given.get("kind"),
               "label": given.get("label"), "start": start, "end": end,
               **apart(facts, [*ENDS, "directed"])}  # fmt: skip
        held = {key: one for key, one in own.items() if one is not None}
        ways = [tuple(given.get(end) for end in ENDS)]
        if kind == "mutual":
            ways.append(ways[0][::-1])
        for way in ways:
            directed = "no" if kind == "undirected" else "yes"
            yield edge.line, {**dict(zip(ENDS, way, strict=True)), **held, "directed": directed}


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write partners and ties with all their columns, and when each was there."""
    partners, ties = coalition.partners, coalition.ties
    named = "name" in partners.columns and not (partners["name"] == partners["id"]).any()
    held = {"node": {"id", "joined", "left"} | ({"name"} if named else set()),
            "edge": {*ENDS, "directed", "weight", "kind", "start", "end"}}  # fmt: skip
    keys = {role: _keys(frame, held[role], role)
            for role, frame in (("node", partners), ("edge", ties))}  # fmt: skip
    dated = {"joined", "left"} & set(partners.columns) or {"start", "end"} & set(ties.columns)
    mode = attributes(mode="dynamic", timeformat="date") if dated else attributes(mode="static")
    usual = "directed" if coalition.directed else "undirected"
    lines = [HEAD, " <meta>\n  <creator>leco</creator>\n"]
    if coalition.name:
        lines.append(f"  <description>{content(coalition.name)}</description>\n")
    lines.append(f" </meta>\n <graph{mode}{attributes(defaultedgetype=usual)}>\n")
    for role, own in keys.items():
        lines.append(f"  <attributes{attributes(class_=role, mode='static')}>\n")
        lines += [f"   <attribute{attributes(id=key, title=title, type=kind)}/>\n"
                  for title, (key, kind) in own.items()]  # fmt: skip
        lines.append("  </attributes>\n")
    lines.append("  <nodes>\n")
    for row in rows_of(partners):
        node = {"id": row["id"], "label": row.get("name", row["id"])}
        lines += _element("node", node, row, keys["node"])
    lines.append("  </nodes>\n  <edges>\n")
    for place, (directed, row) in enumerate(tie_rows(coalition)):
        tie = {"id": place, **{end: row[end] for end in ENDS},
               "type": "directed" if directed else "undirected",
               "weight": row.get("weight"), "kind": row.get("kind")}  # fmt: skip
        lines += _element("edge", tie, row, keys["edge"])
    save(path, "".join([*lines, "  </edges>\n </graph>\n</gexf>\n"]))
    return [*tables_lost(coalition), *_coarse(coalition), *signs_lost(coalition)]


def _keys(frame: pd.DataFrame, held: set[str], role: str) -> dict[str, tuple[str, str]]:
    """Give attributes a number each, and their type."""
    names = [str(column) for column in frame.columns if column not in held]
    kinds = dict.fromkeys(names, "string")
    for column in names:
        if pd.api.types.is_bool_dtype(frame[column]):
            kinds[column] = "boolean"
        elif pd.api.types.is_numeric_dtype(frame[column]):
            kinds[column] = "double"
    # A date that is no day is said in words as well.
    for column, title in zip(SPELL[role], WRITTEN[role], strict=True):
        if column in frame.columns and not all(map(_is_day, frame[column].dropna())):
            kinds[title] = "string"
    return {title: (f"{role[0]}{place}", kind) for place, (title, kind) in enumerate(kinds.items())}


def _is_day(written: str) -> bool:
    return _DAY.fullmatch(written) is not None


def _element(
    name: str, own: Mapping[str, Any], row: Mapping[str, Any], keys: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """Write a partner or a tie: its own facts, when it was there, and its attributes."""
    start, end = (row.get(column) for column in SPELL[name])
    span = {"start": _bound(start, first=True), "end": _bound(end, first=False)}
    said = {title: plain(row[title]) for title in keys if title in row}
    for column, title in zip(SPELL[name], WRITTEN[name], strict=True):
        said.pop(title, None)
        if title in keys and column in row and not _is_day(str(row[column])):
            said[title] = row[column]
    yield f"   <{name}{attributes(**own, **span)}>\n"
    if said:
        yield "    <attvalues>\n"
        for title, value in said.items():
            key, kind = keys[title]
            shown = {"yes": "true", "no": "false"}[str(value)] if kind == "boolean" else value
            yield f"     <attvalue{attributes(for_=key, value=shown)}/>\n"
        yield "    </attvalues>\n"
    yield f"   </{name}>\n"


def _bound(written: Any, *, first: bool) -> str | None:
    """Give the first day that a start can mean, or the last that an end can; None: no bound."""
    if written is None:
        return None
    days = dates.parse(str(written))
    day = days.first if first else days.last
    if not dates.EARLIEST < day < dates.LATEST:
        return None
    return dates.to_date(day).isoformat()


def _coarse(coalition: Coalition) -> list[Note]:
    """Count the dates that are no day."""
    count = sum(
        sum(not _is_day(one) for one in frame[column].dropna())
        for role, frame in (("node", coalition.partners), ("edge", coalition.ties))
        for column in SPELL[role]
        if column in frame.columns
    )
    return [Note("lost_coarse", {"count": count})] if count else []
