"""Ties as square tables of numbers: what has no word for direction or for a missing strength."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.ties import Flags, Floats, Ints, one_way
from leco.io.cells import plain
from leco.io.found import Row
from leco.io.lost import strengths_lost
from leco.words import Note

MOST_CELLS = 25_000_000


@dataclass(frozen=True)
class Matrix:
    """Ties as pairs of positions with their strengths, of one kind."""

    kind: str
    sources: Ints
    targets: Ints
    strengths: Floats
    lines: Ints


def ties_of(matrices: Sequence[Matrix], ids: Sequence[str]) -> list[Row]:
    """Make ties of what has no word for direction or for a missing strength.

    Where every tie is answered with the same strength, ties have no direction, and each is one
    row; a strength that is 1 everywhere is none.
    """
    mutual = all(_symmetric(one) for one in matrices)
    plain = all((one.strengths == 1).all() for one in matrices)
    rows: list[Row] = []
    for one in matrices:
        cells = zip(one.lines, one.sources, one.targets, one.strengths, strict=True)
        for line, source, target, strength in cells:
            if mutual and source > target:
                continue
            row = {"source": ids[source], "target": ids[target], "kind": one.kind or None,
                   "weight": None if plain else float(strength),
                   "directed": "no" if mutual else "yes"}  # fmt: skip
            rows.append((int(line), {key: said for key, said in row.items() if said is not None}))
    return rows


def _symmetric(one: Matrix) -> bool:
    cells = zip(one.sources.tolist(), one.targets.tolist(), one.strengths.tolist(), strict=True)
    pairs = sorted(cells)
    return pairs == sorted((target, source, strength) for source, target, strength in pairs)


def squares(coalition: Coalition, *, by_kind: bool = True) -> tuple[list[Matrix], list[Note]]:
    """Give the ties of each kind, or of all, by the places of their partners, and what that loses.

    Ties without direction stand both ways; parallel ties of one kind are added up; a tie
    without a strength counts for 1.
    """
    ids = coalition.partners["id"].tolist()
    place = {one: where for where, one in enumerate(ids)}
    ties = coalition.ties
    directed = one_way(ties)
    rows, columns = (ties[end].map(place).to_numpy(dtype=np.int64) for end in ("source", "target"))
    if "weight" in ties.columns:
        strengths = ties["weight"].fillna(1.0).to_numpy(dtype=float)
    else:
        strengths = np.ones(len(ties))
    kinds = [""] * len(ties)
    if by_kind and "kind" in ties.columns:
        kinds = ties["kind"].fillna("").tolist()
    notes = strengths_lost(coalition)
    found, parallel = [], 0
    for kind in dict.fromkeys(kinds) or [""]:
        own: Flags = np.array([one == kind for one in kinds], dtype=bool)
        back: Flags = own & ~directed & (rows != columns)
        ends = np.stack([np.r_[rows[own], columns[back]], np.r_[columns[own], rows[back]]])
        pairs, where = np.unique(ends, axis=1, return_inverse=True)
        each = np.r_[strengths[own], strengths[back]]
        added: Floats = np.bincount(where.ravel(), each, minlength=pairs.shape[1]).astype(float)
        parallel += ends.shape[1] - pairs.shape[1]
        found.append(Matrix(kind, pairs[0], pairs[1], added, np.zeros(len(added), dtype=np.int64)))
    if parallel:
        notes.append(Note("lost_parallel", {"count": parallel}))
    if directed.any() and all(_symmetric(one) for one in found):
        notes.append(Note("lost_answered"))
    elif directed.any() and not directed.all():
        notes.append(Note("lost_direction", {"count": int((~directed).sum())}))
    return found, notes


def filled(coalition: Coalition, matrices: Sequence[Matrix]) -> list[Floats]:
    """Give each matrix with all its cells, unless they are too many."""
    size = len(coalition)
    if size * size * len(matrices) > MOST_CELLS:
        raise LecoError.of("too_many_cells", partners=size)
    found = []
    for one in matrices:
        cells = np.zeros((size, size))
        cells[one.sources, one.targets] = one.strengths
        found.append(cells)
    return found


def number(value: float) -> str:
    """Write a number as briefly as it is read again.

    >>> number(2.0), number(0.1)
    ('2', '0.1')
    """
    return str(plain(value))
