"""What explains who forms a tie, keeps one, joins or leaves: regressions on what was so before."""

from collections.abc import Iterable, Sequence
from typing import get_args

import numpy as np

from leco.coalition.coalition import Coalition
from leco.dynamics.lagged import Formation, explained
from leco.dynamics.risk import (
    CANDIDATES,
    PAIRS,
    PARTNERS,
    Of,
    course,
    entry_rows,
    exit_rows,
    pair_rows,
    require_terms,
)
from leco.errors import require_one_of
from leco.kernels.binary import Link


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
    return explained("tie_formation", rows, link, robust, firth)


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
    return explained("tie_persistence", rows, "logit", robust, firth)


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
    return explained("tie_presence", rows, "logit", robust, firth)


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
    return explained("partner_entry", entry_rows(seen, listed, coalition, candidates), link, False,
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
    return explained("partner_exit", rows, link, False, firth)


def _without(*terms: str) -> dict[str, Of]:
    return {term: of for term, of in PAIRS.items() if term not in terms}
