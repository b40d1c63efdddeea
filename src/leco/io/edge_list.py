"""Lists of ties alone: a table with headers, or lines of two names and a strength."""

import re
from pathlib import Path

from leco.coalition.coalition import Coalition
from leco.io.cells import csv_text, plain
from leco.io.found import Found, Row, found, refused
from leco.io.label_map import labels, plain as plain_label, restored
from leco.io.lost import ENDS, columns_lost, tables_lost
from leco.io.tables import listed
from leco.io.whole import save
from leco.schema.numerals import read_number
from leco.words import Note

LONGEST = 10_000
_TOKEN = re.compile(r'"([^"]*)"|([^\s,;"]+)')
_WEIGHT = re.compile(r"\s*'weight'\s*:\s*([-+.\deE]+)")


def read(path: Path) -> Found:
    """Read lines of two names, or three with a strength; # and % begin a comment.

    As networkx and igraph (``.ncol``) write them: direction is not told, so there is none.
    """
    ties: list[Row] = []
    for line, raw in enumerate(listed(path).split("\n"), 1):
        text = raw.strip()
        if not text or text[0] in "#%":
            continue
        facts = ""
        if text.endswith("}"):
            text, _, facts = text.rpartition("{")
        tokens = [one[1] if one[1] is not None else one[2] for one in _TOKEN.finditer(text)]
        if told := _WEIGHT.match(facts):
            tokens.append(told[1])
        if len(tokens) not in {2, 3} or (len(tokens) == 3 and read_number(tokens[2]) is None):
            raise refused("edge_line", name=path.name, line=line)
        weight = {"weight": tokens[2]} if len(tokens) == 3 else {}
        ties.append((line, {"source": tokens[0], "target": tokens[1], **weight}))
    if not ties:
        raise refused("edge_none", name=path.name)
    named = dict.fromkeys(str(row[end]) for _, row in ties for end in ENDS)
    partners: list[Row] = [(place, {"id": one}) for place, one in enumerate(named, 1)]
    return restored(found(partners, ties), path)


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write the table of ties alone: with headers in ``.csv``, else as lines of two names."""
    ties = coalition.ties
    ids = coalition.partners["id"]
    alone = int((~ids.isin(set(ties["source"]) | set(ties["target"]))).sum())
    notes = [Note("lost_isolates", {"count": alone})] if alone else []
    if path.suffix.casefold() == ".csv":
        save(path, csv_text(ties.columns, ties.itertuples(index=False, name=None)))
        held = [str(column) for column in ties.columns]
    else:
        weights = ties["weight"].tolist() if "weight" in ties.columns else [None] * len(ties)
        rows = zip(ties["source"], ties["target"], map(plain, weights), strict=True)
        called, changed = labels(ids.tolist(), _label, LONGEST, path)
        shown = dict(zip(ids, called, strict=True))
        lines = [f"{shown[source]} {shown[target]} {weight}".rstrip() + "\n"
                 for source, target, weight in rows]  # fmt: skip
        notes += changed
        save(path, "".join(lines))
        held = [*ENDS, "weight"]
    return [*tables_lost(coalition, path), *columns_lost(coalition, "partners", ["id"]),
            *columns_lost(coalition, "ties", held), *notes]  # fmt: skip


def _label(one: str) -> str:
    """Write a name as a word, which is all that such lists take."""
    word = re.sub(r"[\s,;{}\"]+", "_", plain_label(one))
    return f"_{word}" if word.startswith(("#", "%")) else word
