"""case_table(): cases by conditions, for programs of qualitative comparative analysis."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.comparison.side_by_side import named, snapshots
from leco.errors import LecoError, LecoWarning
from leco.graph.arrays import Data, arrays
from leco.graph.partition import By
from leco.metrics.calls import Wanted, settled
from leco.result import About, Table
from leco.words import Note


def case_table(
    coalitions: Sequence[Coalition] | Mapping[str, Data],
    measures: Wanted,
    *,
    at: Sequence[object] | None = None,
    by: By | None = None,
    weight: str | None = None,
    seed: int | None = None,
) -> Table:
    """Put cases below each other with a column for each condition, as they are.

    For programs of qualitative comparative analysis (QCA in R, setqca in Python), which calibrate
    and minimise; leco does neither. A case is a coalition, or with `at` a coalition at a moment.
    Cases of one coalition at several moments are not independent of each other. Columns are
    plain names (``hill_number_order_2``); not defined is NaN, which such programs refuse.

    With k conditions there are 2^k combinations. When there are fewer cases than 2^(k-1), so that
    most combinations have none, a `LecoWarning` says so: what is then called a solution
    rests on assumptions about cases that nobody saw. Three coalitions cannot be minimised.

    Parameters
    ----------
    coalitions : list of Coalition, or mapping from label to Coalition or graph
    measures : str, callable, or list of them
        The conditions: measures of one number; without the outcome, which leco does not know.
    at : list of dates or waves, optional
        Moments at which each coalition is a case; else as `compare` takes it.
    by : str or mapping, optional
    weight : str, optional
    seed : int, optional

    Returns
    -------
    Table
        One row per case.

    Raises
    ------
    LecoError
        For a measure that is not one number of a moment, or names that come twice.

    References
    ----------
    Ragin (2008), Redesigning social inquiry. Marx & Dusa (2011), Crisp-set qualitative comparative
    analysis, Methodological Innovations Online 6 (cases for each number of conditions).

    Examples
    --------
    >>> import networkx as nx
    >>> cases = {"path": nx.path_graph(4), "star": nx.star_graph(3)}
    >>> case_table(cases, ["density", "degree_centralisation"]).frame.round(2).values.tolist()
    [[0.5, 0.33], [0.5, 1.0]]
    """
    calls = settled(measures, by=by, weight=weight, seed=seed)
    for call in calls:
        entry = call.entry
        if entry is None or entry.level != "coalition" or entry.of_change:
            raise LecoError(f"{call.label} is not one number of a coalition at a moment: a "
                            "condition is")  # fmt: skip
    columns = [words.slug(call.label, "_") for call in calls]
    cases = _cases(named(coalitions), at)
    values = np.array([
        [float(call.run(arrays(data, weight=call.parameters.get("weight")))) for call in calls]
        for data in cases.values()
    ])  # fmt: skip
    if len(cases) < 2 ** (len(calls) - 1):
        warnings.warn(
            f"{len(cases)} cases for {len(calls)} conditions: most of the {2 ** len(calls)} "
            "combinations have none; take fewer conditions or more cases", LecoWarning,
            stacklevel=2,
        )  # fmt: skip
    unknown = int(np.isnan(values).sum())
    about = About(name="case_table", level="table", source="Ragin (2008)",
                  first_line="Cases by conditions.")  # fmt: skip
    return Table(
        frame=pd.DataFrame(values, index=pd.Index(list(cases), name="case"), columns=columns),
        n=len(cases), about=about, missing=int(np.isnan(values).any(axis=1).sum()),
        notes=(Note("cases_undefined", {"count": unknown}),) if unknown else (),
    )  # fmt: skip


def _cases(coalitions: Mapping[str, Data], at: Sequence[object] | None) -> dict[str, Data]:
    if at is None:
        return snapshots(coalitions)
    if isinstance(at, str) or not at:
        raise ValueError(f"at={at!r}: give a list of moments")
    found: dict[str, Data] = {}
    for label, data in coalitions.items():
        if not isinstance(data, Coalition):
            raise LecoError(f"at= asks a Coalition for its moments, and {label} is none")
        for moment in at:
            now = data.at(moment)
            found[f"{label} {now.moment}"] = now
    if len(found) < len(coalitions) * len(at):
        raise LecoError("two moments are the same: each case stands once")
    return found
