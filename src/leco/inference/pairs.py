"""Values of pairs of partners, read from coalitions, graphs, square tables and columns."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leco.errors import DataError, LecoError, Problem, UndefinedError
from leco.graph.arrays import Data, Floats, Network, arrays
from leco.graph.numbers import Requirement, finite, number_in, numbers_in
from leco.graph.partition import By, grouping, split_labels
from leco.kernels.dyads import PairCells
from leco.words import Note

# A value for every pair: ties, a square table by partner, or a column of the partners.
Pairs: TypeAlias = Data | pd.DataFrame | str
# Something a reader must know, and what it is said of.
Said: TypeAlias = tuple[str, Note]


@dataclass(frozen=True, eq=False)
class Values:
    """The outcome and the predictors as lists of pairs, all in one order fixed by names and ids.

    `coalitions` names the coalitions in that order, which is that of ``cells.owner``.
    """

    cells: PairCells
    outcome: Floats
    predictors: list[Floats]
    coalitions: list[str]
    left_out: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, eq=False)
class _Block:
    """One coalition: its matrices (the outcome's first), and the group of each partner."""

    matrices: list[Floats]
    groups: list[str | None]
    left_out: int
    said: list[Said]


def read_pairs(
    sides: Mapping[str, Pairs], predictors: Mapping[str, Pairs | Mapping[str, Pairs]], *,
    called: str, weights: tuple[str | None, str | None], within: By | None,
) -> Values:  # fmt: skip
    """Read the outcome of each coalition, and its predictors.

    `called` is what the outcome is called in messages; `weights` the strengths to use of the
    outcome and of the predictors.
    """
    coalitions = sorted(sides, key=str)
    blocks = []
    for name in coalitions:
        own = {term: _of_coalition(term, one, name, sides) for term, one in predictors.items()}
        before = f"{name}, " if name else ""
        named = {before + called: sides[name]} | {before + str(k): v for k, v in own.items()}
        blocks.append(_block(named, weights, within))
    cells = PairCells(
        tuple(len(block.groups) for block in blocks),
        any(not _symmetric(matrix) for block in blocks for matrix in block.matrices),
        _strata([group for block in blocks for group in block.groups]),
    )
    if cells.ways == 1:
        raise UndefinedError(f"within={within!r}: no two partners share a group, so that there is "
                             "nothing to exchange")  # fmt: skip
    lists = [
        cells.of([one.matrices[place] for one in blocks]) for place in range(1 + len(predictors))
    ]
    left_out = sum(block.left_out for block in blocks)
    alone = sum(group is None for block in blocks for group in block.groups)
    notes = [Note("pairs_left_out", {"count": left_out})] if left_out else []
    if within is not None and alone:
        notes.append(Note("stay_in_place", {"count": alone, "by": grouping(within)}))
    said = said_of([one for block in blocks for one in block.said])
    return Values(cells, lists[0], lists[1:], coalitions, left_out, (*notes, *said))


def said_of(said: Iterable[Said]) -> tuple[Note, ...]:
    """Say of what each note is; one that holds of several is said once."""
    found: list[tuple[Note, list[str]]] = []
    for name, note in said:
        for other, names in found:
            if other == note:
                names.append(name)
                break
        else:
            found.append((note, [name]))
    return tuple(Note("of", {"name": "; ".join(names), "said": note}) for note, names in found)


def _of_coalition(
    term: str, given: Pairs | Mapping[str, Pairs], name: str, sides: Mapping[str, Pairs]
) -> Pairs:
    if not isinstance(given, Mapping):
        return given
    if set(given) != set(sides) or not name:
        wanted = ", ".join(map(repr, sorted(sides, key=str))) if name else "of pooled coalitions"
        raise LecoError(f"{term}: a mapping has the names {wanted}; here are "
                        f"{', '.join(map(repr, given)) or 'none'}")  # fmt: skip
    return given[name]


def _block(
    named: Mapping[str, Pairs], weights: tuple[str | None, str | None], within: By | None
) -> _Block:
    """Read one coalition; partners of whom something is not known are left out."""
    said: list[Said] = []
    (called, outcome), *rest = named.items()
    net = _partners(called, outcome, weights[0])
    itself = outcome if isinstance(outcome, pd.DataFrame) else net
    matrices = [_matrix(called, itself, net, None, said)]
    matrices += [_matrix(term, one, net, weights[1], said) for term, one in rest]
    known = ~np.any([np.isnan(matrix).all(axis=1) for matrix in matrices], axis=0)
    kept = np.flatnonzero(known)
    left_out = net.n - len(kept)
    if len(kept) < 2:
        raise UndefinedError(
            f"{called}: a pair takes two partners, and here are {len(kept)} of whom all is known "
            f"({left_out} left out for want of an answer, a label or a number)"
        )
    matrices = [matrix[np.ix_(kept, kept)] for matrix in matrices]
    names = [str(net.nodes[place]) for place in kept.tolist()]
    problems = [
        Problem(term, names[row], names[column], None, "has no value for this pair",
                "fill it in, or leave a partner out")
        for term, matrix in zip(named, matrices, strict=True)
        for row, column in np.argwhere(np.isnan(matrix)).tolist() if row != column
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    groups: list[str | None] = [""] * len(kept)
    if within is not None:
        if isinstance(outcome, pd.DataFrame) and isinstance(within, str):
            raise LecoError("within= names a column: hand over a coalition, or a mapping")
        stated = net.values(within)
        # Blank is no group: who has none stays in place.
        groups = ["; ".join(sorted(split_labels(stated[place]))) or None for place in kept.tolist()]
    return _Block(matrices, groups, left_out, said)


def _partners(called: str, outcome: Pairs, weight: str | None) -> Network:
    """Give the partners in their fixed order, with their ties; of a table without."""
    if isinstance(outcome, str):
        raise LecoError("the outcome is a coalition, a graph or a square table, not a column")
    if not isinstance(outcome, pd.DataFrame):
        return arrays(outcome, weight=weight)
    _refuse_names(called, outcome)
    rows, columns = set(outcome.index), set(outcome.columns)
    hint = "a square table has both, for each partner"
    lone = [
        Problem(called, str(one), None, None, "has a row and no column", hint)
        for one in outcome.index if one not in columns
    ]  # fmt: skip
    lone += [
        Problem(called, None, str(one), None, "has a column and no row", hint)
        for one in outcome.columns if one not in rows
    ]  # fmt: skip
    if lone:
        raise DataError(lone)
    return arrays(nx.empty_graph(list(outcome.index)))


def _matrix(term: str, given: Pairs, net: Network, weight: str | None, said: list[Said]) -> Floats:
    """Give a value for each two partners; a row of NaN for who has none."""
    if isinstance(given, str):
        return _by_column(term, given, net, said)
    if isinstance(given, pd.DataFrame):
        _refuse_names(term, given)
        places = [_places(given.index), _places(given.columns)]
        rows, columns = (_found(term, net.nodes, one) for one in places)
        _say_others(term, len(places[0].keys() | places[1].keys()) - net.n, said)
        return _cells(term, given.iloc[rows, columns], net.nodes)
    found = arrays(given, weight=weight)
    if not found.ties_known:
        raise UndefinedError(f"{term}: there is no record of ties, which is not the same as none")
    order = _found(term, net.nodes, _places(found.nodes))
    _say_others(term, found.n - net.n, said)
    said += [(term, note) for note in found.notes]
    ties: Floats = found.strengths.toarray()[np.ix_(order, order)]
    if found.silent is not None:
        ties[found.silent[order]] = np.nan
    return ties


def _say_others(term: str, count: int, said: list[Said]) -> None:
    if count:
        said.append((term, Note("others_not_asked", {"count": count})))


def _places(names: Iterable[Hashable]) -> dict[Hashable, int]:
    return {name: place for place, name in enumerate(names)}


def _found(term: str, nodes: Sequence[Hashable], places: Mapping[Hashable, int]) -> list[int]:
    absent = [node for node in nodes if node not in places]
    if absent:
        shown = ", ".join(map(repr, absent[:10]))
        raise LecoError(f"{term} says nothing of {len(absent)} partners ({shown}): hand over the "
                        "same partners, those without ties too")  # fmt: skip
    return [places[node] for node in nodes]


def _refuse_names(term: str, table: pd.DataFrame) -> None:
    """Refuse a table in which a name is blank or stands twice."""
    problems = []
    for side, labels in (("row", table.index), ("column", table.columns)):
        hint = f"a table has one {side} with a name for each partner"
        wrong = [
            (one, "stands here more than once") for one in labels[labels.duplicated()].unique()
        ]
        wrong += [(one, "is no name") for one in labels[labels.isna()].unique()]
        for one, what in wrong:
            row, column = (str(one), None) if side == "row" else (None, str(one))
            problems.append(Problem(term, row, column, None, what, hint))
    if problems:
        raise DataError(problems)


def _cells(term: str, table: pd.DataFrame, nodes: Sequence[Hashable]) -> Floats:
    """Read a square table as numbers; the diagonal says nothing, whatever stands there."""
    if all(isinstance(one, np.dtype) and one.kind in "biuf" for one in table.dtypes):
        numbers = table.to_numpy(dtype=float, copy=True)
        said = ~np.isnan(numbers)
    else:
        written = table.to_numpy(dtype=object)
        numbers = np.array([[_number(one) for one in row] for row in written]).reshape(table.shape)
        said = np.array([[bool(split_labels(one)) for one in row] for row in written])
    np.fill_diagonal(numbers, 0.0)
    problems = [
        Problem(term, str(nodes[row]), str(nodes[column]), table.iloc[row, column],
                "is not a finite number", "write a number in every cell")
        for row, column in np.argwhere(said & ~np.isfinite(numbers)).tolist()
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    return numbers


def _number(value: object) -> float:
    return float(value) if isinstance(value, (bool, np.bool_)) else number_in(value)


def _by_column(term: str, column: str, net: Network, said: list[Said]) -> Floats:
    """Say whether two partners share a label, or how far their numbers lie apart."""
    if not net.attributes:
        raise LecoError(f"{term}: column {column!r} needs partners with columns: hand over a "
                        "coalition or a graph with attributes as outcome")  # fmt: skip
    written = net.values(column)
    wanted = Requirement("partners", column, finite, "problem.not_finite")
    numbers, wrong = numbers_in(written, net.nodes, wanted)
    if np.isinf(numbers).any():
        raise DataError(wrong)
    many = int(np.isfinite(numbers).sum())
    if many and not wrong:
        return np.asarray(np.abs(numbers[:, None] - numbers), dtype=np.float64)
    if many:
        counts = {"count": many, "of": many + len(wrong)}
        said.append((term, Note("numbers_as_labels", counts)))
    labels = net.labels(column)
    shared: Floats = (labels.carries.astype(float) @ labels.carries.T > 0).astype(float)
    shared[~labels.known] = np.nan
    shared[:, ~labels.known] = np.nan
    return shared


def _symmetric(matrix: Floats) -> bool:
    return bool(np.allclose(matrix, matrix.T, rtol=1e-12, atol=0.0))


def _strata(groups: Sequence[str | None]) -> NDArray[np.int64]:
    """Give each group a number, in the order of the names; who has none gets one alone."""
    code = {
        name: place for place, name in enumerate(sorted({one for one in groups if one is not None}))
    }
    numbers = [-1 - place if one is None else code[one] for place, one in enumerate(groups)]
    return np.array(numbers, dtype=np.int64)
