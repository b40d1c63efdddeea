"""Square matrices of ties: who stands in the rows stands in the columns too."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from leco.coalition.coalition import Coalition
from leco.io.cells import csv_text
from leco.io.found import Found, clean, found, refused
from leco.io.lost import columns_lost, tables_lost
from leco.io.sheets import Cells, filled as filled_rows, new_workbook, sheets_of
from leco.io.squares import Matrix, filled, number, squares, ties_of
from leco.io.tables import WHO_AND_WHAT, WORKBOOKS, cells_of
from leco.io.whole import save
from leco.schema.headers import table_name
from leco.schema.numerals import read_number
from leco.words import Note

UNKNOWN = {"na", "nan", "?"}
LONGEST_TITLE = 31


def is_matrix(rows: Cells) -> bool:
    """Whether the first row and the first column of a sheet name the same, or nearly.

    What stands in the cells is numbers, or blank.
    """
    if len(rows) < 2 or len(rows[0][1]) < 2:
        return False
    above, beside = _labels(rows)
    common = set(above) & set(beside)
    return len(common) * 2 > max(len(set(above)), len(set(beside))) and all(
        cell is None or read_number(cell) is not None or cell.strip().casefold() in UNKNOWN
        for _, cells in rows[1 : 20] for cell in cells[1:]
    )  # fmt: skip


def _labels(rows: Cells) -> tuple[list[str], list[str]]:
    above = [clean(cell or "") for cell in rows[0][1][1:]]
    while above and not above[-1]:
        above.pop()
    return above, [clean(cells[0] or "") for _, cells in rows[1:]]


def read(path: Path) -> Found:
    """Read a matrix, or one for each kind of tie on the sheets of a workbook."""
    if path.suffix.casefold() in WORKBOOKS:
        sheets = {title: filled_rows(cells) for title, cells in sheets_of(path).items()}
    else:
        sheets = {"": cells_of(path)}
    sheets = {title: rows for title, rows in sheets.items() if rows}
    if not sheets:
        raise refused("matrix_none", name=path.name)
    ids: list[str] = []
    matrices, unknown = [], 0
    for title, rows in sheets.items():
        above, beside = _labels(rows)
        if set(above) != set(beside) or len(set(above)) < len(above) or len(beside) != len(above):
            raise _uneven(path, above, beside)
        ids = ids or beside
        if set(ids) != set(beside):
            raise _uneven(path, ids, beside)
        kind = title if len(sheets) > 1 else ""
        one, blank = _matrix(path, kind, rows, above, {label: at for at, label in enumerate(ids)})
        matrices.append(one)
        unknown += blank
    notes = [Note("skipped_unknown", {"count": unknown})] if unknown else []
    partners = [(place, {"id": one}) for place, one in enumerate(ids, 2)]
    return found(partners, ties_of(matrices, ids), "", notes)


def _uneven(path: Path, above: Iterable[str], beside: Iterable[str]) -> Exception:
    """Say which labels stand on one side only, or twice."""
    top, side = list(above), list(beside)
    twice = {one for one, count in (Counter(top) | Counter(side)).items() if count > 1}
    odd = sorted(set(top) ^ set(side)) or sorted(twice)
    return refused("matrix_labels", name=path.name, listed=", ".join(map(repr, odd[:5])))


def _matrix(
    path: Path, kind: str, rows: Cells, above: list[str], places: dict[str, int]
) -> tuple[Matrix, int]:
    cells, unknown = [], 0
    for line, written in rows[1:]:
        source = places[clean(written[0] or "")]
        for label, cell in zip(above, written[1:], strict=False):
            value = read_number(cell) if cell is not None else 0.0
            if value is None:
                if cell is None or cell.strip().casefold() not in UNKNOWN:
                    raise refused("dl_number", name=path.name, line=line, value=cell)
                unknown += 1
            elif value:
                cells.append((source, places[label], value, line))
    table = np.array(cells, dtype=float).reshape(-1, 4)
    sources, targets, lines = (table[:, place].astype(np.int64) for place in (0, 1, 3))
    return Matrix(clean(kind), sources, targets, table[:, 2], lines), unknown


def write(coalition: Coalition, path: Path) -> list[Note]:
    """Write a matrix; in a workbook one sheet for each kind, in a text file all kinds together."""
    ids = coalition.partners["id"].tolist()
    workbook = path.suffix.casefold() == ".xlsx"
    matrices, notes = squares(coalition, by_kind=workbook)
    held = ["source", "target", "directed", "weight", *(["kind"] if len(matrices) > 1 else [])]
    cells = [one.tolist() for one in filled(coalition, matrices)]
    if workbook:
        titles = _titles([one.kind for one in matrices])
        pairs = list(zip(titles, matrices, strict=True)) if len(matrices) > 1 else []
        blank = int(coalition.ties["kind"].isna().sum()) if pairs else 0
        notes += [Note("lost_kind", {"count": blank})] if blank else []
        signs = sum(bool(one.kind) and one.kind != title for title, one in pairs)
        notes += [Note("lost_signs", {"count": signs})] if signs else []
        _write_workbook(path, ids, titles, cells)
    else:
        rows = ([one, *map(number, row)] for one, row in zip(ids, cells[0], strict=True))
        save(path, csv_text(["", *ids], rows))
    return [*tables_lost(coalition, path), *columns_lost(coalition, "partners", ["id"]),
            *columns_lost(coalition, "ties", held), *notes]  # fmt: skip


def _titles(kinds: Iterable[str]) -> list[str]:
    """Name a sheet for each kind, as a workbook can bear it."""
    titles: list[str] = []
    for kind in kinds:
        title = "".join(" " if sign in "[]:*?/\\'" else sign for sign in kind or "matrix")
        title = title.strip()
        # A sheet called "ties" would be read as the table of that name.
        taken = {one.casefold() for one in titles}
        if not title or title.casefold() in taken or table_name(title) in WHO_AND_WHAT:
            title = f"{len(titles) + 1} {title}"
        titles.append(title[:LONGEST_TITLE])
    return titles


def _write_workbook(
    path: Path, ids: list[str], titles: list[str], cells: list[list[list[float]]]
) -> None:
    with new_workbook(path) as book:
        for title, rows in zip(titles, cells, strict=True):
            sheet = book.add_worksheet(title)
            for at, label in enumerate(ids, 1):
                sheet.write_string(0, at, label)
                sheet.write_string(at, 0, label)
            for place, row in enumerate(rows, 1):
                for at, value in enumerate(row, 1):
                    sheet.write_number(place, at, value)
