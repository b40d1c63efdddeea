"""NetDraw's VNA: a list of partners and a list of ties, each with its columns."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from leco.coalition.coalition import Coalition
from leco.io.found import Found, Row, apart, found, refused
from leco.io.label_map import labels, plain, restored
from leco.io.lost import ENDS, rows_of, tables_lost, tie_rows
from leco.io.tables import listed
from leco.io.whole import save
from leco.schema.cells import YES
from leco.words import Note

LONGEST = 10_000
_HEAD = re.compile(r"\*\s*(node|tie)\s*(data|properties)\s*$", re.IGNORECASE)
_TOKEN = re.compile(r'"([^"]*)"|([^\s,"]+)')
Body = list[tuple[int, list[str]]]


def read(path: Path) -> Found:
    """Read partners and ties; where things stand and how they look is left."""
    parts: dict[str, list[tuple[int, list[str]]]] = {}
    now: Body | None = None
    others: list[str] = []
    for place, raw in enumerate(listed(path).split("\n"), 1):
        line = raw.strip()
        if line.startswith("*"):
            head = _HEAD.match(line)
            name = f"{head[1]} {head[2]}".casefold() if head else ""
            if name not in {"node data", "tie data"}:
                others.append(line)
            now = parts.setdefault(name, []) if name else []
        elif line and now is not None:
            now.append((place, [one[1] if one[1] is not None else one[2]
                                 for one in _TOKEN.finditer(line)]))  # fmt: skip
    if not {"node data", "tie data"} & parts.keys():
        raise refused("vna_none", name=path.name)
    partners = _rows(path, parts.get("node data", []), "id")
    given = _rows(path, parts.get("tie data", []), "source", "target")
    if "node data" not in parts:
        named = dict.fromkeys(row.get(end) for _, row in given for end in ENDS)
        partners = [(at, {"id": one}) for at, one in enumerate(named, 1)]
    told = any("directed" in row for _, row in given)
    rows: list[Row] = []
    for number, row in given:
        # NetDraw draws every tie with an arrow, unless the file says otherwise.
        way = str(row.get("directed", "no" if told else "yes")).casefold()
        rows.append((number, {**row, "directed": "yes" if way in YES else "no"}))
    notes = [Note("skipped_parts", {"listed": ", ".join(others)})] if others else []
    return restored(found(partners, rows, "", notes), path)


def _rows(path: Path, body: Body, *first: str) -> list[Row]:
    """Read rows below their header, of which the first columns say whom they are about."""
    if not body:
        return []
    (line, header), *rest = body
    if len(header) < len(first):
        raise refused("vna_header", name=path.name, line=line)
    names = [*first, *apart(dict.fromkeys(header[len(first) :]), first)]
    if len(names) != len(header):
        raise refused("vna_header", name=path.name, line=line)
    rows: list[Row] = []
    for number, cells in rest:
        if len(cells) != len(names):
            raise refused("vna_row", name=path.name, line=number, count=len(cells),
                          wanted=len(names))  # fmt: skip
        rows.append((number, dict(zip(names, cells, strict=True))))
    return rows


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write partners and ties with all their columns."""
    signs = 0

    def said(value: Any) -> str:
        nonlocal signs
        written = re.sub(r"\s", " ", str(value)).replace('"', "'")
        signs += written != str(value)
        return f'"{written}"' if isinstance(value, str) else written

    def lines(rows: list[dict[str, Any]], first: Iterable[str]) -> list[str]:
        columns = list(dict.fromkeys([*first, *(key for row in rows for key in row)]))
        titles = {"source": "from", "target": "to", "weight": "strength"}
        head = " ".join(said(titles.get(one, one)) for one in columns)
        return [f"{head}\n", *(" ".join(said(row.get(one, "")) for one in columns) + "\n"
                               for row in rows)]  # fmt: skip

    partners = list(rows_of(coalition.partners))
    called, changed = labels(coalition.partners["id"].tolist(), plain, LONGEST, path)
    shown = dict(zip(coalition.partners["id"], called, strict=True))
    for row in partners:
        row["id"] = shown[row["id"]]
    ties = [
        {**row, **{end: shown[row[end]] for end in ENDS}, "directed": "yes" if directed else "no"}
        for directed, row in tie_rows(coalition)
    ]
    written = ["*node data\n", *lines(partners, ["id"]), "*tie data\n", *lines(ties, ENDS)]
    save(path, "".join(written))
    notes = [Note("lost_signs", {"count": signs})] if signs else []
    return [*tables_lost(coalition, path), *changed, *notes]
