"""Ties that nobody told of, drawn by what those who answered did tell."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln, expit, logit

from leco.graph.ties import Flags, Floats, Ints

# The middles and spreads that the shares of a population may have.
MIDDLE = expit(np.arange(-7, 7.1, 0.2))
SPREAD = ((np.arange(40) + 0.5) / 40) ** 2
# A share is never wholly nothing or all, so that its log odds are finite.
LEAST = 1e-6


class Population(NamedTuple):
    """Partners as a population: with what share of those who could be, each is tied.

    Shares are Beta(m k, (1 - m) k) around a middle m, the closer the higher k = 1 / s - 1.
    `chances` says how likely each m and s is, given `found` ties out of `told`, both by partner.
    """

    found: Floats
    told: Floats
    chances: Floats

    def known(self, rng: np.random.Generator) -> Floats:
        """Draw the share of each partner, in log odds, given what was told of it."""
        return self._drawn(rng, self.found, self.told)

    def anyone(self, rng: np.random.Generator, size: int) -> Floats:
        """Draw the shares, in log odds, of so many of whom nothing was told."""
        return self._drawn(rng, np.zeros(size), np.zeros(size))

    def _drawn(self, rng: np.random.Generator, found: Floats, told: Floats) -> Floats:
        place = int(rng.choice(self.chances.size, p=self.chances.ravel()))
        row, column = np.unravel_index(place, self.chances.shape)
        first, second = _shapes(MIDDLE[row], SPREAD[column])
        shares = rng.beta(first + found, second + told - found)
        odds: Floats = logit(np.clip(shares, LEAST, 1 - LEAST))
        return odds


def population(found: Floats, told: Floats) -> Population:
    """Weigh what middle and what spread of the shares go with so many ties of so many told of.

    Before looking, any middle and any spread are as likely (the beta-binomial model).
    """
    first, second = _shapes(MIDDLE[:, None], SPREAD[None, :])
    # Steps of the grid are not of one size: those of m go by the logistic, those of s by a square.
    logs = np.log(MIDDLE * (1 - MIDDLE))[:, None] + 0.5 * np.log(SPREAD)[None, :]
    each, times = np.unique(np.stack([found, told]), axis=1, return_counts=True)
    for (tied, of), many in zip(each.T, times, strict=True):
        logs = logs + many * (betaln(first + tied, second + of - tied) - betaln(first, second))
    weights = np.exp(logs - logs.max())
    return Population(found, told, weights / weights.sum())


def _shapes(middle: Floats, spread: Floats) -> tuple[Floats, Floats]:
    many = 1 / spread - 1
    return middle * many, (1 - middle) * many


class Telling(NamedTuple):
    """What was told: the ties on record, what is not known, and what that says of partners."""

    ties: Flags
    unknown: Flags
    heard: Flags  # the pairs of two that answered
    named: Population
    naming: Population | None  # of ties with direction


def telling(ties: Flags, unknown: Flags, answered: Flags, *, directed: bool) -> Telling:
    """Read what those who answered tell of everybody, and with direction of themselves."""
    heard = answered[:, None] & answered
    np.fill_diagonal(heard, val=False)
    others = (answered.sum() - answered).astype(np.float64)
    named = population(ties[answered].sum(axis=0, dtype=np.float64), others)
    naming = None
    if directed:
        names = ties[answered].sum(axis=1, dtype=np.float64)
        naming = population(names, np.full(len(names), len(ties) - 1.0))
    return Telling(ties, unknown, heard, named, naming)


def draw_unknown(told: Telling, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw which of the unknown ties there are: their rows and columns (pairs once)."""
    named = told.named.known(rng)
    otherwise = -float(named.mean())
    if told.naming is None:
        lean = named[:, None] + named
        level = _level(lean, told.ties, np.triu(told.heard), otherwise, rng)
        there = rng.random(lean.shape) < expit(lean + level)
        rows, columns = np.nonzero(np.triu(there & told.unknown))
        return rows, columns
    # How many others somebody names who did not answer, nobody told: as many as anyone may.
    lean = told.naming.anyone(rng, len(named))[:, None] + named
    back = told.ties.T
    any_, alone, answering = (
        _level(lean, told.ties, told.heard & pairs, otherwise, rng)
        for pairs in (np.ones_like(back), ~back, back)
    )
    ties, luck = told.ties.copy(), rng.random(lean.shape)
    # Of two ties of a pair that are both unknown one goes first, by lot, and the other follows.
    lot = np.triu(rng.random(lean.shape) < 0.5, 1)
    first = (lot | np.triu(~lot, 1).T) & told.unknown & told.unknown.T
    ties |= first & (luck < expit(lean + any_))
    follows = expit(lean + np.where(ties.T, answering, alone))
    ties |= told.unknown & ~first & (luck < follows)
    rows, columns = np.nonzero(ties & told.unknown)
    return rows, columns


def _level(
    lean: Floats, ties: Flags, pairs: Flags, otherwise: float, rng: np.random.Generator
) -> float:
    """Give the level at which `pairs` would be tied as often as they are, drawn (Jeffreys).

    Without such pairs nothing is to be met, and a share is held against the middle one.
    """
    many = int(pairs.sum())
    if not many:
        return otherwise
    found = int((ties & pairs).sum())
    share = np.clip(rng.beta(0.5 + found, 0.5 + many - found), LEAST, 1 - LEAST)
    own = lean[pairs]
    far = float(np.abs(own).max()) - 2 * float(logit(LEAST))
    return float(brentq(lambda level: expit(own + level).mean() - share, -far, far, xtol=1e-6))
