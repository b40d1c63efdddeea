"""UCINET's DL files: matrices, lists of ties and lists of partners, with any kind of labels."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from leco.coalition.coalition import Coalition
from leco.io.found import Found, Row, clean, found, named, refused
from leco.io.label_map import labels, plain, restored
from leco.io.lost import columns_lost, tables_lost
from leco.io.squares import Matrix, filled, number, squares, ties_of
from leco.io.tables import listed
from leco.io.whole import save
from leco.schema.numerals import read_number
from leco.words import Note

LONGEST = 18  # signs of a label; UCINET cuts what is longer and writes all in capitals
LARGEST_MATRIX = 500  # partners
# What a file may count: a number costs a line, the partners it makes cost memory.
MOST, MOST_KINDS = 500_000, 1000
DIGITS = 20  # of a number, which is then too large already; Python refuses thousands
MATRICES = {"fullmatrix", "fm", "lowerhalf", "lh", "upperhalf", "uh"}
LISTS = {"edgelist1", "edgelist2", "nodelist1", "nodelist1b", "nodelist2", "edgelist", "nodelist"}
UNKNOWN = {"na", "nan", "."}
_QUOTED = re.compile(r'"[^"\n]*"')
_TOKEN = re.compile(r'"([^"\n]*)"|([^\s,"=]+)')
_COMMAND = re.compile(
    r"\b(?P<size>n[rcm]?)\s*=\s*(?P<number>\d+)"
    r"|\bformat\s*=\s*(?P<format>\w+)"
    r"|\bdiagonal\s*=?\s*(?P<diagonal>present|absent)"
    r"|\btitle\s*=\s*(?P<title>_+|[^\n]*)"
    r"|\b(?:(?P<whose>rows?|col(?:umn)?s?|matrix|level)\s+)?labels?(?P<embedded>\s+embedded)?"
    r"\s*(?::|(?<=embedded))|\bdata\s*file\s*=?(?P<file>.*)",
    re.IGNORECASE,
)
_DATA = re.compile(r"\bdata\s*:", re.IGNORECASE)


@dataclass
class Header:
    """What a file says of itself before its data."""

    sizes: dict[str, int] = field(default_factory=dict)
    shape: str = "fullmatrix"
    diagonal: bool = True
    title: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)

    def size(self, which: str) -> int | None:
        """Give the number of rows or columns, as far as it is said."""
        return self.sizes.get(which, self.sizes.get("n"))


Tokens = list[tuple[int, list[str]]]


def read(path: Path) -> Found:
    """Read one or more matrices of ties, or of partners in activities."""
    content = listed(path)
    # Within quotes nothing is a command.
    masked = _QUOTED.sub(lambda one: "_" * len(one[0]), content)
    start = re.match(r"\s*dl\b", masked, re.IGNORECASE)
    data = _DATA.search(masked)
    if not start or not data:
        raise refused("dl_none", name=path.name)
    header = _header(path, content[start.end() : data.start()], masked[start.end() : data.start()])
    first = content.count("\n", 0, data.end()) + 1
    body = [(first + place, _tokens(line))
            for place, line in enumerate(content[data.end() :].split("\n"))]  # fmt: skip
    body = [(line, tokens) for line, tokens in body if tokens]
    if header.shape in MATRICES:
        blocks, rows, columns, unknown = _matrices(path, header, body)
    else:
        blocks, rows, columns = _lists(path, header, body)
        unknown = 0
    notes = [Note("skipped_unknown", {"count": unknown})] if unknown else []
    kinds = _split(header.labels.get("matrix", ""), len(blocks))
    if len(kinds) != len(blocks):
        kinds = [str(place) for place in range(1, len(blocks) + 1)] if len(blocks) > 1 else [""]
    if len(kinds) == 1 and kinds[0].isdecimal():
        kinds = [""]  # sna numbers a matrix that has no name
    matrices = [Matrix(clean(kind), *block) for kind, block in zip(kinds, blocks, strict=True)]
    return restored(_found(rows, columns, matrices, header.title, notes), path)


def _tokens(line: str) -> list[str]:
    return [one[1] if one[1] is not None else one[2] for one in _TOKEN.finditer(line)]


def _header(path: Path, content: str, masked: str) -> Header:
    header = Header()
    commands = list(_COMMAND.finditer(masked))
    ends = [*(one.start() for one in commands[1:]), len(content)]
    for one, end in zip(commands, ends, strict=False):  # no command has no end
        if one["file"] is not None:
            raise refused("dl_file", name=path.name)
        _take(header, one, content[one.end() : end])
        if one["title"]:
            header.title = content[one.start("title") : one.end("title")].strip('" ')
    if header.shape not in MATRICES | LISTS:
        known = ", ".join(sorted(MATRICES | LISTS))
        raise refused("dl_format", name=path.name, value=header.shape, listed=known)
    for name, size in header.sizes.items():
        if size > (MOST_KINDS if name == "nm" else MOST):
            raise refused("too_many_counted", name=path.name, line=1, value=str(size))
    if "n" not in header.sizes and header.sizes.get("nr") == header.sizes.get("nc") is not None:
        header.sizes["n"] = header.sizes["nr"]
    return header


def _take(header: Header, one: "re.Match[str]", after: str) -> None:
    """Take what one command says; `after` is what stands before the next."""
    if one["size"]:
        header.sizes[one["size"].casefold()] = int(one["number"][:DIGITS])
    elif one["format"]:
        header.shape = one["format"].casefold()
    elif one["diagonal"]:
        header.diagonal = one["diagonal"].casefold() == "present"
    elif not one["title"]:
        sides = {"row": ["row"], "col": ["column"], "mat": ["matrix"], "lev": ["level"]}
        for side in sides.get((one["whose"] or "").casefold()[:3], ["row", "column"]):
            if one["embedded"]:
                header.embedded.add(side)
            else:
                header.labels[side] = after


def _split(written: str, size: int | None) -> list[str]:
    """Split labels at spaces and commas; at commas or lines alone where only that fits."""
    ways = [_tokens(written), [one.strip().strip('"') for one in written.split(",")],
            [one.strip().strip('",') for one in written.splitlines() if one.strip()]]  # fmt: skip
    ways = [[one for one in way if one] for way in ways]
    return next((way for way in ways if len(way) == size), ways[0])


Block = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _matrices(
    path: Path, header: Header, body: Tokens
) -> tuple[list[Block], list[str], list[str], int]:
    """Read whole or half matrices, whose cells may run over lines as they like."""
    flat = [(line, token) for line, tokens in body for token in tokens]
    half = header.shape if header.shape[0] in "lu" else ""
    beside, above = "row" in header.embedded, "column" in header.embedded and not half
    width = header.size("nc") or (len(body[0][1]) if body else 0)
    height = header.size("nr") or (len(flat) - width * above) // max(1, width + beside)
    if half and height != width:
        raise refused("dl_half", name=path.name, rows=height, columns=width)
    count = header.sizes.get("nm", 1)
    each = height * (height + 1) // 2 if half else height * width
    each += height * beside - (0 if header.diagonal else min(height, width))
    repeated = len(flat) == count * (each + width * above)
    if not repeated and len(flat) != count * each + width * above:
        last = flat[-1][0] if flat else 0
        wanted = count * each + width * above
        raise refused("matrix_size", name=path.name, line=last, count=len(flat), wanted=wanted)
    tops: list[str] = []
    sides: list[str] = []
    blocks: list[Block] = []
    at = unknown = 0
    for block in range(count):
        if above and (repeated or not block):
            tops, at = [token for _, token in flat[at : at + width]], at + width
        sides, cells = [], []
        for place in range(height):
            span = _span(half, place, height, width, header.diagonal)
            if beside:
                sides.append(flat[at][1])
                at += 1
            for column, (line, token) in zip(span, flat[at : at + len(span)], strict=True):
                value = read_number(token)
                if value is None and token.casefold() not in UNKNOWN:
                    raise refused("dl_number", name=path.name, line=line, value=token)
                unknown += value is None
                if value:
                    cells.append((place, column, value, line))
                    if half and place != column:
                        cells.append((column, place, value, line))
            at += len(span)
        blocks.append(_block(cells))
    rows = sides or _split(header.labels.get("row", ""), height) or tops
    columns = tops or _split(header.labels.get("column", ""), width) or sides
    _require(path, rows, height)
    _require(path, columns, width)
    square = height == width and ("n" in header.sizes or not header.sizes)
    if not rows:
        rows = [str(place) for place in range(1, height + 1)]
    if not columns:
        columns = rows if square else [f"c{place}" for place in range(1, width + 1)]
    return blocks, rows, columns, unknown


def _span(half: str, place: int, height: int, width: int, diagonal: bool) -> list[int]:
    """Give the columns whose cells a row of a matrix has."""
    own = range(width)
    if half:
        own = range(place + 1) if half[0] == "l" else range(place, height)
    return [column for column in own if diagonal or column != place]


def _block(cells: Sequence[tuple[int, int, float, int]]) -> Block:
    table = np.array(cells, dtype=float).reshape(-1, 4)
    whole = [table[:, place].astype(np.int64) for place in (0, 1, 3)]
    return whole[0], whole[1], table[:, 2], whole[2]


def _require(path: Path, given: Sequence[str], size: int) -> None:
    if given and len(given) != size:
        raise refused("dl_labels", name=path.name, count=len(given), wanted=size)


def _lists(path: Path, header: Header, body: Tokens) -> tuple[list[Block], list[str], list[str]]:
    """Read lists of ties or of partners, a line each; a line of ! begins the next matrix."""
    two_mode = header.shape[-1] == "2"
    rows = _Labels(path, header, "row")
    columns = _Labels(path, header, "column") if two_mode else rows
    blocks: list[list[tuple[int, int, float, int]]] = [[]]
    numbered = 0
    for line, tokens in body:
        if tokens == ["!"]:
            blocks.append([])
            numbered = 0
            continue
        numbered += 1
        blocks[-1] += list(_listed(header.shape, (rows, columns), (numbered, line), tokens))
    rows.fill(header.size("nr" if two_mode else "n"))
    columns.fill(header.size("nc" if two_mode else "n"))
    count = header.sizes.get("nm", 1)
    blocks += [[] for _ in range(count - len(blocks))]
    return [_block(one) for one in blocks], rows.known, columns.known


class _Labels:
    """The labels of one side of a list: numbers, or names as they come."""

    def __init__(self, path: Path, header: Header, side: str) -> None:
        size = header.size({"row": "nr", "column": "nc"}[side])
        self.path, self.size = path, size
        self.known = _split(header.labels.get(side, ""), size)
        self.embedded = side in header.embedded
        self.numbered = not self.embedded
        if self.known and size is not None and not self.embedded:
            _require(path, self.known, size)
        self.places = {one.casefold(): place for place, one in enumerate(self.known)}
        if self.numbered and not self.known:
            self.fill(size)

    def place(self, token: str, line: int) -> int:
        """Give the place of a number or a name."""
        if self.numbered and token.isdecimal() and 1 <= int(token[:DIGITS]) <= len(self.known):
            return int(token) - 1
        found = self.places.get(token.casefold())
        if found is not None:
            return found
        if not self.embedded:
            raise refused("dl_place", name=self.path.name, line=line, value=token,
                          count=len(self.known))  # fmt: skip
        self.places[token.casefold()] = len(self.known)
        self.known.append(token)
        return len(self.known) - 1

    def fill(self, size: int | None) -> None:
        """Give a number to those that no line names."""
        if self.embedded and size is not None and len(self.known) > size:
            raise refused("dl_labels", name=self.path.name, count=len(self.known), wanted=size)
        for place in range(len(self.known), size or 0):
            self.known.append(str(place + 1))
            self.places.setdefault(str(place + 1), place)


def _listed(
    shape: str, sides: "tuple[_Labels, _Labels]", at: tuple[int, int], tokens: list[str]
) -> Iterator[tuple[int, int, float, int]]:
    """Read one line of a list, of which `at` is its number and its line in the file."""
    (rows, columns), (numbered, line), name = sides, at, sides[0].path.name
    if shape.startswith("edge"):
        if len(tokens) not in {2, 3}:
            raise refused("dl_tie", name=name, line=line)
        value = read_number(tokens[2]) if len(tokens) > 2 else 1.0
        if value is None:
            raise refused("dl_number", name=name, line=line, value=tokens[2])
        if value:
            yield rows.place(tokens[0], line), columns.place(tokens[1], line), value, line
        return
    if shape == "nodelist1b":
        count = len(tokens) - 1
        if not tokens[0].isdecimal() or int(tokens[0][:DIGITS]) != count:
            raise refused("dl_count", name=name, line=line, value=tokens[0], count=count)
        source = rows.place(str(numbered), line)
    else:
        source = rows.place(tokens[0], line)
    for token in tokens[1:]:
        yield source, columns.place(token, line), 1.0, line


def _found(
    rows: list[str], columns: list[str], matrices: list[Matrix], title: str, notes: list[Note]
) -> Found:
    own = named(rows)
    ids = [one["id"] for one in own]
    partners: list[Row] = [(place, one) for place, one in enumerate(own, 1)]
    if rows is columns or [one.casefold() for one in rows] == [one.casefold() for one in columns]:
        return found(partners, ties_of(matrices, ids), title, notes)
    other = named(columns)
    activities: list[Row] = [
        (place, {"activity": one["id"], "name": one.get("name")})
        for place, one in enumerate(other, 1)
    ]
    parts: list[Row] = [
        (line, {"partner": ids[row], "activity": other[column]["id"],
                "kind": one.kind or None, "weight": None if weight == 1 else weight})
        for one in matrices
        for line, row, column, weight in zip(
            one.lines.tolist(), one.sources.tolist(), one.targets.tolist(),
            one.strengths.tolist(), strict=True)
    ]  # fmt: skip
    return found(partners, None, title, notes, activities=activities, participations=parts)


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write one kind of tie as a list, several as a matrix each; among very many partners lists."""
    matrices, notes = squares(coalition)
    ids = coalition.partners["id"].tolist()
    called, changed = labels(ids, lambda one: plain(one, ascii_only=True), LONGEST, path)
    several = f" nm={len(matrices)}" if len(matrices) > 1 else ""
    listed = not several or len(ids) > LARGEST_MATRIX
    lines = [
        f"DL n={len(ids)}{several}\n",
        f"format = {'edgelist1' if listed else 'fullmatrix'}\n",
    ]
    lines += ["labels:\n", *(f"{_quoted(one)}\n" for one in called)] if called else []
    kinds = [plain(one.kind) for one in matrices]
    if any(kinds):
        blank = int(coalition.ties["kind"].isna().sum())
        notes += [Note("lost_kind", {"count": blank})] if blank else []
        signs = sum(kind != one.kind for kind, one in zip(kinds, matrices, strict=True))
        notes += [Note("lost_signs", {"count": signs})] if signs else []
        lines += ["matrix labels:\n", *(f"{_quoted(one or 'other')}\n" for one in kinds)]
    lines.append("data:\n")
    lines.append("!\n".join(map(_listed_lines, matrices)) if listed else "".join(
        " ".join(map(number, row)) + "\n"
        for cells in filled(coalition, matrices) for row in cells.tolist()
    ))  # fmt: skip
    save(path, "".join(lines))
    held = ["source", "target", "directed", "kind", "weight"]
    return [*tables_lost(coalition, path), *columns_lost(coalition, "partners", ["id"]),
            *columns_lost(coalition, "ties", held), *notes, *changed]  # fmt: skip


def _quoted(label: str) -> str:
    """Put quotes around what is more than a word; igraph takes them for part of the label."""
    return label if re.fullmatch(r"[\w.'~-]+", label) else f'"{label}"'


def _listed_lines(one: Matrix) -> str:
    cells = zip(one.sources.tolist(), one.targets.tolist(), one.strengths.tolist(), strict=True)
    return "".join(f"{row + 1} {column + 1} {number(value)}\n" for row, column, value in cells)
