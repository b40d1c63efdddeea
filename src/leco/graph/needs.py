"""What a coalition needs: each need with its weight and how many providers it wants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leco.errors import DataError, LecoError, Problem
from leco.graph.numbers import Requirement, numbers_in, positive

# Needs as a caller writes them: need -> weight, a list, or a table like that of a coalition.
GivenNeeds: TypeAlias = Mapping[Any, Any] | Iterable[Any] | pd.DataFrame


@dataclass(frozen=True, eq=False)
class Needs:
    """Needs in the order they were given."""

    names: tuple[str, ...]
    weight: NDArray[np.float64]
    wanted: NDArray[np.float64]  # providers
    unweighted: int = 0  # how many have no weight where others have one


def read_needs(given: GivenNeeds) -> Needs:
    """Read needs; without a weight each counts 1, and without more one provider is wanted.

    Raises DataError with every need that stands twice or has no positive, finite number.

    >>> found = read_needs({"childcare": 2, "a room": 1})
    >>> found.names, found.weight.tolist(), found.wanted.tolist()
    (('childcare', 'a room'), [2.0, 1.0], [1.0, 1.0])
    """
    if isinstance(given, pd.DataFrame):
        if "need" not in given.columns:
            there = ", ".join(map(str, given.columns)) or "none"
            raise LecoError.of("no_need_column", there=there)
        frame = given
    elif isinstance(given, Mapping):
        frame = pd.DataFrame({"need": list(given), "weight": list(given.values())}, dtype=object)
    elif isinstance(given, Iterable) and not isinstance(given, str):
        frame = pd.DataFrame({"need": list(given)}, dtype=object)
    else:
        raise LecoError(  # only a program can hand over such a thing
            "needs= takes a mapping from need to weight, a list of needs, or a table with the "
            f"columns need, weight and providers_wanted, not {type(given).__name__}"
        )
    names = tuple(str(name).strip() for name in frame["need"])
    problems = [
        Problem.of("problem.need_twice", "needs", name, "need")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    weight = _positive(frame, names, "weight", problems)
    wanted = _positive(frame, names, "providers_wanted", problems)
    if problems:
        raise DataError(problems)
    unknown = np.isnan(weight)
    return Needs(
        names=names,
        weight=np.where(unknown, 1.0, weight),
        wanted=np.where(np.isnan(wanted), 1.0, wanted),
        unweighted=0 if unknown.all() else int(unknown.sum()),
    )


def _positive(
    frame: pd.DataFrame, names: tuple[str, ...], column: str, problems: list[Problem]
) -> NDArray[np.float64]:
    """Read a column of positive, finite numbers; NaN where it is blank or not there."""
    if column not in frame.columns:
        return np.full(len(names), np.nan)
    wanted = Requirement("needs", column, positive, "problem.no_amount")
    numbers, wrong = numbers_in(frame[column].to_numpy(), names, wanted)
    problems += wrong
    return numbers
