"""Kumu's blueprints (JSON) and workbooks: elements and the connections between them."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from leco.coalition.coalition import Coalition
from leco.io.found import Found, Row, apart, found, refused
from leco.io.json_graph import object_in, objects_in, read_json, value_of
from leco.io.label_map import labels, restored
from leco.io.lost import ENDS, rows_of, tables_lost, tie_rows
from leco.io.sheets import filled, new_workbook, require_fits, sheets_of
from leco.io.whole import save
from leco.schema.headers import fold
from leco.schema.tables import ROWS
from leco.words import Note

# What Kumu draws, or keeps for itself.
LONGEST = 10_000
INNER = {"_id", "attributes", "style", "position", "x", "y", "pinned"}
SEVERAL = {"tags", *ROWS["partners"].several}


def read(path: Path) -> Found:
    """Read a blueprint (JSON) or a workbook, told apart by what it begins with."""
    if zipfile.is_zipfile(path):
        return _workbook(path)
    held = read_json(path)
    if not is_blueprint(held):
        raise refused("json_none", name=path.name)
    elements, ties = (
        [(place, _flat(path, one))
         for place, one in enumerate(objects_in(path, held.get(part), part), 1)]
        for part in ("elements", "connections")
    )  # fmt: skip
    parts = sorted(key for key in held if key not in {"elements", "connections"})
    notes = [Note("skipped_parts", {"listed": ", ".join(parts)})] if parts else []
    return _coalition(elements, ties, notes)


def is_blueprint(held: Mapping[str, Any]) -> bool:
    """Whether what a file holds is a blueprint of Kumu."""
    return bool({"elements", "connections"} & held.keys())


def _flat(path: Path, held: Mapping[str, Any]) -> dict[str, Any]:
    """Put the attributes of an exported thing beside its own."""
    inner = object_in(path, held.get("attributes"), "attributes")
    flat = {**{key: one for key, one in held.items() if key != "attributes"}, **inner}
    return {str(key): value_of(one) for key, one in flat.items() if one not in (None, "", [])}


def _coalition(
    elements: Sequence[Row], connections: Sequence[Row], notes: Sequence[Note] = ()
) -> Found:
    """Make tables of elements and connections; headers in any case, an id only where one is given.

    Who is called by an id anywhere is found by it; a connection in both directions is two ties.
    """
    partners: list[Row] = []
    called: dict[str, str] = {}
    for place, one in elements:
        facts = {_plain(key): value for key, value in one.items()}
        own, label = facts.pop("id", None), facts.pop("label", None)
        inner = facts.pop("_id", None)
        id_ = str(own if own is not None else label if label is not None else inner or "")
        name = {"name": label} if own is not None and label != own else {}
        for key in (inner, label, own):
            if key is not None:
                called.setdefault(str(key), id_)
        if own is not None:
            called[str(own)] = id_
        kept = {key: value for key, value in facts.items() if key not in INNER}
        partners.append((place, {"id": id_, **name, **apart(kept, ["id"])}))
    rows: list[Row] = []
    for place, one in connections:
        facts = {_plain(key): value for key, value in one.items()}
        kept = {key: value for key, value in facts.items()
                if key not in {*INNER, "from", "to", "direction"}}  # fmt: skip
        way = str(facts.get("direction", "undirected")).casefold()
        ends = [called.get(str(facts.get(end, "")), facts.get(end)) for end in ("from", "to")]
        for source, target in [ends] + ([ends[::-1]] if way == "mutual" else []):
            directed = "yes" if way in {"directed", "mutual"} else "no"
            held = apart(kept, [*ENDS, "directed"])
            rows.append((place, {"source": source, "target": target, **held, "directed": directed}))
    return found(partners, rows, "", notes)


def _plain(key: str) -> str:
    """Give Kumu's own fields their plain names; a field of one's own keeps its case."""
    folded = key.strip().casefold()
    return folded if folded in {"id", "label", "from", "to", "direction", "type", "tags"} else key


def is_workbook(titles: Iterable[str]) -> bool:
    """Whether the sheets of a workbook are those of Kumu."""
    return {"elements", "connections"} <= {title.strip().casefold() for title in titles}


def _workbook(path: Path) -> Found:
    """Read a workbook: a sheet of elements and one of connections."""
    sheets = {title.strip().casefold(): filled(cells) for title, cells in sheets_of(path).items()}
    if not is_workbook(sheets):
        raise refused("kumu_sheets", name=path.name, listed=", ".join(sheets))
    rows: dict[str, list[Row]] = {}
    for title in ("elements", "connections"):
        if not sheets[title]:
            rows[title] = []
            continue
        (_, header), *body = sheets[title]
        rows[title] = [
            (line, {_plain(head): _parts(head, cell)
                    for head, cell in zip(header, cells, strict=False) if head and cell})
            for line, cells in body
        ]  # fmt: skip
    ties = [
        (line, {**row, "to": one.strip()})
        for line, row in rows["connections"] for one in str(row.get("to", "")).split("|")
    ]  # fmt: skip
    others = [title for title in sheets if title not in rows and "(ignore)" not in title]
    notes = [Note("skipped_parts", {"listed": ", ".join(others)})] if others else []
    return restored(_coalition(rows["elements"], ties, notes), path)


def _parts(head: str, cell: str) -> str:
    """Put several values in one cell as leco does; Kumu has a bar between them."""
    return cell.replace("|", ";") if fold(head).replace(" ", "_") in SEVERAL else cell


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write a blueprint, or a workbook where the name ends in ``.xlsx``."""
    elements, connections = _elements(coalition), _connections(coalition)
    notes: list[Note] = []
    if path.suffix.casefold() == ".xlsx":
        # In a sheet a bar stands between several: it cannot be part of whom a connection names.
        ids = coalition.partners["id"].tolist()
        called, notes = labels(ids, lambda one: one.replace("|", "/"), LONGEST, path)
        if notes:
            shown = dict(zip(ids, called, strict=True))
            elements = [{**one, "id": label} for one, label in zip(elements, called, strict=True)]
            connections = [{**one, "from": shown[one["from"]], "to": shown[one["to"]]}
                           for one in connections]  # fmt: skip
        _write_workbook(path, {"Elements": elements, "Connections": connections})
        bars = sum("|" in str(row.get(key, "")) for row in elements for key in SEVERAL)
        notes += [Note("lost_signs", {"count": bars})] if bars else []
    else:
        lists = [{key: str(one).split(";") if key in SEVERAL else one for key, one in row.items()}
                 for row in elements]  # fmt: skip
        held = {"elements": lists, "connections": connections}
        save(path, json.dumps(held, ensure_ascii=False, indent=1) + "\n")
    return [*tables_lost(coalition, path), *notes]


