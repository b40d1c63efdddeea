"""tenure_regression(): what goes with leaving sooner or later."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.stats import norm

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.stays import stays
from leco.errors import MissingAttributeError, UndefinedError
from leco.graph.arrays import Floats
from leco.graph.numbers import Requirement, finite, numbers_in
from leco.graph.partition import read_labels
from leco.kernels.cox import cox
from leco.result import About, Table
from leco.result.level import NORMAL
from leco.words import Note

# With fewer leavers for each term the intervals are not to be trusted.
LEAVERS = 10


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class TenureRegression(Table):
    """What goes with leaving: one row per term.

    `frame` has the ``coefficient``, the ``ratio`` of the chances to leave (its exponential) with
    its 95 % interval `low` to `high`, and ``p``. `events` counts the leavers.
    """

    kind: ClassVar[str] = "tenure_regression"

    events: int = 0

    def sentence(self, lang: str | None = None) -> str:
        """Say each ratio in words, with its interval."""
        return " ".join(
            words.text("tenure_regression.says", lang, term=str(term), **{
                name: float(row[name]) for name in ("ratio", "low", "high")
            })
            for term, row in self.frame.iterrows()
        )  # fmt: skip


def tenure_regression(coalition: Coalition, columns: Sequence[str]) -> TenureRegression:
    r"""Tell which partners leave sooner, several things at once.

    .. math:: h_i(t) = h(t) \exp(\sum_k b_k x_{ik})

    with h the chance to leave after t years of those that have stayed until then, whatever its
    course (Cox). :math:`\exp b` says how many times as large it is for one more of x, all else
    equal; of a column of words, for each label beside the first by alphabet. Stays that are equally
    long are counted after Efron. Who is still there, and who joined before observation began, are
    dealt with as in `tenure`. A coarse start counts as its first day, a coarse end as its last.
    Partners without a date of joining, without a value or with several labels are left out and
    counted. p is from the normal distribution (Wald); with fewer than ten leavers for each
    term a note warns. Ties play no part. From 0 up; above 1 leaves sooner.

    Parameters
    ----------
    coalition : Coalition
        With dates; the whole, not at one moment.
    columns : list of str
        Columns of the partners: numbers, or words with one label each.

    Returns
    -------
    TenureRegression

    Raises
    ------
    MissingAttributeError
        When there is no such column.
    UndefinedError
        When nobody left, terms say the same, or a term tells exactly who left.

    References
    ----------
    Cox (1972), JRSS B 34. Efron (1977), JASA 72 (equal times).

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = tenure_regression(simulated()["Simulated growing"].with_partners([
    ...     {"id": name, "sector": "care", "joined": "2022-01-01", "left": left}
    ...     for name, left in (("x", "2022-06-30"), ("y", "2023-03-31"), ("z", ".."))
    ... ]).select(sector=["arts and culture", "care"]), ["sector"])
    >>> found.frame.index.tolist(), found.events
    (['sector: care'], 5)
    """
    if isinstance(columns, str) or not columns:
        raise ValueError(f"columns={columns!r}: give a list of one or more columns")
    frame, _, notes, missing = stays(coalition).dated()
    partners = coalition.partners.set_index(coalition.partners["id"].astype(str))
    terms: dict[str, Floats] = {}
    for column in columns:
        if column not in partners.columns:
            raise MissingAttributeError(column, partners.columns)
        terms |= _terms(column, partners[column].loc[frame.index])
    design = np.column_stack(list(terms.values()))
    known = np.asarray(np.isfinite(design).all(axis=1))
    if not known.all():
        left_out = int((~known).sum())
        note = Note("labels_missing", {"count": left_out, "by": ", ".join(columns)})
        notes, missing = (*notes, note), missing + left_out
    frame, design = frame.loc[known], design[known]
    events = int(frame["event"].sum())
    if events == 0:
        raise UndefinedError("nobody of whom all this is known was seen to leave")
    if np.linalg.matrix_rank(design - design.mean(axis=0)) < design.shape[1]:
        raise UndefinedError("terms say the same, or one is the same for all: leave it out")
    try:
        fit = cox(frame["entry"].to_numpy(), frame["exit"].to_numpy(), frame["event"].to_numpy(),
                  design)  # fmt: skip
    except FloatingPointError:
        raise UndefinedError(
            "a term tells exactly who left: there is no ratio to give; leave it out, and count"
        ) from None
    if events < LEAVERS * len(terms):
        notes = (*notes, Note("few_leavers", {"count": events, "terms": len(terms)}))
    wide = NORMAL * fit.se
    table = pd.DataFrame(
        {
            "coefficient": fit.coefficients, "ratio": np.exp(fit.coefficients),
            "low": np.exp(fit.coefficients - wide), "high": np.exp(fit.coefficients + wide),
            "p": 2 * norm.sf(np.abs(fit.coefficients / fit.se)),
        },
        index=pd.Index(list(terms), name="term"),
    )  # fmt: skip
    about = About(name="tenure_regression", level="table", headline="ratio",
                  source="Cox (1972); Efron (1977)",
                  first_line="Tell which partners leave sooner.")  # fmt: skip
    return TenureRegression(frame=table, n=len(frame), missing=missing, notes=notes, about=about,
                            events=events)  # fmt: skip


def _terms(column: str, written: "pd.Series[str]") -> dict[str, Floats]:
    """Read a column as a number, or as one flag for each label but the first; NaN if unknown."""
    values = written.tolist()
    numbers, wrong = numbers_in(
        values, list(written.index), Requirement("partners", column, finite)
    )
    if not wrong and np.isfinite(numbers).any():
        return {column: numbers}
    labels = read_labels(values)
    one = labels.carries.sum(axis=1) == 1
    carries = np.where(one[:, None], labels.carries.astype(float), math.nan)
    # A label that only partners with several have is no label here.
    there = [place for place in range(len(labels.names)) if (carries[:, place] == 1).any()]
    return {f"{column}: {labels.names[place]}": carries[:, place] for place in there[1:]}
