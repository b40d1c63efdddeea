"""What explains who forms a tie, keeps one, joins or leaves: regressions on what was so before."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import erfc

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.risk import (
    CANDIDATES,
    PAIRS,
    PARTNERS,
    Of,
    Rows,
    course,
    entry_rows,
    exit_rows,
    pair_rows,
    require_terms,
)
from leco.errors import UndefinedError, require_one_of
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
from leco.words import Note

Method = Literal["robust", "model", "firth"]

# With fewer events (or non-events) for each term, likelihoods are penalised.
PER_TERM = 10
NORMAL = 1.959963984540054  # 95 % of a normal distribution lie within
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
    headline: ClassVar[str | None] = "ratio"

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


def tie_formation(
    coalition: Coalition,
    *,
    every: str | Sequence[object],
    terms: Sequence[str],
    newcomers: bool = False,
    link: Link = "logit",
    robust: bool = True,
    firth: bool | None = None,
) -> Formation:
    r"""Explain which pairs of partners form a tie, by what was so at the moment before.

    .. math:: \log \frac{P(y_{ij,t} = 1)}{P(y_{ij,t} = 0)} = a + \sum_k b_k x_{ijk,t-1}
              \qquad \text{over pairs with } y_{ij,t-1} = 0

    over the pairs of partners that are there at both moments (with `newcomers`: there at the
    later) and had no tie at the earlier. With ``link="cloglog"``,
    :math:`P = 1 - \exp(-\ell_t e^{a + xb})`, with the length of the period in years: the hazard,
    which is right for periods of unequal length. Everything in `terms` is of the moment before, so
    the likelihood is exact:

    ===================  ======================================================================
    ``common_partners``  partners that both are tied to
    ``degree``           ties of the two together
    ``core``             how many of the two are in the core (see `core_periphery`)
    ``tenure``           years of the two together since the first of the moments they were at
    ``newcomers``        how many of the two were not there yet (with `newcomers`)
    ``same:column``      1 when the two share a label, else 0
    ``distance:column``  how far the two numbers lie apart
    ``value:column``     the two numbers added up
    ===================  ======================================================================

    Columns that may change (tier) are read at the moment before. Pairs that share a
    partner may go together, so the spread is that by the model or the dyadic-robust one of Aronow,
    Samii & Assenova, whichever is wider (alone the latter is too narrow with few partners:
    Angrist & Pischke 2009, p. 307); intervals of nominally 95 % held the truth in 90 to 97 % of
    simulated coalitions of 12 to 30 partners. With fewer than ten events or non-events a
    term, the likelihood is penalised and the interval is that of its profile (Firth), which takes
    pairs as independent. Ties in either direction count; strengths play no part. Isolates count.
    Who did not answer, or lacks a label or number, is left out and counted.

    Parameters
    ----------
    coalition : Coalition
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
        A coarse start stands at its first day, a coarse end at its last.
    terms : list of str
    newcomers : bool
        Whether pairs with a partner that was not there at the moment before count. Newcomers had
        no ties: what is structural is 0 for them.
    link : "logit" or "cloglog"
    robust : bool
        False: the spread by the model, as if pairs were independent.
    firth : bool, optional
        Whether to penalise; None: where events are few.

    Returns
    -------
    Formation

    Raises
    ------
    UndefinedError
        When nothing or everything happened, events are fewer than terms, terms say the same, or a
        term separates what happened from what did not (and `firth` is not used).
    MissingAttributeError
        When there is no such column.
    LecoError
        When there are fewer than two moments.

    References
    ----------
    Almquist & Butts (2014), Logistic network regression for scalable analysis of networks with
    joint edge/vertex dynamics, Sociological Methodology 44. Krivitsky & Handcock (2014), A
    separable model for dynamic networks, JRSS B 76. Aronow, Samii & Assenova (2015),
    Cluster-robust variance estimation for dyadic data, Political Analysis 23. Firth (1993), Bias
    reduction of maximum likelihood estimates, Biometrika 80. Angrist & Pischke (2009), Mostly
    Harmless Econometrics. Heinze & Schemper (2002), A solution
    to the problem of separation in logistic regression, Statistics in Medicine 21.

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = tie_formation(simulated()["Simulated stable"], every="year",
    ...                       terms=["same:sector", "common_partners"])
    >>> found.events, found.at_risk
    (120, 989)
    """
    require_one_of("link", link, get_args(Link))
    listed = require_terms(terms, _without("tied_before"), pairs=True)
    rows = pair_rows(course("tie_formation", coalition, every), listed, np.logical_not,
                     newcomers=newcomers)  # fmt: skip
    return _model("tie_formation", rows, link, robust, firth)


def tie_persistence(
    coalition: Coalition,
    *,
    every: str | Sequence[object],
    terms: Sequence[str],
    robust: bool = True,
    firth: bool | None = None,
) -> Formation:
    """Explain which ties last, by what was so at the moment before.

    As `tie_formation`, over the pairs that were tied at the earlier moment and are both there at
    the later: a tie whose partner left is no tie that was given up. A ratio above 1 makes ties
    last.

    Parameters
    ----------
    coalition : Coalition
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    terms : list of str
        See `tie_formation`.
    robust : bool
    firth : bool, optional

    Returns
    -------
    Formation

    Raises
    ------
    UndefinedError
        As in `tie_formation`: also where no tie ever ends.

    References
    ----------
    Krivitsky & Handcock (2014), A separable model for dynamic networks, JRSS B 76.

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = tie_persistence(simulated()["Simulated stable"], every="quarter",
    ...                         terms=["same:sector", "common_partners"])
    >>> found.events, found.at_risk
    (970, 1223)
    """
    listed = require_terms(terms, _without("tied_before", "newcomers"), pairs=True)
    rows = pair_rows(course("tie_persistence", coalition, every), listed, np.asarray,
                     newcomers=False)  # fmt: skip
    return _model("tie_persistence", rows, "logit", robust, firth)


def tie_presence(
    coalition: Coalition,
    *,
    every: str | Sequence[object],
    terms: Sequence[str],
    newcomers: bool = False,
    robust: bool = True,
    firth: bool | None = None,
) -> Formation:
    """Explain which pairs are tied, whether they were before or not, in one equation.

    As `tie_formation`, over all pairs; the term ``tied_before`` (1 when the two were tied at the
    moment before) says how much ties last. Every other term then makes ties form and last to the
    same extent, which `tie_formation` and `tie_persistence` do not suppose.

    Parameters
    ----------
    coalition : Coalition
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    terms : list of str
        See `tie_formation`; and ``tied_before``.
    newcomers : bool
    robust : bool
    firth : bool, optional

    Returns
    -------
    Formation

    Raises
    ------
    UndefinedError
        As in `tie_formation`.

    References
    ----------
    Almquist & Butts (2014), Sociological Methodology 44.

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = tie_presence(simulated()["Simulated stable"], every="quarter",
    ...                      terms=["tied_before", "same:sector"])
    >>> found.events, found.at_risk
    (1218, 6269)
    """
    listed = require_terms(terms, PAIRS, pairs=True)
    rows = pair_rows(course("tie_presence", coalition, every), listed,
                     np.ones_like, newcomers=newcomers)  # fmt: skip
    return _model("tie_presence", rows, "logit", robust, firth)


def partner_entry(
    coalition: Coalition,
    *,
    every: str | Sequence[object],
    terms: Sequence[str],
    candidates: Iterable[str] | None = None,
    link: Link = "cloglog",
    firth: bool | None = None,
) -> Formation:
    r"""Explain which candidates join, by what was so at the moment before.

    .. math:: P(\text{joins in period } t) = 1 - \exp(-\ell_t e^{a + \sum_k b_k x_{ik,t-1}})

    over the candidates that were not there at any earlier moment, with the length of the period in
    years (with ``link="logit"`` the odds instead, without it). Who could have joined must be said:
    a list of those who did join has nobody to compare them with. The pool is `candidates`; else
    the partners of tier candidate (where the table memberships says so, while that spell is in
    force), with those who join later and have no such spell. Who joins from outside the pool is
    left out and counted. Terms:

    ================  ==========================================================================
    ``same:column``   how many partners are there with whom the candidate shares a label
    ``value:column``  the candidate's number
    ================  ==========================================================================

    Intervals are those of the model; with fewer than ten events a term those of Firth's penalised
    likelihood. Who lacks a label or number is left out and counted. Ties play no part: what ties
    candidates have is not known.

    Parameters
    ----------
    coalition : Coalition
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    terms : list of str
    candidates : list of partners' ids, optional
    link : "cloglog" or "logit"
    firth : bool, optional

    Returns
    -------
    Formation

    Raises
    ------
    UndefinedError
        When nobody says who could have joined, and as in `tie_formation`.
    LecoError
        When a candidate is no row of partners.

    References
    ----------
    Almquist & Butts (2014), Sociological Methodology 44. Prentice & Gloeckler (1978), Regression
    analysis of grouped survival data, Biometrics 34.

    Examples
    --------
    >>> who = [("a", "2020", "care", "core"), ("b", "2021", "care", "core"),
    ...        ("c", "2022", "youth", "core"), ("d", None, "youth", "candidate")]
    >>> rows = [dict(zip(("id", "joined", "sector", "tier"), one)) for one in who]
    >>> found = partner_entry(Coalition.from_frames(rows), every="year", terms=["same:sector"])
    >>> found.events, found.at_risk
    (2, 5)
    """
    require_one_of("link", link, get_args(Link))
    listed = require_terms(terms, CANDIDATES, pairs=False)
    seen = course("partner_entry", coalition, every)
    return _model("partner_entry", entry_rows(seen, listed, coalition, candidates), link, False,
                  firth)  # fmt: skip


def partner_exit(
    coalition: Coalition,
    *,
    every: str | Sequence[object],
    terms: Sequence[str],
    link: Link = "cloglog",
    firth: bool | None = None,
) -> Formation:
    """Explain which partners leave, by what was so at the moment before.

    As `partner_entry`, over the partners that were there at the earlier moment: gone at the
    later? Terms: ``degree`` (ties), ``core`` (1 in the core), ``tenure`` (years since the first
    of the moments the partner was at), ``same:column`` (how many others are there that share a
    label) and ``value:column``. A ratio above 1 makes partners leave.

    Parameters
    ----------
    coalition : Coalition
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    terms : list of str
    link : "cloglog" or "logit"
    firth : bool, optional

    Returns
    -------
    Formation

    Raises
    ------
    UndefinedError
        As in `tie_formation`.

    References
    ----------
    Almquist & Butts (2014), Sociological Methodology 44. Prentice & Gloeckler (1978), Regression
    analysis of grouped survival data, Biometrics 34.

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = partner_exit(simulated()["Simulated stable"], every="quarter", terms=["degree"])
    >>> found.events, found.at_risk
    (4, 497)
    """
    require_one_of("link", link, get_args(Link))
    listed = require_terms(terms, PARTNERS, pairs=False)
    rows = exit_rows(course("partner_exit", coalition, every), listed)
    return _model("partner_exit", rows, link, False, firth)


def _without(*terms: str) -> dict[str, Of]:
    return {term: of for term, of in PAIRS.items() if term not in terms}


def _model(verb: str, rows: Rows, link: Link, robust: bool, firth: bool | None) -> Formation:
    """Leave out what is not known, refuse what cannot be fitted, fit, and say how sure."""
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
    about = About(name=verb, level="table", source=SOURCE,
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