def _elements(coalition: Coalition) -> list[dict[str, Any]]:
    """Give partners as elements: an id only where the label is not one."""
    elements, ids = [], coalition.partners["id"].tolist()
    for row in rows_of(coalition.partners):
        own, label = row.pop("id"), row.pop("name", None)
        elements.append({"label": own if label is None else label,
                         **({} if label is None else {"id": own}),
                         **apart(row, ["id", "label"])})  # fmt: skip
    shown = Counter(one["label"] for one in elements)
    known = set(ids)
    for one, own in zip(elements, ids, strict=True):
        # Two of one label, or a label that is the id of another, are told apart by an id.
        if shown[one["label"]] > 1 or (one["label"] in known and one["label"] != own):
            one["id"] = own
    return elements


def _connections(coalition: Coalition) -> list[dict[str, Any]]:
    """Give ties as connections."""
    connections = []
    for directed, row in tie_rows(coalition):
        own = {"from": row.pop("source"), "to": row.pop("target"),
               "direction": "directed" if directed else "undirected"}  # fmt: skip
        kind = {"type": row.pop("kind")} if "kind" in row else {}
        strength = {"strength": row.pop("weight")} if "weight" in row else {}
        connections.append({**own, **kind, **strength, **apart(row, [*own, "type", "strength"])})
    return connections


def _write_workbook(path: Path, sheets: Mapping[str, list[dict[str, Any]]]) -> None:
    first = {"Elements": ["label", "id", "type"], "Connections": ["from", "to", "direction"]}
    with new_workbook(path) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            keys = dict.fromkeys(key for row in rows for key in row)
            columns = list(dict.fromkeys([*first[title], *keys]))
            for at, key in enumerate(columns):
                sheet.write_string(0, at, key.capitalize() if key in first[title] else key)
            for place, row in enumerate(rows, 1):
                for at, key in enumerate(columns):
                    value = row.get(key, "")
                    if key in SEVERAL and title == "Elements":
                        value = str(value).replace(";", "|")
                    require_fits(title, key, value)
                    if isinstance(value, str):
                        sheet.write_string(place, at, value)
                    else:
                        sheet.write_number(place, at, value)
