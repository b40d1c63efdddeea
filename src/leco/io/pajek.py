"""Pajek's networks (``.net``, ``.paj``): vertices, arcs, edges, relations, partitions, vectors.

networkx is not used here: it drops quotes within names, the numbers of relations and time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from leco.coalition.coalition import Coalition
from leco.io.found import Found, Row, apart, found, named, refused
from leco.io.label_map import labels, plain, restored
from leco.io.lost import ENDS, columns_lost, tables_lost, tie_rows
from leco.io.squares import Matrix, ties_of
from leco.io.tables import listed
from leco.io.whole import save
from leco.schema.numerals import read_number
from leco.words import Note

LINES = {"arcs": True, "arcslist": True, "edges": False, "edgeslist": False}
# How a vertex is drawn, as far as words with a value say it.
DRAWN = {"x_fact", "y_fact", "s_size", "phi", "r", "q", "ic", "bc", "bw", "lc", "la", "lr", "lphi",
         "fos", "font"}  # fmt: skip
LONGEST = 200  # signs of a label
MOST = 500_000  # vertices that a file may count without listing them
NO_NUMBERS = {"nan", "inf", "infinity", "na"}
DIGITS = 20  # of a number, which is then too large already; Python refuses thousands
_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)"|(\[[^\[\]]*\]|\S+)')
_HEAD = re.compile(r"\*(\w+)(.*)")
_RELATION = re.compile(r'\s*:?\s*(\d+)(?:\s+"?([^"]*)"?)?')
_YEARS = re.compile(r"\[(\d{4})(?:-(\d{4}|\*))?\]")


@dataclass(frozen=True)
class Part:
    """What stands below a line that begins with a star."""

    line: int
    word: str
    rest: str
    body: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass
class Vertices:
    """What is read so far: labels and facts of vertices by number, and ties by number."""

    path: Path
    labels: list[str]
    lines: list[int]
    facts: list[dict[str, Any]]
    rows: int  # of two modes, how many are of the first
    ties: list[Row] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    looks: int = 0


def read(path: Path) -> Found:
    """Read a network; of a project the first one, with its partitions and vectors."""
    net: Vertices | None = None
    name = title = ""
    role = "network"
    others: dict[str, None] = {}
    relations: dict[str, str] = {}
    for one in _sections(listed(path)):
        if one.word == "network":
            role = "network" if net is None else "another"
            name = name or one.rest
        elif one.word in {"partition", "vector"}:
            role, title = "column", one.rest or one.word
        elif one.word == "vertices" and role == "network" and net is None:
            net = _vertices(path, one)
        elif one.word == "vertices" and role == "column" and net is not None:
            _column(net, title, one)
        elif one.word == "matrix" and role == "network" and net is not None:
            _matrix(net, one)
        elif one.word in LINES and role == "network" and net is not None:
            _lines(net, one, relations)
        else:
            others[one.word] = None
    if net is None:
        raise refused("pajek_none", name=path.name)
    notes = [Note("skipped_looks", {"count": net.looks})] if net.looks else []
    if others:
        notes.append(Note("skipped_parts", {"listed": ", ".join(f"*{word}" for word in others)}))
    return restored(_found(net, name, notes), path)


def _sections(content: str) -> Iterator[Part]:
    """Split a file at the lines that begin with a star; a line with % is a comment."""
    now: Part | None = None
    for number, raw in enumerate(content.splitlines(), 1):
        line = raw.strip()
        head = _HEAD.match(line)
        if head:
            if now is not None:
                yield now
            now = Part(number, head[1].casefold(), head[2].strip())
        elif line and not line.startswith("%") and now is not None:
            now.body.append((number, _tokens(line)))
    if now is not None:
        yield now


def _tokens(line: str) -> list[str]:
    """Split at spaces, but for what stands in quotes (which igraph writes with a backslash)."""
    return [
        re.sub(r'\\(["\\])', r"\1", said) if quoted.startswith('"') else quoted
        for quoted, said in ((one[0], one[1] or "") for one in _TOKEN.finditer(line))
    ]


def _count(path: Path, one: Part) -> list[int]:
    counts = [int(token[:DIGITS]) for token in one.rest.split() if token.isdecimal()]
    if not counts:
        raise refused("pajek_count", name=path.name, line=one.line, value=one.rest)
    if counts[0] > max(MOST, len(one.body)):
        raise refused("too_many_counted", name=path.name, line=one.line, value=one.rest)
    return counts


def _vertices(path: Path, one: Part) -> Vertices:
    size, *rows = _count(path, one)
    net = Vertices(path, [str(place) for place in range(1, size + 1)], [one.line] * size,
                  [{} for _ in range(size)], rows[0] if rows else 0)  # fmt: skip
    for line, tokens in one.body:
        place = _place(net, line, tokens[0])
        net.lines[place] = line
        if len(tokens) > 1:
            net.labels[place] = tokens[1]
        net.facts[place] = _when(tokens[2:], "joined", "left") | _described(net, tokens[2:])
    return net


def _described(net: Vertices, tokens: Sequence[str]) -> dict[str, Any]:
    """Read words with their values, as networkx writes attributes; count what is drawn."""
    words = [token for token in tokens if not token.startswith("[")]
    shape = next((at for at, word in enumerate(words) if read_number(word) is None), len(words))
    pairs = dict(zip(words[shape + 1 :: 2], words[shape + 2 :: 2], strict=False))
    own = {key: value for key, value in pairs.items() if key.casefold() not in DRAWN}
    net.looks += len(words) > 2 * len(own)
    return apart(own, ["id", "name"])


def _place(net: Vertices, line: int, token: str) -> int:
    if not token.isdecimal() or not 1 <= int(token[:DIGITS]) <= len(net.labels):
        raise refused("pajek_vertex", name=net.path.name, line=line, value=token,
                      count=len(net.labels))  # fmt: skip
    return int(token) - 1


def _when(tokens: Sequence[str], start: str, end: str) -> dict[str, Any]:
    """Read points in time: one span of years as its bounds, any other as it is written."""
    written = next((token for token in tokens if token.startswith("[")), None)
    if written is None:
        return {}
    years = _YEARS.fullmatch(written)
    if not years:
        return {"time": written[1:-1]}
    last = years[2] or years[1]
    return {start: years[1], end: ".." if last == "*" else last}


def _column(net: Vertices, title: str, one: Part) -> None:
    """Take a partition or a vector as a column of the partners."""
    for place, (line, tokens) in enumerate(one.body):
        if place >= len(net.labels):
            raise refused("pajek_vertex", name=net.path.name, line=line, value=str(place + 1),
                          count=len(net.labels))  # fmt: skip
        net.facts[place].setdefault(title, tokens[0])


def _kind(one: Part, relations: dict[str, str]) -> str | None:
    """Give the name of a relation, which may stand at its first mention only."""
    told = _RELATION.fullmatch(one.rest)
    if not told:
        return None
    said = (told[2] or "").strip()
    if said:
        relations[told[1]] = said
    return relations.get(told[1], told[1])


def _lines(net: Vertices, one: Part, relations: dict[str, str]) -> None:
    kind = _kind(one, relations)
    usual = {"directed": "yes" if LINES[one.word] else "no"} | ({"kind": kind} if kind else {})
    for line, tokens in one.body:
        if one.word.endswith("list"):
            source, *targets = (_place(net, line, token) for token in tokens)
            net.ties += [(line, {"source": source, "target": one_, **usual}) for one_ in targets]
            continue
        if len(tokens) < 2:
            raise refused("pajek_tie", name=net.path.name, line=line)
        source, target = (_place(net, line, token) for token in tokens[:2])
        row: dict[str, Any] = {"source": source, "target": target, **usual}
        rest = tokens[2:]
        if rest and (number := read_number(rest[0])) is not None:
            row["weight"] = number
            rest = rest[1:]
        elif rest and rest[0].casefold().lstrip("+-") in NO_NUMBERS:
            row["weight"] = rest.pop(0)  # the check says what is wrong with it
        if "l" in rest[:-1]:
            row["label"] = rest[rest.index("l") + 1]
        net.looks += any(word[0].isalpha() and word != "l" for word in rest[::2] if word)
        net.ties.append((line, row | _when(rest, "start", "end")))


def _matrix(net: Vertices, one: Part) -> None:
    size = len(net.labels)
    height, width = (net.rows, size - net.rows) if net.rows else (size, size)
    cells = [(line, read_number(token)) for line, tokens in one.body for token in tokens]
    wrong = next((line for line, number in cells if number is None), None)
    if wrong is not None or len(cells) != height * width:
        raise refused("matrix_size", name=net.path.name, line=wrong or one.line,
                      count=len(cells), wanted=height * width)  # fmt: skip
    values = np.array([number for _, number in cells], dtype=float).reshape(height, width)
    sources, targets = values.nonzero()
    lines = np.array([line for line, _ in cells], dtype=np.int64).reshape(height, width)
    net.matrices.append(Matrix("", sources, targets + (net.rows or 0), values[sources, targets],
                               lines[sources, targets]))  # fmt: skip


def _found(net: Vertices, name: str, notes: Sequence[Note]) -> Found:
    own = named(net.labels)
    ids = [one["id"] for one in own]
    ties: list[Row] = [
        (line, {**row, "source": ids[row["source"]], "target": ids[row["target"]]})
        for line, row in net.ties
    ] + ties_of(net.matrices, ids)
    partners: list[Row] = [
        (line, {**one, **facts}) for line, one, facts in zip(net.lines, own, net.facts, strict=True)
    ]
    first = set(ids[: net.rows])
    if net.rows and all(row["source"] in first and row["target"] not in first for _, row in ties):
        other = {"id": "activity", "source": "partner", "target": "activity"}
        activities, parts = (
            [(line, {other.get(key, key): one for key, one in row.items() if key != "directed"})
             for line, row in rows]
            for rows in (partners[net.rows :], ties)
        )  # fmt: skip
        return found(partners[: net.rows], None, name, notes, activities=activities,
                     participations=parts)  # fmt: skip
    return found(partners, ties, name, notes)


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write partners by number and label, and ties by relation with their strength."""
    ids = coalition.partners["id"].tolist()
    called, notes = labels(ids, plain, LONGEST, path)
    number = {one: place for place, one in enumerate(ids, 1)}
    title = plain(coalition.name)
    lines = [f"*Network {title}\n"] if title else []
    lines.append(f"*Vertices {len(ids)}\n")
    lines += [f'{place} "{_escaped(label)}"\n' for place, label in enumerate(called, 1)]
    groups: dict[tuple[str, bool], list[str]] = {}
    for directed, row in tie_rows(coalition):
        ends = " ".join(str(number[row[end]]) for end in ENDS)
        weight = f" {row['weight']}" if "weight" in row else ""
        groups.setdefault((str(row.get("kind", "")), directed), []).append(f"{ends}{weight}\n")
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(
        kind for kind, _ in groups if kind), 1)}  # fmt: skip
    for (kind, directed), own in groups.items():
        relation = f' :{kinds[kind]} "{plain(kind)}"' if plain(kind) else ""
        lines += [f"*{'Arcs' if directed else 'Edges'}{relation}\n", *own]
    save(path, "".join(lines))
    held = ["source", "target", "directed", "kind", "weight"]
    signs = sum(plain(kind) != kind for kind in kinds)
    notes += [Note("lost_signs", {"count": signs})] if signs else []
    return [*tables_lost(coalition), *columns_lost(coalition, "partners", ["id"]),
            *columns_lost(coalition, "ties", held), *notes]  # fmt: skip


def _escaped(label: str) -> str:
    """Double a backslash that would otherwise take the one after it, or the quote, along."""
    return re.sub(r"\\(?=\\|$)", r"\\\\", label)
