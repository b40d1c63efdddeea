"""The answer of a lagged regression, and how it comes about: refuse, fit, say how sure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from scipy.special import erfc

from leco import words
from leco.dynamics.risk import Rows
from leco.errors import UndefinedError
from leco.graph.arrays import Flags, Floats, Ints
from leco.kernels.binary import (
    Fit,
    Link,
    dyadic_covariance,
    firth as penalised,
    fit,
    profile,
    separates,
)
from leco.result import About, Table
from leco.result.level import NORMAL
from leco.words import Note

Method = Literal["robust", "model", "firth"]

# With fewer events (or non-events) for each term, likelihoods are penalised.
PER_TERM = 10
# Periods that differ more than this are of unequal length.
UNEVEN = 1.1
SOURCE = "Almquist & Butts (2014), Sociological Methodology 44"


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Formation(Table):
    """What explains whether something happens between two moments: one row per term.

    `frame` has ``coefficient``, ``se``, ``ratio`` (how many times as high the odds are for one
    more of the term; for link "cloglog" how many times as fast it comes) with its 95 % interval
    `low` to `high`, and ``p``.

    Attributes
    ----------
    events, at_risk, periods : int
        How often it happened, of how many pairs or partners counted in each period, and in how
        many periods.
    method : str
        How sure: ``robust`` (pairs that share a partner may go together), ``model`` (rows are
        independent) or ``firth`` (penalised likelihood and its profile, for few events).
    link : str
        ``logit`` or ``cloglog``.
    loglik : float
        The logarithm of the (penalised) likelihood.
    """

    kind: ClassVar[str] = "formation"

    events: int = 0
    at_risk: int = 0
    periods: int = 0
    method: Method = "model"
    link: Link = "logit"
    loglik: float = math.nan

    def sentence(self, lang: str | None = None) -> str:
        """Say how often it happened, and what each term has to do with it."""
        verb = self.about.name
        lines = [words.text(f"formation.{verb}", lang, events=self.events, at_risk=self.at_risk,
                           periods=self.periods)]  # fmt: skip
        for term, row in self.frame.drop(index="(constant)").iterrows():
            ratio, low, high, p = (float(row[name]) for name in ("ratio", "low", "high", "p"))
            sure = "clear" if low > 1 or high < 1 else "open"
            head = words.text(f"formation.{verb}.{self.link}", lang, ratio=ratio,
                              term=said(str(term), verb, lang))  # fmt: skip
            lines.append(words.text(f"formation.{sure}", lang, head=head, low=low, high=high, p=p))
        return " ".join(lines)


def said(term: str, verb: str, lang: str | None) -> str:
    """Say one more of a term in words."""
    how, _, column = term.partition(":")
    of = "" if verb.startswith("tie") else "partner."
    key = f"formation.term.{of}{how}"
    return words.text(key, lang, column=words.word("column", column, lang))


def explained(verb: str, rows: Rows, link: Link, robust: bool, firth: bool | None) -> Formation:
    """Explain the outcome of a risk set: leave out what is not known, refuse, fit.

    `robust` and `firth` as in `tie_formation`.
    """
    terms = list(rows.columns)
    values = np.column_stack(list(rows.columns.values()))
    known: Flags = ~np.asarray(np.isnan(values).any(axis=1))
    notes = [*rows.notes]
    if not known.all():
        absent = [term for term, column in rows.columns.items() if np.isnan(column).any()]
        notes.append(Note("rows_left_out", {"count": int((~known).sum()), "total": len(known),
                                            "terms": ", ".join(absent)}))  # fmt: skip
    first, last = rows.first[known], rows.last[known]
    outcome, length = rows.outcome[known], rows.years[known]
    few = _require_events(outcome, terms)
    design = np.column_stack([np.ones(len(outcome)), values[known]])
    _require_distinct(design, terms)
    if link == "logit" and length.max() > UNEVEN * length.min():
        notes.append(Note("uneven_periods"))
    periods = len(np.unique(rows.period[known]))
    if periods == 1:
        notes.append(Note("one_period"))
    method: Method = "robust" if robust else "model"
    if firth or (firth is None and few < PER_TERM * len(terms)):
        method = "firth"
        pairs = bool((first != last).any())
        notes.append(Note("firth_pairs" if pairs else "firth", {"events": few}))
    else:
        _require_together(outcome, design, terms)
    offset = np.log(length) if link == "cloglog" else np.zeros(len(length))
    columns, loglik = _fitted(outcome, design, offset, link, method, (first, last))
    counted = np.unique(np.r_[first, last])
    about = About(name=verb, level="table", headline="ratio", source=SOURCE,
                  first_line=words.word("measure", verb, "en"))  # fmt: skip
    return Formation(
        frame=pd.DataFrame(columns, index=pd.Index(["(constant)", *terms], name="term")),
        n=len(counted), missing=len(np.union1d(rows.first, rows.last)) - len(counted),
        notes=tuple(notes), about=about, events=int(outcome.sum()), at_risk=len(outcome),
        periods=periods, method=method, link=link, loglik=loglik,
    )  # fmt: skip


def _fitted(  # noqa: PLR0917 - private, one caller
    outcome: Floats, design: Floats, offset: Floats, link: Link, method: Method,
    ends: tuple[Ints, Ints],
) -> tuple[dict[str, Floats], float]:  # fmt: skip
    """Fit, and put an interval around each coefficient; and the (penalised) log-likelihood."""
    try:
        if method == "firth":
            found = penalised(outcome, design, offset, link)
            return _by_profile(outcome, design, offset, link, found), found.loglik
        found = fit(outcome, design, offset, link)
    except FloatingPointError as error:
        raise UndefinedError("no best coefficients were found: terms say nearly the same, or their "
                             "numbers lie too far apart; leave one out") from error  # fmt: skip
    spread = np.diagonal(found.covariance)
    if method == "robust":
        shared = dyadic_covariance(outcome, design, offset, link, found, ends)
        # With few partners the robust spread alone is too narrow, more so where it was cut.
        spread = np.maximum(spread, np.diagonal(shared))
    return _by_normal(found, np.sqrt(spread)), found.loglik


def _require_events(outcome: Floats, terms: Sequence[str]) -> int:
    """Refuse what never or always happens; give how often the rarer of the two does."""
    events = int(outcome.sum())
    few = min(events, len(outcome) - events)
    if outcome.size == 0:
        raise UndefinedError("nobody was at risk in any period: there is nothing to explain")
    if few == 0:
        what = "never" if events == 0 else "always"
        raise UndefinedError(f"in {len(outcome)} cases it {what} happened: nothing explains a "
                             "difference that is not there")  # fmt: skip
    if few < len(terms):
        raise UndefinedError(f"{few} events (or non-events) cannot tell {len(terms)} terms apart: "
                             "name fewer terms, or look over a longer time")  # fmt: skip
    return few


def _require_distinct(design: Floats, terms: Sequence[str]) -> None:
    flat = [term for term, column in zip(terms, design.T[1:], strict=True) if np.ptp(column) == 0]
    if flat:
        raise UndefinedError(f"{', '.join(flat)}: the same for all at risk; leave it out")
    largest = np.abs(design).max(axis=0)
    if np.linalg.matrix_rank(design / largest) < design.shape[1]:
        raise UndefinedError(f"terms say the same ({', '.join(terms)}): leave one out")


def _require_together(outcome: Floats, design: Floats, terms: Sequence[str]) -> None:
    direction = separates(outcome, design)
    if direction is None:
        return
    guilty = [term for term, part in zip(terms, direction[1:], strict=True) if abs(part) > 1e-6]
    raise UndefinedError(
        f"{', '.join(guilty)}: tells those to whom it happened from the others without fail, so "
        "there is no coefficient to give; leave it out, or ask for firth=True"
    )


def _by_normal(found: Fit, se: Floats) -> dict[str, Floats]:
    """Give intervals and p by the normal distribution."""
    beta = found.coefficients
    with np.errstate(over="ignore"):  # an end that is nowhere
        return {"coefficient": beta, "se": se, "ratio": np.exp(beta),
                "low": np.exp(beta - NORMAL * se), "high": np.exp(beta + NORMAL * se),
                "p": erfc(np.abs(beta / se) / math.sqrt(2))}  # fmt: skip


def _by_profile(
    outcome: Floats, design: Floats, offset: Floats, link: Link, found: Fit
) -> dict[str, Floats]:
    """Give intervals and p by the profile of the penalised likelihood."""
    ends = [
        profile(outcome, design, offset, link, found, place) for place in range(design.shape[1])
    ]
    low, high, statistic = np.array(ends).T
    with np.errstate(over="ignore"):
        return {"coefficient": found.coefficients, "se": np.sqrt(np.diagonal(found.covariance)),
                "ratio": np.exp(found.coefficients), "low": np.exp(low), "high": np.exp(high),
                "p": erfc(np.sqrt(statistic / 2))}  # fmt: skip
